"""What each practice, and each payer, has of every cell: of everyone else is what is left of it."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from hub.publication.count_system import CountSystem
from hub.publication.people_behind import HOLDERS, PeopleBehind, people_behind
from hub.publication.table_group import TableGroup
from policies.disclosure_control.arrays import Whole
from policies.disclosure_control.system import System, check
from schemas.record import record


@record
class OwnCounts:
    """The system of all counts of a group, and by column what each name in it has of every cell.

    `place` is the row of each name in `counts`, of shape (names, cells); `behind` are the persons.
    """

    whole: System
    behind: PeopleBehind
    place: Mapping[str, Mapping[str, int]]
    counts: Mapping[str, Whole]

    def others(self, column: str, own: Collection[str]) -> System:
        """Return the same cells and sums with the counts of everyone but these."""
        rows = [self.place[column][name] for name in sorted(own) if name in self.place[column]]
        if not rows:
            return self.whole
        return replace(self.whole, values=self.whole.values - self.counts[column][rows].sum(axis=0))

    def people(self, column: str, own: Collection[str]) -> Whole:
        """Return how many persons each of these cells is of."""
        return self.behind.others(self.others(column, own).values, column, own)


def own_counts(system: CountSystem, group: TableGroup) -> OwnCounts:
    """Return who has how much of every cell of a group of these tables.

    Inconsistent where it does not add up for each of them alone.
    """
    whole = system.of(group)
    place, counts = {}, {}
    for column in HOLDERS:
        names, held = system.by(group, column)
        for each in held:
            check(replace(whole, values=each))
        place[column] = {name: number for number, name in enumerate(names)}
        counts[column] = held
    return OwnCounts(whole=whole, behind=people_behind(group, whole), place=place, counts=counts)
