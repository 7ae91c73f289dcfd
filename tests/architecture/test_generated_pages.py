"""Pages that are made from the code are not stale."""

from schemas.dictionary import page
from tests.places import PROJECT


def test_the_data_dictionary_is_what_the_schema_says():
    assert (PROJECT / "docs" / "data_dictionary.md").read_text(encoding="utf-8") == page()
