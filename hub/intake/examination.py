"""An examination: what the intake would say of one file, and what its records are labelled as."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from adapters.formats import HEAD, format_named, recognise
from adapters.inputs import read_inputs
from adapters.source import path_source
from adapters.unknown import RULE as UNKNOWN
from adapters.unpack import unpacked
from hub.intake.file_names import called
from hub.intake.outcome import Outcome
from hub.intake.terms import Terms
from hub.intake.trial import trial, usual_terms
from hub.intake.unknown_sheets import identifiers_of_unknown
from hub.intake.verdict import IDENTIFIED
from hub.vault.labels import PROVENANCE, SENSITIVITY
from policies.deidentification.anonymity import Anonymity, anonymity, lookalikes
from policies.deidentification.certificate import Certificate
from policies.labelling.confidentiality import confidentiality, high_water_mark
from policies.labelling.label import label
from policies.labelling.scope import CLAIM_TABLES, claim_labels, joined, widened
from policies.parameter import parameter
from schemas.batch import Batch
from schemas.record import record
from schemas.records import TABLES

# The mark of a record of a Part 2 program (HL7 v3-ActCode).
OF_A_PROGRAM = "42CFRPart2"


@record
class Examination:
    """What the intake would say of `path`, the formats in it, and how often each label is given.

    `confidentiality` is the highest level among its records (HL7 v3-Confidentiality): that of all
    of them as a bundle. `anonymity` tells how many persons of its person table look alike.
    `files` are the names under which faults tell of its files, in the order in which they came.
    """

    path: Path
    format: str
    outcome: Outcome
    labels: Mapping[str, int]
    confidentiality: str
    files: tuple[str, ...]
    anonymity: Anonymity

    def called(self, file: str) -> str:
        """Return how a file inside of `path` is called, without a name of a person."""
        return called(file, self.path, self.files)


def examine(
    path: Path,
    basis: str,
    *,
    on: date,
    certificate: Certificate | None = None,
    format_name: str | None = None,
) -> Examination:
    """Return what the intake would say of a file or folder, and its labels whatever it says.

    Raises UnknownFormat where no format has that name, and OSError where nothing can be opened.
    """
    terms = usual_terms(basis, on=on, certificate=certificate)
    labels = _Labels(terms)
    outcome = _with_unknown(trial(labels.through(read_inputs([path], format_name)), terms), path)
    formats = {format_named(format_name).name} if format_name else set(_formats_in(path))
    return Examination(
        path=path,
        format=", ".join(sorted(formats)) or "unknown",
        outcome=outcome,
        labels=_of_outcome(outcome) if outcome.accepted else labels.counts(),
        confidentiality=high_water_mark(pl.Series(labels.levels, dtype=pl.String)),
        files=tuple(labels.files),
        anonymity=anonymity(labels.alike, threshold=int(parameter("minimum_cell_size", on=on))),
    )


def _with_unknown(outcome: Outcome, path: Path) -> Outcome:
    """Name the identifiers of files in no known format too: these are refused in every format."""
    if UNKNOWN not in set(outcome.faults.counts["rule"]):
        return outcome
    besides = identifiers_of_unknown(path)
    if besides.is_empty():
        return outcome
    reasons = [one for one in outcome.reasons if one.rule != IDENTIFIED.rule]
    return replace(
        outcome,
        identifiers=pl.concat([outcome.identifiers, besides]),
        reasons=(*reasons, IDENTIFIED),
    )


class _Labels:
    """Labels the batches that pass, for a submission that is refused is not labelled at intake."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._of_claims: list[pl.DataFrame] = []
        self._claims: list[tuple[str, pl.DataFrame]] = []
        self._counts: Counter[str] = Counter()
        self.levels: list[str] = []
        self.files: list[str] = []
        self.alike: list[pl.DataFrame] = []

    def through(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        """Yield the batches as they are."""
        for batch in batches:
            if batch.file not in self.files:
                self.files.append(batch.file)
            if batch.height:
                self._take(batch)
            if batch.table.name == "person":
                self.alike.append(lookalikes(batch.rows))
            yield batch

    def counts(self) -> Mapping[str, int]:
        """Return how many records have each label, claims labelled whole."""
        of_claims = joined(self._of_claims)
        counts = self._counts.copy()
        for name, rows in self._claims:
            counts += _counted(widened(rows, TABLES[name], of_claims))
        return dict(sorted(counts.items()))

    def _take(self, batch: Batch) -> None:
        terms, name = self._terms, batch.table.name
        rows = label(batch.rows, batch.table, terms.lists, terms.registry)
        self.levels.append(high_water_mark(confidentiality(rows, batch.table)))
        if name not in CLAIM_TABLES:
            self._counts += _counted(rows)
            return
        self._of_claims.append(claim_labels(rows, batch.table))
        self._claims.append((name, rows.select("claim", PROVENANCE, SENSITIVITY)))


def _counted(rows: pl.DataFrame) -> Counter[str]:
    given = rows[SENSITIVITY].explode(empty_as_null=False, keep_nulls=False).value_counts()
    counts = Counter({row[0]: row[1] for row in given.iter_rows()})
    counts[OF_A_PROGRAM] += int((rows[PROVENANCE] == "yes").sum())
    return +counts


def _of_outcome(outcome: Outcome) -> Mapping[str, int]:
    counts: Counter[str] = Counter()
    for row in outcome.labels.iter_rows(named=True):
        if row["kind"] == SENSITIVITY:
            counts[row["label"]] += row["count"]
        elif row["label"] == "yes":
            counts[OF_A_PROGRAM] += row["count"]
    return dict(sorted((+counts).items()))


def _formats_in(path: Path) -> Iterator[str]:
    """Yield the name of the format of each file, as far as it has one."""
    files = [path] if not path.is_dir() else [each for each in path.rglob("*") if each.is_file()]
    for file in files:
        for source in unpacked(path_source(file), lambda _: None):
            with source.open() as stream:
                known = recognise(stream.read(HEAD))
            if known is not None:
                yield known.name
