"""The practices as comparators know them: what is told of each, and nothing else.

A practice of which a band is told stands with the count that is expected of it: within the band,
as likely as the spread of all the told rates makes it. So neither the middle of a wide band nor
its end is taken for a rate. One of which two years are told stands with both.
"""

from collections.abc import Sequence

from hub.publication.count_roles import COUNTED, EVENTS, EXPOSURE, MET, PERSONS
from hub.publication.count_tables import CountTable
from hub.publication.protection import ProtectedGroup
from hub.publication.rate_lines import PLACE
from hub.publication.report.sight import Cells, places_by
from hub.publication.statistics.beta_binomial import NoSpread, Prior, expected_count, fitted_between
from policies.disclosure_control.rates import numerators
from schemas.cell import UNKNOWN
from schemas.record import record

# A practice with fewer persons is no peer: its rate would be a person's.
LEAST_PERSONS = 20


@record
class Peer:
    """A practice: its persons, and between which counts of `total` lies what happened, as told.

    `between` is None where nothing is told.
    """

    persons: int
    between: tuple[int, int] | None
    total: int


def told_peers(protected: ProtectedGroup, table: CountTable, cells: Cells) -> list[Peer]:
    """Return the practices of a table that are peers."""
    names = protected.group.names[table.key]
    whole = names[PERSONS if table.events else COUNTED]
    total = names.get(EXPOSURE) or whole
    found = []
    for practice, place in places_by(cells, PLACE[0]):
        held = cells[place]
        happened, known = held[names[EVENTS if table.events else MET]]
        persons, whole_told = held[whole]
        if practice == UNKNOWN or persons < LEAST_PERSONS:
            continue
        band = protected.bands.get((table.key, place))
        longer = protected.pooled.get((table.key, place))
        whole_years = longer.total if longer is not None and not known else None
        # Of a rate of which it is not told of how many, nothing can be weighed.
        if longer and whole_years and (band is None or isinstance(longer.told, int)):
            found.append(Peer(persons=persons, between=longer.ends, total=whole_years))
            continue
        between = (happened, happened) if known else None
        if not known and band is not None:
            between = numerators(band, persons)
        told = whole_told and held[total][1]
        found.append(Peer(persons=persons, between=between if told else None, total=held[total][0]))
    return found


def told_apart(peers: Sequence[Peer], region: float | None) -> bool:
    """Tell whether half of what is told says more than that a practice may be like the region."""
    ranges = [(each.between, each.total) for each in peers if each.between is not None]
    saying = [
        first == last or (region is not None and not first <= region * total <= last)
        for (first, last), total in ranges
    ]
    return 2 * sum(saying) >= len(saying)


def spread_of(peers: Sequence[Peer], region: float | None, *, design: float) -> Prior | None:
    """Return how the true rates of practices are spread, from what is told; None without spread.

    `design` is the design effect of episodes, else 1.
    """
    told = [(each.between, each.total) for each in peers if each.between is not None]
    counts = all(first == last for (first, last), _ in told)
    try:
        mean = None if counts or not region else region
        return fitted_between(told, mean=mean, design=design)
    except NoSpread:
        return None


def placed(
    peers: Sequence[Peer], prior: Prior | None, region: float | None, *, design: float
) -> list[tuple[int, int]]:
    """Return (happened, total) of each practice of which anything is told.

    Without a prior, as for events, a band that holds the region's rate stands at it, another at
    its middle.
    """
    return [
        (_placed(each.between, each.total, prior, region, design), each.total)
        for each in peers
        if each.between is not None
    ]


def _placed(
    between: tuple[int, int], total: int, prior: Prior | None, region: float | None, design: float
) -> int:
    first, last = between
    if first == last:
        return first
    if prior is not None:
        return round(expected_count(between, total, prior, design=design))
    if region is not None and first <= region * total <= last:
        return round(region * total)
    return round((first + last) / 2)
