"""What every answer has in common: problems, headers, an id, a line in the log, and small bodies."""

import io
import json
import logging
import re
from dataclasses import replace

import pytest

from hub.app import SMALL_BODY, create_app
from hub.config import Settings
from hub.platform.logs import configure_logs
from hub.services.participants import sessions
from hub.store.schema import downgrade
from tests.builders.machines import Machine
from tests.builders.people import person

PROBLEM = "application/problem+json"
VERBS = frozenset({"get", "post", "put", "patch", "delete"})
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
CANARIES = ("Quackenbush", "078-05-1120", "1EG4TE5MK73", "robin@payer-a.test", "1957-08-09")


@pytest.fixture
def lines():
    """What the logs of a test came to."""
    root = logging.getLogger()
    kept = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logs(level="debug", stream=stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:], root.level = kept


PROBLEMS = {
    "an address that is not there": ("GET", "/api/v1/nothing", 404),
    "a method that is not there": ("PUT", "/healthz", 405),
    "nobody has signed in": ("GET", "/api/v1/submissions", 401),
    "a body that is too large": ("POST", "/oauth/token", 413),
}


@ON_SQLITE
@pytest.mark.parametrize(("method", "address", "status"), PROBLEMS.values(), ids=PROBLEMS)
def test_every_error_is_a_problem(browser, method, address, status):
    content = b"scope=" + b"x" * (SMALL_BODY + 1) if status == 413 else b""
    answer = browser.open(
        address, method=method, data=content, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["status"] == status
    assert set(answer.get_json()) <= {"type", "title", "status", "detail", "errors"}


@pytest.mark.postgresql
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_while_the_database_is_away_everybody_is_asked_to_come_again(
    home, browser, postgresql_server
):
    asked = Machine(home, "payer-a").bearer(browser)
    browser.set_cookie(sessions.cookie_name(home), "of somebody")
    with postgresql_server.away(home.engine.url.database):
        answers = [
            browser.get("/api/v1/submissions", headers=asked),
            browser.get("/reports"),
            browser.get("/readyz"),
        ]
    back = browser.get("/api/v1/submissions", headers=asked)

    assert [answer.status_code for answer in answers] == [503, 503, 503]
    assert (answers[0].content_type, answers[0].headers["Retry-After"]) == (PROBLEM, "10")
    assert "Try again in a minute" in answers[1].text
    assert back.status_code == 200


@ON_SQLITE
def test_a_problem_says_what_may_be_done_instead(browser):
    answer = browser.put("/healthz")

    assert "GET" in answer.headers["Allow"]


@ON_SQLITE
def test_a_body_without_a_length_is_bounded_as_well(browser):
    body = io.BytesIO(b"scope=" + b"x" * (SMALL_BODY * 4))
    browser.post(
        "/oauth/token",
        input_stream=body,
        environ_overrides={"wsgi.input_terminated": True, "CONTENT_LENGTH": ""},
        content_type="application/x-www-form-urlencoded",
    )

    assert body.tell() == SMALL_BODY


@ON_SQLITE
def test_what_fails_inside_says_nothing_outside(home, lines):
    person_of_canaries = ValueError(" ".join(CANARIES))

    def fail():
        raise person_of_canaries

    fail.scope = "public"
    app = create_app(home)
    app.add_url_rule("/failing", view_func=fail)
    answer = app.test_client().get("/failing?name=" + CANARIES[0])

    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert not any(canary in answer.text for canary in CANARIES)
    failed = next(line for line in lines() if line["event"] == "request-failed")
    assert failed["exception"] == "builtins.ValueError"
    assert failed["at"][-1].startswith("test_plumbing.fail:")
    assert failed["request"] == answer.headers["X-Request-Id"]
    assert not any(canary in json.dumps(lines()) for canary in CANARIES)


@ON_SQLITE
def test_no_line_of_the_log_holds_what_was_asked(home, browser, lines):
    machine = Machine(home, "payer-a")
    person(home, "robin@payer-a.test")
    spoilt = CANARIES[0]
    browser.get(f"/api/v1/{spoilt}?name={spoilt}", headers={"X-Request-Id": spoilt})
    browser.post("/oauth/token", data=machine.form(assertion=spoilt, scope=spoilt))
    browser.post("/sign-in", data={"login": CANARIES[3], "password": spoilt})
    browser.get("/api/v1/submissions", headers={"Authorization": f"Bearer {spoilt}"})
    logging.getLogger("a.library").error("cannot read %s", spoilt)
    browser.get("/api/v1/submissions", headers=machine.bearer(browser))
    told = lines()

    assert not any(canary in json.dumps(told) for canary in CANARIES)
    assert sum(line["event"] == "request-answered" for line in told) == 6
    assert {"caller": machine.client.id, "participant": "payer-a"}.items() <= told[-1].items()


@ON_SQLITE
def test_a_request_gets_an_id_of_our_own(browser):
    answer = browser.get("/healthz", headers={"X-Request-Id": "mine"})

    assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["X-Request-Id"])


