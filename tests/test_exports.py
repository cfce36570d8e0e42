"""What is committed under exports/ is what the code makes of seeds/, byte for byte, and it is grounded and valid."""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path

import pytest

from kg.build import build
from kg.store import read_graph
from kg.validate import validate

ROOT = Path(__file__).parents[1]
DATASETS = sorted(f.parent for f in (ROOT / "seeds").glob("*/dataset.toml"))
COMMITTED = ("graph.ttl", "annotations.jsonl", "numbers.tsv", "dataset.ttl", "NOTICE.txt")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("exports")
    build(ROOT / "seeds", out)
    return out


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda d: d.name)
@pytest.mark.parametrize("name", COMMITTED)
def test_committed_export_is_what_is_built(built: Path, dataset: Path, name: str) -> None:
    committed = ROOT / "exports" / dataset.name / name
    assert (built / dataset.name / name).read_bytes() == committed.read_bytes(), (
        "run make build and commit exports/"
    )


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda d: d.name)
def test_committed_export_conforms(dataset: Path) -> None:
    described = tomllib.loads((dataset / "dataset.toml").read_text(encoding="utf-8"))
    texts = {}
    for name, digest in described["files"].items():
        data = (dataset / name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == digest
        text = data.decode("utf-8")
        texts[hashlib.sha256(text.encode()).hexdigest()] = text
    checked = validate(read_graph(ROOT / "exports" / dataset.name / "graph.ttl"), texts)
    assert checked.conforms, checked.problems[:5]


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda d: d.name)
def test_annotations_quote_their_text(dataset: Path) -> None:
    lines = (ROOT / "exports" / dataset.name / "annotations.jsonl").read_text(encoding="utf-8").splitlines()
    text = ""
    for row in map(json.loads, lines):
        if row["kind"] == "report":
            text = (dataset / row["file"]).read_bytes().decode("utf-8")
        for span in (row.get("mentions") or []) + ([row] if "quote" in row else []):
            assert text[span["start"] : span["end"]] == span["quote"]


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda d: d.name)
def test_every_numeral_of_the_text_is_accounted_for(dataset: Path) -> None:
    """Counted apart from the extractor: every digit and every Chinese numeral of the text lies in a row."""
    rows = [
        r.split("\t")
        for r in (ROOT / "exports" / dataset.name / "numbers.tsv")
        .read_text(encoding="utf-8")
        .splitlines()[1:]
    ]
    for name in {r[0] for r in rows}:
        text = (dataset / name).read_bytes().decode("utf-8")
        covered = {n for r in rows if r[0] == name for n in range(int(r[1]), int(r[2]))}
        missing = [
            n
            for n, c in enumerate(text)
            if (c.isdigit() or c in "零一二三四五六七八九十百千万亿") and n not in covered
        ]
        assert not missing, [text[max(0, n - 5) : n + 5] for n in missing]
        assert all(bool(r[4]) != bool(r[5]) for r in rows)
