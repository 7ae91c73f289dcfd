"""A report in the hands of a reviewer: what only its reader handed in is not there."""

from hub.portal.coordinator.reviewed import reviewed
from tests.builders.report_documents import document, line, measure

OWN = {"contributor": "payer-1", "name": "payer-1", "line": line(4, 90)}
OTHERS = {"contributor": "practice-9", "name": "practice-9", "line": line(40, 90)}
MEASURE = measure("CMS2", reported=[OWN, OTHERS], withheld={"region": 40, "own": 4})


def test_own_counts_are_marked_or_left_out():
    seen = reviewed(document([MEASURE], kind="payer", participant="payer-1"))

    assert {each["records"] for each in seen["withheld"]} == {None}
    assert seen["measures"][0]["withheld"] == {"region": 40, "own": None}
    assert seen["measures"][0]["reported"] == [OTHERS]


def test_what_everybody_reads_stays_as_it_is():
    everybody = document([MEASURE], kind="region", participant=None)

    assert reviewed(everybody) == everybody
