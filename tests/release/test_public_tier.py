"""The public tier of a whole release: drawn once, signed, and open to everybody who has no name."""

import hashlib
import io
import json
import shutil
import zipfile
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import files

import pytest
from playwright.sync_api import expect

from hub.app import create_app
from hub.measures.measure import measure_named
from hub.publication.release.verify import verify
from hub.services.participants import sessions
from hub.services.releases import compute_release
from hub.services.releases.approve_release import approve_release, publish_release
from hub.services.releases.propose_release import propose_release
from hub.services.submissions.take_in_submission import claim_submission, take_in_submission
from hub.store import noisy_releases, reports, users
from hub.store.users import User
from tests.builders import browsers
from tests.builders.small_network import PERIOD, founded, handed_in, package, proposed, words_of

pytest.importorskip("opendp", reason="OpenDP is not installed")

PERSONS, MET = 400, 120
SHIPPED = files("policies.disclosure_control")
AGREED = (
    "\n".join(
        SHIPPED.joinpath(name).read_text("utf-8")
        for name in ("entitlement.toml", "public_noise.toml")
    )
    .replace('["CMS2", "CMS159", "HUB-PHQ9-FU12"]', '["HUB-BHI"]')
    .replace("= 500", "= 1000")
)


@contextmanager
def one_measure():
    """A release of one measure, for speed."""
    whole = compute_release.released_measures
    compute_release.released_measures = lambda *_, **__: (measure_named("HUB-BHI"),)
    yield
    compute_release.released_measures = whole


def published(house, release):
    """Compute, approve and publish a proposed release."""
    with one_measure():
        preview = compute_release.compute_release(house, release)
    approve_release(house, by="kim", release=preview.id, manifest_hash=preview.manifest_hash)
    return publish_release(house, by="proposer", release=preview.id)


@pytest.fixture(scope="module")
def house(sqlite_template, tmp_path_factory):
    state = tmp_path_factory.mktemp("public")
    shutil.copy(sqlite_template, state / "hub.sqlite")
    made, _ = founded(words_of(state), entitlement=AGREED)
    handed_in(made, package(persons=PERSONS, integrated=MET))
    take_in_submission(made, claim_submission(made, worker="one"))
    with made.begin() as work:
        kim = User(
            id="kim", participant="hub", login="kim", name="Kim", added_at=work.now, password=""
        )
        users.add(work, kim, roles=("coordinator",))
        work.tell("people-added", number=1)
    told = replace(made.settings, public_pages=True, demo=True, url="http://localhost")
    yield replace(made, settings=told)
    made.engine.dispose()


@pytest.fixture(scope="module")
def first(house):
    return published(house, proposed(house))


@pytest.fixture(scope="module")
def visitor(house):
    """Somebody who has not signed in."""
    return create_app(house).test_client()


@pytest.fixture(scope="module")
def waiting(house, first):
    """The same once more, computed and not yet approved."""
    del first
    with one_measure():
        return compute_release.compute_release(house, proposed(house))


@pytest.fixture(scope="module")
def closed(house):
    """Somebody who has not signed in, before a hub whose operator opened nothing."""
    settings = replace(house.settings, public_pages=False)
    return create_app(replace(house, settings=settings)).test_client()


@pytest.fixture(scope="module")
def figures(visitor, first):
    return visitor.get(f"/api/v1/public/releases/{first.id}").json


def kept(house, release):
    with house.look() as work:
        listed = reports.of_release(work, release.id)
        return {
            (each.participant, each.name): reports.one(work, each.id).content for each in listed
        }


def test_the_public_reads_counts_near_the_true_ones_and_how_near(figures):
    whole = figures["measures"][0]["lines"][0]
    sure = figures["guarantee"]

    assert figures["tier"] == "noise"
    assert (sure["epsilon"], sure["cells_a_person"], sure["tokens_a_person"]) == (1.0, 2, 1)
    # Twenty scales off would come once in hundreds of millions of runs.
    assert abs(whole["met"] - MET) < 40
    assert abs(whole["not_met"] - (PERSONS - MET)) < 40
    assert whole["lowest"] < whole["rate"] < whole["highest"]
    assert 5 < whole["within"] < 8
    assert f"within {whole['within']:.0f} of the true count" in figures["words"]


def test_only_rates_of_persons_and_keys_known_beforehand_are_told(figures):
    assert [(each["identifier"], each["rate"]) for each in figures["measures"]] == [
        ("HUB-BHI", "1")
    ]

    names = [line["name"] for line in figures["measures"][0]["lines"]]

    assert names[:3] == ["", "commercial", "medicare-advantage"]
    assert names[-1] == "unknown"
    # Nobody but commercially insured persons is there: all other lines are noise alone.
    assert all(line["rate"] is None for line in figures["measures"][0]["lines"][2:])


def test_a_count_that_is_small_beside_its_noise_is_left_out(figures):
    counts = [
        count
        for each in figures["measures"]
        for line in each["lines"]
        for count in (line["met"], line["not_met"])
        if count is not None
    ]

    assert min(counts) >= 11


def test_who_takes_part_sees_the_region_exactly_and_the_public_never_does(house, first, figures):
    held = kept(house, first)
    inside = json.loads(held[None, "report.json"])
    outside = {name for who, name in held if who is None} - {"report.json", "report.csv"}

    assert inside["measures"][0]["region"]["denominator"] == PERSONS
    assert outside == {
        "public.json", "public.csv", "public-manifest.json", "public-signature.json",
    }  # fmt: skip
    assert set(figures["measures"][0]["lines"][0]) == {
        "by", "name", "met", "not_met", "counted", "rate", "lowest", "highest", "within", "words",
    }  # fmt: skip


