"""How the numbers are made, for everybody: measures, rules, numbers, privacy."""

from datetime import date

from flask import abort, render_template

from hub.measures.lineage import columns_read
from hub.measures.measure import GOALS, Measure, measure_named, measures
from hub.measures.page import criteria, in_words, own_lists
from hub.portal.access import public, wiring
from hub.portal.blueprint import portal
from policies.parameter import Parameter, every_parameter, parameter
from policies.regimes import REGIMES


@portal.get("/methods")
@public
def methods() -> str:
    """Say how the numbers are made, and list the measures."""
    found = sorted(measures(), key=lambda each: each.title)
    return render_template("methods/methods.html", measures=found, goals=GOALS)


@portal.get("/methods/measures/<name>")
@public
def method(name: str) -> str:
    """Show one measure: what it counts, by which criteria, of which codes."""
    found = _measure(name)
    lists = own_lists(found)
    return render_template(
        "methods/measure.html",
        measure=found,
        goal=GOALS[found.goal],
        lists={oid: ", ".join(map(in_words, codes)) for oid, codes in lists.items()},
        criteria=list(criteria(found)),
        columns=sorted(columns_read(found).items()),
    )


@portal.get("/methods/rules")
@public
def rules() -> str:
    """Show every rule with its citation, by the body of rules that it belongs to."""
    found = sorted(REGIMES, key=lambda one: one.name)
    return render_template("methods/rules.html", regimes=found)


@portal.get("/methods/numbers")
@public
def numbers() -> str:
    """Show every number that the rules use, from which day, and who says so."""
    today = _today()
    rows = [
        {"number": each, "now": _now(each, today), "values": each.values}
        for each in every_parameter()
    ]
    return render_template("methods/numbers.html", rows=rows)


@portal.get("/methods/privacy")
@public
def privacy() -> str:
    """Say in plain words what protects a person."""
    least = int(parameter("minimum_cell_size", on=_today()))
    return render_template("methods/privacy.html", least=least)


def _today() -> date:
    return wiring().house.clock().date()


def _now(number: Parameter, today: date) -> str:
    held = [value for value in number.values if value.since <= today]
    if not held:
        return "not yet set"
    content = held[-1].content
    return ", ".join(map(str, content)) if isinstance(content, list) else str(content)


def _measure(name: str) -> Measure:
    try:
        return measure_named(name)
    except KeyError:
        abort(404)
