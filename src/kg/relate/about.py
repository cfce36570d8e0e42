"""What a quantity counts or describes: one question asked in a fixed order, the first answer holds.

The entity that the measure's words name; those to whom a sum goes; the place whose people are counted; the program
that a sum is spent on; what the clause or the sum before it speaks of; the document or program named last before it
in the sentence, then in the paragraph.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

import regex

from kg import ontology
from kg.model import Document, Figure, Mention, Quantity, Recognition, Span
from kg.relate.measure import Measured, units_kind

__all__ = ["Setting", "about", "beside", "is_a"]

_RECIPIENT = regex.compile(r"(?:为|给|向|对|使|让|对\p{Han}{1,6}的)$")
_SUMS = ("money", "rate")
_BUILDING = ("工程", "建设", "里程", "投资", "路基", "路面", "施工", "项目")


@dataclass(frozen=True)
class Setting:
    """A quantity where it stands: its sentence with the mentions in it, its measure, and the figures before it.

    `last` is the figure before it in the sentence, `counted` what the figures of the sentence count beside them.
    """

    document: Document
    recognition: Recognition
    sentence: Span
    inside: tuple[Mention, ...]
    quantity: Quantity
    measured: Measured
    last: Figure | None
    counted: AbstractSet[Mention]

    @cached_property
    def kind(self) -> str:
        """The kind of the unit."""
        return units_kind(self.quantity)

    @cached_property
    def clause(self) -> int:
        """Where the clause of the quantity begins."""
        folded, start = self.document.folded, self.quantity.span.start
        return max(
            *(folded.rfind(mark, self.sentence.start, start) + 1 for mark in ",;:"), self.sentence.start
        )

    @cached_property
    def things(self) -> list[Mention]:
        """What is named before the quantity in its sentence and can be described by a figure."""
        others = ("AdministrativeDivision", "MediaOutlet", "Person")
        posts = [m.span for m in self.inside if m.cls == "Post"]
        return [
            m
            for m in self.inside
            if m.span.end <= self.quantity.span.start
            and not is_a(m, *others)
            and not any(p != m.span and p.holds(m.span) for p in posts)
            # What an earlier figure of the sentence counts is a neighbour in a list: 建成超市66个,评选文明户420户.
            and (m not in self.counted or self.kind not in ("count", "people"))
        ]

    def number_before(self, place: int) -> int:
        """Where the quantity begins that ends at a place of the sentence; the place itself where none does."""
        if place <= self.sentence.start:
            return place
        before = self.recognition.quantities_at.inside(Span(self.sentence.start, place))
        return before[-1].span.start if before and before[-1].span.end == place else place

    @cached_property
    def programs_behind(self) -> list[Mention]:
        """The programs named behind the quantity in its sentence."""
        return [m for m in self.inside if m.span.start >= self.quantity.span.end and is_a(m, "Program")]


def beside(figure: Figure) -> bool:
    """Whether the entity that a figure is about stands right before or behind the number that counts it."""
    if figure.about is None:
        return False
    mention, number = figure.about.span, figure.quantity.span
    return -6 <= number.start - mention.end <= 6 or 0 <= mention.start - number.end <= 1


def is_a(mention: Mention, *classes: str) -> bool:
    """Whether a mention's class is one of the classes or below one."""
    return ontology.is_a(mention.cls, *classes)


def about(setting: Setting) -> Mention | None:
    """The mention of what the quantity is about, None where the text leaves it open."""
    return next((found for question in _QUESTIONS if (found := question(setting)) is not None), None)


def _named_by_measure(setting: Setting) -> Mention | None:
    span = setting.measured.span
    if span is None:
        return None
    things = [m for m in setting.inside if not is_a(m, "AdministrativeDivision")]
    inside = [m for m in things if span.holds(m.span)]
    if inside:
        return max(inside, key=lambda m: (m.span.end, len(m.span)))
    return max((m for m in things if m.span.overlaps(span)), key=lambda m: len(m.span), default=None)


def _paid(setting: Setting) -> Mention | None:
    """A group behind 为 or 给, maybe with its own number between: 为905名村干部发放662万元."""
    if setting.kind not in _SUMS:
        return None
    folded = setting.document.folded
    clause = setting.clause
    groups = [m for m in setting.things if is_a(m, "PeopleGroup")]
    # 对返乡大学生,给予补贴: the recipient may stand alone in the clause before.
    near = [m for m in groups if m.span.start >= clause or folded[m.span.end : clause] in (",", ",,")]
    for mention in reversed(near):
        start = setting.number_before(mention.span.start)
        if _RECIPIENT.search(folded, max(0, start - 9), start):
            return mention
    return None


