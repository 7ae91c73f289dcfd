"""What the tables of the operational database have in common: names, and marks on tables."""

from importlib import import_module
from pkgutil import iter_modules

from sqlalchemy import MetaData

import hub.store

# Every constraint has a name, so that a later migration can change it on both databases.
METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# Marks in `Table.info` and `Column.info`. Each is held by a test or by `Work`.
WALL = "wall"  # whose rows these are: a column, or THROUGH_AGREEMENT
THROUGH_AGREEMENT = "the parties of an agreement"
OPEN = "open"  # a row that belongs to nobody is everybody's to read
WORKING = "working"  # why a change here needs no event
WRITTEN_ONCE = "written once"  # rows are added, never changed or removed


def whole_metadata() -> MetaData:
    """Return the metadata with the tables of every store file."""
    for found in iter_modules(hub.store.__path__):
        import_module(f"hub.store.{found.name}")
    return METADATA
