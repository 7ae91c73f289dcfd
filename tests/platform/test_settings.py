"""The settings are read once, refused with all that is wrong, and documented."""

import ast
from dataclasses import fields

import pytest

from hub.commands.settings import configuration_page
from hub.config import Misconfigured, Settings, read_settings
from tests.places import PROJECT

PACKAGES = ("hub", "policies", "adapters", "schemas")


def test_nothing_told_is_enough_for_work_without_keys():
    settings = read_settings({})

    assert settings.database == "sqlite:///.state/hub/hub.sqlite"
    assert settings.vault == ".state/hub/vault"
    assert (settings.demo, settings.bind) == (False, "127.0.0.1:8000")


def test_what_is_told_is_read():
    told = {
        "HUB_URL": "https://hub.example.org",
        "HUB_DATABASE_URL": "postgresql+psycopg://hub@/hub",
        "HUB_WORKERS": "3",
        "HUB_DEMO": "yes",
        "PATH": "of no concern",
    }
    settings = read_settings(told, needs=("url",))

    assert (settings.address, settings.workers, settings.demo) == (told["HUB_URL"], 3, True)
    assert settings.database == told["HUB_DATABASE_URL"]


def test_all_that_is_wrong_is_said_at_once_and_no_value_is():
    told = {
        "HUB_DATABSE_URL": "postgresql://canary",
        "HUB_DATABASE_URL": "mysql://user:canary@host/hub",
        "HUB_URL": "http://canary.example.org",
        "HUB_WORKERS": "canary",
        "HUB_THREADS": "0",
        "HUB_DEMO": "canary",
        "HUB_LOG_LEVEL": "canary",
    }
    with pytest.raises(Misconfigured) as raised:
        read_settings(told, needs=("ledger_key_file", "release_key_file"))
    problems = raised.value.problems

    assert [problem.split()[0] for problem in problems] == [
        "HUB_DATABSE_URL",
        "HUB_URL",
        "HUB_DATABASE_URL",
        "HUB_LEDGER_KEY_FILE",
        "HUB_RELEASE_KEY_FILE",
        "HUB_WORKERS",
        "HUB_THREADS",
        "HUB_LOG_LEVEL",
        "HUB_DEMO",
    ]
    assert "is HUB_DATABASE_URL meant?" in problems[0]
    assert "canary" not in str(raised.value)


ADDRESSES = {
    "https://hub.example.org": True,
    "http://localhost:8000": True,
    "http://127.0.0.1:8000": True,
    "http://hub.example.org": False,
    "https://hub.example.org/": False,
    "https://hub.example.org/hub": False,
    "https://hub.example.org?x": False,
    "hub.example.org": False,
    "ftp://localhost": False,
}


@pytest.mark.parametrize(("address", "good"), ADDRESSES.items())
def test_the_address_of_a_hub_is_an_origin_over_tls_or_of_this_machine(address, good):
    if good:
        assert read_settings({"HUB_URL": address}).url == address
        return
    with pytest.raises(Misconfigured, match="HUB_URL"):
        read_settings({"HUB_URL": address})


def test_a_setting_that_lacks_is_said_by_its_name():
    with pytest.raises(Misconfigured, match="HUB_RELEASE_KEY_FILE is not set"):
        read_settings({}).told("release_key_file")


def test_no_secret_has_a_default_and_none_is_a_value():
    secrets = [each for each in fields(Settings) if each.name.endswith("_key_file")]

    assert len(secrets) == 6
    assert all(each.default is None for each in secrets)
    assert repr(read_settings({"HUB_DATABASE_URL": "sqlite:///x"})) == "<Settings>"


def test_the_page_of_the_settings_is_up_to_date():
    page = (PROJECT / "docs" / "configuration.md").read_text(encoding="utf-8")

    assert page == configuration_page()


def test_every_setting_is_on_the_page():
    page = configuration_page()

    assert all(f"`{each.metadata['name']}`" in page for each in fields(Settings))


def test_every_setting_is_used():
    names = {each.name for each in fields(Settings)}
    read = {
        found.attr if isinstance(found, ast.Attribute) else found.value
        for path in (PROJECT / "hub").rglob("*.py")
        for found in ast.walk(ast.parse(path.read_text()))
        if isinstance(found, ast.Attribute)
        or (isinstance(found, ast.Constant) and isinstance(found.value, str))
    }

    assert names - read == set()


def test_the_environment_is_read_in_one_file():
    readers = {place for place, _ in attributes_named("environ", "getenv", within=("hub",))}

    assert readers == {"hub/config.py"}


def test_the_clock_is_asked_in_one_file():
    askers = {
        place
        for place, found in attributes_named("now", "today", "utcnow", within=PACKAGES)
        if ast.unparse(found.value) in {"datetime", "date", "datetime.datetime", "datetime.date"}
    }

    assert askers == {"hub/platform/clock.py"}


def attributes_named(*names, within):
    """Yield the place and node of each attribute of these names; a file without them is not parsed."""
    for package in within:
        for path in (PROJECT / package).rglob("*.py"):
            text = path.read_text()
            if not any(name in text for name in names):
                continue
            for found in ast.walk(ast.parse(text)):
                if isinstance(found, ast.Attribute) and found.attr in names:
                    yield path.relative_to(PROJECT).as_posix(), found
