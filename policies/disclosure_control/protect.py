"""The whole of disclosure control: primaries, pass, repair, give back, and the audit that decides.

Nothing leaves without an audit: `protect` returns a pattern together with the audit that found no
leak in it, or raises.
"""

from collections.abc import Callable, Sequence

import numpy as np

from policies.disclosure_control.arrays import Flags
from policies.disclosure_control.audit import Audit, audit, leaking
from policies.disclosure_control.conceded import conceding
from policies.disclosure_control.elimination import eliminate
from policies.disclosure_control.give_back import give_back
from policies.disclosure_control.never_single import never_single
from policies.disclosure_control.never_zero import betrayed
from policies.disclosure_control.pattern import Pattern, pattern
from policies.disclosure_control.pool import Pool
from policies.disclosure_control.repair import repair
from policies.disclosure_control.sensitive import Sensitive, seen_by
from policies.disclosure_control.system import FREE, NEVER_SHOWN, System
from policies.disclosure_control.viewer import OUTSIDER_NAME, Viewer, outsider, unknown_to
from schemas.record import record

# Up to so many ranges marks are taken for no zeros by every viewer; beyond, by the outsider only.
EXACT_RANGES = 40_000
# Ranges are found to their ends where hidden cells times unknown ones are at most so many. With
# past releases the programs are larger in every way, and it is a share of that.
EXACT_WORK = 3_000_000
# Linear programs spent on giving cells back.
EFFORT = 500
# How often more is hidden for those who know that marks are not zeros.
_ROUNDS = 4


@record
class Protection:
    """A pattern, the audit of it, and the leaks that remain: one flag a viewer and cell."""

    pattern: Pattern
    audit: Audit
    leaks: Flags


class Unprotected(Exception):
    """No pattern protects every sensitive cell, mostly as earlier releases give some away."""

    def __init__(self, protection: Protection) -> None:
        super().__init__("a sensitive cell can still be worked out")
        self.protection = protection


def _to_nobody(_step: str) -> None:
    """Tell nobody what is done."""


def protect(
    cells: System,
    *,
    sensitive: Sensitive,
    viewers: Sequence[Viewer] = (),
    rules: tuple[tuple[str, str], ...] = (),
    effort: int = EFFORT,
    exact_work: int = EXACT_WORK,
    tell: Callable[[str], None] = _to_nobody,
) -> Protection:
    """Return a pattern under which no viewer can work out a sensitive cell, with its audit.

    An outsider always looks too. `rules` go into the audit record; `effort` bounds the linear
    programs spent on giving cells back, `exact_work` finding ranges to their ends (0: all are
    certified as wide as they must be); each step begins with a word to `tell`. Raise
    Unprotected where a leak remains and Unsolved where the audit cannot be made: then nothing may
    be released.
    """
    tell("hiding what the equations give away")
    everyone = conceding(cells, _with_outsider(cells, viewers), sensitive=sensitive)
    suppressed = sensitive.cells | (cells.place == NEVER_SHOWN)
    for viewer in everyone:
        if viewer.name == OUTSIDER_NAME or _knows_of(viewer, cells, suppressed):
            suppressed = eliminate(
                cells, viewer, sensitive=seen_by(sensitive, viewer).cells, suppressed=suppressed
            )
    # Certificates pay where many viewers share them.
    pool = Pool(shared=len(everyone) > 1)
    tell("asking what could be worked out, and hiding more")
    suppressed = repair(cells, everyone, sensitive=sensitive, suppressed=suppressed, pool=pool)
    tell("giving back what need not be hidden")
    suppressed = give_back(
        cells,
        everyone,
        sensitive=sensitive,
        suppressed=suppressed,
        effort=int(effort * _ease(cells)),
    )
    tell("asking those who know that a mark is no zero")
    suppressed, single = never_single(
        cells,
        lambda hidden: _asked(everyone, hidden),
        sensitive=sensitive,
        suppressed=suppressed,
        rounds=_ROUNDS,
        pool=pool,
    )
    tell("auditing the whole")
    return audited(
        cells,
        sensitive=sensitive,
        viewers=everyone,
        suppressed=suppressed,
        single=single,
        rules=rules,
        exact_work=exact_work,
        pool=pool,
    )


def audited(
    cells: System,
    *,
    sensitive: Sensitive,
    viewers: Sequence[Viewer],
    suppressed: Flags,
    single: Flags | None = None,
    rules: tuple[tuple[str, str], ...] = (),
    exact_work: int = EXACT_WORK,
    pool: Pool | None = None,
) -> Protection:
    """Return the pattern that hides `suppressed` with its audit; raise Unprotected at a leak.

    `single` is what `betrayed` finds in this pattern, where it has been asked already.
    """
    everyone = _with_outsider(cells, viewers)
    exact = _to_their_ends(cells, everyone, suppressed, exact_work)
    found = audit(
        cells,
        everyone,
        sensitive=sensitive,
        suppressed=suppressed,
        exact=exact,
        rules=rules,
        pool=pool,
    )
    leaks = leaking(found, everyone, sensitive=sensitive)
    if single is None:
        asked = _asked(everyone, suppressed)
        single = betrayed(cells, asked, sensitive=sensitive, suppressed=suppressed)
    leaks[: len(single)] |= single
    protection = Protection(
        pattern=pattern(cells, sensitive=sensitive.cells, suppressed=suppressed),
        audit=found,
        leaks=leaks,
    )
    if protection.leaks.any():
        raise Unprotected(protection)
    return protection


def _asked(viewers: Sequence[Viewer], suppressed: Flags) -> Sequence[Viewer]:
    # The outsider comes first; with very many viewers only he is asked what marks tell him.
    return viewers if len(viewers) * int(suppressed.sum()) <= EXACT_RANGES else viewers[:1]


def _to_their_ends(
    cells: System, viewers: Sequence[Viewer], suppressed: Flags, exact_work: int
) -> Flags:
    """Flag the viewers whose ranges are found to their ends: all, the outsider, or nobody."""
    unknown = suppressed | (cells.place == NEVER_SHOWN)
    hidden = suppressed & (cells.place == FREE)
    work = int(hidden.sum()) * int(unknown.sum()) / _ease(cells)
    outside = np.array([viewer.name == OUTSIDER_NAME for viewer in viewers])
    if work > exact_work:
        return np.zeros_like(outside)
    return np.ones_like(outside) if work * len(viewers) <= EXACT_WORK else outside


def _ease(cells: System) -> float:
    """Return 1, and less where cells that are no choice of ours make programs larger and slower."""
    return (max(1, int((cells.place == FREE).sum())) / max(1, cells.size)) ** 2


def _with_outsider(cells: System, viewers: Sequence[Viewer]) -> list[Viewer]:
    outside = [viewer for viewer in viewers if viewer.name == OUTSIDER_NAME]
    others = [viewer for viewer in viewers if viewer.name != OUTSIDER_NAME]
    return [*(outside or [outsider(cells)]), *others]


def _knows_of(viewer: Viewer, cells: System, suppressed: Flags) -> bool:
    plain = unknown_to(outsider(cells), cells, suppressed)
    return bool(np.any(plain & viewer.knows))
