"""The region's directory: practices, programs, the hospital, and who works there."""

import polars as pl

from hub.demo.columns import coded
from hub.demo.plan import FIRST, HOSPITAL, PracticePlan, npi
from schemas.code_system import TAXONOMY
from schemas.records import TABLES

_TAXONOMIES = {
    "primary-care": "207Q00000X",
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
    rows = [
        (f"{plan.key}-d{one + 1}", _npi(plan, one), plan.key, plan.kind == "primary-care")
        for plan in plans
        for one in range(plan.clinicians)
    ]
    schema = {"provider": pl.String, "npi": pl.String, "practice": pl.String}
    frame = pl.DataFrame(rows, schema=schema | {"primary_care": pl.Boolean}, orient="row")
    return _shaped(frame.with_columns(start_day=pl.lit(FIRST)), "provider")


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
