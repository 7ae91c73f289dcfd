"""Cells that hold codes: `system|code`, joined by `;`, or a bare code of the column's own system.

Dirt that is seen for real and read here: dotted and undotted codes, ICD-9 among ICD-10, HCPCS
under either of its names, HCPCS codes in a diagnosis column.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from types import MappingProxyType

import polars as pl

from adapters.codes import NO_DIAGNOSIS, normalised, well_formed
from adapters.distinct import distinct
from adapters.violations import Violation
from schemas.code_system import CPT, HCPCS, ICD9CM, ICD10CM, ICD10PCS, canonical
from schemas.column import CODING, Column

REMEDIES = MappingProxyType(
    {
        "code-shape": "write each code as its code system writes it; join several by ;",
        "code-system": "give codes of the kind that the column is for, or name the code system"
        " as in system|code",
        "code-without-system": "name the code system of each code, as in system|code",
    }
)

# Five bare digits in a diagnosis column are an ICD-9-CM code without its dot below here, and a
# laboratory, medicine or visit code of CPT from here on [K].
FIRST_CPT_LIKELY = 80000

# Codes of behavioural services that look like ICD-10-CM without its dot, and are none of it [K].
SERVICES = re.compile(
    r"G03(23|96|97)|G04(4[234]|63)|G05[0-9]{2}|G2[02][0-9]{2}|H00(0[4-9]|10|1[78]|[2-5][0-9])"
    r"|J05(7[1-5]|92)|J2315|Q999[12]|T1015"
)

# A V-code of ICD-10-CM has seven characters, and its dot never stands behind an E and three digits.
OF_ICD9 = re.compile(r"V[0-9]{2}(\.?[0-9]{1,2})?|E[0-9]{3}\.[0-9]")
LENGTH_OF_SERVICE = 5
PROCEDURE_OF_ICD9 = re.compile(r"[0-9]{2}\.?[0-9]{1,2}")

Reading = tuple[str | None, str | None, str | None]


def read_codes(cells: pl.Series, column: Column) -> tuple[pl.Series, list[Violation]]:
    """Return the codings of each cell, and the rules that some cell breaks.

    Shapes: a list of (system, code) for each cell that holds a code, null for an empty or a broken
    one. Each cell is looked at: `cells` are the distinct ones of a column.
    """
    if cells.str.contains(";", literal=True).any():
        lists, rules = _several(cells, column)
    else:
        codings, rules = _codings(cells.to_list(), column)
        lists = codings.to_frame().select(pl.concat_list(pl.first())).to_series()
        lists = lists.set(codings.is_null(), None)
    if rules.null_count() == len(rules):
        return lists.alias(cells.name), []
    return lists.alias(cells.name), [
        Violation(
            rule=rule, field=column.name, remedy=remedy, mask=(rules == rule).fill_null(False)
        )
        for rule, remedy in REMEDIES.items()
        if (rules == rule).any()
    ]


def _several(cells: pl.Series, column: Column) -> tuple[pl.Series, pl.Series]:
    """Read distinct cells of which some hold several codes: their lists, and the first rule."""
    parts = (
        pl.DataFrame({"cell": cells.str.split(";")})
        .with_row_index("row")
        .explode("cell")
        .filter(pl.col("cell").str.strip_chars() != "")
    )
    codes = distinct(parts.get_column("cell"))
    codings, rules = _codings(codes.values.to_list(), column)
    parts = parts.with_columns(coding=codings.gather(codes.index), rule=rules.gather(codes.index))
    read = parts.group_by("row", maintain_order=True).agg(
        pl.col("coding"), rule=pl.col("rule").drop_nulls().first()
    )
    rows = pl.DataFrame({"row": pl.int_range(len(cells), dtype=pl.UInt32, eager=True)})
    joined = rows.join(read, on="row", how="left", maintain_order="left")
    lists = pl.when(pl.col("rule").is_null()).then(pl.col("coding"))
    return joined.select(lists).to_series(), joined.get_column("rule")


def _codings(codes: Sequence[str | None], column: Column) -> tuple[pl.Series, pl.Series]:
    """Read distinct codes: a coding each, null where a rule is broken, and that rule."""
    readings = [_read(code, column.system) for code in codes]
    parts = zip(*readings, strict=True) if readings else ((), (), ())
    names = ("system", "code", "rule")
    frame = pl.DataFrame(
        [pl.Series(name, part, pl.String) for name, part in zip(names, parts, strict=True)]
    )
    coding = pl.when(pl.col("code").is_not_null()).then(pl.struct("system", "code").cast(CODING))
    return frame.select(coding).to_series(), frame.get_column("rule")


@lru_cache(maxsize=2**17)
def _read(text: str | None, default: str | None) -> Reading:
    """Read one code as (system, code, rule): the rule is None where none is broken."""
    if text is None:
        return None, None, None
    named, bar, code = text.strip().rpartition("|")
    if not code.strip():
        return None, None, None if not bar else "code-shape"
    if bar:
        return _named(named.strip(), code, diagnosis=default == ICD10CM)
    if default is None:
        return _broken("code-without-system")
    told_apart = {ICD10CM: _bare_diagnosis, ICD10PCS: _bare_procedure}.get(default)
    return told_apart(code) if told_apart else _coding(default, code)


def _named(name: str, code: str, *, diagnosis: bool) -> Reading:
    """Read a code that comes with the name or URI of its system."""
    system = canonical(name)
    if ":" not in system or (diagnosis and system in NO_DIAGNOSIS):
        return _broken("code-system")
    return _coding(system, code)


def _bare_diagnosis(code: str) -> Reading:
    """Tell ICD-10-CM, ICD-9-CM and codes of services apart by their shapes."""
    bare = code.strip().upper()
    if SERVICES.fullmatch(bare):
        return _broken("code-system")
    if OF_ICD9.fullmatch(bare):
        return _coding(ICD9CM, bare)
    if well_formed(*normalised(ICD10CM, bare)):
        return _coding(ICD10CM, bare)
    if well_formed(*normalised(ICD9CM, bare)):
        likely_cpt = len(bare) == 5 and bare.isdecimal() and int(bare) >= FIRST_CPT_LIKELY
        return _broken("code-system") if likely_cpt else _coding(ICD9CM, bare)
    return _broken("code-system" if well_formed(*normalised(CPT, bare)) else "code-shape")


def _bare_procedure(code: str) -> Reading:
    """Tell the procedures of ICD-10-PCS, of ICD-9-CM and of HCPCS apart by their shapes."""
    bare = code.strip().upper()
    if PROCEDURE_OF_ICD9.fullmatch(bare):
        return _coding(ICD9CM, bare)
    system, service = normalised(HCPCS, bare)
    if len(bare) == LENGTH_OF_SERVICE and well_formed(system, service):
        return system, service, None
    return _coding(ICD10PCS, bare)


def _coding(system: str, code: str) -> Reading:
    """Return the code as it is kept, or that its system has no such code."""
    coding = normalised(system, code)
    return (*coding, None) if well_formed(*coding) else _broken("code-shape")


def _broken(rule: str) -> Reading:
    return None, None, rule
