"""The pages in a real browser: each persona's path, by mouse and keyboard, for eyes and ears."""

import pytest
from playwright.sync_api import expect

from hub.platform.second_factor import STEP, _totp
from hub.portal.tour.personas import PERSONAS
from hub.services.submissions.take_in_submission import claim_submission, take_in_submission
from tests.builders.browsers import MARKS, overflows, served, shot, tab, unreachable, violations
from tests.builders.portal import (
    CLAIMS,
    PASSWORD,
    SECOND_FACTOR,
    handed_in,
    previewed,
    registers,
)

pytestmark = MARKS


@pytest.fixture
def site(app, made):
    with served(app) as address:
        yield address


@pytest.fixture
def page(chromium, site):
    with tab(chromium, site) as opened:
        yield opened


def sign_in(page, login):
    page.goto("/sign-in")
    page.get_by_label("Name").fill(login)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def addresses(made):
    return {
        "payer": [
            "/submissions",
            "/submissions/new",
            f"/submissions/{made['accepted']}",
            f"/submissions/{made['refused']}",
            f"/submissions/{made['waiting']}",
            f"/submissions/{made['accepted']}/withdraw",
            "/agreement",
            "/reports",
        ],
        "payer-admin": [
            "/people",
            "/people/new",
            f"/people/{made['user']}",
            "/machines",
            "/machines/new",
            f"/machines/{made['client']}",
            "/account",
            "/account/second-factor",
        ],
        "practice-large": ["/measures", "/measures/CMS159/1", "/agreement", "/submissions"],
        "practice-small": ["/measures", "/calendar"],
        "purchaser": ["/region", "/measures/CMS159/1"],
        "convener": [
            "/participants",
            "/agreements",
            "/agreements/templates",
            "/agreements/new",
            "/agreements/new?template=network-memorandum",
            f"/agreements/{made['draft']}",
            f"/agreements/{made['agreement']}",
            f"/agreements/{made['agreement']}/amend",
            f"/agreements/{made['agreement']}/renew",
            f"/agreements/{made['agreement']}/end/terminate",
            "/participants/new",
            "/participants/evergreen",
            "/breaches",
            f"/breaches/{made['breach']}",
            "/programs",
            "/disclosures",
            "/disclosures?participant=evergreen",
            "/calendar",
            "/releases",
            "/releases/new",
            f"/releases/{made['release']}",
            "/ledger",
        ],
        "approver": [f"/releases/{made['preview']}"],
        "privacy": [
            "/withheld",
            "/what-if?provenance=yes&label=SUD&consent=in-force",
            "/attack",
            "/wishes",
            "/disclosures",
            f"/agreements/{made['agreement']}",
        ],
        "": [
            "/sign-in",
            "/sign-in/code",
            f"/welcome/{made['invitation']}",
            "/methods",
            "/methods/measures/CMS2",
            "/methods/rules",
            "/methods/numbers",
            "/methods/privacy",
            "/methods/substance-use",
            "/tour",
            "/tour/payer",
            "/tour/truth",
            "/submissions/none",
        ],
    }


@pytest.fixture
def filled(home, made):
    return (
        made
        | registers(home)
        | {
            "preview": previewed(home, "Year 2026, second look"),
            "waiting": handed_in(home, "evergreen", CLAIMS + "c98,token98,professional,paid,,\n"),
        }
    )


@pytest.mark.parametrize(
    "login",
    [
        "payer",
        "practice-large",
        "practice-small",
        "payer-admin",
        "purchaser",
        "convener",
        "approver",
        "privacy",
        "",
    ],
)
def test_every_page_is_sound_for_assistive_technology_and_fits_its_window(
    page, filled, login, secret_of, site
):
    if login:
        page.context.add_cookies([{"name": "session", "value": secret_of(login), "url": site}])
    found = {}
    for address in addresses(filled)[login]:
        page.goto(address)
        name = f"{login or 'public'}{address}".replace("/", "-")[:70]
        shot(page, name)
        found[address] = violations(page)
        page.set_viewport_size({"width": 390, "height": 844})
        if overflows(page):
            found[address] = [*found[address], "wider than a telephone"]
            shot(page, f"{name}-narrow")
        found[address] = [*found[address], *unreachable(page)]
        page.set_viewport_size({"width": 1280, "height": 900})

    assert {address: faults for address, faults in found.items() if faults} == {}


