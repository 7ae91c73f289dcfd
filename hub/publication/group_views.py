"""The views of a group of tables: the outsider's, and those of whoever handed records in."""

from collections.abc import Iterator, Mapping, Sequence

from hub.publication.cost_rules import in_doubt, tells_of_a_payer
from hub.publication.count_system import CountSystem
from hub.publication.hidden_parts import hidden_parts
from hub.publication.past_tables import PastRelease, past_of, told_of
from hub.publication.people_behind import people_behind, people_in_changes
from hub.publication.raised_threshold import conceded, raised_since
from hub.publication.rate_lines import bands_before, pooled_before
from hub.publication.table_group import TableGroup
from policies.agreement.release_rules import ReleaseNumbers
from policies.disclosure_control.arrays import Flags
from policies.disclosure_control.primary.few_people import few_people
from policies.disclosure_control.primary.small_count import small_count
from policies.disclosure_control.sensitive import together
from policies.disclosure_control.system import System, with_limits
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
    hold releases with their counts of the group and the system of these; `cost` flags amounts that
    would tell of one payer.
    """

    numbers: ReleaseNumbers
    raised: bool
    system: CountSystem
    cost: Flags
    past: Sequence[tuple[PastRelease, TableGroup, System]]
    last_year: Sequence[tuple[PastRelease, TableGroup, System]]

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
    systems = [(each, held, system.of(held)) for each, held in past]
    return GroupHouse(
        numbers=numbers,
        raised=raised_since([(each, whole) for each, _, whole in systems], minimum=minimum),
        system=system,
        cost=tells_of_a_payer(group, system.base, numbers),
        past=systems,
        last_year=[(each, held, system.of(held)) for each, held in last_year],
    )


def group_views(
    group: TableGroup, house: GroupHouse, organizations: Mapping[str, frozenset[str]]
) -> Iterator[View]:
    """Yield the outsider's view, then one for whoever handed records in, less its own people.

    Each is taken to see every table that anybody is shown, as reports are passed on. Who sees less
    and handed nothing in learns less than the outsider.
    """
    holders = sorted({name for table in group.tables for name in table.cells[group.holder]})
    yield _view(OUTSIDER_NAME, group, frozenset(), house)
    for name in holders:
        yield _view(f"{group.holder} {name}", group, frozenset({name}), house)
    if group.holder == "practice":
        for name, held in sorted(organizations.items()):
            if len(held & set(holders)) > 1:
                yield _view(f"organization {name}", group, held, house)


def _view(name: str, group: TableGroup, own: frozenset[str], house: GroupHouse) -> View:
    minimum = house.minimum
    others = group.without(own)
    cells = house.system.of(others)
    small = [small_count(cells.values, minimum=minimum)]
    several = any(table.counts != "persons" for table in group.tables)
    if several:
        small.append(few_people(cells.values, people_behind(others, cells), minimum=minimum))
    if house.cost.any():
        small.append(in_doubt(house.cost, cells, house.numbers))
    if not own:
        small.append(hidden_parts(group, cells, minimum=minimum))
    before = [
        (each, whole, house.system.of(held.without(own)) if own else whole)
        for each, held, whole in house.past
    ]
    past = [past_of(each, whole, mine) for each, whole, mine in before]
    wide, sensitive = with_past(cells, together(small), past, minimum=minimum)
    if several and before:
        then = [
            (held.without(own), mine)
            for (_, held, _), (*_, mine) in zip(house.past, before, strict=True)
        ]
        people = [people_behind(*each) for each in [*then, (others, cells)]]
        few = few_people(wide.values, people_in_changes(wide, people), minimum=minimum)
        sensitive = together([sensitive, few])
    start = wide.size
    year = _last_year(house, own)
    if year is not None:
        told = [told_of(each, whole) for each, _, whole in house.last_year]
        wide, sensitive = with_year_before(wide, sensitive, year[1], told, minimum=minimum)
    limits = [
        limit
        for number, (each, whole, mine) in enumerate(before, 1)
        for limit in (
            bands_before(group, each, whole, mine, width=wide.size, start=cells.size * number),
            pooled_before(
                group,
                each,
                [(cells.size * number, whole, mine), *([(start, *year)] if year else [])],
                width=wide.size,
            ),
        )
    ]
    if year is not None:
        last = house.last_year[-1][0]
        limits.append(bands_before(group, last, *year, width=wide.size, start=start))
    view = View(name=name, cells=with_limits(wide, *limits), sensitive=sensitive)
    return conceded(view) if house.raised else view


def _last_year(house: GroupHouse, own: frozenset[str]) -> tuple[System, System] | None:
    """Return all counts of the year before, and those of everyone but a viewer's own people."""
    if not house.last_year:
        return None
    _, held, whole = house.last_year[-1]
    return whole, house.system.of(held.without(own)) if own else whole
