"""What a quantity counts or describes: one question asked in a fixed order, the first answer holds.

The entity that the measure's words name; those to whom a sum goes; the group that the clause begins with or goes on
about; the place whose people are counted; the program that a sum is spent on; who acts in the sentence; what the clause
or the sum before it speaks of; the document or program named last before it in the sentence, then in the paragraph.
"""

from __future__ import annotations

from collections.abc import Callable

from kg.model import Mention, Span
from kg.quantities import units_kind
from kg.relate.actors import acting, person_before
from kg.relate.phrases import pattern
from kg.relate.setting import Setting, is_a
from kg.rulebook import wordlist

__all__ = ["about"]

_SUMS = ("money", "rate")
_NOT_OWN = ("GovernmentOrgan", "PartyOrgan", "VillageOrgan", "LeadingGroup", "MediaOutlet")
_BODIES = ("Enterprise", "Collective", "School", "Organization", "LeadingGroup")
_SPEAKING = ("Post", "PeopleGroup", "Document")


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
    around = [m for m in things if m.span.overlaps(span)]
    # 某队处置险情137起: who does it stands right before.
    return max(around or _doing(things, span), key=lambda m: len(m.span), default=None)


def _doing(things: list[Mention], measured: Span) -> list[Mention]:
    return [m for m in things if m.span.end == measured.start and is_a(m, *_BODIES)]


def _paid(setting: Setting) -> Mention | None:
    """A group behind 为 or 给, maybe with its own number between: 为905名村干部发放662万元."""
    listed = setting.kind not in _SUMS and setting.quantity.unit != "人次"
    if listed and not pattern("supplied").search(setting.told):
        return None
    folded = setting.document.folded
    clause = setting.clause
    groups = [m for m in setting.things if is_a(m, "PeopleGroup")]
    # 对返乡大学生,给予补贴: the recipient may stand alone in the clause before.
    near = [m for m in groups if m.span.start >= clause or folded[m.span.end : clause] in (",", ",,")]
    for mention in reversed(near):
        start = setting.number_before(mention.span.start)
        if pattern("recipient", "{}$").search(folded, max(0, start - 9), start):
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
    if setting.measured.words == "户数" or setting.measured.words.endswith("人口"):
        places = [m for m in setting.inside if m.span.end <= setting.quantity.span.start and is_a(m, "Place")]
        near = places and places[-1].span.start >= setting.clause
        if near or (places and places[0].span.start == setting.sentence.start):
            return places[-1]
    end = setting.quantity.span.end
    if setting.kind != "people" or setting.document.folded[end : end + 1] != "的":
        return None
    return next((m for m in setting.inside if m.span.start == end + 1 and is_a(m, "Place")), None)


def _share_of_place(setting: Setting) -> Mention | None:
    """清河市位于北部,山区占92%,少数民族人口占55%: the place with which the sentence opens is told of."""
    if setting.kind != "rate" or not setting.front.endswith("占"):
        return None
    first = next((m for m in setting.inside if m.span.start == setting.sentence.start), None)
    if first is None or not is_a(first, "AdministrativeDivision"):
        return None
    told = pattern("lies", "^{}").match(setting.document.folded[first.span.end : setting.quantity.span.start])
    return first if told else None


def _program_behind(setting: Setting) -> Mention | None:
    """投资350万元,实施管网工程; 8个乡镇20个自然村通村道路项目; 按收益的15%发放实干奖."""
    if not setting.programs_behind:
        return None
    first = setting.programs_behind[0]
    invested = any(w in setting.measured.words for w in ("投资", "投入", "资金"))
    spent = setting.kind == "money" and invested and not is_a(first, "Title")
    between = setting.document.folded[setting.quantity.span.end : first.span.start]
    return first if spent or not set(",;:、") & set(between) else None


def _aged(setting: Setting) -> Mention | None:
    """Whose age it is: 52岁的杜某, 90岁以上老人, 杜某今年52岁."""
    if setting.quantity.unit not in wordlist("measures", "age_units"):
        return None
    folded, end = setting.document.folded, setting.quantity.span.end
    people = [m for m in setting.inside if is_a(m, "Person")]
    behind = next((m for m in people if 0 <= m.span.start - end <= 12), None)
    if behind is not None and folded[end] == "的" and not set(",、") & set(folded[end : behind.span.start]):
        return behind
    own = setting.quantity.span
    groups = [m for m in setting.inside if is_a(m, "PeopleGroup")]
    of_age = [m for m in groups if m.span.holds(own) or 0 <= m.span.start - end <= 1]
    if of_age:  # 90岁以上老人
        return max(of_age, key=lambda m: len(m.span))
    before = [m for m in people if m.span.end <= setting.quantity.span.start]
    return before[-1] if before and "," not in folded[before[-1].span.end : end].lstrip(",") else None


def _of_whom(setting: Setting) -> Mention | None:
    """监测对象1024户,其中已消除风险873户,占85%: still of those whom the number before it counts."""
    last = setting.last
    if last is None or last.about is None or not is_a(last.about, "PeopleGroup"):
        return None
    counts = setting.kind in ("people", "rate", "money") or setting.quantity.unit == last.quantity.unit
    goes_on = pattern("going_on", "^{}").match(setting.front[setting.clause - setting.sentence.start :])
    own = any(m.span.start >= setting.clause for m in setting.things)
    return last.about if counts and goes_on and not own else None


