"""Check files offline: exactly what the intake would say of each.

Each FILE is a submission of its own; a folder is one too. Exit status 0: the intake would take all
of them; 1: it would refuse one; 2: nothing of a file can be read, for it is of no format that is
known, an archive that cannot be unpacked, or JSON that is cut short.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from adapters.formats import NAMES, UnknownFormat
from adapters.unreadable import RULES as UNREADABLE
from hub.commands.usage import Unreadable, require_open
from hub.intake.examination import Examination, examine
from hub.platform.clock import system_clock
from hub.preparation.basis_argument import add_basis, certificate_of
from hub.preparation.certificate_file import UnusableCertificate
from schemas.problem import Problem

# So many faults of a file are listed; the counts tell of all.
LISTED = 1000
# What is said of a fault, and of all faults of one kind.
FAULT = ("position", "field", "rule", "remedy", "severity", "table", "file")
COUNTED = ("table", "field", "rule", "severity", "count")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `hub check`."""
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="files and folders")
    parser.add_argument("--format", help="format of the input; default: told by its content")
    add_basis(parser, default="safe_harbor")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(arguments: argparse.Namespace) -> int:
    """Check every file and print what the intake would say; 0, 1 or 2."""
    require_open(arguments.files)
    on = system_clock().date()
    found = [_examined(path, arguments, on=on) for path in arguments.files]
    document = {
        "files": [_document(str(path), each) for path, each in found],
        "accepted": all(each.outcome.accepted for _, each in found),
    }
    text = json.dumps(document) if arguments.json else "\n".join(_lines(document))
    sys.stdout.write(text + "\n")
    if any(_is_unreadable(each) for _, each in found):
        return 2
    return 0 if document["accepted"] else 1


def _examined(path: Path, arguments: argparse.Namespace, *, on: date) -> tuple[Path, Examination]:
    try:
        return path, examine(
            path,
            arguments.basis,
            on=on,
            certificate=certificate_of(arguments, on=on),
            format_name=arguments.format,
        )
    except UnknownFormat:
        problem = Problem(
            type="unknown-format",
            title="there is no format of that name",
            detail=f"known: {', '.join(NAMES)}",
        )
        raise Unreadable(problem) from None
    except UnusableCertificate as failure:
        problem = Problem(type="certificate", title="--certificate", detail=str(failure))
        raise Unreadable(problem) from None
    except OSError:
        problem = Problem(type="unreadable-input", title="an input cannot be opened")
        raise Unreadable(problem) from None


def _document(path: str, found: Examination) -> dict[str, Any]:
    """Return what the intake would say of one file, as members of a JSON object."""
    outcome = found.outcome
    faults = outcome.faults.first.head(LISTED)
    return {
        "path": path,
        "format": found.format,
        "records": {name: count.records for name, count in outcome.counts.items() if name},
        "left_out": {name: count.faulty for name, count in outcome.counts.items() if count.faulty},
        "faults": [
            {**row, "file": found.called(row["file"])}
            for row in faults.select(FAULT).iter_rows(named=True)
        ],
        "fault_counts": outcome.faults.counts.select(COUNTED).to_dicts(),
        "identifiers": outcome.identifiers.select("column", "rule", "count", "table").to_dicts(),
        "labels": dict(found.labels),
        "confidentiality": found.confidentiality,
        "anonymity": {
            "k": found.anonymity.k,
            "persons": found.anonymity.persons,
            "threshold": found.anonymity.threshold,
            "persons_below_threshold": found.anonymity.below,
        },
        "reasons": [reason.text for reason in outcome.reasons],
        "accepted": outcome.accepted,
    }


def _is_unreadable(found: Examination) -> bool:
    """Say whether a file holds no record that could be read, for it could not be read itself."""
    unread = not UNREADABLE.isdisjoint(found.outcome.faults.counts["rule"])
    # What is no JSON is counted as a record of no table.
    return unread and not any(each.records for name, each in found.outcome.counts.items() if name)


def _lines(document: Mapping[str, Any]) -> Iterator[str]:
    for file in document["files"]:
        verdict = "would be taken" if file["accepted"] else "would be refused"
        yield f"{file['path']} ({file['format']}): {verdict}"
        yield from (f"  {reason}" for reason in file["reasons"])
        yield from (f"  {count} {name}" for name, count in file["records"].items())
        for each in file["identifiers"]:
            yield f"  identifier: {_place(each)}: {each['rule']} ({each['count']})"
        remedies = {
            (one["table"], one["field"], one["rule"]): one["remedy"] for one in file["faults"]
        }
        for each in file["fault_counts"]:
            place = f"{each['table']}, {each['field']}".strip(", ") or "the file"
            said = remedies.get((each["table"], each["field"], each["rule"]), "")
            rule = f"{each['rule']}; {said}" if said else each["rule"]
            yield f"  {each['severity']}: {each['count']} of {place}: {rule}"
        for label, count in file["labels"].items():
            yield f"  label: {label} ({count})"
        yield f"  as a bundle: confidentiality {file['confidentiality']}"
        yield from _alike(file["anonymity"])


def _alike(anonymity: Mapping[str, int]) -> Iterator[str]:
    """Say how many persons look alike, where there are persons."""
    if anonymity["persons"]:
        yield (
            f"  fewest persons alike: {anonymity['k']}; {anonymity['persons_below_threshold']} of"
            f" {anonymity['persons']} persons are among fewer than {anonymity['threshold']}"
        )


def _place(identifier: Mapping[str, Any]) -> str:
    """Return a column behind its table; a FHIR path stands alone."""
    column = str(identifier["column"])
    return column if column[:1].isupper() else f"{identifier['table']}.{column}"
