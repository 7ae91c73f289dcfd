"""The statements that register the named functions of measure files on a DuckDB connection."""

from collections.abc import Callable, Iterator

from hub.measures.functions import FUNCTIONS
from hub.measures.membership import ANY_CODE, Bits, Span, bits_in
from schemas.period import Period


def of_a_run(period: Period) -> Iterator[str]:
    """Yield the statements for the functions that all queries of a run share."""
    yield _macro("period_start()", f"date '{period.first}'")
    yield _macro("period_end()", f"date '{period.last}'")
    for function in FUNCTIONS:
        yield _macro(f"{function.name}({', '.join(function.parameters)})", function.duckdb)
    yield _macro("has_any_code(codes)", f"(codes & {ANY_CODE}::ubigint) <> 0")
    yield _macro("has_code(codes, title)", "(codes & getvariable(title)) <> 0")


def of_a_query(period: Period, bits: Bits) -> Iterator[str]:
    """Yield the statements that say what a query's sets are; those of another are overwritten.

    `bits` says, by the title of a set, which bits of an encoded column stand for it.
    """
    # A variable is a number once a call is bound; of a CASE every arm would be bound at every call.
    for title, spans in bits.items():
        yield f"set variable {_variable(title)} = {bits_in(period, spans)}::ubigint"
    # Any bit of a set makes a number as large as the least of them. Of all the tests this one alone
    # DuckDB makes before it joins rows: one with & is not moved past another, which asks for a day.
    least, valid = _by_title(bits, _least), _by_title(bits, _has_bit_on)
    yield _macro("has_code_on(codes, title, on_day)", f"codes >= {least} and {valid}")


def _macro(signature: str, body: str) -> str:
    return f"create or replace temp macro {signature} as ({body})"


def _variable(title: str) -> str:
    return '"' + title.replace('"', '""') + '"'


def _by_title(bits: Bits, test: Callable[[tuple[Span, ...]], str]) -> str:
    # The title is a literal, so the engine folds this to the one test that is meant.
    arms = " ".join(f"when {_quoted(title)} then {test(spans)}" for title, spans in bits.items())
    return f"case title {arms} else error('no such set') end" if bits else "error('no such set')"


def _least(spans: tuple[Span, ...]) -> str:
    return f"{min((span.bit for span in spans), default=0)}::ubigint"


def _has_bit_on(spans: tuple[Span, ...]) -> str:
    return "(" + " or ".join(_valid_on(span) for span in spans) + ")" if spans else "false"


def _valid_on(span: Span) -> str:
    tests = [f"(codes & {span.bit}::ubigint) <> 0"]
    tests += [f"on_day >= date '{span.first}'"] if span.first else []
    tests += [f"on_day <= date '{span.last}'"] if span.last else []
    return "(" + " and ".join(tests) + ")"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
