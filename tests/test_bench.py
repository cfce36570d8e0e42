"""The benchmarks' own parts: made-up reports with their gold, the record of results, its table and plot. Nothing is timed."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.__main__ import NAMES, READMES, main, run, with_ratios
from bench.corpus import write_corpus
from bench.county_reports import MANNERS, made_reports
from bench.plot import plot
from bench.records import Result, Run, Section, main_ratios, markdown, text_table
from kg.evaluate import evaluate, read_gold
from kg.gazetteer import Gazetteer
from kg.model import Source
from kg.pipeline import extract
from kg.store import annotation_rows


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture(scope="module", params=MANNERS)
def corpus(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    out = tmp_path_factory.mktemp("corpus") / "tree"
    write_corpus(out, 40, 2000, manner=request.param)
    return out


@pytest.fixture
def manner(request: pytest.FixtureRequest) -> str:
    """The manner of the corpus at hand."""
    return str(request.node.callspec.params["corpus"])


def texts(corpus: Path) -> dict[str, str]:
    return {file.stem: file.read_bytes().decode() for file in corpus.glob("reports/*/*.txt")}


def test_a_corpus_is_the_same_each_time(corpus: Path, tmp_path: Path, manner: str) -> None:
    write_corpus(tmp_path / "again", 40, 2000, manner=manner)
    assert contents(tmp_path / "again") == contents(corpus)


def test_another_seed_gives_other_reports() -> None:
    one, other = ([made.text for made in made_reports(3, 1500, seed)] for seed in (1, 2))
    assert not set(one) & set(other)


def test_a_plain_folder_holds_the_same_texts_and_nothing_else(
    corpus: Path, tmp_path: Path, manner: str
) -> None:
    write_corpus(tmp_path / "plain", 40, 2000, layout="plain", gold=False, manner=manner)
    found = contents(tmp_path / "plain" / "reports")
    assert found == {f"{name}.txt": text.encode() for name, text in texts(corpus).items()}
    assert not (tmp_path / "plain" / "gold").exists()


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(SystemExit, match="not empty"):
        write_corpus(tmp_path, 1)
    assert contents(tmp_path) == {"mine.txt": b"mine"}


@pytest.mark.parametrize("length", [1500, 15_000])
def test_reports_have_the_length_that_was_asked_for(length: int) -> None:
    for made in made_reports(4, length):
        assert abs(len(made.text) - length) < 250


def test_gold_quotes_the_text_and_names_its_ends(corpus: Path, manner: str) -> None:
    spans = Counter[str]()
    for name, text in texts(corpus).items():
        gold = read_gold(corpus / "gold" / f"{name}.json")
        names = {entity["name"] for entity in gold["entities"]}
        for part in ("entities", "figures", "relations"):
            for row in gold[part]:
                for span in (row, *row.get("header", ())):
                    assert span["quote"] and text[span["start"] : span["end"]] == span["quote"]
                    spans[part] += 1
        for row in gold["relations"]:
            assert {row["subject"], row["object"]} <= names
        assert {row["about"] for row in gold["figures"]} <= names | {None}
    assert min(spans.values()) > (500 if manner == "numbers" else 300)


def test_prose_has_about_as_many_numbers_as_real_reports(corpus: Path, manner: str) -> None:
    figures = sum(len(json.loads(file.read_text())["figures"]) for file in corpus.glob("gold/*.json"))
    share = 1000 * figures / sum(map(len, texts(corpus).values()))
    assert (6 < share < 15) if manner == "prose" else share > 40


def test_no_template_is_left_open(corpus: Path) -> None:
    assert not [name for name, text in texts(corpus).items() if re.search(r"[{}<>\[\]]|=>", text)]


def test_figures_come_in_every_shape(corpus: Path, manner: str) -> None:
    figures = [row for file in corpus.glob("gold/*.json") for row in json.loads(file.read_text())["figures"]]
    assert {row["qualifier"] for row in figures} == {
        "exact", "over", "atLeast", "atMost", "max", "approx",
    }  # fmt: skip
    assert any(row["value_max"] for row in figures)
    assert any("header" in row for row in figures) == (manner == "numbers")  # prose has no tables
    assert any(row["value"] >= 10**8 for row in figures) and any(row["value"] % 1 for row in figures)


def rows(file: Path) -> list[list[str]]:
    return [line.split("\t") for line in file.read_text().splitlines()[1:]]


def shared(one: str, other: str) -> float:
    """The share of lines of one text that the other has."""
    lines = [line for line in one.splitlines() if line]
    return sum(line in other for line in lines) / len(lines)


def test_copies_are_exact_or_near_and_siblings_are_none(corpus: Path) -> None:
    found = texts(corpus)
    kinds = {kind for _, _, kind in rows(corpus / "copies.tsv")}
    assert kinds == {"exact", "near"}
    for copy, original, kind in rows(corpus / "copies.tsv"):
        assert (found[copy] == found[original]) == (kind == "exact")
        assert shared(found[original], found[copy]) > 0.7
    siblings = rows(corpus / "siblings.tsv")
    assert siblings
    for report, sibling in siblings:
        assert shared(found[report], found[sibling]) < 0.5
        without = (re.sub(r"[\d.,]+", "#", found[name]) for name in (report, sibling))
        counties = (
            read_gold(corpus / "gold" / f"{name}.json")["report"]["area"] for name in (report, sibling)
        )
        assert len(set(counties)) == 2 and len(set(without)) == 2


def test_what_is_read_agrees_with_most_of_the_gold() -> None:
    """Gold and reading are made apart; where they part widely, the gold is wrong (or the reading broke)."""
    with Gazetteer() as gazetteer:
        for made in made_reports(3, 1500):
            facts = extract(Source("made.txt", made.text, "utf-8", made.gold["sha256"]), gazetteer)
            score = evaluate(made.gold, made.text, list(annotation_rows(facts)))
            assert score.ungrounded == 0 and score.figures.f1 > 0.9
            assert score.entities["all"].recall > 0.7 and score.relations.f1 > 0.6


FOUND = Run(
    "2026-01-31",
    "small",
    "a processor, 2 cores",
    {"Python": "3.11", "rdflib": "7"},
    (
        Section(
            "Load",
            (
                Result("load", 100.0, "ms", "rdflib", 900.0, ">= 8x", main="load"),
                Result("load", 100.0, "ms", "oxigraph", 50.0, ">= 0.77x"),
                Result("memory", 700.0, "MB", bar="<= 600"),
            ),
        ),
        Section("Extraction", (Result("read|write", 5e5, "characters/s", "tagger", 5e4),)),
        Section(
            "Serve",
            (Result("answers", 3.0, "ms", "other", None, ">= 2x", "other is not installed", "tab"),),
            "no port",
        ),
    ),
)


@pytest.mark.parametrize(
    ("result", "ratio", "met"),
    [
        (Result("", 2.0, "s", "p", 10.0), 5.0, None),
        (Result("", 2.0, "s", "p", 10.0, ">= 5x"), 5.0, True),
        (Result("", 2.0, "s", "p", 10.0, ">= 5.1x"), 5.0, False),
        (Result("", 2.0, "s", "p", 10.0, "<= 1"), 5.0, False),
        (Result("", 2.0, "s", bar="<= 2"), None, True),
        (Result("", 200.0, "characters/s", "p", 100.0), 2.0, None),
        (Result("", 200.0, "characters/s", "p", 100.0, ">= 300,000"), 2.0, False),
        (Result("", 2.0, "s", "p", None, ">= 2x"), None, None),
        (Result("", 0.0, "s", "p", 1.0, ">= 2x"), None, None),
    ],
)
def test_ratio_and_bar(result: Result, ratio: float | None, met: bool | None) -> None:
    assert (result.ratio, result.met) == (ratio, met)


def test_a_run_is_the_same_out_of_json() -> None:
    told = json.loads(json.dumps(FOUND.as_dict()))
    assert Run.of(told) == FOUND
    assert (
        told["sections"][0]["results"][0] | {"ratio": 9.0, "met": True} == told["sections"][0]["results"][0]
    )


def test_tables_tell_of_the_bar_and_of_what_was_not_measured() -> None:
    page = markdown(FOUND, "plot.svg")
    assert "| load | 100 ms | rdflib | 900 | 9 | >= 8x | met |" in page
    assert "| load | 100 ms | oxigraph | 50 | 0.5 | >= 0.77x | MISSED |" in page
    assert "| memory | 700 MB |  |  |  | <= 600 | MISSED |" in page
    assert "| read\\|write | 500,000 characters/s | tagger | 50,000 | 10 |  |  |" in page
    assert "| answers | 3 ms | other | not measured |  | >= 2x | not judged |" in page
    assert "- answers: other is not installed" in page and "- Not measured: no port" in page
    assert "2026-01-31" in page and "rdflib 7" in page and "](plot.svg)" in page
    told = text_table(FOUND.sections[2])
    assert "other is not installed" in told and "NOT MEASURED: no port" in told


def test_main_ratios_are_shown_in_two_languages() -> None:
    assert main_ratios(FOUND, "en").splitlines()[2:] == [
        "| loading a graph | 100 ms | rdflib | 900 | 9 |",
        "| query in the page, from opening | 3 ms | other | not measured |  |",
    ]
    assert "| 装载图谱 | 100 ms | rdflib | 900 | 9 |" in main_ratios(FOUND, "zh")


def test_the_plot_is_the_same_each_time_and_shows_what_has_a_peer() -> None:
    drawn = plot(FOUND)
    assert plot(FOUND) == drawn
    assert all(told in drawn for told in ("Load", "load, rdflib", "load, oxigraph"))
    assert not any(told in drawn for told in ("read|write", "memory", "answers", "Serve", "<dc:date>"))
    assert "<svg" in plot(Run("", "small", "", {}))


def test_what_a_failing_benchmark_had_measured_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def measure(size: str) -> Iterator[Result]:
        yield Result(f"first, {size}", 1.0, "s")
        raise RuntimeError("no browser\nat all")

    monkeypatch.setattr("bench.build.measure", measure)
    assert run("build", "small") == Section(
        NAMES["build"], (Result("first, small", 1.0, "s"),), "RuntimeError: no browser"
    )


def test_a_saved_run_is_drawn_again_from_its_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bench.build.measure", lambda _: iter(FOUND.sections[0].results))
    asked = ["bench", "build", "--out", str(tmp_path), "--save"]
    monkeypatch.setattr("sys.argv", [*asked, "--date", "2026-01-31"])
    assert main() == 0
    assert "bars missed: 2" in capsys.readouterr().out
    first = contents(tmp_path)
    assert set(first) == {"results.json", "results.svg", "README.md"}
    assert str(Path.home()) not in first["results.json"].decode()
    for name in ("results.svg", "README.md"):
        (tmp_path / name).unlink()
    monkeypatch.setattr("sys.argv", ["bench", "--render", "--out", str(tmp_path)])
    assert main() == 0
    assert contents(tmp_path) == first
    monkeypatch.setattr("sys.argv", asked)
    with pytest.raises(SystemExit):
        main()


def test_the_committed_pages_are_those_of_the_committed_record() -> None:
    folder = Path(__file__).parent / "bench"
    told = Run.of(json.loads((folder / "results.json").read_text(encoding="utf-8")))
    assert (folder / "README.md").read_text(encoding="utf-8") == markdown(told, "results.svg")
    for name, language in READMES.items():
        readme = (folder.parents[1] / name).read_text(encoding="utf-8")
        assert with_ratios(readme, told, language) == readme and main_ratios(told, language) in readme
    assert {section.name for section in told.sections} == set(NAMES.values())
