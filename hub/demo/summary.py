"""What the demo came to, in figures: what was taken, withheld, shown, and how useful it is."""

import base64
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from hub.demo.held_against import against_truth
from hub.demo.truth import Truth
from hub.platform.canonical import digest
from hub.publication.statistics.standing import UNKNOWN
from hub.services.house import House
from hub.store import reports
from hub.store.releases import Release

USABLE = frozenset({"count", "rounded-rate", "pooled", "estimate"})
LEAST_PERSONS = 20


class Tally:
    """Counts submissions by what became of them."""

    def __init__(self) -> None:
        self.states: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.blocked = 0

    def count(self, submission: Mapping[str, Any]) -> None:
        """Count one submission, as the API tells of it, that has come to its end."""
        self.states[submission["state"]] += 1
        if submission["reason"]:
            self.reasons[submission["reason"]] += 1


def summary(
    house: House, release: Release, tally: Tally, truths: Sequence[Truth]
) -> dict[str, Any]:
    """Return the figures of a demo as a JSON object."""
    documents = _documents(house, release)
    region = documents[None]
    manifest = release.manifest or {}
    audit = manifest["audit"]
    return {
        "submissions": {
            "accepted": tally.states["accepted"],
            "refused": tally.states["refused"],
            "refused_because": dict(tally.reasons),
            "blocked_by_agreement": tally.blocked,
        },
        "withheld": {
            f"{each['rule']}: {each['reason']}": each["records"] for each in region["withheld"]
        },
        "cells": {
            "published": audit["cells"] - audit["suppressed"],
            "suppressed": audit["suppressed"],
            "leaks": audit["leaks"],
            "digest": digest({name or "": _figures(each) for name, each in documents.items()}),
        },
        "usable_practice_lines": _usable(documents, truths),
        "truth": against_truth(_practice_lines(documents), truths),
        "release": {
            "id": release.id,
            "version": release.version,
            "key": release.key,
            "signature": base64.b64encode(release.signature or b"").decode(),
        },
    }


def _documents(house: House, release: Release) -> dict[str | None, dict[str, Any]]:
    with house.look() as work:
        listed = reports.of_release(work, release.id)
        wanted = [each for each in listed if each.name == "report.json"]
        whole = [reports.one(work, each.id) for each in wanted]
    return {each.participant: json.loads(each.content) for each in whole if each is not None}


def _practice_lines(
    documents: Mapping[str | None, Mapping[str, Any]],
) -> dict[tuple[str, str, str], Mapping[str, Any]]:
    """Return the line of each practice in its own report, by practice, measure and rate."""
    return {
        (name, measure["identifier"], measure["rate"]): measure["line"]
        for name, document in documents.items()
        if name and document["audience"]["kind"] == "practice"
        for measure in document["measures"]
        if measure["line"] is not None
    }


def _figures(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: document[name] for name in ("measures", "withheld", "contributors")}


def _usable(
    documents: Mapping[str | None, Mapping[str, Any]], truths: Sequence[Truth]
) -> dict[str, dict[str, Any]]:
    """Of practice lines with 20 persons or more, how many say what, and something of use.

    Where the denominator is not told the truth says how many they are.
    """
    lines: dict[str, list[tuple[str, bool]]] = {}
    true = {(each.identifier, each.rate): each.practices for each in truths}
    for document in documents.values():
        if document["audience"]["kind"] != "practice":
            continue
        for measure in document["measures"]:
            line = measure["line"]
            known = true.get((measure["identifier"], measure["rate"]), {})
            _, persons = known.get(document["audience"]["participant"], (0, 0))
            if line is None or (line["denominator"] or persons) < LEAST_PERSONS:
                continue
            word = (measure["standing"] or {}).get("word", UNKNOWN)
            says = line["statement"] in USABLE or word != UNKNOWN
            name = f"{measure['identifier']}/{measure['rate']}"
            lines.setdefault(name, []).append((line["statement"], says))
    return {name: _told(said) for name, said in sorted(lines.items())}


def _told(said: Sequence[tuple[str, bool]]) -> dict[str, Any]:
    usable = sum(says for _, says in said)
    return {
        "lines": len(said),
        "said": dict(sorted(Counter(statement for statement, _ in said).items())),
        "usable": usable,
        "share": round(usable / len(said), 3),
    }
