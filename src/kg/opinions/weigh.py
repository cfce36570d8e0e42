"""What opinions add to a report: grounded mentions and quantities where our own reading has none.

Our own reading always stands. A proposal that agrees with it or differs from it is counted and changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kg.model import Document, Entity, Facts, Mention, Quantity, Recognition, Span
from kg.ontology import KG, annotation_type
from kg.opinions.locate import fault, locate, reading
from kg.opinions.proposals import FIGURE, Opinion, Proposal, Sentence

__all__ = ["Heard", "consult", "joined", "sentences"]

# Why our own account says that a numeral counts nothing, where an opinion may know better: "name" is also said of
# every quotation that is no name we know. A date, an ordinal or a number of a list is one by a written rule.
_OPEN = ("", "no unit", "indefinite", "word", "name")


@dataclass(frozen=True)
class Heard:
    """What opinions brought in, in order of the text, and the account of all that they said.

    `tally` counts by rule and outcome: proposed, added, agreed, differs, again, or `dropped: ` with the reason;
    `differing` are the places where an opinion reads something else than we do, with its rule and type.
    """

    mentions: tuple[Mention, ...]
    quantities: tuple[Quantity, ...]
    tally: dict[tuple[str, str], int]
    differing: tuple[tuple[Span, str, str], ...]

    def account(self) -> str:
        """The tally in words, a line for each rule."""
        lines: dict[str, list[str]] = {}
        for (rule, what), count in self.tally.items():
            lines.setdefault(rule, []).append(f"{what} {count}")
        return "\n".join(f"{rule}: {', '.join(counts)}" for rule, counts in lines.items())


def sentences(document: Document) -> tuple[tuple[Sentence, Span], ...]:
    """The sentences that opinions read, in order of the text: title, subtitle, body and credits; no navigation."""
    lines = (s.span for s in document.segments if s.kind in ("title", "subtitle", "credit", "signature"))
    spans = sorted({*lines, *document.sentences})
    return tuple((Sentence(f"s{n}", s.cut(document.text)), s) for n, s in enumerate(spans, 1))


def consult(document: Document, recognition: Recognition, opinions: Sequence[Opinion]) -> Heard:
    """Asks each opinion in turn; what an earlier one brought in stands before a later one, as our own does.

    Raises KgError when an opinion cannot be asked.
    """
    asked = sentences(document)
    weighing = _Weighing(document, recognition, {sentence.id: span for sentence, span in asked})
    for opinion in opinions:
        answer = opinion.propose([sentence for sentence, _ in asked])
        for reason in answer.unusable:
            weighing.tally[opinion.rule, f"dropped: {reason}"] += 1
        weighing.hear(opinion.rule, answer.proposals)
    return weighing.heard()


class _Weighing:
    """The proposals of one report against what is read there already."""

    def __init__(self, document: Document, recognition: Recognition, places: dict[str, Span]) -> None:
        self.text, self.recognition, self.places = document.text, recognition, places
        self.tally: Counter[tuple[str, str]] = Counter()
        self._mentions: list[Mention] = []
        self._quantities: list[Quantity] = []
        self._differing: list[tuple[Span, str, str]] = []

    def heard(self) -> Heard:
        return Heard(
            tuple(sorted(self._mentions, key=lambda m: (m.span, m.cls))),
            tuple(sorted(self._quantities, key=lambda q: q.span)),
            dict(sorted(self.tally.items())),
            tuple(sorted(self._differing)),
        )

    def hear(self, rule: str, proposals: Iterable[Proposal]) -> None:
        """Weighs the proposals of one opinion; of two that overlap the longer one stands, whatever their order."""
        found: dict[tuple[Span, str], Proposal] = {}
        for proposal in proposals:
            self.tally[rule, "proposed"] += 1
            spans, reason = self._grounded(proposal)
            if reason:
                self.tally[rule, f"dropped: {reason}"] += 1
            for span in spans:
                if (span, proposal.type) in found:
                    self.tally[rule, "again"] += 1
                found.setdefault((span, proposal.type), proposal)
        for (span, type_), proposal in sorted(
            found.items(), key=lambda item: (-len(item[0][0]), item[0][0], item[0][1])
        ):
            outcome = (self._figure if type_ == FIGURE else self._entity)(rule, span, proposal)
            self.tally[rule, outcome] += 1
            if outcome == "differs":
                self._differing.append((span, rule, type_))

    def _grounded(self, proposal: Proposal) -> tuple[tuple[Span, ...], str]:
        """The places of a proposal in the report; none, with the reason, when it is dropped."""
        if proposal.sentence not in self.places:
            return (), "no such sentence"
        if reason := fault(proposal):
            return (), reason
        sentence = self.places[proposal.sentence]
        inside = locate(sentence.cut(self.text), proposal.quote, proposal.nth)
        spans = tuple(Span(sentence.start + s.start, sentence.start + s.end) for s in inside)
        return spans, "" if spans else "words not in the sentence"

    def _entity(self, rule: str, span: Span, proposal: Proposal) -> str:
        standing = [m for m in (*self.recognition.mentions, *self._mentions) if m.span.overlaps(span)]
        if any(m.span == span and annotation_type(KG[m.cls])[0] == proposal.type for m in standing):
            return "agreed"
        taken = [x.span for x in self.recognition.periods]
        taken += [q.span for q in (*self.recognition.quantities, *self._quantities)]
        if standing or any(t.overlaps(span) for t in taken):
            return "differs"
        self._mentions.append(Mention(span, proposal.type, span.cut(self.text), rule))
        return "added"

    def _figure(self, rule: str, span: Span, proposal: Proposal) -> str:
        read = reading(proposal)
        standing = [q for q in (*self.recognition.quantities, *self._quantities) if q.span.overlaps(span)]
        if read is None:  # not reached: such a proposal has no place
            return "differs"
        if any((q.value, q.upper, q.unit) == (read.value, read.upper, read.unit) for q in standing):
            return "agreed"
        numerals = [n for n in self.recognition.numerals if n.span.overlaps(span)]
        taken = [m.span for m in (*self.recognition.mentions, *self._mentions)]
        taken += [p.span for p in self.recognition.periods]
        if (
            standing
            or any(t.overlaps(span) for t in taken)
            or not numerals
            or not all(n.reason in _OPEN and span.holds(n.span) for n in numerals)
        ):
            return "differs"
        numeral = Span(numerals[0].span.start, numerals[-1].span.end)
        self._quantities.append(
            Quantity(span, read.value, read.upper, read.unit, read.qualifier, rule, numeral)
        )
        return "added"


def joined(own: Facts, entities: Iterable[Entity]) -> Facts:
    """Our own facts with the entities of opinions: further mentions of an entity of ours, or entities beside them.

    Name and class of our own entities stay; nothing of ours is taken away.
    """
    known = {e.id: e for e in own.entities}
    for entity in entities:
        ours = known.get(entity.id)
        known[entity.id] = entity if ours is None else _with(ours, entity)
    ordered = sorted(known.values(), key=lambda e: (e.mentions[0], e.id))
    return replace(own, entities=tuple(ordered))


def _with(ours: Entity, other: Entity) -> Entity:
    return replace(
        ours,
        aliases=tuple(sorted({*ours.aliases, *other.aliases, other.name} - {ours.name})),
        mentions=tuple(sorted({*ours.mentions, *other.mentions})),
        rules=tuple(sorted({*ours.rules, *other.rules})),
    )