def test_a_payer_engineer_hands_in_a_file_by_keyboard_and_follows_it_to_its_receipt(
    page, home, tmp_path
):
    file = tmp_path / "claims.csv"
    file.write_text(CLAIMS.replace("c10", "c20"))
    sign_in(page, "payer")
    page.get_by_role("link", name="Hand in a file").press("Enter")
    page.get_by_label("File", exact=True).set_input_files(file)
    send = page.get_by_role("button", name="Hand in")
    # The script of the page frees it; a key pressed before is pressed in vain.
    expect(send).to_be_enabled()
    send.press("Enter")
    page.get_by_text("The file has arrived.").wait_for()
    page.get_by_text("The hub is at work.").wait_for()
    take_in_next(home)
    page.get_by_role("heading", name="Faults").wait_for()
    with page.expect_download() as receipt:
        page.get_by_role("link", name="Receipt (JSON)").click()
    with page.expect_download() as faults:
        page.get_by_role("link", name="All faults (CSV)").click()

    assert receipt.value.suggested_filename.startswith("receipt-")
    assert faults.value.suggested_filename.endswith(".csv")


def take_in_next(home):
    take_in_submission(home, claim_submission(home, worker="worker-2"))


def test_a_privacy_officer_accounts_for_the_disclosures_of_one_patient(page, filled):
    sign_in(page, "privacy")
    page.goto("/disclosures")
    page.get_by_label("Token").fill("token2")
    page.get_by_role("button", name="Account for it").press("Enter")
    page.get_by_role("heading", name="Accounting for one patient").wait_for()
    shot(page, "accounting")

    assert violations(page) == []
    assert "token2" not in page.content() + page.url


def test_a_practice_manager_goes_from_the_sentence_to_the_figures_to_the_method(page):
    sign_in(page, "practice-large")
    page.get_by_text("Worse than the region").wait_for()
    page.locator("summary", has_text="The figures").first.click()
    page.get_by_role("cell", name="12 of 150 (8%)").wait_for()
    page.get_by_role("link", name="How it is computed").first.click()
    page.wait_for_url("**/methods/measures/*")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Depression Remission")


def test_a_page_prints_without_what_is_only_for_the_screen(page):
    sign_in(page, "practice-large")
    page.goto("/measures/CMS159/1")
    page.emulate_media(media="print")

    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    images = page.get_by_role("img", name="Depression Remission at Twelve Months")
    expect(images).to_have_count(4)
    for image in images.all():
        expect(image).to_be_visible()
    assert len({image.get_attribute("aria-label") for image in images.all()}) == 4


def test_a_convener_drafts_an_agreement_and_is_told_who_has_to_sign(page):
    sign_in(page, "convener")
    page.get_by_role("link", name="Agreements").click()
    page.get_by_role("link", name="Draft an agreement").click()
    page.get_by_role("link", name="Data use agreement").first.click()
    page.get_by_label("Contributor", exact=True).select_option("practice-small")
    page.get_by_label("Last day").fill("2027-12-31")
    page.get_by_text("Stricter rules for releases").click()
    page.get_by_label("The smallest count of people").fill("15")
    shot(page, "new-agreement")
    assert violations(page) == []
    page.get_by_role("button", name="Draft it").click()
    page.get_by_text("The agreement is drafted.").wait_for()

    expect(page.get_by_text("Birch Street Practice has to sign the text.")).to_be_visible()
    expect(page.get_by_text("(people): 15")).to_be_visible()


def test_an_approver_signs_in_with_a_second_factor_and_publishes_what_another_proposed(
    page, home, filled
):
    page.goto(f"/releases/{filled['preview']}")
    page.get_by_label("Name").fill("approver")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("The six digits").fill(code_of(home))
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Approve exactly this preview").click()
    page.get_by_role("button", name="Sign and publish").click()

    expect(page.get_by_text("The release is signed and published.")).to_be_visible()


def code_of(home):
    step = int(home.clock().timestamp()) // STEP
    return _totp(SECOND_FACTOR).generate(step * STEP).decode()


def test_a_privacy_officer_attacks_a_table(page):
    sign_in(page, "privacy")
    page.get_by_role("link", name="Attack a table").click()
    page.get_by_role("img", name="What could be worked out of hidden counts").wait_for()
    page.get_by_text("Every hidden count").click()

    expect(page.get_by_role("cell", name="3 to 3")).to_be_visible()


def test_every_persona_of_the_tour_is_one_click_away(page):
    for persona in PERSONAS:
        page.goto("/tour")
        page.get_by_role("button", name=f": {persona.title}").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(persona.title)
        page.locator("ol.story a").first.click()
        expect(page.locator("ol.story")).to_have_count(0)
        page.get_by_role("button", name="Sign out").wait_for()


def test_the_main_actions_are_reached_by_the_tabulator_in_the_order_of_the_page(page):
    sign_in(page, "payer")
    page.goto("/submissions")
    reached = []
    for _ in range(13):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))

    wanted = ["Skip to the content", "Files", "Sign out", "Hand in a file"]
    assert [each for each in reached if each in wanted] == wanted


def test_without_a_script_the_upload_says_what_to_use_instead(chromium, site):
    with tab(chromium, site, java_script_enabled=False) as opened:
        sign_in(opened, "payer")
        opened.goto("/submissions/new")

        assert "hub submit FILE" in opened.locator("noscript").inner_html()
        expect(opened.get_by_role("button", name="Hand in")).to_be_disabled()
