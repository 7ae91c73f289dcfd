"""45 CFR 164.514(b)(2)(i)(D), (G): keys of digits alone that are all such as persons have."""

from collections.abc import Iterator

import polars as pl

from policies.deidentification.finding import Finding
from policies.deidentification.identifiers.social_security_number import NINE_DIGITS_AS_KEY
from policies.deidentification.identifiers.telephone_number import TELEPHONE_NUMBER
from policies.deidentification.scan import sampled
from schemas.batch import Batch
from schemas.column import Hipaa, Kind
from schemas.record import record


@record
class _Kind:
    """A number that has a form of its own, and how many of its first digits tell its region."""

    rule: str
    written: str
    region: int
    question: str


KINDS = (
    _Kind(
        rule=NINE_DIGITS_AS_KEY.name,
        written=f"^(?:{NINE_DIGITS_AS_KEY.whole})$",
        region=3,
        question="are these social security numbers? All of them could be; make the keys anew",
    ),
    _Kind(
        rule=TELEPHONE_NUMBER.name,
        written=f"^(?:{TELEPHONE_NUMBER.whole})$",
        region=6,
        question="are these telephone numbers? All of them could be; make the keys anew",
    ),
)
# Of so many numbers that mean something else some would be none; those that are counted on, or
# begin with the day, begin alike.
ENOUGH, REGIONS = 500, 50


def telling_numbers(batch: Batch) -> Iterator[Finding]:
    """Question columns of keys all of which could be numbers of persons, and from everywhere."""
    if not batch.table.has_person:
        return
    for column in batch.table.columns:
        if column.kind not in {Kind.KEY, Kind.REFERENCE} or column.hipaa is Hipaa.PROVIDER:
            continue
        keys = sampled(batch.values(column.name))
        kind = next((each for each in KINDS if _are_all(keys, each)), None)
        if kind is not None:
            hit = batch.cells(column.name).is_not_null()
            yield Finding(column.name, kind.rule, kind.question, hit, question=True)


def _are_all(keys: pl.Series, kind: _Kind) -> bool:
    if len(keys) < ENOUGH or not keys.str.contains(kind.written).all():
        return False
    return keys.str.slice(0, kind.region).n_unique() >= REGIONS
