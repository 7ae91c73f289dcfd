"""The lifecycles drawn as state diagrams, for docs/lifecycles.md."""

from policies.lifecycle.lifecycle import Lifecycle
from policies.lifecycle.lifecycles import LIFECYCLES


def page() -> str:
    """Return the page of all lifecycles, in Markdown with Mermaid diagrams."""
    head = "# Lifecycles\n\nMade by `python -m tests.spec.book --write`; do not edit by hand.\n"
    return "\n".join([head, *(_section(one) for _, one in sorted(LIFECYCLES.items()))])


def _section(lifecycle: Lifecycle) -> str:
    return f"## {lifecycle.kind.capitalize()}\n\n{diagram(lifecycle)}\n{_allowed(lifecycle)}"


def diagram(lifecycle: Lifecycle) -> str:
    """Return one lifecycle as a Mermaid state diagram."""
    lines = [f"    [*] --> {_name(lifecycle.first)}"]
    lines += [f"    {_name(state)} : {state}" for state in lifecycle.states if "-" in state]
    lines += [
        f"    {_name(state)} --> {_name(following)} : {event}"
        for (state, event), following in lifecycle.arrows.items()
    ]
    lines += [f"    {_name(state)} --> [*]" for state in sorted(lifecycle.final)]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```", ""])


def _allowed(lifecycle: Lifecycle) -> str:
    rows = [
        f"| {state} | {', '.join(sorted(lifecycle.allows.get(state, ()))) or 'nothing'} |"
        for state in lifecycle.states
    ]
    return "\n".join(["| state | allows |", "|---|---|", *rows, ""])


def _name(state: str) -> str:
    return state.replace("-", "_")
