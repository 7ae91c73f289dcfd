"""How long disclosure control takes: the pass, the audit, the whole; run by `make bench`.

`python -m benchmarks.disclosure` prints one JSON document. Tables are random and the same in
every run: practices, payers and strata of uneven size with every total.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import polars as pl

from policies.disclosure_control.audit import audit
from policies.disclosure_control.contributor_viewers import contributor_viewers
from policies.disclosure_control.dimension import dimension
from policies.disclosure_control.elimination import eliminate
from policies.disclosure_control.primary.small_count import small_count
from policies.disclosure_control.protect import protect
from policies.disclosure_control.system import System
from policies.disclosure_control.tabulate import tabulate
from policies.disclosure_control.viewer import outsider

NAMES = ("practice", "payer", "stratum")
# Practices, payers, strata, and the mean count.
SIZES = ((60, 6, 8, 19.0), (90, 8, 10, 19.0), (120, 11, 13, 15.0))


def main(words: Sequence[str]) -> None:
    """Measure the tables of SIZES and the region of the demo; `quick` leaves the largest out."""
    sizes = SIZES[:1] if "quick" in words else SIZES
    found = [pass_and_audit(random_table(*size[:3], mean=size[3])) for size in sizes]
    document = {"tables": found, "region": region(), "megabytes": _megabytes()}
    sys.stdout.write(json.dumps(document, indent=2) + "\n")


def pass_and_audit(cells: System) -> dict[str, Any]:
    """Time the elimination pass and the audit of every suppressed cell, for an outsider."""
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
        "cells": cells.size,
        "sums": cells.matrix.shape[0],
        "primary": int(primary.cells.sum()),
        "secondary": int((hidden & ~primary.cells).sum()),
        "recovered": int(exact.sum()),
        "pass": passed,
        "audit": audited,
    }


def region() -> dict[str, Any]:
    """Time the whole for a region: 5 measures, 40 practices, 5 payers, and all of them viewers."""
    cells = _region()
    primary = small_count(cells.values, minimum=11)
    viewers = [
        *contributor_viewers(cells, column="payer"),
        *contributor_viewers(cells, column="practice"),
    ]
    protection, seconds = _timed(lambda: protect(cells, sensitive=primary, viewers=viewers))
    return {
        "cells": cells.size,
        "viewers": len(viewers) + 1,
        "primary": int(primary.cells.sum()),
        "published": int(protection.pattern.published.sum()),
        "leaks": int(protection.leaks.sum()),
        "whole": seconds,
    }


def random_table(practices: int, payers: int, strata: int, *, mean: float) -> System:
    """Return the system of a table of uneven practices, payers and strata."""
    draw = np.random.default_rng(1)
    shape = (practices, payers, strata)
    level = (
        mean
        * draw.lognormal(0, 1.0, practices)[:, None, None]
        * draw.lognormal(0, 0.6, payers)[None, :, None]
        * draw.lognormal(0, 0.5, strata)[None, None, :]
    )
    counts = draw.poisson(level).ravel()
    where = np.indices(shape).reshape(3, -1)
    rows = pl.DataFrame(
        {name: [f"{number:03d}" for number in where[axis]] for axis, name in enumerate(NAMES)}
        | {"count": ["n"] * counts.size, "value": counts}
    )
    held = [dimension(name, rows[name].unique()) for name in NAMES]
    return tabulate(rows, [*held, dimension("count", ["n"], total=False)])


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


def _timed(work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    seconds = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    return found, {name: round(spent, 2) for name, spent in seconds.items()}


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main(sys.argv[1:])
