"""Reports of several inputs that publish one text: a merge has no whole texts, but what was quoted of them.

A build looks for copies among the reports of a dataset, with their texts at hand (`kg.copies`). Here two reports are worth a
look when rare quotes stand in both, or all their quotes are the same. Then they are judged as in a build, the quotes in
their order in the place of the text: nearly all figures and names must stand in both, so that forms of one template with
other figures are no copies. Of a report with few quotes the graph holds too little to tell; it is a copy only by its SHA-256.
Pairs that a build has related already stay as they are told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from kg.copies import CONTAINS, Copy, Fingerprint, copies_table, copy_triples, counted_with
from kg.copies.fingerprint import packed
from kg.copies.judge import in_time, judge
from kg.merge.compare import Stated
from kg.merge.engine import Engine
from kg.merge.terms import T, nt, text_of
from kg.ontology import KG, below, instance

__all__ = ["COPIES", "Reposts", "reposts"]

COPIES = "copies.tsv"

# Quotes of more reports than this are phrases of the genre; shorter ones (全县, 5个) tell nothing. With the quotation marks.
_RARE, _LENGTH = 32, 6
# A report with fewer different quotes, or fewer figures and names, is not judged by them.
_QUOTES, _TOLD = 12, 5
_SHARED = 40  # percent of the rare quotes of the report that has fewer
# So close that whatever is a copy of the one is a copy of the other, and need not be looked at.
_SAME = 0.95
_BEHIND_ALL = "~~"  # in the place of a date: a source says already that another report stands for this one

_Pair = tuple[str, str]


@dataclass(frozen=True)
class Reposts:
    """What a merge found: triples (terms as in N-Triples), and copies.tsv as text, "" without a pair.

    `first` leads from the IRI of a report to that of the report that stands for all publications of its text.
    """

    triples: tuple[tuple[str, str, str], ...] = ()
    table: str = ""
    first: Mapping[str, str] = field(default_factory=dict)

    def counted(self, figure: Stated) -> Stated:
        """A figure with the report that is counted for it, as of all inputs together."""
        first = self.first.get(figure.source)
        return figure if first is None else replace(figure, origin="" if first == figure.source else first)


def reposts(tables: Engine) -> Reposts:
    """The reports of the table `quad` that publish one text; the same for the same quads in any order."""
    prints = _reports(tables)
    if len(prints) < 2:
        return Reposts()
    counted, told = _told_already(tables, prints)
    pairs = {*_of_one_text(prints.values()), *_candidates(tables, prints)} - told
    copies = list(_judged(tables, prints, pairs))
    published = {i: _BEHIND_ALL if i in counted else one.published for i, one in prints.items()}
    known = [Copy(*pair, CONTAINS, 0.0, "") for pair in sorted(told)]
    first = counted_with([*copies, *known], published)
    new = {i: top for i, top in first.items() if top not in counted.get(i, ())}
    found = {(nt(s), nt(p), nt(o)) for s, p, o in copy_triples(copies, published, new)}
    return Reposts(
        tuple(sorted(found)),
        copies_table(copies, prints.values(), first) if copies else "",
        {str(instance(i)): str(instance(top)) for i, top in first.items()},
    )


def _reports(tables: Engine) -> dict[str, Fingerprint]:
    """The reports by the local part of their IRI, which all that `kg` reads have; figures and names are not filled in yet."""
    head = {name: T[name] for name in ("sha256", "issued", "title", "publisher")}
    cells = ", ".join(f"min(o) FILTER (WHERE p = ${name}) AS {name}" for name in head)
    rows = tables.rows(
        f"""SELECT s, {cells} FROM quad
        SEMI JOIN (SELECT s FROM quad WHERE p = $type AND array_contains($kinds, o)) USING (s)
        GROUP BY s ORDER BY s""",
        head | {"type": T["type"], "kinds": [nt(cls) for cls in below(KG.Report)]},
    )
    base, found = str(instance("")), dict[str, Fingerprint]()
    for iri, *told in rows:
        name = text_of(iri)
        sha, issued, title, publisher = (text_of(cell) if cell else "" for cell in told)
        if name.startswith(base):
            id_ = name.removeprefix(base)
            # Copies mostly bear one title, so that alone tells none of them.
            file = f"{title} ({id_})" if title else id_
            found[id_] = Fingerprint(id_, file, issued, publisher, sha or id_, b"", packed(()), "")
    return found


def _told_already(
    tables: Engine, prints: Mapping[str, Fingerprint]
) -> tuple[dict[str, set[str]], set[_Pair]]:
    """With which reports the sources count a report, and the pairs of reports that they relate in any way."""
    base, counted, told = str(instance("")), defaultdict[str, set[str]](set), set[_Pair]()
    links = [nt(p) for p in (KG.countedWith, KG.sharesTextWith, KG.copyOf, KG.excerptOf)]
    rows = tables.rows("SELECT DISTINCT s, p, o FROM quad WHERE array_contains($links, p)", {"links": links})
    for subject, link, target in rows:
        one, two = (text_of(term).removeprefix(base) for term in (subject, target))
        if one in prints and two in prints and one != two:
            told.add((min(one, two), max(one, two)))
            if link == T["counted"]:
                counted[one].add(two)
    return dict(counted), told


def _of_one_text(prints: Iterable[Fingerprint]) -> Iterator[_Pair]:
    """Reports with equal SHA-256: each with the first of them."""
    texts: dict[str, list[str]] = defaultdict(list)
    for one in sorted(prints, key=in_time):
        texts[one.body].append(one.report_id)
    for first, *others in texts.values():
        yield from ((min(first, other), max(first, other)) for other in others)


def _candidates(tables: Engine, prints: Mapping[str, Fingerprint]) -> Iterator[_Pair]:
    """Pairs of reports with all quotes in common, or many of those that few reports have."""
    tables.keep(
        "worded",
        """SELECT DISTINCT r.o AS report, q.o AS quote
        FROM quad q JOIN quad r ON r.s = q.s WHERE q.p = $quote AND r.p = $in_report""",
        {"quote": T["quote"], "in_report": T["in_report"]},
    )
    tables.keep(
        "said",
        """SELECT * FROM worded
        SEMI JOIN (SELECT report FROM worded GROUP BY report HAVING count(*) >= $least) USING (report)
        WHERE length(quote) >= $length""",
        {"least": _QUOTES, "length": _LENGTH},
    )
    pairs = tables.rows(
        """WITH rare AS (
            SELECT quote, count(*) AS reports FROM said GROUP BY quote HAVING count(*) <= $rare
        ),
        has AS (SELECT report, quote FROM said JOIN rare USING (quote) WHERE reports > 1),
        size AS (SELECT report, count(*) AS n FROM said SEMI JOIN rare USING (quote) GROUP BY report),
        pair AS (
            SELECT a.report AS one, b.report AS two, count(*) AS shared
            FROM has a JOIN has b ON a.quote = b.quote AND a.report < b.report GROUP BY a.report, b.report
        )
        SELECT one, two FROM pair JOIN size x ON x.report = one JOIN size y ON y.report = two
        WHERE 100 * shared >= $part * least(x.n, y.n)""",
        {"rare": _RARE, "part": _SHARED},
    )
    groups = tables.rows(
        """SELECT array_sort(array_agg(report)) FROM (
            SELECT report, array_sort(array_agg(quote)) AS quotes FROM said GROUP BY report
        ) GROUP BY quotes HAVING count(*) > 1"""
    )
    pairs += [(group[0], other) for (group,) in groups for other in group[1:]]
    base = str(instance(""))
    for pair in pairs:
        one, two = sorted(text_of(iri).removeprefix(base) for iri in pair)
        if one in prints and two in prints:
            yield one, two


def _judged(tables: Engine, prints: Mapping[str, Fingerprint], pairs: set[_Pair]) -> Iterator[Copy]:
    """The pairs that are believed; of many publications of one text, each later one with the first."""
    filled, bodies = _filled(tables, prints, {i for pair in pairs for i in pair})
    alike: dict[str, str] = {}
    in_order = (sorted(pair, key=lambda i: in_time(prints[i])) for pair in pairs)
    for one, two in sorted(in_order, key=lambda pair: [in_time(prints[i]) for i in pair]):
        if alike.get(one, one) == alike.get(two, two):
            continue
        a, b = filled[one], filled[two]
        exact = a.body == b.body
        if exact or all(len(p.figures) + p.names.count("\n") + bool(p.names) >= _TOLD for p in (a, b)):
            copy = judge(a, b, (bodies[one], bodies[two]))
            if copy is not None:
                if copy.kind != CONTAINS and copy.similarity >= _SAME:
                    alike[two] = alike.get(one, one)
                yield copy


def _filled(
    tables: Engine, prints: Mapping[str, Fingerprint], wanted: set[str]
) -> tuple[dict[str, Fingerprint], dict[str, str]]:
    """Reports with their figures and names, and for each its quotes in the order of its text."""
    if not wanted:
        return {}, {}
    # The few reports first: each look at all quads takes its time.
    tables.keep(
        "looked",
        """SELECT quad.s, quad.p, quad.o, report FROM quad
        JOIN (SELECT s, o AS report FROM quad WHERE p = $in_report AND array_contains($wanted, o)) USING (s)""",
        {"in_report": T["in_report"], "wanted": [nt(str(instance(i))) for i in sorted(wanted)]},
    )
    base = str(instance(""))
    quotes, figures, names = (defaultdict[str, set[tuple[str, ...]]](set) for _ in range(3))
    cells = ", ".join(f"min(o) FILTER (WHERE p = '{T[n]}')" for n in ("quote", "start", "end"))
    for report, *told in tables.rows(f"SELECT report, {cells} FROM looked GROUP BY report, s"):
        if None not in told:
            quotes[text_of(report).removeprefix(base)].add(tuple(map(text_of, told)))
    cells = ", ".join(f"min(o) FILTER (WHERE p = '{T[n]}') AS {n}" for n in ("words", "measured", "quoted"))
    rows = tables.rows(
        f"""WITH f AS (SELECT report, {cells} FROM looked GROUP BY report, s)
        SELECT DISTINCT f.report, words, l.label, a.o FROM f
        JOIN (SELECT s, min(o) AS label FROM quad WHERE p = $pref GROUP BY s) l ON l.s = measured
        JOIN looked a ON a.s = quoted AND a.p = $start""",
        {"pref": T["pref"], "start": T["start"]},
    )
    for report, words, label, start in rows:
        figures[text_of(report).removeprefix(base)].add((text_of(start), text_of(label), text_of(words)))
    rows = tables.rows(
        """SELECT DISTINCT q.report, q.o FROM quad m JOIN looked q ON q.s = m.o AND q.p = $quote
        SEMI JOIN (SELECT s FROM quad WHERE p = $type AND array_contains($kinds, o)) e ON e.s = m.s
        WHERE m.p = $mention""",
        {name: T[name] for name in ("type", "mention", "quote")} | {"kinds": [nt(KG.Place), nt(KG.Person)]},
    )
    for report, quote in rows:
        names[text_of(report).removeprefix(base)].add((_plain(text_of(quote)),))
    filled = {
        i: replace(
            prints[i],
            numbers=packed(
                (_plain(label), _plain(words), "")
                for _, label, words in sorted(figures[i], key=lambda f: (int(f[0]), f))
            ),
            names="\n".join(sorted(name for (name,) in names[i])),
        )
        for i in sorted(wanted)
    }
    return filled, {i: _body(quotes[i]) for i in wanted}


def _plain(words: str) -> str:
    return "".join(words.split())


def _body(quotes: Iterable[tuple[str, ...]]) -> str:
    """The quotes in the order of the text, each as a sentence; one that stands within another is left out."""
    said, end = list[str](), -1
    for _, stop, quote in sorted((int(a), -int(z), q) for q, a, z in quotes):
        if -stop > end:
            said.append(_plain(quote) + "。")
            end = -stop
    return "".join(said)
