"""Import value sets from FHIR, VSAC or CSV files into a folder for `hub evaluate --value-sets`.

Exit status 0: done; 2: a file cannot be read, or a set that a measure needs is in none of them;
nothing is written then. A set that is smaller than it should be is told of by name.
"""

import argparse
import json
from pathlib import Path

from hub.commands.home_records import unreadable, warn
from hub.commands.usage import require_open
from hub.measures.expected_sizes import shortfalls
from hub.measures.measure import Measure, measure_named
from hub.measures.value_set_import import Handed, Imported, handed_in, imported, write_sets
from hub.measures.value_sets import read_value_sets


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `hub value-sets import`."""
    parser.add_argument("act", choices=["import"])
    parser.add_argument("measures", metavar="MEASURE[,MEASURE...]", help="whose sets to take")
    parser.add_argument("inputs", metavar="INPUT", nargs="+", type=Path, help="files and folders")
    parser.add_argument(
        "--into", type=Path, required=True, metavar="FOLDER", help="where to write a file a measure"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(options: argparse.Namespace) -> int:
    """Read, choose and write; 0 done."""
    measures = [_measure(name) for name in options.measures.split(",")]
    require_open(options.inputs)
    handed = _handed(options.inputs)
    found = [imported(measure, handed) for measure in measures]
    _refuse_missing(found)
    files = [_written(one, options.into) for one in found]
    warnings = [text for path, one in zip(files, found, strict=True) for text in _doubts(one, path)]
    for text in warnings:
        warn("value-sets", text)
    summaries = [_summary(one, path) for one, path in zip(found, files, strict=True)]
    document = {"files": summaries, "warnings": warnings}
    print(json.dumps(document) if options.json else _text(summaries))
    return 0


def _measure(name: str) -> Measure:
    try:
        return measure_named(name.strip())
    except KeyError:
        raise unreadable("unknown-measure", "there is no such measure") from None


def _handed(inputs: list[Path]) -> Handed:
    try:
        return handed_in(inputs)
    except ValueError as wrong:
        raise unreadable(
            "value-set-file", "a file of value sets cannot be read", str(wrong)
        ) from None
    except OSError:
        raise unreadable("unreadable-input", "an input cannot be opened") from None


def _refuse_missing(found: list[Imported]) -> None:
    missing = [f"{one.measure.identifier}: {title}" for one in found for title in one.missing]
    if missing:
        raise unreadable("missing-value-set", "value sets are missing", "; ".join(missing))


def _written(found: Imported, folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return write_sets(found, folder)
    except OSError:
        raise unreadable("unwritable-output", "the folder cannot be written to") from None


def _doubts(found: Imported, path: Path) -> list[str]:
    return [
        *shortfalls(found.measure.identifier, read_value_sets(path).values()),
        *(
            f"{found.measure.identifier}: the file of {title} says that it does not hold all codes"
            for title in found.incomplete
        ),
    ]


def _summary(found: Imported, path: Path) -> dict[str, object]:
    return {
        "measure": found.measure.identifier,
        "file": path.name,
        "sets": len(found.sets),
        "codes": sum(len(each.codes) for each in found.sets),
    }


def _text(summaries: list[dict[str, object]]) -> str:
    return "\n".join(
        f"{each['file']}: {each['sets']} sets, {each['codes']} codes" for each in summaries
    )
