"""Every output of a release is walked, for each audience, for what must not be there."""

import csv
import io
import json
import re

import polars as pl
import pytest

from hub.publication.report.reading import with_reading
from tests.builders import release_outputs as made
from tests.builders.printed import Reader

# Whole numbers of a report that are no counts of people.
NO_COUNTS = {
    "design_effect",
    "per",
    "practices",
    "practices_told",
    "in",
    "of",
    "version",
    "at_most_twice",
}
COUNTS = ("numerator", "denominator", "excluded")
OF = re.compile(r"(\d[\d,]*) (?:of|for) (\d[\d,]*)")
CLINICAL = {"CMS2", "CMS159", "HUB-PHQ9-FU12"}


@pytest.fixture(scope="module")
def outputs():
    return made.outputs()


@pytest.fixture(scope="module")
def documents(outputs):
    _, _, files = outputs
    found = made.by_audience(files, "report.json")
    return {who: json.loads(content) for who, content in found.items()}


def lines(document):
    """Every line of a report with the measure, where it stands, and whose it is."""
    for measure in document["measures"]:
        found = [("own", measure["line"]), ("region", measure["region"])]
        found += [("row", row["line"]) for row in (*measure["rows"], *measure["plans"])]
        found += [
            ("region", row["line"]) for table in measure["region_by"] for row in table["rows"]
        ]
        found += [("own", measure["follow_up"])]
        yield from ((measure, where, line) for where, line in found if line is not None)


def holds(document, measure, where) -> bool:
    """Tell whether the reader handed in all records of the line."""
    kind = document["audience"]["kind"]
    if kind == "practice":
        return where == "own" and measure["identifier"] in CLINICAL
    return kind == "payer" and where in {"own", "row"} and measure["identifier"] not in CLINICAL


def faults(document) -> list[str]:
    """What a report tells that it must not."""
    found = []
    for measure, where, line in lines(document):
        if holds(document, measure, where):
            continue
        told = {name: line[name] for name in COUNTS if line[name] is not None}
        if told.get("numerator") is not None and told.get("denominator") is not None:
            told["not met"] = told["denominator"] - told["numerator"]
        found += [f"{where}: {name}" for name, value in told.items() if 0 < value < 11]
        found += _read_off(line, where)
    return found


def _read_off(line, where) -> list[str]:
    """A rate without its counts must leave at least eleven numerators possible."""
    if line["numerator"] is not None:
        return []
    if line["rate"] is not None:
        return [f"{where}: a rate beside hidden counts"]
    words = [int(part.replace(",", "")) for pair in OF.findall(line["words"]) for part in pair]
    if any(0 < number < 11 for number in words):
        return [f"{where}: a count in words"]
    if line["lowest"] is None or line["denominator"] is None:
        return []
    whole = line["denominator"]
    possible = [n for n in range(whole + 1) if line["lowest"] <= n / whole <= line["highest"]]
    return [] if len(possible) >= 11 else [f"{where}: a numerator read off a range"]


def test_no_report_tells_a_count_that_its_reader_may_not_know(documents):
    assert {who: found for who, each in documents.items() if (found := faults(each))} == {}


def test_something_is_hidden_and_something_is_told(documents):
    statements = [line["statement"] for each in documents.values() for _, _, line in lines(each)]

    assert {"count", "rounded-rate", "withheld"} <= set(statements)


READERS = {
    "nobody's": None,
    "a payer": ("payer", "payer-1"),
    "a practice": ("practice", "practice-04"),
}


def reader(safe, own):
    """Whoever has the convener's report, in which every practice and payer has a line."""
    found = Reader([table for part in safe for table in part.group.tables], own=own)
    found.part_of("HUB-FUM/1", "HUB-FUM/2")
    found.part_of("CMS159/1", "HUB-PHQ9-FU12/1")
    return found


@pytest.mark.parametrize("own", READERS.values(), ids=READERS)
def test_nobody_works_a_small_count_out_of_what_is_printed(outputs, documents, own):
    attacker = reader(outputs[1], own)
    attacker.reads(documents["hub"])

    assert list(attacker.told_too_much()) == []


def test_whoever_had_one_line_more_would_work_small_counts_out(outputs, documents):
    attacker = reader(outputs[1], None)
    attacker.reads(documents["hub"])
    hidden = attacker.unknown[attacker.keys.index("HUB-BHI/1")][
        attacker.at({"practice": "practice-04"})
    ]
    attacker.says(hidden[:, :1], int(attacker.truth.ravel()[hidden[:, 0]].sum()))

    assert ("HUB-BHI/1", {"practice": "practice-04"}, "met") in [
        each[:3] for each in attacker.told_too_much()
    ]


