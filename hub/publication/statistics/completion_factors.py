"""Completion factors: how much of a month's claims has arrived after so many months of run-out.

Chain ladder: the factor from age a to a + 1 is Σ paid by a + 1 over Σ paid by a, over the months
that have reached a + 1; the share complete at age a is 1 over the product of all later factors.
Source: Mack (1993). Worked: paid 50, 80, 100 and 60, 96 and 55 have the factors 1.6 and 1.25, so
that a month is 50 % complete at age 0 and 80 % at age 1.
"""

from collections.abc import Sequence


def completion_factors(triangle: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """Return the share complete at each age, 0 to 1; rows are months, cumulative by age.

    Ages of which nothing was paid yet are taken for complete in themselves.
    """
    oldest = max((len(row) for row in triangle), default=0)
    complete, found = 1.0, [1.0] if oldest else []
    for age in range(oldest - 1, 0, -1):
        reached = [row for row in triangle if len(row) > age]
        before = sum(row[age - 1] for row in reached)
        after = sum(row[age] for row in reached)
        complete = complete * before / after if before > 0 and after > 0 else complete
        found.append(complete)
    return tuple(reversed(found))
