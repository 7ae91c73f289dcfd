"""Machines sign in by a signed assertion (SMART Backend Services, RFC 7523), and by nothing else."""

import json
from base64 import urlsafe_b64decode
from urllib.parse import parse_qs

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from hub.client import sign_in
from hub.client.connection import Answer
from hub.platform.access_tokens import AccessToken, TokenKey, issue
from hub.services.participants.client_key_text import keys_of_text
from hub.store import clients, ledger
from tests.builders.machines import EC, NOW, RSA, TOKEN_ENDPOINT, Machine, public, signed
from tests.builders.times import START

OTHER = ECKey.generate_key("P-384", {"kid": "key-1"})


@pytest.fixture
def machine(home):
    return Machine(home, "payer-a")


@pytest.mark.parametrize("key", [EC, RSA], ids=["ES384", "RS384"])
def test_a_sound_assertion_gets_a_token_that_opens_the_scope(home, browser, key):
    machine = Machine(home, "payer-a", key=key)
    answer = browser.post("/oauth/token", data=machine.form(scope="submission.read"))
    told = answer.get_json()

    assert (answer.status_code, told["token_type"], told["scope"]) == (
        200,
        "bearer",
        "submission.read",
    )
    assert 300 <= told["expires_in"] <= 900
    assert answer.headers["Cache-Control"] == "no-store"
    found = browser.get(
        "/api/v1/submissions", headers={"Authorization": f"Bearer {told['access_token']}"}
    )
    assert found.status_code == 200


def test_the_token_is_as_rfc_9068_says(machine, browser):
    token = browser.post("/oauth/token", data=machine.form()).get_json()["access_token"]
    header, claims = (json.loads(urlsafe_b64decode(part + "==")) for part in token.split(".")[:2])

    assert (header["typ"], header["alg"]) == ("at+jwt", "ES256")
    assert set(claims) == {"iss", "aud", "sub", "client_id", "scope", "jti", "iat", "exp"}
    assert claims["exp"] - claims["iat"] == 300


def test_the_key_set_verifies_the_token(machine, browser):
    token = browser.post("/oauth/token", data=machine.form()).get_json()["access_token"]
    keys = browser.get("/oauth/jwks.json").get_json()["keys"]
    found = jwt.decode(token, ECKey.import_key(keys[0]), algorithms=["ES256"])

    assert found.claims["client_id"] == machine.client.id
    assert found.header["kid"] == keys[0]["kid"]
    assert "d" not in keys[0]


SPOILT = {
    "it was signed by another key of the same name": lambda m: m.assertion(key=OTHER),
    "it names a key that is not registered": lambda m: m.assertion(header={"kid": "key-9"}),
    "it names no key": lambda m: m.assertion(header={"kid": None}),
    "it expired a second ago": lambda m: m.assertion(exp=NOW - 1),
    "it expires now": lambda m: m.assertion(exp=NOW),
    "it lives longer than five minutes": lambda m: m.assertion(exp=NOW + 301),
    "it never expires": lambda m: m.assertion(exp=None),
    "its end is no time": lambda m: m.assertion(exp="soon"),
    "its end is beyond all time": lambda m: m.assertion(exp=10**30),
    "it is for another hub": lambda m: m.assertion(aud="http://other.test/oauth/token"),
    "it is for the hub and not its endpoint": lambda m: m.assertion(aud="http://hub.test"),
    "it is for two": lambda m: m.assertion(aud=[TOKEN_ENDPOINT, "http://other.test"]),
    "it has an end of its own in the address": lambda m: m.assertion(aud=TOKEN_ENDPOINT + "/"),
    "it is for nobody": lambda m: m.assertion(aud=None),
    "it speaks of another client": lambda m: m.assertion(sub="another"),
    "it names no subject": lambda m: m.assertion(sub=None),
    "it has no id": lambda m: m.assertion(jti=None),
    "its id is empty": lambda m: m.assertion(jti=""),
    "it was issued in the future": lambda m: m.assertion(iat=NOW + 120),
    "it is not yet good": lambda m: m.assertion(nbf=NOW + 120),
    "it is of a client that does not exist": lambda m: m.assertion(iss="nobody", sub="nobody"),
    "its client is no text": lambda m: m.assertion(iss=7, sub=7),
    "it is not signed": lambda m: _unsigned(m),
    "it is signed with the public key as a secret": lambda m: _confused(m),
    "it is no assertion": lambda m: "a.b.c",
    "it is empty": lambda m: "",
}


