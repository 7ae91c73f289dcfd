"""Prepare a submission at home: tokenise, de-identify, package and check.

IN is an identified file, a zip or a folder (see the home layout); OUT is the package to hand in.
Nothing is written unless the intake would take it. Exit status 0: the package is there; 1: it is
not, and why; 2: nothing of a file can be read.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from adapters.unreadable import RULES as UNREADABLE
from hub.commands.usage import Unreadable, require_open
from hub.platform.clock import system_clock
from hub.platform.key_files import UnusableKey
from hub.platform.tokens import read_linkage_key
from hub.preparation.basis_argument import add_basis, certificate_of
from hub.preparation.certificate_file import UnusableCertificate
from hub.preparation.crosswalk import UnusableCrosswalk
from hub.preparation.summary import Prepared
from hub.services.submissions.prepare_submission import Home, prepare_submission
from policies.parameter import parameter
from schemas.problem import Problem

CROSSWALK = "crosswalk.parquet"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `hub prepare`."""
    parser.add_argument("input", metavar="IN", type=Path, help="identified files")
    parser.add_argument("package", metavar="OUT", type=Path, help="the zip to write")
    add_basis(parser)
    parser.add_argument(
        "--linkage-key",
        type=Path,
        metavar="FILE",
        help="the participants' linkage key, at least 32 bytes; without it tokens do not link",
    )
    parser.add_argument(
        "--crosswalk",
        type=Path,
        metavar="FILE",
        help=f"whose token is whose, where drawn by lot; default: {CROSSWALK} beside OUT."
        " Keep it, and never send it",
    )
    parser.add_argument(
        "--tolerance",
        type=_share,
        metavar="SHARE",
        help="share of faulty records of a table up to which the others go; default: 0.01",
    )
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(arguments: argparse.Namespace) -> int:
    """Prepare, and print what was before and what is now; 0, 1 or 2."""
    given = (arguments.input, arguments.linkage_key, arguments.certificate)
    require_open(path for path in given if path)
    _refuse_to_write_over(arguments)
    home = _home(arguments)
    try:
        prepared = prepare_submission(home)
    except UnusableCrosswalk as failure:
        raise _unreadable("crosswalk", "--crosswalk", str(failure)) from None
    except OSError:
        raise _unreadable("unreadable", "a file cannot be opened or written") from None
    _require_records(prepared)
    document = _document(prepared, home)
    if arguments.json:
        sys.stdout.write(json.dumps(document) + "\n")
    else:
        sys.stdout.write("\n".join(_lines(document)) + "\n")
    return 0 if prepared.written else 1


def _require_records(prepared: Prepared) -> None:
    """Refuse an input of which nothing can be read; of records that are faulty the reasons tell."""
    summary = prepared.summary
    if any(table.read > table.faulty for table in summary.tables.values()):
        return
    rules = [rule for _, _, rule in summary.faults]
    unread = [rule for rule in rules if rule in UNREADABLE]
    if unread or not rules:
        title = "the input holds nothing that can be read"
        detail = "; ".join(prepared.reasons) if unread else "no records"
        raise _unreadable(unread[0] if unread else "empty", title, detail)


def _refuse_to_write_over(arguments: argparse.Namespace) -> None:
    """Refuse an OUT that is a folder, or one of the files that are read, or beside them."""
    out = arguments.package.resolve()
    read = (arguments.input, arguments.linkage_key, arguments.certificate, arguments.crosswalk)
    if out.is_dir():
        raise _unreadable("usage", "OUT is a folder", "name the zip to write in it")
    for name, path in (("OUT", out), ("--crosswalk", arguments.crosswalk)):
        # What is written takes the place of what was there, of a device too.
        if path and path.exists() and not path.is_file():
            raise _unreadable("usage", f"{name} is not a file", "give a path where none is yet")
    if out in {path.resolve() for path in read if path}:
        raise _unreadable(
            "usage", "OUT is a file that is read", "give the package a place of its own"
        )
    if arguments.input.resolve() in out.parents:
        detail = "or the next time it would be read as an identified file"
        raise _unreadable("usage", "OUT may not lie in the folder IN", detail)


