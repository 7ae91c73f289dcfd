"""The tables of a release under disclosure control: which cells may be shown, and the audit."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import polars as pl

from hub.publication.count_system import categories_of, count_system
from hub.publication.hidden_parts import hidden_parts
from hub.publication.past_tables import PastRelease, past_of
from hub.publication.rate_lines import Place, bands_before, rate_lines
from hub.publication.table_group import TableGroup
from policies.disclosure_control.entitlement import Entitlement, shown_tables
from policies.disclosure_control.primary.small_count import RULE, small_count
from policies.disclosure_control.rates import Band
from policies.disclosure_control.sensitive import together
from policies.disclosure_control.system import System, with_limits
from policies.disclosure_control.tell import tell
from policies.disclosure_control.viewer import OUTSIDER_NAME
from policies.disclosure_control.views import Protected, View, protect_views
from policies.disclosure_control.windows import with_past
from policies.parameter import parameter
from schemas.record import record

# Of a table of practices by payer more than this share of small counts is too many to show it.
MOST_HIDDEN = 1 / 3
FINE = frozenset({"practice", "payer"})


@record
class Terms:
    """What the protection of a release goes by: the day, who is shown what, who belongs together.

    `organizations` holds the practices of each organisation.
    """

    on: date
    agreed: Entitlement
    organizations: Mapping[str, frozenset[str]]

    @property
    def minimum(self) -> int:
        """The smallest count of people that may be shown, zero apart."""
        return int(parameter("minimum_cell_size", on=self.on))


@record
class ProtectedGroup:
    """A group of tables under protection.

    `cells` is the present system; it is the first part of every audited one, of which `protected`
    has the pattern. `bands` holds, by the key of a table and the place, the band that a hidden
    rate is told as.
    """

    group: TableGroup
    cells: System
    protected: Protected
    bands: Mapping[tuple[str, Place], Band]


def protected(
    group: TableGroup, terms: Terms, *, past: Sequence[PastRelease] = ()
) -> ProtectedGroup:
    """Protect one group, together with what earlier releases told of the same cells.

    Leaking or Unsolved where that cannot be done: then nothing is released.
    """
    mine = [each for each in past if each.holds(group)]
    earlier = [each.like(group) for each in mine]
    shown = shown_tables(terms.agreed, holder=group.holder)
    if FINE in shown and not any(each.told(FINE) for each in mine):
        shown -= {FINE} if _too_fine(group, minimum=terms.minimum) else set()
    house = _House(
        terms=terms,
        shown=shown,
        also=categories_of([group, *earlier]),
        past=list(zip(mine, earlier, strict=True)),
    )
    cells = count_system(group, shown=house.shown, also=house.also)
    views = list(_views(group, house))
    rules = ((RULE, f"{terms.minimum} on {terms.on}"),)
    found = protect_views(views, rules=rules)
    lines = rate_lines(group, cells)
    # A practice's line for one payer is told as a count or not at all: bands there are wide.
    bands, told = tell(
        found,
        [line for _, line in lines],
        minimum=terms.minimum,
        widest=int(parameter("widest_rate_step", on=terms.on)),
    )
    return ProtectedGroup(
        group=group,
        cells=cells,
        protected=told,
        bands={lines[number][0]: band for number, band in bands.items()},
    )


@record
class _House:
    """What all views of a group are made by."""

    terms: Terms
    shown: set[frozenset[str]]
    also: Mapping[str, set[str]]
    past: Sequence[tuple[PastRelease, TableGroup]]

    def system(self, group: TableGroup, counts: str = "value") -> System:
        """Return the system of some counts."""
        return count_system(group, shown=self.shown, also=self.also, counts=counts)


def _views(group: TableGroup, house: _House) -> Iterator[View]:
    """Yield the outsider's view, then one for whoever handed records in, less its own people.

    Each is taken to see every table that anybody is shown, as reports are passed on. Who sees less
    and handed nothing in learns less than the outsider.
    """
    holders = sorted({name for table in group.tables for name in table.cells[group.holder]})
    yield _view(OUTSIDER_NAME, group, frozenset(), house)
    for name in holders:
        yield _view(f"{group.holder} {name}", group, frozenset({name}), house)
    if group.holder == "practice":
        for name, held in sorted(house.terms.organizations.items()):
            if len(held & set(holders)) > 1:
                yield _view(f"organization {name}", group, held, house)


def _view(name: str, group: TableGroup, own: frozenset[str], house: _House) -> View:
    minimum = house.terms.minimum
    others = group.without(own)
    cells = house.system(others)
    small = [small_count(cells.values, minimum=minimum)]
    if any(table.events for table in group.tables):
        # Events are as sensitive as the persons whom they happened to.
        people = house.system(others, "people")
        small.append(small_count(people.values, minimum=minimum))
    if not own:
        small.append(hidden_parts(group, cells, minimum=minimum))
    before = [
        (each, house.system(held), house.system(held.without(own))) for each, held in house.past
    ]
    past = [past_of(each, whole, mine) for each, whole, mine in before]
    wide, sensitive = with_past(cells, together(small), past, minimum=minimum)
    told = [
        bands_before(group, each, whole, mine, width=wide.size, start=cells.size * number)
        for number, (each, whole, mine) in enumerate(before, 1)
    ]
    return View(name=name, cells=with_limits(wide, *told), sensitive=sensitive)


def _too_fine(group: TableGroup, *, minimum: int) -> bool:
    """Tell whether so much of the table by practice and payer is small that it is not shown.

    To hide most of a table takes much of the coarser ones with it.
    """
    counted = pl.concat(
        [
            table.cells.group_by("practice", "payer", "counted").agg(pl.col("people").sum())
            for table in group.tables
        ]
    )
    return counted.filter(pl.col("people") < minimum).height > counted.height * MOST_HIDDEN
