"""CMS2: screening for depression and follow-up plan, as a table of situations.

Counts are written initial population, denominator, exclusion, numerator, exception.
"""

from datetime import date

import pytest

from hub.measures.measure import measure_named
from schemas.code_system import CONDITION_CATEGORY, LOINC, SNOMEDCT
from schemas.period import Period
from tests.builders.records import row
from tests.builders.situations import answers, counts, in_set

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MEASURE = measure_named("CMS2")
COLUMNS = MEASURE.rates[0].columns
NEGATIVE, POSITIVE = (SNOMEDCT, "428171000124102"), (SNOMEDCT, "428181000124104")
DECLINED = (SNOMEDCT, "720834000")
ADOLESCENT, ADULT = (LOINC, "73831-0"), (LOINC, "73832-8")


def a(title):
    return in_set("CMS2", title)


def person(birth="1986-01-01", **cells):
    return row("person", birth_day=birth, **cells)


def visit(start="2026-06-21T08:00", end="2026-06-21T08:15", **cells):
    cells = {"status": "finished", "type": a("Encounter to Screen for Depression")} | cells
    return row("encounter", start=start, end=end, **cells)


def screen(value=POSITIVE, start="2026-06-21T08:05", **cells):
    cells = {"status": "final", "code": ADULT} | cells
    return row("observation", value=value, start=start, **cells)


def not_done(reason=DECLINED, issued="2026-06-21T08:00", **cells):
    cells = {"status": "cancelled", "code": ADULT} | cells
    return row("observation", not_done_reason=reason, issued=issued, **cells)


def bipolar(start="2026-06-20", **cells):
    cells = {
        "clinical_status": "active",
        "category": (CONDITION_CATEGORY, "problem-list-item"),
        "code": a("Bipolar Disorder"),
    } | cells
    return row("condition", start=start, **cells)


def care(start="2026-06-21T08:10", **cells):
    cells = {
        "stage": "done",
        "status": "completed",
        "code": a("Follow Up for Adult Depression"),
    } | cells
    return row("procedure", start=start, **cells)


def referral(authored="2026-06-21T09:00", **cells):
    cells = {
        "stage": "ordered",
        "status": "active",
        "intent": "order",
        "code": a("Referral for Adult Depression"),
    } | cells
    return row("procedure", authored=authored, **cells)


def drug(authored="2026-06-21T09:00", **cells):
    cells = {
        "stage": "request",
        "status": "active",
        "intent": "order",
        "supply_days": 30.0,
        "code": a("Adult Depression Medications"),
    } | cells
    return row("medication", authored=authored, **cells)


OUT, SEEN, MET = "0 0 0 0 0", "1 1 0 0 0", "1 1 0 1 0"
EXCLUDED, EXCEPTED = "1 1 1 0 0", "1 1 0 0 1"
ONE_DAY = {"start": "2026-06-21", "end": "2026-06-21"}

