import pytest

from adapters.delimited.header import read_header

NAMES = {
    "comma": (b"person,birth_day\n", ",", ("person", "birth_day")),
    "semicolon": (b"person;birth_day\n", ";", ("person", "birth_day")),
    "tab": (b"person\tbirth_day\n", "\t", ("person", "birth_day")),
    "pipe": (b"person|birth_day\n", "|", ("person", "birth_day")),
    "a delimiter inside of quotes": (b'"a;b;c",person\n', ",", ("a_b_c", "person")),
    "a byte order mark": (b"\xef\xbb\xbfperson,birth_day\n", ",", ("person", "birth_day")),
    "capitals, blanks and signs": (
        b" Person ,Birth Day,ZIP-3\n",
        ",",
        ("person", "birth_day", "zip_3"),
    ),
    "carriage returns": (b"person,birth_day\r\np1,\r\n", ",", ("person", "birth_day")),
    "blank lines above": (b"\n\nperson,birth_day\n", ",", ("person", "birth_day")),
    "one column": (b"person\np1\n", ",", ("person",)),
    "no line break": (b"person,birth_day", ",", ("person", "birth_day")),
    "a last comma": (b"person,\n", ",", ("person", "column 2")),
    "the same name twice": (b"person,day,day\n", ",", ("person", "day", "day (2)")),
    "other bytes below": (b"person,day\np\xff,1\n", ",", ("person", "day")),
    "a character that the head cuts": ("person,day\nü".encode()[:-1], ",", ("person", "day")),
}


@pytest.mark.parametrize(("head", "delimiter", "names"), NAMES.values(), ids=NAMES)
def test_the_header_gives_the_delimiter_and_the_names(head, delimiter, names):
    header = read_header(head)

    assert (header.delimiter, header.names) == (delimiter, names)


@pytest.mark.parametrize(
    "head",
    [b"", b"\n\n", b",,,\n", b"p\x00e\x00r\x00,\n", b"\xff\xfep\x00", b"pers\xffn,day\n"],
    ids=["empty", "blank lines", "empty cells", "two bytes a letter", "UTF-16", "not UTF-8"],
)
def test_what_is_no_header_gives_none(head):
    assert read_header(head) is None


@pytest.mark.parametrize("cell", ["123-45-6789", "a@b.org", "1980-01-02", "x" * 41, "mrn1234567"])
def test_a_header_cell_that_may_be_a_value_is_called_by_its_place(cell):
    assert read_header(f"person,{cell}\n".encode()).names == ("person", "column 2")


def test_a_header_never_shows_its_cells_in_its_repr():
    assert repr(read_header(b"person,day\n")) == "<Header>"
