"""The files that a release was proposed from, as far as they may still be used."""

from collections.abc import Mapping

from hub.publication.contribution import Contribution
from hub.services.agreements.facts import AgreementFacts, agreement_facts
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
    for part in snapshots.parts_of(work, release.snapshot):
        submission = submissions.one(work, part.submission)
        if submission is None or submission.dataset is None:
            continue
        facts = agreement_facts(work, submission.agreement)
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
    facts = {name: agreement_facts(work, name) for name in {each.agreement for each in known}}
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
