"""What a dataset is: its description in DCAT 3 and VoID, and a notice of sources and licences.

survey, or parts of one → describe, notice. Everything follows from the graph, the dataset's own words and the files' bytes: no time of the
run, no path. Terms: DCAT 3 (W3C, 2024), VoID (W3C note, 2011), SPDX for checksums.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from kg.describe.description import NAME, About, DataFile, describe
from kg.describe.notice import NOTICE, notice
from kg.describe.parts import Parts, Row, part_of, rows_of, survey_of_rows
from kg.describe.survey import Survey, survey, triples_of

__all__ = [
    "NAME",
    "NOTICE",
    "About",
    "DataFile",
    "Parts",
    "Row",
    "Survey",
    "describe",
    "described",
    "notice",
    "part_of",
    "rows_of",
    "survey",
    "survey_of_rows",
    "told_of",
    "triples_of",
]


def described(about: About, triples: Iterable[ox.Triple], files: Iterable[DataFile]) -> dict[str, str]:
    """Description and notice by the names of their files. `triples` are those of the graph, each once; they are read once."""
    return told_of(about, survey(triples), files)


def told_of(about: About, found: Survey, files: Iterable[DataFile]) -> dict[str, str]:
    """The same of a graph that was surveyed."""
    return {NAME: describe(about, found, files), NOTICE: notice(about, found)}
