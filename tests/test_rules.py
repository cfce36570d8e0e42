"""Every example of every rule record: what must fire gives exactly its result, what must stay silent gives nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

import pytest

from kg.changes import reads_as_change
from kg.errors import BadKnowledge
from kg.model import Mention, Period, Quantity, Span
from kg.ontology import KG
from kg.periods import read_periods
from kg.quantities import read_quantities
from kg.recognize.aliases import introduced_names
from kg.recognize.marks import read_marks
from kg.recognize.numerals import read_uncounted
from kg.recognize.people import read_people
from kg.recognize.places import read_unlisted
from kg.relate.links import read_rule
from kg.relate.slots import slotted
from kg.rulebook import Rule, families, lexicon, rules
from kg.text import fold

_TAG = re.compile(r"\[(\w+):([^\]]+)\]")


def _quantity(q: Quantity) -> str:
    upper = f"..{q.upper}" if q.upper is not None else ""
    return f"{q.value}{upper} {q.unit} {q.qualifier}"


def _relations(rule: Rule, text: str) -> list[str]:
    """Reads an example in which a mention is written [Class:words]."""
    mentions, quantities, periods = [], [], []
    bare, place = "", 0
    for tag in _TAG.finditer(text):
        bare += text[place : tag.start()]
        span = Span(len(bare), len(bare) + len(tag[2]))
        if tag[1] == "Figure":
            quantities.append(Quantity(span, Decimal(1), None, "个", "exact", "", span))
        elif tag[1] == "Time":
            periods.append(Period(span, "2022", ""))
        else:
            mentions.append(Mention(span, tag[1], tag[2], ""))
        bare += tag[2]
        place = tag.end()
    bare += text[place:]
    found = read_rule(rule, slotted(fold(bare), Span(0, len(bare)), mentions, quantities, periods))
    return [
        f"{link.subject.name if link.subject else '-'} {link.predicate} {link.object.name}" for link in found
    ]


def _changes(rule: Rule, text: str) -> list[str]:
    """Reads an example in which a figure is written [words]: each pair of neighbours in which one became the other."""
    tags = list(re.finditer(r"\[([^\]]+)\]", text))
    bare = re.sub(r"[\[\]]", "", text)
    spans = [Span(m.start() - 2 * n, m.end() - 2 * n - 2) for n, m in enumerate(tags)]
    found = [(a, b) for a, b in pairwise(spans) if reads_as_change(bare, 0, a, b, rule)]
    return [f"{b.cut(bare)} < {a.cut(bare)}" for a, b in found]


def _plain_form(rule: Rule, text: str) -> list[str]:
    changed = rule.pattern.sub(rule.gives, text)
    return [changed] if changed != text else []


def _header(rule: Rule, text: str) -> list[str]:
    found = rule.pattern.search(text)
    return [] if found is None else [found.groupdict().get("value") or found[0]]


def _media(rule: Rule, text: str) -> list[str]:
    return [f"{n} {rule.options['cls']}" for m in rule.pattern.finditer(text) for n in m.captures("name")]


def _table(rule: Rule, text: str) -> list[str]:
    parts = rule.name in ("table.unit", "table.rank-mark")
    found = rule.pattern.search(text) if parts else rule.pattern.fullmatch(text)
    if found is None:
        return []
    return ["".join(g for g in found.group("s", "u") if g) if rule.name == "table.unit" else found[0]]


READERS: dict[str, Callable[[Rule, str], list[str]]] = {
    "aliases": lambda rule, text: [span.cut(text) for span in introduced_names(text, rule)],
    "changes": _changes,
    "header": _header,
    "marks": lambda rule, text: [f"{m.name} {m.cls}" for m in read_marks(text, rule)],
    "media": _media,
    "names": _plain_form,
    "people": lambda rule, text: [m.span.cut(text) for m in read_people(text, rule)],
    "periods": lambda rule, text: [p.value for p in read_periods(text, rule)],
    "places": lambda rule, text: [f"{m.name} {m.cls}" for m in read_unlisted(text, (), rule)],
    "quantities": lambda rule, text: [_quantity(q) for q in read_quantities(text, (), rule)],
    "relations": _relations,
    "tables": _table,
    "uncounted": lambda rule, text: [f"{n.span.cut(text)} {n.reason}" for n in read_uncounted(text, rule)],
}

RECORDS = [(family, rule) for family in families() for rule in rules(family)]


def test_every_family_has_a_reader() -> None:
    assert set(families()) == set(READERS)


@pytest.mark.parametrize(("family", "rule"), RECORDS, ids=[r.name for _, r in RECORDS])
def test_examples(family: str, rule: Rule) -> None:
    assert any(e.gives for e in rule.examples), "a rule needs an example that fires"
    assert any(not e.gives for e in rule.examples), "a rule needs an example that stays silent"
    for example in rule.examples:
        assert READERS[family](rule, fold(example.text)) == list(example.gives), example.text


@pytest.mark.parametrize(("family", "rule"), RECORDS, ids=[r.name for _, r in RECORDS])
def test_names_of_terms(family: str, rule: Rule) -> None:
    if "cls" in rule.options:
        assert KG[rule.options["cls"]]
    if family == "relations":
        assert KG[rule.gives]


@pytest.mark.parametrize("name", ["heads", "measures", "people", "places", "roles", "tables", "verbs"])
def test_lexicon_has_no_doubles_within_a_list(name: str) -> None:
    for table, lists in lexicon(name).items():
        for key, value in lists.items():
            words = value.split()
            assert len(words) == len(set(words)), (
                f"{table}.{key}: {sorted({w for w in words if words.count(w) > 1})}"
            )


def test_classes_of_heads_are_terms() -> None:
    for cls in {*lexicon("heads"), *lexicon("heads")["back"]} - {"back"}:
        assert KG[cls]


def test_missing_list_is_named() -> None:
    from kg.rulebook import wordlist

    with pytest.raises(BadKnowledge, match=r"verbs\.toml: no list \[nothing\]"):
        wordlist("verbs", "nothing")


NEAR = [rule for _, rule in RECORDS if rule.near is not None or rule.holds is not None]
TEXTS = [fold(example.text) for _, rule in RECORDS for example in rule.examples]
TEXTS += ["".join(TEXTS), "\n".join(TEXTS)]


@pytest.mark.parametrize("rule", NEAR, ids=[r.name for r in NEAR])
@pytest.mark.parametrize("overlapped", [False, True])
def test_words_of_a_match_change_no_match(rule: Rule, overlapped: bool) -> None:
    tried = [[m.span() for m in rule.matches(text, overlapped=overlapped)] for text in TEXTS]
    assert tried == [[m.span() for m in rule.pattern.finditer(text, overlapped=overlapped)] for text in TEXTS]
    assert any(tried)
