"""Files that the personas of the tour hand in themselves: dirty, mended, revoked, opted out."""

import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

import polars as pl

from hub.demo.dirt import spoiled

ROWS = 400
REVOKED = 3
OPTED_OUT = 3
# By the name in the tour: where it lies below the state folder.
FILES: Mapping[str, str] = MappingProxyType(
    {
        "claims-dirty.csv": "story/claims-dirty.csv",
        "claims-mended.csv": "story/claims-mended.csv",
        "consents-revoked.csv": "story/consents-revoked.csv",
        "opt-outs.csv": "story/opt-outs.csv",
        "newcomer.zip": "packages/practice-40/package.zip",
        "raw-persons.csv": "homes/practice-12/person.csv",
    }
)


def write_dirty_claims(package: Path, state: Path) -> None:
    """Write some claims of a package twice: with wrong days in some rows, and as they were.

    They are claims that the hub has already, so that taking them in again changes no figure.
    """
    with zipfile.ZipFile(package) as archive:
        text = archive.read("claim.csv").decode()
    some = "\n".join(text.splitlines()[: ROWS + 1]) + "\n"
    _place(state, "claims-mended.csv").write_text(some)
    _place(state, "claims-dirty.csv").write_text(spoiled(some, "start_day", every=40))


def write_revocation(package: Path, state: Path, *, on: date) -> None:
    """Write the consents of a few patients of programs as a holder hands them in once revoked.

    A program's copy of such a consent is revoked with it: its records of the patient stay out too.
    """
    treated = _table(package, "claim").filter(pl.col("practice").str.starts_with("program-"))
    claims = treated.group_by("person").agg(claims=pl.len())
    in_force = (
        (pl.col("kind") == "part2")
        & (pl.col("purpose_stated") == "true")
        & pl.col("end_day").is_null()
        & pl.col("revoked_day").is_null()
    )
    chosen = (
        _table(package, "consent_directive")
        .filter(in_force)
        .join(claims, on="person")
        .sort("claims", "person", descending=[True, False])
        .head(REVOKED)
    )
    revoked = chosen.drop("claims").with_columns(revoked_day=pl.lit(str(on)))
    revoked.write_csv(_place(state, "consents-revoked.csv"))


def write_opt_outs(package: Path, state: Path, *, on: date) -> None:
    """Write that a few members opt out of the network: those who have the most claims."""
    out = _table(package, "consent_directive").filter(pl.col("kind") == "opt-out")
    claims = _table(package, "claim").group_by("person").agg(claims=pl.len())
    chosen = (
        claims.join(out, on="person", how="anti")
        .sort("claims", "person", descending=[True, False])
        .head(OPTED_OUT)
    )
    opted = chosen.with_row_index().select(
        pl.format("story-{}", "index").alias("consent_directive"),
        "person",
        decision=pl.lit("deny"),
        kind=pl.lit("opt-out"),
        expiry=pl.lit("none"),
        start_day=pl.lit(str(on)),
    )
    opted.write_csv(_place(state, "opt-outs.csv"))


def _table(package: Path, name: str) -> pl.DataFrame:
    with zipfile.ZipFile(package) as archive:
        return pl.read_csv(archive.read(f"{name}.csv"), infer_schema=False)


def _place(state: Path, name: str) -> Path:
    file = state / FILES[name]
    file.parent.mkdir(parents=True, exist_ok=True)
    return file
