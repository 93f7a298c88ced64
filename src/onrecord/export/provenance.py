"""PROV-O (W3C Recommendation of 30 April 2013) as JSON-LD: who took from whom, as provenance of documents.

A document is an Entity, what it is known to be taken from a ``qualifiedDerivation`` with its reason and
confidence; a source outside the pile, named or missing, is an Entity too. Where direction is undecided
nothing is derived: both are ``alternateOf`` each other, which in PROV says that they present aspects of
one thing. Near copies are gathered in a Collection.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from onrecord.model import Derivation, Document, Family, Story

_CONTEXT = {
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "onrecord": "urn:onrecord:terms:",
}


def provenance(story: Story) -> dict[str, Any]:
    """The derivations and families of ``story`` as one JSON-LD document."""
    ids = {x.document.id: _id(x.document) for x in story.extractions}
    graph: dict[str, dict[str, Any]] = {
        ids[x.document.id]: {
            "@id": ids[x.document.id],
            "@type": "prov:Entity",
            "rdfs:label": x.title or x.document.id,
            **({"prov:atLocation": {"@id": x.document.url}} if x.document.url else {}),
        }
        for x in story.extractions
    }
    for derivation in story.derivations:
        _derived(graph, derivation, ids)
    for family in story.families:
        entry = _family(family, ids)
        graph[entry["@id"]] = entry
    return {"@context": _CONTEXT, "@graph": list(graph.values())}


def _id(document: Document) -> str:
    return f"urn:onrecord:document:{document.text_sha256}:{quote(document.id)}"


def _derived(graph: dict[str, dict[str, Any]], derivation: Derivation, ids: dict[str, str]) -> None:
    entity = graph[ids[derivation.doc]]
    if derivation.undecided and derivation.source:
        entity.setdefault("prov:alternateOf", []).append({"@id": ids[derivation.source]})
        return
    source = ids[derivation.source] if derivation.source else _outside(graph, derivation)
    if source is None:
        return
    entity.setdefault("prov:wasDerivedFrom", []).append({"@id": source})
    entity.setdefault("prov:qualifiedDerivation", []).append(
        {
            "@type": "prov:Derivation",
            "prov:entity": {"@id": source},
            "rdfs:comment": derivation.reason,
            "onrecord:confidence": {"@value": derivation.confidence, "@type": "xsd:double"},
        }
    )


def _outside(graph: dict[str, dict[str, Any]], derivation: Derivation) -> str | None:
    """The entity of a source that is no document of the pile, made where it is not there yet."""
    if derivation.missing is None and derivation.source_name is None:
        return None
    kind, name = ("missing", derivation.missing) if derivation.missing else ("source", derivation.source_name)
    key = f"urn:onrecord:{kind}:{quote(name or '', safe='')}"
    label = derivation.source_name or "a common source that is not in this pile"
    graph.setdefault(key, {"@id": key, "@type": "prov:Entity", "rdfs:label": label})
    return key


def _family(family: Family, ids: dict[str, str]) -> dict[str, Any]:
    return {
        "@id": f"urn:onrecord:family:{quote(family.id)}",
        "@type": "prov:Collection",
        "rdfs:label": family.source_name or "near copies",
        "rdfs:comment": family.reason,
        "prov:hadMember": [{"@id": ids[doc]} for doc in family.docs],
    }
