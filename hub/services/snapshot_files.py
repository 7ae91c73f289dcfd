"""The files that a release was proposed from, as far as they may still be used."""

from hub.publication.contribution import Contribution
from hub.services.agreement_facts import agreement_facts
from hub.store import participants, snapshots, submissions
from hub.store.releases import Release
from hub.store.work import Work
from hub.vault.dataset import dataset_of
from policies.lifecycle.lifecycles import allowed

REPLACED = "replaced"


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
            found.append(
                Contribution(
                    dataset=dataset_of(submission.dataset),
                    contributor=submission.participant,
                    kind=kinds[submission.participant],
                    agreement=facts.agreement,
                )
            )
    return found
