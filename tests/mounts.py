"""Small disks and read-only ones: a file system in memory, in a mount namespace of its own that goes with the test."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_HOLD = 'mount --make-rprivate / && mount -t tmpfs -o "size=$2" none "$1" && echo mounted && read -r _'


class Disk:
    """A file system of its own. Commands run where `place` is mounted; `seen` is the same folder from outside."""

    def __init__(self, holder: int, place: Path) -> None:
        self.holder, self.place = holder, place
        self.seen = Path(f"/proc/{holder}/root{place}")

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs a command inside."""
        inside = ["nsenter", "--mount", f"--target={self.holder}", f"--wd={os.getcwd()}", *command]  # noqa: PTH109
        return subprocess.run(
            inside, capture_output=True, text=True, env={**os.environ, **environment}, check=False
        )

    def kg(self, *words: object, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs `kg` inside."""
        return self.run(sys.executable, "-m", "kg", *map(str, words), **environment)

    def fill(self, leave: int) -> None:
        """Leaves room for so many bytes, and no more."""
        space = os.statvfs(self.seen)
        size = space.f_bavail * space.f_frsize - leave
        (self.seen / "filler").write_bytes(bytes(max(size, 0)))

    def empty(self) -> None:
        """Gives the room back."""
        (self.seen / "filler").unlink()

    def protect(self, writable: bool = False) -> None:
        """Makes it read-only, or writable again."""
        done = self.run("mount", "-o", f"remount,{'rw' if writable else 'ro'}", str(self.place))
        assert done.returncode == 0, done.stderr


@contextmanager
def disk(folder: Path, size: str) -> Iterator[Disk]:
    """A disk of this size (2m: two megabytes) over a folder; skips, saying so, where mounting is not permitted."""
    if not (shutil.which("unshare") and shutil.which("nsenter")):
        pytest.skip("small disks need unshare and nsenter")
    folder.mkdir(parents=True, exist_ok=True)
    holder = subprocess.Popen(
        ["unshare", "--mount", "sh", "-c", _HOLD, "sh", str(folder), size],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None
        if holder.stdout.readline() != "mounted\n":
            why = holder.communicate()[1]
            pytest.skip(f"mounting is not permitted here: {' '.join(why.split())}")
        yield Disk(holder.pid, folder)
    finally:
        holder.communicate()
