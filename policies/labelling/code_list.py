"""The code lists that make a record sensitive, read from files and kept as one table."""

import csv
import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from io import StringIO
from types import MappingProxyType

import polars as pl

from policies.labelling.normalisation import compact
from schemas.code_system import canonical
from schemas.record import record

# `code` is compact (see normalisation.py); `beginning` says that it stands for all codes that
# begin so; `start` and `end` are the first and the last day, null where open.
LISTED = pl.Schema(
    {
        "element": pl.String,
        "system": pl.String,
        "code": pl.String,
        "beginning": pl.Boolean,
        "label": pl.String,
        "category": pl.String,
        "start": pl.Date,
        "end": pl.Date,
        "list": pl.String,
    }
)
NO_FILES: Mapping[str, str] = MappingProxyType({})


class UnknownList(LookupError):
    """No code list has this name."""


@record
class CodeLists:
    """Codes with their labels and windows (columns of LISTED), and the version of the whole.

    Lists are the same only as one object: what is worked out of them is kept beside it.
    """

    codes: pl.DataFrame
    version: str

    __eq__ = object.__eq__
    __hash__ = object.__hash__


@cache
def usual_lists() -> CodeLists:
    """Return the lists that are read unless others are asked for: the CMS list and its company."""
    return code_lists(name for name, about in catalogue().items() if about["usual"])


def code_lists(
    names: Iterable[str],
    *,
    without: Iterable[str] = (),
    own: Mapping[str, str] = NO_FILES,
) -> CodeLists:
    """Return the named lists as one, less the categories in `without`, and lists of one's own.

    `own` maps a name to the text of a CSV file with the columns of those in `lists`. Raises
    UnknownList for a name that is not in the catalogue.
    """
    chosen = sorted(names)
    rows = [row for name in chosen for row in _rows(_text(name), name)]
    rows += [row for name, text in sorted(own.items()) for row in _rows(text, name)]
    dropped = frozenset(without)
    kept = [row for row in rows if row["category"] not in dropped]
    codes = pl.DataFrame(kept, schema=LISTED)
    versions = [f"{name} {catalogue()[name]['version']}" for name in chosen] + sorted(own)
    digest = hashlib.sha256(codes.write_csv().encode()).hexdigest()[:12]
    return CodeLists(codes=codes, version=f"{', '.join(versions)} (sha256 {digest})")


@cache
def evidence() -> CodeLists:
    """Return the codes that only a substance use program bills: evidence of provenance."""
    text = files("policies.labelling").joinpath("evidence.csv").read_text(encoding="utf-8")
    codes = pl.DataFrame(list(_rows(text, "evidence")), schema=LISTED)
    return CodeLists(codes=codes, version="evidence")


@lru_cache(maxsize=8)
def with_evidence(lists: CodeLists) -> CodeLists:
    """Return the lists and the evidence of provenance as one, to be looked for in one pass."""
    return CodeLists(codes=pl.concat([lists.codes, evidence().codes]), version=lists.version)


@cache
def catalogue() -> Mapping[str, Mapping[str, str | bool]]:
    """Return what each list is, where it is from and whether it is usual, by name."""
    place = files("policies.labelling.lists").joinpath("lists.toml")
    return MappingProxyType(tomllib.loads(place.read_text(encoding="utf-8")))


def _text(name: str) -> str:
    if name not in catalogue():
        raise UnknownList(f"there is no code list {name}")
    return files("policies.labelling.lists").joinpath(f"{name}.csv").read_text(encoding="utf-8")


def _rows(text: str, name: str) -> Iterable[dict[str, object]]:
    for row in csv.DictReader(StringIO(text)):
        yield {
            "element": row["element"],
            "system": canonical(row["system"]),
            "code": compact(row["code"].removesuffix("*"), element=row["element"]),
            "beginning": row["code"].endswith("*"),
            "label": row["label"],
            "category": row["category"],
            "start": _day(row["start"]),
            "end": _day(row["end"]),
            "list": name,
        }


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
