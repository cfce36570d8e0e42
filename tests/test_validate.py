"""kg.validate: every shape and every check of evidence with graphs that pass and graphs that fail."""

import hashlib
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.compare import to_isomorphic

from kg.errors import BadKnowledge
from kg.ontology import prefixes
from kg.validate import Problem, Validation, validate
from kg.validate.shapes import shapes

DATA = Path(__file__).parent / "data" / "shapes"
GOOD = (DATA / "good.ttl").read_text(encoding="utf-8")
TEXT = "太白县太白河镇东青村，现任村干部905名，每斤40~60元。"
DIGEST = hashlib.sha256(TEXT.encode()).hexdigest()
REPORT = "https://w3id.org/county-kg/id/report_1"
COUNTY, PEOPLE = f"<{REPORT}#char=0,3>", f"<{REPORT}#char=16,20>"
HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes().items())


def graph(turtle: str) -> Graph:
    return Graph().parse(data=turtle, format="turtle")


def changed(old: str, new: str) -> Graph:
    assert old in GOOD, "the change must take hold"
    return graph(GOOD.replace(old, new, 1))


def found(outcome: Validation, kind: str) -> set[tuple[str, str]]:
    """Focus and path of the problems of a kind, with short names."""
    base = prefixes()["id"]
    return {(p.focus.removeprefix(base), p.path) for p in outcome.problems if p.kind == kind}


def test_a_good_graph_conforms() -> None:
    outcome = validate(graph(GOOD), {DIGEST: TEXT})
    assert outcome.problems == ()
    assert outcome.conforms
    counts = {"reports": 1, "entities": 6, "figures": 2, "statements": 1, "passages": 5, "quotes": 5}
    assert outcome.checked == counts


def test_an_empty_graph_conforms() -> None:
    assert validate(Graph()).conforms


def test_one_message_in_both_languages() -> None:
    problems = validate(changed("schema:value 905", "schema:value 905, 906")).problems
    zh = "每个数字有且只有一个数值，类型为 xsd:integer 或 xsd:decimal。"
    en = "A figure has exactly one value: an xsd:integer or xsd:decimal."
    figure, check = prefixes()["id"] + "figure", "MaxCountConstraintComponent"
    wanted = Problem(figure, "schema:value", zh, en, "shape", check)
    assert wanted in problems
    assert wanted.message == f"{zh} {en}"
    problems = validate(changed("kg:locatedIn id:county ;", "")).problems
    zh, en = "陈述对应的三元组必须在图中。", "The plain triple of a statement stands in the graph."
    statement, check = prefixes()["id"] + "statement", "SPARQLConstraintComponent"
    assert problems == (Problem(statement, "", zh, en, "shape", check),)
    problems = validate(changed('"inferred"', '"guessed"')).problems
    assert [p.message[-8:] for p in problems] == ["guessed)"]


START = "report_1#char=0,3"
EVIDENCE = [
    # the change to the good graph; focus, path and words of what must be found
    ("prov:wasQuotedFrom", "kg:rule", "statement", "prov:wasQuotedFrom", "no passage"),
    (f"prov:wasQuotedFrom {PEOPLE}", "", "figure", "prov:wasQuotedFrom", "no passage"),
    (f'"村干部"@zh ; kg:mention {PEOPLE}', '"村干部"@zh', "people", "kg:mention", "no passage"),
    (f"@zh ; kg:mention {PEOPLE}", "@zh ; kg:mention id:x", "people", "kg:mention", "no passage"),
    ("oa:start 0", "oa:start 3", START, "oa:end", "must end after it starts: 3,3"),
    ("oa:end 3 ", "oa:end 4 ", START, "oa:exact", "not that of its words: 4 ≠ 3"),
    ("oa:end 3 ", "oa:end 4 ", START, "", f"IRI must be: {REPORT}#char=0,4."),
    (f"{COUNTY} a", f"<{REPORT}#char=00,3> a", "report_1#char=00,3", "", f"{REPORT}#char=0,3."),
    ("oa:end 3 ; kg:inReport id:report_1", "oa:end 3 ; kg:inReport id:r", START, "", "id/r#char=0,3."),
    ('oa:exact "太白县"', 'oa:exact "眉　县"', START, "oa:exact", r"'太白县' ≠ '眉\u3000县'."),
    ('oa:exact "太白县"', 'oa:exact "太白"', START, "oa:exact", "3 ≠ 2"),
]


