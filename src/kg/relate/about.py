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
from kg.rulebook import wordlist

__all__ = ["Setting", "about", "beside", "is_a"]

_RECIPIENT = regex.compile(r"(?:为|给|向|对|使|让|对\p{Han}{1,6}的)$")
_SUMS = ("money", "rate")
# Units and measures of what a document holds.
_WRITTEN = regex.compile(r"措施|任务|内容|举措|意见|条款|要求|方面|事项|清单|指标|责任|规定")
_WRITTEN_UNITS = ("条", "项", "章", "款", "方面", "个方面", "类", "件", "字", "页", "篇")
# What a program is told by behind its own clause: who came, what it sent out, what it used up.
_OUTCOME = regex.compile(
    "推送|点击|阅读|浏览|播放|吸引|签约|成交|参训|参赛|参与|参加|参展|覆盖|受益|惠及|培训|轮训|授课|刊登|刊发|推出|清理|"
    "清运|清除|整改|排查|化解|调解|发放|兑换|兑现|投资|投入|接待|观众|游客|名额|入住|里程|路基|路面|完成投资"
)
_NOT_OWN = ("GovernmentOrgan", "PartyOrgan", "VillageOrgan", "LeadingGroup", "MediaOutlet")
_ACTORS = ("Person", "Enterprise", "Collective")
_ACTS = regex.compile(
    r"(?:(?:组建|成立|创办|共建|建立)(?:了|起)?“?|^|[,。;:!?“”）)\n\ue000-\uf8ff]|目前|如今|今年|去年|同时|其中)$"
)
# Who speaks is not told of, nor is one of several, nor who founds or leads something.
_NOT_TOLD_OF = regex.compile(
    r"\p{Han}{0,5}(?:说|表示|介绍|告诉|坦言|感慨|回忆|解释)|等|带着|带领|率领|创办|成立|领办|牵头"
)
_OF_THE_VILLAGE = regex.compile("村集体|全村|该村|本村|村级集体")
_BUILDING = ("工程", "建设", "里程", "投资", "路基", "路面", "施工", "项目")


@dataclass(eq=False)
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
            and (m not in self.counted or self.kind not in ("count", "people") or is_a(m, "Document"))
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
    crowd = wordlist("roles", "crowd")
    things = [m for m in setting.inside if not is_a(m, "AdministrativeDivision") and m.name not in crowd]
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
    invested = any(w in setting.measured.words for w in ("投资", "投入", "资金"))
    spent = setting.kind == "money" and invested and not is_a(first, "Title")
    between = setting.document.folded[setting.quantity.span.end : first.span.start]
    return first if spent or not regex.search("[,;:、]", between) else None


def _near_a_sum(setting: Setting) -> Mention | None:
    """For a sum or a rate: the entity of its clause, the entity of the sum before it, or the last one named."""
    if setting.kind in ("count", "people"):
        return None
    things = [m for m in setting.things if m.cls not in _NOT_OWN]
    folded, start = setting.document.folded, setting.quantity.span.start
    near = [m for m in things if m.span.start >= setting.clause]
    if near:
        return _first_of_list(folded, near)
    last = setting.last
    if last is not None and last.about is not None:
        clause = folded[last.quantity.span.end : start].count(",") <= 1
        people = clause and is_a(last.about, "PeopleGroup") and setting.kind in ("rate", "time")
        if people or units_kind(last.quantity) == setting.kind:
            return last.about  # 收入537万元,分红183万元; 储备干部198名,平均年龄34岁
    if not things:
        return None
    speaking = ("Post", "PeopleGroup", "Document")
    nearest = things[-1]
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
    """The document or program under which something is counted: 出台方案,在五方面制定46条措施; 举办文化节,吸引游客5万人次."""
    folded, start = setting.document.folded, setting.quantity.span.start
    measure = setting.measured.words
    documents = [m for m in setting.things if is_a(m, "Document")]
    if documents and (_WRITTEN.search(measure) or setting.quantity.unit in _WRITTEN_UNITS):
        return documents[-1]
    programs = [m for m in setting.things if is_a(m, "Program")]
    if not programs:
        return None
    own = programs[-1].span.start >= setting.clause
    told = _OUTCOME.search(folded[setting.clause : start] + measure) or (
        measure and measure in programs[-1].name
    )
    return programs[-1] if own or told else None


def _acting(setting: Setting) -> Mention | None:
    """The person, company or cooperative that the sentence is told of: 他家种了18亩, 公司投资3200万元建成2条生产线."""
    folded, start = setting.document.folded, setting.quantity.span.start
    for mention in reversed([m for m in setting.inside if is_a(m, *_ACTORS) and m.span.end <= start]):
        front = folded[setting.sentence.start : mention.span.start]
        named = any(
            m.span.end == mention.span.start
            for m in setting.inside
            if is_a(m, "Post", "PeopleGroup", "Place")
        )
        if (
            not (named or _ACTS.search(front))
            or folded[mention.span.end : mention.span.end + 1] in "、与和的"
        ):
            continue
        if is_a(mention, "Person") and _NOT_TOLD_OF.match(folded, mention.span.end):
            return None
        # 某公司深加工项目投产,完成投资: the sentence goes on about the project.
        return next(
            (m for m in setting.inside if m.span.start == mention.span.end and is_a(m, "Program")), mention
        )
    return None


def _village(setting: Setting) -> Mention | None:
    """The village whose own income or people the measure names: 村集体经济收入58万元, 全村旅游收入60万元."""
    if not _OF_THE_VILLAGE.search(setting.measured.words):
        return None
    places = [
        m
        for m in setting.inside
        if m.span.end <= setting.quantity.span.end and is_a(m, "Village", "Community")
    ]
    return places[-1] if places else None


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
    _village,
    _program_behind,
    _acting,
    _near_a_sum,
    _written_before,
    _topic,
)
