"""Where things lie: the project, and third-party decks that may lie beside it."""

from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
SHARED = PROJECT.parent / "shared" / "data"


def shared(*parts: str) -> Path:
    """Return a place among the third-party decks; skip the test where they are absent."""
    place = SHARED.joinpath(*parts)
    if not place.exists():
        pytest.skip(f"the third-party deck {'/'.join(parts)} is not on this machine")
    return place
