"""The views of a group of tables: the outsider's, and those of whoever handed records in."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from hub.publication.cost_rules import in_doubt, tells_of_a_payer
from hub.publication.count_system import CountSystem
from hub.publication.hidden_parts import hidden_parts
from hub.publication.own_counts import OwnCounts, own_counts
from hub.publication.past_tables import PastRelease, past_of, told_of
from hub.publication.people_behind import people_in_changes
from hub.publication.raised_threshold import conceded, raised_since
from hub.publication.rate_lines import bands_before, pooled_before
from hub.publication.table_group import TableGroup
from policies.agreement.release_rules import ReleaseNumbers
from policies.disclosure_control.arrays import Flags, Whole
from policies.disclosure_control.primary.few_people import few_people
from policies.disclosure_control.primary.small_count import small_count
from policies.disclosure_control.sensitive import Sensitive, only, together
from policies.disclosure_control.system import Limits, System, with_limits
from policies.disclosure_control.viewer import OUTSIDER_NAME
from policies.disclosure_control.views import View
from policies.disclosure_control.windows import with_past
from policies.disclosure_control.year_before import with_year_before
from schemas.record import record

Earlier = tuple[PastRelease, TableGroup]


@record
class GroupHouse:
    """What all views of a group are made by.

    `raised` says that an earlier release told a count that is too small now; `past` and `last_year`
    hold releases with their counts of the group and the system of these; `present`, `then` and
    `year` say who has how much of the present counts, of each past release and of the year before.
    `cost` flags amounts that would tell of one payer.
    """

    numbers: ReleaseNumbers
    raised: bool
    system: CountSystem
    cost: Flags
    past: Sequence[tuple[PastRelease, TableGroup, System]]
    last_year: Sequence[tuple[PastRelease, TableGroup, System]]
    present: OwnCounts
    then: Sequence[OwnCounts]
    year: OwnCounts | None

    @property
    def minimum(self) -> int:
        """The smallest count of people that may be shown, zero apart."""
        return int(self.numbers["minimum_cell_size"])


def house_of(
    group: TableGroup,
    system: CountSystem,
    *,
    numbers: ReleaseNumbers,
    past: Sequence[Earlier],
    last_year: Sequence[Earlier],
) -> GroupHouse:
    """Return the house, the systems of earlier releases made once."""
    minimum = int(numbers["minimum_cell_size"])
    then = [own_counts(system, held) for _, held in past]
    systems = [(*each, own.whole) for each, own in zip(past, then, strict=True)]
    return GroupHouse(
        numbers=numbers,
        raised=raised_since([(each, whole) for each, _, whole in systems], minimum=minimum),
        system=system,
        cost=tells_of_a_payer(group, system.base, numbers),
        past=systems,
        last_year=[(each, held, system.of(held)) for each, held in last_year],
        present=own_counts(system, group),
        then=then,
        year=own_counts(system, last_year[-1][1]) if last_year else None,
    )


def group_views(
    group: TableGroup, house: GroupHouse, organizations: Mapping[str, frozenset[str]]
) -> Iterator[View]:
    """Yield the outsider's view, then one for whoever handed records in, less its own people.

    Each is taken to see every table that anybody is shown, as reports are passed on. Who handed
    nothing in still knows by its lists how many of its own people are counted, and of what they
    are counted nothing: payers of what practices handed in, practices of what payers did.
    """
    for who in _whose(group, organizations):
        yield _view(who, group, house)


def people_of_both_years(
    group: TableGroup, house: GroupHouse, organizations: Mapping[str, frozenset[str]]
) -> list[Whole]:
    """Return for the outsider and for each payer how many persons are behind a cell in both years.

    What a practice knows is of its own people, of whom a line of another holds none.
    """
    several = any(table.counts != "persons" for table in group.tables)
    found = []
    for who in _whose(group, organizations):
        if who.own and who.column != "payer":
            continue
        years = [each for each in (house.present, house.year) if each is not None]
        people = [who.people(each) if several else who.left(each).values for each in years]
        found.append(people[0] + people[1])
    return found


def _whose(group: TableGroup, organizations: Mapping[str, frozenset[str]]) -> Iterator["_Who"]:
    yield _Who(name=OUTSIDER_NAME, column=group.holder, own=frozenset())
    for column in (group.holder, group.beside):
        names = sorted({name for table in group.tables for name in table.cells[column]})
        for name in names:
            yield _Who(name=f"{column} {name}", column=column, own=frozenset({name}))
        if column == "practice":
            for name, held in sorted(organizations.items()):
                if len(held & set(names)) > 1:
                    yield _Who(name=f"organization {name}", column=column, own=held)


@record
class _Who:
    """A viewer, and whose people are its own: these names in a column."""

    name: str
    column: str
    own: frozenset[str]

    def left(self, counts: OwnCounts) -> System:
        """Return the system of the counts of everyone but its own people."""
        return counts.others(self.column, self.own)

    def people(self, counts: OwnCounts) -> Whole:
        """Return how many persons each cell of that system is of."""
        return counts.people(self.column, self.own)


@record
class _Joint:
    """The present cells of everyone else with those of earlier releases, and what to protect.

    `before` are the earlier releases with all their counts and those of everyone else; `size` is
    that of the present; `year` are the counts of the year before, from `start` on.
    """

    cells: System
    sensitive: Sensitive
    before: Sequence[tuple[PastRelease, System, System]]
    size: int
    year: tuple[System, System] | None
    start: int


def _view(who: _Who, group: TableGroup, house: GroupHouse) -> View:
    joint = _joint(who, group, house)
    cells, sensitive = joint.cells, joint.sensitive
    if who.own and who.column == group.beside:
        # Of those who were met it knows none of its own, but what is told of them adds up to all.
        sensitive = only(sensitive, group.persons(cells.keys))
    else:
        cells = with_limits(cells, *_statements(group, house, joint))
    lines = cells.keys[who.column].is_in(sorted(who.own)) if who.own else None
    own = None if lines is None else np.asarray(lines.to_numpy(), dtype=np.bool_)
    view = View(name=who.name, cells=cells, sensitive=sensitive, own=own)
    return conceded(view) if house.raised else view


def _joint(who: _Who, group: TableGroup, house: GroupHouse) -> _Joint:
    minimum = house.minimum
    cells = who.left(house.present)
    several = any(table.counts != "persons" for table in group.tables)
    small = _small_now(who, group, house, cells, several=several)
    before = [
        (each, whole, who.left(own))
        for (each, _, whole), own in zip(house.past, house.then, strict=True)
    ]
    past = [past_of(each, whole, mine) for each, whole, mine in before]
    wide, sensitive = with_past(cells, small, past, minimum=minimum)
    if several and before:
        behind = [who.people(each) for each in [*house.then, house.present]]
        few = few_people(wide.values, people_in_changes(wide, behind), minimum=minimum)
        sensitive = together([sensitive, few])
    start, year = wide.size, None
    if house.year is not None:
        year = house.year.whole, who.left(house.year)
        told = [told_of(each, whole) for each, _, whole in house.last_year]
        people = who.people(house.year)
        wide, sensitive = with_year_before(
            wide, sensitive, year[1], told, people=people, minimum=minimum
        )
    return _Joint(
        cells=wide, sensitive=sensitive, before=before, size=cells.size, year=year, start=start
    )


def _small_now(
    who: _Who, group: TableGroup, house: GroupHouse, cells: System, *, several: bool
) -> Sensitive:
    """Return what is sensitive of the present counts of everyone else."""
    small = [small_count(cells.values, minimum=house.minimum)]
    if several:
        people = who.people(house.present)
        small.append(few_people(cells.values, people, minimum=house.minimum))
    if house.cost.any():
        small.append(in_doubt(house.cost, cells, house.numbers))
    if not who.own:
        small.append(hidden_parts(group, cells, minimum=house.minimum))
    return together(small)


def _statements(group: TableGroup, house: GroupHouse, joint: _Joint) -> Iterator[Limits]:
    """Yield what earlier releases told besides counts: bands, and figures of two years."""
    width, start, year = joint.cells.size, joint.start, joint.year
    for number, (each, whole, mine) in enumerate(joint.before, 1):
        first = joint.size * number
        yield bands_before(group, each, whole, mine, width=width, start=first)
        last_year = [(start, *year)] if year else []
        yield pooled_before(group, each, [(first, whole, mine), *last_year], width=width)
    if year is not None:
        last = house.last_year[-1][0]
        yield bands_before(group, last, *year, width=width, start=start)