def _group_opening(setting: Setting) -> Mention | None:
    """The group with which the clause begins: 脱贫人口务工就业9127人, 工人月工资3500元, 社员已由31户发展到164户."""
    folded = setting.document.folded
    if setting.kind == "count" and setting.quantity.unit != "户":
        return None
    for mention in setting.inside:
        if not is_a(mention, "PeopleGroup") or is_a(mention, "Post") or mention.span.start < setting.clause:
            continue
        front = folded[setting.clause : mention.span.start]
        opens = not front or any(
            m.span.start >= setting.clause and m.span.end == mention.span.start and is_a(m, "Place")
            for m in setting.inside
        )
        before = mention.span.end <= setting.quantity.span.start
        return mention if opens and before and folded[mention.span.end] not in "、和与及或" else None
    return None


def _members(setting: Setting) -> Mention | None:
    """15个部门为成员的领导小组: so many bodies belong to the group that the sentence names."""
    folded, end = setting.document.folded, setting.quantity.span.end
    if not pattern("members").match(folded, end, setting.sentence.end):
        return None
    groups = [m for m in setting.inside if is_a(m, "LeadingGroup")]
    return min(groups, key=lambda m: abs(m.span.start - end), default=None)


def _near_a_sum(setting: Setting) -> Mention | None:
    """For a sum or a rate: the entity of its clause, the entity of the sum before it, or the last one named."""
    if setting.kind in ("count", "people"):
        return None
    folded, start = setting.document.folded, setting.quantity.span.start
    things = [m for m in setting.things if m.cls not in _NOT_OWN]
    things = [
        m for m in things if m.cls != "Site" or folded[m.span.start - 1] not in "从由自沿"
    ]  # 从水库引水
    near = [m for m in things if m.span.start >= setting.clause]
    if near:
        return _first_of_list(folded, near)
    last = setting.last
    if last is not None and last.about is not None:
        clause = folded[last.quantity.span.end : start].count(",") <= 1
        people = clause and is_a(last.about, "PeopleGroup") and setting.kind in ("rate", "time")
        if people or units_kind(last.quantity) == setting.kind:
            return last.about  # 收入537万元,分红183万元; 储备干部198名,平均年龄34岁
    if not things or _of_all(setting):
        return None
    nearest = things[-1]
    return None if is_a(nearest, *_SPEAKING) and "," in folded[nearest.span.end : start] else nearest


def _of_all(setting: Setting) -> bool:
    """Whether the measure is one of a whole area (生产总值), which no program of the sentence has for its own."""
    return pattern("area_wide").search(setting.measured.words) is not None


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
    measure = setting.measured.words
    documents = [m for m in setting.things if is_a(m, "Document")]
    units = wordlist("measures", "written_units")
    if documents and (pattern("written").search(measure) or setting.quantity.unit in units):
        return documents[-1]
    programs = [m for m in setting.things if is_a(m, "Program")]
    if not programs or _of_all(setting):
        return None
    own = programs[-1].span.start >= setting.clause
    told = [
        pattern("outcome").search(setting.told) is not None,
        bool(measure) and measure in programs[-1].name,
    ]
    if programs[-1].name.endswith(tuple(sorted(wordlist("measures", "works")))):
        told.append(pattern("built").search(setting.told) is not None)  # 治理工程完工,新建拦河闸3座
    return programs[-1] if own or any(told) else None


def _village(setting: Setting) -> Mention | None:
    """The village whose own income or people the measure names: 村集体经济收入58万元, 全村旅游收入60万元."""
    if not pattern("of_the_village").search(setting.measured.words):
        return None
    villages = ("Village", "Community")
    places = [m for m in setting.inside if m.span.end <= setting.quantity.span.end and is_a(m, *villages)]
    if places:
        return places[-1]
    if setting.area is not None:
        return setting.area if is_a(setting.area, *villages) else None
    home = next(iter(setting.recognition.line), None)
    if home is None or home.level not in villages:
        return None
    return next((m for m in setting.recognition.mentions if m.code == home.code), None)


def _topic(setting: Setting) -> Mention | None:
    """The program of the paragraph, for what works and sums of building measure: 完成路基39条, 建设里程136公里."""
    paragraph = setting.document.segment_at(setting.quantity.span.start)
    measure = setting.measured.words
    building = pattern("building").search(measure) is not None and setting.quantity.unit not in wordlist(
        "measures", "works_units"
    )
    if paragraph is None or not building or paragraph.span.start >= setting.quantity.span.start:
        return None
    before = setting.recognition.mentions_at.inside(Span(paragraph.span.start, setting.quantity.span.start))
    topics = [m for m in before if is_a(m, "Program", "Document")]
    return topics[-1] if topics else None


def _held(setting: Setting) -> Mention | None:
    """累计举办86期: what the sentence before it tells of, when nothing in its own is held."""
    if not pattern("held", "{}$").search(setting.told.removesuffix(setting.measured.words)):
        return None
    paragraph = setting.document.segment_at(setting.quantity.span.start)
    if paragraph is None or paragraph.span.start >= setting.quantity.span.start:
        return None
    before = setting.recognition.mentions_at.inside(Span(paragraph.span.start, setting.quantity.span.start))
    held = [m for m in before if is_a(m, "Activity", "Initiative")]
    return held[-1] if held else None


_QUESTIONS: tuple[Callable[[Setting], Mention | None], ...] = (
    _named_by_measure,
    _continued,
    _aged,
    _paid,
    _of_whom,
    _group_opening,
    _members,
    _place_of_people,
    _village,
    _share_of_place,
    _program_behind,
    acting,
    _near_a_sum,
    _written_before,
    _topic,
    _held,
    person_before,
)
