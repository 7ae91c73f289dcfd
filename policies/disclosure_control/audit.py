"""The audit: what every viewer can hold possible for every suppressed cell, by linear programming.

It starts from the pattern alone and trusts nothing that made it. The least and greatest value of
a cell are sought over all tables that agree with what is told; a range is rounded to whole counts.
Other tables that were found while the pattern was made count when they are proved to agree again.
"""

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from policies.disclosure_control.arrays import Flags, Real, Whole
from policies.disclosure_control.certificate import certified
from policies.disclosure_control.polytope import Polytope, polytopes
from policies.disclosure_control.pool import SLACK, Pool
from policies.disclosure_control.ranges import Asked, rounded, searched, seen
from policies.disclosure_control.sensitive import Sensitive, seen_by
from policies.disclosure_control.system import System, fingerprint
from policies.disclosure_control.viewer import Viewer, outsider, unknown_to
from schemas.record import record

# One piece of work is so many cells of one polytope: large enough to profit from the last basis.
_PIECE = 400


@record
class Audit:
    """What was found: `lowest` and `highest` per viewer and cell, shape (viewers, cells).

    Not a number where the viewer knows the cell or nothing was asked. Ranges of viewers in `exact`
    are found to their ends; of the others they are at least as wide as told, also where nothing
    was asked. `unknown` flags what
    each viewer does not know. `rules` are the rules applied, with their versions and parameters.
    """

    system: str
    viewers: tuple[str, ...]
    exact: Flags
    unknown: Flags
    lowest: Real
    highest: Real
    rules: tuple[tuple[str, str], ...]


def audit(
    cells: System,
    viewers: Sequence[Viewer],
    *,
    sensitive: Sensitive,
    suppressed: Flags,
    exact: Flags,
    rules: tuple[tuple[str, str], ...],
    pool: Pool | None = None,
) -> Audit:
    """Audit a pattern for every viewer; `exact` flags the viewers whose ranges go to their ends.

    With a shared `pool` the others are certified as wide as asked, by what is in it and proved
    again; without, they are searched as far as asked, from what a pool shows. Raise Unsolved where
    the solver fails: then there is no audit, and nothing may be released.
    """
    look = _Look(cells=cells, viewers=viewers, sensitive=sensitive, suppressed=suppressed)
    lowest, highest = _ranges(look, exact, pool)
    return Audit(
        system=fingerprint(cells),
        viewers=tuple(viewer.name for viewer in viewers),
        exact=exact,
        unknown=_unknown(look),
        lowest=lowest,
        highest=highest,
        rules=rules,
    )


def leaking(found: Audit, viewers: Sequence[Viewer], *, sensitive: Sensitive) -> Flags:
    """Return the sensitive cells about which a viewer is left too little doubt: (viewers, cells).

    The viewers are those audited, in their order. What was not searched counts as leaking.
    """
    return _too_narrow(found.lowest, found.highest, viewers, sensitive)


def unreached(
    cells: System,
    viewers: Sequence[Viewer],
    *,
    sensitive: Sensitive,
    suppressed: Flags,
    pool: Pool | None = None,
) -> tuple[Flags, Flags]:
    """Return the cells that were not seen to get as low, and as high, as asked, in bulk alone.

    Shape (viewers, cells) each. What is not among them is wide enough; what is may be.
    """
    shape = (len(viewers), cells.size)
    found = np.full(shape, np.nan), np.full(shape, np.nan)
    look = _Look(cells=cells, viewers=viewers, sensitive=sensitive, suppressed=suppressed)
    short = _short(look, pool)
    if pool is not None:
        _certify(look, np.flatnonzero(short), pool, found=found)
    exact = np.zeros(len(viewers), dtype=np.bool_)
    _search(look, np.flatnonzero(~short), exact, found=found, pool=pool, singly=False)
    low, high = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_)
    for number, viewer in enumerate(viewers):
        needs = seen_by(sensitive, viewer)
        low[number] = needs.cells & ~(found[0][number] <= needs.lowest)
        high[number] = needs.cells & ~(found[1][number] >= needs.highest)
    return low, high


