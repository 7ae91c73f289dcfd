"""A part of a list, bounded, and where the following one begins."""

from collections.abc import Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def part_of(
    items: Sequence[Item], *, after: str, limit: int, key: Callable[[Item], str]
) -> tuple[Sequence[Item], str | None]:
    """Return the items behind the one called `after`, and the last of them where more follow.

    Nothing where no item is called so: what a page ended with may be gone.
    """
    keys = [key(each) for each in items]
    if after and after not in keys:
        return (), None
    begins = keys.index(after) + 1 if after else 0
    found = items[begins : begins + limit]
    more = begins + limit < len(items)
    return found, keys[begins + limit - 1] if more and found else None
