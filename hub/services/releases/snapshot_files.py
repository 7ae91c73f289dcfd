"""The files that a release was proposed from, as far as they may still be used."""

from collections.abc import Mapping

from hub.publication.contribution import Contribution
from hub.services.agreements.facts import AgreementFacts, facts_under
from hub.services.releases.propose_release import usable
from hub.store import participants, snapshots, submissions
from hub.store.releases import Release
from hub.store.submissions import Submission
from hub.store.work import Work
from hub.vault.dataset import dataset_of
from policies.lifecycle.lifecycles import allowed

REPLACED = "replaced"
# What a release uses records for.
PURPOSE = "HQUALIMP"


class Superseded(Exception):
    """A file was replaced since the release was proposed: without it a contributor would lack."""


def usable_files(work: Work, release: Release) -> list[Contribution]:
    """Return the submissions of the snapshot that may still be used, in the order of their receipt.

    One that was withdrawn, or whose agreement ended, is left out; Superseded: one was replaced.
    """
    found = []
    kinds = {each.id: each.kind for each in participants.every(work)}
    parts = snapshots.parts_of(work, release.snapshot)
    known = [submissions.one(work, part.submission) for part in parts]
    held = [each for each in known if each is not None and each.dataset is not None]
    under = facts_under(work, {each.agreement for each in held})
    for submission in held:
        facts = under[submission.agreement]
        if not facts.may("use"):
            continue
        if submission.state == REPLACED:
            raise Superseded
        if allowed("submission", submission.state, "use"):
            found.append(_contribution(submission, facts, kinds))
    return found


def files_now(work: Work) -> list[Contribution]:
    """Return what a release that is proposed now would be computed from."""
    kinds = {each.id: each.kind for each in participants.every(work)}
    known = usable(work)
    facts = facts_under(work, {each.agreement for each in known})
    return [_contribution(each, facts[each.agreement], kinds) for each in known if each.dataset]


def _contribution(
    submission: Submission, facts: AgreementFacts, kinds: Mapping[str, str]
) -> Contribution:
    return Contribution(
        dataset=dataset_of(submission.dataset or {}),
        contributor=submission.participant,
        kind=kinds[submission.participant],
        agreement=facts.agreement,
    )
