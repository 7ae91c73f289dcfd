"""Intake of a large claims file against a bare Polars scan, cast and write of the same file."""

import polars as pl

WHOLE = ["line"]
NUMBERS = ["units", "supply_days", "quantity", "charged_amount", "allowed_amount", "paid_amount"]
DAYS = ["start_day", "end_day"]


def bare(source: str, target: str) -> int:
    """Scan, cast and write with Polars alone: no rule, no fault, no label, no key."""
    (
        pl.scan_csv(source, infer_schema=False)
        .with_columns(
            pl.col(WHOLE).cast(pl.Int64, strict=False),
            pl.col(NUMBERS).cast(pl.Float64, strict=False),
            pl.col(DAYS).str.to_date("%Y-%m-%d", strict=False),
            pl.col("in_network") == "true",
        )
        .sink_parquet(target, compression="zstd")
    )
    return 0