INITIAL_POPULATION = {
    "12 on the first day of the period": ([person("2014-01-01"), visit()], SEEN),
    "12 a day later": ([person("2014-01-02"), visit()], OUT),
    "no day of birth": ([person(None), visit()], OUT),
    "12 for sure, born in a year": (
        [person("2013-01-01", date_precision="year"), visit()],
        SEEN,
    ),
    "11 or 12, born in a year": ([person("2014-01-01", date_precision="year"), visit()], OUT),
    "12 for sure, born in a month": (
        [person("2013-12-01", date_precision="month"), visit()],
        SEEN,
    ),
    "11 or 12, born in a month": ([person("2014-01-01", date_precision="month"), visit()], OUT),
    "a visit in a month": ([person(), visit(date_precision="month", **ONE_DAY)], OUT),
    "over 89, without a day of birth": ([person(None, over_89=True), visit()], SEEN),
    "no encounter": ([person()], OUT),
    "a physical therapy evaluation": (
        [person(), visit(type=a("Physical Therapy Evaluation"))],
        SEEN,
    ),
    "a telephone visit": ([person(), visit(type=a("Telephone Visits"))], SEEN),
    "another type": ([person(), visit(type=(SNOMEDCT, "308335008"))], OUT),
    "the other code of the list": (
        [person(), visit(type=in_set("CMS2", "Telephone Visits", 1))],
        SEEN,
    ),
    "a code of the list in another system": (
        [person(), visit(type=(LOINC, a("Encounter to Screen for Depression")[1]))],
        OUT,
    ),
    "the type is the second of two": (
        [person(), visit(type=[(SNOMEDCT, "1"), a("Telephone Visits")])],
        SEEN,
    ),
    "no type": ([person(), visit(type=None)], OUT),
    "an encounter in progress": ([person(), visit(status="in-progress")], OUT),
    "begins on the first day": ([person(), visit("2026-01-01T00:00", "2026-01-01T01:00")], SEEN),
    "begins on the day before": ([person(), visit("2025-12-31T23:00", "2026-01-01T01:00")], OUT),
    "ends on the last day": ([person(), visit("2026-12-31T23:00", "2026-12-31T23:59")], SEEN),
    "ends on the day after": ([person(), visit("2026-12-31T23:00", "2027-01-01T00:30")], OUT),
    "has no end": ([person(), visit(end=None)], OUT),
    "days alone": ([person(), visit(**ONE_DAY)], SEEN),
}

EXCLUSION = {
    "bipolar since the day before": ([person(), visit(), bipolar()], EXCLUDED),
    "bipolar since the day of the visit": (
        [person(), visit(), bipolar("2026-06-21T07:00")],
        SEEN,
    ),
    "bipolar since between two visits": (
        [person(), visit(), bipolar("2026-07-01"), visit("2026-07-02T08:00", "2026-07-02T09:00")],
        EXCLUDED,
    ),
    "bipolar without an onset": ([person(), visit(), bipolar(None)], EXCLUDED),
    "bipolar since the year before": (
        [person(), visit(), bipolar("2025-01-01", date_precision="year")],
        EXCLUDED,
    ),
    "bipolar since some day of the year": (
        [person(), visit(), bipolar("2026-01-01", date_precision="year")],
        SEEN,
    ),
    "bipolar since the month before": (
        [person(), visit(), bipolar("2026-05-01", date_precision="month")],
        EXCLUDED,
    ),
    "bipolar since some day of the month": (
        [person(), visit(), bipolar("2026-06-01", date_precision="month")],
        SEEN,
    ),
    "bipolar as an encounter diagnosis": (
        [person(), visit(), bipolar(category=(CONDITION_CATEGORY, "encounter-diagnosis"))],
        SEEN,
    ),
    "bipolar as a health concern": (
        [
            person(),
            visit(),
            bipolar(
                category=(
                    "http://hl7.org/fhir/us/core/CodeSystem/condition-category",
                    "health-concern",
                )
            ),
        ],
        EXCLUDED,
    ),
    "another disorder": ([person(), visit(), bipolar(code=(SNOMEDCT, "73211009"))], SEEN),
    "in relapse": ([person(), visit(), bipolar(clinical_status="relapse")], EXCLUDED),
    "a recurrence": ([person(), visit(), bipolar(clinical_status="recurrence")], EXCLUDED),
    "in remission, abated": (
        [person(), visit(), bipolar(clinical_status="remission", abatement="2026-06-20")],
        EXCLUDED,
    ),
    "in remission, no abatement": (
        [person(), visit(), bipolar(clinical_status="remission")],
        SEEN,
    ),
    "resolved, the end of the abatement known": (
        [
            person(),
            visit(),
            bipolar("2020-01-01", clinical_status="resolved", abatement_end="2021-01-01"),
        ],
        EXCLUDED,
    ),
    "no clinical status, no abatement": (
        [person(), visit(), bipolar(clinical_status=None)],
        SEEN,
    ),
    "not in the population": ([person("2020-01-01"), visit(), bipolar()], OUT),
    "excluded, though screened": ([person(), visit(), bipolar(), screen(NEGATIVE)], EXCLUDED),
    "excluded, though declined": ([person(), visit(), bipolar(), not_done()], EXCLUDED),
}