@ON_SQLITE
def test_every_answer_carries_the_headers_that_protect_a_browser(browser):
    for address in ("/healthz", "/api/v1/nothing", "/sign-in"):
        headers = browser.get(address).headers

        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "Server" not in headers


@ON_SQLITE
@pytest.mark.parametrize(
    ("address", "secure"), [("https://hub.test", True), ("http://localhost", False)]
)
def test_a_hub_that_is_reached_over_tls_stays_so(home, address, secure):
    settings = Settings(state=home.settings.state, url=address)
    answer = create_app(replace(home, settings=settings)).test_client().get("/healthz")

    assert ("Strict-Transport-Security" in answer.headers) == secure


@ON_SQLITE
@pytest.mark.parametrize(
    ("address", "name"), [("https://hub.test", "__Host-session"), ("http://localhost", "session")]
)
def test_the_cookie_of_a_session_is_kept_from_scripts_and_other_sites(home, address, name):
    person(home, "robin@payer-a.test")
    settings = Settings(state=home.settings.state, url=address)
    browser = create_app(replace(home, settings=settings)).test_client()
    answer = browser.post(
        "/sign-in",
        data={"login": "robin@payer-a.test", "password": "correct horse battery staple"},
        base_url=address,
    )
    cookie = answer.headers["Set-Cookie"]

    assert cookie.startswith(f"{name}=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert ("Secure" in cookie.split("; ")) == address.startswith("https")
    assert "Domain" not in cookie


@ON_SQLITE
def test_the_api_describes_itself(browser):
    told = browser.get("/api/v1/openapi.json").get_json()

    assert told["openapi"].startswith("3.1")
    assert "/api/v1/submissions" in told["paths"]


@ON_SQLITE
def test_every_view_says_that_it_may_answer_with_a_problem(browser):
    told = browser.get("/api/v1/openapi.json").get_json()
    views = [
        view for path in told["paths"].values() for name, view in path.items() if name in VERBS
    ]
    problem = told["components"]["responses"]["PROBLEM"]["content"]

    assert len(views) > 70
    assert {view["responses"]["default"]["$ref"] for view in views} == {
        "#/components/responses/PROBLEM"
    }
    assert list(problem) == [PROBLEM]


@ON_SQLITE
@pytest.mark.parametrize("address", ["/metrics", "/oauth/nothing", "/api/v1/nothing"])
def test_a_program_that_takes_anything_gets_a_problem_and_no_page(browser, address):
    answer = browser.get(address, headers={"Accept": "*/*"})

    assert (answer.status_code, answer.content_type) == (404, PROBLEM)


def test_a_hub_whose_schema_is_old_is_alive_and_not_ready(home, browser):
    assert browser.get("/readyz").status_code == 200

    if home.engine.dialect.name == "sqlite":
        downgrade(home.engine)

        assert (browser.get("/healthz").status_code, browser.get("/readyz").status_code) == (
            200,
            503,
        )


@ON_SQLITE
def test_the_counters_are_for_those_who_have_the_token(home, tmp_path):
    file = tmp_path / "metrics.token"
    file.write_text("a-token-of-the-tests\n")
    file.chmod(0o600)
    settings = replace(home.settings, metrics_token_file=file)
    browser = create_app(replace(home, settings=settings)).test_client()
    browser.get("/healthz")
    right = {"Authorization": "Bearer a-token-of-the-tests"}

    assert browser.get("/metrics").status_code == 404
    assert browser.get("/metrics", headers={"Authorization": "Bearer x"}).status_code == 404
    told = browser.get("/metrics", headers=right).text
    assert 'hub_requests_total{endpoint="health.Live",method="GET",status="200"}' in told
    assert "hub_waiting_submissions 0.0" in told
    assert re.search(r"^hub_unsealed_events [1-9]", told, re.MULTILINE)
    assert "payer-a" not in told


@ON_SQLITE
def test_without_a_token_nobody_sees_the_counters(browser):
    assert browser.get("/metrics").status_code == 404
