"""Records of many persons, in columns, with a seed: what the measures are timed on."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from hub.measures.measure import measure_named
from hub.measures.value_sets import value_sets_of
from schemas.code_system import CONDITION_CATEGORY, ICD10CM, LOINC, SNOMEDCT
from schemas.records import TABLES

SEED = 20261122
HOURS_8 = 8 * 3600 * 1_000_000
OTHER = (SNOMEDCT, "308335008")
PROBLEM = (CONDITION_CATEGORY, "problem-list-item")
POSITIVE, NEGATIVE = (SNOMEDCT, "428181000124104"), (SNOMEDCT, "428171000124102")
ADULT, ADOLESCENT, PHQ9 = (LOINC, "73832-8"), (LOINC, "73831-0"), (LOINC, "44261-6")
Codings = Sequence[tuple[str, str]]


class Records:
    """Draws the columns of the records of so many persons."""

    def __init__(self, persons: int, identifier: str, *, seed: int = SEED) -> None:
        self.draw = np.random.default_rng(seed)
        self.persons = persons
        self.identifier = identifier
        digits = self.draw.bytes(16 * persons).hex()
        self.tokens = pl.Series([digits[at : at + 32] for at in range(0, 32 * persons, 32)])

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return the tables that CMS2 or CMS159 reads, in the types of the schema.

        About 1.3 encounters, 1.2 observations and 0.8 other records a person, most of which matter
        to the measure, so that every criterion has work.
        """
        birth = self.days(date(1936, 1, 1), date(2018, 1, 1), self.persons)
        person = table("person", person=self.tokens, birth_day=birth)
        make = self.screening if self.identifier == "CMS2" else self.remission
        return {"person": person, **make()}

    def screening(self) -> dict[str, pl.DataFrame]:
        """Return visits of a year, screens before them, and what follows."""
        visit, day = self.visits(
            date(2025, 11, 1), date(2027, 1, 1), "Encounter to Screen for Depression"
        )
        at = self.draw.integers(0, len(day), int(1.2 * self.persons))
        screened = day[at] - self.draw.integers(0, 20, len(at))
        done = self.draw.random(len(at)) < 0.9
        observation = table(
            "observation",
            observation=numbered("o", len(at)),
            person=visit["person"].gather(at),
            status=np.where(done, "final", "cancelled"),
            code=self.coded([ADULT, ADULT, ADOLESCENT, OTHER], len(at)),
            value=self.coded([POSITIVE, NEGATIVE], len(at)),
            start_day=as_days(screened),
            start_instant=as_instants(screened),
            issued_day=as_days(day[at]),
            not_done_reason=self.coded(self.codes("Medical Reason"), len(at)),
        )
        sets = ("Follow Up for Adult Depression", "Referral for Adult Depression")
        at = self.draw.integers(0, len(day), int(0.3 * self.persons))
        procedure = table(
            "procedure",
            procedure=numbered("p", len(at)),
            person=visit["person"].gather(at),
            stage=np.where(np.arange(len(at)) % 2, "done", "ordered"),
            status=pl.repeat("completed", len(at), eager=True),
            intent=pl.repeat("order", len(at), eager=True),
            code=self.coded([code for name in sets for code in self.codes(name)], len(at)),
            start_day=as_days(day[at]),
            start_instant=as_instants(day[at]),
            authored_day=as_days(day[at]),
        )
        at = self.draw.integers(0, len(day), int(0.2 * self.persons))
        medication = table(
            "medication",
            medication=numbered("m", len(at)),
            person=visit["person"].gather(at),
            stage=pl.repeat("request", len(at), eager=True),
            status=pl.repeat("active", len(at), eager=True),
            intent=pl.repeat("order", len(at), eager=True),
            code=self.coded(self.codes("Adult Depression Medications"), len(at)),
            authored_day=as_days(day[at]),
            supply_days=pl.repeat(30.0, len(at), eager=True),
        )
        bipolar = self.codes("Bipolar Disorder")
        return {
            "encounter": visit,
            "observation": observation,
            "procedure": procedure,
            "medication": medication,
            "condition": self.conditions([*bipolar, *[(ICD10CM, "I10")] * 9], 0.3),
        }

    def remission(self) -> dict[str, pl.DataFrame]:
        """Return visits of two years, scores at them and a year later, and diagnoses."""
        visit, day = self.visits(date(2024, 9, 1), date(2026, 1, 1), "Contact or Office Visit")
        at = self.draw.integers(0, len(day), int(0.6 * self.persons))
        later = day[at] + 365 + self.draw.integers(-70, 70, len(at))
        scored = np.concatenate([day[at] - self.draw.integers(0, 9, len(at)), later])
        observation = table(
            "observation",
            observation=numbered("o", len(scored)),
            person=visit["person"].gather(np.concatenate([at, at])),
            status=pl.repeat("final", len(scored), eager=True),
            code=self.coded([PHQ9], len(scored)),
            value_number=self.draw.integers(0, 27, len(scored)).astype(float),
            start_day=as_days(scored),
            start_instant=as_instants(scored),
        )
        depression = self.codes("Major Depression Including Remission")
        others = [*self.codes("Bipolar Disorder"), (ICD10CM, "I10"), (ICD10CM, "E11.9")]
        at = self.draw.integers(0, len(day), int(0.1 * self.persons))
        procedure = table(
            "procedure",
            procedure=numbered("p", len(at)),
            person=visit["person"].gather(at),
            stage=pl.repeat("done", len(at), eager=True),
            status=pl.repeat("completed", len(at), eager=True),
            code=self.coded([*self.codes("Hospice Care Ambulatory"), *[OTHER] * 9], len(at)),
            start_day=as_days(day[at]),
        )
        return {
            "encounter": visit,
            "observation": observation,
            "procedure": procedure,
            "condition": self.conditions([*depression * 2, *others], 0.8),
        }

    def visits(self, first: date, last: date, title: str) -> tuple[pl.DataFrame, np.ndarray]:
        """Return encounters and their days; three of four are of a type of that set."""
        count = int(1.3 * self.persons)
        day = self.numbers(first, last, count)
        wanted = self.codes(title)
        visit = table(
            "encounter",
            encounter=numbered("e", count),
            person=self.tokens.gather(self.draw.integers(0, self.persons, count)),
            status=np.where(self.draw.random(count) < 0.95, "finished", "cancelled"),
            type=self.coded([*wanted * 3, *[OTHER] * len(wanted)], count),
            start_day=as_days(day),
            start_instant=as_instants(day),
            end_day=as_days(day),
            end_instant=as_instants(day).dt.offset_by("15m"),
        )
        return visit, day

    def conditions(self, codes: Codings, share: float) -> pl.DataFrame:
        """Return so many conditions a person of these codes."""
        count = int(share * self.persons)
        return table(
            "condition",
            condition=numbered("c", count),
            person=self.tokens.gather(self.draw.integers(0, self.persons, count)),
            code=self.coded(codes, count),
            category=self.coded([PROBLEM], count),
            clinical_status=np.where(self.draw.random(count) < 0.9, "active", "resolved"),
            verification_status=pl.repeat("confirmed", count, eager=True),
            start_day=self.days(date(2015, 1, 1), date(2025, 1, 1), count),
        )

    def codes(self, title: str) -> list[tuple[str, str]]:
        """Return the codes of a set as the hub ships it."""
        value_set = value_sets_of(measure_named(self.identifier))[title]
        return [(code.system, code.code) for code in value_set.codes]

    def coded(self, codes: Codings, count: int) -> pl.Series:
        """Return that many lists of one code each, drawn from these."""
        lists = [[{"system": system, "code": code}] for system, code in codes]
        kind = pl.List(pl.Struct({"system": pl.String, "code": pl.String}))
        return pl.Series(lists, dtype=kind).gather(self.draw.integers(0, len(codes), count))

    def numbers(self, first: date, last: date, count: int) -> np.ndarray:
        """Return days as numbers since 1970, from the first to before the last."""
        epoch = date(1970, 1, 1)
        return self.draw.integers((first - epoch).days, (last - epoch).days, count)

    def days(self, first: date, last: date, count: int) -> pl.Series:
        """Return days from the first to before the last."""
        return as_days(self.numbers(first, last, count))


def table(name: str, **columns: pl.Series | np.ndarray) -> pl.DataFrame:
    """Return these columns, and the others of the table as nulls."""
    given = pl.DataFrame(columns)
    schema = TABLES[name].schema
    missing = [
        pl.lit(None, dtype=kind).alias(column)
        for column, kind in schema.items()
        if column not in columns
    ]
    return given.with_columns(missing).select(schema.names()).cast(schema)


def numbered(letter: str, count: int) -> pl.Series:
    """Return keys."""
    return letter + pl.Series(np.arange(count)).cast(pl.String)


def as_days(numbers: np.ndarray) -> pl.Series:
    """Return days since 1970 as days."""
    return pl.Series(numbers.astype(np.int32)).cast(pl.Date)


def as_instants(numbers: np.ndarray) -> pl.Series:
    """Return eight in the morning of those days."""
    moments = numbers.astype(np.int64) * 86_400_000_000 + HOURS_8
    return pl.Series(moments).cast(pl.Datetime("us", "UTC"))