SCREENS = {
    "negative": ([person(), visit(), screen(NEGATIVE)], MET),
    "positive, no follow-up": ([person(), visit(), screen()], SEEN),
    "another result": ([person(), visit(), screen((SNOMEDCT, "260385009"))], SEEN),
    "14 days before": ([person(), visit(), screen(NEGATIVE, "2026-06-07T23:59")], MET),
    "15 days before": ([person(), visit(), screen(NEGATIVE, "2026-06-06T23:59")], SEEN),
    "later on the day of the visit": (
        [person(), visit(), screen(NEGATIVE, "2026-06-21T23:00")],
        MET,
    ),
    "the day after": ([person(), visit(), screen(NEGATIVE, "2026-06-22T00:10")], SEEN),
    "a period that ends on the day of the visit": (
        [person(), visit(), screen(NEGATIVE, "2026-06-01T08:00", end="2026-06-21T08:00")],
        MET,
    ),
    "a period that ends after it": (
        [person(), visit(), screen(NEGATIVE, "2026-06-20T08:00", end="2026-06-22T08:00")],
        SEEN,
    ),
    "before the period, within 14 days": (
        [
            person(),
            visit("2026-01-05T08:00", "2026-01-05T09:00"),
            screen(NEGATIVE, "2025-12-30T08:00"),
        ],
        MET,
    ),
    "amended": ([person(), visit(), screen(NEGATIVE, status="amended")], MET),
    "corrected": ([person(), visit(), screen(NEGATIVE, status="corrected")], MET),
    "preliminary": ([person(), visit(), screen(NEGATIVE, status="preliminary")], SEEN),
    "entered in error": ([person(), visit(), screen(NEGATIVE, status="entered-in-error")], SEEN),
    "negative, then positive": (
        [person(), visit(), screen(NEGATIVE, "2026-06-20"), screen(POSITIVE, "2026-06-21")],
        SEEN,
    ),
    "positive, then negative": (
        [person(), visit(), screen(POSITIVE, "2026-06-20"), screen(NEGATIVE, "2026-06-21")],
        MET,
    ),
    "negative, then positive an hour later": (
        [
            person(),
            visit(),
            screen(NEGATIVE, "2026-06-21T08:00"),
            screen(POSITIVE, "2026-06-21T09:00"),
        ],
        SEEN,
    ),
    "the last by start, not by end": (
        [
            person(),
            visit(),
            screen(NEGATIVE, "2026-06-20T08:00", end="2026-06-20T09:00"),
            screen(POSITIVE, "2026-06-19T08:00", end="2026-06-21T08:00"),
        ],
        MET,
    ),
    "the last by instant, though its day as written is earlier": (
        [
            person(),
            visit(),
            screen(POSITIVE, "2026-06-21T00:30+00:00"),
            screen(NEGATIVE, "2026-06-20T23:30-05:00"),
        ],
        MET,
    ),
    "negative, then another result": (
        [person(), visit(), screen(NEGATIVE, "2026-06-20"), screen((SNOMEDCT, "1"), "2026-06-21")],
        SEEN,
    ),
    "negative, then a number for a result": (
        [
            person(),
            visit(),
            screen(NEGATIVE, "2026-06-20"),
            screen(None, "2026-06-21", value_number=3.0),
        ],
        SEEN,
    ),
    "negative, then a text for a result": (
        [
            person(),
            visit(),
            screen(NEGATIVE, "2026-06-20"),
            screen(None, "2026-06-21", value_text="positive"),
        ],
        SEEN,
    ),
    "negative, then yes for a result": (
        [
            person(),
            visit(),
            screen(NEGATIVE, "2026-06-20"),
            screen(None, "2026-06-21", value_boolean=True),
        ],
        SEEN,
    ),
    "at one instant negative and positive": (
        [person(), visit(), screen(NEGATIVE), screen(POSITIVE)],
        SEEN,
    ),
    "at one instant negative and another result": (
        [person(), visit(), screen(NEGATIVE), screen((SNOMEDCT, "1"))],
        SEEN,
    ),
    "at one instant positive and another result, followed": (
        [person(), visit(), screen(POSITIVE), screen((SNOMEDCT, "1")), referral()],
        MET,
    ),
    "at one instant positive twice, one over a period that ends later, followed then": (
        [
            person(),
            visit(),
            screen(POSITIVE, "2026-06-10T08:00"),
            screen(POSITIVE, "2026-06-10T08:00", end="2026-06-20T08:00"),
            visit("2026-07-01T08:00", "2026-07-01T09:00"),
            referral("2026-07-01"),
        ],
        MET,
    ),
    "positive over a period, followed at a visit within 14 days of its end": (
        [
            person(),
            visit(),
            screen(POSITIVE, "2026-06-01T08:00", end="2026-06-10T08:00"),
            referral("2026-06-21"),
        ],
        MET,
    ),
    "another result, followed": (
        [person(), visit(), screen((SNOMEDCT, "1"), "2026-06-15"), referral("2026-06-21")],
        SEEN,
    ),
    "negative, then no result": (
        [person(), visit(), screen(NEGATIVE, "2026-06-20"), screen(None, "2026-06-21")],
        MET,
    ),
    "negative, then positive out of reach of a visit": (
        [person(), visit(), screen(NEGATIVE), screen(POSITIVE, "2026-08-01")],
        MET,
    ),
}

