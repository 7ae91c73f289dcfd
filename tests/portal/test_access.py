"""Every page names its scope; without it 403, and of another participant as if it were not there."""

import pytest

from hub.portal.access import PUBLIC
from hub.store import reports
from hub.store.roles import shipped
from tests.builders.addresses import WITH, addresses, rules

SCOPES = {scope.scope for scope in shipped()[1]}
WITHOUT = {
    "agreement.read": "purchaser",
    "agreement.sign": "rival",
    "calendar.read": "approver",
    "report.read": "approver",
    "ledger.read": "payer",
    "submission.read": "purchaser",
    "submission.write": "convener",
    "client.read": "purchaser",
    "client.write": "purchaser",
    "dispute.answer": "practice-large",
    "user.read": "payer",
    "user.write": "convener",
}


def test_every_view_names_a_scope_that_a_role_has_or_is_public(app):
    views = {rule.endpoint: app.view_functions[rule.endpoint] for rule in rules(app)}
    named = {name: getattr(view, "scope", None) for name, view in views.items()}
    del named["portal.static"]

    assert {name for name, scope in named.items() if scope not in SCOPES | {PUBLIC}} == set()


def test_a_view_that_names_no_scope_is_closed(app):
    view = app.view_functions["portal.methods"]
    del view.scope
    try:
        assert app.test_client().get("/methods").status_code == 403
    finally:
        view.scope = PUBLIC


def test_a_page_without_its_scope_is_closed_before_anything_is_looked_up(app, signed_in, made):
    logins = {scope: WITHOUT.get(scope, "rival") for scope in SCOPES}
    clients = {login: signed_in(login) for login in set(logins.values())}
    answers = {
        (address, scope): clients[logins[scope]].get(address).status_code
        for address, scope in addresses(app, made, method="GET")
        if scope != "session.own"
    }

    assert {key for key, status in answers.items() if status != 403} == set()
    assert len(answers) > 20


def test_a_form_without_its_scope_changes_nothing(app, signed_in, made):
    client = signed_in("purchaser")
    answers = {
        address: client.post(address, data={"csrf": "whatever"}).status_code
        for address, scope in addresses(app, made, method="POST")
        if scope != "session.own"
    }

    assert set(answers.values()) == {403}


def test_a_form_without_the_token_of_the_session_changes_nothing(app, signed_in, made, home):
    for address, scope in addresses(app, made, method="POST"):
        client = signed_in(WITH[scope])

        assert client.post(address, data={"csrf": "of another"}).status_code == 403, address


def test_whoever_has_not_signed_in_is_led_to_the_sign_in(app, made):
    client = app.test_client()
    answers = {address: client.get(address) for address, _ in addresses(app, made, method="GET")}

    assert {answer.status_code for answer in answers.values()} == {302}
    assert all("/sign-in?then=" in answer.location for answer in answers.values())


def test_a_form_of_whoever_is_signed_out_changes_nothing_and_says_so(app, made):
    client = app.test_client()
    answers = {address: client.post(address) for address, _ in addresses(app, made, method="POST")}

    assert {answer.status_code for answer in answers.values()} == {401}
    assert all("You are not signed in any more" in answer.text for answer in answers.values())


def test_a_form_of_an_earlier_sign_in_says_that_it_is_one(signed_in):
    answer = signed_in("convener").post("/calendar", data={"csrf": "of an earlier one"})

    assert answer.status_code == 403
    assert "This form is of an earlier sign-in" in answer.text
    assert "Nothing has changed" in answer.text


def test_a_part_of_a_page_leads_whoever_is_signed_out_to_the_sign_in(app, made):
    address = f"/submissions/{made['accepted']}/state"
    answer = app.test_client().get(address, headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["HX-Refresh"]) == (401, "true")


def test_a_form_of_another_site_does_not_count(app, made):
    client = app.test_client()
    foreign = {"Origin": "https://elsewhere.example"}
    secrets = {"login": "payer", "password": "a password for tests"}

    assert client.post("/sign-in", data=secrets, headers=foreign).status_code == 403
    assert client.post("/tour/payer", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/submissions/{rivals}",
        "/submissions/{rivals}/state",
        "/submissions/{rivals}/receipt.json",
        "/submissions/{rivals}/faults.csv",
        "/submissions/{rivals}/withdraw",
        "/submissions/none-of-that-id",
    ],
)
def test_what_is_another_participants_looks_like_what_is_not_there(signed_in, made, path):
    client = signed_in("payer")
    answer = client.get(path.format(**made))
    nothing = client.get("/submissions/none-of-that-id")

    assert answer.status_code == 404
    assert answer.text == nothing.text


def test_an_address_that_is_no_page_looks_the_same_and_a_program_gets_a_problem(app, made):
    client = app.test_client()
    page = client.get("/nowhere", headers={"Accept": "text/html"})
    api = client.get("/api/v1/nowhere", headers={"Accept": "text/html"})

    assert (page.status_code, api.status_code) == (404, 404)
    assert "There is no such page" in page.text
    assert api.content_type == "application/problem+json"


def test_a_page_that_breaks_says_so_and_nothing_else(app, signed_in, monkeypatch):
    def breaks(*_, **__):
        raise ValueError("a-canary-value")

    client = signed_in("payer")
    monkeypatch.setattr("hub.portal.payer.submissions.submissions.latest", breaks)
    answer = client.get("/submissions")

    assert answer.status_code == 500
    assert "Something went wrong here" in answer.text
    assert "a-canary-value" not in answer.text


def test_a_form_that_is_too_large_gets_a_page(signed_in):
    client = signed_in("convener")
    answer = client.post("/calendar", data={"title": "x" * 400_000})

    assert answer.status_code == 413
    assert "too large" in answer.text


def test_a_report_of_another_participant_is_not_there(signed_in, made, home):
    with home.look() as work:
        files = reports.of_release(work, made["release"])
    client = signed_in("practice-small")
    answers = {
        each.participant: client.get(f"/releases/{made['release']}/files/{each.id}").status_code
        for each in files
    }

    assert {who for who, status in answers.items() if status == 200} == {"practice-small", None}
    assert set(answers.values()) == {200, 404}


def test_another_participants_agreement_cannot_be_signed_or_read(signed_in, made):
    client = signed_in("practice-large")
    token = csrf_of(client.get("/agreement").text)

    assert client.get(f"/agreements/{made['agreement']}").status_code == 404
    answer = client.post(f"/agreements/{made['agreement']}/sign", data={"csrf": token, "hash": "x"})
    assert answer.status_code == 404


def csrf_of(page):
    return page.split('name="csrf" value="')[1].split('"')[0]
