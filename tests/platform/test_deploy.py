"""What stands in deploy/ and in the runbook can be done: its commands, settings and folders exist."""

import re

import pytest

from hub.cli import main
from tests.places import PROJECT

DEPLOY = PROJECT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
RUNBOOK = (DEPLOY / "runbook.md").read_text(encoding="utf-8")
SETTINGS = set(
    re.findall(r"`((?:HUB|PROMETHEUS)_\w+)`", (PROJECT / "docs/configuration.md").read_text())
)
COMMANDS = {
    *re.findall(r"`hub ([a-z-]+)", RUNBOOK),
    *re.findall(r"^    command: ([a-z]+)", COMPOSE, re.MULTILINE),
    *(re.search(r"bin/hub ([a-z]+)", unit.read_text())[1] for unit in UNITS),
}


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_command_that_is_named_exists(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])

    assert ended.value.code == 0
    assert f"hub {command}" in capsys.readouterr().out


@pytest.mark.parametrize("file", sorted(path.name for path in DEPLOY.iterdir() if path.is_file()))
def test_a_setting_that_is_named_exists(file):
    named = re.findall(r"\b(HUB_[A-Z_]+)\b", (DEPLOY / file).read_text(encoding="utf-8"))

    assert set(named) <= SETTINGS


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_may_write_its_state_and_nothing_else(unit):
    lines = dict(line.split("=", 1) for line in unit.read_text().splitlines() if "=" in line)

    assert lines["ProtectSystem"] == "strict"
    assert lines["Environment"] == f"HUB_STATE={lines['ReadWritePaths']}"
    assert lines["ReadWritePaths"] == f"/var/lib/{lines['StateDirectory']}"


def test_only_the_process_that_answers_is_asked_whether_it_does():
    services = re.split(r"^  (\w+):$", COMPOSE.split("services:")[1], flags=re.MULTILINE)
    asked = {
        name
        for name, told in zip(services[1::2], services[2::2], strict=True)
        if "<<: *hub" in told and "healthcheck:" not in told
    }

    assert asked == {"web"}
