"""The budgets of the house: short files, short functions, a sentence on everything public."""

import ast
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from tests.places import PROJECT

PACKAGES = ("schemas", "policies", "adapters", "hub")
SOURCES = sorted(chain.from_iterable((PROJECT / name).rglob("*.py") for name in PACKAGES))
Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_files_are_short():
    lengths = {path: len(path.read_text().splitlines()) for path in SOURCES}

    assert [str(path) for path, lines in lengths.items() if lines > 400] == []
    assert np.percentile(list(lengths.values()), 95) <= 250


def test_functions_are_short():
    lengths = {
        f"{path.relative_to(PROJECT)}:{found.lineno} {found.name}": _length(found)
        for path in SOURCES
        for found in ast.walk(ast.parse(path.read_text()))
        if isinstance(found, Function)
    }

    assert [name for name, lines in lengths.items() if lines > 50] == []
    assert np.percentile(list(lengths.values()), 95) <= 30


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_everything_public_says_what_it_is_in_one_sentence(path: Path):
    tree = ast.parse(path.read_text())
    documented = [(path.name, tree)] + [
        (found.name, found)
        for found in chain(tree.body, *(c.body for c in tree.body if _is_public_class(c)))
        if isinstance(found, Function | ast.ClassDef) and not found.name.startswith("_")
    ]
    first_lines = {
        name: (ast.get_docstring(found) or "").split("\n")[0] for name, found in documented
    }

    assert [name for name, line in first_lines.items() if not line.endswith((".", "?"))] == []


BANNED = {
    *("manager", "helper", "helpers", "util", "utils", "common", "misc", "base", "impl"),
    *("handler", "processor", "info", "process", "do", "my"),
}


def test_no_file_has_a_name_that_says_nothing():
    names = {path: set(path.stem.split("_")) & BANNED for path in SOURCES}

    assert [str(path.relative_to(PROJECT)) for path, found in names.items() if found] == []


def _is_public_class(found: ast.stmt) -> bool:
    return isinstance(found, ast.ClassDef) and not found.name.startswith("_")


def _length(found: Function) -> int:
    # The docstring is not the function's length: saying more must cost nothing.
    body = found.body[1:] if ast.get_docstring(found) else found.body
    start = body[0].lineno if body else found.lineno
    return (found.end_lineno or start) - start + 1
