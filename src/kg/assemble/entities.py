"""An entity with its names, passages and codes, and what its name tells: kind, level, jurisdiction, post and role."""

from __future__ import annotations

from functools import cached_property

from rdflib import URIRef

from kg import nt
from kg.assemble.draft import Draft
from kg.kinds import is_role, kind_of, level_of, role_of
from kg.model import Entity
from kg.namespaces import prefixes
from kg.ontology import KG, class_chain, instance

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
    node = nt.node(entity.id)
    draft.type(node, KG[entity.cls])
    draft.add(node, nt.rdfs.label, nt.literal(entity.name, "zh"))
    for alias in entity.aliases:
        draft.add(node, nt.skos.altLabel, nt.literal(alias, "zh"))
    for span in entity.mentions:
        draft.add(node, nt.kg.mention, draft.passage(span))
    for rule in entity.rules:
        draft.add(node, nt.kg.rule, nt.often(rule))
    for property_, codes in ((nt.skos.notation, entity.codes), (nt.kg.candidateCode, entity.candidates)):
        for code in codes:
            book, _, digits = code.partition(":")
            draft.add(node, property_, nt.literal(digits, kind=prefixes()["codebook"] + book))
    for property_, target in _told(entity, known):
        if target:
            draft.add(node, property_, nt.iri(target))


def _told(entity: Entity, known: Names) -> list[tuple[str, str | None]]:
    """What the names of an entity tell of it, by IRI; nothing where they tell nothing."""
    if _is_a(entity, KG.Organization):
        area = known.jurisdiction(entity) if KG[entity.cls] in _OF_A_DIVISION else ""
        return [
            (nt.org.classification, kind_of(names(entity), entity.cls)),
            (nt.kg.jurisdiction, area and instance(area)),
        ]
    if _is_a(entity, KG.Program):
        # 村级 in the name of a mechanism or a training tells of its object, in that of a title who grants it.
        level = level_of(names(entity)) if _is_a(entity, KG.Title) else None
        return [(nt.dct.type, kind_of(names(entity), entity.cls)), (nt.kg.level, level)]
    if _is_a(entity, KG.Post):
        body = known.organization_of(entity)
        return [(nt.org.role, role_of(names(entity))), (nt.org.postIn, body and instance(body))]
    return []
