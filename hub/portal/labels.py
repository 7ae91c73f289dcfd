"""Plain words for labels of records, formats of files, groups of patients and hidden counts."""

from collections.abc import Mapping

from hub.measures.measure import measure_named, measures
from hub.portal.blueprint import portal
from hub.portal.words import plain

# What a record says of its origin, and the codes of its sensitivity (HL7 ActCode).
LABELS = {
    "yes": "from a Part 2 program",
    "no": "from no Part 2 program",
    "unknown": "origin unknown",
    "42CFRPart2": "came marked 42 CFR Part 2",
    "ETHUD": "alcohol use disorder",
    "OPIOIDUD": "opioid use disorder",
    "SUD": "substance use disorder",
    "SUDN": "substance use treatment notes",
    "MH": "mental health",
    "PSY": "psychiatry",
    "PSYTHPN": "psychotherapy notes",
    "HIV": "HIV",
    "SDV": "domestic violence",
    "SEX": "sexuality and reproductive health",
    "BH": "behavioral health",
}
FORMATS = {
    "fhir-ndjson": "FHIR, one resource a line (NDJSON)",
    "fhir-json": "FHIR, a Bundle or resources (JSON)",
    "counts-csv": "Counts made at home (CSV)",
    "registry-csv": "A registry of scores and contacts (CSV)",
    "roster-csv": "A roster (CSV)",
    "csv": "Tables of the shared schema (CSV, or a zip of them)",
}
GROUPS = {"dual": "Medicare and Medicaid", "the region": "The region"}
PROPER = frozenset(
    {
        *("african", "alaska", "american", "asian", "black", "hawaiian", "hispanic", "indian"),
        *("islander", "latino", "medicaid", "medicare", "advantage", "native", "pacific", "white"),
    }
)


@portal.app_template_filter()
def told_label(label: str) -> str:
    """Return a label of sensitivity or origin in words."""
    return LABELS.get(label, label)


@portal.app_template_filter()
def told_format(name: str) -> str:
    """Return the format of a file in words."""
    return FORMATS.get(name, plain(name))


@portal.app_template_filter()
def told_group(name: str) -> str:
    """Return a group of patients in words; a span of numbers such as 12-17 stays as it is."""
    if any(letter.isdigit() for letter in name):
        return name
    words = [word.capitalize() if word in PROPER else word for word in plain(name).split()]
    return GROUPS.get(name) or capital(" ".join(words))


@portal.app_template_filter()
def told_citation(citation: str) -> str:
    """Return a citation; a rule of the network's charter has no number, but a short name."""
    return citation.replace("_", " ")


@portal.app_template_filter()
def capital(words: str) -> str:
    """Return words with which a sentence begins."""
    return words[:1].upper() + words[1:]


def told_place(place: str, names: Mapping[str, str]) -> str:
    """Return the place of a count in words; `names` are those of participants and practices."""
    return ", ".join(_part(part, names) for part in place.split(", "))


def told_count(counted: str) -> tuple[str, str]:
    """Return what a count counts by its identifier and by its title: `CMS2/1 met`.

    The count of a measure that is no longer known is called as it was.
    """
    measure, _, kind = counted.partition(" ")
    identifier, _, number = measure.partition("/")
    if identifier not in {each.identifier for each in measures()}:
        return counted, counted
    found = measure_named(identifier)
    titles = {rate.name: rate.title for rate in found.rates}
    short = identifier if len(titles) == 1 else f"{identifier} rate {number}"
    return f"{short}, {kind}", f"{found.title}: {titles.get(number, number)}, {kind}"


def _part(part: str, names: Mapping[str, str]) -> str:
    kind, _, group = part.partition(": ")
    if group:
        return f"{capital(plain(kind))}: {told_group(group)}"
    return names.get(part) or told_group(part)
