"""Tables in a report's text: where they stand, what their cells state, and how a cell reads with its headings.

A table is two or more lines with the same number of cells, parted by tabs or by `|`, a header without figures above
and a column of numbers below. Everything is told from the folded text alone, so that the evidence check can read a
cell again.
"""

from kg.tables.entries import Content, read_content
from kg.tables.headings import period_of, reads_in_table
from kg.tables.layout import find_tables

__all__ = ["Content", "find_tables", "period_of", "read_content", "reads_in_table"]
