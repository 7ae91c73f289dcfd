"""No page asks the database more often where there are more rows to show."""

import pytest
from sqlalchemy import event

from hub.store import reports
from tests.builders.addresses import WITH, addresses
from tests.builders.grown import grow
from tests.builders.portal import registers

ANYBODY = "anybody"
MORE = 6
READERS = {
    "/reports": ("payer",),
    "/region": ("convener", "purchaser"),
    "/measures": ("practice-large", "practice-small"),
    "/submissions": ("payer", "convener"),
    "/agreement": ("payer", "practice-large"),
}


@pytest.fixture
def asked(home):
    """Return the statements that were sent to the database."""
    statements = []

    def noted(_connection, _cursor, statement, *_):
        statements.append(statement)

    event.listen(home.engine, "before_cursor_execute", noted)
    yield statements
    event.remove(home.engine, "before_cursor_execute", noted)


@pytest.fixture
def pages(app, home, made):
    """Return each page with those who are to look at it."""
    with home.look() as work:
        report = next(
            each for each in reports.of_release(work, made["release"]) if not each.participant
        )
    known = made | registers(home) | {"report": report.id}
    found = list(addresses(app, known, method="GET"))
    return [
        (path, login)
        for path, scope in found
        for login in READERS.get(path, (WITH.get(scope, ANYBODY),))
    ]


def counted(pages, clients, asked):
    for client in clients.values():
        # A session that was not seen of late is noted as seen, whatever page is asked for.
        client.get("/account")
    found = {}
    for path, login in pages:
        asked.clear()
        if clients[login].get(path).status_code == 200:
            found[login, path] = len(asked)
    return found


def test_no_page_asks_more_often_where_there_are_more_rows(
    home, made, app, signed_in, pages, asked
):
    people = {login for _, login in pages} - {ANYBODY}
    clients = {login: signed_in(login) for login in people} | {ANYBODY: app.test_client()}
    before = counted(pages, clients, asked)

    grow(home, made, by=MORE)
    after = counted(pages, clients, asked)

    # Nearly all of them are there to be looked at.
    assert len(before) >= 50
    assert {page: (before[page], n) for page, n in after.items() if n > before[page]} == {}