def failing(
    cells: System,
    viewers: Sequence[Viewer],
    *,
    sensitive: Sensitive,
    suppressed: Flags,
    pool: Pool | None = None,
) -> Flags:
    """Return what an audit would find leaking, without the ranges: shape (viewers, cells)."""
    look = _Look(cells=cells, viewers=viewers, sensitive=sensitive, suppressed=suppressed)
    lowest, highest = _ranges(look, np.zeros(len(viewers), dtype=np.bool_), pool)
    return _too_narrow(lowest, highest, viewers, sensitive)


def asked_of(part: Polytope, sensitive: Sensitive, *, exact: bool) -> Asked:
    """Return what the audit asks of a part: its sensitive cells, or with `exact` every cell."""
    every = np.arange(part.cells.size)
    chosen = every if exact else every[sensitive.cells[part.cells]]
    return Asked(
        positions=chosen,
        lowest=sensitive.lowest[part.cells[chosen]],
        highest=sensitive.highest[part.cells[chosen]],
        exact=exact,
    )


def narrowest(found: Audit) -> tuple[Real, Real, list[str]]:
    """Return for each cell the narrowest range over all viewers, and whose it is ("" for none).

    Only ranges found to their ends are compared; where none is, those that are at least so wide.
    """
    told = found.unknown & (found.exact if found.exact.any() else ~found.exact)[:, np.newaxis]
    width = np.where(told, found.highest - found.lowest, np.inf)
    whose = np.argmin(np.where(np.isnan(width), np.inf, width), axis=0)
    cells = np.arange(width.shape[1])
    nobody = np.asarray(~told.any(axis=0), dtype=np.bool_).ravel()
    names = [
        "" if nobody[cell] else found.viewers[int(viewer)] for cell, viewer in enumerate(whose)
    ]
    return found.lowest[whose, cells], found.highest[whose, cells], names


@record
class _Look:
    """What is audited."""

    cells: System
    viewers: Sequence[Viewer]
    sensitive: Sensitive
    suppressed: Flags


def _unknown(look: _Look) -> Flags:
    unknown = np.zeros((len(look.viewers), look.cells.size), dtype=np.bool_)
    for number, viewer in enumerate(look.viewers):
        unknown[number] = unknown_to(viewer, look.cells, look.suppressed)
    return unknown


def _ranges(look: _Look, exact: Flags, pool: Pool | None) -> tuple[Real, Real]:
    """Return what each viewer can hold possible of each cell, to its ends or as far as asked."""
    shape = (len(look.viewers), look.cells.size)
    found = np.full(shape, np.nan), np.full(shape, np.nan)
    short = ~exact & _short(look, pool)
    if pool is not None:
        _certify(look, np.flatnonzero(short), pool, found=found)
    _search(look, np.flatnonzero(~short), exact, found=found, pool=pool, singly=True)
    return found


def _too_narrow(
    lowest: Real, highest: Real, viewers: Sequence[Viewer], sensitive: Sensitive
) -> Flags:
    leaks = np.zeros(lowest.shape, dtype=np.bool_)
    for number, viewer in enumerate(viewers):
        needs = seen_by(sensitive, viewer)
        doubt = (lowest[number] <= needs.lowest) & (highest[number] >= needs.highest)
        leaks[number] = needs.cells & ~doubt
    return leaks


def _short(look: _Look, pool: Pool | None) -> Flags:
    """Flag the viewers who are shown all that is published, where certificates are shared."""
    if pool is None or not pool.shared:
        return np.zeros(len(look.viewers), dtype=np.bool_)
    plain = unknown_to(outsider(look.cells), look.cells, look.suppressed)
    return np.array(
        [
            not np.any(unknown_to(viewer, look.cells, look.suppressed) & ~plain)
            for viewer in look.viewers
        ],
        dtype=np.bool_,
    )


