"""What a practice compares itself with: the region's rate, the peers' deciles, the benchmark.

All of it is worked out from what is told: a practice's published counts, else the middle of the
band that its rate is told as. So nothing can be read off a decile that is not told anyway, and a
practice of which nothing is told stands in none.
"""

from datetime import date

from hub.publication.count_roles import COUNTED, EVENTS, EXPOSURE, MET, PERSONS
from hub.publication.count_tables import CountTable
from hub.publication.protection import ProtectedGroup
from hub.publication.rate_lines import PLACE, at
from hub.publication.report.line import Line, Spoken, line_of
from hub.publication.report.sight import Cells, places_by
from hub.publication.statistics.achievable_benchmark import achievable_benchmark
from hub.publication.statistics.beta_binomial import NoSpread, Prior, fitted
from hub.publication.statistics.percentiles import deciles
from hub.publication.statistics.statement import Compared
from policies.parameter import parameter
from schemas.cell import UNKNOWN
from schemas.record import record

# A practice with fewer persons is no peer: its rate would be a person's.
LEAST_PERSONS = 20
LEAST_PEERS = 10


@record
class Comparators:
    """The region's line, and over the practices: deciles, benchmark, spread, how many they are.

    `practices` are those with enough persons, `told` those of them whose rate is told.
    """

    region: Line | None
    deciles: tuple[float, ...]
    benchmark: float | None
    prior: Prior | None
    practices: int
    told: int


@record
class _Peer:
    """A practice: what happened to how many, as told; None where nothing is."""

    persons: int
    happened: float | None
    total: int


def comparators(
    protected: ProtectedGroup, table: CountTable, cells: Cells, *, on: date
) -> Comparators:
    """Return the comparators of a table; contributor rules may empty all of them.

    The contributors are the practices: at least so many, and none with too large a share.
    """
    peers = _peers(protected, table, cells)
    minimum = int(parameter("minimum_contributors", on=on))
    share = parameter("largest_contributor_share", on=on)
    enough = len(peers) >= minimum and _nobody_too_large(peers, share)
    told = [(round(peer.happened), peer.total) for peer in peers if peer.happened is not None]
    # A rate of 1 in 1,000 is told as such, one in a hundred as a per cent.
    digits = 4 if table.events or table.measure.rate(table.rate).per > 1 else 2
    many = enough and len(told) >= LEAST_PEERS
    benchmark = achievable_benchmark(
        told,
        increase=table.measure.direction == "increase",
        minimum_contributors=minimum,
        largest_share=max(share, 1 / minimum),
    )
    rates = deciles([met / total for met, total in told])
    return Comparators(
        region=region_line(protected, table, cells) if enough else None,
        deciles=tuple(round(rate, digits) for rate in rates) if many else (),
        benchmark=round(benchmark, digits) if benchmark is not None and many else None,
        prior=_prior(told) if many and not table.events else None,
        practices=len(peers),
        told=len(told),
    )


def region_line(protected: ProtectedGroup, table: CountTable, cells: Cells) -> Line | None:
    """Return the line of everybody in the region, as everybody is told it."""
    names, bands = protected.group.names[table.key], protected.bands
    held = cells.get(at(), {})
    counts = {
        role: held[name][0] if held[name][1] else None
        for role, name in names.items()
        if name in held
    }
    spoken = Spoken(
        events=table.events,
        per=table.measure.rate(table.rate).per,
        basis=table.measure.basis,
        band=bands.get((table.key, at())),
        amounts=table.counts == "amounts",
    )
    alone = Compared(region=None, direction=table.measure.direction, prior=None)
    return line_of(counts, spoken, alone)


def _peers(protected: ProtectedGroup, table: CountTable, cells: Cells) -> list[_Peer]:
    names = protected.group.names[table.key]
    found = []
    for practice, place in places_by(cells, PLACE[0]):
        held = cells[place]
        total = names.get(EXPOSURE) or names[PERSONS if table.events else COUNTED]
        happened, known = held[names[EVENTS if table.events else MET]]
        persons, whole_told = held[names[PERSONS if table.events else COUNTED]]
        if practice == UNKNOWN or persons < LEAST_PERSONS:
            continue
        band = protected.bands.get((table.key, place))
        said: float | None = happened if known else None
        if not known and band is not None:
            said = (band.low + band.high) / 200 * persons
        found.append(
            _Peer(
                persons=persons,
                happened=said if whole_told and held[total][1] else None,
                total=held[total][0],
            )
        )
    return found


def _prior(told: list[tuple[int, int]]) -> Prior | None:
    try:
        return fitted(told)
    except NoSpread:
        return None


def _nobody_too_large(peers: list[_Peer], share: float) -> bool:
    everybody = sum(peer.persons for peer in peers)
    return max(peer.persons for peer in peers) <= share * everybody
