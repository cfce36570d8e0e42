"""An entity with its names, passages and codes, and what its name tells: kind, level, jurisdiction, post and role."""

from __future__ import annotations

from functools import cached_property

from rdflib import DCTERMS, ORG, RDFS, SKOS, Literal, URIRef

from kg.assemble.draft import Draft, often
from kg.kinds import is_role, kind_of, level_of, role_of
from kg.model import Entity
from kg.ontology import KG, class_chain, instance, prefixes

__all__ = ["Names", "add_entity"]

_OF_A_DIVISION = (KG.PartyOrgan, KG.GovernmentOrgan)


class Names:
    """The divisions and organizations of a report by name, in which the names of organs and posts are looked up."""

    def __init__(self, draft: Draft) -> None:
        self._entities = draft.facts.entities
        self._area = draft.facts.area

    @cached_property
    def divisions(self) -> dict[str, str]:
        """The id of each division by its names; a name of two divisions is left out."""
        return self._unique(
            [(n, e.id) for e in self._entities if _is_a(e, KG.AdministrativeDivision) for n in names(e)]
        )

    @cached_property
    def organizations(self) -> dict[str, str]:
        """The id of each organization by its names, and by its name within the report's area (县委组织部)."""
        area = next((e.name for e in self._entities if e.id == self._area), "")
        found = []
        for entity in self._entities:
            if _is_a(entity, KG.Organization):
                for name in names(entity):
                    found.append((name, entity.id))
                    if area and name.startswith(area):
                        found.append((name[len(area) - 1 :], entity.id))
        return self._unique(found)

    @staticmethod
    def _unique(pairs: list[tuple[str, str]]) -> dict[str, str]:
        bearers: dict[str, set[str]] = {}
        for name, id_ in pairs:
            bearers.setdefault(name, set()).add(id_)
        return {name: min(ids) for name, ids in bearers.items() if len(ids) == 1}

    def jurisdiction(self, entity: Entity) -> str:
        """The id of the division with whose name an organ's name begins, the last of a line of them; "" if none.

        Of 清河县白马镇柳沟村党支部 it is the village, provided that the report names it.
        """
        for name in names(entity):
            found, rest = "", name
            while beginning := max((n for n in self.divisions if rest.startswith(n)), key=len, default=""):
                found, rest = self.divisions[beginning], rest.removeprefix(beginning)
            if found and rest:
                return found
        return ""

    def organization_of(self, post: Entity) -> str:
        """The id of the organization with whose name a post's name begins, a role and no more behind it; "" if none.

        The end of the one may be the beginning of the other: 组织部 and 部长 are in 组织部长.
        """
        for name in names(post):
            for beginning in sorted(self.organizations, key=lambda n: (-len(n), n)):
                rest = name.removeprefix(beginning)
                if rest not in (name, "") and (is_role(rest) or is_role(beginning[-1] + rest)):
                    return self.organizations[beginning]
        return ""


def names(entity: Entity) -> tuple[str, ...]:
    """The name of an entity, then its other names."""
    return (entity.name, *entity.aliases)


def _is_a(entity: Entity, cls: URIRef) -> bool:
    return cls in class_chain(KG[entity.cls])


def add_entity(draft: Draft, entity: Entity, known: Names) -> None:
    """Adds an entity with what its name tells."""
    node = instance(entity.id)
    draft.type(node, KG[entity.cls])
    draft.add(node, RDFS.label, Literal(entity.name, lang="zh"))
    for alias in entity.aliases:
        draft.add(node, SKOS.altLabel, Literal(alias, lang="zh"))
    for span in entity.mentions:
        draft.add(node, KG.mention, draft.passage(span))
    for rule in entity.rules:
        draft.add(node, KG.rule, often(rule))
    for property_, codes in ((SKOS.notation, entity.codes), (KG.candidateCode, entity.candidates)):
        for code in codes:
            book, _, digits = code.partition(":")
            draft.add(node, property_, Literal(digits, datatype=URIRef(prefixes()["codebook"] + book)))
    for property_, target in _told(entity, known):
        if target is not None:
            draft.add(node, property_, target)


def _told(entity: Entity, known: Names) -> list[tuple[URIRef, URIRef | None]]:
    """What the names of an entity tell of it; None where they tell nothing."""
    if _is_a(entity, KG.Organization):
        area = known.jurisdiction(entity) if KG[entity.cls] in _OF_A_DIVISION else ""
        return [
            (ORG.classification, kind_of(names(entity), entity.cls)),
            (KG.jurisdiction, instance(area) if area else None),
        ]
    if _is_a(entity, KG.Program):
        # 村级 in the name of a mechanism or a training tells of its object, in that of a title who grants it.
        level = level_of(names(entity)) if _is_a(entity, KG.Title) else None
        return [(DCTERMS.type, kind_of(names(entity), entity.cls)), (KG.level, level)]
    if _is_a(entity, KG.Post):
        body = known.organization_of(entity)
        return [
            (ORG.role, role_of(names(entity))),
            (ORG.postIn, instance(body) if body else None),
        ]
    return []
