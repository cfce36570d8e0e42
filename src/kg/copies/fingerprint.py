"""What is kept of a report to find its copies: a few kilobytes, so that those of ten thousand reports fit in memory."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass

from kg.model import Cover, Document, Facts, Span
from kg.ontology import is_a

__all__ = ["Fingerprint", "body_of", "clause_count", "fingerprint", "packed"]

_BODY = ("heading", "paragraph", "table")
# What neither changes the words nor shows: blanks, line ends, marks of zero width.
_BLANK = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_CLAUSE = re.compile(r"[^,。;:!?、…\r\n\u2028\u2029]+")
_HASH = 8  # bytes of a clause's hash
# Characters kept with a number, before and behind it: they tell which of many small numbers it is.
_BEFORE, _BEHIND = 4, 1


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is known of one report.

    `body` is the SHA-256 of its body without blanks, in folded characters; `clauses` the hashes of the clauses that
    hold a figure, a date or a name, eight bytes each, sorted, each once. `numbers` are the `figures`, packed: as tuples
    those of a long report take a hundred times the room. `names` are the words that name places and people, sorted,
    one to a line. `published` is ISO 8601 or "", `publisher` what the header says or "".
    """

    report_id: str
    file: str
    published: str
    publisher: str
    body: str
    clauses: bytes
    numbers: bytes
    names: str

    @property
    def figures(self) -> list[tuple[str, str, str]]:
        """The numbers and dates in the order of the text: words before it, its words, a character behind it."""
        lines = zlib.decompress(self.numbers).decode("utf-8", "surrogatepass").split("\n")
        return [(a, b, c) for a, b, c in (line.split("\t") for line in lines if line)]

    def kept(self) -> str:
        """The fingerprint as one line of JSON, to be kept with what else is known of a report."""
        told = {name: getattr(self, name) for name in self.__slots__}
        packed = {k: b64encode(v).decode() if isinstance(v, bytes) else v for k, v in told.items()}
        return json.dumps(packed, ensure_ascii=True)

    @classmethod
    def of_kept(cls, line: str) -> Fingerprint:
        """The fingerprint that `kept` told. Raises ValueError, KeyError or TypeError for anything else."""
        told = json.loads(line)
        for name in ("clauses", "numbers"):
            told[name] = b64decode(told[name], validate=True)
        return cls(**told)


def body_of(document: Document) -> str:
    """The body of a report as it is compared: headings, paragraphs and tables, folded, without blanks.

    Navigation, title, source lines, credits and signatures are left out: a repost has its own.
    """
    return _BLANK.sub(
        "", "\n".join(s.span.cut(document.folded) for s in document.segments if s.kind in _BODY)
    )


def clause_count(one: Fingerprint) -> int:
    """How many different clauses that state facts a report has."""
    return len(one.clauses) // _HASH


def fingerprint(facts: Facts) -> Fingerprint:
    """The fingerprint of a report from its facts; the same report always has the same."""
    document = facts.document
    numbers = _numbers(facts)
    mentions = [span for e in facts.entities if is_a(e.cls, "Place", "Person") for span in e.mentions]
    names = {_BLANK.sub("", span.cut(document.folded)) for span in mentions if _in_body(document, span)}
    header = document.header
    return Fingerprint(
        report_id=facts.report_id,
        file=document.source.name,
        published=header.published.value if header.published else "",
        publisher=header.publisher.value if header.publisher else "",
        body=hashlib.sha256(body_of(document).encode("utf-8", "surrogatepass")).hexdigest(),
        clauses=_clauses(document, Cover(len(document.folded), [*numbers, *mentions])),
        numbers=packed(_with_words(document.folded, span) for span in numbers),
        names="\n".join(sorted(names)),
    )


def packed(figures: Iterable[tuple[str, str, str]]) -> bytes:
    """Figures as a fingerprint keeps them; none of their words holds a blank."""
    return zlib.compress("\n".join(map("\t".join, figures)).encode("utf-8", "surrogatepass"), 6)


def _numbers(facts: Facts) -> list[Span]:
    """The spans of figures and of the numerals of dates, in order; ordinals and parts of names tell no fact."""
    found = {figure.quantity.span for _, figure, _, _ in facts.figures}
    found |= {numeral.span for numeral, _ in facts.numerals if numeral.reason == "date"}
    return sorted(span for span in found if _in_body(facts.document, span))


def _in_body(document: Document, span: Span) -> bool:
    segment = document.segment_at(span.start)
    return segment is not None and segment.kind in _BODY


def _with_words(folded: str, span: Span) -> tuple[str, str, str]:
    before = _BLANK.sub("", folded[max(0, span.start - 2 * _BEFORE) : span.start])[-_BEFORE:]
    return before, _BLANK.sub("", span.cut(folded)), _BLANK.sub("", folded[span.end : span.end + _BEHIND])


def _clauses(document: Document, told: Cover) -> bytes:
    found = {
        hashlib.blake2b(_BLANK.sub("", m[0]).encode("utf-8", "surrogatepass"), digest_size=_HASH).digest()
        for segment in document.segments
        if segment.kind in _BODY
        for m in _CLAUSE.finditer(document.folded, segment.span.start, segment.span.end)
        if m[0].strip() and told.meets(Span(m.start(), m.end()))
    }
    return b"".join(sorted(found))
