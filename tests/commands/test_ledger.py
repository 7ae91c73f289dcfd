"""`hub ledger verify`: 0 where the ledger is sound, 1 where it is broken, 2 where it is not read."""

import json

import pytest
from sqlalchemy import text

from hub.cli import main
from hub.platform.ids import new_id
from hub.platform.signing import new_signer, write_signer
from hub.store.engine import open_engine
from hub.store.seals import seal
from hub.store.walls import EVERY_PARTICIPANT
from hub.store.work import begin


@pytest.fixture
def told(sqlite_database, tmp_path, clock, monkeypatch):
    """A hub with five events, four of them sealed, told of by the environment."""
    signer = new_signer()
    write_signer(signer, tmp_path / "ledger.pem")
    engine = open_engine(sqlite_database)
    for count in range(5):
        if count == 4:
            seal(engine, clock, signer)
        with begin(engine, clock, new_id, within=EVERY_PARTICIPANT) as work:
            work.tell("thing-done", number=count)
    engine.dispose()
    monkeypatch.setenv("HUB_DATABASE_URL", sqlite_database)
    monkeypatch.setenv("HUB_LEDGER_KEY_FILE", str(tmp_path / "ledger.pem"))
    return tmp_path


def test_a_sound_ledger_is_said_to_be(told, capsys):
    status = main(["ledger", "verify", "--json"])
    document = json.loads(capsys.readouterr().out)

    assert status == 0
    assert document.pop("head").startswith("1:")
    assert document == {"sound": True, "faults": [], "seals": 1, "events": 6, "unsealed": 1}


def test_the_public_key_is_enough(told, capsys, monkeypatch):
    monkeypatch.delenv("HUB_LEDGER_KEY_FILE")

    assert main(["ledger", "verify", "--key", str(told / "ledger.pub")]) == 0
    assert "sound: 1 seals, 6 events, 1 not sealed yet" in capsys.readouterr().out


def test_a_retired_key_is_found_in_its_folder(told, monkeypatch):
    retired = told / "retired"
    retired.mkdir()
    (told / "ledger.pub").rename(retired / "2026.pub")
    write_signer(new_signer(), told / "new.pem")
    monkeypatch.setenv("HUB_LEDGER_KEY_FILE", str(told / "new.pem"))

    assert main(["ledger", "verify"]) == 1

    monkeypatch.setenv("HUB_RETIRED_KEYS", str(retired))

    assert main(["ledger", "verify"]) == 0


def test_a_broken_ledger_is_a_negative_answer(told, sqlite_database, capsys):
    engine = open_engine(sqlite_database)
    with engine.begin() as connection:
        connection.execute(text("drop trigger events_no_update"))
        connection.execute(text("update events set name = 'x' where position = 2"))
    engine.dispose()

    assert main(["ledger", "verify", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["faults"] == [
        "seal 1: its events are not those that were sealed"
    ]


def test_a_head_that_is_missing_is_a_negative_answer(told, capsys):
    assert main(["ledger", "verify", "--head", "2:" + "0" * 64]) == 1
    assert "is missing or another" in capsys.readouterr().out


def test_no_key_and_no_database_are_wrong_usage(told, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("HUB_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.sqlite'}")
    assert main(["ledger", "verify", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["type"] == "database"

    monkeypatch.setenv("HUB_LEDGER_KEY_FILE", str(tmp_path / "absent.pem"))
    assert main(["ledger", "verify"]) == 2

    monkeypatch.delenv("HUB_LEDGER_KEY_FILE")
    assert main(["ledger", "verify"]) == 2
    assert "HUB_LEDGER_KEY_FILE is not set" in capsys.readouterr().err
