"""What a release tells the public, as a JSON object and as CSV: exactly, or with noise."""

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from hub.measures.measure import Measure
from hub.publication.noise.public_cells import MET, NOT_MET, PublicLine
from hub.publication.report.document import Audience, Contents, report
from hub.publication.statistics.told_rate import percent
from schemas.record import record

FORMAT = "reset-hub-public/1"
NOISE, EXACT, NOTHING = "noise", "exact", "none"
EXACTLY = (
    "These counts are not rounded and carry no noise. A count of few people, and whatever would "
    "give one away, is left out."
)
TOO_FEW_PRACTICES = "not told: few practices stand behind it, or one is a large part of it"
# A rate whose range is wider than this share is told as its range alone.
WIDEST = 0.2
HEAD = (
    *("measure", "rate", "title", "by", "name", "met", "not_met", "counted"),
    *("rate_value", "lowest", "highest", "within", "words"),
)
AUDIENCE = Audience(kind="public", participant=None, title="The region")


@record
class Guarantee:
    """What the reader of noisy counts is promised, and how near they are to the truth.

    `epsilon` is of this release, `epsilon_a_year` the most that all releases of a year cost;
    95 of 100 counts lie within `within` of the truth, and of 95 of 100 rates both counts lie within
    `both_within`.
    """

    epsilon: float
    epsilon_a_year: float
    cells_a_person: int
    tokens_a_person: int
    within: float
    both_within: float
    confidence: float

    def document(self) -> dict[str, Any]:
        """Return the guarantee as the members of a JSON object."""
        return {
            "mechanism": "discrete Laplace noise (OpenDP)",
            "epsilon": self.epsilon,
            "epsilon_a_year": self.epsilon_a_year,
            "cells_a_person": self.cells_a_person,
            "tokens_a_person": self.tokens_a_person,
            "within": self.within,
            "both_within": self.both_within,
            "confidence": self.confidence,
        }


def noisy_document(
    heading: Mapping[str, Any],
    lines: Sequence[PublicLine],
    counts: Mapping[str, int | None],
    guarantee: Guarantee,
    *,
    words: str,
    silent: Collection[tuple[str, str]],
) -> dict[str, Any]:
    """Return what is told with noise; `counts` are the noisy ones by cell, None where left out.

    `silent` are the rates, by measure, of which the contributor rules let nothing be told.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for line in lines:
        key = (line.measure.identifier, line.rate)
        held = found.setdefault(key, _measure(line.measure, line.rate))
        told = _silent_line(line) if key in silent else _noisy_line(line, counts, guarantee)
        held["lines"].append(told)
    return _document(heading, NOISE, words, found.values(), guarantee=guarantee.document())


def exact_document(contents: Contents) -> dict[str, Any]:
    """Return what the public is granted exactly: the region, as the audit lets it be told."""
    told = report(contents, AUDIENCE)["measures"]
    found = []
    for each in told:
        lines = [_exact_line("", "", each["region"])] if each["region"] else []
        lines += [
            _exact_line(table["by"], row["name"], row["line"])
            for table in each["region_by"]
            for row in table["rows"]
        ]
        found.append({name: each[name] for name in _SAID} | {"lines": lines})
    return _document(contents.heading.document(), EXACT, EXACTLY, found)


def no_document(heading: Mapping[str, Any], *, why: str) -> dict[str, Any]:
    """Return the document of a release that tells the public nothing, and says why."""
    return _document(heading, NOTHING, why, ())


def public_csv(document: Mapping[str, Any]) -> str:
    """Return every line of a document, one a row; empty where nothing may be told."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEAD)
    for measure in document["measures"]:
        for line in measure["lines"]:
            said = (measure["identifier"], measure["rate"], measure["title"])
            figures = (line[name] for name in ("met", "not_met", "counted"))
            rates = (line[name] for name in ("rate", "lowest", "highest", "within"))
            writer.writerow(
                [
                    *(*said, line["by"], line["name"]),
                    *("" if value is None else value for value in figures),
                    *("" if value is None else f"{value:.4f}" for value in rates),
                    line["words"],
                ]
            )
    return text.getvalue()


_SAID = (
    *("identifier", "rate", "title", "rate_title", "goal", "direction"),
    *("steward", "version", "per", "basis"),
)


def _document(
    heading: Mapping[str, Any],
    tier: str,
    words: str,
    measures: Any,
    *,
    guarantee: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "release": dict(heading),
        "tier": tier,
        "words": words,
        "guarantee": guarantee,
        "measures": list(measures),
    }


def _measure(measure: Measure, rate: str) -> dict[str, Any]:
    said = measure.rate(rate)
    return {
        "identifier": measure.identifier,
        "rate": rate,
        "title": measure.title,
        "rate_title": said.title,
        "goal": measure.goal,
        "direction": measure.direction,
        "steward": measure.steward,
        "version": measure.version,
        "per": said.per,
        "basis": measure.basis,
        "lines": [],
    }


def _silent_line(line: PublicLine) -> dict[str, Any]:
    nothing = dict.fromkeys(("met", "not_met", "counted", "rate", "lowest", "highest", "within"))
    return {"by": line.by, "name": line.name, **nothing, "words": TOO_FEW_PRACTICES}


def _noisy_line(
    line: PublicLine, counts: Mapping[str, int | None], guarantee: Guarantee
) -> dict[str, Any]:
    met, not_met = counts[line.cell(MET)], counts[line.cell(NOT_MET)]
    found = {"by": line.by, "name": line.name, "met": met, "not_met": not_met}
    if met is None or not_met is None:
        words = "too few to be told beside the noise"
        return (
            found
            | dict.fromkeys(("counted", "rate", "lowest", "highest"))
            | {
                "within": guarantee.within if (met, not_met) != (None, None) else None,
                "words": words,
            }
        )
    low, high = noisy_range(met, not_met, within=guarantee.both_within)
    per = line.measure.rate(line.rate).per
    rate = met / (met + not_met)
    vague = high - low > WIDEST
    words = f"about {met:,} of {met + not_met:,} ({_rate(rate, per)})"
    return found | {
        "counted": met + not_met,
        # A rate that may be anything would be read as if it were one.
        "rate": None if vague else rate,
        "lowest": low,
        "highest": high,
        "within": guarantee.within,
        "words": f"between {_rate(low, per)} and {_rate(high, per)}" if vague else words,
    }


def noisy_range(met: int, not_met: int, *, within: float) -> tuple[float, float]:
    """Return between which rates the true one lies, where both counts are within so much of theirs.

    A rate grows with those met and falls with the others, so that its ends are at the corners.
    """
    fewest, most = max(met - within, 0), met + within
    fewest_not, most_not = max(not_met - within, 0), not_met + within
    return fewest / (fewest + most_not), most / (most + fewest_not)


def _rate(rate: float, per: int) -> str:
    return f"{rate * per:.0f} per {per:,}" if per > 1 else percent(rate)


def _exact_line(by: str, name: str, line: Mapping[str, Any]) -> dict[str, Any]:
    met, counted = line["numerator"], line["denominator"]
    both = met is not None and counted is not None
    return {
        "by": by,
        "name": name,
        "met": met,
        "not_met": counted - met if both else None,
        "counted": counted,
        "rate": line["rate"],
        "lowest": line["lowest"],
        "highest": line["highest"],
        "within": None,
        "words": line["words"],
    }
