"""Lines that are decoded together come out as each does by itself."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.fhir.sorting import sort_block, sort_out
from tests.builders.fhir_reading import block_of

PATIENT = '{"resourceType":"Patient","id":"a","meta":{}}'
LINES = (
    *(PATIENT, '{"resourceType":"Basic","id":"b"}', f"{PATIENT}\r", f" {PATIENT}", "", " ", "{}"),
    *('{"resourceType":"Goal","note":[{"text":"312-555-0143"}],"code":"219-09-9999"}', "null"),
    # Two in a line, and one in two lines: together they are as many as there are lines.
    *(f"{PATIENT} {PATIENT}", '{"resourceType":"Patient","meta":{}', '"id":"c"}', ',"id":"c"}'),
    *(
        f'{PATIENT} {{"resourceType":"Patient","meta":{{}}',
        '{"resourceType":"Patient","id":"}',
        '{"}',
    ),
    *('{"resourceType":"Patient","id":7}', '{"resourceType":"Nothing"}', "{", "}", '{"é":"'),
    '{"resourceType":"Patient","modifierExtension":[{"url":"urn:x"}]}',
)


def told(found):
    """Return all that was found, in the order in which it was."""
    ids = {kind: [one.id for one in held] for kind, held in found.resources.items()}
    return ids, dict(found.positions), found.faults, dict(found.telling)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(LINES), min_size=1, max_size=12),
    st.integers(min_value=1, max_value=400),
    st.sampled_from(["", "\n"]),
)
def test_lines_decoded_together_come_out_as_each_by_itself(lines, size, end):
    block = block_of(("\n".join(lines) + end).encode(), first=3)
    alone = sort_out(block.lines(), file="f")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("adapters.fhir.parts.SIZE", size)
        together = sort_block(block, file="f", modifiers="modifier" in "".join(lines))

    assert told(together) == told(alone)
