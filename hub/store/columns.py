"""The types of the columns, equal on SQLite and PostgreSQL."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Integer,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.types import TypeEngine

from hub.platform.canonical import canonical_json

Id = String(64)
Word = String(64)
Digest = String(64)
Line = String(500)
Count = BigInteger()
Whole = Integer()
Octets = LargeBinary()


class Instant(TypeDecorator[datetime]):
    """An instant in UTC: `timestamptz`, and on SQLite a text that sorts as the instants do."""

    impl = String(32)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type that the database has for it."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(String(32))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Return what is stored; ValueError for a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        """Return the instant, in UTC."""
        if value is None:
            return None
        found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return found.astimezone(UTC)


class Document(TypeDecorator[Any]):
    """A JSON document as its canonical text: what was hashed or signed is what is stored."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        """Return the canonical text."""
        return None if value is None else canonical_json(value).decode()

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        """Return the document."""
        return None if value is None else json.loads(value)


class Words(Document):
    """A few words, in order."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Return the canonical text of the list."""
        return super().process_bind_param(None if value is None else list(value), dialect)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Return the words as a tuple."""
        words = super().process_result_value(value, dialect)
        return None if words is None else tuple(words)


def required(name: str, kind: Any, *more: Any, **options: Any) -> "Column[Any]":
    """A column that every row fills."""
    return Column(name, kind, *more, nullable=False, **options)


def optional(name: str, kind: Any, *more: Any, **options: Any) -> "Column[Any]":
    """A column that a row may leave empty."""
    return Column(name, kind, *more, nullable=True, **options)
