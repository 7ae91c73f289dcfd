"""Label a batch: Part 2 provenance and sensitivity, two columns and never one."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from policies.labelling.code_list import CodeLists, with_evidence
from policies.labelling.elements import FROM, FROM_ELSE, UNTIL
from policies.labelling.hits import hits, unknown_procedures
from policies.labelling.labels import Labels, with_labels
from policies.labelling.program_registry import ProgramRegistry
from policies.labelling.provenance import NO, WORDS, YES, Answers, provenance
from policies.labelling.received import PART_2, received
from policies.labelling.scope import claim_labels, widened
from schemas.batch import NONE_KNOWN
from schemas.column import Kind
from schemas.distinct import Distinct
from schemas.table import Table

# A narrower sensitivity code says the broader one too (HL7 v3-ActCode).
BROADER = {"ETHUD": "SUD", "OPIOIDUD": "SUD"}
MARKS = frozenset(PART_2.values())
# 42 CFR 2.12(a) follows the record of a program, whatever its codes say.
OF_PROGRAMS = "SUD"
MODES = ("provenance", "strict")


def label(
    rows: pl.DataFrame,
    table: Table,
    lists: CodeLists,
    registry: ProgramRegistry,
    mode: str = "provenance",
) -> pl.DataFrame:
    """Return the rows with part2_provenance (String) and sensitivity (List(String), sorted).

    `rows` has the schema of `table`, in which every row is about a person or none is. Claims are
    labelled whole as far as the batch holds them; `policies.labelling.scope` does the rest. In
    mode "strict" every record coded for substance use counts as a program's, as CMS has it.
    Sources: 42 CFR 2.11, 2.12(a), (d)(2)(ii); CMS beneficiary-fhir-data for lists and scope.
    """
    whole = with_labels(rows, labels_alone(rows, table, lists, registry, mode))
    return widened(whole, table, claim_labels(whole, table))


def columns_read(table: Table, distinct: Mapping[str, Distinct]) -> list[str]:
    """Return the columns of a table that labels are told from, but for codes known by value."""
    coded = [column.name for column in table.columns if column.kind is Kind.CODES]
    days = [*UNTIL, *FROM, *FROM_ELSE, "date_precision"]
    read = {*coded, *days, "practice", "provider"} - (set(coded) & distinct.keys())
    # At least one: the rows are counted by it.
    return [name for name in table.names if name in read] or list(table.key)


def labels_alone(
    rows: pl.DataFrame,
    table: Table,
    lists: CodeLists,
    registry: ProgramRegistry,
    mode: str = "provenance",
    *,
    distinct: Mapping[str, Distinct] = NONE_KNOWN,
) -> Labels:
    """Return the labels of each record by itself: for whoever sees all of a claim later.

    Of the rows some columns are read (`columns_read`). `distinct` holds, by name, columns of them
    by their distinct values, where those are known.
    """
    if not table.has_person:
        return _labels(np.full(rows.height, NO, np.uint8), {})
    found = reasons(rows, table, lists, distinct)
    answers = provenance(rows, table, registry)
    labelled = _rows_by_label(found)
    for mark in MARKS & labelled.keys():
        answers[labelled.pop(mark)] = YES
    for name, broader in BROADER.items():
        if name in labelled:
            labelled[broader] = np.union1d(labelled[name], labelled.get(broader, _NONE))
    if mode == "strict":
        answers[labelled.get(OF_PROGRAMS, _NONE)] = YES
    programs = np.flatnonzero(answers == YES).astype(np.uint32)
    if len(programs):
        labelled[OF_PROGRAMS] = np.union1d(labelled.get(OF_PROGRAMS, _NONE), programs)
    return _labels(answers, labelled)


def reasons(
    rows: pl.DataFrame,
    table: Table,
    lists: CodeLists,
    distinct: Mapping[str, Distinct] = NONE_KNOWN,
) -> pl.DataFrame:
    """Return every code that gives a row a label or marks it as a program's (columns of HITS)."""
    return pl.concat(
        [
            hits(rows, table, with_evidence(lists), distinct),
            unknown_procedures(rows, table, distinct),
            received(rows, table, distinct),
        ]
    )


_NONE = np.array([], dtype=np.uint32)


def _rows_by_label(found: pl.DataFrame) -> dict[str, npt.NDArray[np.uint32]]:
    parts = found.select("label", "row").unique().partition_by("label", as_dict=True)
    return {str(name): part["row"].to_numpy() for (name,), part in parts.items()}


def _labels(answers: Answers, labelled: dict[str, npt.NDArray[np.uint32]]) -> Labels:
    """Give each row the set of its labels: a bit for each label, a list for each set of bits."""
    names = sorted(labelled)
    bits = np.zeros(len(answers), dtype=np.uint32)
    for place, name in enumerate(names):
        bits[labelled[name]] |= np.uint32(1 << place)
    held = np.flatnonzero(bits)
    sets, which = np.unique(bits[held], return_inverse=True)
    bits[held] = which + 1
    lists = pl.Series(
        [[]] + [[name for place, name in enumerate(names) if int(of) >> place & 1] for of in sets],
        dtype=pl.List(pl.String),
    )
    return Labels(
        provenance=Distinct(values=WORDS, index=pl.Series(answers, dtype=pl.UInt32)),
        sensitivity=Distinct(values=lists, index=pl.Series(bits)),
    )
