"""What a report says beside the counts: who may count twice, who took part, what was counted at home."""

from datetime import date

import polars as pl
import pytest

from hub.measures.measure import measure_named
from hub.publication.linkage import linkage
from hub.publication.rate_lines import at
from hub.publication.report.line import Spoken, line_of
from hub.publication.report.trend import remembered, with_trend
from hub.publication.reported import Counters, reported_lines
from hub.publication.statistics.beta_binomial import Prior
from hub.publication.statistics.statement import Compared
from hub.publication.statistics.two_years import TwoYears
from policies.disclosure_control.rates import Band
from schemas.period import Period
from schemas.records import TABLES

ALONE = Compared(region=0.3, direction="increase", prior=Prior(a=3.0, b=7.0))

SPACES = {
    "all tokens link": ([("", 900)], (True, 0)),
    "one contributor alone": ([("payer-1", 900)], (True, 0)),
    "two spaces": ([("", 900), ("payer-1", 100)], (False, 0.1)),
    "the smaller part may be the same": ([("", 100), ("payer-1", 900)], (False, 0.1)),
    "rounded up to five in a hundred": ([("", 949), ("payer-1", 51)], (False, 0.1)),
    "to five": ([("", 950), ("payer-1", 50)], (False, 0.05)),
}


@pytest.mark.parametrize(("spaces", "expected"), SPACES.values(), ids=SPACES)
def test_persons_who_may_count_twice_are_told_in_coarse_steps(spaces, expected):
    found = linkage(spaces)

    assert (found["linked"], found["at_most_twice"]) == expected
    assert ("more than once" in found["words"]) != found["linked"]


def persons(met, not_met, excluded=0):
    told = None if met is None or not_met is None else met + not_met
    whole = None if told is None or excluded is None else told + excluded
    return {
        "met": met, "not met": not_met, "counted": told, "excluded": excluded, "persons": whole,
    }  # fmt: skip


HIDDEN = {"met": None, "not met": None, "counted": 120, "excluded": None, "persons": None}
LINES = {
    "a count": (persons(40, 60), None, None, "count"),
    "nobody met is a count": (persons(0, 60), None, None, "count"),
    "a band beside a hidden count": (HIDDEN, Band(low=0, high=10), None, "rounded-rate"),
    "a pooled figure before a wide band": (
        HIDDEN,
        Band(low=0, high=25),
        TwoYears(told=40, total=250),
        "pooled",
    ),
    "a band of two years before a wider one": (
        HIDDEN,
        Band(low=0, high=25),
        TwoYears(told=Band(low=0, high=20), total=250),
        "pooled",
    ),
    "no band of two years before one as narrow": (
        HIDDEN,
        Band(low=0, high=20),
        TwoYears(told=Band(low=0, high=20), total=250),
        "rounded-rate",
    ),
    "a band of two years where one year has none": (
        HIDDEN,
        None,
        TwoYears(told=Band(low=25, high=50), total=250),
        "pooled",
    ),
    "an estimate where the band of two years is very wide": (
        HIDDEN,
        None,
        TwoYears(told=Band(low=0, high=50), total=40),
        "estimate",
    ),
    "a rate of two years where their number is not told": (
        HIDDEN | {"counted": None},
        None,
        TwoYears(told=Band(low=0, high=25), total=None, least=45),
        "pooled",
    ),
    "a figure of two years beside a band of which it is not told of how many": (
        HIDDEN | {"counted": None},
        Band(low=0, high=10),
        TwoYears(told=40, total=250),
        "pooled",
    ),
    "an estimate where the band is very wide": (HIDDEN, Band(low=0, high=50), None, "estimate"),
    "nothing where nothing may be told": (HIDDEN, None, None, "withheld"),
    "no numerator where it is not told of how many": (persons(40, None), None, None, "withheld"),
    "nor beside a band": (persons(40, None), Band(low=0, high=50), None, "withheld"),
    "nothing where nobody knows how many": (HIDDEN | {"counted": None}, None, None, "withheld"),
}


@pytest.mark.parametrize(("counts", "band", "pooled", "kind"), LINES.values(), ids=LINES)
def test_the_most_precise_honest_statement_is_made_and_says_why_no_more(counts, band, pooled, kind):
    spoken = Spoken(events=False, per=1, basis="patient", band=band, pooled=pooled)
    line = line_of(counts, spoken, ALONE)

    assert line.statement == kind
    assert (line.why == "") == (kind == "count")
    assert (line.numerator is None) == (kind != "count")


