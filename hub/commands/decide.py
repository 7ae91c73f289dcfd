"""Decide whether one disclosure may go, and why.

The request is a JSON object: contributor, recipient {id, type}, purpose, data_class, basis,
provenance, sensitivity, patient, agreement (or null), consents (FHIR Consent, R4 or R5). Exit
status 0: it may go; 1: it may not; 2: the request cannot be read.
"""

import argparse
import json
from datetime import UTC, datetime, time
from pathlib import Path

from hub.commands.usage import Unreadable, require_open
from hub.platform.clock import system_clock
from policies.consent.several import Strategy
from policies.decision import Decision
from policies.regime import decide
from policies.regimes import REGIMES
from policies.written.request import UnreadableRequest, read_request
from schemas.problem import Problem


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `hub decide`."""
    parser.add_argument("request", type=Path, metavar="REQUEST.json", help="the request")
    parser.add_argument(
        "--now",
        metavar="T",
        help="the instant to decide at; a day means its end; default: the clock",
    )
    parser.add_argument(
        "--strategy",
        choices=[str(strategy) for strategy in Strategy],
        default=str(Strategy.DENY_OVERRIDES),
        help="how several consents come to one answer",
    )
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(arguments: argparse.Namespace) -> int:
    """Decide the request and say why; 0 permitted, 1 not."""
    require_open([arguments.request])
    now = _instant(arguments.now) if arguments.now else system_clock()
    document = _document(arguments.request)
    try:
        request = read_request(document, now=now, strategy=Strategy(arguments.strategy))
    except UnreadableRequest as fault:
        raise _unreadable("; ".join(fault.problems)) from None
    decision = decide(request, REGIMES)
    print(json.dumps(decision.document()) if arguments.json else _told(decision))
    return 0 if decision.permitted else 1


def _document(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_once)
    except OSError:
        raise _unreadable("there is no such file, or it cannot be opened") from None
    except _Twice as fault:
        raise _unreadable(f"the member {fault} is given twice in one object") from None
    except (ValueError, RecursionError):
        raise _unreadable("the file is not JSON") from None


class _Twice(ValueError):
    pass


def _once(members: list[tuple[str, object]]) -> dict[str, object]:
    # JSON readers silently keep the last of two: a request must not say two things.
    names = [name for name, _ in members]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise _Twice(twice[0])
    return dict(members)


def _instant(written: str) -> datetime:
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        raise _unreadable("--now is neither a day nor an instant") from None
    if len(written) == len("2026-01-01"):
        return datetime.combine(found.date(), time.max, tzinfo=UTC)
    if found.tzinfo is None:
        raise _unreadable("--now needs a time zone, such as Z")
    return found


def _unreadable(detail: str) -> Unreadable:
    return Unreadable(Problem(type="usage", title="the request cannot be read", detail=detail))


def _told(decision: Decision) -> str:
    lines = [str(decision.outcome).upper()]
    lines += [f"- {one.text} ({one.citation}; {one.rule})" for one in decision.reasons]
    lines += [f"leave out: {label}" for label in sorted(decision.redact)]
    lines += [f"then: {obligation}" for obligation in sorted(decision.obligations)]
    return "\n".join(lines)