SCREENED_AT_17 = [person("2009-01-01"), visit(), screen(POSITIVE, "2026-06-15")]

TOOLS = {
    "12, adolescent tool": (
        [person("2014-01-01"), visit(), screen(NEGATIVE, code=ADOLESCENT)],
        MET,
    ),
    "12, adult tool": ([person("2014-01-01"), visit(), screen(NEGATIVE)], SEEN),
    "16, adult tool": ([person("2009-01-02"), visit(), screen(NEGATIVE)], SEEN),
    "16, adolescent tool": (
        [person("2009-01-02"), visit(), screen(NEGATIVE, code=ADOLESCENT)],
        MET,
    ),
    "17, adolescent tool": (
        [person("2009-01-01"), visit(), screen(NEGATIVE, code=ADOLESCENT)],
        MET,
    ),
    "17, adult tool": ([person("2009-01-01"), visit(), screen(NEGATIVE)], MET),
    "16 or 17, adolescent tool": (
        [
            person("2009-01-01", date_precision="year"),
            visit(),
            screen(NEGATIVE, code=ADOLESCENT),
        ],
        MET,
    ),
    "16 or 17, adult tool": (
        [person("2009-01-01", date_precision="year"), visit(), screen(NEGATIVE)],
        SEEN,
    ),
    "17 or 18, adolescent tool": (
        [
            person("2008-01-01", date_precision="year"),
            visit(),
            screen(NEGATIVE, code=ADOLESCENT),
        ],
        SEEN,
    ),
    "17 or 18, adult tool": (
        [person("2008-01-01", date_precision="year"), visit(), screen(NEGATIVE)],
        MET,
    ),
    "17, almost 18, adolescent tool": (
        [person("2008-01-02"), visit(), screen(NEGATIVE, code=ADOLESCENT)],
        MET,
    ),
    "17, one tool negative, then the other positive": (
        [
            person("2009-01-01"),
            visit(),
            screen(NEGATIVE, "2026-06-19", code=ADOLESCENT),
            screen(POSITIVE, "2026-06-20"),
        ],
        MET,
    ),
    "18, adolescent tool": (
        [person("2008-01-01"), visit(), screen(NEGATIVE, code=ADOLESCENT)],
        SEEN,
    ),
    "18, adult tool": ([person("2008-01-01"), visit(), screen(NEGATIVE)], MET),
    "adolescent screen, followed as adults are": (
        [person("2014-01-01"), visit(), screen(code=ADOLESCENT), care(), referral(), drug()],
        SEEN,
    ),
    "adult screen, followed as adolescents are": (
        [
            person(),
            visit(),
            screen(),
            care(code=a("Follow Up for Adolescent Depression")),
            referral(code=a("Referral for Adolescent Depression")),
            drug(code=a("Adolescent Depression Medications")),
        ],
        SEEN,
    ),
    "17, both tools positive, only one followed": (
        [
            person("2009-01-01"),
            visit(),
            screen(POSITIVE, "2026-06-15", code=ADOLESCENT),
            screen(POSITIVE, "2026-06-20"),
            referral(),
        ],
        MET,
    ),
    "17, adult screen, procedure as of adolescents": (
        [*SCREENED_AT_17, care(code=a("Follow Up for Adolescent Depression"))],
        SEEN,
    ),
    "17, adult screen, referral as of adolescents": (
        [*SCREENED_AT_17, referral(code=a("Referral for Adolescent Depression"))],
        SEEN,
    ),
    "17, adult screen, medication as of adolescents": (
        [*SCREENED_AT_17, drug(code=a("Adolescent Depression Medications"))],
        SEEN,
    ),
    "adolescent screen, procedure": (
        [
            person("2014-01-01"),
            visit(),
            screen(code=ADOLESCENT),
            care(code=a("Follow Up for Adolescent Depression")),
        ],
        MET,
    ),
    "adolescent screen, referral": (
        [
            person("2014-01-01"),
            visit(),
            screen(code=ADOLESCENT),
            referral(code=a("Referral for Adolescent Depression")),
        ],
        MET,
    ),
    "adolescent screen, medication": (
        [
            person("2014-01-01"),
            visit(),
            screen(code=ADOLESCENT),
            drug(code=a("Adolescent Depression Medications")),
        ],
        MET,
    ),
}

