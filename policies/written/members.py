"""Reading the members of a JSON object, and collecting what is wrong with them."""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar

Choice = TypeVar("Choice", bound=StrEnum)


class Members:
    """The members of one JSON object; what is wrong is collected in `problems`, never a value.

    Each reader returns None, or nothing, where the member is absent or wrong. At the end `unknown`
    reports the members that nobody asked for.
    """

    def __init__(self, held: Mapping[str, object], problems: list[str], *, within: str) -> None:
        self._held, self._problems, self._within = held, problems, within
        self._asked = set[str]()

    def text(self, name: str, *, required: bool = True) -> str:
        """Return a text that is not empty."""
        value = self._value(name, required=required)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if value is not None:
            self.complain(name, "is not a text")
        return ""

    def flag(self, name: str, *, otherwise: bool) -> bool:
        """Return true or false."""
        value = self._value(name, required=False)
        if isinstance(value, bool):
            return value
        if value is not None:
            self.complain(name, "is neither true nor false")
        return otherwise

    def number(self, name: str) -> float | None:
        """Return a number that is not negative."""
        value = self._value(name, required=False)
        if value is None or (
            isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
        ):
            return value
        self.complain(name, "is not a number of zero or more")
        return None

    def words(self, name: str, *, required: bool = True) -> frozenset[str]:
        """Return a list of texts, or a single text as a list of one."""
        value = self._value(name, required=required)
        items = [value] if isinstance(value, str) else value
        if isinstance(items, list) and all(isinstance(item, str) and item for item in items):
            return frozenset(str(item).strip() for item in items)
        if value is not None:
            self.complain(name, "is not a list of texts")
        return frozenset()

    def chosen(self, name: str, choices: type[Choice], *, otherwise: Choice | None) -> Choice:
        """Return one of the choices; required where there is no `otherwise`."""
        written = self.text(name, required=otherwise is None)
        known = {str(choice): choice for choice in choices}
        if written and written not in known:
            self.complain(name, f"is none of {', '.join(known)}")
        return known.get(written, otherwise or next(iter(choices)))

    def among(
        self,
        name: str,
        known: Collection[str],
        *,
        kind: str,
        required: bool = True,
        spelled: Callable[[str], str] = str,
    ) -> frozenset[str]:
        """Return a list of words, all of which must be known once `spelled` has read them."""
        found = frozenset(spelled(word) for word in self.words(name, required=required))
        if found - set(known):
            self.complain(name, f"holds a word that is no {kind}")
        return found & set(known)

    def day(self, name: str, *, required: bool = True) -> date | None:
        """Return a day, written YYYY-MM-DD."""
        written = self.text(name, required=required)
        try:
            return date.fromisoformat(written) if written else None
        except ValueError:
            self.complain(name, "is not a day, YYYY-MM-DD")
            return None

    def instant(self, name: str) -> datetime | None:
        """Return an instant; a day is its first instant, and UTC where no time zone is given."""
        written = self.text(name, required=False)
        try:
            found = datetime.fromisoformat(written) if written else None
        except ValueError:
            self.complain(name, "is neither a day nor an instant")
            return None
        return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found

    def objects(self, name: str, *, required: bool = True) -> list[Mapping[str, object]]:
        """Return a list of objects."""
        value = self._value(name, required=required)
        if isinstance(value, list) and all(isinstance(item, Mapping) for item in value):
            return value
        if value is not None:
            self.complain(name, "is not a list of objects")
        return []

    def one_object(self, name: str, *, required: bool = True) -> Mapping[str, object] | None:
        """Return an object."""
        value = self._value(name, required=required)
        if isinstance(value, Mapping):
            return value
        if value is not None:
            self.complain(name, "is not an object")
        return None

    def ask(self, name: str) -> None:
        """Note that a member is known, whatever it holds."""
        self._asked.add(name)

    def is_null(self, name: str) -> bool:
        """Tell whether the member is there and null."""
        self._asked.add(name)
        return name in self._held and self._held[name] is None

    def is_object(self, name: str) -> bool:
        """Tell whether the member is there and an object."""
        return isinstance(self._held.get(name), Mapping)

    def is_list_of_texts(self, name: str) -> bool:
        """Tell whether the member is there and a list that begins with a text."""
        held = self._held.get(name)
        return isinstance(held, list) and bool(held) and isinstance(held[0], str)

    def complain(self, name: str, what: str) -> None:
        """Note that something is wrong with a member."""
        self._problems.append(f"{self._within}{name} {what}")

    def unknown(self) -> None:
        """Note each member that nobody has asked for."""
        for name in sorted(set(self._held) - self._asked):
            self.complain(name, "is not known")

    def _value(self, name: str, *, required: bool) -> object:
        self._asked.add(name)
        value = self._held.get(name)
        if value is None and required:
            self.complain(name, "is missing")
        return value
