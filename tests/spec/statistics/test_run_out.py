"""Run-out: the lag triangle of a payer's claims, and how complete its months are."""

from datetime import date

import polars as pl
import pytest

from hub.publication.run_out import (
    COLUMNS,
    completeness,
    lag_triangle,
    payments,
    payments_together,
)

# Mack (1993), as in completion_factors.py: cumulative 50, 80, 100; 60, 96; 55.
WORKED = {(1, 0): 50, (1, 1): 30, (1, 2): 20, (2, 0): 60, (2, 1): 36, (3, 0): 55}
MARCH, LATER = date(2026, 3, 31), date(2027, 12, 31)

ODD = pl.int_range(pl.len()) % 2 == 1


def claim(key, month, age, *, day=15, payer="a", **cells):
    paid = month + age
    return {
        "contributor": "sender",
        "payer": payer,
        "claim": str(key),
        "start_day": date(2026, month, day),
        "paid_day": date(2026 + (paid - 1) // 12, (paid - 1) % 12 + 1, 28),
        "status": "paid",
    } | cells


def claims(*rows):
    schema = {"start_day": pl.Date, "paid_day": pl.Date}
    return pl.DataFrame(rows, schema_overrides=schema).select(COLUMNS)


def triangle(rows, *, through=MARCH, payer="a"):
    return lag_triangle(payments(rows, on=LATER), payer, through=through)


def worked():
    return claims(
        *(
            claim(f"{month} {age} {number}", month, age)
            for (month, age), count in WORKED.items()
            for number in range(count)
        )
    )


def test_the_published_triangle_comes_out_of_its_claims():
    found = triangle(worked())

    assert found.months == (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1))
    assert found.paid == ((50, 80, 100), (60, 96), (55,))
    assert found.factors == pytest.approx((0.5, 0.8, 1.0))


def test_a_month_weighs_as_much_as_it_will_have_in_the_end():
    found = triangle(worked())

    # 96 and 55 of the 120 and 110 that are expected.
    assert completeness(found, date(2026, 2, 1), MARCH) == pytest.approx(151 / 230)
    assert completeness(found, date(2026, 1, 1), date(2026, 1, 31)) == pytest.approx(1.0)


SILENT = {
    "a month that is not over": (date(2026, 3, 1), date(2026, 4, 30), None),
    "months before the first claim": (date(2025, 1, 1), date(2025, 12, 31), None),
}


@pytest.mark.parametrize(("first", "last", "expected"), SILENT.values(), ids=SILENT)
def test_nothing_is_said_of_months_that_hold_nothing(first, last, expected):
    assert completeness(triangle(worked()), first, last) is expected


ONE = claim("x", 1, 0)
COUNTED = {
    "paid": ([ONE], ((1, 1, 1), (0, 0), (0,))),
    "paid twice, the first time counts": (
        [ONE, claim("x", 1, 2)],
        ((1, 1, 1), (0, 0), (0,)),
    ),
    "reversed later": ([ONE, claim("x", 1, 1, status="reversed")], ((1, 1, 1), (0, 0), (0,))),
    "pending": ([ONE, claim("y", 1, 0, status="pending")], ((1, 1, 1), (0, 0), (0,))),
    "of another sender, under the same key": (
        [ONE, claim("x", 1, 1, contributor="other")],
        ((1, 2, 2), (0, 0), (0,)),
    ),
    "without a day of payment": ([ONE, claim("y", 1, 0, paid_day=None)], ((1, 1, 1), (0, 0), (0,))),
    "without a day of service": (
        [ONE, claim("y", 1, 0, start_day=None)],
        ((1, 1, 1), (0, 0), (0,)),
    ),
    "paid before the service": (
        [ONE, claim("y", 2, 0, paid_day=date(2026, 1, 5))],
        ((1, 1, 1), (1, 1), (0,)),
    ),
    "paid on the last day": (
        [ONE, claim("y", 3, 0, paid_day=MARCH)],
        ((1, 1, 1), (0, 0), (1,)),
    ),
    "paid on the day after": (
        [ONE, claim("y", 3, 0, paid_day=date(2026, 4, 1))],
        ((1, 1, 1), (0, 0), (0,)),
    ),
}


@pytest.mark.parametrize(("rows", "paid"), COUNTED.values(), ids=COUNTED)
def test_what_counts_as_arrived(rows, paid):
    assert triangle(claims(*rows)).paid == paid


def test_a_month_that_the_last_day_cuts_has_no_age_yet():
    found = triangle(worked(), through=date(2026, 3, 30))

    assert found.paid == ((50, 80), (60,))


def test_payers_are_told_apart_and_one_without_a_name_is_its_sender():
    both = claims(ONE, claim("y", 2, 0, payer=None))

    assert sorted(payments(both, on=LATER).last["payer"]) == ["a", "sender"]
    assert triangle(both, payer="sender").paid == ((1, 1), (0,))


def test_claims_taken_in_parts_say_what_they_say_together():
    whole = worked()
    parts = [payments(whole.filter(taken), on=LATER) for taken in (ODD, ~ODD)]

    for payer in ("a", "nobody"):
        apart = lag_triangle(payments_together(parts), payer, through=MARCH)
        assert apart == triangle(whole, payer=payer)


def test_over_the_turn_of_a_year():
    late = claim("z", 12, 2)
    found = triangle(claims(late), through=date(2027, 2, 28))

    assert found.paid == ((0, 0, 1), (0, 0), (0,))
