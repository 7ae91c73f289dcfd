"""Hospice services in the measurement period of 2026: situations that every measure shares."""

from collections.abc import Callable, Mapping, Sequence

from schemas.code_system import CONDITION_CATEGORY, LOINC, SNOMEDCT
from tests.builders.records import Coding, Row, row
from tests.builders.situations import Situation

HOSPICE_AT_HOME, HOSPICE_IN_FACILITY = "428361000124107", "428371000124100"
MINIMUM_DATA_SET = (LOINC, "45755-6")
YES, NO = (SNOMEDCT, "373066001"), (SNOMEDCT, "373067005")
FIRST, LAST = "2026-01-01", "2026-12-31"
BEFORE, AFTER = "2025-12-31", "2027-01-01"
Sets = Callable[[str], Coding]


def situations(
    a: Sets, counted: Sequence[Row], *, excluded: str, included: str
) -> Mapping[str, Situation]:
    """Return what makes a person who would count excluded, and what does not."""
    return {
        f"hospice: {name}": ([*counted, record], excluded if is_excluded else included)
        for name, (record, is_excluded) in {
            **_encounters(a),
            **_assessments(),
            **_care(a),
            **_diagnoses(a),
        }.items()
    }


def stay(a: Sets, end: str | None, disposition: str | None = HOSPICE_AT_HOME, **cells) -> Row:
    """An inpatient stay, and where the person went after it."""
    cells = {"status": "finished", "type": a("Encounter Inpatient")} | cells
    place = None if disposition is None else (SNOMEDCT, disposition)
    return row("encounter", start="2025-10-01", end=end, discharge_disposition=place, **cells)


def _encounters(a: Sets) -> dict[str, tuple[Row, bool]]:
    def visit(start: str, end: str | None, status: str = "finished") -> Row:
        return row("encounter", start=start, end=end, status=status, type=a("Hospice Encounter"))

    return {
        "discharged to it at home": (stay(a, "2026-06-01"), True),
        "discharged to it in a facility": (stay(a, "2026-06-01", HOSPICE_IN_FACILITY), True),
        "discharged elsewhere": (stay(a, "2026-06-01", "306689006"), False),
        "discharged, not said where": (stay(a, "2026-06-01", None), False),
        "discharged on the first day": (stay(a, FIRST), True),
        "discharged the day before": (stay(a, BEFORE), False),
        "discharged on the last day": (stay(a, f"{LAST}T23:59"), True),
        "discharged the day after": (stay(a, AFTER), False),
        "still an inpatient": (stay(a, None), False),
        "the stay is not finished": (stay(a, "2026-06-01", status="in-progress"), False),
        "discharged from another place": (stay(a, "2026-06-01", type=(SNOMEDCT, "1")), False),
        "encounter": (visit("2026-06-01", "2026-06-02"), True),
        "encounter, in progress": (visit("2026-06-01", None, "in-progress"), False),
        "encounter, finished, not said when": (visit("2025-06-01", None), True),
        "encounter ends on the first day": (visit("2025-06-01", FIRST), True),
        "encounter ends the day before": (visit("2025-06-01", BEFORE), False),
        "encounter begins on the last day": (visit(LAST, "2027-02-01"), True),
        "encounter begins the day after": (visit(AFTER, "2027-02-01"), False),
    }


def _assessments() -> dict[str, tuple[Row, bool]]:
    def assessed(start: str = "2026-06-01", **cells) -> Row:
        cells = {"status": "final", "code": MINIMUM_DATA_SET, "value": YES} | cells
        return row("observation", start=start, **cells)

    return {
        "assessed: yes": (assessed(), True),
        "assessed: no": (assessed(value=NO), False),
        "assessed: yes, amended": (assessed(status="amended"), True),
        "assessed: yes, corrected": (assessed(status="corrected"), True),
        "assessed: yes, preliminary": (assessed(status="preliminary"), False),
        "another assessment: yes": (assessed(code=(LOINC, "55758-7")), False),
        "assessed before": (assessed(BEFORE), False),
        "assessed from before to the first day": (assessed(BEFORE, end=FIRST), True),
        "assessed after": (assessed(AFTER), False),
    }


