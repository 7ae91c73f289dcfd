"""Protection against many viewers, each of whom sees the same cells less its own people.

Whoever handed records in knows its own part of every cell. To it a published count is a count of
everyone else, and all sums hold for everyone else too. So each such viewer is an outsider to a
system of the same cells and sums with other values: nothing has to be told apart by holder, and
one pattern is sought that protects all these systems at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from policies.disclosure_control.arrays import Flags
from policies.disclosure_control.audit import Audit, audit, failing, leaking
from policies.disclosure_control.elimination import eliminate
from policies.disclosure_control.never_single import never_single
from policies.disclosure_control.never_zero import betrayed
from policies.disclosure_control.pattern import Pattern, pattern
from policies.disclosure_control.pool import Pool
from policies.disclosure_control.repair import repair
from policies.disclosure_control.sensitive import Sensitive
from policies.disclosure_control.system import FREE, NEVER_SHOWN, System
from policies.disclosure_control.viewer import OUTSIDER_NAME, Viewer, outsider
from schemas.record import record

# So often is more hidden for readers who know that marks are not zeros, before giving up.
_ROUNDS = 8


@record
class View:
    """The cells as one viewer has them, less its own people, and what it must not work out.

    `own` flags the cells that are made of its own people alone: it knows that nobody is left in
    them. None where there are no such cells. Cells that this viewer is not shown, and cannot take
    its own people out of, are NEVER_SHOWN in it, whatever they are to others.
    """

    name: str
    cells: System
    sensitive: Sensitive
    own: Flags | None = None

    @property
    def looks(self) -> Viewer:
        """The viewer of these cells: an outsider to them who knows which are none but its own."""
        plain = outsider(self.cells)
        return plain if self.own is None else replace(plain, knows=self.own)


@record
class Protected:
    """A pattern, the views that it was audited for, and the audit of each."""

    pattern: Pattern
    views: Sequence[View]
    audits: Mapping[str, Audit]
    rules: tuple[tuple[str, str], ...]


class Leaking(Exception):
    """No pattern protects every view, mostly as earlier releases give something away.

    `view` names whose it is and `cells` flags what can be worked out; for the analyst alone.
    """

    def __init__(self, view: str, cells: Flags) -> None:
        super().__init__("a sensitive cell can still be worked out")
        self.view = view
        self.cells = cells


def protect_views(
    views: Sequence[View], *, rules: tuple[tuple[str, str], ...], effort: int = 0
) -> Protected:
    """Return one pattern under which nobody can work out a sensitive cell, with its audits.

    The first view is the outsider's; the cells of all are the same but for their values. `effort`
    bounds how often cells are tried for giving back. Raise Leaking, or Unsolved: then nothing may
    be released.
    """
    pool = Pool(shared=True)
    free = views[0].cells.place == FREE
    suppressed = np.logical_or.reduce([view.sensitive.cells for view in views]) & free
    for view in views:
        grown = eliminate(
            view.cells,
            view.looks,
            sensitive=view.sensitive.cells,
            suppressed=_hidden(view, suppressed),
        )
        # What is hidden or known for other reasons is a matter of each view.
        suppressed |= grown & (view.cells.place == FREE)
    for view in views:
        grown = repair(
            view.cells,
            [view.looks],
            sensitive=view.sensitive,
            suppressed=_hidden(view, suppressed),
            pool=pool,
        )
        suppressed |= grown & (view.cells.place == FREE)
    suppressed = _given_back(views, suppressed, pool, effort=effort)
    base = views[0]
    hidden, single = never_single(
        base.cells,
        lambda _: [outsider(base.cells)],
        sensitive=base.sensitive,
        suppressed=_hidden(base, suppressed),
        rounds=_ROUNDS,
        pool=pool,
    )
    suppressed = hidden & free
    return audited_views(views, suppressed=suppressed, single=single[0], rules=rules, pool=pool)


def audited_views(
    views: Sequence[View],
    *,
    suppressed: Flags,
    single: Flags | None = None,
    rules: tuple[tuple[str, str], ...],
    pool: Pool | None = None,
) -> Protected:
    """Return the pattern that hides `suppressed`, audited for every view; raise Leaking.

    `single` is what `betrayed` finds of the outsider in this pattern, where it was asked already.
    """
    certified = np.zeros(1, dtype=np.bool_)
    audits = {}
    for view in views:
        look = [view.looks]
        found = audit(
            view.cells,
            look,
            sensitive=view.sensitive,
            suppressed=_hidden(view, suppressed),
            exact=certified,
            rules=rules,
            pool=pool or Pool(shared=True),
        )
        leaks = leaking(found, look, sensitive=view.sensitive)[0]
        outside = view.name == OUTSIDER_NAME and single is not None
        leaks |= single if outside else _single(view, suppressed)
        if leaks.any():
            raise Leaking(view.name, leaks)
        audits[view.name] = found
    base = views[0]
    made = pattern(base.cells, sensitive=base.sensitive.cells, suppressed=suppressed)
    return Protected(pattern=made, views=views, audits=audits, rules=rules)


def leaking_views(views: Sequence[View], suppressed: Flags, pool: Pool) -> Flags:
    """Return what any viewer could work out; one flag a cell."""
    leaks = np.zeros(suppressed.size, dtype=np.bool_)
    for view in views:
        leaks |= failing(
            view.cells,
            [view.looks],
            sensitive=view.sensitive,
            suppressed=_hidden(view, suppressed),
            pool=pool,
        )[0]
        leaks |= _single(view, suppressed)
    return leaks


def _single(view: View, suppressed: Flags) -> Flags:
    """Flag what has one value left to an outsider, who knows that no mark is a zero."""
    if view.name != OUTSIDER_NAME:
        # Less its own people a mark may well stand for nobody.
        return np.zeros(suppressed.size, dtype=np.bool_)
    found: Flags = betrayed(
        view.cells,
        [outsider(view.cells)],
        sensitive=view.sensitive,
        suppressed=_hidden(view, suppressed),
    )[0]
    return found


def _hidden(view: View, suppressed: Flags) -> Flags:
    return np.asarray(suppressed | (view.cells.place == NEVER_SHOWN))


def _given_back(views: Sequence[View], suppressed: Flags, pool: Pool, *, effort: int) -> Flags:
    """Publish again what was hidden for others and is not needed, the weightiest first."""
    base = views[0].cells
    needed = np.logical_or.reduce([view.sensitive.cells for view in views])
    choice = np.flatnonzero(suppressed & ~needed & (base.place == FREE))
    kept, tried = suppressed.copy(), 0
    waiting = [choice[np.argsort(-base.weight[choice], kind="stable")]] if choice.size else []
    while waiting and tried < effort:
        group = waiting.pop()
        tried += 1
        told = kept.copy()
        told[group] = False
        if not _leaks_anywhere(views, told, pool):
            kept = told
        elif group.size > 1:
            half = group.size // 2
            waiting += [group[half:], group[:half]]
    return kept


def _leaks_anywhere(views: Sequence[View], suppressed: Flags, pool: Pool) -> bool:
    return any(leaking_views([view], suppressed, pool).any() for view in views)
