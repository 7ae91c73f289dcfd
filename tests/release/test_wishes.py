"""Wishes between two submissions change the directives as if they had been handed in."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from hub.publication.wishes import CONTRIBUTOR, SAID, Wishes, no_wishes, with_wishes
from policies.consent.consent import Standing
from policies.consent.states import consent_states
from policies.consent.terms import Question
from policies.recipient import Recipient
from schemas.records.consent_directive import CONSENT_DIRECTIVE, ELEMENTS

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SCHEMA = CONSENT_DIRECTIVE.schema | {CONTRIBUTOR: pl.String()}
ASKED = Question(
    recipient=Recipient(id="hub", type="hub"), purpose="HQUALIMP", data_class="claims", now=NOW
)


def consents(*people, contributor="payer-a", **changes):
    given = {
        "decision": "permit",
        "kind": "part2",
        **dict.fromkeys(ELEMENTS, True),
        "purposes": "TREAT;HPAYMT;HOPERAT",
        "recipients": "hub",
        "expiry": "none",
        "start_day": date(2025, 1, 1),
        CONTRIBUTOR: contributor,
    } | changes
    rows = [given | {"consent_directive": f"d-{person}", "person": person} for person in people]
    return pl.DataFrame(rows, schema_overrides=SCHEMA).select(
        pl.col(name) if rows and name in rows[0] else pl.lit(None).cast(kind).alias(name)
        for name, kind in SCHEMA.items()
    )


def wishes(*said):
    return Wishes(said=pl.DataFrame(list(said), schema=SAID, orient="row"))


def standing(directives, person):
    states = consent_states(directives, ASKED)
    (row,) = states.people.filter(pl.col("person") == person).iter_rows(named=True)
    return states.meanings[row["state"]], row["opted_out"]


def test_nobody_said_anything():
    known = consents("p1", "p2")

    assert with_wishes(known, no_wishes()).equals(known)


def test_a_revocation_ends_the_consents_of_that_person_with_that_contributor():
    known = pl.concat([consents("p1", "p2"), consents("p1", contributor="payer-b")])
    said = wishes(("payer-a", "p1", "revocation", date(2026, 3, 1)))
    found = with_wishes(known, said)

    assert found["revoked_day"].to_list() == [date(2026, 3, 1), None, None]
    assert (
        standing(found.filter(pl.col(CONTRIBUTOR) == "payer-a"), "p1")[0].standing
        is not Standing.IN_FORCE
    )
    assert standing(found, "p2")[0].standing is Standing.IN_FORCE


@pytest.mark.parametrize(
    ("said", "kept"),
    [(date(2025, 6, 1), date(2025, 6, 1)), (date(2026, 2, 1), date(2025, 9, 15))],
)
def test_the_earlier_revocation_stays(said, kept):
    known = consents("p1", revoked_day=date(2025, 9, 15))
    found = with_wishes(known, wishes(("payer-a", "p1", "revocation", said)))

    assert found["revoked_day"].to_list() == [kept]


def test_an_opt_out_counts_also_where_there_is_no_consent():
    found = with_wishes(consents("p1"), wishes(("payer-a", "p9", "opt-out", date(2026, 3, 1))))

    assert standing(found, "p9")[1] is True
    assert standing(found, "p1")[1] is False


def test_an_opt_out_of_tomorrow_does_not_count_today():
    found = with_wishes(consents("p1"), wishes(("payer-a", "p1", "opt-out", date(2026, 3, 3))))

    assert standing(found, "p1")[1] is False


def test_an_agreed_restriction_shuts_everything_out():
    found = with_wishes(consents("p1"), wishes(("payer-a", "p1", "restriction", date(2026, 3, 1))))

    assert standing(found, "p1")[0].closed
