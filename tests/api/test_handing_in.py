"""`hub submit` as a participant types it, against a hub that listens."""

import json
import time
from dataclasses import replace

import pytest

from hub.cli import main
from hub.client.sign_in import write_client_key
from hub.jobs.worker import work_once
from hub.services.participants.register_client import register_client
from hub.store import submissions
from tests.builders.applications import application_of
from tests.builders.browsers import served
from tests.builders.houses import agreed
from tests.builders.uploads import claims

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
BOUND = 1 << 20


@pytest.fixture
def typed(home, tmp_path, capsys, monkeypatch):
    """Types the command for a file; returns its exit status and, after the lines of the hub, its JSON."""
    agreed(home, "payer-a", tolerance=0.5, size_bound=BOUND)
    key, file = tmp_path / "client.pem", tmp_path / "file.csv"
    jwk = write_client_key(key)
    with home.begin() as work:
        client = register_client(work, by="c", participant="payer-a", name="feed", jwk=jwk).id
    monkeypatch.setattr("hub.commands.submit.system_clock", home.clock)

    def type_command(content):
        file.write_bytes(content)
        app = application_of(home)
        with served(app) as address:
            app.extensions["house"] = replace(home, settings=replace(home.settings, url=address))
            words = ["--hub", address, "--client", client, "--key", str(key), "--json"]
            status = main(["submit", str(file), *words])
        *_, document = capsys.readouterr().out.splitlines()
        return status, json.loads(document)

    return type_command


def test_a_file_is_followed_longer_than_a_token_lives(home, typed, monkeypatch):
    def wait(_seconds):
        home.clock.forward(minutes=home.settings.access_token_minutes + 1)
        work_once(home, name="worker-1")

    monkeypatch.setattr(time, "sleep", wait)
    status, told = typed(claims(4))

    assert (status, told["state"]) == (0, "accepted")


def test_whoever_sends_too_much_reads_how_much_he_may(typed, monkeypatch):
    """The hub answers before all of it has come, and then the line takes no more."""

    def pieces(stream):
        yield stream.read(1 << 10)
        raise BrokenPipeError

    monkeypatch.setattr("hub.client.upload._pieces", pieces)
    status, told = typed(bytes(BOUND + 1))

    assert (status, told["error"]["type"]) == (1, "too-large")
    assert f"{BOUND} bytes" in told["error"]["title"]


def test_a_file_that_changes_on_the_way_is_not_taken(home, typed, monkeypatch):
    monkeypatch.setattr("hub.client.upload._pieces", lambda stream: [stream.read().upper()])
    status, told = typed(claims(4))

    assert (status, told["error"]["type"]) == (1, "digest-differs")
    with home.look() as work:
        assert submissions.in_states(work, ["received"]) == ()
