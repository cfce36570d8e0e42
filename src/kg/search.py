"""Full-text search over the labels and quotes of a store: every text that holds some words, wherever they stand in it.

Chinese has no spaces, and SQLite's trigram tokenizer finds nothing of one or two characters, which most Chinese words have.
So a text is indexed by its pairs of neighbouring characters (bigrams, the usual way for CJK), in SQLite's FTS5; a hit is
checked against the text itself. Case and width of Latin letters do not matter: `gdp` finds `ＧＤＰ`.

    索引 of 驻村干部:  驻村 村干 干部 部        the query 干部 is the token 干部, and 村 the start of 村干
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import BadInput
from kg.store import in_the_making

__all__ = ["Hit", "Index", "build_index", "index_of", "open_index"]

_PROPERTIES = (
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://www.w3.org/2004/02/skos/core#altLabel",
    "http://www.w3.org/ns/oa#exact",
)
_TABLES = """
CREATE TABLE text (id INTEGER PRIMARY KEY, words TEXT, folded TEXT);
CREATE TABLE told (text INTEGER, subject TEXT, property TEXT);
CREATE VIRTUAL TABLE pairs USING fts5(tokens, content='', detail=full, tokenize="unicode61 remove_diacritics 0");
"""
_RUN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that holds the words: what it is said of, by which property (both IRIs), and the text."""

    subject: str
    property: str
    text: str


class Index:
    """An index in memory or in a file, closed with it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute("PRAGMA temp_store = MEMORY")  # a process that may open no file can still sort

    def search(self, words: str, limit: int = 1000) -> list[Hit]:
        """The texts that hold `words` as they stand (spaces part several words, of which each must be there).

        In the order of property, text and subject. Raises BadInput for words without a letter or digit.
        """
        folded = [_folded(w) for w in words.split()]
        matches = [m for w in folded for m in _matches(w)]
        if not matches:
            raise BadInput(f"{words!r}: at least one letter, digit or Chinese character is needed")
        checks = " AND instr(text.folded, ?)" * len(folded)
        found = self._connection.execute(
            "SELECT told.subject, told.property, text.words FROM pairs JOIN text ON text.id = pairs.rowid"
            f" JOIN told ON told.text = text.id WHERE pairs MATCH ?{checks} ORDER BY 2, 3, 1 LIMIT ?",
            (" AND ".join(matches), *folded, limit),
        )
        return [Hit(*row) for row in found]

    def close(self) -> None:
        """Closes the database."""
        self._connection.close()


def build_index(store: ox.Store, path: Path | None = None) -> Index:
    """The index of the labels and quotes in a store's default graph; in memory, or written beside `path` and moved there.

    Raises BadInput when it cannot be written.
    """
    if path is None:
        connection = sqlite3.connect(":memory:")
        _fill(connection, store)
        return Index(connection)
    try:
        with in_the_making(path.parent) as aside:
            with closing(sqlite3.connect(aside)) as connection:
                _fill(connection, store)
            aside.replace(path)
    except (OSError, sqlite3.Error) as e:
        raise BadInput(
            f"{path.parent}: no index can be kept there: {getattr(e, 'strerror', None) or e}"
        ) from e
    return open_index(path)


def open_index(path: Path) -> Index:
    """An index that was built there, to read."""
    return Index(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True))


def index_of(store: ox.Store, path: Path | None) -> Index:
    """The index of a store that never changes: as it stands at `path`, else built, and kept there if there is a path."""
    return open_index(path) if path is not None and path.is_file() else build_index(store, path)


def _fill(connection: sqlite3.Connection, store: ox.Store) -> None:
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES)
    ids: dict[str, int] = {}
    told = []
    for property_ in _PROPERTIES:
        for quad in store.quads_for_pattern(None, ox.NamedNode(property_), None, ox.DefaultGraph()):
            if isinstance(quad.object, ox.Literal) and isinstance(quad.subject, ox.NamedNode):
                number = ids.setdefault(quad.object.value, len(ids) + 1)
                told.append((number, quad.subject.value, property_))
    folded = [(number, words, _folded(words)) for words, number in ids.items()]
    connection.executemany("INSERT INTO text VALUES (?, ?, ?)", folded)
    connection.executemany("INSERT INTO told VALUES (?, ?, ?)", told)
    pairs = ((number, " ".join(_pairs(text))) for number, _, text in folded)
    connection.executemany("INSERT INTO pairs (rowid, tokens) VALUES (?, ?)", pairs)
    connection.execute("CREATE INDEX told_text ON told (text)")
    connection.commit()


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _pairs(folded: str) -> Iterator[str]:
    for run in _RUN.findall(folded):
        yield from (run[n : n + 2] for n in range(len(run)))


def _matches(folded: str) -> Iterator[str]:
    """The phrases of FTS5 that every text with these words has; marks that part runs are left to the check."""
    for run in _RUN.findall(folded):
        if len(run) == 1:
            yield f'"{run}"*'
        else:
            yield '"' + " ".join(run[n : n + 2] for n in range(len(run) - 1)) + '"'
