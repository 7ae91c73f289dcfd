"""A populated hub with its pages, for the test client and for a real browser."""

from dataclasses import replace

import pytest
from flask import Flask, jsonify, request

from hub.config import Settings
from hub.portal.blueprint import add_portal
from hub.portal.gate import Wiring
from hub.services.receive_submission import Handover, receive_submission
from hub.store.engine import open_engine
from tests.builders.gates import CookieGate
from tests.builders.houses import house
from tests.builders.portal import PEOPLE, populate, user_of
from tests.builders.times import CountedIds, StoppedClock


@pytest.fixture
def home(sqlite_database, tmp_path):
    engine = open_engine(sqlite_database)
    made = house(engine, StoppedClock(), CountedIds(), tmp_path)
    yield replace(made, settings=Settings(state=tmp_path, demo=True))
    engine.dispose()


@pytest.fixture
def made(home):
    return populate(home)


@pytest.fixture
def app(home):
    return application(home)


@pytest.fixture
def application_of():
    """Return the function that makes an application of a house."""
    return application


@pytest.fixture
def signed_in(app, home, made):
    """Return a function that gives a client signed in as somebody."""

    def as_login(login):
        client = app.test_client()
        with client.session_transaction() as session:
            session["user"] = user_of(home, login)
        return client

    return as_login


def application(home):
    app = Flask("portal-under-test")
    app.secret_key = "for tests alone"
    app.testing = True
    gate = CookieGate(home)
    add_portal(app, Wiring(house=home, gate=gate, demo_users={login: login for login in PEOPLE}))

    @app.post("/api/v1/submissions")
    def upload():
        person = gate.caller()
        if person is None or not gate.csrf_holds(request.headers.get("X-CSRF-Token", "")):
            return jsonify(title="not signed in"), 403
        handover = Handover(
            key=request.headers["Idempotency-Key"],
            dry_run=request.headers.get("Hub-Dry-Run") == "true",
        )
        found = receive_submission(
            home,
            participant=person.participant,
            actor=person.user,
            handover=handover,
            body=request.stream,
        )
        return jsonify(id=found.id), 202

    return app
