"""Frames of record tables, drawn by Hypothesis: every kind of cell, as a sound file may hold it."""

from datetime import UTC, date, datetime

import polars as pl
from hypothesis import strategies as st

from adapters.codes import normalised, well_formed
from schemas.code_system import CPT, ICD9CM, ICD10CM, LOINC, NDC, REVENUE, SNOMEDCT
from schemas.column import Column, Kind
from schemas.table import Table

CODES = (
    (ICD10CM, "F32.1"),
    (ICD10CM, "I10"),
    (ICD9CM, "296.20"),
    (CPT, "99492"),
    (CPT, "0591T"),
    ("https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "G2214"),
    (LOINC, "44261-6"),
    (SNOMEDCT, "428181000124104"),
    (NDC, "00023227301"),
    (REVENUE, "0450"),
    ("http://terminology.hl7.org/CodeSystem/condition-category", "problem-list-item"),
    ("urn:oid:1.2.3", 'any thing, quoted "so"'),
)
assert all(normalised(*code) == code and well_formed(*code) for code in CODES)

# What a text may hold: delimiters, quotes, letters of other scripts; no blank at either end.
TEXTS = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffd"), min_size=1)
    .map(lambda text: "".join(text.split()) or "x")
    | st.sampled_from(["a,b", 'say "yes"', "a;b|c", "é", "NA", "null", "0012", "true"])
)  # fmt: skip


def frames(table: Table) -> st.SearchStrategy[pl.DataFrame]:
    """Return frames of some rows of the table, each sound."""
    return st.lists(rows(table), max_size=12).map(
        lambda drawn: pl.DataFrame(drawn, schema=table.schema, orient="row")
    )


@st.composite
def rows(draw: st.DrawFn, table: Table) -> dict[str, object]:
    """Return one sound row: no end before its start, no instant without its day."""
    row = {column.name: draw(_cell(column)) for column in table.columns}
    for name, value in row.items():
        if name.endswith("_instant") and isinstance(value, datetime):
            row[name.replace("_instant", "_day")] = value.date()
    for check in table.checks:
        if table.column(check.field).required:
            row[check.field] = _LAST[table.column(check.field).kind]
        else:
            row |= dict.fromkeys((check.field, check.field.replace("_day", "_instant")))
    return row


# What breaks no rule that a required column has with another: the end of all days.
_LAST = {Kind.DAY: date(9999, 12, 31)}


def _cell(column: Column) -> st.SearchStrategy[object]:
    filled = _filled(column)
    return filled if column.required else st.none() | filled


def _filled(column: Column) -> st.SearchStrategy[object]:
    match column.kind:
        case Kind.CODES:
            coding = st.sampled_from(
                [{"system": system, "code": code} for system, code in CODES if ";" not in code]
            )
            allowed = coding.filter(
                lambda found: (
                    column.system != ICD10CM
                    or found["system"] in {ICD10CM, ICD9CM, SNOMEDCT, "urn:oid:1.2.3"}
                )
            )
            return st.lists(allowed, min_size=1, max_size=3)
        case Kind.CHOICE:
            return st.sampled_from(column.one_of)
        case Kind.DAY:
            return st.dates(date(1000, 1, 1))
        case Kind.INSTANT:
            first, last = datetime(1000, 1, 3), datetime(9999, 12, 29)  # noqa: DTZ001
            return st.datetimes(first, last, timezones=st.just(UTC))
        case Kind.WHOLE:
            least, most = column.least or 0, column.most or 2**40
            return st.integers(int(least), int(most))
        case Kind.NUMBER:
            return st.floats(column.least, column.most, allow_nan=False, allow_infinity=False)
        case Kind.FLAG:
            return st.booleans()
        case _:
            return TEXTS
