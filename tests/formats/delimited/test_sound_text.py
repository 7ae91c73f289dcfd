from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.delimited.sound_text import REPLACEMENT, SoundText


def read_in_steps(content, size):
    text = SoundText(BytesIO(content))
    found = b"".join(iter(lambda: text.read(size), b""))
    return found, text


@settings(deadline=None)
@given(
    st.text(st.characters(exclude_characters=REPLACEMENT, exclude_categories=["Cs"])),
    st.integers(1, 9),
)
def test_text_comes_out_as_it_is_however_it_is_cut(content, size):
    found, text = read_in_steps(content.encode(), size)

    assert found == content.encode()
    assert not text.damaged
    assert text.quotes == content.count('"')


@settings(deadline=None)
@given(st.binary(), st.integers(1, 9))
def test_whatever_comes_in_text_comes_out(content, size):
    found, text = read_in_steps(content, size)

    assert found.decode() == content.decode(errors="replace")
    assert text.damaged == (REPLACEMENT in found.decode())


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_a_character_that_the_end_cuts_is_damaged(size):
    found, text = read_in_steps("aü".encode()[:-1], size)

    assert found.decode() == f"a{REPLACEMENT}"
    assert text.damaged
