"""Give back: publish again what was suppressed for others and turns out not to be needed."""

from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np

from policies.disclosure_control.arrays import Flags, Whole
from policies.disclosure_control.audit import asked_of
from policies.disclosure_control.polytope import Polytope, polytopes
from policies.disclosure_control.ranges import Search
from policies.disclosure_control.sensitive import Sensitive, seen_by
from policies.disclosure_control.series import essential
from policies.disclosure_control.system import FREE, System
from policies.disclosure_control.viewer import Viewer


def give_back(
    cells: System,
    viewers: Sequence[Viewer],
    *,
    sensitive: Sensitive,
    suppressed: Flags,
    effort: int,
) -> Flags:
    """Return `suppressed` less the cells that may be told while the audit still passes.

    One flag a cell; `suppressed` must pass the audit. The cells of the largest weight go first, in
    halves of what is left while a whole fails, until `effort` linear programs are solved.
    """
    needed = sensitive.cells.copy()
    for viewer in viewers:
        needed |= essential(
            cells, viewer, sensitive=seen_by(sensitive, viewer).cells, suppressed=suppressed
        )
    choice = np.flatnonzero(suppressed & ~needed & (cells.place == FREE))
    choice = choice[np.argsort(-cells.weight[choice], kind="stable")]
    trials = _Trials(cells, viewers, sensitive=sensitive, suppressed=suppressed, choice=choice)
    kept = suppressed.copy()
    waiting: list[Whole] = [choice] if choice.size else []
    while waiting and trials.solved < effort:
        group = waiting.pop()
        if trials.may_be_told(group):
            kept[group] = False
        elif group.size > 1:
            half = group.size // 2
            waiting += [group[half:], group[:half]]
    return kept


class _Trials:
    """Every doubt of every viewer, and which of them gave way before."""

    def __init__(
        self,
        cells: System,
        viewers: Sequence[Viewer],
        *,
        sensitive: Sensitive,
        suppressed: Flags,
        choice: Whole,
    ) -> None:
        tellable = np.zeros(cells.size, dtype=np.bool_)
        tellable[choice] = True
        self.sums = abs(cells.matrix)
        self.doubts = [
            _Doubt(cells, part, seen_by(sensitive, viewer), tellable)
            for viewer in viewers
            for part in polytopes(cells, viewer, suppressed=suppressed)
        ]
        self.suspects: list[tuple[_Doubt, int]] = []

    @property
    def solved(self) -> int:
        """The linear programs solved so far."""
        return sum(doubt.search.program.solved for doubt in self.doubts)

    def may_be_told(self, group: Whole) -> bool:
        """Tell the cells to everyone; where that leaks take it back everywhere, and say no."""
        for doubt in self.doubts:
            doubt.tell(group)
        for suspect in chain(list(self.suspects), self._every(group)):
            doubt, place = suspect
            if doubt.told and not doubt.search.wide(place):
                if suspect in self.suspects:
                    self.suspects.remove(suspect)
                self.suspects.insert(0, suspect)
                for each in self.doubts:
                    each.take_back(group)
                return False
        return True

    def _every(self, group: Whole) -> Iterator[tuple["_Doubt", int]]:
        # What failed once is likely to fail again, and next to it what shares a sum with a cell
        # told: asked first, they end most trials soon.
        touched = (self.sums[:, group].sum(axis=1) > 0).astype(np.int64)
        near = np.asarray(self.sums.T @ touched > 0)
        told = [doubt for doubt in self.doubts if doubt.told]
        for wanted in (True, False):
            for doubt in told:
                for place in np.flatnonzero(near[doubt.cells] == wanted).tolist():
                    yield doubt, place


class _Doubt:
    """What one viewer holds possible in one part, kept while cells are told and taken back."""

    def __init__(
        self, cells: System, part: Polytope, sensitive: Sensitive, tellable: Flags
    ) -> None:
        asked = asked_of(part, sensitive, exact=False)
        self.values = cells.values
        self.place = {int(cell): position for position, cell in enumerate(part.cells)}
        self.floor = part.floor
        self.cells = part.cells[asked.positions]
        self.search = Search(part, asked, tellable=tellable[part.cells])
        self.told = False

    def tell(self, group: Whole) -> None:
        """Tell the cells of the group; `told` says whether any of them was unknown here."""
        mine = [int(cell) for cell in group if int(cell) in self.place]
        self.told = bool(mine)
        for cell in mine:
            value = float(self.values[cell])
            self.search.bound(self.place[cell], value, value)

    def take_back(self, group: Whole) -> None:
        """Hide the cells of the group again."""
        for cell in group.tolist():
            if cell in self.place:
                position = self.place[cell]
                self.search.bound(position, float(self.floor[position]), np.inf)
