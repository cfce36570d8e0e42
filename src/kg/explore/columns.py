"""The explorer's content as columns: the JSON that the page reads.

Columns are a third of the bytes of records and parse faster. IRIs under the base of instances lose it; words of a
mark are left out where the report's text is there to hold them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pypinyin.pinyin_dict import pinyin_dict

from kg.explore.content import Content
from kg.explore.layout import Places

__all__ = ["columns", "initials"]

_PLAIN = dict(zip("āáǎàēéěèêếềōóǒòḿńňǹ", "aaaaeeeeeeeoooomnnn", strict=True))


def columns(content: Content, places: Places, title: str) -> str:
    """The JSON of one page, the same for the same content and places."""
    entities, relations, figures, marks = content.entities, content.relations, content.figures, content.marks
    measures = sorted({(f.measure, f.concept) for f in figures})
    measure_ids = {m: i for i, m in enumerate(measures)}
    texts = [r.text is not None for r in content.reports]

    def short(iri: str) -> str:
        return iri.removeprefix(content.base)

    data: dict[str, Any] = {
        "title": title,
        "base": content.base,
        "prefixes": content.prefixes,
        "terms": [[t.zh, t.en, t.iri] if t.en != t.zh else [t.zh, "", t.iri] for t in content.terms],
        "groups": [[g.term, g.colour, g.shape] for g in content.groups],
        "entities": {
            "name": [e.name for e in entities],
            "iri": [short(e.iri) for e in entities],
            "kind": [e.kind for e in entities],
            "group": [e.group for e in entities],
            "alias": [e.aliases for e in entities],
            "about": [e.about for e in entities],
            "marks": [e.marks for e in entities],
            "first": [int(e.first) for e in entities],
            "x": places.x,
            "y": places.y,
            "parent": places.parent,
        },
        "territories": places.territories,
        "relations": {
            "s": [r.subject for r in relations],
            "p": [r.predicate for r in relations],
            "o": [r.object for r in relations],
            "marks": [r.marks for r in relations],
            "drawn": [int(r.drawn) for r in relations],
            "inside": [int(r.contains) for r in relations],
        },
        "figures": {
            "name": [f.name for f in figures],
            "iri": [short(f.iri) for f in figures],
            "words": [f.words for f in figures],
            "value": [f.value for f in figures],
            "upper": [f.upper for f in figures],
            "unit": [f.unit for f in figures],
            "measure": [measure_ids[f.measure, f.concept] for f in figures],
            "qualifier": [f.qualifier for f in figures],
            "statistic": [f.statistic for f in figures],
            "per": [f.per for f in figures],
            "base": [f.base for f in figures],
            "about": [f.about for f in figures],
            "area": [f.area for f in figures],
            "period": [f.period for f in figures],
            "basis": [f.basis for f in figures],
            "marks": [f.marks for f in figures],
        },
        "measures": measures,
        "reports": [
            {
                "iri": short(r.iri),
                "title": r.title,
                "publisher": r.publisher,
                "issued": r.issued,
                "file": r.file,
                "period": r.period,
                "area": r.area,
                "entity": r.entity,
                "link": r.link,
                "sha256": r.sha256,
                "text": r.text,
            }
            for r in content.reports
        ],
        "marks": {
            "report": [m.report for m in marks],
            "start": [m.start for m in marks],
            "end": [m.end for m in marks],
            "words": ["" if m.report >= 0 and texts[m.report] else m.words for m in marks],
        },
        "letters": initials(name for e in entities for name in (e.name, *e.aliases)),
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def initials(names: Iterable[str]) -> dict[str, str]:
    """The first letters of the readings of each Chinese character: 重 gives "zct", for zhòng, chóng and tóng."""
    found = {}
    for char in sorted({c for name in names for c in name if c > "\u2fff"}):
        readings = pinyin_dict.get(ord(char))
        if readings:
            letters = (_PLAIN.get(r[0], r[0]) for r in readings.split(","))
            found[char] = "".join(dict.fromkeys(letters))
    return found
