"""What the public tier has cost each year, and what is left of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from hub.services.public.public_files import read_public
from hub.store import noisy_releases
from hub.store.releases import Release
from hub.store.work import Work
from policies.disclosure_control.privacy_budget import THOUSANDTHS
from policies.parameter import parameter
from schemas.record import record


@record
class BudgetOfYear:
    """What a year affords, what all releases have spent of it, and what is left; thousandths."""

    year: int
    limit: int
    spent: int

    @property
    def left(self) -> int:
        """What is left of it."""
        return self.limit - self.spent


@record
class ToldPublic:
    """What a release tells the public, what it cost (epsilon), and the budgets of its years."""

    document: Mapping[str, Any]
    cost: float
    drawn_with: str | None
    budgets: Sequence[BudgetOfYear]


def told_public(work: Work, release: Release) -> ToldPublic | None:
    """Return what a computed release tells the public; None where it tells nothing."""
    document = read_public(work, release.id)
    if document is None:
        return None
    made = noisy_releases.of_release(work, release.id)
    years = range(release.first_day.year, release.last_day.year + 1)
    return ToldPublic(
        document=document,
        cost=(made.epsilon if made else 0) / THOUSANDTHS,
        drawn_with=made.drawn_with if made else None,
        budgets=() if document["tier"] == "exact" else budgets_of(work, years),
    )


def budgets_of(work: Work, years: Iterable[int]) -> tuple[BudgetOfYear, ...]:
    """Return the budgets of these years."""
    return tuple(
        BudgetOfYear(
            year=year,
            limit=int(parameter("public_epsilon_a_year", on=date(year, 12, 31))),
            spent=noisy_releases.spent(work, year),
        )
        for year in years
    )


def budgets_begun(work: Work) -> tuple[BudgetOfYear, ...]:
    """Return the budgets of the years of which something is spent, the latest first."""
    return budgets_of(work, noisy_releases.years(work))
