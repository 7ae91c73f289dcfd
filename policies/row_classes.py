"""The classes that rows fall into: what a rule may look at and that differs from row to row.

That is provenance, sensitivity labels, the person's consent state and opt-out, and whether the
person's plan lacks its sponsor's authorisation. No day and no person is part of a class. A class is
one whole number per row, so that ten million rows cost a few columns of numbers and a hundred calls
of the rules.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from policies.consent.consent import NO_CONSENT, ConsentState
from policies.consent.states import ConsentStates
from policies.request import Provenance
from schemas.record import record

MOST_CLASSES = 10_000
_MOST_NUMBERS = 10_000_000
_LABELS_OF_A_MASK = 60
_STANDING = ["state", "opted_out", "unauthorised"]
NOBODY = pl.Series(dtype=pl.String)
Codes = npt.NDArray[np.int64]


class TooManyClasses(Exception):
    """The rows fall into so many classes that something personal must have got into the key."""


@record
class RowClass:
    """What all rows of one class have in common, and how many there are."""

    code: int
    rows: int
    provenance: Provenance
    sensitivity: frozenset[str]
    consent: ConsentState
    opted_out: bool
    unauthorised_plan: bool


@record
class RowClasses:
    """The class of each row by its number, below `bound`, and the classes that there are."""

    codes: Codes
    bound: int
    present: tuple[RowClass, ...]


def row_classes(
    rows: pl.DataFrame | pl.LazyFrame,
    states: ConsentStates,
    *,
    unauthorised: pl.Series = NOBODY,
) -> RowClasses:
    """Return the class of each row, in the order of the rows; TooManyClasses from 10,000 on.

    `rows` has part2_provenance (null counts as unknown), sensitivity (a list; null counts as empty)
    and, where rows are about persons, person. `unauthorised` are the persons whose plan lacks its
    sponsor's authorisation, each once.
    """
    lazy = rows.lazy()
    about_persons = "person" in lazy.collect_schema().names()
    named = ("part2_provenance", "sensitivity", *(("person",) if about_persons else ()))
    held = lazy.select(named).collect()
    provenance, provenances = _provenance(held["part2_provenance"])
    labels, label_sets = _labels(held["sensitivity"])
    standing, standings = _standing(held, _known(states, unauthorised), states)
    bound = len(provenances) * len(label_sets) * len(standings)
    if bound > _MOST_NUMBERS:
        raise TooManyClasses(f"up to {bound} classes of rows")
    codes = (provenance * len(label_sets) + labels) * len(standings) + standing
    counts = np.bincount(codes, minlength=bound)
    present = np.flatnonzero(counts)
    if len(present) >= MOST_CLASSES:
        raise TooManyClasses(f"{len(present)} classes of rows")
    shape = (len(provenances), len(label_sets), len(standings))
    parts = zip(*(part.tolist() for part in np.unravel_index(present, shape)), strict=True)
    found = tuple(
        RowClass(
            code=int(code),
            rows=int(counts[code]),
            provenance=provenances[first],
            sensitivity=label_sets[second],
            consent=standings[third][0],
            opted_out=standings[third][1],
            unauthorised_plan=standings[third][2],
        )
        for code, (first, second, third) in zip(present, parts, strict=True)
    )
    return RowClasses(codes=codes, bound=bound, present=found)


def _provenance(column: pl.Series) -> tuple[Codes, Sequence[Provenance]]:
    words = [str(word) for word in Provenance]
    coded = column.cast(pl.String).cast(pl.Enum(words), strict=False)
    # A word that nobody knows is as good as none.
    known = coded.fill_null(Provenance.UNKNOWN)
    return known.to_physical().cast(pl.Int64).to_numpy(), list(Provenance)


def _labels(column: pl.Series) -> tuple[Codes, Sequence[frozenset[str]]]:
    """Number the sets of labels: 0 is the empty set, which most rows have."""
    lengths = column.list.len().fill_null(0).cast(pl.Int64).to_numpy()
    labelled = np.flatnonzero(lengths)
    codes = np.zeros(len(column), dtype=np.int64)
    if not len(labelled):
        return codes, [frozenset()]
    labels = column.explode(empty_as_null=False, keep_nulls=False).fill_null("")
    names = labels.unique().sort()
    numbers = labels.cast(pl.Enum(names)).to_physical().cast(pl.Int64).to_numpy()
    starts = np.cumsum(lengths[labelled]) - lengths[labelled]
    sets = _distinct_sets(numbers, starts, len(names))
    codes[labelled] = sets + 1
    examples = labelled[np.unique(sets, return_index=True)[1]]
    found = column.gather(examples).to_list()
    return codes, [frozenset(), *(frozenset(label or "" for label in one) for one in found)]


def _distinct_sets(numbers: Codes, starts: Codes, names: int) -> Codes:
    """Number the sets that lie one after the other in `numbers`, each from its start on.

    A set becomes a mask with a bit for each label, 60 labels at a time.
    """
    sets = np.zeros(len(starts), dtype=np.int64)
    for first in range(0, names, _LABELS_OF_A_MASK):
        inside = (numbers >= first) & (numbers < first + _LABELS_OF_A_MASK)
        bits = np.where(inside, np.int64(1) << np.where(inside, numbers - first, 0), 0)
        masks, kinds = _dense(np.bitwise_or.reduceat(bits, starts))
        sets, _ = _dense(sets * kinds + masks)
    return sets


def _dense(numbers: Codes) -> tuple[Codes, int]:
    column = pl.Series(numbers)
    distinct = column.unique().sort()
    return distinct.search_sorted(column).cast(pl.Int64).to_numpy(), len(distinct)


def _known(states: ConsentStates, unauthorised: pl.Series) -> pl.DataFrame:
    """Return person, state, opted_out and unauthorised of everybody of whom anything is known."""
    if unauthorised.is_empty():
        return states.people.with_columns(unauthorised=pl.lit(value=False))
    lacking = pl.DataFrame({"person": unauthorised}).with_columns(unauthorised=pl.lit(value=True))
    return states.people.join(lacking, on="person", how="full", coalesce=True).with_columns(
        pl.col("state").fill_null(NO_CONSENT.title),
        pl.col("opted_out", "unauthorised").fill_null(value=False),
    )


def _standing(
    held: pl.DataFrame, people: pl.DataFrame, states: ConsentStates
) -> tuple[Codes, Sequence[tuple[ConsentState, bool, bool]]]:
    codes = np.zeros(held.height, dtype=np.int64)
    known = people.select(_STANDING).unique(maintain_order=True)
    standings = [(NO_CONSENT, False, False)] + [
        (states.meanings[title], opted_out, lacking)
        for title, opted_out, lacking in known.iter_rows()
    ]
    if "person" not in held.columns or known.is_empty():
        return codes, standings
    people = people.join(known.with_row_index("standing", offset=1), on=_STANDING, how="left")
    # A look-up by hash leaves few rows for the exact join.
    candidates = held["person"].hash().is_in(people["person"].hash().implode()).arg_true()
    found = (
        pl.DataFrame({"row": candidates, "person": held["person"].gather(candidates)})
        .join(people.select("person", "standing"), on="person", how="inner")
        .select("row", "standing")
    )
    codes[found["row"].to_numpy()] = found["standing"].to_numpy()
    return codes, standings
