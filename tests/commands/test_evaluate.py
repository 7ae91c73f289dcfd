"""`hub evaluate`: its JSON, its exit statuses, and that it needs no package of the web."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hub.cli import main
from hub.measures.measure import measure_named
from hub.measures.value_sets import value_sets_of
from tests.builders import fhir
from tests.builders.canonical_csv import write
from tests.builders.claims import claim_of, covered
from tests.builders.records import frames, row
from tests.places import PROJECT
from tests.spec.measures import test_depression_remission as remission

YEAR = ("--from", "2026-01-01", "--to", "2026-12-31")
BLOCKED = ("flask", "flask_smorest", "marshmallow", "sqlalchemy", "apscheduler")


def a(title, measure="CMS2"):
    """A code of the short list that the hub ships."""
    code = value_sets_of(measure_named(measure))[title].codes[0]
    return code.system, code.code


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    """Two persons: a woman who is seen and screened negative, and a man of whom nothing is known."""
    rows = [
        row("person", person="b-woman", birth_day="1986-01-01"),
        row("person", person="a-man"),
        row(
            "encounter",
            person="b-woman",
            status="finished",
            type=a("Encounter to Screen for Depression"),
            start="2026-06-21T08:00",
            end="2026-06-21T08:15",
        ),
        row(
            "observation",
            person="b-woman",
            status="final",
            code=a("Adult depression screening assessment"),
            value=a("Depression screening negative"),
            start="2026-06-21T08:05",
        ),
        covered(person="b-woman"),
        *(one.of("b-woman") for one in claim_of("2026-03-10", "99492")),
    ]
    return write(frames(rows), tmp_path_factory.mktemp("clinic"))


@pytest.fixture
def evaluated(capsys):
    def run(*words):
        status = main(["evaluate", *map(str, words)])
        return status, json.loads(capsys.readouterr().out)

    return run


def test_persons_are_told_with_every_population_of_the_rate(clinic, evaluated):
    status, document = evaluated("CMS2", clinic, *YEAR, "--persons", "--json")

    assert status == 0
    assert document == {
        "from": "2026-01-01",
        "to": "2026-12-31",
        "measures": [
            {
                "measure": "CMS2",
                "results": [
                    {
                        "person": "a-man",
                        "rate": "1",
                        "counts": _counts(0, 0, 0, 0, 0),
                        "strata": {},
                    },
                    {
                        "person": "b-woman",
                        "rate": "1",
                        "counts": _counts(1, 1, 0, 1, 0),
                        "strata": {},
                    },
                ],
            }
        ],
    }


def test_without_persons_there_is_one_row_a_rate(clinic, evaluated):
    status, document = evaluated("CMS2,HUB-COCM", clinic, *YEAR, "--json")

    assert status == 0
    screening, uptake = document["measures"]
    assert screening["results"] == [{"rate": "1", "counts": _counts(1, 1, 0, 1, 0), "strata": {}}]
    assert [one["rate"] for one in uptake["results"]] == ["1", "2", "3"]
    assert uptake["results"][0]["counts"] == {
        "initial-population": 1,
        "denominator": 1,
        "numerator": 1,
    }


def test_a_stratified_measure_has_a_row_for_each_stratum(tmp_path, evaluated):
    own = remission.MEASURE.identifier
    rows = [
        one.of(f"{number}")
        for number, case in enumerate(("12 on the day of the index", "18 on the day of the index"))
        for one in remission.STRATA[case][0]
    ]
    folder = write(frames(rows), tmp_path / "in")
    sets = tmp_path / "sets"
    sets.mkdir()
    _write_sets(sets / f"{own}FHIR.csv")

    _, total = evaluated(own, folder, *YEAR, "--value-sets", sets, "--json")
    _, each = evaluated(own, folder, *YEAR, "--value-sets", sets, "--persons", "--json")

    rows = total["measures"][0]["results"]
    assert [(one["strata"], one["counts"]["numerator"]) for one in rows] == [
        ({}, 2),
        ({"age": "12-17"}, 1),
        ({"age": "18+"}, 1),
    ]
    assert [one["strata"] for one in each["measures"][0]["results"]] == [
        {"age": "12-17"},
        {"age": "18+"},
    ]


def test_a_missing_value_set_is_named(clinic, tmp_path, evaluated):
    status, document = evaluated("CMS2", clinic, *YEAR, "--value-sets", tmp_path, "--json")

    assert status == 2
    assert document["error"]["type"] == "missing-value-set"
    assert "Encounter to Screen for Depression" in document["error"]["detail"]


def test_all_that_is_missing_is_named_at_once(clinic, tmp_path, evaluated):
    words = (clinic, *YEAR, "--value-sets", tmp_path, "--json")

    _, sets = evaluated("CMS2,CMS177", *words)
    _, names = evaluated("CMS998,CMS2,CMS999", *words)

    detail = sets["error"]["detail"]
    assert [each in detail for each in ("Telephone Visits", "CMS2 needs", "CMS177 needs")] == [
        True,
        True,
        True,
    ]
    assert names["error"]["detail"].startswith("CMS998, CMS999; known: CMS128, ")


HEAD = "oid,title,version,system,code,start"
BROKEN = {
    "a column lacks": ("oid,title,code\n1.2,X,A\n", "CMS2.csv lacks the columns system"),
    "a row is cut off": (f"{HEAD}\n1.2,X,,S,A,\n1.2,X\n", "CMS2.csv has too few cells in row 2"),
    "no day": (
        f"{HEAD}\n1.2,X,,S,A,soon\n",
        "CMS2.csv has a start or an end in row 1 that is no day",
    ),
    "a cell without end": (f"{HEAD}\n1.2,X,,S,{'9' * 200_000},\n", "CMS2.csv is no CSV in UTF-8"),
    "another encoding": (f"{HEAD}\n1.2,é,,S,A,\n", "CMS2.csv is no CSV in UTF-8"),
}


@pytest.mark.parametrize(("text", "detail"), BROKEN.values(), ids=BROKEN)
def test_a_file_of_value_sets_that_cannot_be_read_says_where(
    text, detail, clinic, tmp_path, evaluated
):
    (tmp_path / "CMS2.csv").write_text(text, encoding="latin-1")

    status, document = evaluated("CMS2", clinic, *YEAR, "--value-sets", tmp_path, "--json")

    assert (status, document["error"]["type"]) == (2, "value-set-file")
    assert document["error"]["detail"] == detail


def test_the_file_of_another_measure_is_not_read(clinic, tmp_path, evaluated):
    _write_sets(tmp_path / "CMS22.csv", "CMS2")

    status, document = evaluated("CMS2", clinic, *YEAR, "--value-sets", tmp_path, "--json")

    assert status == 2
    assert document["error"]["type"] == "missing-value-set"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (("CMS999", "IN", *YEAR), "unknown-measure"),
        (("CMS2", "NOWHERE", *YEAR), "unreadable-input"),
        (("CMS2", "IN", "--from", "2026-12-31", "--to", "2026-01-01"), "usage"),
        (("CMS2", "IN", "--from", "yesterday", "--to", "2026-01-01"), "usage"),
        (("CMS2", "IN", *YEAR, "--value-sets", "NOWHERE"), "usage"),
        (("CMS2", "IN", *YEAR, "--format", "parchment"), "unknown-format"),
        (("CMS2", "TEXT", *YEAR), "unknown-format"),
        (("CMS2", "IN"), "usage"),
    ],
)
def test_what_cannot_be_done_is_exit_2_and_says_why(words, kind, clinic, tmp_path, evaluated):
    (tmp_path / "letter.txt").write_text("Dear hub,\n")
    places = {"IN": clinic, "NOWHERE": tmp_path / "nowhere", "TEXT": tmp_path / "letter.txt"}

    status, document = evaluated(*(places.get(word, word) for word in words), "--json")

    assert status == 2
    assert document["error"]["type"] == kind


def test_without_json_it_is_a_line_a_row(clinic, capsys):
    assert main(["evaluate", "CMS2", str(clinic), *YEAR]) == 0

    assert capsys.readouterr().out.splitlines() == [
        "2026-01-01 to 2026-12-31",
        "CMS2 rate 1: initial-population 1, denominator 1, denominator-exclusion 0, numerator 1,"
        " denominator-exception 0",
    ]


def test_records_that_cannot_be_read_are_told_beside_the_result(tmp_path, capsys):
    (tmp_path / "person.csv").write_text(
        "person,birth_day,sex\np1,1980-01-01,female\np2,never,male\n"
    )

    status = main(["evaluate", "CMS2", str(tmp_path), *YEAR, "--persons", "--json"])

    told = capsys.readouterr()
    document = json.loads(told.out)
    assert status == 0
    assert [one["person"] for one in document["measures"][0]["results"]] == ["p1"]
    assert document["left_out"] == {"person": 1}
    assert "birth_day" in told.err
    assert "never" not in told.err


def test_records_about_nobody_in_the_input_are_told_beside_the_result(tmp_path, capsys):
    known, strange = (fhir.encounter(person=key) for key in ("p1", "p2"))
    records = tmp_path / "records.ndjson"
    records.write_bytes(fhir.ndjson(fhir.patient("p1"), known, strange, strange).open().read())
    part = tmp_path / "encounters.ndjson"
    part.write_bytes(fhir.ndjson(known, strange).open().read())
    words = (*YEAR, "--persons", "--json")

    assert main(["evaluate", "CMS2", str(records), *words]) == 0
    told = capsys.readouterr()
    assert main(["evaluate", "CMS2", str(part), *words]) == 0

    [measured] = json.loads(told.out)["measures"]
    assert [one["person"] for one in measured["results"]] == ["p1"]
    assert "2 of encounter are about persons whose record is not in the input" in told.err
    assert "unknown-reference" not in capsys.readouterr().err


def test_it_runs_where_no_package_of_the_web_can_be_imported(clinic):
    program = f"""
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {BLOCKED!r}:
            raise ImportError(name + " is blocked")
sys.meta_path.insert(0, Blocker())
from hub.cli import main
sys.exit(main(["evaluate", "CMS2", {str(clinic)!r}, *{YEAR!r}, "--persons", "--json"]))
"""
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 0, ended.stderr
    assert len(json.loads(ended.stdout)["measures"][0]["results"]) == 2


def _counts(*numbers):
    return dict(zip(measure_named("CMS2").rates[0].populations, numbers, strict=True))


def _write_sets(path: Path, identifier: str = "CMS159"):
    from tests.builders.situations import sets_of

    lines = ["oid,title,version,system,code"]
    for value_set in sets_of(identifier).values():
        lines += [
            f"{value_set.oid},{value_set.title},1,{code.system},{code.code}"
            for code in value_set.codes
            if value_set.oid
        ]
    path.write_text("\n".join(lines) + "\n")


def test_without_java_the_spark_engine_is_refused(evaluated, clinic, monkeypatch):
    monkeypatch.setattr("hub.measures.spark.at_home.shutil.which", lambda name: None)
    status, document = evaluated("CMS2", clinic, *YEAR, "--engine", "spark", "--json")

    assert status == 2
    assert document["error"]["type"].endswith("usage")
