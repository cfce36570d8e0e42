"""A graph in the form that `kg build` writes, made up as large as a test of the network page needs it."""

from rdflib import PROV, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef

from kg.ontology import KG, SDMX, class_chain, instance

OA = Namespace("http://www.w3.org/ns/oa#")
ABOUT = URIRef("https://schema.org/observationAbout")
REPORT = instance("report_1")


class County:
    """A graph that grows by entities, relations and figures, each with a passage of its own."""

    def __init__(self):
        self.graph, self.at = Graph(), 0
        self.entity("report_1", KG.Report, "一份报告")

    def passage(self, words):
        self.at += len(words)
        found = URIRef(f"{REPORT}#char={self.at - len(words)},{self.at}")
        for p, o in ((OA.exact, words), (OA.start, self.at - len(words)), (OA.end, self.at)):
            self.graph.add((found, p, Literal(o)))
        self.graph.add((found, KG.inReport, REPORT))
        return found

    def entity(self, local, cls, name):
        iri = local if isinstance(local, URIRef) else instance(local)
        for type_ in class_chain(cls):
            self.graph.add((iri, RDF.type, type_))
        self.graph.add((iri, RDFS.label, Literal(name, lang="zh")))
        self.graph.add((iri, KG.mention, self.passage(name)))
        return iri

    def relate(self, s, p, o, words="原文如此"):
        statement = instance(f"statement_{len(self.graph)}")
        self.graph.add((s, p, o))
        parts = (
            (RDF.subject, s),
            (RDF.predicate, p),
            (RDF.object, o),
            (PROV.wasQuotedFrom, self.passage(words)),
        )
        for q, value in parts:
            self.graph.add((statement, q, value))

    def figure(self, local, words, area, about=None):
        iri = self.entity(local, KG.Figure, f"总数：{words}")
        for p, o in (
            (KG.words, Literal(words)),
            (SDMX.refArea, area),
            (PROV.wasQuotedFrom, self.passage(words)),
        ):
            self.graph.add((iri, p, o))
        self.graph.add(
            (iri, KG.qualifier, URIRef(f"{str(KG.units).split('ontology#')[0]}scheme/qualifier/over"))
        )
        if about:
            self.graph.add((iri, ABOUT, about))
        return iri


def county(n=150):
    """About n entities as in a real report: one place in the middle, and about a third without any edge."""
    made = County()
    place = made.entity("place", KG.County, "太白县")
    made.graph.add((place, SKOS.altLabel, Literal("全县", lang="zh")))
    made.graph.add((place, SKOS.notation, Literal("610331")))
    classes = [KG.Township, KG.PartyOrgan, KG.Initiative, KG.Document, KG.PeopleGroup]
    names = [
        "太白河镇",
        "中共太白县委组织部第{}支部",
        "高山蔬菜产业提升三年行动{}",
        "《办法{}》",
        "致富带头人{}",
    ]
    for i in range(n * 4 // 5):
        iri = made.entity(f"e{i}", classes[i % 5], names[i % 5].format(i))
        if i % 5 == 0:
            made.relate(iri, KG.locatedIn, place, f"太白县太白河镇{i}")
        elif i % 5 == 1:
            made.relate(iri, KG.locatedIn, instance(f"e{i // 10 * 5}"))
        elif i % 5 == 2 and i % 2:
            made.relate(instance(f"e{i - 1}"), KG.implements, iri)
    for i in range(n // 5):
        made.figure(f"f{i}", f"{i}余万元", place, instance(f"e{i * 5 + 4}") if i % 2 else None)
    return made.graph