def _home(arguments: argparse.Namespace) -> Home:
    on = system_clock().date()
    if arguments.linkage_key is not None and arguments.basis == "safe_harbor":
        raise _unreadable(
            "usage",
            "Safe Harbor takes no linkage key",
            "a code made from who somebody is, is derived (45 CFR 164.514(c)); leave it out",
        )
    try:
        return Home(
            inputs=arguments.input,
            package=arguments.package,
            basis=arguments.basis,
            on=on,
            tolerance=_tolerance(arguments.tolerance, on),
            crosswalk=arguments.crosswalk or arguments.package.parent / CROSSWALK,
            certificate=certificate_of(arguments, on=on),
            linkage_key=read_linkage_key(arguments.linkage_key) if arguments.linkage_key else None,
        )
    except UnusableKey as failure:
        raise _unreadable("linkage-key", "--linkage-key", str(failure)) from None
    except UnusableCertificate as failure:
        raise _unreadable("certificate", "--certificate", str(failure)) from None


def _share(text: str) -> float:
    """Read a share from 0 to 1; what is none of these would let any number of faults through."""
    try:
        share = float(text)
    except ValueError:
        share = -1
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError("a share is a number from 0 to 1")
    return share


def _tolerance(said: float | None, on: date) -> float:
    return parameter("tolerance", on=on) if said is None else said


def _document(prepared: Prepared, home: Home) -> dict[str, Any]:
    summary, alike = prepared.summary, prepared.anonymity
    return {
        "basis": prepared.basis,
        "package": str(home.package) if prepared.written else None,
        "reasons": list(prepared.reasons),
        "crosswalk": _kept(prepared, home),
        "persons": dict(prepared.persons),
        "tables": {name: table.document() for name, table in summary.tables.items()},
        "identifiers_before": [
            {name: row[name] for name in ("table", "column", "rule", "count")}
            for row in summary.found.identifiers.iter_rows(named=True)
        ],
        "faults": [
            {"table": table, "field": field, "rule": rule, "count": count}
            for (table, field, rule), count in summary.faults.items()
        ],
        "anonymity": {
            "k": alike.k,
            "persons": alike.persons,
            "threshold": alike.threshold,
            "persons_below_threshold": alike.below,
        },
    }


def _kept(prepared: Prepared, home: Home) -> str | None:
    """Return the crosswalk that the package rests on, if it rests on one."""
    return str(home.crosswalk) if prepared.written and prepared.persons["by_lot"] else None


def _lines(document: dict[str, Any]) -> Iterator[str]:
    if document["package"]:
        yield f"{document['package']}: ready to hand in ({document['basis']})"
    else:
        yield "nothing was written:"
        yield from (f"  {reason}" for reason in document["reasons"])
    if document["crosswalk"]:
        yield f"keep {document['crosswalk']} at home: it says whose token is whose"
    yield from (f"  persons {name}: {count}" for name, count in document["persons"].items())
    alike = document["anonymity"]
    yield (
        f"  fewest persons alike: {alike['k']}; {alike['persons_below_threshold']} of"
        f" {alike['persons']} persons are among fewer than {alike['threshold']}"
    )
    for name, table in document["tables"].items():
        counts = ", ".join(
            f"{count} {word}"
            for word, count in table.items()
            if word != "columns" and (count or word in {"read", "written"})
        )
        yield f"{name}: {counts}"
        for word in ("changed", "left_at_home"):
            for column, count in table["columns"][word].items():
                yield f"  {word.replace('_', ' ')}: {column} ({count})"
    for row in document["identifiers_before"]:
        yield f"identifier before: {row['table']}.{row['column']}: {row['rule']} ({row['count']})"
    for row in document["faults"]:
        yield f"fault: {row['table']}.{row['field']}: {row['rule']} ({row['count']})"


def _unreadable(kind: str, title: str, detail: str = "") -> Unreadable:
    return Unreadable(Problem(type=kind, title=title, detail=detail))
