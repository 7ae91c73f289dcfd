"""A view that names no scope is closed, and who calls sees what is his."""

import pytest
from flask import Flask
from flask.views import MethodView

from hub.api.access import PUBLIC, public, scope_of
from hub.app import API_BLUEPRINTS, create_app
from hub.services.participants import sessions
from hub.services.participants.register_client import MACHINE_SCOPES
from hub.store import roles
from tests.builders.machines import Machine
from tests.builders.people import PASSWORD, person

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@ON_SQLITE
def test_every_view_names_its_scope(app: Flask):
    with app.app_context():
        unnamed = [
            f"{method} {rule.rule}"
            for rule in app.url_map.iter_rules()
            for method in rule.methods & METHODS
            if not _scope(app, rule.endpoint, method)
        ]

    assert unnamed == []


@ON_SQLITE
def test_every_scope_that_a_view_names_is_opened_by_a_role_or_a_machine(app: Flask):
    with app.app_context():
        named = {
            _scope(app, rule.endpoint, method)
            for rule in app.url_map.iter_rules()
            for method in rule.methods & METHODS
        }
    opened = {each.scope for each in roles.shipped()[1]} | set(MACHINE_SCOPES)

    assert named - {PUBLIC} <= opened


@ON_SQLITE
def test_the_views_open_to_everybody_are_these(app: Flask):
    with app.app_context():
        found = {
            f"{method} {rule.rule}"
            for rule in app.url_map.iter_rules()
            for method in rule.methods & METHODS
            if _scope(app, rule.endpoint, method) == PUBLIC
            and not rule.endpoint.startswith("portal.")
        }

    assert found == {
        "GET /api/v1/openapi.json",
        "GET /.well-known/smart-configuration",
        "GET /api/v1/measures",
        "GET /api/v1/measures/<identifier>",
        # Closed, and then not there, unless the operator opens them.
        "GET /api/v1/public/releases",
        "GET /api/v1/public/releases/<uuid:id>",
        "GET /api/v1/public/releases/<uuid:id>/table.csv",
        "GET /api/v1/public/releases/<uuid:id>/files.zip",
        "GET /oauth/jwks.json",
        "POST /oauth/token",
        "GET /healthz",
        "GET /readyz",
        "GET /metrics",
    }


@ON_SQLITE
def test_a_view_that_names_no_scope_is_closed_to_everybody(home):
    app = create_app(home)
    browser = app.test_client()
    app.add_url_rule("/forgotten", view_func=lambda: "open")
    app.add_url_rule("/half", view_func=_Half.as_view("half"))

    assert browser.get("/forgotten").status_code == 403
    assert browser.get("/half").status_code == 200
    assert browser.post("/half").status_code == 403
    assert browser.options("/forgotten").status_code == 403


def test_every_blueprint_of_the_folder_is_in_the_application():
    from importlib import import_module
    from pkgutil import iter_modules

    import hub.api

    modules = [import_module(f"hub.api.{found.name}") for found in iter_modules(hub.api.__path__)]
    found = {module.blueprint.name for module in modules if hasattr(module, "blueprint")}

    assert found == {blueprint.name for blueprint in API_BLUEPRINTS}


def test_what_is_not_yours_looks_as_what_is_not_there(home, browser):
    own, other = Machine(home, "payer-a"), Machine(home, "payer-b")
    theirs = _handed_in(home, "payer-b")
    asked = own.bearer(browser)
    absent = "00000000-0000-7000-8000-00000000dead"
    answers = [
        browser.get(f"/api/v1/submissions/{name}", headers=asked) for name in (theirs, absent)
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].data == answers[1].data
    assert _headers(answers[0]) == _headers(answers[1])
    assert (
        browser.get(f"/api/v1/submissions/{theirs}", headers=other.bearer(browser)).status_code
        == 200
    )


def test_what_is_not_yours_costs_the_database_what_is_not_there_costs(home, browser):
    """Equal time by design: the same statements are run for both."""
    from sqlalchemy import event

    theirs = _handed_in(home, "payer-b")
    asked = Machine(home, "payer-a").bearer(browser)
    seen = {}
    for name in (theirs, "00000000-0000-7000-8000-00000000dead"):
        statements = seen.setdefault(name, [])
        listener = lambda *told, kept=statements: kept.append(told[2])  # noqa: E731
        event.listen(home.engine, "before_cursor_execute", listener)
        browser.get(f"/api/v1/submissions/{name}", headers=asked)
        event.remove(home.engine, "before_cursor_execute", listener)

    assert len({tuple(statements) for statements in seen.values()}) == 1


