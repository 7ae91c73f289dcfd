"""Say why a person belongs to a practice: every candidate, in order, with its evidence.

At home, over one's own files: a practice learns nothing here of what others handed in. Exit status
0: done; 1: a person asked for has no candidate; 2: a file cannot be read.
"""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from hub.commands.home_records import period_of, records_of, unreadable
from hub.measures.placement.explanation import candidates
from hub.measures.tables import framed

SUBJECTS = ("attribution",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `hub explain`."""
    parser.add_argument("subject", choices=SUBJECTS, help="what to explain")
    parser.add_argument("inputs", metavar="INPUT", nargs="+", type=Path, help="files and folders")
    parser.add_argument("--from", dest="first", required=True, metavar="DAY", help="first day")
    parser.add_argument(
        "--to", dest="last", required=True, metavar="DAY", help="last day, included"
    )
    parser.add_argument(
        "--person", action="append", default=[], metavar="TOKEN", help="ask for this person alone"
    )
    parser.add_argument("--format", help="format of the input; default: told by its content")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(arguments: argparse.Namespace) -> int:
    """Read, place and print; 0 done, 1 where somebody asked for has no candidate."""
    period = period_of(arguments.first, arguments.last)
    records = records_of(arguments.inputs, arguments.format, command="explain", needs=None)
    known = set(framed("person", records.tables.get("person", ()), ("person",))["person"])
    wanted = sorted(arguments.person or known)
    if strangers := [person for person in wanted if person not in known]:
        number = len(strangers)
        raise unreadable("unknown-person", f"the input has no person of {number} of these tokens")
    found = candidates(records.tables, period, persons=wanted)
    document = {
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "persons": [_explained(person, found.filter(person=person)) for person in wanted],
    }
    print(json.dumps(document) if arguments.json else _text(document))
    everybody = found["person"].n_unique() == len(wanted)
    return 0 if everybody or not arguments.person else 1


def _explained(person: str, found: pl.DataFrame) -> dict[str, object]:
    first = found.row(0, named=True) if found.height else None
    return {
        "person": person,
        "practice": first["practice"] if first else None,
        "candidates": [
            {
                name: value.isoformat() if hasattr(value, "isoformat") else value
                for name, value in one.items()
                if name != "person"
            }
            for one in found.iter_rows(named=True)
        ],
    }


def _text(document: Mapping[str, object]) -> str:
    lines = [f"{document['from']} to {document['to']}"]
    for person in document["persons"]:  # type: ignore[attr-defined]
        lines.append(f"{person['person']}: {person['practice'] or 'no practice'}")
        lines += [
            f"  {one['place']}. {one['practice']}: {one['pass']}, {one['days']} days"
            f" from {one['first_day'] or '?'} to {one['last_day'] or '?'}"
            + (f", told by {one['told_by']}" if one["told_by"] else "")
            for one in person["candidates"]
        ]
    return "\n".join(lines)
