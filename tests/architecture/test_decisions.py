"""Records of decisions are short, and each is listed once under its title."""

import re
from collections import Counter

import pytest

from tests.places import PROJECT

FOLDER = PROJECT / "docs" / "decisions"
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))
LISTED = re.compile(r"^- \[(\d{4})\]\(([^)]+)\) (.+)$", re.MULTILINE)


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.name)
def test_a_record_is_short_and_named_by_its_number(record):
    lines = record.read_text(encoding="utf-8").splitlines()

    assert lines[0].startswith(f"# {record.name[:4]}: ")
    assert len(lines) <= 25


def test_the_list_by_topic_has_every_record_once_under_its_title():
    listed = LISTED.findall((FOLDER / "README.md").read_text(encoding="utf-8"))
    written = [
        (path.name[:4], path.name, path.read_text(encoding="utf-8").splitlines()[0][8:])
        for path in RECORDS
    ]

    assert Counter(listed) == Counter(written)
    assert len({number for number, _, _ in written}) == len(written) > 80