POSITIVE_SCREEN = [person(), visit(), screen(POSITIVE, "2026-06-15")]

PROCEDURES = {
    "during the visit": ([*POSITIVE_SCREEN, care()], MET),
    "at its first instant": ([*POSITIVE_SCREEN, care("2026-06-21T08:00")], MET),
    "a minute before": ([*POSITIVE_SCREEN, care("2026-06-21T07:59")], SEEN),
    "at its last instant": ([*POSITIVE_SCREEN, care("2026-06-21T08:15")], MET),
    "a minute after": ([*POSITIVE_SCREEN, care("2026-06-21T08:16")], SEEN),
    "the day after": ([*POSITIVE_SCREEN, care("2026-06-22T08:10")], SEEN),
    "begins during, ends after": (
        [*POSITIVE_SCREEN, care(end="2026-06-21T12:00")],
        MET,
    ),
    "days alone": (
        [person(), visit(**ONE_DAY), screen(POSITIVE, "2026-06-15"), care("2026-06-21")],
        MET,
    ),
    "the same day, one of them a day alone": ([*POSITIVE_SCREEN, care("2026-06-21")], SEEN),
    "a day inside of a longer stay": (
        [
            person(),
            visit("2026-06-20T08:00", "2026-06-22T08:00"),
            screen(POSITIVE, "2026-06-15"),
            care("2026-06-21"),
        ],
        MET,
    ),
    "not completed": ([*POSITIVE_SCREEN, care(status="in-progress")], SEEN),
    "only ordered": ([*POSITIVE_SCREEN, care(stage="ordered", intent="order")], SEEN),
    "another procedure": ([*POSITIVE_SCREEN, care(code=(SNOMEDCT, "1"))], SEEN),
    "at a later visit that the screen precedes by 14 days": (
        [
            *POSITIVE_SCREEN,
            visit("2026-06-29T08:00", "2026-06-29T09:00"),
            care("2026-06-29T08:30"),
        ],
        MET,
    ),
    "at a later visit that the screen precedes by 15 days": (
        [
            *POSITIVE_SCREEN,
            visit("2026-06-30T08:00", "2026-06-30T09:00"),
            care("2026-06-30T08:30"),
        ],
        SEEN,
    ),
    "at a visit before the screen": (
        [
            *POSITIVE_SCREEN,
            visit("2026-06-10T08:00", "2026-06-10T09:00"),
            care("2026-06-10T08:30"),
        ],
        SEEN,
    ),
}

