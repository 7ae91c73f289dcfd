"""How many records were withheld: few people cannot be worked out, then or now."""

import json
import zlib

import numpy as np
import polars as pl
import pytest
from scipy.optimize import linprog

from hub.publication.eligible_rows import WITHHELD_ROWS
from hub.publication.past_tables import NotComparable, read, written
from hub.publication.told_at_home import AT_HOME
from hub.publication.told_release import told_by
from hub.publication.withheld import KEYS, withheld_by_audience

READS = {"A": frozenset({"claim"}), "B": frozenset({"claim", "encounter"})}


def rule(name: str) -> dict[str, str]:
    return {key: f"{name} {key}" for key in KEYS}


def withheld(rows) -> pl.DataFrame:
    """What was withheld: contributor, rule, record table, records and the persons they are of."""
    return pl.DataFrame(
        [
            {"contributor": who, "table": table, **rule(why), "rows": number, "people": people}
            for who, why, table, number, people in rows
        ],
        schema=WITHHELD_ROWS,
    )


def told(found) -> dict[str, int | None]:
    """What the region is told, by rule and by measure."""
    by_rule = {row["rule"].split(" ")[0]: row["records"] for row in found.by_rule[""]}
    return by_rule | dict(found.by_measure[""])


def records(*numbers: int) -> pl.DataFrame:
    """Records of claims withheld for a revocation, of as many persons, by contributor."""
    rows = [(f"payer-{at}", "revoked", "claim", n, n) for at, n in enumerate(numbers)]
    others = [(f"payer-{at}", "opted", "claim", 50, 50) for at in range(len(numbers))]
    return withheld([*rows, *others, ("practice", "opted", "encounter", 60, 60)])


def of_region(now, *past):
    return withheld_by_audience(now, READS, minimum=11, past=[each.then for each in past])


def test_records_of_few_persons_are_no_more_told_than_few_records():
    enough = of_region(withheld([("payer-1", "revoked", "claim", 30, 30), ("payer-2", "revoked", "claim", 30, 30)]))  # fmt: skip
    one = of_region(withheld([("payer-1", "revoked", "claim", 30, 1), ("payer-2", "revoked", "claim", 30, 1)]))  # fmt: skip

    assert told(enough)["revoked"] == 60
    assert told(one)["revoked"] is None


PARTS = {"ten": (10, False), "eleven": (11, True)}


@pytest.mark.parametrize(("left", "shown"), PARTS.values(), ids=PARTS)
def test_who_takes_away_its_own_records_learns_of_no_few_of_others(left, shown):
    """Fifty and so many are enough together; payer-0 knows the fifty."""
    assert (told(of_region(records(50, left)))["revoked"] == 50 + left) is shown


JOINED = {"thirty of ten more": (10, False), "thirty of eleven more": (11, True)}


@pytest.mark.parametrize(("people", "shown"), JOINED.values(), ids=JOINED)
def test_many_records_of_few_people_that_joined_are_told_nowhere(people, shown):
    def revoked(number, people):
        return withheld([("practice", "revoked", "claim", number, people)])

    first = of_region(revoked(40, 40))
    later = of_region(revoked(70, 40 + people), first)

    assert told(first)["revoked"] == 40
    assert (told(later)["revoked"] == 70) is shown


LATER = {"the same": 0, "one more": 1, "ten more": 10, "eleven more": 11, "three fewer": -3}


@pytest.mark.parametrize("more", LATER.values(), ids=LATER)
def test_a_later_release_tells_of_no_few_people_that_joined(more):
    first = of_region(records(40, 30, 25))
    later = of_region(records(40, 30, 25 + more), first)
    before, after = told(first), told(later)
    both = {
        name: after[name] - before[name]
        for name in after
        if before[name] is not None and after[name] is not None
    }

    assert before["revoked"] == 95
    assert all(change == 0 or abs(change) >= 11 for change in both.values())
    assert (after["revoked"] == 95 + more) is (more in {0, 11})
    low, high = _range_of_change(before, after)

    assert more in {0, 11} or (low <= min(more, 0) and high >= max(more, 0) and high - low >= 11)


def test_by_itself_the_later_release_would_give_the_change_away():
    first, alone = of_region(records(40, 30, 25)), of_region(records(40, 30, 28))

    assert told(alone)["revoked"] - told(first)["revoked"] == 3


SUMS = {"revoked": [0, 1], "opted": [2, 3], "A": [0, 2], "B": [0, 1, 2, 3]}


def _range_of_change(before, after) -> tuple[float, float]:
    """The range of the change of the revoked, for one who knows how all that is told adds up."""
    shown = [
        (window, held, told[name])
        for window, told in enumerate((before, after))
        for name, held in SUMS.items()
        if told[name] is not None
    ]
    matrix = np.zeros((len(shown), 8))
    for row, (window, held, _) in enumerate(shown):
        matrix[row, [4 * window + each for each in held]] = 1.0
    cost = np.array([-1.0, -1, 0, 0, 1, 1, 0, 0])
    values = [value for *_, value in shown]
    ends = [linprog(sign * cost, A_eq=matrix, b_eq=values, method="highs") for sign in (1, -1)]
    return tuple(
        sign * end.fun if end.status == 0 else -sign * np.inf
        for sign, end in zip((1, -1), ends, strict=True)
    )


def test_what_was_withheld_and_made_at_home_is_read_again_as_it_was_kept():
    then = of_region(records(40, 30, 25)).then
    home = pl.DataFrame(
        [("clinic", "CMS2", "1", "p", "met", 40, True)], schema=AT_HOME, orient="row"
    )
    kept = told_by((), withheld=then, at_home=home)
    again = read(written(kept), name="release 1")

    assert again.withheld.rows.equals(then.rows)
    assert again.withheld.told.equals(then.told)
    assert again.withheld.reads == READS
    assert again.at_home.equals(home)


def test_a_release_that_kept_less_than_it_told_stops_the_next_one():
    document = {"tables": [], "between": [], "published": {}, "bands": {}, "pooled": {}}
    with pytest.raises(NotComparable, match="did not keep"):
        read(zlib.compress(json.dumps(document).encode()), name="release 1")
