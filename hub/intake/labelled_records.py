"""Records with their labels and the codes that gave them, one by one: for whoever asks why."""

from collections.abc import Iterable, Iterator

import polars as pl

from hub.vault.labels import PROVENANCE
from policies.labelling.code_list import CodeLists
from policies.labelling.hits import HITS
from policies.labelling.label import BROADER, MARKS, OF_PROGRAMS, label, reasons
from policies.labelling.program_registry import ProgramRegistry, with_directory
from policies.labelling.scope import CLAIM_TABLES, claim_labels, joined
from schemas.batch import Batch

RECORD = ["file", "position", "id", PROVENANCE]
# A FHIR resource is known by its id alone, though its key holds its type where two share a table.
TYPED = r"^(?:Claim|ServiceRequest|MedicationDispense|MedicationAdministration)/"
NAMES = [name for name in HITS if name != "row"]


def labelled_records(
    batches: Iterable[Batch], lists: CodeLists, registry: ProgramRegistry, mode: str
) -> Iterator[dict[str, object]]:
    """Yield every record of a person with its provenance and its labels.

    Each is (file, position, id, provenance, labels), each label (label, system, code, column); of
    a label that another record of the claim gave, the column names that record's table too. A
    directory teaches the registry for all records after it.
    """
    held: list[pl.DataFrame] = []
    why: list[pl.DataFrame] = []
    of_claims: list[pl.DataFrame] = []
    count = 0
    for batch in batches:
        registry = _taught(registry, batch)
        if not batch.table.has_person or not batch.height:
            continue
        rows = label(batch.rows, batch.table, lists, registry, mode)
        of_claims.append(claim_labels(rows, batch.table))
        held.append(_records(batch, rows, count))
        why.append(_reasons(batch, lists, count))
        count += rows.height
    if not held:
        return
    records = _whole_claims(pl.concat(held), joined(of_claims))
    yield from _told(records, pl.concat(why))


def _taught(registry: ProgramRegistry, batch: Batch) -> ProgramRegistry:
    if batch.table.name == "practice":
        return with_directory(registry, practices=batch.rows)
    if batch.table.name == "provider":
        return with_directory(registry, providers=batch.rows)
    return registry


def _records(batch: Batch, rows: pl.DataFrame, first: int) -> pl.DataFrame:
    claim = pl.col("claim") if batch.table.name in CLAIM_TABLES else pl.lit(None, pl.String)
    return rows.select(
        pl.int_range(first, first + rows.height, dtype=pl.Int64).alias("record"),
        pl.lit(batch.file).alias("file"),
        batch.positions.alias("position"),
        pl.concat_str(
            [pl.col(name).cast(pl.String).fill_null("") for name in batch.table.key], separator="/"
        )
        .str.replace(TYPED, "")
        .alias("id"),
        pl.lit(batch.table.name).alias("table"),
        claim.alias("claim"),
        pl.col(PROVENANCE),
    )


def _reasons(batch: Batch, lists: CodeLists, first: int) -> pl.DataFrame:
    """Return what labels the rows; a narrower label says the broader, a program's mark says SUD."""
    given = reasons(batch.rows, batch.table, lists)
    broader = given.filter(pl.col("label").is_in(list(BROADER))).with_columns(
        pl.col("label").replace(BROADER)
    )
    marks = given.filter(pl.col("label").is_in(list(MARKS))).with_columns(
        pl.lit(OF_PROGRAMS).alias("label")
    )
    return pl.concat([given, broader, marks]).select(
        (pl.col("row").cast(pl.Int64) + first).alias("record"), pl.exclude("row")
    )


def _whole_claims(records: pl.DataFrame, of_claims: pl.DataFrame) -> pl.DataFrame:
    """Give every record of a claim the provenance that one of them has."""
    programs = of_claims.filter("program")["claim"]
    of_a_program = pl.col("claim").is_in(programs.implode()).fill_null(value=False)
    return records.with_columns(
        pl.when(of_a_program).then(pl.lit("yes")).otherwise(PROVENANCE).alias(PROVENANCE)
    )


def _told(records: pl.DataFrame, why: pl.DataFrame) -> Iterator[dict[str, object]]:
    own = why.unique(maintain_order=True)
    of_others = _of_claims(records, own)
    labels = (
        pl.concat([own.select("record", *NAMES), of_others.select("record", *NAMES)])
        .group_by("record", maintain_order=True)
        .agg(labels=pl.struct(*NAMES))
    )
    whole = records.join(labels, on="record", how="left", maintain_order="left")
    for row in whole.select(*RECORD, "labels").iter_rows(named=True):
        yield {
            "file": row["file"],
            "position": row["position"],
            "id": row["id"],
            "provenance": row[PROVENANCE],
            "labels": row["labels"] or [],
        }


def _of_claims(records: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Return for each record of a claim what labels the claim's other records."""
    claims = records.select("record", "claim", "table").drop_nulls("claim")
    given = own.join(claims, on="record").with_columns(
        pl.concat_str("table", "column", separator=".").alias("column")
    )
    spread = claims.join(given.rename({"record": "giver"}), on="claim")
    return spread.filter(pl.col("record") != pl.col("giver")).unique(maintain_order=True)
