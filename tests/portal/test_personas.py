"""Five people look at the demo in a real browser: what they click, and what they then read."""

import pytest
from playwright.sync_api import expect

from hub.demo.serve import demo_app, served
from hub.measures.measure import measure_named
from hub.services.releases import compute_release
from tests.builders.browsers import MARKS, shot, tab
from tests.builders.demo_region import built_region, copy_of, house_of
from tests.builders.ports import free_port

# A release of the small region is computed while the browser waits.
PATIENCE = 400_000

pytestmark = [*MARKS, pytest.mark.slow]


@pytest.fixture(scope="module")
def site(pytestconfig, tmp_path_factory):
    built = built_region(pytestconfig, tmp_path_factory.getbasetemp())
    state = copy_of(built, tmp_path_factory.mktemp("personas") / "region")
    house = house_of(state, url=f"http://127.0.0.1:{free_port()}")
    with served(house, demo_app(house)), pytest.MonkeyPatch.context() as patch:
        # What a release counts is looked at elsewhere: here the measure of most patients alone.
        patch.setattr(
            compute_release, "released_measures", lambda *_, **__: (measure_named("CMS2"),)
        )
        yield house.settings.address
    house.engine.dispose()


@pytest.fixture
def page(chromium, site):
    with tab(chromium, site) as opened:
        yield opened


