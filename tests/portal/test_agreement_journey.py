"""A convener takes two payers and a practice from template to agreements in force, in a browser.

Outside of the demonstration: everybody is invited, sets a password and a second factor, and signs
by name and code.
"""

import re
from base64 import b32decode
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from hub.platform.second_factor import STEP, _totp
from hub.services.agreements.facts import agreement_facts, agreement_of
from hub.services.participants.invite_user import invite_user
from hub.store import agreements, ledger
from tests.builders.browsers import MARKS, served, shot, tab, violations
from tests.builders.people import PASSWORD

pytestmark = MARKS
PARTIES = {
    "North Plan": ("north-plan", "payer"),
    "South Plan": ("south-plan", "payer"),
    "Elm Street Practice": ("elm-street", "practice"),
}


@pytest.fixture
def house(home):
    return replace(home, settings=replace(home.settings, demo=False))


@pytest.fixture
def desk(house, application_of, chromium):
    with served(application_of(house)) as address:
        yield Desk(house, chromium, address)


class Desk:
    """Everybody at one desk, each in a browser session of his own."""

    def __init__(self, house, started, address):
        self.house, self.started, self.address = house, started, address
        self.secrets, self.faults = {}, []

    def opened(self):
        return tab(self.started, self.address)

    def look(self, page, name):
        shot(page, f"journey-{name}")
        self.faults += [f"{name}: {fault}" for fault in violations(page)]

    def code(self, login):
        # A code serves once: the clock goes on to the next one.
        self.house.clock.forward(seconds=STEP)
        step = int(self.house.clock().timestamp()) // STEP
        return _totp(self.secrets[login]).generate(step * STEP).decode()

    def welcome(self, page, path, login):
        page.goto(path)
        page.get_by_label("Password, 12 letters or more").fill(PASSWORD)
        page.get_by_label("The same again").fill(PASSWORD)
        page.get_by_role("button", name="Set it").click()
        page.get_by_text("Your password is set.").wait_for()
        self.sign_in(page, login)
        page.get_by_role("link", name="Your account:").click()
        page.get_by_role("link", name="Set it up").click()
        letters = page.locator("#letters").inner_text()
        self.secrets[login] = b32decode(letters.replace(" ", ""))
        page.get_by_label("Type the six digits").fill(self.code(login))
        page.get_by_label("And your password").fill(PASSWORD)
        page.get_by_role("button", name="Set it").click()
        page.get_by_role("heading", name="Your recovery codes").wait_for()
        page.get_by_role("link", name="I have kept them").click()
        page.wait_for_url("**/account")

    def sign_in(self, page, login):
        page.goto("/sign-in")
        page.get_by_label("Name").fill(login)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        if login in self.secrets:
            page.get_by_label("The six digits").fill(self.code(login))
            page.get_by_role("button", name="Go on").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)

    def sign(self, page, login, name, *, papers=1):
        """Sign each of the papers on the page; a paper that is signed asks no more."""
        asked = page.get_by_role("button", name="Sign this text")
        for left in range(papers, 0, -1):
            expect(asked).to_have_count(left)
            page.get_by_label("type your name").first.fill(name)
            page.get_by_label("Code of your second factor").first.fill(self.code(login))
            asked.first.click()
        expect(asked).to_have_count(0)
        page.get_by_text("Your signature is noted.").wait_for()


def first_people(house):
    """The convener's first person comes by the command line; here by a service like it."""
    given = {"within": "*", "participant": "hub", "by": "hub"}
    return invite_user(
        house, login="kim", name="Kim", roles_given=("coordinator", "signatory"), **given
    ).secret


def joined(desk, page, name):
    short, kind = PARTIES[name]
    page.goto("/participants")
    page.get_by_role("link", name="Let one join").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Short name").fill(short)
    page.get_by_label("Kind").select_option(kind)
    page.get_by_role("button", name="Let it join").click()
    page.get_by_text("The participant has joined.").wait_for()
    expect(page.get_by_text("No agreement is drafted.")).to_be_visible()
    page.get_by_label("Name", exact=True).fill(f"Ada of {name}")
    page.get_by_label("Signs in as").fill(f"ada@{short}")
    page.get_by_role("button", name="Make the invitation").click()
    return "/welcome/" + page.locator("#address").inner_text().split("/welcome/")[1]


