"""References: keys of other records, the person among them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl
from msgspec import Raw

from adapters.fhir.contained import contained_target
from adapters.fhir.field import Filled, camel, violation
from adapters.fhir.references import keys
from adapters.fhir.rows import At, Rows
from adapters.fhir.unit import Unit
from schemas.record import record

PATIENT_REMEDY = "refer to a Patient of the input, as in Patient/id"
ELSEWHERE_REMEDY = "the folder holds one Patient: its record was taken for that Patient's"
PRACTITIONER, ORGANIZATION = 0, 1


@record
class Key:
    """The key of the record itself."""

    column: str
    at: At
    path: str
    prefix: str

    @property
    def paths(self) -> Mapping[str, str]:
        """The path of the id."""
        return {self.column: self.path}

    def fill(self, rows: Rows, unit: Unit) -> Filled:
        """Take the ids."""
        del unit
        ids = rows.column(self.at, pl.String)
        ids = ids.set(ids == "", None)
        return Filled(columns=((self.prefix + ids if self.prefix else ids).alias(self.column),))


@record
class Person:
    """The person that a record is about: by reference, or by the case that it lies in."""

    at: At
    path: str

    @property
    def paths(self) -> Mapping[str, str]:
        """The path of the reference."""
        return {"person": self.path}

    def fill(self, rows: Rows, unit: Unit) -> Filled:
        """Read the references to patients."""
        references = resolved(rows.column(self.at, pl.String), rows, unit)
        person = keys(references, "Patient").alias("person")
        owners = rows.owners
        if owners is None:
            return self._checked(person, references.is_not_null() & person.is_null(), unit)
        elsewhere = owners.is_not_null() & person.ne_missing(owners)
        owned = owners.zip_with(owners.is_not_null(), person).alias("person")
        filled = self._checked(owned, owned.is_null(), unit)
        warned = violation(
            "subject-elsewhere", self.path, ELSEWHERE_REMEDY, elsewhere, warning=True
        )
        return replace(filled, violations=(*filled.violations, *warned))

    def _checked(self, person: pl.Series, unreadable: pl.Series, unit: Unit) -> Filled:
        """Say which references are to no Patient, and which to none of the input."""
        unknown = _unknown(person, unit)
        return Filled(
            columns=(person,),
            violations=(
                *violation("reference", self.path, PATIENT_REMEDY, unreadable),
                *violation("unresolved-subject", self.path, PATIENT_REMEDY, unknown),
            ),
            uncast={"person": unreadable},
        )


def _unknown(person: pl.Series, unit: Unit) -> pl.Series:
    """Say which persons are no Patients of the input, where all of those are known."""
    known = unit.persons
    if known is None:
        return pl.Series([False])
    return pl.Series([one is not None and one not in known for one in person.to_list()])


@record
class Other:
    """The key of another record: of the first of `kinds` that the reference is to.

    A Location is kept under `Location/id`, because it is a practice among those of
    organizations; a PractitionerRole stands for its practitioner and its organization.
    """

    column: str
    at: At
    path: str
    kinds: tuple[str, ...]

    @property
    def paths(self) -> Mapping[str, str]:
        """The path of the reference."""
        return {self.column: self.path}

    def fill(self, rows: Rows, unit: Unit) -> Filled:
        """Read the references."""
        given = rows.column(self.at, pl.String)
        if given.null_count() == len(given):
            return Filled(columns=(given.alias(self.column),))
        references = self._of_roles(resolved(given, rows, unit), unit)
        found = keys(references, self.kinds[0])
        for kind in self.kinds[1:]:
            if found.null_count() == given.null_count():
                break
            prefix = "Location/" if kind == "Location" else ""
            found = found.zip_with(found.is_not_null(), prefix + keys(references, kind))
        return Filled(columns=(found.alias(self.column),))

    def _of_roles(self, references: pl.Series, unit: Unit) -> pl.Series:
        """Put the practitioner, or the organization, in the place of a role."""
        if not unit.index.roles:
            return references
        roles = keys(references, "PractitionerRole")
        part = PRACTITIONER if "Practitioner" in self.kinds else ORGANIZATION
        known, names = unit.index.roles, unit.names
        pairs = zip(references.to_list(), roles.to_list(), strict=True)
        targets = [known[role][part] if role in known else given for given, role in pairs]
        named = [None if target is None else names.get(target, target) for target in targets]
        return pl.Series(named, dtype=pl.String)


def resolved(references: pl.Series, rows: Rows, unit: Unit) -> pl.Series:
    """Turn full URLs of the Bundle, and what the resource contains, into `Type/id`."""
    if unit.names:
        names = unit.names
        references = pl.Series(
            [names.get(name, name) for name in references.to_list()], dtype=pl.String
        )
    if rows.contained is None:
        return references
    return pl.Series(_from_inside(references, rows.contained), dtype=pl.String)


def _from_inside(references: pl.Series, contained: Sequence[Raw]) -> Sequence[str | None]:
    return [
        contained_target(inside, reference)
        if reference is not None and reference.startswith("#")
        else reference
        for reference, inside in zip(references.to_list(), contained, strict=True)
    ]


def key(column: str, at: At = "id", *, path: str = "id", prefix: str = "") -> Key:
    """The key of the record: the resource's id, behind a prefix where two types share a table."""
    return Key(column=column, at=at, path=path, prefix=prefix)


def person(at: str, *, path: str = "") -> Person:
    """The person, from the reference at a place."""
    return Person(at=f"{at}.reference", path=path or camel(f"{at}.reference"))


def reference(column: str, at: At, *kinds: str, path: str = "") -> Other:
    """The key of another record, from the reference text at a place."""
    return Other(
        column=column,
        at=at,
        path=path or camel(at if isinstance(at, str) else column),
        kinds=kinds,
    )
