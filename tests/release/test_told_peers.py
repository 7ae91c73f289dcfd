"""What is told of practices makes their comparators: counts, ranges, and where they say too little."""

import polars as pl
import pytest

from hub.publication.protection import protected
from hub.publication.rate_lines import at
from hub.publication.report.comparators import comparators
from hub.publication.report.measure import Told, measure_document
from hub.publication.report.sight import Sight, cells_of
from hub.publication.report.told_peers import Peer, placed, spread_of, told_apart, told_peers
from hub.publication.statistics.beta_binomial import Prior
from policies.disclosure_control.entitlement import default_entitlement
from tests.builders import counted

EVEN = Prior(a=1.0, b=1.0)


def peer(first, last=None, total=100):
    return Peer(persons=total, between=(first, first if last is None else last), total=total)


UNTOLD = Peer(persons=100, between=None, total=100)
# Beside a region of four in a hundred.
APART = {
    "all counts": ([peer(3), peer(5)], True),
    "half counts": ([peer(3), peer(0, 9)], True),
    "fewer": ([peer(3), peer(0, 9), peer(0, 9)], False),
    "ranges on one side of the region": ([peer(10, 19), peer(0, 9)], True),
    "a range that ends at the region": ([peer(0, 4), peer(0, 9)], False),
    "a range that ends before it": ([peer(0, 3), peer(0, 9)], True),
    "what is not told says nothing": ([peer(3), peer(0, 9), UNTOLD, UNTOLD], True),
}


@pytest.mark.parametrize(("peers", "apart"), APART.values(), ids=APART)
def test_half_of_what_is_told_says_more_than_perhaps_like_the_region(peers, apart):
    assert told_apart(peers, 0.04) is apart


def test_without_a_rate_of_the_region_counts_alone_tell_practices_apart():
    assert not told_apart([peer(10, 19)], None)
    assert told_apart([peer(10)], None)


PLACED = {
    "a count is itself": (peer(7), EVEN, 0.04, 7),
    "a range is what is expected in it": (peer(10, 20), EVEN, 0.04, 15),
    "a range of events that holds the region": (peer(0, 19), None, 0.04, 4),
    "a range of events that ends at it": (peer(4, 19), None, 0.04, 4),
    "a range of events beyond it stands at its middle": (peer(5, 19), None, 0.04, 12),
    "and without the region's rate": (peer(0, 19), None, None, 10),
}


@pytest.mark.parametrize(("one", "prior", "region", "happened"), PLACED.values(), ids=PLACED)
def test_a_practice_stands_with_what_is_told_of_it(one, prior, region, happened):
    assert placed([one, UNTOLD], prior, region, design=1.0) == [(happened, 100)]


def test_ranges_alone_take_their_mean_from_the_region():
    peers = [peer(0, 9), peer(0, 9), peer(10, 19), peer(0, 9)]

    assert spread_of(peers, 0.04, design=1.0).mean == pytest.approx(0.04)
    assert spread_of([peer(3), peer(30)], 0.04, design=1.0).mean == pytest.approx(0.165, abs=0.01)
    assert spread_of([peer(0), peer(0)], 0.0, design=1.0) is None


REGIONS = {
    "screened": ("CMS2", 0.3, (True, True)),
    "nobody was": ("CMS2", 0.0, (False, False)),
    "neither more nor less is good": ("HUB-OUTSIDE", 0.3, (True, False)),
}


@pytest.mark.parametrize(("measure", "rate", "told"), REGIONS.values(), ids=REGIONS)
def test_a_benchmark_is_told_where_something_is_to_be_reached(measure, rate, told):
    placing = counted.places(900, practices=10, payers=2, spread=0.1)
    said = counted.met(900, rate=rate, excluded=0.0)
    group = counted.group({measure: said}, placing)
    safe = protected(group, counted.TERMS)
    found = comparators(safe, group.tables[0], cells_of(safe), counted.TERMS.numbers)

    assert (bool(found.deciles), found.benchmark is not None) == told


def uneven(sizes):
    """A region of practices of these sizes, half of whose persons are met."""
    practices = [f"practice-{n:02d}" for n, size in enumerate(sizes) for _ in range(size)]
    placed = counted.places(len(practices), practices=1, payers=1).with_columns(
        pl.Series("practice", practices),
        *(pl.lit(value).alias(n) for n, value in counted.ALIKE.items()),
    )
    said = placed.select(
        "person", met=pl.int_range(pl.len()) % 2 == 0, excluded=pl.lit(value=False)
    )
    safe = protected(counted.group({"CMS2": said}, placed), counted.TERMS)
    table, cells = safe.group.tables[0], cells_of(safe)
    return Told(
        protected=safe,
        table=table,
        cells=cells,
        comparators=comparators(safe, table, cells, counted.TERMS.numbers),
    )


# Whether the region is told, and deciles.
SIZES = {
    "four practices": ([40] * 4, (False, False)),
    "five": ([40] * 5, (True, False)),
    "one has a quarter": ([48, 36, 36, 36, 36], (True, False)),
    "one has more than a quarter": ([50, 36, 36, 36, 36], (False, False)),
    "nine": ([40] * 9, (True, False)),
    "ten": ([40] * 10, (True, True)),
}


@pytest.mark.parametrize(("sizes", "told"), SIZES.values(), ids=SIZES)
def test_comparators_need_enough_practices_and_none_too_large(sizes, told):
    found = uneven(sizes)
    everybody = Sight(agreed=default_entitlement(), audience="coordinator", names=frozenset())
    document = measure_document(found, everybody, {})

    assert (found.comparators.region is not None, bool(found.comparators.deciles)) == told
    assert bool(document["region_by"]) is told[0]


def test_a_practice_of_whose_line_nothing_is_told_stands_nowhere():
    # Of 22 patients 8 are met, at two practices: of so few no band says enough.
    practices = [
        f"practice-{n:02d}" for n, size in enumerate([22] * 2 + [60] * 4) for _ in range(size)
    ]
    placed = counted.places(len(practices), practices=1, payers=1).with_columns(
        pl.Series("practice", practices),
        *(pl.lit(value).alias(n) for n, value in counted.ALIKE.items()),
    )
    met = [n % 22 < 8 if n < 44 else n % 2 == 0 for n in range(len(practices))]
    said = placed.select("person", met=pl.Series(met), excluded=pl.lit(value=False))
    safe = protected(counted.group({"CMS2": said}, placed), counted.TERMS)
    table, cells = safe.group.tables[0], cells_of(safe)
    line = cells[at(practice="practice-00")]

    assert line["CMS2/1 counted"] == (22, True)
    assert line["CMS2/1 met"] == (8, False)
    assert told_peers(safe, table, cells)[0].between is None
