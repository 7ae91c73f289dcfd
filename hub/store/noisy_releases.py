"""The privacy budget of each year, what was spent of it, and the noisy tables: drawn once, kept.

The budget is one row a year, spent by one statement, so that two releases at the same moment never
overspend it. What was spent is never given back, and the rows of a release are written once.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Table, select, update

from hub.store.columns import Digest, Document, Id, Instant, Whole, Word, optional, required
from hub.store.metadata import METADATA, WRITTEN_ONCE
from hub.store.work import Work
from schemas.record import record

PRIVACY_BUDGETS = Table(
    "privacy_budgets",
    METADATA,
    required("year", Whole, primary_key=True, autoincrement=False),
    required("spent", Whole),
)

NOISY_RELEASES = Table(
    "noisy_releases",
    METADATA,
    required("release", Id, ForeignKey("releases.id"), primary_key=True),
    required("first_year", Whole),
    required("last_year", Whole),
    required("mechanism", Word),
    required("epsilon", Whole),
    required("contribution", Whole),
    required("document", Document()),
    required("made_at", Instant()),
    # Of the counts that the noise was drawn for, known again by whoever has the key alone.
    required("mark", Digest, index=True),
    optional("drawn_with", Id),
    info={WRITTEN_ONCE: True},
)


@record
class PrivacyBudget:
    """What noisy releases have cost the persons of a year so far, in thousandths of epsilon."""

    year: int
    spent: int


@record
class NoisyRelease:
    """The noisy table of a release: what it cost each of its years, and what it says.

    `epsilon` is in thousandths; `contribution` in how many cells one person may count. `drawn_with`
    is the release whose noise it took over, for the same counts of the same files: at no cost.
    """

    release: str
    first_year: int
    last_year: int
    mechanism: str
    epsilon: int
    contribution: int
    document: Mapping[str, Any]
    made_at: datetime
    mark: str
    drawn_with: str | None = None


def spend(work: Work, *, year: int, epsilon: int, limit: int) -> bool:
    """Spend so much of a year's budget; false, and nothing is spent, where it is not left."""
    work.add_if_absent(PRIVACY_BUDGETS, PrivacyBudget(year=year, spent=0))
    left = update(PRIVACY_BUDGETS).where(
        PRIVACY_BUDGETS.c.year == year, PRIVACY_BUDGETS.c.spent + epsilon <= limit
    )
    return work.change(left.values(spent=PRIVACY_BUDGETS.c.spent + epsilon)) == 1


def spend_up_to(work: Work, year: int, spent: int) -> bool:
    """Let a year have at least so much spent, whatever it affords; tell whether it had less."""
    work.add_if_absent(PRIVACY_BUDGETS, PrivacyBudget(year=year, spent=0))
    less = update(PRIVACY_BUDGETS).where(
        PRIVACY_BUDGETS.c.year == year, PRIVACY_BUDGETS.c.spent < spent
    )
    return work.change(less.values(spent=spent)) == 1


def spent(work: Work, year: int) -> int:
    """Return what was spent of a year's budget, in thousandths."""
    query = select(PRIVACY_BUDGETS.c.spent).where(PRIVACY_BUDGETS.c.year == year)
    return int(work.value(query) or 0)


def years(work: Work) -> tuple[int, ...]:
    """Return the years of which something is spent, the latest first."""
    query = select(PRIVACY_BUDGETS).where(PRIVACY_BUDGETS.c.spent > 0)
    found = work.rows(PrivacyBudget, query.order_by(PRIVACY_BUDGETS.c.year.desc()))
    return tuple(each.year for each in found)


def add(work: Work, made: NoisyRelease) -> None:
    """Keep a noisy table."""
    work.add(NOISY_RELEASES, made)


def of_release(work: Work, release: str) -> NoisyRelease | None:
    """Return the noisy table of a release."""
    return work.one(NoisyRelease, select(NOISY_RELEASES).where(NOISY_RELEASES.c.release == release))


def drawn_for(work: Work, mark: str) -> NoisyRelease | None:
    """Return the first noisy table that was drawn for these very counts."""
    query = select(NOISY_RELEASES).where(NOISY_RELEASES.c.mark == mark)
    return work.one(NoisyRelease, query.order_by(NOISY_RELEASES.c.made_at).limit(1))


def every(work: Work) -> tuple[NoisyRelease, ...]:
    """Return the noisy tables, by time: the journal of what was spent."""
    query = select(NOISY_RELEASES)
    return work.rows(NoisyRelease, query.order_by(NOISY_RELEASES.c.made_at))
