"""A measure: its header as data and its SQL, both from one file of this folder."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from hub.measures.composition import composed, sources_of
from hub.measures.header import Header, header_of
from hub.measures.query import DirectCode, NamedSet
from schemas.measure_result import POPULATIONS
from schemas.record import record

FOLDER = Path(__file__).parent
# What the network wants to see better; each measure serves one of them.
GOALS = MappingProxyType(
    {
        "I": "symptoms and measurement-based care",
        "II": "perceived quality of life and willingness to seek help",
        "III": "clinician burden",
        "IV": "morbidity, mortality and emergency use",
        "V": "access for the underserved",
    }
)
# What the numerator of a rate may count.
COUNTS = ("persons", "episodes", "events", "amounts")


@record
class Rate:
    """A rate of a measure: the populations that it defines, in the order of FHIR.

    `per` is 1 for a share; 1000 where the rate is read as a number per 1,000 of its denominator.
    `beside` names the rate of the same measure that says of how many anything is known. `counts`
    is persons, each of whom is met or not; episodes, of which a person may have several, each met
    or not; events, of which a person may have more than he has of the denominator; or amounts.
    """

    name: str
    title: str
    populations: tuple[str, ...]
    per: int = 1
    beside: str | None = None
    counts: str = "persons"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the result that the rate fills."""
        return tuple(name.replace("-", "_") for name in self.populations)


@record
class Stratum:
    """A stratification of a measure: the result has a column of that name."""

    name: str
    values: tuple[str, ...]
    means: str


@record
class Measure:
    """One measure. `dates_needed` is the coarsest precision of dates that it can be computed from.

    `goal` is one of GOALS; `basis` is what a count counts: patient, encounter, visit, month ...;
    `direction` says whether more is better (increase), less is (decrease), or neither (none). A
    measure that stands `beside` another has its denominator and says for how many of it there is an
    answer at all. `catalogue` is core for what every release holds, further for what a release
    holds when it is asked for; `term` is the term of an agreement without which the measure is off,
    such as cost.
    """

    identifier: str
    name: str
    title: str
    steward: str
    version: str
    period: str
    reviewed: date
    goal: str
    direction: str
    dates_needed: str
    basis: str
    rates: tuple[Rate, ...]
    strata: tuple[Stratum, ...]
    value_sets: tuple[NamedSet, ...]
    codes: tuple[DirectCode, ...]
    differences: tuple[str, ...]
    examples: tuple[str, ...]
    beside: str | None
    catalogue: str
    term: str | None
    sql: str

    def rate(self, name: str) -> Rate:
        """Return the rate of that name; KeyError where there is none."""
        return {rate.name: rate for rate in self.rates}[name]


def measure_of(sql: str, name: str) -> Measure:
    """Read a measure from the text of its file; `name` is the file's name without its suffix.

    Raises KeyError where the header lacks a field, ValueError where a field has no sense.
    """
    header = header_of(sql)
    sources = sources_of(header)
    headers = (header, *(source.header for source in sources))
    measure = Measure(
        identifier=header.one("identifier"),
        name=name,
        title=header.one("title"),
        steward=header.one("steward"),
        version=header.one("version"),
        period=header.one("period"),
        reviewed=date.fromisoformat(header.one("reviewed")),
        goal=_one_of(header.one("goal"), tuple(GOALS)),
        direction=_one_of(header.one("direction"), ("increase", "decrease", "none")),
        dates_needed=_one_of(header.one("dates needed"), ("day", "month", "year")),
        basis=header.one("basis"),
        rates=_rates(header),
        strata=tuple(
            Stratum(name=title, values=tuple(values.split(", ")), means=means)
            for title, values, means in header.rows("stratum")
        ),
        value_sets=_value_sets(header.one("identifier"), headers),
        codes=tuple(_direct_code(value) for each in headers for value in each.all("code")),
        differences=header.all("known difference"),
        examples=header.all("example"),
        beside=next(iter(header.all("beside")), None),
        catalogue=_one_of(next(iter(header.all("catalogue")), "core"), ("core", "further")),
        term=next(iter(header.all("term")), None),
        sql=composed(sql, sources),
    )
    if len(measure.rates) != int(header.one("rates")):
        raise ValueError(f"{name}: the header does not list as many rates as it says")
    return measure


@cache
def measures() -> tuple[Measure, ...]:
    """Return every measure of this folder, by file name."""
    return tuple(
        measure_of(path.read_text(encoding="utf-8"), path.stem)
        for path in sorted(FOLDER.glob("*.sql"))
    )


def released_measures(further: Collection[str], *, terms: Collection[str]) -> tuple[Measure, ...]:
    """Return the core, and those further measures that are asked for by identifier.

    A measure that is off without a term is left out unless that term is among `terms`. KeyError
    where one is asked for that there is not.
    """
    asked = {measure_named(name).identifier for name in further}
    return tuple(
        measure
        for measure in measures()
        if (measure.catalogue == "core" or measure.identifier in asked)
        and (measure.term is None or measure.term in terms)
    )


def not_for_release(names: Iterable[str]) -> list[str]:
    """Say of each further measure that is asked for and cannot be released why not."""
    known = {measure.identifier for measure in measures()}
    return [f"there is no measure {name}" for name in names if name not in known]


def measure_named(name: str) -> Measure:
    """Return the measure of that identifier or file name; KeyError where there is none."""
    found = {measure.name: measure for measure in measures()}
    found |= {measure.identifier.lower(): measure for measure in measures()}
    return found[name.lower()]


def _rates(header: Header) -> tuple[Rate, ...]:
    return tuple(
        Rate(
            name=name,
            title=title,
            populations=_known(tuple(populations.split(", "))),
            per=int(_said(more, "per ") or 1),
            beside=_said(more, "beside "),
            counts=_one_of(_said(more, "counts ") or "persons", COUNTS),
        )
        for name, title, populations, *more in header.rows("rate")
    )


def _said(more: Sequence[str], word: str) -> str | None:
    """What stands after the word in the one of the further parts that begins with it."""
    return next((part.removeprefix(word) for part in more if part.startswith(word)), None)


def _value_sets(identifier: str, headers: Sequence[Header]) -> tuple[NamedSet, ...]:
    # Criteria lent by a measure bring its sets along; shared ones have none of their own.
    found = {
        title: NamedSet(
            title=title, oid=oid, owner=next(iter((*owner, *each.all("identifier"))), identifier)
        )
        for each in headers
        for title, oid, *owner in each.rows("value set")
    }
    return tuple(found.values())


def _known(populations: tuple[str, ...]) -> tuple[str, ...]:
    if unknown := set(populations) - set(POPULATIONS):
        raise ValueError(f"FHIR knows no population {sorted(unknown)}")
    return populations


def _direct_code(value: str) -> DirectCode:
    name, _, coding = value.partition(" = ")
    system, bar, code = coding.rpartition("|")
    if not bar:
        raise ValueError(f"a direct code is written: name = system|code, not {value}")
    return DirectCode(name=name.strip(), system=system.strip(), code=code.strip())


def _one_of(value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise ValueError(f"{value} is none of {', '.join(known)}")
    return value
