"""Second opinions on a report: other readers' proposals, each held to the words of the report. Off by default.

An opinion gets sentences with ids and answers with verbatim quotes; our code finds the quote in that sentence by
exact match or drops it and counts it, reads numbers again with its own grammar, and lets in only what overlaps
nothing that it read itself. So an opinion can add a grounded row or differ, and never change one of ours.
"""

from pathlib import Path

from kg.opinions.cache import Cache
from kg.opinions.endpoint import Endpoint
from kg.opinions.lac import Lac
from kg.opinions.locate import locate
from kg.opinions.post import Unreachable, post
from kg.opinions.proposals import ENTITY_TYPES, FIGURE, Answer, Opinion, Proposal, Sentence
from kg.opinions.weigh import Heard, consult, joined, sentences

__all__ = [
    "ENTITY_TYPES",
    "FIGURE",
    "Answer",
    "Cache",
    "Endpoint",
    "Heard",
    "Lac",
    "Opinion",
    "Proposal",
    "Sentence",
    "Unreachable",
    "consult",
    "joined",
    "locate",
    "named",
    "post",
    "sentences",
]


def named(name: str, url: str = "", model: str = "", key: str = "", cache: Path | None = None) -> Opinion:
    """The opinion "lac", or "model": the model of that name at a base URL, with a folder of kept answers.

    Raises BadInput when it cannot be used: the extra is not installed, the model has no name, the URL is none.
    """
    if name == "lac":
        return Lac()
    return Endpoint(url, model, key, Cache(cache) if cache else None)