@ON_SQLITE
def test_a_person_calls_the_api_by_his_session(home, browser):
    _signed_in(home, browser)

    assert browser.get("/api/v1/submissions").status_code == 200


@ON_SQLITE
def test_a_change_by_a_session_needs_the_token_of_its_forms(home, browser):
    secret = _signed_in(home, browser)
    address = f"/api/v1/submissions/{_handed_in(home, 'payer-a')}"
    other = sessions.csrf_token("another")

    assert browser.delete(address).status_code == 403
    assert browser.delete(address, headers={"X-CSRF-Token": other}).status_code == 403
    assert browser.delete(address, headers={"X-CSRF-Token": "\u00e9"}).status_code == 403
    told = browser.delete(address, headers={"X-CSRF-Token": sessions.csrf_token(secret)})
    assert told.status_code != 403


@ON_SQLITE
def test_a_person_does_only_what_a_role_opens(home, browser):
    secret = _signed_in(home, browser, roles=("purchaser-member",))

    assert browser.get("/api/v1/submissions").status_code == 403
    assert (
        browser.post(
            "/api/v1/submissions", headers={"X-CSRF-Token": sessions.csrf_token(secret)}
        ).status_code
        == 403
    )


@ON_SQLITE
def test_nobody_is_asked_to_sign_in(browser):
    answer = browser.get("/api/v1/submissions")

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


@ON_SQLITE
def test_a_wrong_token_is_not_made_good_by_a_session(home, browser):
    _signed_in(home, browser)

    assert (
        browser.get("/api/v1/submissions", headers={"Authorization": "Bearer x"}).status_code == 401
    )


@ON_SQLITE
def test_a_coordinator_sees_every_submission_and_a_payer_its_own(home, app):
    for participant in ("payer-a", "payer-b"):
        _handed_in(home, participant)
    coordinator, payer = app.test_client(), app.test_client()
    _signed_in(home, coordinator, login="c@hub.test", roles=("coordinator",), participant="hub")
    _signed_in(home, payer)

    assert len(coordinator.get("/api/v1/submissions").get_json()["submissions"]) == 2
    assert len(payer.get("/api/v1/submissions").get_json()["submissions"]) == 1


class _Half(MethodView):
    @public
    def get(self):
        return "open"

    def post(self):
        return "forgotten"


def _scope(app, endpoint, method):
    if endpoint.startswith("portal."):
        view = app.view_functions[endpoint]
        return PUBLIC if endpoint == "portal.static" else getattr(view, "scope", None)
    return scope_of(endpoint, method)


def _signed_in(
    home, browser, *, login="robin@payer-a.test", roles=("payer-engineer",), participant="payer-a"
):
    person(home, login, roles=roles, participant=participant)
    secret = sessions.first_factor(home, login=login, password=PASSWORD).secret
    browser.set_cookie(sessions.cookie_name(home), secret, domain="localhost")
    return secret


def _handed_in(home, participant):
    from hub.store import agreements, submissions
    from hub.store.agreements import Agreement, AgreementParty, AgreementVersion
    from hub.store.submissions import Submission

    with home.begin() as work:
        agreement, now = work.new_id(), work.now
        agreements.add(
            work,
            Agreement(id=agreement, title="Data use", version=1, added_at=now),
            text=AgreementVersion(
                agreement=agreement,
                number=1,
                terms={},
                text="",
                hash="0" * 64,
                added_at=now,
                added_by="coordinator",
            ),
            parties=(
                AgreementParty(agreement=agreement, participant=participant, part="contributor"),
            ),
        )
        made = Submission(
            id=work.new_id(),
            participant=participant,
            agreement=agreement,
            state="accepted",
            basis="safe_harbor",
            received_at=now,
            changed_at=now,
        )
        submissions.add(work, made)
        work.tell("submission-received", subject=made.id)
    return made.id


def _headers(answer):
    return {name: value for name, value in answer.headers.items() if name != "X-Request-Id"}
