"""An empty hub that the environment tells of, as an operator begins with."""

import pytest

from hub.cli import main


@pytest.fixture
def empty_hub(tmp_path, capsys, monkeypatch):
    """Make keys and a database, let the environment tell of them, and return their folder."""
    assert main(["keys", str(tmp_path / "keys")]) == 0
    for line in capsys.readouterr().out.splitlines():
        monkeypatch.setenv(*line.split("=", 1))
    monkeypatch.setenv("HUB_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("HUB_URL", "http://localhost")
    assert main(["migrate"]) == 0
    return tmp_path