def signatory_invited(desk, path, name):
    """The administrator sets up the own account and invites whoever signs."""
    short, _ = PARTIES[name]
    with desk.opened() as page:
        desk.welcome(page, path, f"ada@{short}")
        page.get_by_role("link", name="People").click()
        page.get_by_role("link", name="Invite a person").click()
        page.get_by_label("Name", exact=True).fill(f"Sig of {name}")
        page.get_by_label("Signs in as").fill(f"sig@{short}")
        page.get_by_label("signatory: signs agreements").check()
        page.get_by_role("button", name="Make the invitation").click()
        return "/welcome/" + page.locator("#address").inner_text().split("/welcome/")[1]


def memorandum_drafted(desk, page):
    page.goto("/agreements")
    page.get_by_role("link", name="Draft an agreement").click()
    desk.look(page, "templates")
    page.get_by_role("link", name="Memorandum of understanding").click()
    for name in PARTIES:
        page.get_by_label(name).check()
    page.get_by_role("button", name="Draft it").click()
    page.get_by_text("The agreement is drafted.").wait_for()
    desk.look(page, "memorandum")
    return re.search(r"/agreements/([0-9a-f-]{36})", page.url).group(1)


def data_use_drafted(desk, page):
    page.goto("/agreements/new?template=expert-determination")
    page.get_by_label("Contributor", exact=True).select_option(label="North Plan")
    page.get_by_role("button", name="Draft it").click()
    page.get_by_text("The agreement is drafted.").wait_for()
    expect(page.get_by_text("It needs an expert's certificate")).to_be_visible()
    return re.search(r"/agreements/([0-9a-f-]{36})", page.url).group(1)


def certificate_added(desk, page, agreement):
    page.goto(f"/agreements/{agreement}/amend")
    page.get_by_label("Expert", exact=True).fill("A. Statistician")
    page.get_by_label("Method").fill("motivated intruder")
    page.get_by_label("Risk found").fill("very small")
    page.get_by_label("Signed on").fill("2026-01-01")
    page.get_by_label("Holds until").fill("2026-12-31")
    page.get_by_role("button", name="Amend it").click()
    page.get_by_text("The agreement has a new text.").wait_for()
    expect(page.get_by_role("cell", name="none").first).to_be_visible()
    desk.look(page, "amended")


@pytest.mark.slow
def test_two_payers_and_a_practice_come_from_template_to_agreements_in_force(desk, house):
    kims = first_people(house)
    with desk.opened() as convener:
        desk.welcome(convener, f"/welcome/{kims}", "kim")
        invitations = {name: joined(desk, convener, name) for name in PARTIES}
        signers = {name: signatory_invited(desk, path, name) for name, path in invitations.items()}
        memorandum = memorandum_drafted(desk, convener)
        data_use = data_use_drafted(desk, convener)
        certificate_added(desk, convener, data_use)

        for name, path in signers.items():
            with desk.opened() as page:
                login = f"sig@{PARTIES[name][0]}"
                desk.welcome(page, path, login)
                page.get_by_role("link", name="Agreement").first.click()
                expect(page.get_by_text("has to sign the text.").first).to_be_visible()
                desk.look(page, login.replace("@", "-"))
                papers = 2 if name == "North Plan" else 1
                desk.sign(page, login, f"Sig of {name}", papers=papers)
        for agreement in (memorandum, data_use):
            convener.goto(f"/agreements/{agreement}")
            desk.sign(convener, "kim", "Kim")
            expect(convener.get_by_text("active", exact=True).first).to_be_visible()
        desk.look(convener, "in-force")

    with house.look() as work:
        first = agreement_facts(work, memorandum)
        second = agreement_of(work, "north-plan")
        told = [each.name for each in ledger.of_subject(work, memorandum)]
        held = agreements.signatures_under(work, [memorandum])[memorandum]
    assert (first.state, len(first.terms.parties)) == ("active", 4)
    assert second.stored.id == data_use
    assert second.may("hand-in")
    assert told == ["agreement-drafted", *["agreement-signed"] * 4]
    assert {(each.typed_name, each.second_factor) for each in held} == {
        ("Kim", True),
        *((f"Sig of {name}", True) for name in PARTIES),
    }
    assert desk.faults == []
