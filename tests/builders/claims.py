"""Claims of situations: one call a claim, with a line for each code."""

from itertools import count

from schemas.code_system import BILL_TYPE, CPT, HCPCS, ICD10CM
from tests.builders.records import Row, row

_numbers = count(1)


def covered(start="2025-01-01", end=None, **cells) -> Row:
    """A span of coverage."""
    return row("coverage", start=start, end=end, **cells)


def claim_of(
    day, *codes, claim=None, line=None, diagnosis=None, contributor="", **cells
) -> list[Row]:
    """A paid professional claim; `line` changes its lines, other keywords the claim."""
    name = claim or f"claim {next(_numbers)}"
    cells = {"type": "professional", "status": "paid", "start": day} | cells
    cells["contributor"] = contributor
    if diagnosis:
        # The principal diagnosis, and after it any others.
        codes_of = [(ICD10CM, code) for code in diagnosis.split()]
        cells |= {"principal_diagnosis": codes_of[0], "diagnosis": codes_of}
    lines = [
        row(
            "claim_line",
            claim=name,
            line=number,
            contributor=contributor,
            procedure=(CPT if code[0].isdigit() else HCPCS, code),
            **{"status": "paid", "start": day} | (line or {}),
        )
        for number, code in enumerate(codes, start=1)
    ]
    return [row("claim", claim=name, **cells), *lines]


def stay_of(admitted, discharged, diagnosis="F33.2", **cells) -> list[Row]:
    """A hospital's claim of one stay, without lines."""
    known = {
        "type": "institutional",
        "bill_type": (BILL_TYPE, "111"),
        "start": admitted,
        "end": discharged,
        "admission": admitted,
        "discharge": discharged,
    }
    return claim_of(admitted, diagnosis=diagnosis, **(known | cells))
