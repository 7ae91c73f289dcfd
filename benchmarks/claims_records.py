"""Claims of many persons, in columns, with a seed: what the claims measures are timed on."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from benchmarks.measure_records import SEED, Records, as_days, numbered, table
from hub.measures.measure import Measure
from hub.measures.value_sets import value_sets_of
from schemas.code_system import (
    BILL_TYPE,
    CPT,
    HCPCS,
    ICD10CM,
    NDC,
    PLACE_OF_SERVICE,
    REVENUE,
    RXNORM,
    TAXONOMY,
)

LINES_OF_A_PERSON, LINES_OF_A_CLAIM = 10, 3
FIRST, LAST = date(2025, 7, 1), date(2027, 1, 1)
# What most lines and claims are: nothing that a measure of behavioral health asks for.
OTHER_PROCEDURES = [(CPT, f"{code}") for code in (80053, 85025, 36415, 71046, 93000, 97110)]
OTHER_DIAGNOSES = [(ICD10CM, code) for code in ("I10", "E119", "J189", "M545", "Z0000")]
OTHER_CLINICIANS = [(TAXONOMY, code) for code in ("207R00000X", "208D00000X")] * 9
OTHER_PLACES = [(PLACE_OF_SERVICE, code) for code in ("11", "22", "21", "81")]


class ClaimsRecords(Records):
    """Draws claims, about ten lines a person, that hold every code that some measure asks for."""

    def __init__(self, lines: int, measures: Sequence[Measure], *, sender: int) -> None:
        super().__init__(lines // LINES_OF_A_PERSON, "CMS2", seed=SEED + sender)
        self.sender = sender
        self.claims = lines // LINES_OF_A_CLAIM
        self.lines = self.claims * LINES_OF_A_CLAIM
        self.measures = measures

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return the tables that the claims measures read, in the types of the schema."""
        person = table(
            "person",
            person=self.tokens,
            birth_day=self.days(date(1936, 1, 1), date(2022, 1, 1), self.persons),
            death_day=self._rare(self.days(FIRST, LAST, self.persons), 0.005),
        )
        claim = self._claims()
        told = {
            "person": person,
            "coverage": self._coverage(),
            "claim": claim,
            "claim_line": self._lines(claim),
        }
        # One sender tells of the clinicians and practices of all.
        return told | self._directory() if self.sender == 0 else told

    def _directory(self) -> dict[str, pl.DataFrame]:
        return {
            "provider": table(
                "provider",
                provider=numbered("v", 3_000),
                taxonomy=self.coded([*self._asked(TAXONOMY), *OTHER_CLINICIANS], 3_000),
            ),
            "practice": table(
                "practice",
                practice=numbered("r", 60),
                community_mental_health_center=pl.Series(np.arange(60) % 10 == 0),
            ),
        }

    def _coverage(self) -> pl.DataFrame:
        """Return spans that begin before the period for most, and overlap, touch or leave gaps."""
        count = int(1.4 * self.persons)
        who = np.concatenate(
            [np.arange(self.persons), self.draw.integers(0, self.persons, count - self.persons)]
        )
        begin = self.numbers(date(2024, 1, 1), date(2026, 9, 1), count)
        end = begin + self.draw.integers(30, 1_200, count)
        return table(
            "coverage",
            coverage=numbered("s", count),
            person=self.tokens.gather(who),
            behavioral_benefit=pl.Series(self.draw.random(count) < 0.95),
            start_day=as_days(begin),
            end_day=self._rare(as_days(end), 0.6),
        )

    def _claims(self) -> pl.DataFrame:
        count = self.claims
        begin = self.numbers(FIRST, LAST, count)
        inside = self.draw.random(count) < 0.03
        stayed = self.draw.integers(0, 9, count)
        key = numbered(f"{self.sender}-", count)
        diagnoses = [*self._asked(ICD10CM), *OTHER_DIAGNOSES * 60]
        principal, further = (self.coded(diagnoses, count) for _ in range(2))
        replaces = key.gather(np.maximum(np.arange(count) - 1, 0))
        corrected = self.draw.random(count) < 0.02
        return table(
            "claim",
            claim=key,
            person=self.tokens.gather(self.draw.integers(0, self.persons, count)),
            type=np.where(inside, "institutional", "professional"),
            status=np.array(["paid"] * 17 + ["denied", "pending", "reversed"])[
                self.draw.integers(0, 20, count)
            ],
            frequency=np.where(corrected, "replacement", "original"),
            replaces=_kept(replaces, corrected),
            bill_type=_kept(self.coded(self._asked(BILL_TYPE, length=3), count), inside),
            start_day=as_days(begin),
            end_day=as_days(begin + inside * stayed),
            admission_day=_kept(as_days(begin), inside),
            discharge_day=_kept(as_days(begin + stayed), inside),
            principal_diagnosis=principal,
            diagnosis=pl.select(pl.concat_list(principal, further)).to_series(),
            practice=numbered("r", 60).gather(self.draw.integers(0, 60, count)),
            provider=numbered("v", 3_000).gather(self.draw.integers(0, 3_000, count)),
            in_network=pl.Series(self.draw.random(count) < 0.8),
        )

    def _lines(self, claim: pl.DataFrame) -> pl.DataFrame:
        count = self.lines
        at = np.arange(count) // LINES_OF_A_CLAIM
        procedures = [*self._asked(CPT, HCPCS, length=5), *OTHER_PROCEDURES * 100]
        places = [*self._asked(PLACE_OF_SERVICE), *OTHER_PLACES * 20]
        return table(
            "claim_line",
            claim=claim["claim"].gather(at),
            line=pl.Series(np.arange(count) % LINES_OF_A_CLAIM + 1),
            person=claim["person"].gather(at),
            status=self._rare(pl.repeat("paid", count, eager=True), 0.9),
            start_day=self._rare(claim["start_day"].gather(at), 0.7),
            procedure=self.coded(procedures, count),
            modifier=self._rare(self.coded(self._asked(CPT, HCPCS, length=2), count), 0.1),
            revenue=self._rare(self.coded(self._asked(REVENUE), count), 0.03),
            place_of_service=self.coded(places, count),
            drug=self._rare(self.coded(self._asked(RXNORM, NDC), count), 0.05),
            provider=self._rare(
                numbered("v", 3_000).gather(self.draw.integers(0, 3_000, count)), 0.5
            ),
            allowed_amount=np.round(self.draw.gamma(2.0, 90.0, count), 2),
        )

    def _asked(self, *systems: str, length: int | None = None) -> list[tuple[str, str]]:
        """Return the codes that a measure asks for of those systems; of a pattern, one code."""
        found = {
            (code.system, code.code.replace("*", "").replace("?", "1"))
            for measure in self.measures
            for found in value_sets_of(measure).values()
            for code in found.codes
            if code.system in systems
        }
        return sorted(coding for coding in found if length in {None, len(coding[1])})

    def _rare(self, column: pl.Series, share: float) -> pl.Series:
        return _kept(column, self.draw.random(len(column)) < share)


def _kept(column: pl.Series, where: np.ndarray) -> pl.Series:
    """Return the column with nulls elsewhere."""
    return pl.select(pl.when(pl.Series(where)).then(column)).to_series()
