"""What a practice compares itself with: the region's rate, the peers' deciles, the benchmark.

All of it is worked out from what is told: a practice's published counts, else what is expected of
it within the band that its rate is told as. So nothing can be read off a decile that is not told
anyway, and a practice of which nothing is told stands in none.
"""

from dataclasses import replace

from hub.publication.count_tables import CountTable
from hub.publication.protection import ProtectedGroup
from hub.publication.rate_lines import at
from hub.publication.report.line import Line, Spoken, line_of
from hub.publication.report.sight import Cells
from hub.publication.report.told_peers import Peer, placed, spread_of, told_apart, told_peers
from hub.publication.statistics.achievable_benchmark import achievable_benchmark
from hub.publication.statistics.beta_binomial import Prior
from hub.publication.statistics.overdispersion import Dispersion, of_rates, of_ratios
from hub.publication.statistics.percentiles import deciles
from hub.publication.statistics.statement import Compared
from policies.agreement.release_rules import ReleaseNumbers
from schemas.record import record

LEAST_PEERS = 10


@record
class Comparators:
    """The region's line, and over the practices: deciles, benchmark, spread, how many they are.

    `prior` is how their true rates are spread, `dispersion` by how much more than chance they
    differ. `practices` are those with enough persons, `told` those of them whose rate is told.
    """

    region: Line | None
    deciles: tuple[float, ...]
    benchmark: float | None
    prior: Prior | None
    dispersion: Dispersion | None
    practices: int
    told: int


def comparators(
    protected: ProtectedGroup, table: CountTable, cells: Cells, numbers: ReleaseNumbers
) -> Comparators:
    """Return the comparators of a table; contributor rules may empty all of them.

    The contributors are the practices: at least so many, and none with too large a share.
    """
    peers = told_peers(protected, table, cells)
    minimum = int(numbers["minimum_contributors"])
    share = numbers["largest_contributor_share"]
    enough = len(peers) >= minimum and _nobody_too_large(peers, share)
    number = sum(each.between is not None for each in peers)
    region = region_line(protected, table, cells) if enough else None
    rate = region.rate if region else None
    many = enough and number >= LEAST_PEERS and told_apart(peers, rate)
    found = Comparators(
        region=region,
        deciles=(),
        benchmark=None,
        prior=None,
        dispersion=None,
        practices=len(peers),
        told=number,
    )
    return (
        _of_many(found, peers, table, share=max(share, 1 / minimum), minimum=minimum)
        if many
        else found
    )


def _of_many(
    found: Comparators, peers: list[Peer], table: CountTable, *, share: float, minimum: int
) -> Comparators:
    """Add what needs many practices whose rates are told."""
    direction = table.measure.direction
    region = found.region.rate if found.region else None
    prior = None if table.events else spread_of(peers, region, design=table.design)
    told = placed(peers, prior, region, design=table.design)
    if not any(met for met, _ in told):
        # Where it happened to nobody there is nothing to compare.
        return found
    benchmark = achievable_benchmark(
        told, increase=direction == "increase", minimum_contributors=minimum, largest_share=share
    )
    # A rate of 1 in 1,000 is told as such, one in a hundred as a per cent.
    digits = 4 if table.events or table.measure.rate(table.rate).per > 1 else 2
    # Of what is neither good nor bad nothing is to be achieved, nor is a rate of nought.
    nought = direction == "increase" and benchmark is not None and round(benchmark, digits) == 0
    reached = None if nought or direction == "none" else benchmark
    return replace(
        found,
        deciles=tuple(
            round(rate, digits) for rate in deciles([met / total for met, total in told])
        ),
        benchmark=round(reached, digits) if reached is not None else None,
        prior=prior,
        dispersion=_dispersion(told, events=table.events, design=table.design),
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
        basis=table.noun,
        band=bands.get((table.key, at())),
        amounts=table.counts == "amounts",
    )
    alone = Compared(region=None, direction=table.measure.direction, prior=None)
    return line_of(counts, spoken, alone)


def _dispersion(told: list[tuple[int, int]], *, events: bool, design: float) -> Dispersion | None:
    happened, whole = (sum(counts) for counts in zip(*told, strict=True))
    if happened == 0 or (not events and happened == whole):
        return None
    if events:
        return of_ratios([(met, total * happened / whole) for met, total in told])
    return of_rates([(met / design, total / design) for met, total in told])


def _nobody_too_large(peers: list[Peer], share: float) -> bool:
    everybody = sum(peer.persons for peer in peers)
    return max(peer.persons for peer in peers) <= share * everybody
