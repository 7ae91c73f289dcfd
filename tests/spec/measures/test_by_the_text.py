"""Random patients near every edge count by SQL as they do by the text (by_the_text.py)."""

import csv
import json
from datetime import date, timedelta

import numpy as np
import pytest

from hub.cli import main
from tests.builders import fhir
from tests.places import shared
from tests.spec.measures.by_the_text import DEPRESSION, RISK_ASSESSED, VISITS, counts

pytestmark = pytest.mark.slow
PERSONS = 300
YEARS = {"CMS128": 2026, "CMS161": 2024, "CMS177": 2026}
AGES = {"CMS128": [17, 18, 19, 40], "CMS161": [16, 17, 40], "CMS177": [5, 6, 12, 16, 17]}
# CMS128 asks for dispenses of its intake, the others for visits of the year.
EDGES = {"CMS128": (date(2025, 5, 1), date(2026, 4, 30))}
POPULATIONS = ("initial-population", "denominator", "denominator-exclusion", "numerator")


@pytest.mark.parametrize("identifier", YEARS)
def test_random_patients_count_as_the_text_says(identifier, tmp_path, capsys):
    [path] = shared("value-sets").glob(f"{identifier}*.csv")
    sets, year = listed(path), YEARS[identifier]
    drawn = Draw(identifier, sets)
    people = [drawn.person(f"p{number:03}") for number in range(PERSONS)]
    resources = [one for person, records in people for one in (person, *records)]
    source = tmp_path / "records.ndjson"
    source.write_text("".join(json.dumps(one) + "\n" for one in resources))

    days = ("--from", f"{year}-01-01", "--to", f"{year}-12-31")
    words = (identifier, source, *days, "--value-sets", path.parent, "--persons", "--json")
    main(["evaluate", *map(str, words)])

    [measured] = json.loads(capsys.readouterr().out)["measures"]
    found = {
        (row["person"], row["rate"]): tuple(row["counts"].get(name, 0) for name in POPULATIONS)
        for row in measured["results"]
    }
    expected = {
        (person["id"], rate): counted
        for person, records in people
        for rate, counted in counts(identifier, person, records, sets, year).items()
    }
    assert found == expected
    # Among them are some who count, met or not.
    assert {(bool(one[2]), bool(one[3])) for one in found.values() if one[1]} >= {
        (False, False),
        (False, True),
    }


def listed(path):
    """The codes of each set, by title."""
    sets = {}
    with path.open(newline="") as stream:
        for row in csv.DictReader(stream):
            sets.setdefault(row["title"], set()).add((row["system"], row["code"]))
    return sets


class Draw:
    """Patients drawn by a seed, the same in every run."""

    def __init__(self, identifier, sets):
        self.identifier, self.sets, self.year = identifier, sets, YEARS[identifier]
        self.chance = np.random.default_rng(20261127)

    def one_of(self, *choices):
        """One of the choices."""
        return choices[self.chance.integers(len(choices))]

    def code(self, *titles):
        """A code of one of the sets."""
        return self.one_of(*sorted(self.sets[self.one_of(*titles)]))

    def time(self, on):
        """An instant of a day."""
        return f"{on}T{self.one_of('00:00:00', '08:59:59', '09:00:00', '23:59:59')}+00:00"

    def person(self, key):
        """A patient, and what is known of him or her."""
        born = date(self.year - self.one_of(*AGES[self.identifier]), 1, 1)
        born += timedelta(days=int(self.one_of(-1, 0, 1, 120)))
        first, last = EDGES.get(self.identifier, (date(self.year, 1, 1), date(self.year, 12, 31)))
        anchor = self.one_of(first, last, first + timedelta(days=self.one_of(60, 119, 120, 200)))
        draw = self.treated if self.identifier == "CMS128" else self.visited
        return fhir.patient(key, birth=born.isoformat()), list(draw(key, anchor))

    def visited(self, key, anchor):
        """Visits near a day and near the 104 days after it, and assessments near their edges."""
        for _ in range(self.one_of(1, 1, 2, 3)):
            on = anchor + timedelta(days=int(self.one_of(-1, 0, 0, 1, 103, 104, 105, -104, -105)))
            start, end = f"{on}T09:00:00+00:00", f"{on}T10:00:00+00:00"
            named = fhir.condition(person=key, code=self.code(DEPRESSION))
            link = self.one_of("reason", "reasons", "diagnoses", "nothing")
            of_link = {"reason": self.code(DEPRESSION), "nothing": None}.get(link, [named["id"]])
            yield named
            yield fhir.encounter(
                person=key,
                status=self.one_of(*["finished"] * 9, "cancelled"),
                kind=(self.one_of(*[fhir_act("AMB")] * 5, fhir_act("EMER"))),
                types=self.code(*VISITS[self.identifier]),
                start=start,
                end=end,
                **({link: of_link} if of_link else {}),
            )
            moment = self.one_of("08:59:59", "09:00:00", "09:30:00", "10:00:00", "10:00:01")
            act = self.one_of(fhir.procedure, fhir.procedure, fhir.observation)
            done = "completed" if act is fhir.procedure else "final"
            yield act(
                person=key,
                status=self.one_of(*[done] * 6, "entered-in-error"),
                code=RISK_ASSESSED,
                start=f"{on}T{moment}+00:00",
            )

    def treated(self, key, anchor):
        """Dispenses from a day on, and what makes them count or not near each edge."""
        near = (0, 0, 10, 59, 60, 61, -59, -60, -61)
        code = self.code("Antidepressant Medication")
        on = anchor + timedelta(days=int(self.one_of(0, 0, 1, -1)))
        yield fhir.encounter(
            person=key,
            types=self.code(*VISITS["CMS128"]),
            start=self.time(on + timedelta(days=int(self.one_of(*near)))),
            end=None,
        )
        yield fhir.condition(
            person=key,
            code=self.code("Major Depression"),
            verification=self.one_of("confirmed", "confirmed", None, "provisional", "refuted"),
            onset=self.time(on + timedelta(days=int(self.one_of(*near)))),
        )
        if self.chance.random() < 0.4:
            yield fhir.medication_request(
                person=key,
                status=self.one_of("active", "completed"),
                code=code,
                authored=(on - timedelta(days=int(self.one_of(0, 1, 134, 135)))).isoformat(),
                dispenseRequest={"expectedSupplyDuration": fhir.quantity(30, "d")},
            )
        if self.chance.random() < 0.15:
            yield fhir.procedure(
                person=key,
                code=self.code("Hospice Care Ambulatory"),
                start=self.time(
                    self.one_of(date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31))
                ),
            )
        for filled, days in self.fills(on):
            yield fhir.medication_dispense(
                person=key,
                status=self.one_of(*["completed"] * 6, "on-hold", "cancelled"),
                code=code,
                handed_over=self.time(filled),
                supply_days=days,
            )

    def fills(self, on):
        """The day and the days of each supply; at times the last day asked for decides."""
        days, after = self.one_of((30, 1), (60, 30), (90, 84), (83, 114), (83, 115), (179, 231))
        yield on, days
        for number in range(self.one_of(1, 1, 2, 3)):
            yield on + timedelta(days=after * (number + 1)), self.one_of(days, 30)


def fhir_act(code):
    """A class of encounters."""
    return ("http://terminology.hl7.org/CodeSystem/v3-ActCode", code)
