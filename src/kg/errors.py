"""What can go wrong in a way that the user can mend; the command line prints it as one line.

Each message says which file, which place in it, and what to do.
"""

__all__ = [
    "BadEndpoint",
    "BadGraph",
    "BadInput",
    "BadKnowledge",
    "BadQuery",
    "KgError",
    "TimeIsUp",
    "TooMuch",
]


class KgError(Exception):
    """The base of all errors that `kg` raises on purpose."""


class BadEndpoint(KgError):
    """An endpoint that cannot be asked, or that answers with an error or with what is no answer."""


class BadInput(KgError):
    """A report, a dataset description or a folder that cannot be used."""


class BadGraph(KgError):
    """An RDF file that cannot be read as a graph."""


class BadKnowledge(KgError):
    """A rule, a lexicon or an ontology file of our own that is not in its form."""


class BadQuery(KgError):
    """A query that cannot be read, or that asks for what a query here may not do."""


class TimeIsUp(KgError):
    """A query that was cut at its time limit."""


class TooMuch(KgError):
    """An answer that is larger than its limit."""