def test_of_visits_a_line_says_visits_and_no_more_than_that_there_are_so_many():
    pooled = TwoYears(told=Band(low=0, high=25), total=None, least=45)
    spoken = Spoken(events=False, per=1, basis="stay", pooled=pooled)
    line = line_of(HIDDEN | {"counted": None}, spoken, ALONE)

    assert line.words == "Between 0% and 25% of 45 stays or more over two years."
    assert (line.lowest, line.highest, line.denominator) == (0.0, 0.25, None)


def test_nobody_at_a_place_is_no_line_and_nothing_told_is_not_zero():
    spoken = Spoken(events=False, per=1, basis="patient")

    assert line_of(persons(0, 0), spoken, ALONE) is None
    assert line_of({}, spoken, ALONE) is None
    assert line_of(HIDDEN, spoken, ALONE).denominator == 120


def test_events_are_told_as_a_range_where_their_count_is_hidden():
    spoken = Spoken(events=True, per=1000, basis="visit", band=Band(low=0, high=10))
    line = line_of({"persons": 200, "events": None}, spoken, ALONE)

    assert (line.statement, line.lowest, line.highest) == ("rounded-rate", 0.0, 19 / 200)
    assert line.words == "Between 0.0 and 95.0 per 1,000."


def document(taking_part, *, first="2025-01-01", rate=0.5):
    line = {"rate": rate, "words": "said"}
    measure = {
        "identifier": "CMS2", "rate": "1", "version": "1", "line": line, "region": {"rate": 0.4},
    }  # fmt: skip
    release = {"title": first[:4], "first": first, "last": f"{first[:4]}-12-31", "status": "final"}
    return {
        "release": release,
        "contributors": {"payers": {"in": taking_part, "of": 5}},
        "measures": [measure],
    }


def test_a_trend_says_where_not_the_same_took_part():
    earlier = [document(5, first="2024-01-01", rate=0.3), document(4, first="2023-01-01")]
    trend = with_trend(document(4), earlier)["measures"][0]["trend"]

    assert [(each["first"], each["rate"]) for each in trend] == [
        ("2024-01-01", 0.3), ("2023-01-01", 0.5),
    ]  # fmt: skip
    assert trend[0]["note"] == "not the same took part: 5 of 5 payers then, 4 of 5 payers now"
    assert trend[1]["note"] == ""


def plans(**counts):
    lines = {
        name: {"statement": "count", "numerator": met, "denominator": total, "words": "said"}
        if met is not None
        else {"statement": "withheld", "numerator": None, "denominator": None, "words": "withheld"}
        for name, (met, total) in counts.items()
    }
    return [{"name": name, "line": line} for name, line in lines.items()]


THREE = plans(a=(20, 100), b=(30, 100), c=(90, 100))
STAYING = {
    "one left": (THREE, plans(a=(30, 100), b=(40, 100)), {"then": 0.25, "now": 0.35}),
    "one came": (plans(a=(20, 100), b=(30, 100)), THREE, {"then": 0.25, "now": 0.25}),
    "the same": (THREE, plans(a=(1, 2), b=(1, 2), c=(1, 2)), None),
    "one who stayed is not told": (THREE, plans(a=(30, 100), b=(None, None)), None),
    "nobody stayed": (THREE, plans(d=(1, 2)), None),
    "no payers are seen": ([], [], None),
}


@pytest.mark.parametrize(("then", "now", "rates"), STAYING.values(), ids=STAYING)
def test_a_trend_is_worked_out_anew_over_the_payers_that_stayed(then, now, rates):
    before, present = document(5, first="2024-01-01"), document(4)
    before["measures"][0] |= {"plans": then, "rows": [], "by": "practice"}
    present["measures"][0] |= {"plans": [], "rows": now, "by": "payer"}
    (point,) = with_trend(present, [remembered(before)])["measures"][0]["trend"]

    assert point["staying"] == (None if rates is None else pytest.approx(rates))


PERIOD = Period(first=date(2025, 1, 1), last=date(2025, 12, 31))


def counted_at_home(contributor, practice, met, total, *, measure="CMS2", rate="1"):
    counts = {"initial-population": total, "denominator": total, "numerator": met}
    row = {
        "measure": measure, "rate": rate, "period_start": PERIOD.first, "period_end": PERIOD.last,
        "practice": practice, "contributor": contributor,
    }  # fmt: skip
    return [{**row, "population": name, "count": count} for name, count in counts.items()]


