"""The top level is the layout that was agreed, and names no machine."""

import re
import subprocess

from tests.places import PROJECT

AGREED = {
    *("hub", "schemas", "adapters", "policies", "tests", "deploy", "docs", "benchmarks", ".ci"),
    *("pyproject.toml", "README.md", "Makefile", "CHANGELOG.md", "GLOSSARY.md", ".gitignore"),
    *("requirements.lock", "requirements-dev.lock", "alembic.ini", "LICENSE"),
}
IN_DOCS = re.compile(r"\bdocs/(?:decisions/\d{4}|[a-z_]+\.md)")
OF_A_MACHINE = re.compile(r"/(?:home|root|work|Users)/\w+")


def test_the_top_level_holds_what_was_agreed():
    assert {name.split("/")[0] for name in _tracked()} <= AGREED


def test_no_file_names_a_machine():
    found = [
        name
        for name in _tracked()
        if name.endswith((".py", ".md", ".toml", ".yml", ".sh", ".sql", "Makefile"))
        and OF_A_MACHINE.search((PROJECT / name).read_text(encoding="utf-8"))
    ]

    assert found == []


def test_what_the_code_refers_to_in_docs_is_there():
    missing = {
        (name, cited)
        for name in _tracked()
        if name.endswith((".py", ".md", ".sql", ".toml", "Makefile"))
        for cited in IN_DOCS.findall((PROJECT / name).read_text(encoding="utf-8"))
        if not list(PROJECT.glob(f"{cited}*"))
    }

    assert missing == set()


def _tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    return [name for name in listed.stdout.splitlines() if (PROJECT / name).exists()]
