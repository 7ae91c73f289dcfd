"""The page of each measure is made from its file, and is not stale."""

import pytest

from hub.measures.lineage import columns_read
from hub.measures.lint import complaints
from hub.measures.measure import measure_named, measure_of, measures
from hub.measures.page import FOLDER, page, pages
from tests.spec.measures.specs import SPECS


def test_the_pages_are_what_the_files_say():
    held = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}

    assert held == pages()


@pytest.mark.parametrize("measure", measures(), ids=lambda measure: measure.identifier)
def test_a_page_holds_what_a_reader_needs(measure):
    text = page(measure)

    assert measure.title in text
    assert all(rate.title in text for rate in measure.rates)
    assert all(named.oid in text for named in measure.value_sets)
    assert "denominator" in text
    assert complaints(measure) == []


def test_every_measure_has_a_spec():
    assert set(SPECS) == {measure.identifier for measure in measures()}


@pytest.mark.parametrize("name", SPECS)
def test_the_worked_example_of_a_page_is_a_situation_of_the_spec(name):
    found = [case for case in SPECS[name].CASES if case.endswith("the example of the page")]

    assert len(found) == 1
    assert len(SPECS[name].MEASURE.examples) == 1


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("identifier: CMS2", "", KeyError),
        ("direction: increase", "direction: sideways", ValueError),
        ("dates needed: day", "dates needed: hour", ValueError),
        ("numerator, denominator-exception", "numerator, luck", ValueError),
        ("rates: 1", "rates: 2", ValueError),
        ("http://loinc.org|73831-0", "73831-0", ValueError),
    ],
)
def test_a_header_without_sense_is_refused(old, new, error):
    sound = measure_named("CMS2").sql
    assert old in sound

    with pytest.raises(error):
        measure_of(sound.replace(old, new), "broken")


def test_whoever_reads_a_figure_is_told_that_claims_without_a_principal_diagnosis_are_not_seen():
    reading = [
        each
        for each in measures()
        if "principal_diagnosis" in columns_read(each).get("claim", ())
        and each.identifier.startswith("HUB")
    ]
    silent = [
        each.identifier
        for each in reading
        if not any("principal diagnosis is read from" in one for one in each.differences)
    ]

    assert len(reading) > 1
    assert silent == []
