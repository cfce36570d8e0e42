"""Files that are made to hurt their reader are refused in one line, in bounded time and memory."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from subprocess import run

import pytest

from bombs import BOMBS
from forms import zipped
from kg.errors import BadInput
from kg.model import Source
from kg.read import Failure, documents, read

_READ = """
import json, re, resource, sys
from pathlib import Path
from kg.read import documents
found = [[type(d).__name__, d.name, getattr(d, "reason", "")] for d in documents(Path(sys.argv[1]))]
own, other = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
# ru_maxrss of a process counts that of the one which started it.
peak = re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]
print(json.dumps([found, own.ru_utime + own.ru_stime + other.ru_utime, int(peak) // 1024, other.ru_maxrss // 1024]))
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read as Linux tells it")
@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_within_bounds(name: str, tmp_path: Path) -> None:
    """Bounds are those of the process: under 70 s of processor time, 300 MB here and 1.1 GB in the process of a PDF."""
    make, reason = BOMBS[name]
    file = tmp_path / name
    file.write_bytes(make())
    done = run([sys.executable, "-c", _READ, str(file)], capture_output=True, text=True, check=True)
    found, seconds, own, other = json.loads(done.stdout)
    assert [kind for kind, _, _ in found] == ["Failure"] * len(found) != []
    for _, member, why in found:
        assert re.search(reason, why), why
        assert "\n" not in why
        assert member.split("/")[0] == name
    assert seconds < 70
    assert own < 300
    assert other < 1_100


def test_a_file_too_large_is_refused_unread(tmp_path: Path) -> None:
    for name in ("a.txt", "b.pdf", "c.docx", "d.html"):
        file = tmp_path / name
        file.touch()
        os.truncate(file, 500_000_000)
        with pytest.raises(BadInput, match=r"too large: files of up to 100 MB are read; split it"):
            read(file)
    text = tmp_path / "e.txt"
    text.write_bytes("清".encode() * 7_000_000)
    with pytest.raises(BadInput, match="too large: texts of up to 20 MB"):
        read(text)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../outside.txt", "leads out of the archive"),
        ("a/../../outside.txt", "leads out of the archive"),
        ("/etc/outside.txt", "leads out of the archive"),
        ("..\\outside.txt", "leads out of the archive"),
        ("C:\\outside.txt", "leads out of the archive"),
        ("a\nb.txt", "leads out of the archive"),
        ("picture.jpg", r"no report: \.jpg is none of \.docx"),
        ("empty.txt", "the file is empty"),
        ("old.doc", r"no report: \.doc"),
    ],
)
def test_a_bad_member_leaves_the_others(name: str, reason: str, tmp_path: Path) -> None:
    file = tmp_path / "r.zip"
    bad = b"" if name == "empty.txt" else "清河县".encode()
    file.write_bytes(
        zipped({"first.txt": "清河县一。".encode(), name: bad, "last.txt": "清河县二。".encode()})
    )
    found = list(documents(file))
    first, failure, last = found
    assert isinstance(first, Source)
    assert isinstance(last, Source)
    assert isinstance(failure, Failure)
    assert (first.text, last.text) == ("清河县一。", "清河县二。")
    assert re.search(reason, failure.reason)
    assert "\n" not in failure.name
    assert sorted(p.name for p in tmp_path.iterdir()) == ["r.zip"]


def test_two_members_of_one_name(tmp_path: Path) -> None:
    file = tmp_path / "r.zip"
    data = zipped({"a.txt": "清河县一。".encode(), "b.txt": "清河县二。".encode()})
    file.write_bytes(data.replace(b"b.txt", b"a.txt"))
    first, second = documents(file)
    assert isinstance(first, Source)
    assert isinstance(second, Failure)
    assert "another file of this name" in second.reason


def test_encrypted_members_are_told(tmp_path: Path) -> None:
    file = tmp_path / "r.zip"
    data = bytearray(zipped({"a.txt": "清河县。".encode()}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    file.write_bytes(data)
    (found,) = documents(file)
    assert isinstance(found, Failure)
    assert found.reason == "encrypted; unpack it with its password first"


def test_empty_archive(tmp_path: Path) -> None:
    file = tmp_path / "r.zip"
    file.write_bytes(zipped({}))
    with pytest.raises(BadInput, match="holds no file"):
        read(file)