@pytest.mark.parametrize(("old", "new", "focus", "path", "words"), EVIDENCE)
def test_evidence(old: str, new: str, focus: str, path: str, words: str) -> None:
    outcome = validate(changed(old, new), {DIGEST: TEXT})
    assert (focus, path) in found(outcome, "evidence")
    assert any(words in p.message for p in outcome.problems if p.kind == "evidence" and p.path == path)
    assert not outcome.conforms


@pytest.mark.parametrize("lack", ["oa:start 0 ;", "oa:end 3 ;", 'oa:exact "太白县" ;'])
def test_what_the_shapes_tell_is_not_told_twice(lack: str) -> None:
    outcome = validate(changed(lack, ""), {DIGEST: TEXT})
    assert found(outcome, "shape") and not found(outcome, "evidence")


def test_an_entity_of_a_narrower_class_alone_is_counted_and_needs_evidence() -> None:
    outcome = validate(graph(f'{HEAD} id:v a kg:Village ; rdfs:label "村"@zh .'))
    assert outcome.checked["entities"] == 1
    assert found(outcome, "evidence") == {("v", "kg:mention")}
    assert found(outcome, "shape") == {("v", "")}


def test_offsets_count_code_points() -> None:
    text = "𠮷村有👍🏽3户"
    digest = hashlib.sha256(text.encode()).hexdigest()
    turtle = f"""{HEAD}
id:r a kg:Report ; schema:sha256 "{digest}" .
<{prefixes()["id"]}r#char=2,7> a kg:Passage ;
    oa:exact "有👍🏽3户" ; oa:start 2 ; oa:end 7 ; kg:inReport id:r ."""
    outcome = validate(graph(turtle), {digest: text})
    assert outcome.problems == ()
    assert outcome.checked["quotes"] == 1


def test_quotes_are_compared_where_the_text_is_at_hand() -> None:
    wrong = changed('oa:exact "太白县"', 'oa:exact "眉　县"')
    for texts in (None, {}, {"0" * 64: TEXT}):
        outcome = validate(wrong, texts)
        assert outcome.conforms
        assert outcome.checked["quotes"] == 0
    assert not validate(wrong, {DIGEST: TEXT}).conforms
    beyond = validate(graph(GOOD), {DIGEST: TEXT[:-4]})
    assert found(beyond, "evidence") == {
        ("report_1#char=23,29", "oa:exact"),
        ("report_1#char=23,29", "oa:end"),
    }


def test_problems_are_the_same_in_every_run_and_the_graph_is_not_changed() -> None:
    turtle = GOOD.replace("id:people a", "[] a").replace("oa:start 0", "oa:start 0, 1")
    turtle = turtle.replace("qualifier:exact", "[]")
    given = graph(turtle)
    before = to_isomorphic(given)
    outcomes = [validate(g, {DIGEST: TEXT}) for g in (given, given, graph(turtle))]
    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert list(outcomes[0].problems) == sorted(outcomes[0].problems)
    assert to_isomorphic(given) == before


def test_shapes_that_do_not_parse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shapes.ttl").write_text(":Report a", encoding="utf-8")
    monkeypatch.setattr("kg.validate.shapes.folder", lambda: tmp_path)
    shapes.cache_clear()
    with pytest.raises(BadKnowledge, match=r"shapes\.ttl: not readable as Turtle"):
        validate(Graph())


def test_the_import_is_quick_and_so_is_a_run() -> None:
    code = "import sys, kg.validate; sys.exit('pyshacl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    report = f'id:report_1 a kg:Report ; schema:sha256 "{DIGEST}" .'
    many = graph("".join((HEAD, report, *map(_village, range(190)))))
    assert len(many) > 2500
    validate(Graph())  # pySHACL is imported
    start = time.perf_counter()
    assert validate(many).conforms
    assert time.perf_counter() - start < 5, "about 0.3 s on a laptop of 2024"


def _village(n: int) -> str:
    place = f"<{REPORT}#char={n},{n + 1}>"
    return f"""
{place} a kg:Passage ; oa:exact "村" ; oa:start {n} ; oa:end {n + 1} ; kg:inReport id:report_1 .
id:v{n} a kg:Village, kg:AdministrativeDivision, kg:Place ; rdfs:label "村{n}"@zh ; kg:mention {place} ;
    kg:locatedIn id:v{n // 2} .
id:s{n} a kg:Statement ; rdf:subject id:v{n} ; rdf:predicate kg:locatedIn ; rdf:object id:v{n // 2} ;
    prov:wasQuotedFrom {place} ."""