def _certify(look: _Look, chosen: Whole, pool: Pool, *, found: tuple[Real, Real]) -> None:
    # One piece of work is a part: what is found there for one viewer serves the next.
    if chosen.size == 0:
        return
    cells, viewers = look.cells, look.viewers
    needs = [seen_by(look.sensitive, viewers[number]) for number in chosen]
    wanted = np.any([need.cells for need in needs], axis=0)

    def work(part: Polytope) -> tuple[Real, Real]:
        knows = [viewers[number].knows[part.cells] for number in chosen]
        return certified(cells, part, knows=knows, needs=needs, pool=pool)

    parts = [
        part
        for part in polytopes(cells, outsider(cells), suppressed=look.suppressed)
        if wanted[part.cells].any()
    ]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        for part, (lowest, highest) in zip(parts, threads.map(work, parts), strict=True):
            place = np.ix_(chosen, part.cells)
            found[0][place] = np.ceil(lowest - SLACK)
            found[1][place] = np.floor(highest + SLACK)


def _search(
    look: _Look,
    chosen: Whole,
    exact: Flags,
    *,
    found: tuple[Real, Real],
    pool: Pool | None,
    singly: bool,
) -> None:
    parts: dict[bytes, tuple[Polytope, Asked]] = {}
    wanted: list[tuple[int, bytes]] = []
    for number in chosen.tolist():
        viewer = look.viewers[number]
        needs = seen_by(look.sensitive, viewer)
        for part in polytopes(look.cells, viewer, suppressed=look.suppressed):
            for asked in _questions(look.cells, part, needs, exact=bool(exact[number])):
                # Viewers who differ elsewhere only have this part in common: searched once.
                name = _name(part, asked)
                parts.setdefault(name, (part, asked))
                wanted.append((number, name))
    answers = _answers(parts, size=look.cells.size, pool=pool, singly=singly)
    for number, name in wanted:
        part, asked = parts[name]
        # With ranges that go to their ends nothing stands that does not.
        held = asked.positions if exact[number] else np.arange(part.cells.size)
        for ends, answer in zip(found, answers[name], strict=True):
            ends[number, part.cells[held]] = answer[held]


def _questions(cells: System, part: Polytope, needs: Sensitive, *, exact: bool) -> list[Asked]:
    """Return what is asked of a part: to their ends the ranges of cells that a release lists."""
    if not exact:
        return [asked_of(part, needs, exact=False)]
    shown = cells.shown[part.cells]
    ends, enough = asked_of(part, needs, exact=True), asked_of(part, needs, exact=False)
    return [_those(ends, shown[ends.positions]), _those(enough, ~shown[enough.positions])]


def _those(asked: Asked, chosen: Flags) -> Asked:
    return replace(
        asked,
        positions=asked.positions[chosen],
        lowest=asked.lowest[chosen],
        highest=asked.highest[chosen],
    )


def _name(part: Polytope, asked: Asked) -> bytes:
    held = (part.cells, asked.positions, asked.lowest, asked.highest)
    return b"".join(array.tobytes() for array in held) + bytes([asked.exact])


def _answers(
    parts: dict[bytes, tuple[Polytope, Asked]], *, size: int, pool: Pool | None, singly: bool
) -> dict[bytes, tuple[Real, Real]]:
    # The solver lets go of the interpreter, so that threads use every core.
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        known = threads.map(lambda each: seen(*each, size=size, pool=pool), parts.values())
        answers = dict(zip(parts, known, strict=True))
        if singly:
            pieces = [
                (name, part, piece)
                for name, (part, asked) in parts.items()
                for piece in _pieces(asked)
            ]
            ends = threads.map(lambda each: searched(*each[1:], seen=answers[each[0]]), pieces)
            for (name, _, _), (least, greatest) in zip(pieces, list(ends), strict=True):
                before = answers[name]
                answers[name] = np.minimum(before[0], least), np.maximum(before[1], greatest)
    return {name: rounded(*ends) for name, ends in answers.items()}


def _pieces(asked: Asked) -> Iterable[Asked]:
    for start in range(0, asked.positions.size, _PIECE):
        held = np.zeros(asked.positions.size, dtype=np.bool_)
        held[start : start + _PIECE] = True
        yield _those(asked, held)
