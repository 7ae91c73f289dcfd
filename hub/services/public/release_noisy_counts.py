"""Publish counts with noise for everyone: the budget is spent first, the noise is drawn once."""

import hmac
from collections.abc import Collection, Mapping
from hashlib import sha256
from importlib.util import find_spec
from math import ceil
from typing import Any

from hub.platform.canonical import canonical_json
from hub.publication.noise.bounded import CELL, Bounded
from hub.services.refusal import Refused
from hub.store import noisy_releases, snapshots
from hub.store.noisy_releases import NoisyRelease
from hub.store.releases import Release
from hub.store.work import Work
from policies.disclosure_control.privacy_budget import THOUSANDTHS, Afforded, afforded
from policies.parameter import parameter

MECHANISM = "discrete-laplace"


class Overspent(Exception):
    """Another release spent the budget in the same moment; whoever tries again is told so."""


def release_noisy_counts(
    work: Work,
    *,
    release: Release,
    table: Bounded,
    epsilon: int,
    told_exactly: Collection[str],
    minimum: int,
    key: bytes,
) -> NoisyRelease:
    """Return the noisy table of a release: the one that was drawn before, or a new one.

    `epsilon` is in thousandths, `told_exactly` names the cells that the public is shown as they
    are, and `minimum` is the smallest count told. A release of the same files with the same counts,
    as a replay or a correction of words, takes over what was drawn for them, and costs nothing;
    `key` hides the counts by which that is known. Refused where OpenDP is not installed, where the
    budget of a year of the release is spent, or where one audience would see a cell both ways; then
    nothing is spent.
    """
    made = noisy_releases.of_release(work, release.id)
    if made is not None:
        return made
    if set(told_exactly) & set(table.counts[CELL]):
        raise Refused(
            rule="two-tiers",
            text="a cell is shown exactly to an audience that would see it with noise too",
            status=409,
        )
    mark = _mark(work, release, table, epsilon=epsilon, key=key)
    before = noisy_releases.drawn_for(work, mark)
    drawn = before.document if before else _drawn(work, release, table, epsilon=epsilon)
    document = _from(drawn, minimum)
    made = NoisyRelease(
        release=release.id,
        first_year=release.first_day.year,
        last_year=release.last_day.year,
        mechanism=MECHANISM,
        epsilon=0 if before else epsilon,
        contribution=table.contribution,
        document=document,
        made_at=work.now,
        mark=mark,
        drawn_with=before.release if before else None,
    )
    noisy_releases.add(work, made)
    work.tell("noise-drawn", subject=release.id, cells=table.counts.height, number=made.epsilon)
    return made


def left_of(work: Work, release: Release, *, epsilon: int) -> dict[int, Afforded]:
    """Return for each year of a release whether it affords `epsilon`, and what would be left."""
    limit = int(parameter("public_epsilon_a_year", on=release.last_day))
    return {
        year: afforded(epsilon, spent=[noisy_releases.spent(work, year)], limit=limit)
        for year in range(release.first_day.year, release.last_day.year + 1)
    }


def _drawn(work: Work, release: Release, table: Bounded, *, epsilon: int) -> dict[str, Any]:
    _need_library()
    for year, answer in left_of(work, release, epsilon=epsilon).items():
        if not answer.may:
            text = f"the privacy budget of {year} is spent"
            raise Refused(rule="privacy-budget", text=text, status=409)
    limit = int(parameter("public_epsilon_a_year", on=release.last_day))
    for year in range(release.first_day.year, release.last_day.year + 1):
        # The statement decides: another release may have spent meanwhile.
        if not noisy_releases.spend(work, year=year, epsilon=epsilon, limit=limit):
            raise Overspent
    return _document(table, epsilon=epsilon)


def _need_library() -> None:
    # OpenDP is large and for the public tier alone: whoever has none needs not install it.
    if find_spec("opendp") is None:
        text = "this hub lacks OpenDP, the library of the public tier (reset-hub[public-tier])"
        raise Refused(rule="public-tier-not-installed", text=text, status=409)


def _mark(work: Work, release: Release, table: Bounded, *, epsilon: int, key: bytes) -> str:
    """Name the same counts of the same files by a hash that tells nobody else what they are."""
    snapshot = snapshots.one(work, release.snapshot)
    drawn_of = {
        "snapshot": snapshot.hash if snapshot else release.snapshot,
        "first": str(release.first_day),
        "last": str(release.last_day),
        "cells": table.counts[CELL].to_list(),
        "counts": table.counts["count"].to_list(),
        "epsilon": epsilon,
        "contribution": table.contribution,
    }
    own = hmac.new(key, b"marks of what noise is drawn for", sha256).digest()
    return hmac.new(own, canonical_json(drawn_of), sha256).hexdigest()


def _from(document: Mapping[str, Any], minimum: int) -> dict[str, Any]:
    """Return what was drawn without counts under the smallest that this release may tell."""
    return {
        **document,
        "cells": [
            each if each["count"] is None or each["count"] >= minimum else {**each, "count": None}
            for each in document["cells"]
        ],
    }


def _document(table: Bounded, *, epsilon: int) -> dict[str, Any]:
    from hub.publication.noise.noisy_counts import CONFIDENCE, accuracy, noisy_counts

    cost = epsilon / THOUSANDTHS
    counts = noisy_counts(
        table.counts["count"].to_list(), epsilon=cost, contribution=table.contribution
    )
    within = accuracy(epsilon=cost, contribution=table.contribution)
    # Of a rate both counts must be near the truth: each is with half of the doubt.
    both = accuracy(
        epsilon=cost, contribution=table.contribution, confidence=1 - (1 - CONFIDENCE) / 2
    )
    # A count that is no larger than its noise says nothing; the policy's own threshold stands on
    # the noisy count too, for the noise alone does not meet its words.
    least = ceil(within)
    return {
        "cells": [
            {"cell": cell, "count": count if count >= least else None}
            for cell, count in zip(table.counts[CELL], counts, strict=True)
        ],
        "accuracy": {
            "within": round(within, 1),
            "both_within": round(both, 1),
            "confidence": CONFIDENCE,
        },
        "guarantee": {"epsilon": epsilon, "contribution": table.contribution},
        "words": words(within, cost),
    }


def words(within: float, epsilon: float) -> str:
    """Return the guarantee and the accuracy as the reader of a public page is told them."""
    return (
        "These counts carry random noise, so that nobody can tell from them whether any one person "
        f"is counted (differential privacy, epsilon {epsilon:g}). 95 of 100 of them lie within "
        f"{within:,.0f} of the true count; those that are small beside the noise are left out."
    )
