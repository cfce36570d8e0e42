"""The command line: each command parses, calls the library and prints.

Exit status 0: done; 1: done, and problems were found; 2: bad usage or input, nothing written. Heavy modules are
imported inside the commands, so that `kg --help` answers at once.
"""

from kg.cli import exporting, graphs, merging, queries, reports, serving, upkeep
from kg.cli.group import main

__all__ = ["exporting", "graphs", "main", "merging", "queries", "reports", "serving", "upkeep"]
