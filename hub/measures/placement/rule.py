"""The rules of record: SQL files that run on the engine as measures do, and place every person."""

from datetime import date
from functools import cache
from pathlib import Path

from hub.measures.header import header_of
from hub.measures.query import DirectCode, NamedSet
from schemas.record import record

FOLDER = Path(__file__).parent
IDENTIFIER = "HUB-ATTRIBUTION"


@record
class PlacementRule:
    """A rule of record: what it is called, when it was last reviewed, and its SQL."""

    identifier: str
    title: str
    version: str
    reviewed: date
    dates_needed: str
    value_sets: tuple[NamedSet, ...]
    codes: tuple[DirectCode, ...]
    sql: str


@cache
def rule_named(name: str) -> PlacementRule:
    """Return the rule of the file of that name; FileNotFoundError where there is none."""
    sql = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    header = header_of(sql)
    return PlacementRule(
        identifier=IDENTIFIER,
        title=header.one("title"),
        version=header.one("version"),
        reviewed=date.fromisoformat(header.one("reviewed")),
        dates_needed=header.one("dates needed"),
        value_sets=tuple(
            NamedSet(title=title, oid=oid, owner=IDENTIFIER)
            for title, oid in header.rows("value set")
        ),
        codes=(),
        sql=sql,
    )
