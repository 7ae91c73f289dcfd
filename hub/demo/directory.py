"""The region's directory: practices, programs, the hospital, and who works there."""

import polars as pl

from hub.demo.columns import coded
from hub.demo.plan import FIRST, HOSPITAL, PracticePlan, npi
from schemas.code_system import TAXONOMY
from schemas.records import TABLES

PSYCHIATRY, FAMILY_MEDICINE = "2084P0800X", "207Q00000X"
_TAXONOMIES = {
    "primary-care": FAMILY_MEDICINE,
    "substance-use-program": "261QR0405X",
    "hospital": "282N00000X",
}


def practice_table(plans: tuple[PracticePlan, ...]) -> pl.DataFrame:
    """Return the practices, the programs and the hospital in the columns of the practice table."""
    rows = [(plan.key, plan.title, plan.npi, plan.organization, plan.kind) for plan in plans]
    rows.append((HOSPITAL, "Lakeside Hospital", npi(990), "", "hospital"))
    names = ("practice", "name", "npi", "organization", "kind")
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row").with_columns(
        taxonomy=coded(TAXONOMY, pl.col("kind").replace_strict(_TAXONOMIES)),
        community_mental_health_center=pl.lit(value=False),
        start_day=pl.lit(FIRST),
    )
    return _shaped(frame, "practice")


def provider_table(plans: tuple[PracticePlan, ...]) -> pl.DataFrame:
    """Return the clinicians of the practices in the columns of the provider table."""
    of_mind = psychiatrists(plans)
    rows = [
        (f"{plan.key}-d{one + 1}", _npi(plan, one), plan.key, plan.kind)
        for plan in plans
        for one in range(plan.clinicians)
    ]
    names = ("provider", "npi", "practice", "kind")
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    specialist = pl.col("provider").is_in(list(of_mind))
    taxonomy = pl.when(specialist).then(pl.lit(PSYCHIATRY)).otherwise(pl.lit(FAMILY_MEDICINE))
    told = frame.with_columns(
        primary_care=(pl.col("kind") == "primary-care") & ~specialist,
        taxonomy=coded(TAXONOMY, taxonomy),
        start_day=pl.lit(FIRST),
    )
    return _shaped(told, "provider")


def psychiatrists(plans: tuple[PracticePlan, ...]) -> frozenset[str]:
    """Return the psychiatrists: the last clinician of each practice with Collaborative Care."""
    return frozenset(
        f"{plan.key}-d{plan.clinicians}"
        for plan in plans
        if plan.collaborative and plan.clinicians > 1
    )


def clinician_of(seen: pl.DataFrame, plans: tuple[PracticePlan, ...]) -> pl.Series:
    """Return the key of the clinician of each visit: all of a practice take turns."""
    keys = pl.Series([plan.key for plan in plans]).gather(seen["practice"])
    clinicians = pl.Series([plan.clinicians for plan in plans]).gather(seen["practice"])
    turn = pl.col("visit") % clinicians + 1
    return seen.select(pl.format("{}-d{}", pl.lit(keys), turn)).to_series()


def _npi(plan: PracticePlan, clinician: int) -> str:
    """Return a number of one's own for each clinician, far from those of the practices."""
    return npi(100_000 + 100 * int(plan.npi[1:9]) + clinician)


def _shaped(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    schema = TABLES[table].schema
    missing = {name: kind for name, kind in schema.items() if name not in frame.columns}
    full = frame.with_columns(
        pl.lit(None, dtype=kind).alias(name) for name, kind in missing.items()
    )
    return full.select(pl.col(name).cast(kind) for name, kind in schema.items())
