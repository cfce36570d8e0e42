"""Reports that publish one text again: reposts, near-copies and excerpts, so that a fact is counted once however often it is printed.

fingerprint → find → judge → told. Hashes only propose: a pair is believed when its texts share their characters and its
figures and names stand in the same words. So a form that every county fills in, and last year's text with this year's
numbers, are no copies. Nothing is taken out of a graph: both reports keep their facts and passages.

| module | does |
|---|---|
| `fingerprint` | what is kept of a report: a hash of its body, hashes of its clauses that state facts, figures and names |
| `find` | pairs worth a look: equal bodies, MinHash with locality-sensitive hashing, shared rare clauses |
| `judge` | whether two reports are copies, by their texts, figures and names, and what differs |
| `told` | triples, and the table copies.tsv |
"""

from kg.copies.find import find_copies
from kg.copies.fingerprint import Fingerprint, body_of, fingerprint
from kg.copies.judge import CONTAINS, EXACT, NEAR, Copy
from kg.copies.told import copies_table, copy_quads, copy_triples, counted_with

__all__ = [
    "CONTAINS",
    "EXACT",
    "NEAR",
    "Copy",
    "Fingerprint",
    "body_of",
    "copies_table",
    "copy_quads",
    "copy_triples",
    "counted_with",
    "find_copies",
    "fingerprint",
]
