"""Publish counts with noise for everyone: the budget is spent first, the noise is drawn once."""

from collections.abc import Collection
from typing import Any

from hub.publication.noise.bounded import CELL, Bounded
from hub.services.refusal import Refused
from hub.store import noisy_releases
from hub.store.noisy_releases import NoisyRelease
from hub.store.releases import Release
from hub.store.work import Work
from policies.disclosure_control.privacy_budget import THOUSANDTHS, afforded
from policies.parameter import parameter

MECHANISM = "discrete-laplace"


def release_noisy_counts(
    work: Work,
    *,
    release: Release,
    table: Bounded,
    epsilon: int,
    told_exactly: Collection[str],
    actor: str,
) -> NoisyRelease:
    """Return the noisy table of a release: the one that was made before, or a new one.

    `epsilon` is in thousandths, and `told_exactly` names the cells that the public is shown as
    they are. Refused where the budget of a year of the release is spent, or where one audience
    would see a cell both ways; then nothing is spent.
    """
    made = noisy_releases.of_release(work, release.id)
    if made is not None:
        return made
    cells = table.counts[CELL].to_list()
    if set(told_exactly) & set(cells):
        raise Refused(
            rule="two-tiers",
            text="a cell is shown exactly to an audience that would see it with noise too",
            status=409,
        )
    first, last = release.first_day.year, release.last_day.year
    _spend(work, first, last, epsilon=epsilon, release=release)
    made = NoisyRelease(
        release=release.id,
        first_year=first,
        last_year=last,
        mechanism=MECHANISM,
        epsilon=epsilon,
        contribution=table.contribution,
        document=_document(table, epsilon=epsilon, release=release),
        made_at=work.now,
    )
    noisy_releases.add(work, made)
    work.tell("noise-drawn", actor=actor, subject=release.id, cells=len(cells), number=epsilon)
    return made


def _spend(work: Work, first: int, last: int, *, epsilon: int, release: Release) -> None:
    limit = int(parameter("public_epsilon_a_year", on=release.last_day))
    for year in range(first, last + 1):
        answer = afforded(epsilon, spent=[noisy_releases.spent(work, year)], limit=limit)
        # The statement decides: another release may have spent meanwhile.
        if not answer.may or not noisy_releases.spend(
            work, year=year, epsilon=epsilon, limit=limit
        ):
            reason = answer.reason or "the privacy budget of the year would be overspent"
            raise Refused(rule="privacy-budget", text=reason, status=409)


def _document(table: Bounded, *, epsilon: int, release: Release) -> dict[str, Any]:
    # OpenDP is large and for the public tier alone: whoever has none needs not install it.
    from hub.publication.noise.noisy_counts import CONFIDENCE, accuracy, noisy_counts

    cost = epsilon / THOUSANDTHS
    minimum = int(parameter("minimum_cell_size", on=release.last_day))
    counts = noisy_counts(
        table.counts["count"].to_list(), epsilon=cost, contribution=table.contribution
    )
    within = accuracy(epsilon=cost, contribution=table.contribution)
    return {
        # The threshold stands on the noisy count: the noise alone does not meet the policy's words.
        "cells": [
            {"cell": cell, "count": count if count >= minimum else None}
            for cell, count in zip(table.counts[CELL], counts, strict=True)
        ],
        "accuracy": {"within": round(within, 1), "confidence": CONFIDENCE},
        "guarantee": {"epsilon": epsilon, "contribution": table.contribution},
        "words": words(within, cost),
    }


def words(within: float, epsilon: float) -> str:
    """Return the guarantee and the accuracy as the reader of a public page is told them."""
    return (
        "These counts carry random noise, so that nobody can tell from them whether any one person "
        f"is counted (differential privacy, epsilon {epsilon:g}). 95 of 100 of them lie within "
        f"{within:.0f} of the true count; small ones are left out."
    )
