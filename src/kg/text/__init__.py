"""Chinese text without domain knowledge: folding, numerals, words. Pure functions over strings."""

from kg.text.finder import Finder
from kg.text.fold import fold
from kg.text.literals import needed
from kg.text.numerals import LONGEST, parse_number, plain
from kg.text.spellings import spellings
from kg.text.words import Clauses, Word, is_word, tagged, words

__all__ = [
    "LONGEST",
    "Clauses",
    "Finder",
    "Word",
    "fold",
    "is_word",
    "needed",
    "parse_number",
    "plain",
    "spellings",
    "tagged",
    "words",
]
