"""Who a person is, written so that two participants write the same."""

from datetime import date

import polars as pl
import pytest

from hub.preparation.identity import PARTS, identity_parts


def parts(**cells):
    kinds = {"birth_day": pl.Date}
    frame = pl.DataFrame(
        {name: [cell] for name, cell in cells.items()},
        schema={name: kinds.get(name, pl.String) for name in cells},
    )
    return {name: cell for name, cell in identity_parts(frame).row(0, named=True).items() if cell}


CASES = {
    "case and blanks": ({"first_name": " jane "}, {"first_name": "JANE"}),
    "accents": ({"last_name": "Núñez"}, {"last_name": "NUNEZ"}),
    "hyphens and apostrophes": ({"last_name": "O'Neil-Brown"}, {"last_name": "ONEILBROWN"}),
    "a second first name": ({"first_name": "Mary Ann"}, {"first_name": "MARY"}),
    "a suffix": ({"last_name": "Doe, Jr."}, {"last_name": "DOE"}),
    "a Roman suffix": ({"last_name": "Doe III"}, {"last_name": "DOE"}),
    "a name that ends like a suffix": ({"last_name": "Mojr"}, {"last_name": "MOJR"}),
    "letters that are not Latin": ({"last_name": "Иванов"}, {"last_name": "ИВАНОВ"}),
    "nothing but signs": ({"last_name": "--"}, {}),
    "a birth": ({"birth_day": date(1970, 2, 3)}, {"birth_day": "19700203"}),
    "female": ({"sex": "female"}, {"sex": "F"}),
    "another sex is no part": ({"sex": "other"}, {}),
    "an SSN with hyphens": ({"ssn": "078-05-1120"}, {"ssn": "078051120"}),
    "an SSN that is none": ({"ssn": "000-00-0000"}, {}),
    "an SSN of a placeholder": ({"ssn": "123-00-4567"}, {}),
    "a short SSN": ({"ssn": "1120"}, {}),
    "a ZIP code": ({"zip5": "02139"}, {"zip3": "021"}),
    "the longer ZIP code counts": ({"zip5": "02139", "zip3": "999"}, {"zip3": "021"}),
    "a foreign code": ({"zip5": "SW1A"}, {}),
    "nothing": ({"first_name": None}, {}),
}


@pytest.mark.parametrize(("cells", "expected"), CASES.values(), ids=CASES)
def test_parts(cells, expected):
    assert parts(**cells) == expected


def test_every_part_is_text():
    frame = identity_parts(pl.DataFrame({"birth_day": [date(1970, 2, 3)]}))

    assert frame.schema == PARTS
