"""Blocks of lines: sent to another process without their bytes, and looked through as a whole."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.fhir.blocks import MARK, line_blocks
from adapters.fhir.ndjson import MARKS
from adapters.fhir.suspects import suspects
from adapters.fhir.telling import may_tell
from tests.builders.fhir_reading import block_of

LINES = b"".join(b'{"id": "%d"}\n' % number for number in range(200))


def received(make, arguments):
    """Make what another process makes of what it is sent."""
    return make(*arguments)


@pytest.fixture(params=[b"", MARK], ids=["plain", "with a mark of order"])
def path(request, tmp_path):
    found = tmp_path / "sent.ndjson"
    found.write_bytes(request.param + LINES)
    return found


@pytest.mark.parametrize("size", [10, 300, 100_000])
def test_a_block_of_a_plain_file_is_sent_as_its_place(path, size):
    with path.open("rb") as stream:
        blocks = list(line_blocks(stream, size=size))

    assert [received(*block.__reduce__()).texts() for block in blocks] == [
        block.texts() for block in blocks
    ]
    assert not any(sent is block.content for block in blocks for sent in block.__reduce__()[1])


def test_a_block_of_any_other_stream_is_sent_whole():
    (block,) = line_blocks(BytesIO(LINES))

    assert received(*block.__reduce__()).content == LINES


@pytest.mark.parametrize("change", ["shorter", "gone", "written anew"])
def test_a_file_that_changed_is_not_taken_for_what_it_was(path, change):
    with path.open("rb") as stream:
        (block,) = line_blocks(stream)
    content = path.read_bytes()
    path.unlink()
    if change != "gone":
        other = path.with_name("other")
        other.write_bytes(content[:-9] if change == "shorter" else content[::-1])
        other.rename(path)

    with pytest.raises(OSError, match=r"^the file changed while it was read$"):
        received(*block.__reduce__())


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("around", ["", "é", b"\xff".decode("latin-1")])
def test_a_mark_is_found_wherever_a_block_was_cut(mark, around):
    for spelling in (around.encode(), around.encode("latin-1")):
        line = spelling + b"{" + mark + b": 1}\n"
        for cut in range(1, len(line) + 1):
            block = block_of(line[:cut], rest=line[cut:])

            assert block.holding(MARKS) == {mark}
    assert block_of(b"{}").holding(MARKS) == frozenset()


PIECES = st.sampled_from(
    [
        *("219-09-9999", "(312) 555-0143", "(312)555-0143", "312.555.0143", "ada@example.org"),
        *('Patient/1", "display', 'Patient/1"', ', "display"', "2026-01-01", "1234", "-", " ", "x"),
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(PIECES, max_size=6).map("".join), min_size=1, max_size=6),
    st.integers(min_value=12, max_value=40),
    st.integers(min_value=1, max_value=50),
)
def test_each_line_that_may_tell_is_a_suspect(texts, together, first):
    lines = [f'{{"a": "{text}"}}'.encode() for text in texts]
    block = block_of(b"\n".join(lines) + b"\n", first=first)
    told = {number for number, line in block.lines() if may_tell(line)}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("adapters.fhir.suspects.TOGETHER", together)
        assert told <= suspects(block)


def test_lines_that_tell_nothing_are_no_suspects():
    block = block_of(b'{"day": "2026-01-01"}\n{"id": "312-555-0143"}\n{"a": 1}\n', first=5)

    assert suspects(block) == {6, 8}
