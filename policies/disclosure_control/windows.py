"""Past and present in one system: what a later release lets anyone derive by subtraction.

Every cell of a past release is a column beside the present one, told or hidden as it was, and a
hidden third column holds the change between them: `present = past + change`. A change of one to
ten people is as sensitive as a count; a change of nothing is taken to be known.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from scipy import sparse

from policies.disclosure_control.arrays import Flags, Matrix, Real, Whole
from policies.disclosure_control.matrices import whole_matrix
from policies.disclosure_control.past import Past, Recalled, recalled
from policies.disclosure_control.primary.small_count import small_count
from policies.disclosure_control.sensitive import MAY_BE_SMALL, Sensitive, only, sensitive, together
from policies.disclosure_control.system import ALREADY_OUT, HIDDEN, NEVER_SHOWN, System, system
from schemas.record import record

PRESENT = "present"
WINDOW = "window"


@record
class _Block:
    """The columns of one past release or of one change."""

    name: str
    values: Whole
    place: Whole
    signed: Flags
    small: Flags
    perhaps: Flags


def steps_of(pasts: int) -> list[tuple[int, int]]:
    """Return between which windows changes are told apart, by number; the present is the last.

    In the order of their blocks of columns, which follow those of the present and of each past.
    """
    return [
        (earlier, later)
        for later in range(1, pasts + 1)
        for earlier in range(later)
        if later == pasts or earlier == later - 1
    ]


def is_change(cells: System) -> Flags:
    """Flag the cells that are changes between two releases; none where there is no past."""
    if WINDOW not in cells.keys.columns:
        return np.zeros(cells.size, dtype=np.bool_)
    return np.asarray(cells.keys[WINDOW].str.starts_with("change ").to_numpy(), dtype=np.bool_)


def with_past(
    cells: System,
    present: Sensitive,
    past: Sequence[Past],
    *,
    minimum: int,
    insiders: bool = False,
) -> tuple[System, Sensitive]:
    """Return the system of the present cells, the past ones and the changes, and what to protect.

    The present cells keep their positions; the key `window` tells the others apart. `past` is in
    the order of publication. A hidden past count of which nobody can be sure that the change was
    small is no more known to an attacker than to us, and needs nothing; but with `insiders`, who
    know a part of the past that we no longer hold, it must be in doubt wherever it may be small.
    Raise Unsolved where a past release cannot be made to agree with itself.
    """
    if not past:
        return cells, present
    closely = insiders or len(past) > 1
    known = [
        recalled(cells, each, minimum=minimum, closely=closely or not _says_why(each))
        for each in past
    ]
    blocks = [_past_block(each, cells, minimum) for each in known]
    steps = steps_of(len(past))
    grew: list[bool] = []
    exact = cells.values.astype(np.float64)
    windows = [*((each.lowest, each.highest) for each in known), (exact, exact)]
    values = [*(each.values for each in known), cells.values]
    for earlier, later in steps:
        change = values[later] - values[earlier]
        # Another release in between may have held less: only the two are compared.
        nested = bool(np.all(change >= 0))
        grew.append(nested)
        least = windows[later][0] - windows[earlier][1]
        most = windows[later][1] - windows[earlier][0]
        name = f"change {earlier + 1}-{later + 1}"
        blocks.append(_change_block(name, change, (least, most), minimum, nested=nested))
    made = system(
        keys=_keys(cells, [block.name for block in blocks]),
        values=np.concatenate([cells.values, *(block.values for block in blocks)]),
        matrix=_matrix(cells, len(past), steps, len(blocks)),
        kind=np.concatenate([cells.kind, np.full(cells.size * len(blocks), HIDDEN)]),
        place=np.concatenate([cells.place, *(block.place for block in blocks)]),
        level=np.tile(cells.level, len(blocks) + 1),
        weight=np.tile(cells.weight, len(blocks) + 1),
        required=np.tile(cells.required, len(blocks) + 1),
        signed=np.concatenate([cells.signed, *(block.signed for block in blocks)]),
        implied=_implied(cells, len(known), dict(zip(steps, grew, strict=True))),
    )
    small = np.concatenate([np.zeros(cells.size, dtype=np.bool_), *(b.small for b in blocks)])
    others = only(small_count(made.values, minimum=minimum), small)
    nothing = np.zeros(cells.size, dtype=np.bool_)
    flags = np.concatenate([nothing, *(block.perhaps for block in blocks)])
    changed = np.arange(made.size) >= cells.size * (1 + len(past))
    perhaps = _perhaps(made, flags & (insiders | ~changed), changed, minimum=minimum)
    return made, together([_padded(present, made.size), others, perhaps])


def _perhaps(made: System, flags: Flags, changed: Flags, *, minimum: int) -> Sensitive:
    # Of a change that may be small we do not know the value: the doubt is about that taken for it.
    about = np.where(changed, made.values, 0)
    least = about - np.where(about == 0, 0.0, float(minimum))
    return sensitive(
        flags,
        lowest=np.where(made.signed, least, np.maximum(least, 0.0)),
        highest=about + float(minimum),
        others=float(minimum),
        rule=MAY_BE_SMALL,
    )


def _says_why(past: Past) -> bool:
    """Tell whether of each hidden cell it is known that it was small, or that it was not."""
    return bool(np.all(past.published | past.primary | past.secondary))


def _past_block(known: Recalled, cells: System, minimum: int) -> _Block:
    past = known.past
    surely = (known.lowest >= 1) & (known.highest < minimum)
    small = ~past.published & (past.primary | surely) & (known.values > 0)
    perhaps = ~past.published & ~past.secondary & (known.lowest < minimum) & (known.highest >= 1)
    return _Block(
        name=past.name,
        values=known.values,
        place=np.where(past.published, ALREADY_OUT, NEVER_SHOWN),
        signed=cells.signed,
        small=np.asarray(small),
        perhaps=np.asarray(perhaps & ~small),
    )


def _change_block(
    name: str, change: Whole, bounds: tuple[Real, Real], minimum: int, *, nested: bool
) -> _Block:
    least, most = bounds
    grew = (least >= 1) & (most < minimum)
    fell = (most <= -1) & (least > -minimum)
    nothing = (least == 0) & (most == 0)
    return _Block(
        name=name,
        values=change,
        place=np.where(nothing, ALREADY_OUT, NEVER_SHOWN),
        signed=np.full(change.size, not nested),
        small=np.asarray((grew | fell) & (np.abs(change) < minimum) & (change != 0)),
        perhaps=np.asarray(~(grew | fell | nothing) & (least < minimum) & (most > -minimum)),
    )


def _matrix(cells: System, pasts: int, steps: list[tuple[int, int]], blocks: int) -> Matrix:
    width = blocks + 1
    # The present is block 0, past release number p is block p + 1, changes follow in their order.
    place = [*range(1, pasts + 1), 0]
    rows: list[list[Matrix | None]] = []
    for window in range(pasts + 1):
        sums: list[Matrix | None] = [None] * width
        sums[window] = cells.matrix
        rows.append(sums)
    one = whole_matrix(sparse.eye_array(cells.size, dtype=np.int64, format="csr"))
    for number, (earlier, later) in enumerate(steps):
        step: list[Matrix | None] = [None] * width
        step[place[later]], step[place[earlier]] = whole_matrix(-one), one
        step[pasts + 1 + number] = one
        rows.append(step)
        # Changes add up as counts do: said in rows of its own, so that a viewer's part is found.
        sums = [None] * width
        sums[pasts + 1 + number] = cells.matrix
        rows.append(sums)
    return whole_matrix(sparse.block_array(rows, format="csr"))


def _implied(cells: System, pasts: int, grew: Mapping[tuple[int, int], bool]) -> Flags:
    """Flag the sums that follow from others, in the order of `_matrix`.

    Where nothing fell, a window is what was before it and the change; else a change is what lies
    between two windows. Without the sums of the one or the other, past and change fall apart into
    parts wherever what was hidden stays hidden.
    """
    height = cells.matrix.shape[0]
    windows = [pasts, *range(pasts)]
    flags = [cells.implied | grew.get((window - 1, window), False) for window in windows]
    for (earlier, later), nested in grew.items():
        held = later == earlier + 1 and nested
        flags += [np.zeros(cells.size, dtype=np.bool_), np.full(height, not held) | cells.implied]
    return np.concatenate(flags)


def _keys(cells: System, names: Sequence[str]) -> pl.DataFrame:
    return pl.concat(
        cells.keys.with_columns(pl.lit(name).alias(WINDOW)) for name in [PRESENT, *names]
    )


def _padded(found: Sensitive, size: int) -> Sensitive:
    more = size - found.cells.size
    return Sensitive(
        cells=np.concatenate([found.cells, np.zeros(more, dtype=np.bool_)]),
        lowest=np.concatenate([found.lowest, np.full(more, np.inf)]),
        highest=np.concatenate([found.highest, np.full(more, -np.inf)]),
        others=np.concatenate([found.others, np.zeros(more)]),
        rule=np.concatenate([found.rule, np.full(more, "", dtype=np.str_)]),
    )
