"""Whole requests with FHIR Consents, decided at a frozen instant under each strategy."""

from datetime import UTC, datetime

import pytest

from policies.consent.several import Strategy
from policies.regime import decide
from policies.regimes import REGIMES
from policies.written.request import read_request
from tests.builders.written_requests import asked
from tests.spec.consent.decks import ONE, SEVERAL

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def decided(request, strategy):
    decision = decide(read_request(request, now=NOW, strategy=strategy), REGIMES)
    return str(decision.outcome), sorted(decision.redact)


@pytest.mark.parametrize("strategy", Strategy)
@pytest.mark.parametrize("name", ONE)
def test_one_consent(name, strategy):
    consent, facts, expected = ONE[name]

    assert decided(asked(*([consent] if consent else []), **facts), strategy) == expected


@pytest.mark.parametrize("name", SEVERAL)
def test_several_consents(name):
    consents, overriding, recent = SEVERAL[name]
    request = asked(*consents)

    assert decided(request, Strategy.DENY_OVERRIDES) == overriding
    assert decided(request, Strategy.MOST_RECENT) == recent


def test_the_order_of_consents_in_the_request_changes_nothing():
    for consents, overriding, recent in SEVERAL.values():
        request = asked(*reversed(consents))

        assert decided(request, Strategy.DENY_OVERRIDES) == overriding
        assert decided(request, Strategy.MOST_RECENT) == recent
