"""What a release does not show: its lines by what is said of them, over all its reports."""

import json
from collections import Counter
from collections.abc import Sequence

from hub.portal.report_documents import REPORT
from hub.store import reports
from hub.store.reports import Report
from hub.store.work import Work

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


def suppressed_in(work: Work, files: Sequence[Report]) -> list[tuple[str, int]]:
    """Return how many lines of the reports are shown, narrowed to a range, or withheld."""
    counts: Counter[str] = Counter()
    for file in files:
        whole = reports.one(work, file.id) if file.name == REPORT else None
        if whole is not None:
            counts.update(_statements(whole.content))
    return [(words, counts[name]) for name, words in SAID.items() if counts[name]]


def _statements(content: bytes) -> list[str]:
    document = json.loads(content)
    lines = [
        line
        for measure in document["measures"]
        for line in (measure["line"], *(row["line"] for row in measure["rows"]))
        if line is not None
    ]
    return [line["statement"] for line in lines]
