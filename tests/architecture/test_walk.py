"""The walk through the code in docs/walk.md names what there is, and who calls it."""

import re
from importlib import import_module
from inspect import getsource

import pytest

from tests.places import PROJECT

STEP = re.compile(r"^( *)- `([\w.]+)\.(\w+)`: ", re.MULTILINE)


def steps():
    """Each step as (module, name, the module of the step that it is set in)."""
    above = []
    for spaces, module, name in STEP.findall((PROJECT / "docs" / "walk.md").read_text("utf-8")):
        above = above[: len(spaces) // 4]
        yield module, name, above[-1] if above else None
        above = [*above, module]


@pytest.mark.parametrize(("module", "name", "caller"), list(steps()))
def test_each_step_is_there_and_is_called_where_the_walk_says(module, name, caller):
    assert hasattr(import_module(module), name)
    assert caller is None or re.search(rf"\b{name}\(", getsource(import_module(caller)))


def test_the_walk_is_long_enough_to_show_the_way():
    assert len(list(steps())) > 30
