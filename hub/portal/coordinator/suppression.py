"""What a release shows and what it does not: its lines by what is said of them, and why."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hub.portal.report_documents import REPORT
from hub.store import reports
from hub.store.work import Work
from schemas.record import record

SAID = {
    "count": "shown as a count",
    "rounded-rate": "shown as a rounded rate",
    "pooled": "shown over two years",
    "estimate": "shown as an estimate",
    "standing": "shown as a standing",
    "withheld": "withheld",
    "not-computable": "cannot be computed",
    "not-reported": "nothing handed in",
}
# What a practice can use; a practice with fewer patients than these is not counted upon.
USABLE = frozenset({"count", "rounded-rate", "pooled", "estimate", "standing"})
LEAST_PERSONS = 20


@record
class Utility:
    """How the practices are told of one measure: of `practices` large enough, by kind of statement.

    `deciles` and `benchmark` say whether the comparators are told.
    """

    title: str
    practices: int
    said: Mapping[str, int]
    deciles: bool
    benchmark: bool

    @property
    def usable(self) -> float | None:
        """The share of these practices that have something to use."""
        held = sum(count for kind, count in self.said.items() if kind in USABLE)
        return held / self.practices if self.practices else None


@record
class Told:
    """What a release tells: lines by what is said of them, by measure, and why no more is."""

    lines: Sequence[tuple[str, int]]
    utility: Sequence[Utility]
    reasons: Sequence[Mapping[str, str]]


def told_in(work: Work, release: str) -> Told:
    """Return how much of the reports is shown, narrowed to a range, or withheld."""
    counts: Counter[str] = Counter()
    practices: list[Mapping[str, Any]] = []
    for whole in reports.named(work, release, REPORT):
        document = json.loads(whole.content)
        counts.update(_statements(document))
        if document["audience"]["kind"] == "practice":
            practices.append(document)
    return Told(
        lines=[(words, counts[name]) for name, words in SAID.items() if counts[name]],
        utility=_utility(practices),
        reasons=list(_reasons(practices)),
    )


def _statements(document: Mapping[str, Any]) -> list[str]:
    lines = [
        line
        for measure in document["measures"]
        for line in (measure["line"], *(row["line"] for row in measure["rows"]))
        if line is not None
    ]
    return [line["statement"] for line in lines]


def _utility(documents: Sequence[Mapping[str, Any]]) -> list[Utility]:
    by_measure: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for document in documents:
        for measure in document["measures"]:
            by_measure.setdefault((measure["identifier"], measure["rate"]), []).append(measure)
    return [_of_measure(found) for found in by_measure.values()]


def _of_measure(found: Sequence[Mapping[str, Any]]) -> Utility:
    first = found[0]
    large = [measure["line"] for measure in found if _large(measure["line"])]
    return Utility(
        title=_title(first),
        practices=len(large),
        said=Counter(line["statement"] for line in large),
        deciles=bool(first["deciles"]),
        benchmark=first["benchmark"] is not None,
    )


def _large(line: Mapping[str, Any] | None) -> bool:
    """A denominator that may not be told is of a practice that may be small."""
    return bool(line and (line["denominator"] or 0) >= LEAST_PERSONS)


def _reasons(documents: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, str]]:
    """Yield why each practice is told no more of a measure than it is."""
    for document in documents:
        for measure in document["measures"]:
            line = measure["line"]
            if line and line.get("why"):
                yield {
                    "practice": document["audience"]["title"],
                    "measure": _title(measure),
                    "said": SAID.get(line["statement"], line["statement"]),
                    "why": line["why"],
                }


def _title(measure: Mapping[str, Any]) -> str:
    title, rate = measure["title"], measure["rate_title"]
    return f"{title}: {rate}" if rate != title else title
