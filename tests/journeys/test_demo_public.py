"""The demonstration tells everybody its region with noise, and whoever takes part exactly."""

import json

import pytest

from hub.demo.plan import YEAR
from hub.publication.release.signed import MANIFEST, SIGNATURE
from hub.publication.release.verify import verify
from hub.services.public.public_files import PUBLIC_MANIFEST, PUBLIC_SIGNATURE
from hub.services.public.public_releases import public_releases
from hub.store import noisy_releases, reports
from tests.builders.demo_region import built_region, house_of

pytestmark = pytest.mark.slow
pytest.importorskip("opendp", reason="OpenDP is not installed")


@pytest.fixture(scope="module")
def house(pytestconfig, tmp_path_factory):
    opened = house_of(built_region(pytestconfig, tmp_path_factory.getbasetemp()))
    yield opened
    opened.engine.dispose()


@pytest.fixture(scope="module")
def told(house):
    with house.look(within="") as work:
        return public_releases(work)


def test_everybody_reads_the_region_with_noise_near_what_members_read_exactly(house, told):
    newest = told[0]
    with house.look() as work:
        listed = reports.of_release(work, newest.release.id)
        mine = [each for each in listed if (each.participant, each.name) == (None, "report.json")]
        document = json.loads(reports.one(work, mine[0].id).content)
    exact = {each["identifier"]: each["region"] for each in document["measures"]}
    sure = newest.document["guarantee"]
    scale = sure["cells_a_person"] * sure["tokens_a_person"] / sure["epsilon"]
    pairs = [
        (each["lines"][0]["met"], (exact[each["identifier"]] or {}).get("numerator"))
        for each in newest.document["measures"]
    ]
    known = [(noisy, true) for noisy, true in pairs if noisy is not None]

    # One payer has tokens of its own making: a person may be known under two.
    assert sure["tokens_a_person"] == 2
    # Twenty scales off would come once in hundreds of millions of runs. What the contributor rules
    # keep from members (a region so small has a practice that is large) is kept from everybody.
    assert all(true is not None and abs(noisy - true) < 20 * scale for noisy, true in known)


def test_the_budget_is_spent_as_the_releases_say_and_a_year_affords_it(house, told):
    with house.look() as work:
        own = [each.release for each in told if each.release.first_day.year == YEAR]
        made = [noisy_releases.of_release(work, each.id) for each in own]
        spent = noisy_releases.spent(work, YEAR)

    assert spent == sum(each.epsilon for each in made)
    assert 500 <= spent <= 1000


def test_what_everybody_takes_along_verifies(house, told):
    for each in told:
        names = {PUBLIC_MANIFEST: MANIFEST, PUBLIC_SIGNATURE: SIGNATURE}
        files = {names.get(name, name): content for name, content in each.files.items()}

        assert verify(files, house.release_signer.verifier).wrong == ()
