"""Withdraw a submission: its records leave every computation that begins from now on."""

from hub.services.agreements.facts import agreement_facts
from hub.services.agreements.legal_hold import check_not_held
from hub.services.house import House
from hub.services.refusal import Refused
from hub.services.submissions.kept_keys import destroy_what_is_not_kept
from hub.store import submissions
from hub.store.submissions import Submission
from policies.lifecycle.lifecycles import lifecycle

WITHDRAWABLE = tuple(
    state for state, event in lifecycle("submission").arrows if event == "withdraw"
)


def withdraw_submission(house: House, *, participant: str, actor: str, id: str) -> Submission:  # noqa: A002
    """Withdraw a submission of the participant, and destroy what is kept of it.

    Refused with 404 where the participant has none of that id, with 409 where it is too late or a
    legal hold stands.
    """
    with house.begin(within=participant) as work:
        found = submissions.one(work, id)
        if found is None:
            raise Refused(rule="not-found", text="there is no such submission", status=404)
        check_not_held(agreement_facts(work, found.agreement))
        moved = submissions.move(work, id, from_states=WITHDRAWABLE, to_state="withdrawn")
        if moved is None:
            raise Refused(
                rule="not-withdrawable",
                text="the submission is being worked on, or has come to its end",
                status=409,
            )
        work.tell("submission-withdrawn", actor=actor, subject=id)
    destroy_what_is_not_kept(house.vault, id, moved.state)
    return moved
