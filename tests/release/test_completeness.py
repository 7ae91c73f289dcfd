"""How complete claims are, by payer, and who reads what of it."""

from datetime import date

import polars as pl
import pytest

from hub.publication.report.completeness import UNKNOWN, arrivals, completeness_document
from hub.publication.report.document import Audience
from hub.publication.run_out import COLUMNS, payments
from policies.disclosure_control.entitlement import default_entitlement

YEAR = (date(2025, 1, 1), date(2025, 12, 31))
ON = date(2026, 6, 1)
# Half of the claims of a month are paid in it, three tenths in the next month, the rest in a third.
LAGS = (5, 3, 2)


def claims(payer="evergreen", *, size=1, until=(2026, 1), paid=True, day=28):
    """A payer's claims of 2025 by month and lag, as far as they are paid until a month."""
    last = until[0] * 12 + until[1] - 1
    rows = []
    for month in range(2025 * 12, 2025 * 12 + 12):
        for lag, share in enumerate(LAGS):
            at = month + lag
            if at > last:
                continue
            rows += [
                {
                    "contributor": payer,
                    "payer": None,
                    "claim": f"{month}-{lag}-{number}",
                    "start_day": date(month // 12, month % 12 + 1, 3),
                    "paid_day": date(at // 12, at % 12 + 1, day) if paid else None,
                    "status": "paid",
                }
                for number in range(share * size)
            ]
    kinds = {"payer": pl.String, "start_day": pl.Date, "paid_day": pl.Date}
    return pl.DataFrame(rows, schema_overrides=kinds).select(COLUMNS)


def weighed(rows, first, last, *, on):
    return arrivals(payments(rows, on=on), first, last, on=on)


def sight(kind, participant=None):
    audience = Audience(kind=kind, participant=participant, title="", practice=participant)
    return audience.sight(default_entitlement())


def told(found, kind, participant=None):
    return completeness_document(found, sight(kind, participant), {}, minimum=11)


def both(**changed):
    return weighed(
        pl.concat([claims(size=100), claims("lakeland", size=2, **changed)]), *YEAR, on=ON
    )


def test_a_month_is_weighed_with_what_is_still_to_come():
    found = weighed(claims(until=(2026, 1)), *YEAR, on=ON)["evergreen"]

    # Paid through January: of December eight tenths are here, and all of the months before.
    assert found.triangle.through == date(2026, 1, 31)
    assert (found.here, found.expected) == (pytest.approx(118), pytest.approx(120))


THROUGH = {
    "a few days before the end of a month": (27, ON, date(2026, 1, 31)),
    "a day too many": (26, ON, date(2026, 1, 26)),
    "not beyond the day of the release": (28, date(2026, 1, 29), date(2026, 1, 29)),
}


@pytest.mark.parametrize(("day", "on", "through"), THROUGH.values(), ids=THROUGH)
def test_payments_are_known_through_the_last_of_them(day, on, through):
    found = weighed(claims(until=(2026, 1), day=day), *YEAR, on=on)["evergreen"]

    assert found.triangle.through == through


def test_what_is_paid_after_the_day_of_the_release_is_not_known():
    found = weighed(claims(until=(2026, 3)), *YEAR, on=date(2026, 2, 1))["evergreen"]

    assert found.triangle.through == date(2026, 1, 31)


def test_a_payer_reads_its_triangle_and_no_other():
    found = told(both(), "payer", "evergreen")

    assert [each["payer"] for each in found["payers"]] == ["evergreen"]
    assert found["payers"][0]["triangle"][0] == {
        "month": "2025-01-01", "paid": [500, 800, *[1000] * 10],
    }  # fmt: skip
    assert found["payers"][0]["by_age"][:3] == [[50, 51], [80, 81], [99, 100]]


def test_the_convener_reads_shares_of_all_payers_in_bands_and_no_count():
    found = told(both(), "coordinator")
    evergreen, lakeland = found["payers"]

    # 11,800 claims of evergreen, 236 of lakeland, of which a band holds eleven.
    assert evergreen["complete"] == [98, 99]
    assert lakeland["complete"] == [95, 100]
    assert (evergreen["triangle"], lakeland["triangle"]) == ([], [])


def test_few_claims_are_told_in_a_wide_band_or_not_at_all():
    few = weighed(claims().filter(pl.col("start_day").dt.month() == 12), *YEAR, on=ON)

    # Eight claims: no band of them holds eleven.
    assert told(few, "coordinator")["payers"][0]["complete"] is None
    assert told(few, "payer", "evergreen")["payers"][0]["complete"] is not None


@pytest.mark.parametrize(
    ("kind", "who"), [("practice", "practice-1"), ("region", None), ("purchaser", "employers")]
)
def test_everybody_reads_the_region_in_steps_of_five(kind, who):
    found = told(both(until=(2026, 3)), kind, who)

    assert found["region"] == {"paid_through": "2026-01-31", "complete": [95, 100]}
    assert found["words"].startswith("Claims paid through 31 January 2026; of the claims")
    assert len(found["payers"]) == (2 if kind == "purchaser" else 0)


def test_claims_without_a_day_of_payment_say_nothing():
    assert weighed(claims(paid=False), *YEAR, on=ON) == {}
    assert told({}, "coordinator") == {"region": None, "payers": [], "words": UNKNOWN}
