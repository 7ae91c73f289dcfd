"""The rule book is whole and not stale: no rule without cases, on both sides of its day."""

from importlib import import_module
from pkgutil import iter_modules

import pytest

import policies.states as state_folders
from policies.regimes import REGIMES
from policies.rule import Kind, rules_of
from policies.states.loaded import states
from policies.states.sources import sources_of
from tests.builders.facts import said
from tests.spec.book import PAGE, cases_by_rule, page

RULES = {rule.name: rule for regime in REGIMES for rule in regime.rules}
FOLDERS = [found for found in iter_modules(state_folders.__path__) if found.ispkg]


def test_the_rule_book_is_not_stale():
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_regimes_are_found():
    assert {regime.name for regime in REGIMES} == {
        "HIPAA",
        "42 CFR Part 2",
        "agreement",
        "network charter",
        "state law",
        "Illinois law",
    }


@pytest.mark.parametrize("state", sorted(states()))
def test_every_rule_of_a_state_names_its_source_and_whether_somebody_checked_it(state):
    packages = {import_module(f"policies.states.{found.name}") for found in FOLDERS}
    package = next(one for one in packages if state == one.STATE).__name__

    files = {rule.judge.__module__.rpartition(".")[2] for rule in rules_of(package)}

    assert set(sources_of(package)) == files
    assert all(source.statute and source.said_by for source in sources_of(package).values())


def test_every_rule_has_cases_and_every_table_of_cases_a_rule():
    assert set(cases_by_rule()) == set(RULES)


@pytest.mark.parametrize("name", RULES)
def test_the_cases_show_both_answers_of(name):
    rule = RULES[name]

    answers = [said(rule(asked)) for asked, _ in cases_by_rule()[name].CASES.values()]

    speaks = "permit" if rule.kind is Kind.GROUND else "deny"
    assert any(answer.startswith(speaks) for answer in answers)
    assert any(answer.startswith("silent") for answer in answers)


@pytest.mark.parametrize("name", RULES)
def test_the_cases_show_the_day_before_its_first_of(name):
    days = [(asked.on, RULES[name].effective) for asked, _ in cases_by_rule()[name].CASES.values()]

    assert any((effective - day).days == 1 for day, effective in days)


@pytest.mark.parametrize("name", RULES)
def test_one_file_holds_one_rule_of_its_name(name):
    rule = RULES[name]

    assert rule.judge.__module__.split(".")[-2:] == name.split("/")
    assert rule.sentence.endswith(".")
    assert rule.citation
