"""Compute measures over files, without a hub.

Exit status 0: done; 2: a measure, a file or a value set is missing or cannot be read. Records that
cannot be read are left out, a person's own record too: standard error tells why, by file and field,
and the document how many of each table. Nobody is told with zeros of whom nothing is known.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from hub.commands.home_records import period_of, records_of, unreadable, warn
from hub.measures.document import by_person, by_stratum
from hub.measures.engine import evaluate
from hub.measures.expected_sizes import shortfalls
from hub.measures.lineage import columns_of
from hub.measures.measure import Measure, measure_named, measures
from hub.measures.reading import Records
from hub.measures.spark.at_home import evaluate_at_home, missing_for_spark
from hub.measures.value_sets import DEFAULT, OWN, MissingValueSet, ValueSet, value_sets_of
from hub.measures.writing import SUFFIXES, write_results
from schemas.counted_measure import Counted
from schemas.period import Period


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `hub evaluate`."""
    known = ", ".join(measure.identifier for measure in measures())
    parser.add_argument("measures", metavar="MEASURE[,MEASURE...]", help=f"one of {known}")
    parser.add_argument("inputs", metavar="INPUT", nargs="+", type=Path, help="files and folders")
    parser.add_argument("--from", dest="first", required=True, metavar="DAY", help="first day")
    parser.add_argument(
        "--to", dest="last", required=True, metavar="DAY", help="last day, included"
    )
    parser.add_argument(
        "--value-sets",
        type=Path,
        metavar="FOLDER",
        help="CSV files whose names begin with a measure's identifier; default: the hub's own",
    )
    parser.add_argument("--format", help="format of the input; default: told by its content")
    parser.add_argument("--engine", choices=["duckdb", "spark"], default="duckdb")
    parser.add_argument("--persons", action="store_true", help="one row a person and rate")
    parser.add_argument(
        "--write",
        type=Path,
        metavar="FILE",
        help="write the results: .csv, or .ndjson for FHIR MeasureReports",
    )
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(arguments: argparse.Namespace) -> int:
    """Read, evaluate and print; 0 done."""
    chosen = _measures(arguments.measures)
    period = period_of(arguments.first, arguments.last)
    if arguments.write is not None and arguments.write.suffix not in SUFFIXES:
        raise unreadable("usage", "wrong usage", f"--write takes a file {' or '.join(SUFFIXES)}")
    if arguments.engine == "spark" and (missing := missing_for_spark()):
        raise unreadable("usage", "the Spark engine is not installed here", missing)
    sets = _all_value_sets(chosen, arguments.value_sets)
    records = records_of(
        arguments.inputs, arguments.format, command="evaluate", needs=columns_of(chosen)
    )
    engine = evaluate_at_home if arguments.engine == "spark" else evaluate
    results = engine(chosen, records.tables, period, sets)
    told = by_person if arguments.persons else by_stratum
    rows = {each.identifier: told(each, results[each.identifier]) for each in chosen}
    if arguments.write is not None:
        _write(arguments.write, chosen, rows, period)
    document: dict[str, object] = {
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "measures": [{"measure": name, "results": found} for name, found in rows.items()],
    }
    if left_out := _left_out(records):
        document["left_out"] = left_out
    print(json.dumps(document) if arguments.json else _text(document))
    return 0


def _left_out(records: Records) -> dict[str, int]:
    """Count by table the records that a fault keeps out; nothing where there is none."""
    # At position 0 something is wrong with a file as a whole, such as a column that nobody knows.
    faults = records.faults.filter(pl.col("severity") == "error", pl.col("position") > 0)
    each = faults.unique(["file", "table", "position"]).group_by("table").len().sort("table")
    return dict(each.iter_rows())


def _write(
    path: Path, chosen: tuple[Measure, ...], rows: Mapping[str, Sequence[Counted]], period: Period
) -> None:
    try:
        write_results(path, chosen, rows, period)
    except OSError:
        raise unreadable("unwritable-output", "the results cannot be written there") from None


def _measures(names: str) -> tuple[Measure, ...]:
    found: dict[str, Measure] = {}
    unknown: list[str] = []
    for name in names.split(","):
        try:
            measure = measure_named(name.strip())
        except KeyError:
            unknown.append(name.strip())
        else:
            found[measure.identifier] = measure
    if unknown:
        known = ", ".join(sorted(measure.identifier for measure in measures()))
        detail = f"{', '.join(unknown)}; known: {known}"
        raise unreadable("unknown-measure", "there is no such measure", detail)
    return tuple(found.values())


def _all_value_sets(
    chosen: Sequence[Measure], folder: Path | None
) -> dict[str, Mapping[str, ValueSet]]:
    """Return the sets of each measure; Unreadable names all that are missing."""
    if folder is not None and not folder.is_dir():
        raise unreadable("usage", "wrong usage", "--value-sets takes a folder")
    found: dict[str, Mapping[str, ValueSet]] = {}
    missing: list[str] = []
    for measure in chosen:
        try:
            found[measure.identifier] = _value_sets(measure, folder)
        except MissingValueSet as lacking:
            missing.append(str(lacking))
    if missing:
        raise unreadable("missing-value-set", "a value set is missing", "; ".join(missing))
    return found


def _value_sets(measure: Measure, folder: Path | None) -> Mapping[str, ValueSet]:
    title = "a file of value sets cannot be read"
    try:
        # The short lists of the synthetic region never stand in for those that are asked for.
        sets = value_sets_of(measure, DEFAULT if folder is None else (folder, OWN))
    except ValueError as wrong:
        raise unreadable("value-set-file", title, str(wrong)) from None
    except OSError:
        raise unreadable("value-set-file", title, f"that of {measure.identifier}") from None
    if folder is not None:
        for text in shortfalls(measure.identifier, sets.values()):
            warn("evaluate", text)
    if any(value_set.version == "demo" for value_set in sets.values()):
        warn(
            "evaluate",
            f"{measure.identifier} is computed with short demonstration lists: see --value-sets",
        )
    return sets


def _text(document: Mapping[str, object]) -> str:
    lines = [f"{document['from']} to {document['to']}"]
    for measure in document["measures"]:  # type: ignore[attr-defined]
        for row in measure["results"]:
            strata = [f"{name}={value}" for name, value in row["strata"].items()]
            counts = [f"{name} {count}" for name, count in row["counts"].items()]
            who = [row["person"]] if "person" in row else []
            head = " ".join([measure["measure"], f"rate {row['rate']}", *who, *strata])
            lines.append(f"{head}: {', '.join(counts)}")
    return "\n".join(lines)
