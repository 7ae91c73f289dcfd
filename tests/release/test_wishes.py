"""Wishes between two submissions change the directives as if they had been handed in."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from hub.publication.wishes import CONTRIBUTOR, SAID, Wishes, with_wishes
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


def standing(directives, person, contributor=""):
    states = consent_states(directives, ASKED).for_rows_of(contributor)
    (row,) = states.people.filter(pl.col("person") == person).iter_rows(named=True)
    return states.meanings[row["state"]], row["opted_out"]


def test_nobody_said_anything():
    known = consents("p1", "p2")

    assert with_wishes(known, Wishes(said=pl.DataFrame(schema=SAID))).equals(known)


def test_a_revocation_ends_the_consents_of_that_person_with_that_contributor():
    known = pl.concat([consents("p1", "p2"), consents("p1", contributor="payer-b")])
    said = wishes(("payer-a", "p1", "revocation", date(2026, 3, 1)))
    found = with_wishes(known, said)

    assert found["revoked_day"].to_list()[:3] == [date(2026, 3, 1), None, None]
    assert standing(found.head(3), "p1", "payer-a")[0].standing is Standing.REVOKED
    assert standing(found, "p2", "payer-a")[0].standing is Standing.IN_FORCE


ANEW = {
    "signed before the revocation": (date(2026, 2, 28), Standing.REVOKED),
    "signed on its day": (date(2026, 3, 1), Standing.REVOKED),
    "signed a day later": (date(2026, 3, 2), Standing.IN_FORCE),
    "signed on a day that nobody knows": (None, Standing.REVOKED),
}


@pytest.mark.parametrize(("signed", "expected"), ANEW.values(), ids=ANEW)
def test_a_revocation_ends_what_was_signed_by_its_day(signed, expected):
    known = consents("p1", start_day=signed)
    found = with_wishes(known, wishes(("payer-a", "p1", "revocation", date(2026, 3, 1))))

    assert standing(found, "p1", "payer-a")[0].standing is expected


def test_a_consent_signed_between_two_revocations_is_ended_by_the_second():
    said = [("payer-a", "p1", "revocation", date(2026, month, 1)) for month in (1, 3)]
    found = with_wishes(consents("p1", start_day=date(2026, 2, 1)), wishes(*said))

    assert standing(found, "p1", "payer-a")[0].standing is Standing.REVOKED


def test_a_revocation_reaches_who_rests_on_the_consent_that_another_holds():
    known = consents("p1", contributor="program-a")
    found = with_wishes(known, wishes(("payer-a", "p1", "revocation", date(2026, 3, 1))))
    stands = {
        who: standing(found, "p1", who)[0].standing for who in ("payer-a", "payer-b", "program-a")
    }

    assert stands == {
        "payer-a": Standing.REVOKED,
        "payer-b": Standing.IN_FORCE,
        "program-a": Standing.IN_FORCE,
    }


def test_a_revocation_reaches_the_copy_that_another_holds():
    known = pl.concat([consents("p1"), consents("p1", contributor="program-a")])
    found = with_wishes(known, wishes(("payer-a", "p1", "revocation", date(2026, 3, 1))))

    assert standing(found, "p1", "program-a")[0].standing is Standing.REVOKED


def test_an_earlier_day_counts_before_a_later_instant_that_the_contributor_knows():
    known = consents("p1", revoked_instant=datetime(2026, 3, 2, 18, tzinfo=UTC))
    found = with_wishes(known, wishes(("payer-a", "p1", "revocation", date(2026, 3, 2))))

    assert standing(known, "p1", "payer-a")[0].standing is Standing.IN_FORCE
    assert standing(found, "p1", "payer-a")[0].standing is Standing.REVOKED


@pytest.mark.parametrize(
    ("said", "kept"),
    [(date(2025, 6, 1), date(2025, 6, 1)), (date(2026, 2, 1), date(2025, 9, 15))],
)
def test_the_earlier_revocation_stays(said, kept):
    known = consents("p1", revoked_day=date(2025, 9, 15))
    found = with_wishes(known, wishes(("payer-a", "p1", "revocation", said)))

    assert found["revoked_day"].to_list() == [kept, said]


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
