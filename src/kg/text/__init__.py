"""Chinese text without domain knowledge: folding, numerals, words. Pure functions over strings."""

from kg.text.fold import fold
from kg.text.numerals import parse_number, plain
from kg.text.words import Word, words

__all__ = ["Word", "fold", "parse_number", "plain", "words"]
