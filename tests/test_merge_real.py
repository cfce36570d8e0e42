"""The merge on real tables of divisions: near names, clashing codes, vintages, homonyms, two gazetteers."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from rdflib import DCTERMS, Graph

from kg.merge import merge
from merging import HEAD, ID, ROOT, listing, place, put, rows_of, shared, town, village


def bound(out: Path) -> dict[str, str]:
    """The canonical node of each that has one."""
    graph = Graph().parse(out / "graph.ttl")
    return {str(old): str(new) for old, new in graph.subject_objects(DCTERMS.isReplacedBy)}


def head(replaced: dict[str, str], node: str) -> str:
    return replaced.get(node, node)


def nbs(name: str) -> list[dict[str, str]]:
    """The rows of an extract of the code book as rows for `listing`."""
    rows = shared(name)
    towns = {r["nbs_code_2023"][:9]: r["place_name"] for r in rows if r["level"] == "town"}
    found = []
    for row in rows:
        code = row["nbs_code_2023"]
        if row["level"] == "county":
            found.append({"cls": "County", "name": row["place_name"], "code": code[:6], "county": code[:6]})
        if row["level"] == "town":
            found.append({"cls": "Township", "name": row["place_name"], "code": code[:9], "county": code[:6]})
        if row["level"] == "village":
            cls = "Community" if row["unit_kind"].startswith(("residents", "quasi_residents")) else "Village"
            found.append(
                {
                    "cls": cls,
                    "name": row["place_name"],
                    "code": code,
                    "county": code[:6],
                    "town": towns[code[:9]],
                }
            )
    return found


def jionlp(county: str) -> list[dict[str, str]]:
    rows = [r for r in shared("jionlp20251127_three_counties.csv") if r["county_code"] == county]
    return [
        {
            "cls": "Community" if r["place_name"].endswith("社区") else "Village",
            "name": r["place_name"],
            "county": county,
            "town": r["town"],
        }
        for r in rows
        if r["town"]
    ]


def test_near_names_are_never_joined_and_variants_reach_review(tmp_path: Path) -> None:
    rows = shared("village_name_hard_negatives_shaanxi.csv")
    sides: dict[str, list[dict[str, str]]] = {"nbs": [], "jionlp": []}
    for row in rows:
        for side in ("nbs", "jionlp"):
            around, name = (
                row[f"town_{'nbs2023' if side == 'nbs' else side}"],
                row[f"name_{'nbs2023' if side == 'nbs' else side}"],
            )
            sides[side].append({"cls": "Village", "name": name, "county": row["county_code"], "town": around})
    # The first source has codes, as the code book has; any nine and twelve digits will do.
    towns: dict[tuple[str, str], str] = {}
    for number, row in enumerate(sides["nbs"]):
        code = towns.setdefault((row["county"], row["town"]), f"{row['county']}{len(towns) % 1000:03d}")
        row["code"] = f"{code}{number % 1000:03d}"
    files = [put(tmp_path, side, listing(side, found)) for side, found in sides.items()]
    merge(files, tmp_path / "out")
    replaced = bound(tmp_path / "out")
    review = {frozenset((r["subject_id"], r["object_id"])) for r in rows_of(tmp_path / "out" / "review.tsv")}
    joined, missing = [], []
    for row, own in zip(rows, sides["nbs"], strict=True):
        one = f"{ID}place_nbs2023_{own['code']}"
        two = village(row["county_code"], row["town_jionlp"], row["name_jionlp"])
        if row["label"] == "different":
            if head(replaced, one) == head(replaced, two):
                joined.append(row)
        elif frozenset((one, two)) not in review:
            missing.append(row)
    assert (len(rows), joined, missing) == (377, [], [])


def test_two_gazetteers_meet_by_county_town_and_name(tmp_path: Path) -> None:
    for county, file in (("610331", "nbs2023_610331_taibai.csv"), ("610326", "nbs2023_610326_meixian.csv")):
        ours, theirs = nbs(file), jionlp(county)
        files = [
            put(tmp_path, f"nbs{county}", listing("nbs", ours)),
            put(tmp_path, f"jio{county}", listing("jio", theirs)),
        ]
        merge(files, tmp_path / county)
        replaced = bound(tmp_path / county)
        exact = {(r["cls"], r["town"], r["name"]): r["code"] for r in ours if r.get("town")}
        wanted = {
            village(county, r["town"], r["name"]): f"{ID}place_nbs2023_{exact[key]}"
            for r in theirs
            if (key := (r["cls"], r["town"], r["name"])) in exact
        }
        assert len(wanted) >= 40
        assert {one: replaced.get(one) for one in wanted} == wanted


def test_villages_of_one_name_in_a_county_stay_apart(tmp_path: Path) -> None:
    ours, theirs = nbs("nbs2023_620825_zhuanglang.csv"), jionlp("620825")
    files = [put(tmp_path, "nbs", listing("nbs", ours)), put(tmp_path, "jio", listing("jio", theirs))]
    merge(files, tmp_path / "out")
    replaced = bound(tmp_path / "out")
    homonyms = defaultdict(set)
    for row in ours:
        if row["cls"] == "Village":
            homonyms[row["name"]].add(head(replaced, f"{ID}place_nbs2023_{row['code']}"))
    assert len(homonyms["大庄村"]) == len([r for r in ours if r["name"] == "大庄村"]) >= 5
    for row in theirs:
        node = head(replaced, village("620825", row["town"], row["name"]))
        if row["name"] == "大庄村" and "nbs2023" in node:
            assert [r["town"] for r in ours if r.get("code") and node.endswith(r["code"])] == [row["town"]]


def test_villages_of_one_name_in_a_town_stay_apart(tmp_path: Path) -> None:
    ours = nbs("nbs2023_370921109_ningyang_ciyao_town.csv")
    names = [r["name"] for r in ours]
    twins = [r for r in ours if names.count(r["name"]) > 1 and r["cls"] == "Village"]
    assert len(twins) == 2
    other = [{"cls": "Village", "name": twins[0]["name"], "county": "370921", "town": "磁窑镇"}]
    files = [put(tmp_path, "nbs", listing("nbs", ours)), put(tmp_path, "other", listing("other", other))]
    merge(files, tmp_path / "out")
    named = village("370921", "磁窑镇", twins[0]["name"])
    assert named not in bound(tmp_path / "out")
    pairs = [(r["subject_id"], r["object_id"]) for r in rows_of(tmp_path / "out" / "review.tsv")]
    assert {f"{ID}place_nbs2023_{t['code']}" for t in twins} == {
        i for p in pairs if named in p for i in p
    } - {named}


def test_towns_are_not_fused_over_a_clashing_code(tmp_path: Path) -> None:
    rows = shared("town_code_clash_nbs2023_vs_areacity2025_baoji.csv")
    sides = {
        "nbs2023": [
            {"cls": "Township", "name": r["town_name"], "county": r["county_code"], "code": r["nbs2023_code"]}
            for r in rows
        ],
        "areacity2025": [
            {
                "cls": "Township",
                "name": r["town_name"],
                "county": r["county_code"],
                "code": r["areacity2025_code"],
            }
            for r in rows
            if r["areacity2025_code"]
        ],
    }
    files = [put(tmp_path, book, listing(book, found, book)) for book, found in sides.items()]
    merge(files, tmp_path / "out")
    replaced = bound(tmp_path / "out")
    clashes = 0
    for row in rows:
        one = f"{ID}place_nbs2023_{row['nbs2023_code']}"
        if row["areacity2025_code"]:
            other = f"{ID}place_areacity2025_{row['areacity2025_code']}"
            assert head(replaced, one) == head(replaced, other), row["town_name"]
        if row["areacity_name_at_that_nbs_code"] not in ("", row["town_name"]):
            clashes += 1
            same_digits = f"{ID}place_areacity2025_{row['nbs2023_code']}"
            assert head(replaced, one) != head(replaced, same_digits), row["town_name"]
    assert clashes > 10


def test_a_code_that_moved_is_told_as_a_change(tmp_path: Path) -> None:
    rows = [r for r in shared("village_vintages_610331_610326.csv") if r["nbs_code"].startswith("610331")]
    towns = {r["code"]: r["name"] for r in nbs("nbs2023_610331_taibai.csv") if r["cls"] == "Township"}
    files = []
    for year in ("2017", "2020", "2023"):
        found = [
            {
                "cls": "Community" if r["nbs_code"][9] == "0" else "Village",
                "name": r[f"name_{year}"],
                "county": "610331",
                "code": r["nbs_code"],
                "town": towns.get(r["nbs_code"][:9], ""),
            }
            for r in rows
            if r[f"name_{year}"]
        ]
        files.append(put(tmp_path, year, listing(year, found, f"nbs{year}")))
    merge(files, tmp_path / "out")
    replaced = bound(tmp_path / "out")
    old, new = f"{ID}place_nbs2017_610331103208", f"{ID}place_nbs2023_610331103209"
    assert head(replaced, old) == new
    assert head(replaced, f"{ID}place_nbs2017_610331103209") != new
    changes = [r for r in rows_of(tmp_path / "out" / "conflicts.tsv") if r["kind"] == "change"]
    told = {(r["words_1"], r["words_2"], r["why"]) for r in changes}
    assert any(
        "散军塬" in a and "103208" in a and "散军塬" in b and "103209" in b and "changed" in why
        for a, b, why in told
    )
    assert any("庙台" in a and "散军塬" in b and "another division" in why for a, b, why in told)


def test_the_seed_and_the_code_book_agree_on_44_villages(tmp_path: Path) -> None:
    listed = listing("统计用区划代码 2023：太白县", nbs("nbs2023_610331_taibai.csv")).replace(
        "a kg:Report ;", f"a kg:CodeBookExtract, kg:Report ; dct:spatial <{ID}place_610331> ;"
    )
    merge([ROOT / "exports" / "taibai-2021" / "graph.ttl", put(tmp_path, "nbs", listed)], tmp_path / "out")
    rows = rows_of(tmp_path / "out" / "conflicts.tsv")
    told = [
        r for r in rows if r["kind"] == "agreement" and r["words_1"] == "44个" and r["measure"] == "行政村"
    ]
    assert [r["words_2"] for r in told] == ["44 (nbs2023)"]
    named = ("610331102203", "610331100217", "610331104200", "610331104", "610331")
    for code in named:
        node = f"<{ID}place_{'nbs2023_' if len(code) > 6 else ''}{code}>"
        assert len({source for subject, source in _subjects(tmp_path / "out") if subject == node}) == 2, code


def _subjects(out: Path) -> list[tuple[str, str]]:
    """The subject and the source of each quad."""
    lines = (out / "graph.nq").read_text(encoding="utf-8").splitlines()
    return [(line.split(" ")[0], line.removesuffix(" .").rsplit(" ", 1)[1]) for line in lines]


def test_namesakes_in_the_next_county_share_no_node(tmp_path: Path) -> None:
    names = {r["name"] for r in nbs("nbs2023_610331_taibai.csv")} & {
        r["name"] for r in nbs("nbs2023_610326_meixian.csv")
    }
    assert {"和平村", "红星村"} <= names
    report = HEAD + f'<{ID}report_meixian> a kg:Report ; dct:title "眉县（编写）"@zh .\n'
    for name in sorted(names):
        report += place(village("610326", "", name), "Village", name)
    files = [put(tmp_path, "report", report)]
    files += [
        put(tmp_path, county, listing(county, nbs(file)))
        for county, file in (
            ("taibai", "nbs2023_610331_taibai.csv"),
            ("meixian", "nbs2023_610326_meixian.csv"),
        )
    ]
    merge(files, tmp_path / "out")
    replaced = bound(tmp_path / "out")
    assert not any("610331" in head(replaced, village("610326", "", name)) for name in names)
    for row in rows_of(tmp_path / "out" / "review.tsv"):
        assert "610331" not in row["subject_id"] + row["object_id"]
    assert town("610326", "横渠镇") not in replaced