PLANTED = {
    "a small count": {"numerator": 3, "denominator": 200},
    "a small complement": {"numerator": 195, "denominator": 200},
    "a rate": {"numerator": None, "rate": 0.031},
    "a narrow range": {
        "numerator": None, "rate": None, "denominator": 50, "lowest": 0.1, "highest": 0.2,
    },
    "a count in words": {"numerator": None, "rate": None, "words": "4 of 120 (3%)"},
}  # fmt: skip


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_the_walk_finds_what_is_planted(documents, planted):
    document = json.loads(json.dumps(documents[None]))
    document["measures"][0]["region"] |= planted

    assert faults(document)


def test_nobody_is_shown_another_payers_rows(outputs, documents):
    _, _, files = outputs
    table = made.by_audience(files, "report.csv")
    for who, document in documents.items():
        if document["audience"]["kind"] not in {"payer", "practice", "region"}:
            continue
        text = json.dumps(document) + table[who].decode()
        others = {f"payer-{n}" for n in (1, 2, 3)} - {who}

        assert not [name for name in others if name in text]


def test_nobody_but_the_convener_and_payers_is_shown_another_practice(outputs, documents):
    _, _, files = outputs
    table = made.by_audience(files, "report.csv")
    for who, document in documents.items():
        if document["audience"]["kind"] not in {"practice", "region", "purchaser"}:
            continue
        text = json.dumps(document["measures"]) + table[who].decode()
        others = {f"practice-{n:02d}" for n in range(1, made.PRACTICES + 1)} - {who}

        assert not [name for name in others if name in text]


def test_the_table_to_download_says_what_the_report_says_and_no_more(outputs, documents):
    _, _, files = outputs
    for who, content in made.by_audience(files, "report.csv").items():
        rows = list(csv.DictReader(io.StringIO(content.decode())))
        told = [
            (row["numerator"], row["denominator"])
            for row in rows
            if row["by"] != "computed at home"
        ]
        follow_ups = sum(1 for each in documents[who]["measures"] if each["follow_up"])
        every = [
            tuple("" if line[name] is None else str(line[name]) for name in COUNTS[:2])
            for _, _, line in lines(documents[who])
        ]

        assert len(rows) == len(every) - follow_ups
        assert set(told) <= set(every)


def test_the_attack_and_the_kept_cells_are_the_hubs_alone(outputs):
    _, _, files = outputs
    whose = {each.participant for each in files if not each.name.startswith(("report", "public"))}

    assert whose == {"hub"}


def test_small_numbers_elsewhere_in_a_report_are_no_counts_of_people(documents):
    for document in documents.values():
        for path, value in _numbers(document["measures"], ()):
            if path[-1] in NO_COUNTS or "line" in path or path[-1] in {"opportunity", "expected"}:
                continue
            if path[-1] in COUNTS or "withheld" in path:
                continue

            assert not 0 < value < 11 or isinstance(value, float), path


def _numbers(value, path):
    if isinstance(value, dict):
        for name, held in value.items():
            yield from _numbers(held, (*path, name))
    elif isinstance(value, list):
        for held in value:
            yield from _numbers(held, path)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value


def test_withheld_records_are_cells_too(documents):
    """Four records of one practice are exact to it, and a mark to everybody else."""
    own = {each["rule"]: each["records"] for each in documents["practice-01"]["withheld"]}
    told = {each["rule"]: each["records"] for each in documents[None]["withheld"]}
    by_measure = {
        (who, each["identifier"]): each["withheld"]
        for who, document in documents.items()
        for each in document["measures"]
    }

    assert own == {"part2/s2_33": 4}
    assert by_measure["practice-01", "CMS2"] == {"region": None, "own": 4}
    assert by_measure[None, "CMS2"] == {"region": None, "own": None}
    # 59 in all, of which one payer knows 55: the rest would be told.
    assert told == {"network/honour_opt_outs": 161, "part2/s2_33": None, "part2/s2_31": 500}
    assert by_measure[None, "HUB-BHI"]["region"] == 716


# What the reading of a report adds to it, wherever it stands.
READ = {"guidance", "funnel", "trend_chart", "comparisons", "alerts", "gap", "reference", "holds"}


