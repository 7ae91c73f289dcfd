"""How columns lie in a file: what repeats is kept once, and which of it comes back as such."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum, auto
from functools import cache

import polars as pl
import pyarrow as pa

from hub.vault.labels import PROVENANCE, SENSITIVITY, held_schema
from schemas.column import Column, Kind
from schemas.records import TABLES
from schemas.table import Table

# Few in a directory, many in a file.
DIRECTORY = frozenset({"practice", "provider"})
# Values that hardly repeat: a dictionary of them would cost time and save nothing.
DISTINCT = frozenset({Kind.KEY, Kind.PERSON, Kind.REFERENCE})


class Form(Enum):
    """How the values of a column lie in a file."""

    CODES = auto()
    WORDS = auto()
    WORD = auto()
    REPEATING = auto()
    DISTINCT = auto()


def form_of(table: Table, name: str) -> Form:
    """Return the form of a column of the table, or of one that the hub adds."""
    return _forms(table.name).get(name, Form.REPEATING)


def interned(table: Table, columns: Iterable[str], categories: pl.Categories) -> list[pl.Expr]:
    """Return the casts that turn repeating texts into categories."""
    types = interned_types(table, columns, categories)
    return [pl.col(name).cast(kind) for name, kind in types.items()]


def interned_types(
    table: Table, columns: Iterable[str], categories: pl.Categories
) -> Mapping[str, pl.DataType]:
    """Return the types, by column, in which repeating texts are categories.

    Codes keep their shape, list of (system, code), with both parts as categories.
    """
    word = pl.Categorical(categories)
    types: dict[Form, pl.DataType] = {
        Form.CODES: pl.List(pl.Struct({"system": word, "code": word})),
        Form.WORDS: pl.List(word),
        Form.WORD: word,
    }
    forms = {name: form_of(table, name) for name in columns}
    return {name: types[form] for name, form in forms.items() if form in types}


def dictionary_paths(table: Table, columns: Iterable[str]) -> list[str]:
    """Return the Parquet paths of the columns whose values a file keeps in a dictionary."""
    forms = {name: form_of(table, name) for name in columns}
    return [
        path
        for name, form in forms.items()
        if form is not Form.DISTINCT
        for path in _paths(name, form)
    ]


def read_as_dictionary(table: Table, columns: Iterable[str]) -> list[str]:
    """Return the Parquet paths that come back as dictionaries of Arrow, at a fraction of the cost.

    Not the sensitivity: DuckDB cannot read a batch of empty lists over a dictionary.
    """
    repeated = _dictionaries(table.name)
    return [path for name in columns for path in repeated.get(name, ())]


@cache
def _dictionaries(table: str) -> Mapping[str, Sequence[str]]:
    """The Parquet paths of the columns that come back as dictionaries, by column."""
    return {
        name: _paths(name, form)
        for name, form in _forms(table).items()
        if form in {Form.CODES, Form.WORD}
    }


def arrow_type(table: Table, name: str) -> pa.DataType:
    """Return the type in which a column comes out of the vault."""
    return _arrow_types(table.name)[name]


def plain_type(kind: pa.DataType) -> pa.DataType:
    """Return the type of the same values without dictionaries."""
    if pa.types.is_dictionary(kind):
        return kind.value_type
    if pa.types.is_list(kind):
        return pa.list_(kind.value_field.with_type(plain_type(kind.value_type)))
    if pa.types.is_struct(kind):
        return pa.struct([field.with_type(plain_type(field.type)) for field in kind])
    return kind


@cache
def _arrow_types(table: str) -> Mapping[str, pa.DataType]:
    word = pa.dictionary(pa.int32(), pa.string())
    of_forms = {
        Form.CODES: pa.list_(pa.field("element", pa.struct({"system": word, "code": word}))),
        Form.WORDS: pa.list_(pa.field("element", pa.string())),
        Form.WORD: word,
    }
    plain = pl.DataFrame(schema=held_schema(TABLES[table])).to_arrow().schema
    return {
        field.name: of_forms.get(form_of(TABLES[table], field.name))
        or (pa.string() if pa.types.is_large_string(field.type) else field.type)
        for field in plain
    }


@cache
def _forms(table: str) -> Mapping[str, Form]:
    added = {PROVENANCE: Form.WORD, SENSITIVITY: Form.WORDS}
    columns = {column.name: _form(column) for column in TABLES[table].columns}
    return columns | added


def _form(column: Column) -> Form:
    if column.kind is Kind.CODES:
        return Form.CODES
    if column.kind is Kind.CHOICE or column.refers_to in DIRECTORY:
        return Form.WORD
    # Amounts of money, unlike days and counts, hardly repeat.
    distinct = column.kind in DISTINCT or column.name.endswith("_amount")
    return Form.DISTINCT if distinct else Form.REPEATING


def _paths(name: str, form: Form) -> list[str]:
    """A list is two levels deeper in Parquet, and a coding has two parts."""
    if form is Form.CODES:
        return [f"{name}.list.element.{part}" for part in ("system", "code")]
    return [f"{name}.list.element"] if form is Form.WORDS else [name]
