"""What commands at home share: the days that they are asked for, and the records of their files."""

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from adapters.formats import NAMES, UnknownFormat
from adapters.inputs import read_inputs
from adapters.needs import Needs
from hub.commands.usage import Unreadable, require_open
from hub.measures.reading import Records, gather
from hub.measures.token_index import index_of, places_in
from schemas.period import Period
from schemas.problem import Problem
from schemas.records import TABLES


def period_of(first: str, last: str) -> Period:
    """Return the days from --from to --to, both included; Unreadable where they are none."""
    try:
        period = Period(first=date.fromisoformat(first), last=date.fromisoformat(last))
    except ValueError:
        raise unreadable(
            "usage", "wrong usage", "--from and --to take a day as YYYY-MM-DD"
        ) from None
    if period.first > period.last:
        raise unreadable("usage", "wrong usage", "--from is later than --to")
    return period


def records_of(
    inputs: Sequence[Path], format_name: str | None, *, command: str, needs: Needs | None
) -> Records:
    """Return what is needed of the inputs, and tell on standard error what of it cannot be read.

    Unreadable where there is nothing.
    """
    require_open(inputs)
    try:
        records = gather(read_inputs(inputs, format_name, needs=needs))
    except UnknownFormat:
        known = f"known: {', '.join(NAMES)}"
        raise unreadable("unknown-format", "there is no format of that name", known) from None
    except OSError:
        raise unreadable("unreadable-input", "an input cannot be opened") from None
    faults = records.faults.filter(severity="error")
    if not records.tables:
        [first, *rest] = [*faults.iter_rows(named=True), {"rule": "empty", "remedy": "no records"}]
        if len(rest) > 1:
            tell_left_out(faults, command)
        raise unreadable(first["rule"], "the input holds nothing that can be read", first["remedy"])
    tell_left_out(faults, command)
    _tell_of_strangers(records, command)
    return records


def tell_left_out(faults: pl.DataFrame, command: str) -> None:
    """Tell on standard error of faults for which records were left out: by file, field and rule."""
    kinds = faults.group_by("file", "table", "field", "rule", "remedy").len().sort("file", "rule")
    for kind in kinds.iter_rows(named=True):
        left_out = f"{kind['len']} left out of {kind['table']}" if kind["table"] else "left out"
        where = f"{left_out}, {kind['field']}" if kind["field"] else left_out
        warn(command, f"{kind['file']}: {where}: {kind['rule']}; {kind['remedy']}")


def _tell_of_strangers(records: Records, command: str) -> None:
    """Say how many records are about nobody whose own record was handed in: none of them counts.

    Without any person's record the input is part of an export, of which nothing can be said.
    """
    if "person" not in records.tables:
        return
    known = index_of(_persons(records.tables["person"]).unique())
    for name, frames in sorted(records.tables.items()):
        if name == "person" or not TABLES[name].has_person:
            continue
        if count := places_in(known, _persons(frames)).null_count():
            warn(
                command,
                f"{count} of {name} are about persons whose record is not in the input:"
                " unknown-reference; hand in the person as well, or correct the key",
            )


def _persons(frames: Sequence[pl.DataFrame]) -> pl.Series:
    """Return the person of each row that names one (String)."""
    return pl.concat(frame["person"] for frame in frames).drop_nulls()


def warn(command: str, text: str) -> None:
    """Tell something on standard error."""
    print(f"hub {command}: {text}", file=sys.stderr)


def unreadable(kind: str, title: str, detail: str = "") -> Unreadable:
    """Return why the command cannot begin."""
    return Unreadable(Problem(type=kind, title=title, detail=detail))
