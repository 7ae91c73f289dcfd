"""A home's files as they lie there: identified, in the format that its systems export."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np
import polars as pl

from adapters.delimited.writing import write_table
from hub.demo.depression import PHQ9
from hub.demo.fhir_resources import Resource, resources
from hub.demo.homes import Home
from hub.demo.plan import SEED
from schemas.records import TABLES

# A prime above the number of persons: multiplying by it mixes them and lets no two meet.
_MODULUS, _STEP = 1_000_003, 7_919
_TYPOS = 0.01


def write_home(home: Home, crowd: pl.DataFrame, folder: Path) -> None:
    """Write what a home holds: a CSV for each table, FHIR, or CSV with the scores in a registry.

    Whatever the format, it says who everybody is: name, social security number, telephone,
    address. At a payer one name in a hundred is misspelt, as in any book of members.
    """
    folder.mkdir(parents=True, exist_ok=True)
    own = local_numbers(home, crowd)
    local = {
        name: frame.with_columns(person=own.gather(frame["person"]))
        if TABLES[name].has_person
        else frame
        for name, frame in home.tables.items()
    }
    identity = _identity(home, crowd, home.tables["person"]["person"])
    if home.format in {"fhir-lines", "fhir-bundle"}:
        _write_fhir(local, identity, folder, bundle=home.format == "fhir-bundle")
    elif home.format == "registry":
        scored = pl.col("code").list.first().struct.field("code") == PHQ9
        scores = local["observation"].filter(scored)
        _write_registry(scores, folder / "registry.csv")
        _write_sheets(local | {"observation": local["observation"].filter(~scored)}, folder)
        _write_persons(local["person"], identity, folder)
    else:
        _write_sheets(local, folder)
        _write_persons(local["person"], identity, folder)


def local_numbers(home: Home, crowd: pl.DataFrame) -> pl.Series:
    """Return the home's own number of each person of the region, by the person's number."""
    offset = sum(home.name.encode())
    mixed = (crowd["person"] * _STEP + offset) % _MODULUS
    letter = "M" if home.kind == "payer" else "P"
    return letter + mixed.cast(pl.String).str.zfill(7)


def misspelt(name: str, members: int) -> pl.Series:
    """Tell of a payer's members, in the order of their numbers, whose last name it misspells."""
    draw = np.random.default_rng(SEED + sum(name.encode()))
    return pl.Series(draw.random(members) < _TYPOS)


def _identity(home: Home, crowd: pl.DataFrame, numbers: pl.Series) -> pl.DataFrame:
    who = crowd.select("given", "family", "ssn", "phone")[numbers.to_numpy()]
    if home.kind == "payer":
        slipped = pl.col("family").str.replace(r"(.)$", "${1}x")
        who = who.with_columns(
            family=pl.when(pl.lit(misspelt(home.name, who.height)))
            .then(slipped)
            .otherwise(pl.col("family"))
        )
    street = pl.format("{} Main Street", pl.int_range(1, pl.len() + 1) % 900)
    return who.select(
        first_name="given", last_name="family", ssn="ssn", phone="phone", street_address=street
    )


def _write_sheets(tables: Mapping[str, pl.DataFrame], folder: Path) -> None:
    for name, frame in tables.items():
        with (folder / f"{name}.csv").open("wb") as stream:
            write_table(_filled(frame), TABLES[name], stream)


def _write_persons(rows: pl.DataFrame, identity: pl.DataFrame, folder: Path) -> None:
    """Write the person file, with who they are beside the columns of the table."""
    plain = io.BytesIO()
    write_table(_filled(rows), TABLES["person"], plain)
    plain.seek(0)
    cells = pl.read_csv(plain, infer_schema=False)
    identity.hstack(cells).write_csv(folder / "person.csv")


def _write_registry(scores: pl.DataFrame, file: Path) -> None:
    """Write the scores as a registry of a care team lists them: who, when, which, how much."""
    scores.select(
        "practice",
        patient_id="person",
        date="start_day",
        instrument=pl.lit("PHQ-9"),
        score=pl.col("value_number").cast(pl.Int64),
    ).write_csv(file)


def _write_fhir(
    tables: Mapping[str, pl.DataFrame], identity: pl.DataFrame, folder: Path, *, bundle: bool
) -> None:
    whole = {**tables, "person": tables["person"].hstack(identity)}
    found = [one for name in whole for one in resources(name, whole[name].to_dicts())]
    if bundle:
        (folder / "export.json").write_bytes(msgspec.json.encode(_bundle(found)))
        return
    lines = b"\n".join(msgspec.json.encode(one) for one in found)
    (folder / "export.ndjson").write_bytes(lines + b"\n")


def _bundle(found: Sequence[Resource]) -> Resource:
    entries = [{"resource": one} for one in found]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def _filled(rows: pl.DataFrame) -> pl.DataFrame:
    """Leave out columns that hold nothing: homes have no empty columns."""
    empty = [name for name in rows.columns if rows[name].null_count() == rows.height]
    kept = [name for name in rows.columns if name not in empty]
    return rows.select(kept) if rows.height else rows
