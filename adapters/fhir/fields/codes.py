"""Coded elements: every code that the sender gave, normalised; or one word of a closed list."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import polars as pl

from adapters.fhir.columns import all_are
from adapters.fhir.concepts import (
    MISPLACED,
    MISSHAPEN,
    NAMELESS,
    NOTHING,
    UNREADABLE,
    Reading,
    lists_of,
    parts,
    read_concepts,
)
from adapters.fhir.datatypes import ABSENT
from adapters.fhir.failures import FAILURES
from adapters.fhir.field import Filled, camel, violation
from adapters.fhir.rows import At, Rows
from adapters.fhir.spellings import numbered
from adapters.fhir.unit import Unit
from adapters.violations import Violation
from schemas.column import CODING
from schemas.record import record

REMEDIES = {
    UNREADABLE: "give a CodeableConcept or a Coding as FHIR R4 has it",
    MISSHAPEN: "write each code as its code system writes it",
    MISPLACED: "give codes of the kind that the element is for",
    NAMELESS: "name the code system of each code",
}
LISTS = pl.List(CODING)


@record
class Codes:
    """One column of lists of codes, from one place; `system` is meant where none is named."""

    column: str
    at: At
    path: str
    system: str | None

    @property
    def paths(self) -> Mapping[str, str]:
        """The path of the column's element."""
        return {self.column: self.path}

    def fill(self, rows: Rows, unit: Unit) -> Filled:
        """Read each distinct spelling once, and hand out what they say."""
        del unit
        spellings = rows.values(self.at)
        if all_are(spellings, ABSENT):
            return Filled(columns=(rows.nothing(LISTS).alias(self.column),))
        distinct, numbers = numbered(spellings)
        readings = [read_concepts(one, self.system) if one else NOTHING for one in distinct]
        refused = [not read.sound for read in readings]
        return Filled(
            columns=(lists_of(readings).alias(self.column)[numbers],),
            violations=tuple(self._violations(readings, numbers)),
            uncast={self.column: pl.Series(refused)[numbers]} if any(refused) else {},
            surplus=self._surplus(readings),
        )

    def _violations(self, readings: list[Reading], numbers: pl.Series) -> Iterator[Violation]:
        """A code beside a sound one is a warning: the element says what it says without it."""
        broken = {(read.rule, read.sound) for read in readings if read.rule}
        for rule, sound in sorted(broken):
            mask = pl.Series([read.rule == rule and read.sound == sound for read in readings])
            yield Violation(
                rule=rule,
                field=self.path,
                remedy=REMEDIES[rule],
                mask=mask[numbers],
                warning=sound,
            )

    def _surplus(self, readings: list[Reading]) -> Mapping[str, list[str]]:
        texts = [text for read in readings for text in read.texts]
        return {f"{self.path}.text": texts} if texts else {}


@record
class Word:
    """One column that takes what `read` makes of the element's JSON, once for each spelling.

    `read` may raise one of FAILURES: the element is none then.
    """

    column: str
    at: At
    path: str
    read: Callable[[bytes], str | None]

    @property
    def paths(self) -> Mapping[str, str]:
        """The path of the column's element."""
        return {self.column: self.path}

    def fill(self, rows: Rows, unit: Unit) -> Filled:
        """Read each distinct spelling once."""
        del unit
        spellings = rows.values(self.at)
        if all_are(spellings, ABSENT):
            return Filled(columns=(rows.nothing(pl.String).alias(self.column),))
        distinct, numbers = numbered(spellings)
        words, unreadable = self._words(distinct)
        found = pl.Series(self.column, words, dtype=pl.String)[numbers]
        if not any(unreadable):
            return Filled(columns=(found,))
        mask = pl.Series(unreadable)[numbers]
        return Filled(
            columns=(found,),
            violations=tuple(violation(UNREADABLE, self.path, REMEDIES[UNREADABLE], mask)),
            uncast={self.column: mask},
        )

    def _words(self, spellings: list[bytes]) -> tuple[list[str | None], list[bool]]:
        """Return the word of each spelling, and which of them cannot be read."""
        words: list[str | None] = []
        unreadable = []
        for spelling in spellings:
            try:
                words.append(self.read(spelling) if spelling else None)
                unreadable.append(False)
            except FAILURES:
                words.append(None)
                unreadable.append(True)
        return words, unreadable


def _code_of(spelling: bytes, system: str) -> str | None:
    """Return the code of a system, or else the first code."""
    coded = [coding for coding in parts(spelling)[0] if coding.code]
    coded.sort(key=lambda coding: coding.system != system)
    return (coded[0].code or "").strip() if coded else None


def codes(column: str, at: At = "", *, path: str = "", system: str | None = None) -> Codes:
    """Codes of an element, which stands under the column's own name unless a place is given."""
    at = at or column
    return Codes(column=column, at=at, path=path or _path(at, column), system=system)


def coded_word(column: str, *, system: str) -> Word:
    """A word of a closed list that FHIR codes in `system`."""
    return spelled(column, column, partial(_code_of, system=system))


def spelled(column: str, at: str, read: Callable[[bytes], str | None]) -> Word:
    """A word that is worked out from the JSON of a coded element."""
    return Word(column=column, at=at, path=camel(at), read=read)


def _path(at: At, column: str) -> str:
    return camel(at if isinstance(at, str) else column)
