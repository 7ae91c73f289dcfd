"""The tables of a release under disclosure control: which cells may be shown, and the audit."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from hub.publication.count_system import categories_of, count_system
from hub.publication.group_views import group_views, house_of, people_of_both_years
from hub.publication.past_tables import PastRelease
from hub.publication.pooled_years import comparable, tell_pooled
from hub.publication.raised_threshold import never_told_again
from hub.publication.rate_lines import Place, rate_lines
from hub.publication.statistics.two_years import TwoYears
from hub.publication.table_group import TableGroup
from policies.agreement.release_rules import ReleaseNumbers
from policies.disclosure_control.entitlement import Entitlement, shown_tables
from policies.disclosure_control.primary.small_count import RULE
from policies.disclosure_control.rates import Band
from policies.disclosure_control.system import System
from policies.disclosure_control.tell import tell
from policies.disclosure_control.views import Protected, protect_views
from policies.parameter import parameter
from schemas.record import record

# Of a table of practices by payer more than this share of small counts is too many to show it.
MOST_HIDDEN = 1 / 3
FINE = frozenset({"practice", "payer"})


@record
class Terms:
    """What the protection of a release goes by: numbers, who is shown what, who belongs together.

    `organizations` holds the practices of each organisation.
    """

    numbers: ReleaseNumbers
    agreed: Entitlement
    organizations: Mapping[str, frozenset[str]]

    @property
    def on(self) -> date:
        """The day of the release."""
        return self.numbers.on

    @property
    def minimum(self) -> int:
        """The smallest count of people that may be shown, zero apart."""
        return int(self.numbers["minimum_cell_size"])


@record
class ProtectedGroup:
    """A group of tables under protection.

    `cells` is the present system; it is the first part of every audited one, of which `protected`
    has the pattern. `bands` holds, by the key of a table and the place, the band that a hidden
    rate is told as, `pooled` what is told of the patients of two years.
    """

    group: TableGroup
    cells: System
    protected: Protected
    bands: Mapping[tuple[str, Place], Band]
    pooled: Mapping[tuple[str, Place], TwoYears]


def protected(
    group: TableGroup,
    terms: Terms,
    *,
    past: Sequence[PastRelease] = (),
    year_before: Sequence[PastRelease] = (),
) -> ProtectedGroup:
    """Protect one group, together with what earlier releases told of the same cells.

    With the releases of the year before, figures of both years are told of lines of practices
    whose own year may not be told. Leaking or Unsolved where a group cannot be protected: then
    nothing is released.
    """
    mine = [each for each in past if each.holds(group)]
    earlier = [each.like(group) for each in mine]
    shown = shown_tables(terms.agreed, holder=group.holder)
    if FINE in shown and not any(each.told(FINE) for each in mine):
        shown -= {FINE} if _too_fine(group, minimum=terms.minimum) else set()
    last_year = comparable(group, year_before)
    also = categories_of([group, *earlier, *(held for _, held in last_year)])
    house = house_of(
        group,
        count_system(group, shown=shown, also=also),
        numbers=terms.numbers,
        past=list(zip(mine, earlier, strict=True)),
        last_year=last_year,
    )
    cells = house.system.base
    views = list(group_views(group, house, terms.organizations))
    rules = ((RULE, f"{terms.minimum} on {terms.on}"),)
    found = protect_views(views, rules=rules)
    if house.raised:
        left = never_told_again(found.pattern, cells, minimum=terms.minimum)
        found = replace(found, pattern=left)
    lines = rate_lines(group, cells)
    widest = int(parameter("widest_rate_step", on=terms.on))
    pooled: Mapping[tuple[str, Place], TwoYears] = {}
    if last_year:
        people = people_of_both_years(group, house, terms.organizations)
        pooled, found = tell_pooled(found, lines, house, cells, people=people, widest=widest)
    # A practice's line for one payer is told as a count or not at all: bands there are wide.
    bands, told = tell(
        found,
        [line for _, line in lines],
        minimum=terms.minimum,
        widest=widest,
        spare=[number for number, (name, _) in enumerate(lines) if name in pooled],
    )
    said = {lines[number][0]: band for number, band in bands.items()}
    return ProtectedGroup(group=group, cells=cells, protected=told, bands=said, pooled=pooled)


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
