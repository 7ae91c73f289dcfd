"""The data dictionary: every table and column of the record schema as one page.

`python -m schemas.dictionary` prints it; docs/data_dictionary.md holds it, and a test that it is
not stale.
"""

import sys

from schemas.code_system import ALIASES
from schemas.column import Column
from schemas.records import TABLES
from schemas.table import Table

_HEAD = """# Data dictionary

The record schema that every submission becomes; made from schemas/records by
`python -m schemas.dictionary`.

A coded column holds every code that was given, each with its system; in a CSV file write
`system|code`, several joined by `;`, or the code alone where the column names a system. A time is
two columns: the day as written, and the instant in UTC where one is known.
"""


def page() -> str:
    """Return the data dictionary as Markdown."""
    return _HEAD + "".join(_section(table) for table in TABLES.values())


def _section(table: Table) -> str:
    head = f"\n## {table.name}\n\n{table.means} Key: {', '.join(table.key)}.\n\n"
    rules = "| column | holds | needed | HIPAA | meaning |\n|---|---|---|---|---|\n"
    return head + rules + "".join(_line(column) for column in table.columns)


def _line(column: Column) -> str:
    holds = f"{column.kind}{_detail(column)}"
    needed = "yes" if column.required else ""
    return f"| {column.name} | {holds} | {needed} | {column.hipaa} | {column.means} |\n"


def _detail(column: Column) -> str:
    if column.one_of:
        return f": {', '.join(column.one_of)}"
    if column.refers_to:
        return f" ({column.refers_to})"
    if column.system:
        return f"; alone: {_short(column.system)}"
    if column.least is not None or column.most is not None:
        bounds = (column.least, column.most)
        return f" from {bounds[0]:g}" + (f" to {bounds[1]:g}" if bounds[1] is not None else "")
    return ""


def _short(system: str) -> str:
    return next((name for name, uri in ALIASES.items() if uri == system), system)


if __name__ == "__main__":
    sys.stdout.write(page())