def test_an_assertion_that_is_not_sound_gets_nothing(machine, browser):
    accepted = {}
    for name, spoil in SPOILT.items():
        form = machine.form() | {"client_assertion": spoil(machine)}
        answer = browser.post("/oauth/token", data=form)
        if answer.status_code != 401 or answer.get_json()["error"] != "invalid_client":
            accepted[name] = answer.get_json()

    assert accepted == {}


def test_the_last_moment_of_five_minutes_is_in_time(machine, browser):
    answer = browser.post(
        "/oauth/token", data=machine.form(assertion=machine.assertion(exp=NOW + 300))
    )

    assert answer.status_code == 200


@pytest.mark.parametrize("algorithm", ["RS256", "PS384", "ES256", "HS384"])
def test_no_other_algorithm_is_read(home, browser, algorithm):
    keys = {
        "ES256": ECKey.generate_key("P-256", {"kid": "key-1"}),
        "HS384": OctKey.generate_key(384),
    }
    key = keys.get(algorithm, RSA)
    machine = Machine(home, "payer-a", key=RSA)
    assertion = signed(
        key,
        {
            "iss": machine.client.id,
            "sub": machine.client.id,
            "aud": TOKEN_ENDPOINT,
            "exp": NOW + 60,
            "jti": "1",
        },
        header={"alg": algorithm, "kid": RSA.kid},
    )
    answer = browser.post("/oauth/token", data=machine.form(assertion=assertion))

    assert answer.get_json()["error"] == "invalid_client"


def test_an_assertion_serves_once(machine, browser):
    form = machine.form()

    assert browser.post("/oauth/token", data=form).status_code == 200
    assert browser.post("/oauth/token", data=form).get_json()["error"] == "invalid_client"


def test_the_id_of_an_assertion_is_kept_as_its_digest_for_a_day_longer_than_it_is_good(
    machine, browser, home, clock
):
    browser.post("/oauth/token", data=machine.form())
    with home.begin() as work:
        assert clients.forget_assertions(work) == 0
    clock.forward(days=1, minutes=4)
    with home.begin() as work:
        assert clients.forget_assertions(work) == 0
    clock.forward(minutes=1)
    with home.begin() as work:
        assert clients.forget_assertions(work) == 1


SCOPES = {
    "a scope that there is not": "submission.burn",
    "a scope that the client does not have": "release.approve",
    "one of two that it does not have": "submission.read release.approve",
    "no scope": "",
}


@pytest.mark.parametrize("scope", SCOPES.values(), ids=SCOPES)
def test_a_scope_that_is_not_the_clients_is_refused_whole(machine, browser, scope):
    answer = browser.post("/oauth/token", data=machine.form(scope=scope))

    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_scope")


@pytest.mark.parametrize(
    ("field", "error"),
    [("grant_type", "unsupported_grant_type"), ("client_assertion_type", "invalid_client")],
)
def test_another_way_to_ask_is_refused(machine, browser, field, error):
    answer = browser.post("/oauth/token", data=machine.form(**{field: "password"}))

    assert answer.get_json()["error"] == error


def test_a_disabled_client_gets_no_token_and_its_tokens_fail_at_once(machine, browser, home):
    bearer = machine.bearer(browser)
    with home.begin() as work:
        clients.disable(work, machine.client.id)
        work.tell("client-disabled", subject=machine.client.id)

    assert browser.post("/oauth/token", data=machine.form()).get_json()["error"] == "invalid_client"
    assert browser.get("/api/v1/submissions", headers=bearer).status_code == 401


def test_a_revoked_key_signs_nobody_in(machine, browser, home):
    with home.begin() as work:
        clients.revoke_key(work, machine.client.id, EC.kid)
        work.tell("key-revoked", subject=machine.client.id)

    assert browser.post("/oauth/token", data=machine.form()).get_json()["error"] == "invalid_client"


def test_each_token_is_told_and_each_replay_is_not(machine, browser, home):
    form = machine.form()
    browser.post("/oauth/token", data=form)
    browser.post("/oauth/token", data=form)
    with home.look() as work:
        told = [event.name for event in ledger.latest(work, at_most=9)]

    assert told.count("token-issued") == 1


def test_a_token_opens_nothing_but_its_scopes(machine, browser):
    bearer = machine.bearer(browser, scope="submission.read")
    answer = browser.post(
        "/api/v1/submissions", headers=bearer | {"Idempotency-Key": "k"}, data=b"x"
    )

    assert answer.status_code == 403


