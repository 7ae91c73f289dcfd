"""Achievable benchmark of care: what the best practices that hold a tenth of the patients reach.

Practices are ranked by (met + 1)/(total + 2) and taken from the best until they hold 10 % of all
patients; the benchmark is their pooled rate. Source: Kiefe and Weissman (1998). Few practices would
be told by it, so it is extended until enough of them stand behind it and none holds too much.
"""

from collections.abc import Sequence

SHARE = 0.10


def achievable_benchmark(
    lines: Sequence[tuple[int, int]],
    *,
    increase: bool,
    minimum_contributors: int,
    largest_share: float,
) -> float | None:
    """Return the benchmark of (met, total) lines, one a practice; None where no rule allows one."""
    told = [(met, total) for met, total in lines if total > 0]
    ranked = sorted(
        told, key=lambda line: ((line[0] + 1) / (line[1] + 2), line[1]), reverse=increase
    )
    everybody = sum(total for _, total in told)
    met_sum, total_sum, taken = 0, 0, list[int]()
    for met, total in ranked:
        met_sum, total_sum = met_sum + met, total_sum + total
        taken.append(total)
        enough = total_sum >= SHARE * everybody and len(taken) >= minimum_contributors
        if enough and max(taken) <= largest_share * total_sum:
            return met_sum / total_sum
    return None
