"""Every lifecycle, found in this folder, and the one way to take a step in one."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

import policies.lifecycle
from policies.lifecycle.lifecycle import ImpossibleTransition, Lifecycle, UnknownLifecycle


def transition(kind: str, state: str, event: str) -> str:
    """Return the state that follows; ImpossibleTransition where the state knows no such event."""
    following = lifecycle(kind).arrows.get((state, event))
    if following is None:
        raise ImpossibleTransition(kind, state, event)
    return following


def allowed(kind: str, state: str, act: str) -> bool:
    """Tell whether a thing in this state allows the act, whoever asks for it."""
    return act in lifecycle(kind).allows.get(state, frozenset())


def lifecycle(kind: str) -> Lifecycle:
    """Return the lifecycle of a kind of thing; UnknownLifecycle where there is none."""
    if kind not in LIFECYCLES:
        raise UnknownLifecycle(kind)
    return LIFECYCLES[kind]


def _found() -> Mapping[str, Lifecycle]:
    names = sorted(found.name for found in iter_modules(policies.lifecycle.__path__))
    modules = [
        import_module(f"policies.lifecycle.{name}")
        for name in names
        if name not in {"lifecycles", "diagram"}
    ]
    found = {
        value.kind: value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, Lifecycle)
    }
    return MappingProxyType(found)


LIFECYCLES = _found()
