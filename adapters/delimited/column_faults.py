"""What is wrong with the columns of a file: errors among these condemn the file as a whole."""

from collections.abc import Sequence, Set

from adapters.delimited.header import Header
from adapters.delimited.text_batches import Layout
from schemas.column import Column
from schemas.fault import Fault


def column_faults(
    layout: Layout, known: Set[str], missing: Sequence[Column], wanted: Sequence[Column]
) -> list[Fault]:
    """Return the faults of columns that come twice, that are missing, and that nobody knows.

    Of columns that are `wanted` beside others, and missing, it is warned.
    """
    header = layout.header
    unknown = [
        name
        for name in header.names
        if name not in known and name.partition(" (")[0] not in header.repeated
    ]
    return [
        *(
            _fault(layout, "repeated-column", name, "give each column once")
            for name in header.repeated
        ),
        *(
            _fault(layout, "missing-column", name, f"add the column {name}: {column.means}")
            for name, column in {column.name: column for column in missing}.items()
        ),
        *(
            wanted_column(layout, name, f"add the column {name}: {column.means}")
            for name, column in {column.name: column for column in wanted}.items()
        ),
        *(unknown_column(layout, name) for name in unknown),
    ]


def unknown_column(layout: Layout, name: str) -> Fault:
    """Return the fault of a column that means nothing."""
    remedy = "leave the column out, or name it as the data dictionary does"
    return _fault(layout, "unknown-column", name, remedy)


def wanted_column(layout: Layout, name: str, remedy: str) -> Fault:
    """Return the warning of a column without which others of the file say too little."""
    return _fault(layout, "wanted-column", name, remedy, "warning")


def nameless_columns(header: Header) -> set[str]:
    """Return the columns without a name: harmless while empty, as behind a last comma."""
    columns = zip(header.names, header.written, strict=True)
    return {name for name, written in columns if not written.strip()}


def _fault(layout: Layout, rule: str, field: str, remedy: str, severity: str = "error") -> Fault:
    return Fault(
        rule=rule,
        remedy=remedy,
        file=layout.file,
        table=layout.table,
        field=field,
        severity=severity,
    )
