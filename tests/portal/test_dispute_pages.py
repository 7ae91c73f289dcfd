"""A dispute on the pages, in a real browser: the practice asks, the payer answers, Kim decides."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from hub.services.participants import sessions
from tests.builders.applications import application_of
from tests.builders.browsers import MARKS, overflows, served, shot, tab, violations
from tests.builders.disputed import DISPUTED, NORTH, PAYER, UNSENT, copied
from tests.builders.people import person

pytestmark = MARKS
PEOPLE = {
    "nora": ("practice-member", NORTH),
    "dana": ("payer-engineer", PAYER),
    "kim": ("coordinator", "hub"),
}


@pytest.fixture
def home(disputed_network, tmp_path):
    made, _ = copied(disputed_network, tmp_path)
    for login, (role, participant) in PEOPLE.items():
        person(made, login, participant=participant, roles=(role,))
    settings = replace(made.settings, demo=True, url="http://localhost")
    yield replace(made, settings=settings)
    made.engine.dispose()


@pytest.fixture
def page(home, chromium):
    with served(application_of(home)) as address, tab(chromium, address) as opened:
        opened.site = address
        yield opened


def go(page, home, login, path):
    secret = sessions.begin_as(home, login).secret
    name = sessions.cookie_name(home)
    page.context.add_cookies([{"name": name, "value": secret, "url": page.site}])
    page.goto(path)


def sound(page, name):
    """Nothing for axe to say, nothing wider than a telephone, no token in the address."""
    shot(page, name)
    found = violations(page)
    page.set_viewport_size({"width": 390, "height": 844})
    wide = overflows(page)
    shot(page, f"{name}-narrow")
    page.set_viewport_size({"width": 1280, "height": 900})
    return (found, wide, DISPUTED in page.url) == ([], False, False)


def test_a_dispute_goes_from_the_question_to_the_decision(page, home):
    go(page, home, "nora", "/attribution")
    assert sound(page, "dispute-1-empty")
    page.get_by_label("Token").fill(DISPUTED)
    page.get_by_label("Token").press("Enter")
    page.get_by_role("heading", name="counted at another practice").wait_for()
    assert sound(page, "dispute-2-answer")
    expect(page.get_by_role("row", name="visits 2")).to_be_visible()
    page.get_by_role("button", name="Dispute it: the patient is ours").press("Enter")
    page.get_by_text("The dispute is open.").wait_for()
    assert sound(page, "dispute-3-own")

    go(page, home, "dana", "/hearings")
    assert sound(page, "dispute-4-payer")
    expect(page.get_by_text(DISPUTED)).to_be_visible()
    assert NORTH.title() not in page.content()
    page.get_by_role("button", name="It is to be corrected").press("Enter")
    page.get_by_text("The answer is noted.").wait_for()

    go(page, home, "kim", "/disputes")
    assert sound(page, "dispute-5-list")
    page.get_by_role("link", name="dispute").last.click()
    page.get_by_role("button", name="Take it up").click()
    page.get_by_role("heading", name="Decide it").wait_for()
    assert sound(page, "dispute-6-case")
    assert DISPUTED not in page.content()
    assert "South" not in page.content()
    page.get_by_role("button", name="Decide it").press("Enter")
    page.get_by_text("The dispute is decided.").wait_for()

    go(page, home, "nora", "/attribution")
    expect(page.get_by_text("decided: counted here")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Where is this patient counted?")).to_be_hidden()
    shot(page, "dispute-7-printed")


def test_a_token_of_others_is_refused_without_being_repeated(page, home):
    go(page, home, "nora", "/attribution")
    page.get_by_label("Token").fill(UNSENT)
    page.get_by_role("button", name="Where is this patient counted?").click()
    page.get_by_text("No file of yours that is in use holds this token").wait_for()

    assert UNSENT not in page.content() + page.url
    assert sound(page, "dispute-8-refused")
