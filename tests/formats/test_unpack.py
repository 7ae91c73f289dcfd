import gzip
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.archive_account import FREE, Limits
from adapters.source import Source, bytes_source, path_source
from adapters.unpack import LIMITS, unpacked

TEXT = b"person,birth_day\np1,1980-01-01\n"


class Watched(BytesIO):
    """Counts what is read of it, and how many are open."""

    open_ones = 0
    read_bytes = 0

    def __init__(self, content):
        super().__init__(content)
        Watched.open_ones += 1

    def read(self, size=-1):
        found = super().read(size)
        Watched.read_bytes += len(found)
        return found

    def close(self):
        Watched.open_ones -= not self.closed
        super().close()


def zipped(*members, method=ZIP_DEFLATED):
    stream = BytesIO()
    with ZipFile(stream, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def gzipped(content, times=1):
    for _ in range(times):
        content = gzip.compress(content)
    return content


def files(content, limits=LIMITS, name="up"):
    """Return the files of an archive by their labels, and the faults by file."""
    faults = []
    found = {}
    for source in unpacked(bytes_source(content, name), faults.append, limits=limits):
        with source.open() as stream:
            found[source.name] = stream.read()
    return found, {fault.file: fault.rule for fault in faults}


def limits(**changes):
    given = {"ratio": 200, "depth": 3, "bytes": 2**30, "members": 100}
    return Limits(**(given | changes))


ARCHIVES = {
    "a plain file": (TEXT, {"up": TEXT}),
    "gz": (gzipped(TEXT), {"up": TEXT}),
    "gz in gz": (gzipped(TEXT, 2), {"up": TEXT}),
    "two gz one after the other": (gzipped(TEXT) + gzipped(b"p2,\n"), {"up": TEXT + b"p2,\n"}),
    "zip": (zipped(("person.csv", TEXT)), {"up/person.csv": TEXT}),
    "stored": (zipped(("person.csv", TEXT), method=ZIP_STORED), {"up/person.csv": TEXT}),
    "gz in zip": (zipped(("person.csv.gz", gzipped(TEXT))), {"up/person.csv.gz": TEXT}),
    "folders in a zip": (zipped(("q1/", b""), ("q1/claim.csv", TEXT)), {"up/claim.csv": TEXT}),
    "litter": (
        zipped(("__MACOSX/._person.csv", b"x"), ("q/.DS_Store", b"x"), ("person.csv", TEXT)),
        {"up/person.csv": TEXT},
    ),
    "names that may be persons": (
        zipped(("Jane_Doe.csv", TEXT), ("person_Jane.csv", TEXT), ("person-02.csv", TEXT)),
        {"up/member 1": TEXT, "up/member 2": TEXT, "up/person-02.csv": TEXT},
    ),
    "nothing": (b"", {"up": b""}),
}


@pytest.mark.parametrize(("content", "expected"), ARCHIVES.values(), ids=ARCHIVES)
def test_the_files_of_an_archive_come_out(content, expected):
    assert files(content) == (expected, {})


def test_an_office_document_is_one_file():
    content = zipped(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<x/>"))

    assert files(content) == ({"up": content}, {})


def encrypted():
    content = bytearray(zipped(("person.csv", TEXT)))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    return bytes(content)


def renamed(name):
    info = ZipInfo("x")
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        info.filename = name
        archive.writestr(info, TEXT)
    return stream.getvalue()


REFUSED = {
    "a zip in a zip": (zipped(("b.zip", zipped())), "up/member 1", "archive-in-archive"),
    "a zip in a gz": (gzipped(zipped(("a.csv", TEXT))), "up", "archive-in-archive"),
    "a name above": (renamed("../person.csv"), "up/person.csv", "archive-member-name"),
    "a name above, further in": (renamed("q/../../etc"), "up/member 1", "archive-member-name"),
    "an absolute name": (renamed("/etc/passwd"), "up/member 1", "archive-member-name"),
    "a drive": (renamed("C:/person.csv"), "up/person.csv", "archive-member-name"),
    "a backslash": (renamed("..\\person.csv"), "up/member 1", "archive-member-name"),
    "a password": (encrypted(), "up/person.csv", "archive-encrypted"),
    "another method": (
        zipped(("person.csv", TEXT), method=ZIP_BZIP2),
        "up/person.csv",
        "archive-method",
    ),
    "no files": (zipped(), "up", "archive-empty"),
    "a zip cut short": (zipped(("person.csv", TEXT))[:-30], "up", "broken-archive"),
    "a gz of nothing": (b"\x1f\x8b", "up", "broken-archive"),
}


@pytest.mark.parametrize(("content", "file", "rule"), REFUSED.values(), ids=REFUSED)
def test_an_archive_that_cannot_be_read_is_a_fault(content, file, rule):
    _, faults = files(content)

    assert faults == {file: rule}


def test_the_sound_members_of_a_zip_are_read_beside_the_others():
    content = zipped(("person.csv", TEXT), ("b.zip", zipped()), ("claim.csv", b"claim\n"))
    found, faults = files(content)

    assert found == {"up/person.csv": TEXT, "up/claim.csv": b"claim\n"}
    assert faults == {"up/member 2": "archive-in-archive"}


def test_a_member_whose_checksum_is_wrong_is_a_fault():
    content = zipped(("person.csv", TEXT), method=ZIP_STORED).replace(b"p1", b"p2")
    _, faults = files(content)

    assert faults == {"up/person.csv": "broken-archive"}


@pytest.mark.parametrize("cut", [1, 8, 12])
def test_a_gz_cut_short_is_a_fault(cut):
    _, faults = files(gzipped(TEXT * 100)[:-cut])

    assert faults == {"up": "broken-archive"}


@pytest.mark.parametrize(("depth", "rules"), [(3, {}), (2, {"up": "archive-depth"})])
def test_depth_is_bounded(depth, rules):
    found, faults = files(gzipped(TEXT, 3), limits(depth=depth))

    assert faults == rules
    assert bool(found) is not bool(rules)


def test_a_gz_in_a_zip_is_two_deep():
    content = zipped(("person.csv.gz", gzipped(TEXT, 2)))

    assert files(content, limits(depth=2))[1] == {"up/person.csv.gz": "archive-depth"}
    assert files(content, limits(depth=3))[1] == {}


@pytest.mark.parametrize(("members", "rules"), [(3, {}), (2, {"up": "archive-members"})])
def test_members_are_bounded(members, rules):
    content = zipped(("person.csv", b""), ("claim.csv", b""), ("encounter.csv", b""))

    assert files(content, limits(members=members))[1] == rules


def test_a_directory_that_lies_about_its_members_is_not_read():
    content = bytearray(zipped(*((f"{number:0200}", b"") for number in range(100))))
    end = content.rindex(b"PK\x05\x06")
    content[end + 8 : end + 12] = b"\x01\x00\x01\x00"

    assert files(bytes(content), limits(members=10))[1] == {"up": "archive-members"}


BOMBS = {
    "gz": gzipped(b"0" * 20 * FREE),
    "gz in gz": gzipped(b"0" * 100 * FREE, 2),
    "zip": zipped(("person.csv", b"0" * 20 * FREE)),
    "zip of many": zipped(*((f"person{number}.csv", b"0" * FREE) for number in range(20))),
    "gz in zip": zipped(("person.csv.gz", gzipped(b"0" * 20 * FREE))),
}


@pytest.mark.parametrize("content", BOMBS.values(), ids=BOMBS)
def test_what_unpacks_to_too_much_of_its_size_ends(content):
    found, faults = files(content, limits(ratio=20))
    bound = max(FREE, 20 * len(content)) + FREE

    assert set(faults.values()) == {"archive-ratio"}
    assert sum(map(len, found.values())) <= bound


@pytest.mark.parametrize("content", BOMBS.values(), ids=BOMBS)
def test_what_unpacks_to_too_much_ends(content):
    found, faults = files(content, limits(bytes=2 * FREE, ratio=10**6))

    assert set(faults.values()) == {"archive-too-large"}
    assert sum(map(len, found.values())) <= 2 * FREE


def test_small_texts_may_pack_well():
    assert files(gzipped(b"0" * FREE), limits(ratio=2))[1] == {}


def test_reading_a_file_twice_counts_once():
    content = zipped(("person.csv", TEXT * 1000))
    faults = []
    for source in unpacked(bytes_source(content), faults.append, limits=limits(bytes=40_000)):
        for _ in range(3):
            with source.open() as stream:
                assert len(stream.read()) == 31_000
    assert faults == []


def test_a_zip_that_cannot_be_read_from_its_end_is_a_fault():
    class Forward(BytesIO):
        def seekable(self):
            return False

    faults = []
    source = Source(name="up", open=lambda: Forward(zipped(("person.csv", TEXT))))

    assert list(unpacked(source, faults.append)) == []
    assert [fault.rule for fault in faults] == ["archive-not-seekable"]


def test_archives_are_read_as_streams():
    Watched.read_bytes = 0
    content = zipped(("person.csv", bytes(range(256)) * 40_000), method=ZIP_STORED)
    (source,) = unpacked(Source(name="up", open=lambda: Watched(content)), lambda _: None)
    before = Watched.read_bytes

    assert before < len(content) / 5
    assert source.name == "up/person.csv"


@pytest.mark.parametrize(
    "content",
    [TEXT, gzipped(TEXT, 2), zipped(("a.gz", gzipped(TEXT)))],
    ids=["plain", "gz in gz", "gz in zip"],
)
def test_every_stream_is_closed(content):
    Watched.open_ones = 0
    for source in unpacked(Source(name="up", open=lambda: Watched(content)), lambda _: None):
        with source.open() as stream:
            stream.read()

    assert Watched.open_ones == 0


def test_a_source_that_fails_is_a_failure_and_no_fault():
    class Failing(BytesIO):
        def read(self, size=-1):
            if self.tell() > 500_000:
                raise OSError("the disk is gone")
            return super().read(size)

    content = gzip.compress(bytes(range(256)) * 4000, compresslevel=0)
    faults = []

    (source,) = unpacked(Source(name="up", open=lambda: Failing(content)), faults.append)

    with source.open() as stream, pytest.raises(OSError, match="the disk"):
        stream.read()
    assert faults == []


def test_a_file_is_a_source(tmp_path):
    path = tmp_path / "person.csv"
    path.write_bytes(TEXT)
    source = path_source(path)

    assert source.name == str(path)
    with source.open() as stream:
        assert stream.read() == TEXT


@settings(deadline=None)
@given(st.binary(max_size=2000), st.integers(1, 3))
def test_what_was_packed_is_unpacked(content, times):
    whole = content if content[:2] not in {b"\x1f\x8b", b"PK"} else b""

    assert files(gzipped(whole, times)) == ({"up": whole}, {})
    assert files(zipped(("person.csv", whole))) == ({"up/person.csv": whole}, {})
