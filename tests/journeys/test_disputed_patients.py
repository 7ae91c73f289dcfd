"""Whom the demonstration disputes: somebody over whom a payer has to be heard, whatever the keys."""

import zipfile
from types import SimpleNamespace

import pytest

from hub.demo.disputed import CLINIC, PAYER, listed_by_both

HEAD = "person,practice,start_day,end_day\n"
DIRECTIVES = "person,decision\nsaid,deny\n"
LISTED = {
    "to the last day": ("whole", "2023-07-01,2025-12-31", True),
    "until the year before": ("whole", "2023-07-01,2024-11-30", False),
    "with a directive": ("said", "2023-07-01,2025-12-31", False),
}


@pytest.mark.parametrize(("person", "days", "disputed"), LISTED.values(), ids=LISTED)
def test_a_patient_is_disputed_whom_the_payer_lists_to_its_last_day(
    person, days, disputed, tmp_path
):
    theirs = f"{HEAD}{person},{CLINIC},{days}\nother,practice-01,2023-07-01,2025-12-31\n"
    of = {CLINIC: f"{HEAD}{person},{CLINIC},,\n", PAYER: theirs}
    for name, attribution in of.items():
        with zipfile.ZipFile(tmp_path / name, "w") as package:
            package.writestr("attribution.csv", attribution)
            package.writestr("consent_directive.csv", DIRECTIVES)

    found = listed_by_both(SimpleNamespace(package=lambda name: tmp_path / name))

    assert found == ([person] if disputed else [])