REFERRALS = {
    "the example of the page": ([*POSITIVE_SCREEN, referral("2026-06-21")], MET),
    "the example of the page, three days after": (
        [*POSITIVE_SCREEN, referral("2026-06-24")],
        SEEN,
    ),
    "two days after the end": ([*POSITIVE_SCREEN, referral("2026-06-23T23:59")], MET),
    "three days after the end": ([*POSITIVE_SCREEN, referral("2026-06-24T00:01")], SEEN),
    "before the visit, on its day": ([*POSITIVE_SCREEN, referral("2026-06-21T00:01")], MET),
    "on the day before the end": ([*POSITIVE_SCREEN, referral("2026-06-20T23:59")], SEEN),
    "counted from the end of the visit": (
        [
            person(),
            visit("2026-06-21T08:00", "2026-06-23T08:00"),
            screen(POSITIVE, "2026-06-15"),
            referral("2026-06-25"),
        ],
        MET,
    ),
    "on the first day of a visit of days": (
        [
            person(),
            visit("2026-06-21T08:00", "2026-06-23T08:00"),
            screen(POSITIVE, "2026-06-15"),
            referral("2026-06-21T12:00"),
        ],
        SEEN,
    ),
    "completed": ([*POSITIVE_SCREEN, referral(status="completed")], MET),
    "revoked": ([*POSITIVE_SCREEN, referral(status="revoked")], SEEN),
    "a draft": ([*POSITIVE_SCREEN, referral(status="draft")], SEEN),
    "an original order": ([*POSITIVE_SCREEN, referral(intent="original-order")], MET),
    "a plan": ([*POSITIVE_SCREEN, referral(intent="plan")], SEEN),
    "an order not to refer": ([*POSITIVE_SCREEN, referral(do_not_perform=True)], SEEN),
    "said not to be a prohibition": ([*POSITIVE_SCREEN, referral(do_not_perform=False)], MET),
    "the record of a service with the marks of an order": (
        [
            *POSITIVE_SCREEN,
            care(code=a("Referral for Adult Depression"), authored="2026-06-21", intent="order"),
        ],
        SEEN,
    ),
    "another order": ([*POSITIVE_SCREEN, referral(code=(SNOMEDCT, "1"))], SEEN),
    "on the last day of the period": (
        [
            person(),
            visit("2026-12-31T08:00", "2026-12-31T09:00"),
            screen(POSITIVE, "2026-12-30"),
            referral("2026-12-31T10:00"),
        ],
        MET,
    ),
    "after the period, within two days": (
        [
            person(),
            visit("2026-12-31T08:00", "2026-12-31T09:00"),
            screen(POSITIVE, "2026-12-30"),
            referral("2027-01-01T10:00"),
        ],
        SEEN,
    ),
    "of a negative last screen nothing is asked": (
        [person(), visit(), screen(POSITIVE, "2026-06-15"), screen(NEGATIVE, "2026-06-16")],
        MET,
    ),
}

BOUNDS = {"supply_days": None, "start": "2026-06-21", "end": "2026-06-22"}