def reported(rows, *past):
    names = (*TABLES["measure_count"].names, "contributor")
    schema = TABLES["measure_count"].schema | {"contributor": pl.String()}
    frame = pl.DataFrame(rows, schema={name: schema[name] for name in names})
    counters = Counters(
        kinds={"prairie": "payer", "clinic": "practice"},
        titles={},
        minimum=11,
        past=[each.kept for each in past],
    )
    chosen = [measure_named(name) for name in ("CMS2", "CMS128", "HUB-FUM")]
    return reported_lines(frame, chosen, PERIOD, counters)


AT_HOME = {"enough": (40, 100, True), "few met": (10, 100, False), "eleven": (11, 100, True),
           "few not met": (90, 100, False), "eleven not met": (89, 100, True),
           "nobody": (0, 100, True), "everybody": (100, 100, True)}  # fmt: skip


@pytest.mark.parametrize(("met", "total", "others"), AT_HOME.values(), ids=AT_HOME)
def test_counts_made_at_home_are_shown_to_others_by_the_same_rule(met, total, others):
    (entry,) = reported(counted_at_home("clinic", "practice-31", met, total)).lines

    assert entry["line"]["numerator"] == met
    assert entry["others"] is others
    assert entry["place"] == at(practice="practice-31")


def test_of_visits_counted_at_home_nobody_else_sees_any():
    """Nobody says of how many persons they are: forty may be of one."""
    (entry,) = reported(counted_at_home("clinic", "practice-31", 40, 100, measure="HUB-FUM")).lines

    assert entry["line"]["numerator"] == 40
    assert not entry["others"]


# How many are met of the second rate of a measure, where forty are of the first.
BESIDE = {"ten fewer": (30, False), "eleven fewer": (29, True), "the same": (40, True)}


@pytest.mark.parametrize(("met", "others"), BESIDE.values(), ids=BESIDE)
def test_rates_counted_at_home_tell_others_of_no_few_people_between_them(met, others):
    rows = [
        row
        for rate, happened in (("1", 40), ("2", met))
        for row in counted_at_home(
            "clinic", "practice-31", happened, 100, measure="CMS128", rate=rate
        )
    ]
    first, second = reported(rows).lines

    assert first["others"]
    assert second["others"] is others


PLANS = {
    "every practice has enough": ((15, 30), True, True),
    "who knows his own part would know the few of another": ((5, 30), False, False),
    "less any one practice it is enough": ((5, 30, 40), True, False),
}  # fmt: skip


@pytest.mark.parametrize(("met", "plan", "parts"), PLANS.values(), ids=PLANS)
def test_a_payers_counts_at_home_are_lines_by_practice_and_one_of_its_plan(met, plan, parts):
    rows = [counted_at_home("prairie", f"practice-{n}", each, 60) for n, each in enumerate(met)]
    found = {each["place"]: each for each in reported([r for each in rows for r in each]).lines}
    lines = [found[at(practice=f"practice-{n}", payer="prairie")] for n in range(len(met))]

    assert found[at(payer="prairie")]["line"]["numerator"] == sum(met)
    assert found[at(payer="prairie")]["others"] is plan
    assert {line["others"] for line in lines} == {parts}


LATER = {
    "the same again": ((40, 100), True),
    "one more is met": ((41, 100), False),
    "ten more are met": ((50, 100), False),
    "eleven more are met": ((51, 100), True),
    "few fewer are met": ((38, 100), False),
    "few more are counted": ((40, 105), False),
    "many more are counted": ((40, 111), True),
}  # fmt: skip


@pytest.mark.parametrize(("now", "others"), LATER.values(), ids=LATER)
def test_a_later_line_tells_others_of_no_change_of_few_people(now, others):
    first = reported(counted_at_home("clinic", "practice-31", 40, 100))
    (entry,) = reported(counted_at_home("clinic", "practice-31", *now), first).lines

    assert first.lines[0]["others"]
    assert entry["others"] is others


def test_what_others_never_saw_holds_no_later_line_back():
    first = reported(counted_at_home("clinic", "practice-31", 5, 100))
    (entry,) = reported(counted_at_home("clinic", "practice-31", 12, 100), first).lines

    assert not first.lines[0]["others"]
    assert entry["others"]


def test_a_practice_that_knows_its_own_part_learns_of_no_few_that_came_later_elsewhere():
    def plan(*met):
        rows = [counted_at_home("prairie", f"practice-{n}", m, 100) for n, m in enumerate(met)]
        return [row for each in rows for row in each]

    first = reported(plan(30, 30, 40))
    (entry,) = [
        each
        for each in reported(plan(43, 33, 40), first).lines
        if each["place"] == at(payer="prairie")
    ]

    assert all(each["others"] for each in first.lines)
    assert not entry["others"]
