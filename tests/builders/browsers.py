"""A real browser before the pages: a server, a tab that collects complaints, and what eyes need."""

import os
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright
from werkzeug.serving import make_server

from tests.builders.times import PATIENCE

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parents[1] / "portal" / "axe.min.js"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MILLISECONDS = PATIENCE * 1000
# Where screenshots go, if somebody wants to look at the pages.
SHOTS = os.environ.get("PORTAL_SHOTS")  # noqa: TID251
MARKS = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no Chromium at /usr/bin/chromium"),
]


@contextmanager
def browser():
    """Start Chromium, and let what is expected of its pages take the time that it takes."""
    expect.set_options(timeout=MILLISECONDS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=QUIET, timeout=MILLISECONDS
        )
        yield started
        started.close()


@contextmanager
def served(app):
    """Serve an application, and give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def tab(started, address, **options):
    """Open a tab whose complaints are collected: what the policy blocks, what a script breaks."""
    context = started.new_context(
        base_url=address, viewport={"width": 1280, "height": 900}, **options
    )
    context.set_default_timeout(MILLISECONDS)
    opened = context.new_page()
    opened.complaints = []
    opened.on("console", lambda said: _noted(opened, said))
    opened.on("pageerror", lambda failure: opened.complaints.append(str(failure)))
    yield opened
    context.close()
    assert opened.complaints == []


def violations(page):
    """Return what axe finds on the page with everything opened, serious or worse."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:160]}"
        for each in found["violations"]
        if each["impact"] in {"serious", "critical"}
    ]


def unreachable(page):
    """Return what is pushed aside and cannot be by keyboard, on a page that `violations` opened."""
    # What watches sizes is told of them after the next frame is laid out.
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    rule = "{runOnly: ['scrollable-region-focusable'], resultTypes: ['violations']}"
    found = page.evaluate(f"axe.run(document, {rule})")
    return [node["html"][:160] for each in found["violations"] for node in each["nodes"]]


def overflows(page):
    """Tell whether the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")


def shot(page, name):
    """Keep a picture of the page, if somebody wants to look."""
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def _noted(opened, said):
    refused = "status of 4" in said.text
    if said.type in {"error", "warning"} and not refused:
        opened.complaints.append(said.text)
