"""`hub value-sets import`: each measure gets all of its own sets, and what is short is told."""

import json

import pytest

from hub.cli import main
from hub.measures.expected_sizes import expected_sizes
from hub.measures.measure import measure_named, measures
from hub.measures.value_sets import read_value_sets, value_sets_of
from schemas.code_system import SNOMEDCT
from tests.places import shared

MEASURE = measure_named("CMS177")


def lists(oids, codes, version="1"):
    lines = ["oid,title,version,system,code"]
    lines += [f"{oid},set,{version},{SNOMEDCT},{code}" for oid in oids for code in codes]
    return "\n".join(lines) + "\n"


def fhir(oid, codes, version="1", total=None):
    contains = [{"system": SNOMEDCT, "code": str(code)} for code in codes]
    return json.dumps(
        {
            "resourceType": "ValueSet",
            "url": f"http://cts.nlm.nih.gov/fhir/ValueSet/{oid}",
            "title": oid,
            "version": version,
            "expansion": {"contains": contains} | ({"total": total} if total else {}),
        }
    )


OIDS = [named.oid for named in MEASURE.value_sets]
MANY = range(100000, 100200)


@pytest.fixture
def run(tmp_path, capsys):
    """Import from the folder in of the test's own place."""
    (tmp_path / "in").mkdir()

    def imported(name="CMS177"):
        words = ("import", name, tmp_path / "in", "--into", tmp_path / "out", "--json")
        status = main(["value-sets", *map(str, words)])
        told = capsys.readouterr()
        return status, json.loads(told.out), told.err

    return imported


def test_every_set_of_a_measure_comes_from_fhir_files(run, tmp_path):
    for oid in OIDS:
        (tmp_path / "in" / f"ValueSet-{oid}.json").write_text(fhir(oid, MANY))

    status, document, told = run()

    assert status == 0
    assert document == {
        "files": [
            {
                "measure": "CMS177",
                "file": "CMS177.csv",
                "sets": len(OIDS),
                "codes": len(OIDS) * len(MANY),
            }
        ],
        "warnings": [],
    }
    assert told == ""
    assert value_sets_of(MEASURE, [tmp_path / "out"]).keys() >= {
        named.title for named in MEASURE.value_sets
    }


def test_missing_sets_are_named_all_at_once_and_nothing_is_written(run, tmp_path):
    (tmp_path / "in" / "sets.csv").write_text(lists(OIDS[2:], MANY))

    status, document, _ = run()

    assert status == 2
    assert document["error"]["type"].endswith("missing-value-set")
    assert all(oid in document["error"]["detail"] for oid in OIDS[:2])
    assert OIDS[2] not in document["error"]["detail"]
    assert not (tmp_path / "out").exists()


def test_a_set_without_codes_is_missing(run, tmp_path):
    (tmp_path / "in" / "sets.csv").write_text(lists(OIDS[1:], MANY))
    (tmp_path / "in" / "empty.json").write_text(fhir(OIDS[0], []))

    status, document, _ = run()

    assert status == 2
    assert OIDS[0] in document["error"]["detail"]


@pytest.mark.parametrize(("less", "warned"), [(0, 0), (1, 1)])
def test_a_set_smaller_than_expected_is_told_by_name(less, warned, run, tmp_path):
    expected = expected_sizes()["CMS177", OIDS[0]].codes
    (tmp_path / "in" / "most.csv").write_text(lists(OIDS[1:], MANY))
    (tmp_path / "in" / "one.csv").write_text(lists(OIDS[:1], range(expected - less)))

    status, document, told = run()

    assert status == 0
    assert len(document["warnings"]) == warned
    assert all(OIDS[0] in text and text in told for text in document["warnings"])


def test_a_set_that_says_it_was_cut_short_is_told(run, tmp_path):
    (tmp_path / "in" / "most.csv").write_text(lists(OIDS[1:], MANY))
    (tmp_path / "in" / "cut.json").write_text(fhir(OIDS[0], MANY, total=1000))

    _, document, _ = run()

    [text] = document["warnings"]
    assert OIDS[0] in text


def test_the_file_of_a_measure_goes_before_others_and_is_no_other_measure_s(run, tmp_path):
    (tmp_path / "in" / "CMS177_own.csv").write_text(lists(OIDS, MANY))
    (tmp_path / "in" / "CMS1770.csv").write_text(lists(OIDS, [1]))
    (tmp_path / "in" / "CMS161.csv").write_text(lists(OIDS, [2]))

    run()

    found = read_value_sets(tmp_path / "out" / "CMS177.csv")
    assert {code.code for one in found.values() for code in one.codes} == set(map(str, MANY))


def test_of_several_versions_the_expected_one_is_taken_and_none_is_merged(run, tmp_path):
    version = expected_sizes()["CMS177", OIDS[0]].version
    (tmp_path / "in" / "a.csv").write_text(lists(OIDS, MANY, version="2999"))
    (tmp_path / "in" / "b.json").write_text(fhir(OIDS[0], [*MANY, 7], version=version))
    (tmp_path / "in" / "c.json").write_text(fhir(OIDS[1], [*MANY, 8], version="0001"))

    run()

    found = read_value_sets(tmp_path / "out" / "CMS177.csv")
    assert "7" in {code.code for code in found[OIDS[0]].codes}
    assert "8" not in {code.code for code in found[OIDS[1]].codes}


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("CMS177", "{", "value-set-file"),
        ("CMS0", "", "unknown-measure"),
    ],
)
def test_what_cannot_be_read_is_refused(name, text, kind, run, tmp_path):
    (tmp_path / "in" / "sets.json").write_text(text)

    status, document, _ = run(name)

    assert status == 2
    assert document["error"]["type"].endswith(kind)


def test_every_set_of_an_official_measure_has_an_expected_size():
    official = [measure for measure in measures() if measure.identifier.startswith("CMS")]

    assert set(expected_sizes()) == {
        (measure.identifier, named.oid) for measure in official for named in measure.value_sets
    }


def test_the_lists_at_hand_are_as_large_as_expected(capsys, tmp_path):
    names = sorted({identifier for identifier, _ in expected_sizes()})
    words = ("import", ",".join(names), shared("value-sets"), "--into", tmp_path, "--json")

    status = main(["value-sets", *map(str, words)])

    assert status == 0
    assert json.loads(capsys.readouterr().out)["warnings"] == []
