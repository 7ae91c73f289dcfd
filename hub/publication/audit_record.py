"""The record of the disclosure audit in the manifest: what was audited, by which rules, by whom."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from hub.publication.protection import ProtectedGroup
from hub.publication.withheld import Withheld
from policies.disclosure_control.views import Protected

Rules = tuple[tuple[str, str], ...]


def rules_of(safe: Sequence[ProtectedGroup], withheld: Withheld) -> Rules:
    """Return the rules that were applied, each once, with what they were set to."""
    return tuple(dict.fromkeys(rule for each in _audited(safe, withheld) for rule in each.rules))


def audit_record(safe: Sequence[ProtectedGroup], withheld: Withheld) -> dict[str, Any]:
    """Return the record: each system by its hash, who looked, how much is hidden, what was found.

    `viewers` counts those who looked by what they are; nobody is named. `intervals` is the hash of
    all intervals that the audit holds; `leaks` would be what somebody can work out, and is always
    zero: else there is no release.
    """
    audits = _audited(safe, withheld)
    kinds = Counter(kind for names in _names(safe) for kind in names)
    return {
        "systems": [
            {"tables": each.group.key, "sha256": _outside(each.protected)} for each in safe
        ],
        "viewers": dict(sorted(kinds.items())),
        "cells": sum(int(each.cells.shown.sum()) for each in safe),
        "suppressed": sum(int(each.protected.pattern.suppressed.sum()) for each in safe),
        "bands": sum(len(each.bands) for each in safe),
        "intervals": _intervals(audits),
        "leaks": sum(int(np.sum(_leaks(each))) for each in audits),
    }


def _audited(safe: Sequence[ProtectedGroup], withheld: Withheld) -> list[Protected]:
    last = [withheld.audit] if withheld.audit else []
    return [*(each.protected for each in safe), *last]


def _names(safe: Sequence[ProtectedGroup]) -> list[set[str]]:
    everybody = {view.name for each in safe for view in each.protected.views}
    return [{name.split(" ", 1)[0]} for name in sorted(everybody)]


def _outside(found: Protected) -> str:
    return found.audits[found.views[0].name].system


def _intervals(audits: Sequence[Protected]) -> str:
    digest = hashlib.sha256()
    for each in audits:
        for name, audit in sorted(each.audits.items()):
            digest.update(name.encode())
            digest.update(np.ascontiguousarray(audit.lowest).tobytes())
            digest.update(np.ascontiguousarray(audit.highest).tobytes())
    return digest.hexdigest()


def _leaks(found: Protected) -> list[int]:
    """Count anew, from the intervals themselves, what is left too little in doubt."""
    counts = []
    for view in found.views:
        audit = found.audits[view.name]
        narrow = (audit.lowest[0] > view.sensitive.lowest) | (
            audit.highest[0] < view.sensitive.highest
        )
        counts.append(int(np.sum(view.sensitive.cells & narrow)))
    return counts
