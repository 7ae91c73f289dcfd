"""Published figures against the truth of the invented region, practice by practice."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import render_template

from hub.portal.access import public
from hub.portal.blueprint import portal
from hub.portal.privacy.withheld import chosen_release
from hub.portal.report_documents import REPORT
from hub.portal.tour.tour import demo_house
from hub.store import participants, releases, reports
from hub.store.work import Work

TRUTH = "truth.json"
# A person whose name a payer misspells may count as two.
NEAR = 0.005
EQUAL, CLOSE, INSIDE, SILENT, OTHER = "equal", "close", "inside", "silent", "other"


@portal.get("/tour/truth")
@public
def truth() -> str:
    """Show what a release publishes of each practice against what is true."""
    with demo_house().look() as work:
        found = releases.every(work, states=("published",))
        chosen = chosen_release(work, found)
        true = _truth(work)
        lines = _lines(work, chosen.id) if chosen and true else {}
        names = {each.practice: each.name for each in participants.every(work) if each.practice}
    measures = [_measure(rate, lines, names) for rate in true] if lines else []
    return render_template("tour/truth.html", releases=found, chosen=chosen, measures=measures)


def compared(line: Mapping[str, Any] | None, met: int, members: int) -> str:
    """Return how what is published of a practice stands to the true counts."""
    if line is None or not members:
        return SILENT
    shown = (line["numerator"], line["denominator"])
    if shown == (met, members):
        return EQUAL
    if shown[0] == met and shown[1] and abs(shown[1] / members - 1) <= NEAR:
        return CLOSE
    low, high = line["lowest"], line["highest"]
    if low is None or high is None:
        return SILENT
    slack = 1e-9
    return INSIDE if low - slack <= met / members <= high + slack else OTHER


def _measure(
    rate: Mapping[str, Any],
    lines: Mapping[str, Mapping[tuple[str, str], Mapping[str, Any]]],
    names: Mapping[str, str],
) -> dict[str, Any]:
    key = (rate["identifier"], rate["rate"])
    rows = list(_rows(rate, {name: held.get(key) for name, held in lines.items()}, names))
    return {
        "title": rate["title"],
        "identifier": rate["identifier"],
        "per": rate["per"],
        "rows": rows,
        "tally": {word: sum(row["verdict"] == word for row in rows) for word in _WORDS},
    }


_WORDS = (EQUAL, CLOSE, INSIDE, SILENT, OTHER)


def _rows(
    rate: Mapping[str, Any],
    lines: Mapping[str, Mapping[str, Any] | None],
    names: Mapping[str, str],
) -> Iterator[dict[str, Any]]:
    for practice, counts in rate["practices"].items():
        line = lines.get(practice)
        met, members = counts["numerator"], counts["denominator"]
        yield {
            "practice": names.get(practice, practice),
            "published": line["words"] if line else "",
            "met": met,
            "members": members,
            "true": met / members if members else None,
            "verdict": compared(line, met, members),
        }


def _truth(work: Work) -> Sequence[Mapping[str, Any]]:
    """Return the truth as it was kept with the newest release that has it."""
    for release in releases.every(work):
        for file in reports.of_release(work, release.id):
            whole = reports.one(work, file.id) if file.name == TRUTH else None
            if whole is not None:
                rates: Sequence[Mapping[str, Any]] = json.loads(whole.content)["rates"]
                return rates
    return ()


def _lines(work: Work, release: str) -> dict[str, dict[tuple[str, str], Mapping[str, Any]]]:
    """Return the line of each practice in its own report, by measure and rate."""
    practices = {each.id: each.practice for each in participants.every(work) if each.practice}
    found = {}
    for file in reports.of_release(work, release):
        practice = practices.get(file.participant or "")
        whole = reports.one(work, file.id) if practice and file.name == REPORT else None
        if whole is None or practice is None:
            continue
        measures = json.loads(whole.content)["measures"]
        found[practice] = {
            (each["identifier"], each["rate"]): each["line"] for each in measures if each["line"]
        }
    return found