def look_as(page, persona):
    """Begin the tour of a persona: one click."""
    page.goto("/tour")
    page.get_by_role("button", name=f": {persona}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(persona)


def stop(page, words):
    """Take a stop of the tour, and arrive."""
    chosen(page, words).click()
    expect(page.locator("ol.story")).to_have_count(0)


def chosen(page, words):
    line = page.locator("ol.story li").filter(has_text=words).first
    return line.locator("a, button")


def taken(page, words, folder):
    """Take a file that the tour gives, and return where it lies."""
    with page.expect_download() as found:
        chosen(page, words).click()
    place = folder / found.value.suggested_filename
    found.value.save_as(place)
    return place


def hand_in(page, file):
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Hand in").click()
    page.get_by_text("Steps", exact=False).first.wait_for()


def propose(page):
    page.get_by_role("button", name="Propose it").click()
    page.get_by_text("The release is proposed").wait_for()
    return page.url.split("?")[0]


def approve(page, release):
    """Wait until the worker has computed the release, approve it and publish it."""
    page.goto(release)
    button = page.get_by_role("button", name="Approve exactly this preview")
    button.wait_for(timeout=PATIENCE)
    shot(page, "persona-release-to-approve")
    button.click()
    page.get_by_role("button", name="Sign and publish").click()
    page.get_by_text("The release is signed and published.").wait_for()


def test_every_persona_is_one_click_away_and_every_stop_leads_somewhere(page, site):
    page.goto("/tour")
    shot(page, "persona-tour")
    buttons = page.get_by_role("button").filter(has_text="Look as this persona")
    buttons.first.wait_for()
    titles = [text.split(": ")[1] for text in buttons.all_inner_texts()]
    broken = []
    for title in titles:
        look_as(page, title)
        shot(page, f"persona-stops-{title}")
        for address in {each.get_attribute("href") for each in page.locator("ol.story a").all()}:
            if "/tour/files/" not in address and page.request.get(address).status != 200:
                broken.append((title, address))

    assert len(titles) == 8
    assert broken == []


def test_the_payer_engineer_mends_a_dirty_file(page, tmp_path):
    look_as(page, "Payer engineer")
    stop(page, "A dirty file")
    page.get_by_text("refused").first.wait_for()
    shot(page, "persona-payer-refused")
    look_as(page, "Payer engineer")
    dirty = taken(page, "Take a small dirty file", tmp_path)
    mended = taken(page, "Take the mended file", tmp_path)
    stop(page, "hand it in")
    hand_in(page, dirty)
    page.get_by_text("YYYY-MM-DD").first.wait_for()
    shot(page, "persona-payer-dirty")

    expect(page.get_by_text("31-12-2024")).to_have_count(0)

    page.goto("/submissions/new")
    hand_in(page, mended)
    page.get_by_role("link", name="Receipt (JSON)").wait_for()
    shot(page, "persona-payer-mended")
    first = page.url.split("?")[0]
    page.goto("/submissions/new")
    hand_in(page, mended)
    page.get_by_text("This very file was handed in before").wait_for()

    assert page.url.split("?")[0] == first


def test_the_manager_of_the_small_clinic_reads_where_it_stands(page):
    look_as(page, "Practice manager, 250 patients")
    stop(page, "One page")
    page.get_by_role("heading", level=1).wait_for()
    shot(page, "persona-practice-small")
    text = page.locator("main").inner_text()

    assert "December 2025" in text or "2025-12-31" in text or "31 Dec" in text
    assert any(words in text for words in ("As expected", "Better than", "Worse than"))


def test_the_manager_of_the_large_clinic_goes_from_the_sentence_to_the_method(page):
    look_as(page, "Practice manager, large clinic")
    stop(page, "The sentence first")
    shot(page, "persona-practice-large")
    look_as(page, "Practice manager, large clinic")
    stop(page, "Its health record exports FHIR")
    page.get_by_text("accepted").first.wait_for()
    shot(page, "persona-practice-large-files")
    look_as(page, "Practice manager, large clinic")
    stop(page, "The method of the measure")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Depression Remission")


def test_the_measurement_lead_sees_the_truth_beside_the_figures(page):
    look_as(page, "Measurement lead")
    stop(page, "published against true")
    page.get_by_text("Practice by practice").first.click()
    page.locator(".chip.good").first.wait_for()
    shot(page, "persona-truth")

    assert page.locator(".chip.good").count() > 5
    expect(
        page.get_by_role("heading", name="Any PHQ-9 twelve months after a score above 9")
    ).to_have_count(1)

    look_as(page, "Measurement lead")
    stop(page, "preliminary figures")
    page.get_by_text("preliminary").first.wait_for()
    shot(page, "persona-region-preliminary")


def test_the_privacy_officer_attacks_a_table(page):
    look_as(page, "Privacy officer")
    stop(page, "Attack a table")
    page.get_by_role("img", name="What could be worked out of hidden counts").wait_for()
    shot(page, "persona-privacy-attack")

    expect(page.get_by_text("the protection holds")).to_have_count(1)


def test_a_newcomer_comes_in_patients_revoke_or_opt_out_and_a_payer_leaves(page, tmp_path):
    revoked, opted = withheld_before(page)
    the_convener_signs_and_the_newcomer_hands_in(page, tmp_path)
    the_privacy_officer_hands_in(page, tmp_path, "three patients revoked", "the public plan")
    the_privacy_officer_hands_in(page, tmp_path, "three members opted out", "Evergreen")
    release = a_payer_leaves_and_the_release_is_proposed_anew(page)
    look_as(page, "Approver")
    approve(page, release)
    look_as(page, "Convener")
    stop(page, "The region's report says")
    page.get_by_text("4 of 5 payers").first.wait_for()
    shot(page, "persona-convener-region-after")
    by_law = kept_out(page, "Now more of the public plan's stay out", "revoked")
    shot(page, "persona-privacy-withheld-after")
    by_policy = kept_out(page, "and more of Evergreen's", "opted out")

    assert by_law > revoked
    assert by_policy > opted


def withheld_before(page):
    look_as(page, "Privacy officer")
    stop(page, "Why records were withheld")
    page.get_by_text("opted out of the network").first.wait_for()
    shot(page, "persona-privacy-withheld")
    return (
        kept_out(page, "The public plan reads how many", "revoked"),
        kept_out(page, "and so does Evergreen", "opted out"),
    )


def the_convener_signs_and_the_newcomer_hands_in(page, tmp_path):
    look_as(page, "Convener")
    stop(page, "A newcomer's file is not received")
    page.get_by_text("Nothing can be handed in now").wait_for()
    shot(page, "persona-convener-blocked")
    look_as(page, "Convener")
    file = taken(page, "Take the newcomer's file", tmp_path)
    stop(page, "a signature is missing")
    page.get_by_label("type your name", exact=False).fill("Kim, coordinator")
    page.get_by_role("button", name="Sign this text").click()
    page.get_by_text("Your signature is noted.").wait_for()
    shot(page, "persona-convener-signed")
    look_as(page, "Convener")
    stop(page, "hand it in for the newcomer")
    hand_in(page, file)
    # The state, not the step of that name, which stands there from the start.
    page.locator("#state .chip", has_text="accepted").wait_for()


def the_privacy_officer_hands_in(page, tmp_path, what, whose):
    look_as(page, "Privacy officer")
    file = taken(page, what, tmp_path)
    stop(page, f"hand it in as {whose}")
    hand_in(page, file)
    # The state, not the step of that name, which stands there from the start.
    page.locator("#state .chip", has_text="accepted").wait_for()


def a_payer_leaves_and_the_release_is_proposed_anew(page):
    look_as(page, "Convener")
    stop(page, "A payer leaves")
    shot(page, "persona-convener-terminate")
    page.get_by_role("button", name="Terminate").click()
    page.get_by_text("The agreement is terminated.").wait_for()
    look_as(page, "Convener")
    stop(page, "Propose the release anew")
    release = propose(page)

    expect(page.get_by_role("button", name="Approve exactly this preview")).to_have_count(0)

    return release


def kept_out(page, words, why):
    """How many of its own records a payer reads are kept out, at a stop of the privacy officer."""
    look_as(page, "Privacy officer")
    stop(page, words)
    page.get_by_text("Records that were withheld, by rule").click()
    row = page.locator("details tr").filter(has_text=why)
    return int(row.locator("td.number").inner_text().replace(",", ""))