def test_a_token_ends(machine, browser, clock):
    bearer = machine.bearer(browser)
    clock.forward(minutes=4, seconds=59)
    assert browser.get("/api/v1/submissions", headers=bearer).status_code == 200

    clock.forward(seconds=1)
    answer = browser.get("/api/v1/submissions", headers=bearer)

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize(("seconds", "status"), [(60, 200), (61, 401)])
def test_a_clock_that_is_set_back_makes_no_token_longer(machine, browser, clock, seconds, status):
    bearer = machine.bearer(browser)
    clock.forward(seconds=-seconds)

    assert browser.get("/api/v1/submissions", headers=bearer).status_code == status


def _token(home, machine, *, key=None, issuer="http://hub.test"):
    token = AccessToken(
        client=machine.client.id,
        scopes=frozenset({"submission.read"}),
        token_id="1",
        expires_at=home.clock().replace(year=2027),
    )
    return issue(key or home.token_key, token, issuer=issuer, now=home.clock())


FORGED = {
    "by another key": lambda h, m: _token(h, m, key=TokenKey(key=ECKey.generate_key("P-256"))),
    "for another hub": lambda h, m: _token(h, m, issuer="http://other.test"),
    "an assertion in its place": lambda h, m: m.assertion(aud="http://hub.test"),
    "of another type": lambda h, m: jwt.encode(
        {"alg": "ES256", "typ": "JWT"},
        {
            "iss": "http://hub.test",
            "aud": "http://hub.test",
            "exp": NOW + 60,
            "client_id": m.client.id,
            "scope": "submission.read",
            "jti": "1",
        },
        h.token_key.key,
        algorithms=["ES256"],
    ),
    "nonsense": lambda h, m: "x.y.z",
    "nothing": lambda h, m: "",
}


def test_a_token_that_is_not_ours_opens_nothing(home, machine, browser):
    answers = {
        name: browser.get(
            "/api/v1/submissions", headers={"Authorization": f"Bearer {forge(home, machine)}"}
        ).status_code
        for name, forge in FORGED.items()
    }

    assert set(answers.values()) == {401}, answers


def test_the_configuration_is_what_smart_asks_for(browser):
    told = browser.get("/.well-known/smart-configuration").get_json()

    assert told["token_endpoint"] == TOKEN_ENDPOINT
    assert told["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    assert set(told["token_endpoint_auth_signing_alg_values_supported"]) == {"RS384", "ES384"}
    assert told["grant_types_supported"] == ["client_credentials"]
    assert "client-confidential-asymmetric" in told["capabilities"]
    assert told["jwks_uri"].endswith("/oauth/jwks.json")


def _unsigned(machine):
    _, claims, _ = machine.assertion().split(".")
    return f"eyJhbGciOiJub25lIn0.{claims}."


def _confused(machine):
    secret = OctKey.import_key(json.dumps(public(EC)))
    return jwt.encode(
        {"alg": "HS384", "kid": EC.kid},
        {
            "iss": machine.client.id,
            "sub": machine.client.id,
            "aud": TOKEN_ENDPOINT,
            "exp": NOW + 60,
            "jti": "1",
        },
        secret,
        algorithms=["HS384"],
    )


@pytest.mark.parametrize(("kid", "named"), [(None, None), ("feed-2026", "feed-2026")])
def test_the_command_names_its_key_as_the_hub_names_one_that_was_uploaded(
    tmp_path, monkeypatch, kid, named
):
    """Somebody uploads the public half in PEM; nothing but the key itself says how it is called."""
    public_half = sign_in.write_client_key(tmp_path / "client.pem")
    key = sign_in.read_client_key(tmp_path / "client.pem")
    sent = []

    def ask(_hub, _method, _path, *, headers, body):
        del headers
        sent.append(parse_qs(body.decode())["client_assertion"][0])
        return Answer(status=200, headers={}, document={"access_token": "t"})

    monkeypatch.setattr(sign_in, "ask", ask)
    sign_in.access_token("http://h", client="c", key=key, scope="s", now=START, kid=kid)
    header = json.loads(urlsafe_b64decode(sent[0].split(".")[0] + "=="))
    [uploaded] = keys_of_text(key.as_pem(private=False).decode())

    assert header["kid"] == (named or uploaded["kid"])
    assert public_half["kid"] == uploaded["kid"]
