"""The rule book: every rule with its citation, its sentence, its cases and what each comes to.

`python -m tests.spec.book` prints it; with `--write` it also writes docs/rule_book.md and
docs/lifecycles.md. The outcomes are what the rules answer, asked while the book is made.
"""

import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from types import ModuleType

from policies.lifecycle import diagram
from policies.parameter import Parameter, every_parameter
from policies.regime import Regime
from policies.regimes import REGIMES
from policies.rule import Rule
from policies.states.sources import sources_of
from tests.builders.facts import said
from tests.places import PROJECT
from tests.spec import book_of_consents

HERE = PROJECT / "tests" / "spec"
PAGE = PROJECT / "docs" / "rule_book.md"
LIFECYCLES = PROJECT / "docs" / "lifecycles.md"
INTRODUCTION = """# The rule book

Made by `python -m tests.spec.book --write` from the rules and their cases; do not edit by hand.

A ground answers permit or is silent, a restriction denies or is silent. A regime permits if some
ground permits and no restriction denies; silence denies. The hub permits if every regime that
governs permits. A rule that is not yet in force is silent and says so.
"""


def page() -> str:
    """Return the book as Markdown."""
    cases = cases_by_rule()
    chapters = [_chapter(regime, cases) for regime in sorted(REGIMES, key=lambda one: one.name)]
    return "\n".join([INTRODUCTION, *chapters, book_of_consents.chapter(), _numbers()])


def cases_by_rule() -> Mapping[str, ModuleType]:
    """Return the module that holds the cases of each rule, by the rule's name."""
    return {module.RULE.name: module for module in _spec_modules()}


def _spec_modules() -> Iterator[ModuleType]:
    for path in sorted(HERE.rglob("test_*.py")):
        if "\nRULE = " in path.read_text(encoding="utf-8"):
            name = ".".join(path.relative_to(PROJECT).with_suffix("").parts)
            yield import_module(name)


def _chapter(regime: Regime, cases: Mapping[str, ModuleType]) -> str:
    rules = [_section(rule, cases[rule.name].CASES) for rule in regime.rules]
    return "\n".join([f"## {regime.name}\n\nAuthority: {regime.authority}.\n", *rules])


def _section(rule: Rule, cases: Mapping[str, tuple[object, object]]) -> str:
    facts = [f"{rule.kind}", f"in force from {rule.effective}", f"row {rule.row} of the table"]
    facts += [f"until {rule.repealed}"] if rule.repealed else []
    rows = [f"| {title} | {said(rule(asked))} |" for title, (asked, _) in cases.items()]
    lines = [
        f"### {rule.citation}\n",
        f"{rule.sentence}\n",
        f"`{rule.name}`: {', '.join(facts)}.\n",
        *_source(rule),
    ]
    return "\n".join([*lines, "| case | answer |", "|---|---|", *rows, ""])


def _source(rule: Rule) -> list[str]:
    """Say where a rule of a state's law is from, and whether its text was read."""
    package, _, name = rule.judge.__module__.rpartition(".")
    if not package.startswith("policies.states."):
        return []
    source = sources_of(package)[name]
    checked = "checked against the text" if source.checked else "not checked against the text"
    return [f"Source: {source.statute}; {source.said_by}; {checked}.\n"]


def _numbers() -> str:
    rows = [row for held in every_parameter() for row in _values(held)]
    head = ["## Numbers\n", "| number | from | is | unit | source |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows, ""])


def _values(held: Parameter) -> Iterator[str]:
    for value in held.values:
        content = value.content
        shown = ", ".join(map(str, content)) if isinstance(content, list) else str(content)
        yield f"| {held.title} | {value.since} | {shown or 'none'} | {held.unit} | {held.source} |"


def main() -> None:
    """Print the book, and write the pages where asked to."""
    sys.stdout.write(page())
    if "--write" in sys.argv[1:]:
        PAGE.write_text(page(), encoding="utf-8")
        LIFECYCLES.write_text(diagram.page(), encoding="utf-8")


if __name__ == "__main__":
    main()