def unread(value):
    if isinstance(value, dict):
        return {name: unread(held) for name, held in value.items() if name not in READ}
    return [unread(each) for each in value] if isinstance(value, list) else value


def names_in(value):
    if isinstance(value, dict):
        return set(value).union(*(names_in(held) for held in value.values()))
    return set().union(*(names_in(each) for each in value)) if isinstance(value, list) else set()


def test_whoever_has_the_figures_can_work_out_what_is_said_of_them(documents):
    for document in documents.values():
        bare = unread(document)

        assert names_in(document) >= READ
        assert not names_in(bare) & READ
        assert json.loads(json.dumps(with_reading(bare))) == document


def test_the_public_is_told_no_count_that_it_may_not_know(outputs):
    _, _, files = outputs
    told = json.loads(made.by_audience(files, "public.json")[None])
    lines = [line for measure in told["measures"] for line in measure["lines"]]
    said = [(line, name) for line in lines for name in ("met", "not_met", "counted")]

    assert told["tier"] == "exact"
    assert [line["by"] for line in lines] == [""] * len(lines)
    assert sum(line[name] is not None for line, name in said) >= 3
    assert not [line for line, name in said if 0 < (line[name] or 0) < 11]
    assert not [line for line in lines if line["rate"] is not None and line["met"] is None]


@pytest.mark.parametrize("name", ["public.json", "public.csv"])
def test_the_public_is_told_of_no_participant_and_no_peers(outputs, name):
    _, _, files = outputs
    text = made.by_audience(files, name)[None].decode()

    assert not re.search(r"practice-\d|payer-\d|deciles|benchmark|withheld_of|contributors", text)


def test_a_payers_claims_by_month_are_its_own(documents):
    shown = {
        who: {each["payer"] for each in document["completeness"]["payers"] if each["triangle"]}
        for who, document in documents.items()
    }

    assert {who: names for who, names in shown.items() if names} == {
        f"payer-{n}": {f"payer-{n}"} for n in (1, 2)
    }
    # The third sent years, which say nothing of how long a claim took.
    assert len(documents["hub"]["completeness"]["payers"]) == 2


def test_what_was_answered_is_told_of_the_region_and_of_groups_of_practices(documents):
    for document in documents.values():
        (question,) = document["surveys"]
        lines = {line["place"]: line for line in question["lines"]}

        assert lines["region"]["response_rate"] == pytest.approx(100 / 130)
        assert lines["practices of fewer than 10 clinicians"]["share"] == 40
        assert lines["practices of 10 clinicians or more"]["answered"] == 75
        assert all(line["practices"] >= 3 for line in lines.values())


def test_what_is_expected_of_a_practices_patients_is_told_to_whoever_handed_them_in(documents):
    adjusted = {
        (who, measure["identifier"]): measure["adjustment"]
        for who, document in documents.items()
        for measure in document["measures"]
    }
    told = {key for key, found in adjusted.items() if found and (found["own"] or found["rows"])}

    # Remission is an outcome, made of the records of practices; screening is none.
    assert told <= {(f"practice-{n:02d}", "CMS159") for n in range(1, made.PRACTICES + 1)}
    assert ("practice-01", "CMS159") in told
    assert adjusted["hub", "CMS159"]["effects"]
    assert adjusted["practice-01", "CMS2"] is None
    assert adjusted[None, "CMS159"]["effects"] == adjusted["hub", "CMS159"]["effects"]


def test_a_practices_expected_patients_are_those_of_its_own_records(outputs, documents):
    _, safe, _ = outputs
    (table,) = [
        each for part in safe for each in part.group.tables if each.measure.identifier == "CMS159"
    ]
    document = documents["practice-01"]
    (measure,) = [each for each in document["measures"] if each["identifier"] == "CMS159"]
    effects = {
        (each["trait"], each["category"]): each["difference"]
        for each in measure["adjustment"]["effects"]
    }
    own = table.strata.filter(
        pl.col("practice") == "practice-01", pl.col("counted").is_in(["met", "not met"])
    )
    expected = measure["line"]["denominator"] * measure["adjustment"]["crude"] + sum(
        effects.get((row["stratum"], row["category"]), 0) * row["value"]
        for row in own.iter_rows(named=True)
    )

    assert measure["adjustment"]["own"]["expected"] == pytest.approx(expected, abs=0.051)