def test_the_public_part_is_verified_from_its_files_alone(house, visitor, first):
    archive = visitor.get(f"/api/v1/public/releases/{first.id}/files.zip").data
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    key = house.release_signer.verifier

    assert verify(files, key).wrong == ()
    assert verify(files, key).files == 2

    changed = files | {"public.json": files["public.json"].replace(b'"met":', b'"met" :')}

    assert verify(changed, key).wrong == (
        "public.json is not a file of this release, or was changed",
    )


def test_the_manifest_of_the_whole_release_holds_the_public_part_too(house, first):
    held = kept(house, first)
    listed = set(first.manifest["files"])
    for name in ("public.json", "public.csv", "public-manifest.json"):
        assert hashlib.sha256(held[None, name]).hexdigest() in listed


def test_the_manifest_of_the_public_counts_nothing_that_is_not_told(house, first):
    manifest = json.loads(kept(house, first)[None, "public-manifest.json"])

    assert (len(manifest["snapshot"]), len(manifest["agreements"])) == (1, 1)
    assert set(manifest["audit"]) == {"tier", "guarantee"}


def test_the_table_says_what_the_figures_say(visitor, first, figures):
    answer = visitor.get(f"/api/v1/public/releases/{first.id}/table.csv")
    rows = [row.split(",") for row in answer.text.splitlines()]
    line = figures["measures"][0]["lines"][0]

    assert len(rows) - 1 == sum(len(each["lines"]) for each in figures["measures"])
    assert rows[1][5:8] == [str(line[name]) for name in ("met", "not_met", "counted")]


def test_answers_may_be_kept_for_minutes_and_are_known_again(visitor, first):
    address = f"/api/v1/public/releases/{first.id}"
    answer = visitor.get(address)
    again = visitor.get(address, headers={"If-None-Match": answer.headers["ETag"]})

    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in answer.headers
    assert (again.status_code, again.data) == (304, b"")


def test_the_list_names_what_is_published(visitor, first):
    listed = visitor.get("/api/v1/public/releases").json["releases"]

    assert {"id": first.id, "tier": "noise"}.items() <= listed[-1].items()


ADDRESSES = ("", "/{}", "/{}/table.csv", "/{}/files.zip")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_hub_whose_operator_opened_nothing_tells_nothing(closed, first, address):
    answer = closed.get("/api/v1/public/releases" + address.format(first.id))

    assert answer.status_code == 404
    assert closed.get("/public").status_code == 404


def test_what_is_not_published_is_as_absent_as_what_never_was(visitor, waiting):
    never = "00000000-0000-7000-8000-000000000000"
    answers = [
        visitor.get(f"/api/v1/public/releases/{name}").json | {"instance": ""}
        for name in (waiting.id, never)
    ]

    assert answers[0] == answers[1]
    assert visitor.get(f"/public/{waiting.id}").status_code == 404


def test_the_same_files_are_never_drawn_twice_whatever_is_corrected(house, visitor, first, figures):
    corrected = published(
        house,
        propose_release(house, by="p", title="New words", period=PERIOD, replaces=first.id),
    )
    again = visitor.get(f"/api/v1/public/releases/{corrected.id}").json
    with house.look() as work:
        made = noisy_releases.of_release(work, corrected.id)

        assert noisy_releases.spent(work, 2025) == 1000

    assert again["measures"] == figures["measures"]
    assert again["release"]["title"] == "New words"
    assert (made.epsilon, made.drawn_with) == (0, first.id)
    # What it replaces is read no more.
    assert visitor.get(f"/api/v1/public/releases/{first.id}").status_code == 404


def test_the_page_says_the_promise_in_plain_words_and_shows_each_figure(house, visitor, first):
    page = visitor.get("/public").text

    assert "Nobody can tell from them whether any one person is counted" in page
    assert "at most 2.7 times as likely" in page
    assert "<svg" in page
    assert "Take it along" in page


def test_the_coordinator_sees_what_it_cost_and_what_is_left_before_approving(house, waiting):
    client = create_app(house).test_client()
    client.set_cookie(sessions.cookie_name(house), sessions.begin_as(house, "kim").secret)
    page = " ".join(client.get(f"/releases/{waiting.id}").text.split())

    assert waiting.state == "previewed"
    assert '<th scope="row">2025</th><td class="number">2</td>' in page
    assert '<td class="number">1</td><td class="number">1</td>' in page
    assert "this release cost <strong>0</strong>" in page
    assert "of 2025, 1 of 2 is spent" in client.get("/releases/new").text
    assert client.get(f"/releases/{waiting.id}/public").status_code == 200


@pytest.mark.browser
@pytest.mark.skipif(not browsers.CHROMIUM.exists(), reason="there is no Chromium")
def test_the_page_serves_eyes_ears_keyboards_and_paper(house, first, chromium):
    del first
    app = create_app(house)
    with browsers.served(app) as address, browsers.tab(chromium, address) as page:
        page.goto("/public")
        table = page.get_by_role("table", include_hidden=True)
        expect(table).to_be_hidden()
        page.locator("summary", has_text="The figures").first.press("Enter")
        expect(table).to_be_visible()
        faults = browsers.violations(page)
        browsers.shot(page, "public_figures")
        page.set_viewport_size({"width": 390, "height": 800})
        wide = browsers.overflows(page)
        page.emulate_media(media="print")
        expect(table).to_be_visible()
        expect(page.get_by_text("Take it along")).to_be_hidden()

    assert not wide
    assert faults == []
