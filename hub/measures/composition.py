"""Criteria that measures share: a file may begin with those of another, named in its header.

`-- criteria of: hospice` puts the criteria of criteria/hospice.sql before those of the file;
`-- criteria of: depression_remission | denominator_exclusion` those of that measure up to and
including the criterion. What runs, what the lineage follows and what the pages show is the whole.
"""

import re
from pathlib import Path

from hub.measures.header import Header, header_of
from schemas.record import record

FOLDER = Path(__file__).parent
SHARED = FOLDER / "criteria"
# The words above a criterion, then its name.
_CRITERION = re.compile(r"((?:^--.*\n)*)^(?:with )?([a-z][a-z0-9_]*) as \($", re.MULTILINE)


@record
class Source:
    """A file that lends its criteria."""

    header: Header
    criteria: str


def composed(sql: str, sources: tuple[Source, ...]) -> str:
    """Return the text of a measure file with the criteria that it borrows before its own."""
    if not sources:
        return sql
    head, own = _parted(sql)
    borrowed = ",\n\n".join(source.criteria for source in sources)
    return f"{head}\n{_opened(borrowed)},\n\n{re.sub('^with ', '', own, count=1, flags=re.M)}"


def sources_of(header: Header) -> tuple[Source, ...]:
    """Return the files whose criteria a header asks for; KeyError where there is no such."""
    return tuple(_source(name, *last) for name, *last in header.rows("criteria of"))


def criteria(sql: str) -> list[tuple[str, str]]:
    """Return each criterion in order: its name, and what is said above it."""
    return [(name, comment) for comment, name in _CRITERION.findall(_parted(sql)[1])]


def _source(name: str, last: str = "") -> Source:
    places = [folder / f"{name}.sql" for folder in (SHARED, FOLDER)]
    found = [place.read_text(encoding="utf-8") for place in places if place.exists()]
    if not found:
        raise KeyError(name)
    return Source(header=header_of(found[0]), criteria=_up_to(_parted(found[0])[1], last))


def _up_to(body: str, last: str) -> str:
    """Cut the body after the criterion of that name; after the last one where none is named."""
    closings = [found.start() for found in re.finditer(r"^\),?$", body, re.MULTILINE)]
    if last:
        [start] = [found.start() for found in _CRITERION.finditer(body) if found[2] == last]
        closings = [place for place in closings if place > start][:1]
    return re.sub("^with ", "", body[: closings[-1] + 1], count=1, flags=re.M)


def _opened(criteria: str) -> str:
    """Put the word with before the first criterion."""
    return re.sub(r"^([a-z][a-z0-9_]* as \()$", r"with \1", criteria, count=1, flags=re.M)


def _parted(sql: str) -> tuple[str, str]:
    """Part the header, up to the first line that is none of its, from what follows."""
    head, _, body = sql.partition("\n\n")
    return head + "\n", body
