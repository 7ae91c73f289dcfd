"""How long disclosure control takes: the pass, the audit, the whole; run by `make bench`.

`python -m benchmarks.disclosure` measures every case; `quick` leaves the large ones out, and
`PRACTICES PAYERS STRATA [CASE...]` measures some cases of one size. Cases: `outsider` (pass and
audit), `viewers` (every payer and practice too, repaired and audited), `second` (a release joint
with the one before, of which one person in a hundred is new: a final one after a preliminary one),
`late` (the same where a tenth of the inner cells has grown by some persons, as late claims do),
`grown` (where one person in five is new, so that nearly every count has changed). Tables are
random and the same in every run: practices, payers and strata of uneven size with every total. Each
case runs in a process of its own; seconds are CPU and wall.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import polars as pl

from benchmarks.run import measured
from policies.disclosure_control.audit import audit
from policies.disclosure_control.contributor_viewers import contributor_viewers
from policies.disclosure_control.dimension import dimension
from policies.disclosure_control.elimination import eliminate
from policies.disclosure_control.past import UNKNOWN, Past
from policies.disclosure_control.pattern import PRIMARY, SECONDARY
from policies.disclosure_control.primary.small_count import small_count
from policies.disclosure_control.protect import protect
from policies.disclosure_control.system import System
from policies.disclosure_control.tabulate import tabulate
from policies.disclosure_control.viewer import outsider
from policies.disclosure_control.windows import with_past

NAMES = ("practice", "payer", "stratum")
MEAN = 19.0
# Practices, payers, strata, and the cases measured at that size.
SIZES = (
    (30, 6, 8, ("outsider", "viewers")),
    (60, 6, 8, ("outsider", "viewers", "second", "late", "grown")),
    (120, 6, 8, ("outsider",)),
    (200, 6, 8, ("outsider",)),
    (200, 8, 10, ("outsider",)),
)
QUICK = 2


def main(words: Sequence[str]) -> None:
    """Measure what the words name, everything without any."""
    numbers = [int(word) for word in words if word.isdigit()]
    cases = tuple(word for word in words if word in CASES)
    sizes = SIZES[:QUICK] if "quick" in words else SIZES
    if numbers:
        practices, payers, strata = numbers
        sizes = ((practices, payers, strata, cases or ("outsider",)),)
    found = [_measured(case, size[:3]) for size in sizes for case in size[3]]
    if not numbers:
        found.append(_measured("region", ()))
    sys.stdout.write(json.dumps(found, indent=2) + "\n")


def outsider_case(*size: int) -> dict[str, Any]:
    """Time the elimination pass and the audit of every suppressed cell, for an outsider."""
    cells = random_table(*size)
    primary = small_count(cells.values, minimum=11)
    who = outsider(cells)
    hidden, passed = _timed(
        lambda: eliminate(cells, who, sensitive=primary.cells, suppressed=primary.cells)
    )
    found, audited = _timed(
        lambda: audit(
            cells, [who], sensitive=primary, suppressed=hidden, exact=np.ones(1, bool), rules=()
        )
    )
    exact = (found.lowest[0] == found.highest[0]) & primary.cells
    return {
        **_sizes(cells, hidden, primary.cells),
        "recovered": int(exact.sum()),
        "pass": passed,
        "audit": audited,
    }


def viewers_case(*size: int) -> dict[str, Any]:
    """Time the whole with every payer and practice as a viewer: pass, repair, give back, audit."""
    cells = random_table(*size)
    return _whole(cells, ("payer", "practice"))


def second_case(*size: int) -> dict[str, Any]:
    """Time a release alone, and the next one with one person in a hundred new jointly with it."""
    return _joint(random_table(*size), random_table(*size, share=0.99))


def late_case(*size: int) -> dict[str, Any]:
    """Time a release alone, and the next one, in which a tenth of the inner cells has grown."""
    return _joint(random_table(*size, late=0.1), random_table(*size))


def grown_case(*size: int) -> dict[str, Any]:
    """Time a release alone, and the next one with one person in five new jointly with it."""
    return _joint(random_table(*size), random_table(*size, share=0.8))


def region_case() -> dict[str, Any]:
    """Time the whole for a region: 5 measures, 40 practices, 5 payers, and all of them viewers."""
    return _whole(_region(), ("payer", "practice"))


CASES: dict[str, Callable[..., dict[str, Any]]] = {
    "outsider": outsider_case,
    "viewers": viewers_case,
    "second": second_case,
    "late": late_case,
    "grown": grown_case,
    "region": region_case,
}


def random_table(
    practices: int, payers: int, strata: int, *, share: float = 1.0, late: float = 0.0
) -> System:
    """Return the system of a table of uneven practices, payers and strata.

    With a `share` below 1 it is an earlier one, in which so much of everything was there; with
    `late` a later one, in which that share of the inner cells has grown by one person or more.
    """
    draw = np.random.default_rng(1)
    shape = (practices, payers, strata)
    level = (
        MEAN
        * draw.lognormal(0, 1.0, practices)[:, None, None]
        * draw.lognormal(0, 0.6, payers)[None, :, None]
        * draw.lognormal(0, 0.5, strata)[None, None, :]
    )
    counts = draw.poisson(level).ravel()
    if share < 1:
        counts = draw.binomial(counts, share)
    counts = counts + (draw.random(counts.size) < late) * (1 + draw.poisson(2.0, counts.size))
    where = np.indices(shape).reshape(3, -1)
    rows = pl.DataFrame(
        {name: [f"{number:03d}" for number in where[axis]] for axis, name in enumerate(NAMES)}
        | {"count": ["n"] * counts.size, "value": counts}
    )
    held = [dimension(name, rows[name].unique()) for name in NAMES]
    return tabulate(rows, [*held, dimension("count", ["n"], total=False)])


def _joint(cells: System, earlier: System) -> dict[str, Any]:
    first, alone = _timed(
        lambda: protect(earlier, sensitive=small_count(earlier.values, minimum=11))
    )
    status = first.pattern.status
    past = Past(
        name="first",
        values=np.where(first.pattern.published, earlier.values, UNKNOWN),
        published=first.pattern.published,
        primary=status == PRIMARY,
        secondary=status == SECONDARY,
    )
    present = small_count(cells.values, minimum=11)
    (joint, sensitive), built = _timed(lambda: with_past(cells, present, [past], minimum=11))
    second, whole = _timed(lambda: protect(joint, sensitive=sensitive))
    return {
        "cells": joint.size,
        "leaks": int(second.leaks.sum()),
        "published": int(second.pattern.published[: cells.size].sum()),
        "first": alone,
        "second": {name: round(built[name] + whole[name], 2) for name in whole},
        "times": round((built["cpu"] + whole["cpu"]) / alone["cpu"], 1),
    }


def _whole(cells: System, columns: Sequence[str]) -> dict[str, Any]:
    primary = small_count(cells.values, minimum=11)
    viewers = [each for name in columns for each in contributor_viewers(cells, column=name)]
    protection, seconds = _timed(lambda: protect(cells, sensitive=primary, viewers=viewers))
    return {
        **_sizes(cells, protection.pattern.suppressed, primary.cells),
        "viewers": len(viewers) + 1,
        "leaks": int(protection.leaks.sum()),
        "whole": seconds,
    }


def _sizes(cells: System, hidden: np.ndarray, primary: np.ndarray) -> dict[str, int]:
    return {
        "cells": cells.size,
        "sums": cells.matrix.shape[0],
        "primary": int(primary.sum()),
        "secondary": int((hidden & ~primary).sum()),
    }


def _region() -> System:
    draw = np.random.default_rng(1)
    people = draw.lognormal(0, 1, 40)
    people = people / people.sum() * 120_000
    share = (0.45, 0.2, 0.15, 0.12, 0.08)
    rows = []
    for measure, (part, met) in enumerate(
        ((0.35, 0.6), (0.05, 0.15), (0.04, 0.4), (0.02, 0.5), (0.01, 0.3))
    ):
        for practice in range(40):
            rate = float(np.clip(draw.normal(met, 0.12), 0.02, 0.95))
            for payer, held in enumerate(share):
                total = int(draw.poisson(people[practice] * held * part))
                good = int(draw.binomial(total, rate))
                place = (f"m{measure}", f"practice{practice:02d}", f"payer{payer}")
                rows.append((*place, "met", good))
                rows.append((*place, "not-met", total - good))
                rows.append((*place, "excluded", int(draw.poisson(total * 0.06))))
    names = ["measure", "practice", "payer", "count", "value"]
    inner = pl.DataFrame(rows, schema=names, orient="row")
    counted = [("met", "denominator"), ("not-met", "denominator")]
    return tabulate(
        inner,
        [
            dimension("measure", inner["measure"].unique(), total=False),
            dimension("practice", inner["practice"].unique()),
            dimension("payer", inner["payer"].unique()),
            dimension("count", ["met", "not-met", "excluded"], hierarchies=[counted]),
        ],
    )


def _measured(case: str, size: tuple[int, ...]) -> dict[str, Any]:
    run = measured(f"benchmarks.disclosure:{case}_case", *size)
    found = run.answer if isinstance(run.answer, dict) else {}
    return {"case": case, "size": list(size), **found, "megabytes": round(run.peak)}


def _timed(work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    seconds = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    return found, {name: round(spent, 2) for name, spent in seconds.items()}


if __name__ == "__main__":
    main(sys.argv[1:])
