"""The agreements: their list, a draft from a template, and one agreement with its text."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.portal.access import begun, looking, requires, signed_in, wiring
from hub.portal.blueprint import portal
from hub.portal.coordinator.terms_form import CHOICES, terms_of_form
from hub.portal.words import PURPOSES
from hub.services.agreements.changes import Change, changes_between
from hub.services.agreements.draft_agreement import draft_agreement
from hub.services.agreements.facts import AgreementFacts, agreement_facts, facts_of
from hub.services.agreements.legal_hold import REASONS
from hub.services.agreements.sign_agreement import seal_holds
from hub.services.agreements.templates import template_named, templates, terms_from
from hub.services.agreements.what_is_missing import missing, signatories
from hub.store import agreements, destructions, participants, submissions, users
from hub.store.agreements import AgreementVersion
from hub.store.destructions import Destruction
from hub.store.participants import Participant
from hub.store.work import Work
from policies.agreement.state import signed_by
from policies.lifecycle.lifecycles import allowed, lifecycle

EVERY_STATE = lifecycle("submission").states
ACTS = ("renew", "amend", "suspend", "resume", "terminate", "close")
USUAL = "expert-determination"


@portal.get("/agreements")
@requires("agreement.read")
def list_agreements() -> str:
    """Show the agreements, the newest first."""
    with looking("agreement.read") as work:
        found = facts_of(work, agreements.every(work))
        names = participants.names(work)
        today = work.now.date()
        waiting = {each.stored.id: missing(each, names=names, today=today) for each in found}
    return render_template(
        "coordinator/agreements.html", found=list(reversed(found)), waiting=waiting, names=names
    )


@portal.get("/agreements/templates")
@requires("agreement.write")
def list_templates() -> str:
    """Show the templates to begin with."""
    return render_template("coordinator/templates.html", found=templates().values())


@portal.get("/agreements/new")
@requires("agreement.write")
def new_agreement() -> str:
    """Show the form of a draft, as its template begins."""
    template = template_named(request.args.get("template", USUAL))
    with looking("agreement.write") as work:
        known = _joined(work)
        terms = terms_from(template, (), today=work.now.date())
    return render_template(
        "coordinator/new_agreement.html",
        template=template,
        terms=terms,
        title=template.title,
        participants=[each for each in known if each.kind in template.kinds],
        choices=CHOICES,
        purposes=PURPOSES,
    )


@portal.post("/agreements/new")
@requires("agreement.write")
def draft() -> Response:
    """Draft an agreement from the form."""
    title = request.form.get("title", "").strip()[:200] or "Data use agreement"
    with begun("agreement.write") as work:
        members = tuple(each.id for each in _joined(work))
        terms = terms_of_form(request.form, members=members)
        facts = draft_agreement(work, by=signed_in().user, title=title, terms=terms)
    return redirect(url_for("portal.show_agreement", agreement=facts.stored.id, told="drafted"))


@portal.get("/agreements/<agreement>")
@requires("agreement.read")
def show_agreement(agreement: str) -> str:
    """Show one agreement: its state, who signed, its text, and what may be done with it."""
    person = signed_in()
    with looking("agreement.read") as work:
        facts = agreement_facts(work, agreement)
        orders = destroyed_under(work, facts) if person.may("submission.read") else []
        names, today = participants.names(work), work.now.date()
        shown = {
            "names": names,
            "people": users.names(work),
            "missing": missing(facts, names=names, today=today),
            "signers": signatories(work),
        }
    signed = signed_by(facts.agreement, today)
    return render_template(
        "coordinator/agreement.html",
        facts=facts,
        signed=signed,
        signed_pending=_signed_under(facts, facts.pending),
        seals=_seals(facts),
        changes=_changes(facts.texts, facts.text),
        pending_changes=changes_between(facts.text, facts.pending) if facts.pending else (),
        orders=orders,
        acts=[each for each in ACTS if each in lifecycle("agreement").events(facts.state)],
        may_destroy=allowed("agreement", facts.state, "destroy"),
        may_sign=may_sign(facts, person.participant, signed),
        holds=REASONS,
        **shown,
    )


def may_sign(facts: AgreementFacts, participant: str, signed: frozenset[str]) -> str:
    """Return the hash of the text that waits for this party's signature; empty for none."""
    if participant not in dict(facts.terms.parties):
        return ""
    if allowed("agreement", facts.state, "edit") and participant not in signed:
        return facts.text.hash
    waiting = facts.pending is not None and participant not in _signed_under(facts, facts.pending)
    return facts.pending.hash if waiting and facts.pending else ""


def destroyed_under(work: Work, facts: AgreementFacts) -> list[Destruction]:
    """Return the orders of destruction under an agreement."""
    held = submissions.of_agreement(work, facts.stored.id, states=EVERY_STATE)
    return list(destructions.some(work, [each.id for each in held]))


def _joined(work: Work) -> list[Participant]:
    known = [each for each in participants.every(work) if each.left_at is None]
    return [each for each in known if each.kind != "convener"]


def _signed_under(facts: AgreementFacts, text: AgreementVersion | None) -> frozenset[str]:
    if text is None:
        return frozenset()
    return frozenset(each.participant for each in facts.signatures if each.hash == text.hash)


def _changes(texts: Sequence[AgreementVersion], text: AgreementVersion) -> tuple[Change, ...]:
    before = [each for each in texts if each.number < text.number]
    return changes_between(before[-1], text) if before else ()


def _seals(facts: AgreementFacts) -> dict[tuple[str, int], bool | None]:
    verifiers = wiring().house.ledger_keys()
    return {
        (each.participant, each.version): seal_holds(each, verifiers) for each in facts.signatures
    }