def _continued(setting: Setting) -> Mention | None:
    """14班次2800余人次: the second number is about what the first is."""
    last = setting.last
    if last is None:
        return None
    between = setting.document.folded[last.quantity.span.end : setting.quantity.span.start]
    return last.about if not between.strip("、和") else None


def _place_of_people(setting: Setting) -> Mention | None:
    """1698人的柳沟村 and 全村共有560户 tell of the village."""
    if setting.measured.words in ("户数", "人口"):
        places = [m for m in setting.inside if m.span.end <= setting.quantity.span.start and is_a(m, "Place")]
        if places and places[-1].span.start >= setting.clause:
            return places[-1]
    end = setting.quantity.span.end
    if setting.kind != "people" or setting.document.folded[end : end + 1] != "的":
        return None
    return next((m for m in setting.inside if m.span.start == end + 1 and is_a(m, "Place")), None)


def _program_behind(setting: Setting) -> Mention | None:
    """投资350万元,实施管网工程; 8个乡镇20个自然村通村道路项目; 按收益的15%发放实干奖."""
    if not setting.programs_behind:
        return None
    first = setting.programs_behind[0]
    spent = setting.kind == "money" and any(w in setting.measured.words for w in ("投资", "投入", "资金"))
    between = setting.document.folded[setting.quantity.span.end : first.span.start]
    return first if spent or not regex.search("[,;:、]", between) else None


def _near_a_sum(setting: Setting) -> Mention | None:
    """For a sum or a rate: the entity of its clause, the entity of the sum before it, or the last one named."""
    if setting.kind in ("count", "people"):
        return None
    folded, start = setting.document.folded, setting.quantity.span.start
    near = [m for m in setting.things if m.span.start >= setting.clause]
    if near:
        return _first_of_list(folded, near)
    last = setting.last
    if last is not None and last.about is not None:
        clause = folded[last.quantity.span.end : start].count(",") <= 1
        people = clause and is_a(last.about, "PeopleGroup") and setting.kind in ("rate", "time")
        if people or units_kind(last.quantity) == setting.kind:
            return last.about  # 收入537万元,分红183万元; 储备干部198名,平均年龄34岁
    if not setting.things:
        return None
    speaking = ("Post", "PeopleGroup")
    nearest = setting.things[-1]
    return None if is_a(nearest, *speaking) and "," in folded[nearest.span.end : start] else nearest


def _first_of_list(folded: str, mentions: list[Mention]) -> Mention:
    """The first member of the list (A、B率) in which the last mention stands."""
    found = mentions[-1]
    for mention in reversed(mentions[:-1]):
        if mention.cls in ("PeopleGroup", "Post") and folded[mention.span.end : found.span.start] in (
            "、",
            "和",
        ):
            found = mention
    return found


def _written_before(setting: Setting) -> Mention | None:
    """The document or program under which something is counted: 出台方案,在五方面制定46条措施."""
    documents = [m for m in setting.things if is_a(m, "Document")]
    programs = [m for m in setting.things if is_a(m, "Program")]
    found = documents or programs
    return found[-1] if found else None


def _topic(setting: Setting) -> Mention | None:
    """The program of the paragraph, for what works and sums of building measure: 完成路基39条, 建设里程136公里."""
    paragraph = setting.document.segment_at(setting.quantity.span.start)
    if paragraph is None or not any(w in setting.measured.words for w in _BUILDING):
        return None
    room = (
        Span(paragraph.span.start, setting.quantity.span.start)
        if paragraph.span.start < setting.quantity.span.start
        else None
    )
    topics = [
        m
        for m in (setting.recognition.mentions_at.inside(room) if room else ())
        if is_a(m, "Program", "Document")
    ]
    return topics[-1] if topics else None


_QUESTIONS: tuple[Callable[[Setting], Mention | None], ...] = (
    _named_by_measure,
    _continued,
    _paid,
    _place_of_people,
    _program_behind,
    _near_a_sum,
    _written_before,
    _topic,
)