def _care(a: Sets) -> dict[str, tuple[Row, bool]]:
    def order(authored: str | None = "2026-06-01", **cells) -> Row:
        marks = {"stage": "ordered", "status": "active", "intent": "order"}
        code = {"code": a("Hospice Care Ambulatory")}
        return row("procedure", authored=authored, **(marks | code | cells))

    def care(start: str | None = "2026-06-01", **cells) -> Row:
        marks = {"stage": "done", "status": "completed"}
        code = {"code": a("Hospice Care Ambulatory")}
        return row("procedure", start=start, **(marks | code | cells))

    return {
        "ordered": (order(), True),
        "ordered and completed": (order(status="completed"), True),
        "another service ordered": (order(code=(SNOMEDCT, "1")), False),
        "ordered, revoked": (order(status="revoked"), False),
        "planned": (order(intent="plan"), False),
        "ordered not to be": (order(do_not_perform=True), False),
        "ordered, not a prohibition": (order(do_not_perform=False), True),
        "ordered before": (order(BEFORE), False),
        "ordered after": (order(AFTER), False),
        "an order with the marks of a service": (
            order(None, start="2026-06-01", status="completed"),
            False,
        ),
        "a service with the marks of an order": (
            care(None, authored="2026-06-01", status="active", intent="order"),
            False,
        ),
        "another service": (care(code=(SNOMEDCT, "1")), False),
        "performed": (care(), True),
        "performed, status unknown": (care(status="unknown"), False),
        "performed before": (care(BEFORE), False),
        "performed from before to the first day": (care(BEFORE, end=FIRST), True),
    }


def _diagnoses(a: Sets) -> dict[str, tuple[Row, bool]]:
    def diagnosed(start: str | None = "2026-06-01", **cells) -> Row:
        cells = {
            "clinical_status": "active",
            "verification_status": "confirmed",
            "category": (CONDITION_CATEGORY, "problem-list-item"),
            "code": a("Hospice Diagnosis"),
        } | cells
        return row("condition", start=start, **cells)

    cases = {
        "diagnosed": (diagnosed(), True),
        "diagnosed, another condition": (diagnosed(code=(SNOMEDCT, "1")), False),
        "diagnosed, onset not said": (diagnosed(None), True),
        "diagnosed after": (diagnosed(AFTER), False),
        "diagnosed some day of the year after": (
            diagnosed("2027-01-01", date_precision="year"),
            False,
        ),
        "diagnosed some day of the year": (diagnosed(FIRST, date_precision="year"), True),
        "diagnosed some day of the last month": (
            diagnosed("2026-12-01", date_precision="month"),
            True,
        ),
        "diagnosed, over before": (diagnosed("2025-01-01", abatement=BEFORE), False),
        "diagnosed, over on the first day": (diagnosed("2025-01-01", abatement=FIRST), True),
        "diagnosed, over in a time that ends on the first day": (
            diagnosed("2025-01-01", abatement="2025-06-01", abatement_end=FIRST),
            True,
        ),
        "diagnosed, resolved, no abatement": (diagnosed(clinical_status="resolved"), False),
        "diagnosed, resolved in the period": (
            diagnosed(clinical_status="resolved", abatement="2026-07-01"),
            True,
        ),
        "diagnosed, only the end of its abatement known": (
            diagnosed("2025-01-01", clinical_status="resolved", abatement_end="2026-02-01"),
            True,
        ),
    }
    kinds = {"confirmed": True, "unconfirmed": True, "provisional": True, "differential": True}
    kinds |= {"refuted": False, "entered-in-error": False}
    cases |= {
        f"diagnosed, {status}": (diagnosed(verification_status=status), counts)
        for status, counts in kinds.items()
    }
    cases["diagnosed, verification not said"] = (diagnosed(verification_status=None), True)
    cases |= {
        f"diagnosed, {status}": (diagnosed(clinical_status=status), True)
        for status in ("recurrence", "relapse")
    }
    return cases
