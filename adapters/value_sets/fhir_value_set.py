"""FHIR ValueSet R4, alone or in a Bundle: its expansion, else the codes that it lists."""

from collections.abc import Iterator
from typing import Any

import msgspec

from schemas.listed_set import ListedSet

OID = "urn:oid:"


class NotListed(ValueError):
    """A value set says by a rule which codes it has, and does not list them."""


def read(content: bytes) -> list[ListedSet]:
    """Return the value sets of a document; ValueError where it is no JSON or lists no codes."""
    try:
        document = msgspec.json.decode(content)
    except msgspec.DecodeError:
        raise ValueError("the file is no JSON") from None
    resources = document if isinstance(document, list) else [document]
    return [_listed(found) for found in _value_sets(resources)]


def _value_sets(resources: list[Any]) -> Iterator[dict[str, Any]]:
    for resource in resources:
        if not isinstance(resource, dict):
            continue
        if resource.get("resourceType") == "ValueSet":
            yield resource
        if resource.get("resourceType") == "Bundle":
            yield from _value_sets([entry.get("resource") for entry in resource.get("entry", [])])


def _listed(value_set: dict[str, Any]) -> ListedSet:
    expansion = value_set.get("expansion")
    codes = _expanded(expansion) if expansion else _composed(value_set.get("compose", {}))
    each = tuple(dict.fromkeys(codes))
    total = expansion.get("total") if expansion else None
    return ListedSet(
        oid=_oid(value_set),
        title=value_set.get("title") or value_set.get("name") or "",
        version=value_set.get("version", ""),
        codes=each,
        complete=total is None or len(each) >= total,
    )


def _oid(value_set: dict[str, Any]) -> str:
    """The OID among the identifiers, else the last part of the URL."""
    for identifier in value_set.get("identifier", []):
        if str(identifier.get("value", "")).startswith(OID):
            return str(identifier["value"]).removeprefix(OID)
    url = str(value_set.get("url", "")).partition("|")[0]
    return url.rpartition("/")[2].removeprefix(OID) or str(value_set.get("id", ""))


def _expanded(expansion: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for found in expansion.get("contains", []):
        if "code" in found and not found.get("abstract"):
            yield found.get("system", ""), found["code"]
        yield from _expanded(found)


def _composed(compose: dict[str, Any]) -> list[tuple[str, str]]:
    parts = compose.get("include", [])
    if not parts or any("concept" not in part or "filter" in part for part in parts):
        raise NotListed("a value set without an expansion lists no codes")
    left_out = set(_concepts(compose.get("exclude", [])))
    return [code for code in _concepts(parts) if code not in left_out]


def _concepts(parts: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for part in parts:
        for concept in part.get("concept", []):
            yield part.get("system", ""), concept["code"]
