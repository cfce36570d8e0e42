"""A Recognition becomes relations between mentions, and figures with measure, about, area and period."""

from kg.model import Document, Figure, Link, Recognition
from kg.relate.figures import read_figures
from kg.relate.links import read_links

__all__ = ["relate"]


def relate(document: Document, recognition: Recognition) -> tuple[tuple[Link, ...], tuple[Figure, ...]]:
    """The links and the figures that the document states."""
    return read_links(document, recognition), read_figures(document, recognition)
