"""`hub admit`: from an empty hub to a participant, a person and a machine that sign in."""

import io
import json

import pytest

from hub.cli import main
from hub.commands.opening import open_told_house
from hub.services.participants import sessions
from hub.services.participants.machine_token import grant_token
from hub.services.participants.sessions import Attempt
from tests.builders.machines import ASSERTION_TYPE, EC, public, signed
from tests.builders.people import PASSWORD


@pytest.fixture
def payer(empty_hub):
    words = ["--name", "North Plan", "--kind", "payer", "--capacity", "covered-entity"]
    assert main(["admit", "participant", "north-plan", *words, "--state", "OR"]) == 0


def test_a_person_is_admitted_and_signs_in(payer, monkeypatch, capsys):
    assert _admit_user(monkeypatch) == 0
    assert PASSWORD not in capsys.readouterr().out

    house = open_told_house()
    opened = sessions.first_factor(house, login="robin@north.test", password=PASSWORD)

    assert opened.attempt is Attempt.DONE
    assert "submission.write" in sessions.person_of(house, opened.secret).reach


def test_a_machine_is_admitted_and_signs_in(payer, empty_hub, capsys):
    key = empty_hub / "public.json"
    key.write_text(json.dumps(public(EC)))
    assert (
        main(
            ["admit", "client", "--participant", "north-plan", "--name", "feed", "--jwk", str(key)]
        )
        == 0
    )
    client = capsys.readouterr().out.splitlines()[-1]
    house = open_told_house()
    now = int(house.clock().timestamp())
    claims = {
        "iss": client,
        "sub": client,
        "aud": "http://localhost/oauth/token",
        "exp": now + 60,
        "jti": "1",
    }
    granted = grant_token(
        house,
        grant_type="client_credentials",
        assertion_type=ASSERTION_TYPE,
        assertion=signed(EC, claims),
        scope="submission.read",
    )

    assert granted["scope"] == "submission.read"


REFUSED = {
    "a participant that is there": ["participant", "north-plan", "--name", "N", "--kind", "payer"],
    "an id that is none": ["participant", "North Plan", "--name", "N", "--kind", "payer"],
    "a user of nobody": [
        "user",
        "a@b.test",
        "--name",
        "A",
        "--participant",
        "x",
        "--role",
        "operator",
    ],
    "a role that is none": [
        "user",
        "a@b.test",
        "--name",
        "A",
        "--participant",
        "north-plan",
        "--role",
        "king",
    ],
}


@pytest.mark.parametrize("words", REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_a_negative_answer(payer, monkeypatch, capsys, words):
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))

    assert main(["admit", *words]) == 1
    assert capsys.readouterr().err


def test_a_login_is_given_once_and_a_password_is_long_enough(payer, monkeypatch):
    assert _admit_user(monkeypatch, password="short") == 1
    assert _admit_user(monkeypatch) == 0
    assert _admit_user(monkeypatch) == 1


def test_a_private_key_is_refused(payer, empty_hub, capsys):
    key = empty_hub / "private.json"
    key.write_text(json.dumps(EC.as_dict(private=True) | {"kid": "key-1"}))
    words = ["client", "--participant", "north-plan", "--name", "feed", "--jwk", str(key)]

    assert main(["admit", *words]) == 1
    assert "it holds a private key" in capsys.readouterr().err

    key.write_text("no JSON")

    assert main(["admit", *words]) == 2


def _admit_user(monkeypatch, *, password=PASSWORD):
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    words = ["--name", "Robin", "--participant", "north-plan", "--role", "payer-engineer"]
    return main(["admit", "user", "robin@north.test", *words])
