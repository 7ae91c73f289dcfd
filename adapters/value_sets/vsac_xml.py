"""The XML of VSAC's SVS service: RetrieveValueSet and RetrieveMultipleValueSets responses."""

from xml.etree import ElementTree

from schemas.listed_set import ListedSet

OID = "urn:oid:"


def read(content: bytes) -> list[ListedSet]:
    """Return the value sets of a response; ValueError where it is no XML or declares entities."""
    # A document type could name entities that grow or point elsewhere; the service sends none.
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ValueError("the file declares a document type")
    try:
        root = ElementTree.fromstring(content)  # noqa: S314
    except ElementTree.ParseError:
        raise ValueError("the file is no XML") from None
    return [_listed(found) for found in root.iter() if _name(found) in VALUE_SETS]


VALUE_SETS = {"ValueSet", "DescribedValueSet"}


def _listed(value_set: ElementTree.Element) -> ListedSet:
    concepts = [found for found in value_set.iter() if _name(found) == "Concept"]
    codes = [(OID + found.get("codeSystem", ""), found.get("code", "")) for found in concepts]
    return ListedSet(
        oid=value_set.get("ID") or value_set.get("id") or "",
        title=value_set.get("displayName", ""),
        version=value_set.get("version", ""),
        codes=tuple(dict.fromkeys(codes)),
        complete=True,
    )


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