MEDICATIONS = {
    "ordered on the day, thirty days": ([*POSITIVE_SCREEN, drug()], MET),
    "ordered on the day before": ([*POSITIVE_SCREEN, drug("2026-06-20")], SEEN),
    "ordered on the day after, so it does not reach the visit": (
        [*POSITIVE_SCREEN, drug("2026-06-22")],
        SEEN,
    ),
    "ordered two days after, from the day of the visit": (
        [*POSITIVE_SCREEN, drug("2026-06-23", start="2026-06-21")],
        MET,
    ),
    "ordered two days after, for the day of the visit alone": (
        [*POSITIVE_SCREEN, drug("2026-06-23", start="2026-06-21", supply_days=1.0)],
        SEEN,
    ),
    "ordered three days after, from the day of the visit": (
        [*POSITIVE_SCREEN, drug("2026-06-24", start="2026-06-21")],
        SEEN,
    ),
    "one day of supply does not reach beyond": (
        [*POSITIVE_SCREEN, drug(supply_days=1.0)],
        SEEN,
    ),
    "two days do": ([*POSITIVE_SCREEN, drug(supply_days=2.0)], MET),
    "one and a half do not": ([*POSITIVE_SCREEN, drug(supply_days=1.5)], SEEN),
    "one day and one refill do": ([*POSITIVE_SCREEN, drug(supply_days=1.0, refills=1)], MET),
    "no supply and no bounds": ([*POSITIVE_SCREEN, drug(supply_days=None)], SEEN),
    "two units at one a day": (
        [*POSITIVE_SCREEN, drug(supply_days=None, quantity=2.0, dose=1.0)],
        MET,
    ),
    "two units at two a time": (
        [*POSITIVE_SCREEN, drug(supply_days=None, quantity=2.0, dose=2.0)],
        SEEN,
    ),
    "two units at one a time, twice a day": (
        [
            *POSITIVE_SCREEN,
            drug(supply_days=None, quantity=2.0, dose=1.0, frequency=2.0, frequency_days=1.0),
        ],
        SEEN,
    ),
    "two units at one a time, twice in two days": (
        [
            *POSITIVE_SCREEN,
            drug(supply_days=None, quantity=2.0, dose=1.0, frequency=2.0, frequency_days=2.0),
        ],
        MET,
    ),
    "two units, dose unknown": ([*POSITIVE_SCREEN, drug(supply_days=None, quantity=2.0)], SEEN),
    "two units, a dose of none": (
        [*POSITIVE_SCREEN, drug(supply_days=None, quantity=2.0, dose=0.0)],
        SEEN,
    ),
    "a supply without sense": ([*POSITIVE_SCREEN, drug(supply_days=1e12)], MET),
    "bounds to the day after": ([*POSITIVE_SCREEN, drug(**BOUNDS)], MET),
    "bounds to the day of the visit": (
        [*POSITIVE_SCREEN, drug(**BOUNDS | {"end": "2026-06-21"})],
        SEEN,
    ),
    "supply before bounds": ([*POSITIVE_SCREEN, drug(**BOUNDS | {"supply_days": 1.0})], SEEN),
    "bounds begin before the visit": ([*POSITIVE_SCREEN, drug(start="2026-06-20")], MET),
    "bounds begin after the visit": (
        [*POSITIVE_SCREEN, drug(start="2026-06-22")],
        SEEN,
    ),
    "two units at one a time, twice a day of four": (
        [
            *POSITIVE_SCREEN,
            drug(supply_days=None, quantity=4.0, dose=1.0, frequency=2.0, frequency_days=1.0),
        ],
        MET,
    ),
    "validity begins after, but the order comes first": (
        [*POSITIVE_SCREEN, drug(validity="2026-06-22")],
        MET,
    ),
    "completed": ([*POSITIVE_SCREEN, drug(status="completed")], MET),
    "stopped": ([*POSITIVE_SCREEN, drug(status="stopped")], SEEN),
    "a filler order": ([*POSITIVE_SCREEN, drug(intent="filler-order")], MET),
    "a proposal": ([*POSITIVE_SCREEN, drug(intent="proposal")], SEEN),
    "not to be given": ([*POSITIVE_SCREEN, drug(do_not_perform=True)], SEEN),
    "dispensed, not ordered": ([*POSITIVE_SCREEN, drug(stage="dispense")], SEEN),
    "another drug": ([*POSITIVE_SCREEN, drug(code=(SNOMEDCT, "1"))], SEEN),
    "on the last day of the period": (
        [
            person(),
            visit("2026-12-31T08:00", "2026-12-31T09:00"),
            screen(POSITIVE, "2026-12-30"),
            drug("2026-12-31T10:00"),
        ],
        MET,
    ),
    "written after the period, from before": (
        [
            person(),
            visit("2026-12-31T08:00", "2026-12-31T09:00"),
            screen(POSITIVE, "2026-12-30"),
            drug("2027-01-01T10:00", start="2026-12-31"),
        ],
        SEEN,
    ),
}

