"""Two reasoners over the ontology and the seed graph: HermiT (OWL 2 DL) and the OWL 2 RL rules.

Each must be silent on the graph as built and must find errors planted in it: a check that finds nothing anywhere
would pass for the wrong reason.
"""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import PROV, RDF, Graph, URIRef

from kg.ontology import KG
from reasoning import clashes, instances, plain, seed_graph, with_vocabulary

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return seed_graph(tmp_path_factory.mktemp("exports"))


def first(graph: Graph, cls: URIRef) -> URIRef:
    return instances(graph, cls)[0]


Plant = Callable[[Graph], tuple[URIRef, URIRef, URIRef]]

# Each gives one wrong triple; what makes it wrong is only known by reasoning.
PLANTED: dict[str, Plant] = {
    "a village typed as an organization": lambda g: (first(g, KG.Village), RDF.type, KG.PartyOrgan),
    "a figure that issues a document": lambda g: (first(g, KG.Figure), KG.issues, first(g, KG.Document)),
    "an organization that is a passage": lambda g: (
        first(g, KG.Village),
        KG.mention,
        first(g, KG.Organization),
    ),
    "a report as an activity": lambda g: (first(g, KG.Report), RDF.type, PROV.Activity),
    "a place inside its own part": lambda g: next(
        (o, p, s) for s, p, o in sorted(g.triples((None, KG.locatedIn, None))) if isinstance(o, URIRef)
    ),  # type: ignore[dict-item]
}


def hermit_consistent(graph: Graph, folder: Path) -> bool:
    """What HermiT says of a graph, run by owlready2."""
    if shutil.which("java") is None:
        stop = pytest.fail if os.environ.get("KG_REQUIRE_JAVA") == "1" else pytest.skip
        stop("HermiT needs a Java runtime (17 or newer) on the PATH")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import owlready2

        file = folder / "graph.nt"
        plain(with_vocabulary(graph)).serialize(file, format="nt", encoding="utf-8")
        world = owlready2.World()
        world.get_ontology(file.as_uri()).load()
        try:
            owlready2.sync_reasoner_hermit(world, debug=0)
        except owlready2.OwlReadyInconsistentOntologyError:
            return False
        return not list(world.inconsistent_classes())


def test_hermit_finds_the_seed_consistent(seed: Graph, tmp_path: Path) -> None:
    assert hermit_consistent(seed, tmp_path)


def with_error(name: str, seed: Graph) -> Graph:
    wrong = Graph()
    for triple in (*seed, PLANTED[name](seed)):
        wrong.add(triple)
    return wrong


# Each run starts a Java machine (2 s), so the errors that the RL rules show are left to them, but for one.
@pytest.mark.parametrize("name", ["a village typed as an organization", "a place inside its own part"])
def test_hermit_finds_a_planted_error(name: str, seed: Graph, tmp_path: Path) -> None:
    assert not hermit_consistent(with_error(name, seed), tmp_path)


def closure(graph: Graph) -> Graph:
    """All that follows from a graph and the ontology by the OWL 2 RL rules, as `reasonable` applies them."""
    import reasonable

    reasoner = reasonable.PyReasoner()
    reasoner.from_graph(plain(with_vocabulary(graph)))
    found = Graph()
    for triple in reasoner.reason():
        found.add(triple)
    return found


def test_the_rl_closure_adds_no_type_clash(seed: Graph) -> None:
    found = closure(seed)
    assert set(seed.triples((None, RDF.type, None))) < set(found.triples((None, RDF.type, None)))
    assert clashes(found) == []


@pytest.mark.parametrize("name", [n for n in PLANTED if n != "a place inside its own part"])
def test_the_rl_closure_shows_a_planted_clash(name: str, seed: Graph) -> None:
    assert clashes(closure(with_error(name, seed)))


def test_some_clashes_show_only_in_the_closure(seed: Graph) -> None:
    assert clashes(with_vocabulary(with_error("a figure that issues a document", seed))) == []
