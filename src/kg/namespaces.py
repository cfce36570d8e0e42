"""The prefixes of the project, read from the ontology's header without loading the ontology.

A command that only asks a graph needs them and nothing else of `kg.ontology`, which parses every ontology file.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kg.errors import BadKnowledge

__all__ = ["folder", "header", "prefixes"]

_TERMS = "http://purl.org/vocab/vann/preferredNamespaceUri"
_INSTANCES = "http://rdfs.org/ns/void#uriSpace"


def folder() -> Path:
    """The folder of ontology files: the copy inside an installed wheel, else the checkout's own.

    An editable install does not hold the copy, so that edits to `ontology/` take effect at once.
    """
    packed = Path(__file__).parent / "_ontology"
    return packed if packed.is_dir() else Path(__file__).parents[2] / "ontology"


@cache
def header() -> tuple[str, str]:
    """The namespace of the terms and that of the instances. Raises BadKnowledge where `kg.ttl` does not state both."""
    file = folder() / "kg.ttl"
    try:
        stated = {q.predicate.value: q.object for q in ox.parse(path=file, format=ox.RdfFormat.TURTLE)}
    except (OSError, SyntaxError) as e:
        raise BadKnowledge(f"{file.name}: not readable as Turtle: {e}") from e
    found = [term.value for p in (_TERMS, _INSTANCES) if isinstance(term := stated.get(p), ox.Literal)]
    if len(found) != 2:
        raise BadKnowledge("kg.ttl: its header must state vann:preferredNamespaceUri and void:uriSpace")
    return found[0], found[1]


def prefixes() -> dict[str, str]:
    """The prefixes of the project's own files and exports, by name."""
    terms, instances = header()
    scheme = terms.removesuffix("ontology#") + "scheme/"
    return {
        "kg": terms,
        "id": instances,
        "unit": f"{scheme}unit/",
        "qualifier": f"{scheme}qualifier/",
        "codebook": f"{scheme}codebook/",
        "level": f"{scheme}level/",
        "measure": f"{scheme}measure/",
        "organizationKind": f"{scheme}organizationKind/",
        "programKind": f"{scheme}programKind/",
        "role": f"{scheme}role/",
        "statistic": f"{scheme}statistic/",
        "dct": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "geo": "http://www.opengis.net/ont/geosparql#",
        "oa": "http://www.w3.org/ns/oa#",
        "org": "http://www.w3.org/ns/org#",
        "prov": "http://www.w3.org/ns/prov#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "https://schema.org/",
        "sdmx": "http://purl.org/linked-data/sdmx/2009/dimension#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "time": "http://www.w3.org/2006/time#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