EXCEPTIONS = {
    "declined": ([person(), visit(), not_done()], EXCEPTED),
    "for a medical reason": ([person(), visit(), not_done(a("Medical Reason"))], EXCEPTED),
    "for another reason": ([person(), visit(), not_done((SNOMEDCT, "1"))], SEEN),
    "for no reason": ([person(), visit(), not_done(None)], SEEN),
    "final, not cancelled": ([person(), visit(), not_done(status="final")], SEEN),
    "issued on the day before": ([person(), visit(), not_done(issued="2026-06-20T23:59")], SEEN),
    "issued on the day, before the visit": (
        [person(), visit(), not_done(issued="2026-06-21T00:01")],
        EXCEPTED,
    ),
    "issued on the last day of a longer visit": (
        [
            person(),
            visit("2026-06-21T08:00", "2026-06-22T08:00"),
            not_done(issued="2026-06-22T23:00"),
        ],
        EXCEPTED,
    ),
    "issued on the day after": ([person(), visit(), not_done(issued="2026-06-22")], SEEN),
    "not issued": ([person(), visit(), not_done(issued=None, start="2026-06-21")], SEEN),
    "the adolescent tool declined": ([person(), visit(), not_done(code=ADOLESCENT)], EXCEPTED),
    "another observation declined": (
        [person(), visit(), not_done(code=(LOINC, "44261-6"))],
        SEEN,
    ),
    "declined, and screened positive by the same tool": (
        [person(), visit(), not_done(), screen(POSITIVE, "2026-06-20")],
        SEEN,
    ),
    "declined, and screened by the other tool": (
        [person(), visit(), not_done(), screen(POSITIVE, "2026-06-20", code=ADOLESCENT)],
        EXCEPTED,
    ),
    "declined, the screen is out of reach": (
        [person(), visit(), not_done(), screen(POSITIVE, "2026-06-01")],
        EXCEPTED,
    ),
    "declined, the screen has no result": (
        [person(), visit(), not_done(), screen(None, "2026-06-20")],
        EXCEPTED,
    ),
    "17, one tool declined, the other negative": (
        [person("2009-01-01"), visit(), not_done(), screen(NEGATIVE, code=ADOLESCENT)],
        MET,
    ),
    "not in the population": ([person("2020-01-01"), visit(), not_done()], OUT),
}

CASES = {
    f"{part}: {name}": case
    for part, cases in {
        "initial population": INITIAL_POPULATION,
        "exclusion": EXCLUSION,
        "screen": SCREENS,
        "tool": TOOLS,
        "procedure": PROCEDURES,
        "referral": REFERRALS,
        "medication": MEDICATIONS,
        "exception": EXCEPTIONS,
    }.items()
    for name, case in cases.items()
}
SITUATIONS = {name: rows for name, (rows, _) in CASES.items()}


@pytest.fixture(scope="module")
def answered():
    return answers(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_depression_screening(case, answered):
    assert counts(answered[case], COLUMNS) == CASES[case][1]
