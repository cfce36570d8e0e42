"""What the service says of itself, in the terms of SPARQL 1.1 Service Description (W3C Recommendation of 2013)."""

from __future__ import annotations

import pyoxigraph as ox

__all__ = ["description"]

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_OFFERED = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
)


def description(endpoint: str, graphs: list[str], form: ox.RdfFormat) -> bytes:
    """The description of the endpoint at an address with these named graphs, in a format of RDF."""
    named = "".join(f"sd:namedGraph [ a sd:NamedGraph ; sd:name {ox.NamedNode(g)} ] ;\n" for g in graphs)
    text = f"""@prefix sd: <{_SD}> . @prefix formats: <{_FORMATS}> .
{ox.NamedNode(endpoint)} a sd:Service ;
    sd:endpoint {ox.NamedNode(endpoint)} ;
    sd:supportedLanguage sd:SPARQL11Query ;
    sd:resultFormat {", ".join(f"formats:{f}" for f in _OFFERED)} ;
    sd:defaultDataset [ a sd:Dataset ; {named} sd:defaultGraph [ a sd:Graph ] ] .
"""
    triples = list(ox.parse(text, format=ox.RdfFormat.TURTLE))
    prefixed = {"sd": _SD, "formats": _FORMATS}
    return ox.serialize((q.triple for q in triples), format=form, prefixes=prefixed) or b""
