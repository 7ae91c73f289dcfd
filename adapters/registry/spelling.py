"""Words of many spellings to the one that is meant."""

from collections.abc import Iterable, Mapping

import polars as pl

from adapters.delimited.header import Header
from adapters.delimited.sheet import Spell


def meanings(header: Header, spellings: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return, by what is meant, the first column of the file that means it.

    `spellings` holds names as `read_header` writes them; what is meant is a spelling of itself.
    """
    means = {spelling: word for word, known in spellings.items() for spelling in (word, *known)}
    found: dict[str, str] = {}
    for name in header.names:
        if name in means:
            found.setdefault(means[name], name)
    return found


def words(spellings: Mapping[str, Iterable[str]]) -> Spell:
    """Return what gives each cell, but for case and punctuation, the word that it spells.

    Cells that spell none of the words stay as they are.
    """
    known = {
        squeezed(spelling): word for word, found in spellings.items() for spelling in (word, *found)
    }

    def spell(cell: pl.Expr) -> pl.Expr:
        plain = cell.str.to_lowercase().str.replace_all(r"[^a-z0-9]", "")
        return plain.replace_strict(known, default=None, return_dtype=pl.String).fill_null(cell)

    return spell


def squeezed(text: str) -> str:
    """Return the letters and digits of a text, in lower case."""
    return "".join(character for character in text.lower() if character.isalnum())
