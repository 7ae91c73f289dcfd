"""The pages in a real browser: each persona's path, by mouse and keyboard, for eyes and ears."""

import os
import threading
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from hub.portal.tour.personas import PERSONAS
from tests.builders.portal import CLAIMS, PASSWORD, handed_in, previewed, user_of

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parent / "axe.min.js"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Where screenshots go, if somebody wants to look at the pages.
SHOTS = os.environ.get("PORTAL_SHOTS")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no Chromium at /usr/bin/chromium"),
]


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def site(app, made):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def page(chromium, site):
    """A tab whose complaints are collected: what the policy blocks, and what a script breaks."""
    context = chromium.new_context(base_url=site, viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.complaints = []
    opened.on("console", lambda said: noted(opened, said))
    opened.on("pageerror", lambda failure: opened.complaints.append(str(failure)))
    yield opened
    context.close()
    assert opened.complaints == []


def noted(opened, said):
    refused = "status of 4" in said.text
    if said.type in {"error", "warning"} and not refused:
        opened.complaints.append(said.text)


def sign_in(page, login):
    page.goto("/sign-in")
    page.get_by_label("Name").fill(login)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def violations(page):
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    source = AXE.read_text(encoding="utf-8")
    page.evaluate(source)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:160]}"
        for each in found["violations"]
        if each["impact"] in {"serious", "critical"}
    ]


def overflows(page):
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")


def shot(page, name):
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


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
        "practice-large": ["/measures", "/measures/CMS159/1", "/agreement", "/submissions"],
        "practice-small": ["/measures", "/calendar"],
        "purchaser": ["/region"],
        "convener": [
            "/participants",
            "/agreements",
            "/agreements/new",
            f"/agreements/{made['draft']}",
            f"/agreements/{made['agreement']}/end/terminate",
            "/calendar",
            "/releases",
            "/releases/new",
            f"/releases/{made['release']}",
            "/ledger",
        ],
        "approver": [f"/releases/{made['preview']}"],
        "privacy": ["/withheld", "/attack", f"/agreements/{made['agreement']}"],
        "": [
            "/sign-in",
            "/sign-in/code",
            "/methods",
            "/methods/measures/CMS2",
            "/methods/rules",
            "/methods/numbers",
            "/methods/privacy",
            "/tour",
            "/tour/payer",
            "/tour/truth",
            "/submissions/none",
        ],
    }


@pytest.fixture
def filled(home, made):
    return made | {
        "preview": previewed(home, "Year 2026, second look"),
        "waiting": handed_in(home, "evergreen", CLAIMS + "c98,token98,professional,paid,,\n"),
    }


@pytest.mark.parametrize(
    "login",
    ["payer", "practice-large", "practice-small", "purchaser", "convener", "approver", "privacy", ""],
)
def test_every_page_is_sound_for_assistive_technology_and_fits_its_window(
    page, filled, login, home, app, site
):
    if login:
        cookie = app.session_interface.get_signing_serializer(app)
        value = cookie.dumps({"user": user_of(home, login)})
        page.context.add_cookies(
            [{"name": "session", "value": value, "url": site}]
        )
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
        page.set_viewport_size({"width": 1280, "height": 900})

    assert {address: faults for address, faults in found.items() if faults} == {}
