"""Published lines held against the truth: how many are exact, how many fit, and which do not."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scipy.stats import chi2

from hub.demo.plan import APART
from hub.demo.truth import Truth
from hub.publication.statistics.wilson import wilson

# Of 99.9 per cent.
_Z, _TAIL = 3.2905, 0.0005
EXACT, FITS, OUTSIDE = "exact", "fits", "outside"
_SLACK = 1e-9


def against_truth(
    lines: Mapping[tuple[str, str, str], Mapping[str, Any]], truths: Sequence[Truth]
) -> dict[str, Any]:
    """Return how the lines of practices stand to the truth: counts by verdict, and the share out.

    `lines` are by practice, measure and rate. Practices whose lines are others than the truth by
    their part in the story are left out.
    """
    found = list(_verdicts(lines, truths))
    outside = [name for name, verdict in found if verdict == OUTSIDE]
    return {
        "lines": len(found),
        "exact": sum(verdict == EXACT for _, verdict in found),
        "outside": len(outside),
        "share_outside": round(len(outside) / len(found), 4) if found else 0.0,
        "which_outside": sorted(outside),
    }


def _verdicts(
    lines: Mapping[tuple[str, str, str], Mapping[str, Any]], truths: Sequence[Truth]
) -> Iterator[tuple[str, str]]:
    for true in truths:
        for practice, (met, total) in true.practices.items():
            line = lines.get((practice, true.identifier, true.rate))
            if line is None or practice in APART or total == 0:
                continue
            verdict = verdict_of(line, met, total, counts=true.counts)
            if verdict is not None:
                yield f"{practice} {true.identifier}/{true.rate}", verdict


def verdict_of(line: Mapping[str, Any], met: int, total: int, *, counts: str) -> str | None:
    """Return how a line stands to the true counts; None where it says nothing that could be held.

    Counts fit where the true rate lies in their interval of 99.9 %, a range where it holds it.
    """
    shown, whole = line["numerator"], line["denominator"]
    if (shown, whole) == (met, total):
        return EXACT
    if shown is not None and whole:
        low, high = _interval(shown, whole, counts=counts)
    elif line["statement"] == "rounded-rate":
        low, high = line["lowest"], line["highest"]
    else:
        return None
    return FITS if low - _SLACK <= met / total <= high + _SLACK else OUTSIDE


def _interval(shown: int, whole: int, *, counts: str) -> tuple[float, float]:
    if counts in {"persons", "episodes"}:
        return wilson(shown, whole, z=_Z)
    low = float(chi2.ppf(_TAIL, 2 * shown)) / 2 if shown else 0.0
    return low / whole, float(chi2.ppf(1 - _TAIL, 2 * shown + 2)) / 2 / whole
