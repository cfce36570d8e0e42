"""The description of a dataset as Turtle: dcat:Dataset and void:Dataset, its distributions, partitions, sources and links."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as day
from pathlib import Path

import pyoxigraph as ox
from rdflib import DCTERMS, FOAF, PROV, RDF, RDFS, VANN, XSD, Namespace
from rdflib.namespace import DCAT, VOID

from kg.describe.survey import Survey
from kg.describe.vocabularies import vocabularies
from kg.identifiers import digest
from kg.namespaces import header, prefixes
from kg.ontology import instance
from kg.store.files import DESCRIPTION as NAME
from kg.store.writing import turtle_of_lines

__all__ = ["NAME", "About", "DataFile", "describe"]

SPDX = Namespace("http://spdx.org/rdf/terms#")
_LANGUAGE = "http://publications.europa.eu/resource/authority/language/ZHO"
# By the last ending: what is data; pages and the account of a run are not described.
_MEDIA = {
    ".ttl": "text/turtle", ".nt": "application/n-triples", ".nq": "application/n-quads", ".trig": "application/trig",
    ".jsonld": "application/ld+json", ".rdf": "application/rdf+xml", ".jsonl": "application/jsonl",
    ".tsv": "text/tab-separated-values", ".csv": "text/csv", ".graphml": "application/graphml+xml",
    ".gexf": "application/gexf+xml", ".parquet": "application/vnd.apache.parquet",
}  # fmt: skip
_PACKED = {".gz": "application/gzip", ".zst": "application/zstd"}
_IANA = "https://www.iana.org/assignments/media-types/"
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_WEB = re.compile(r"https?://[^\s<>\"{}|^`\\]+")
_FORMS = ((re.compile(r"\d{4}-\d\d-\d\d"), XSD.date), (re.compile(r"\d{4}-\d\d-\d\dT[\d:.+Z-]+"), XSD.dateTime),
          (re.compile(r"\d{4}-\d\d"), XSD.gYearMonth), (re.compile(r"\d{4}"), XSD.gYear))  # fmt: skip
_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class About:
    """What people say of a dataset, as `dataset.toml` has it: texts, "" where nothing is said. `name` is its folder's."""

    name: str
    title: str
    publisher: str = ""
    source: str = ""
    date: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file of the dataset: its name, its size in bytes and the SHA-256 of its bytes in hexadecimal."""

    name: str
    size: int
    sha256: str

    @classmethod
    def of_path(cls, path: Path) -> DataFile:
        """The file at a path, read in pieces. Raises OSError."""
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        return cls(path.name, path.stat().st_size, found)


class _Description:
    """Triples under assembly; every part has an IRI under that of the dataset."""

    def __init__(self, about: About) -> None:
        local = about.name if _PLAIN.fullmatch(about.name) else digest(about.name)
        self.dataset = str(instance(f"dataset_{local}"))
        self.lines: set[str] = set()

    def add(self, subject: str, property_: str, target: str, *, lang: str = "", kind: str = "") -> None:
        """A triple to a literal: a text, one in a language, or one of a datatype."""
        datatype = ox.NamedNode(kind) if kind else None
        literal = ox.Literal(target, language=lang or None, datatype=datatype)
        self.lines.add(f"{ox.Triple(ox.NamedNode(subject), ox.NamedNode(str(property_)), literal)} .")

    def link(self, subject: str, property_: str, *targets: str) -> None:
        """Triples to nodes."""
        for target in targets:
            self.lines.add(
                f"{ox.Triple(ox.NamedNode(subject), ox.NamedNode(str(property_)), ox.NamedNode(str(target)))} ."
            )

    def count(self, subject: str, property_: str, number: int) -> None:
        """A triple to a number."""
        self.add(subject, property_, str(number), kind=str(XSD.integer))

    def part(self, *names: str) -> str:
        """The IRI of a part of the dataset."""
        return f"{self.dataset}#" + "_".join(n if _PLAIN.fullmatch(n) else _short(n) for n in names)


def describe(about: About, found: Survey, files: Iterable[DataFile]) -> str:
    """The description of a dataset as Turtle, the same bytes for the same dataset.

    `files` are those to describe as distributions; what is no data by its ending (pages, manifest) and the description
    itself are passed over.
    """
    told = _Description(about)
    _general(told, about, found)
    for file in files:
        if file.name != NAME:
            _distribution(told, about, file)
    _counts(told, found)
    _sources(told, found)
    spaces = prefixes() | {"dcat": str(DCAT), "void": str(VOID), "spdx": str(SPDX), "vann": str(VANN)}
    return turtle_of_lines("\n".join(told.lines), spaces)


def _general(told: _Description, about: About, found: Survey) -> None:
    node = told.dataset
    terms, space = header()
    told.link(node, RDF.type, DCAT.Dataset, VOID.Dataset)
    told.add(node, DCTERMS.identifier, about.name)
    told.add(node, DCTERMS.title, about.title, lang="zh")
    reports, facts = len(found.reports), found.triples
    told.add(
        node,
        DCTERMS.description,
        f"《{about.title}》的知识图谱：{reports} 份来源，{facts} 条三元组，每条事实附原文。",
        lang="zh",
    )
    told.add(
        node, DCTERMS.description,
        f"Knowledge graph of {about.title}: {reports} sources, {facts} triples, each fact with the words that state it.", lang="en",
    )  # fmt: skip
    if about.publisher:
        agent = str(instance(f"agent_{digest(about.publisher)}"))
        told.link(node, DCTERMS.publisher, agent)
        told.link(agent, RDF.type, FOAF.Agent)
        told.add(agent, FOAF.name, about.publisher, lang="zh")
    if about.source:
        told.add(node, DCTERMS.bibliographicCitation, about.source, lang="zh")
    _dated(told, node, about.date)
    _rights(told, node, about.licence)
    told.link(node, DCTERMS.language, _LANGUAGE)
    told.link(node, DCTERMS.conformsTo, terms.removesuffix("#"))
    told.add(node, VOID.uriSpace, space)
    told.link(node, VOID.vocabulary, *(base for base in vocabularies() if base in found.namespaces))


def _dated(told: _Description, node: str, date: str) -> None:
    try:
        day.fromisoformat(date[:10].ljust(10, "0") if len(date) > 7 else f"{date}-01-01"[:10])
    except ValueError:
        return  # told as a date, it would make the graph invalid
    for form, kind in _FORMS:
        if form.fullmatch(date):
            told.add(node, DCTERMS.issued, date, kind=str(kind))
            return


def _rights(told: _Description, node: str, licence: str) -> None:
    """A licence by its address, or the words of the rights."""
    if _WEB.fullmatch(licence):
        told.link(node, DCTERMS.license, licence)
    elif licence:
        rights = told.part("rights")
        told.link(node, DCTERMS.rights, rights)
        told.link(rights, RDF.type, DCTERMS.RightsStatement)
        told.add(rights, RDFS.label, licence)


def _distribution(told: _Description, about: About, file: DataFile) -> None:
    path = Path(file.name)
    packed = _PACKED.get(path.suffix)
    media = _MEDIA.get(path.with_suffix("").suffix if packed else path.suffix)
    if media is None:
        return
    node, checksum = told.part("file", file.name), told.part("sha256", file.name)
    told.link(told.dataset, DCAT.distribution, node)
    told.link(node, RDF.type, DCAT.Distribution)
    told.add(node, DCTERMS.title, file.name)
    told.add(node, DCTERMS.identifier, file.name)
    # Where the file lies is not known here; the dataset's address gives access to all of them.
    told.link(node, DCAT.accessURL, told.dataset)
    told.link(node, DCAT.mediaType, _IANA + media)
    if packed:
        told.link(node, DCAT.compressFormat, _IANA + packed)
    told.add(node, DCAT.byteSize, str(file.size), kind=str(XSD.nonNegativeInteger))
    _rights(told, node, about.licence)
    told.link(node, SPDX.checksum, checksum)
    told.link(checksum, RDF.type, SPDX.Checksum)
    told.link(checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256)
    told.add(checksum, SPDX.checksumValue, file.sha256, kind=str(XSD.hexBinary))


def _counts(told: _Description, found: Survey) -> None:
    node = told.dataset
    for property_, number in (
        (VOID.triples, found.triples),
        (VOID.entities, found.own),
        (VOID.distinctSubjects, found.subjects),
        (VOID.distinctObjects, found.objects),
        (VOID.classes, len(found.classes)),
        (VOID.properties, len(found.properties)),
    ):
        told.count(node, property_, number)
    for cls, number in sorted(found.classes.items()):
        part = told.part("class", cls)
        told.link(node, VOID.classPartition, part)
        told.link(part, RDF.type, VOID.Dataset)
        told.link(part, VOID["class"], cls)
        told.count(part, VOID.entities, number)
    for used, number in sorted(found.properties.items()):
        part = told.part("property", used)
        told.link(node, VOID.propertyPartition, part)
        told.link(part, RDF.type, VOID.Dataset)
        told.link(part, VOID.property, used)
        told.count(part, VOID.triples, number)
    # The rarest classes of our own are the narrowest ones.
    own = sorted((n, cls) for cls, n in found.classes.items() if cls.startswith(header()[0]))
    told.link(
        node,
        VOID.exampleResource,
        *sorted({found.examples[c] for _, c in own if c in found.examples})[:_EXAMPLES],
    )
    for (used, target), number in sorted(found.links.items()):
        if used == str(RDF.predicate):
            continue  # names a term, and links nothing
        part = told.part("links", used, target)
        told.link(node, VOID.subset, part)
        told.link(part, RDF.type, VOID.Linkset)
        told.link(part, VOID.linkPredicate, used)
        told.link(part, VOID.subjectsTarget, node)
        told.link(part, VOID.objectsTarget, target)
        told.link(target, RDF.type, VOID.Dataset)
        told.count(part, VOID.triples, number)


def _sources(told: _Description, found: Survey) -> None:
    """The reports as sources: what each says of itself stands in the graph and is repeated here for who has no graph."""
    node = told.dataset
    kinds = {str(DCTERMS.title): "zh", str(DCTERMS.publisher): "zh"}
    for report, values in found.reports.items():
        told.link(node, DCTERMS.source, report)
        told.link(node, PROV.wasDerivedFrom, report)
        for property_, texts in values.items():
            for text in texts:
                if property_ == str(DCTERMS.issued):
                    _dated(told, report, text)
                elif property_ in (str(DCTERMS.spatial), str(DCTERMS.temporal)):
                    told.link(node, property_, text)
                else:
                    told.add(report, property_, text, lang=kinds.get(property_, ""))


def _short(iri: str) -> str:
    """A name for an IRI or a file in a fragment: with the prefix where it has one, else by its content."""
    for name, base in prefixes().items():
        local = iri.removeprefix(base)
        if local != iri and (not local or _PLAIN.fullmatch(local)):
            return f"{name}-{local}" if local else name
    return iri if re.fullmatch(r"[A-Za-z0-9_.-]+", iri) else digest(iri)
