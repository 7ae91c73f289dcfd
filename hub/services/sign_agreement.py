"""Sign an agreement for one party: the exact text that was read, by its hash."""

from hub.services.agreement_facts import AgreementFacts, agreement_facts
from hub.store import agreements
from hub.store.agreements import AgreementSignature
from hub.store.work import Work
from policies.agreement.state import AgreementState

OPEN = {AgreementState.DRAFT, AgreementState.PARTLY_SIGNED}


class CannotSign(Exception):
    """The signature is refused; says why in plain words."""


def sign_agreement(
    work: Work, *, by: str, party: str, agreement: str, text_hash: str
) -> AgreementFacts:
    """Sign for a party; CannotSign where the text is another by now or the party is none."""
    known = agreement_facts(work, agreement)
    if party not in dict(known.terms.parties):
        raise CannotSign("only a party to the agreement can sign it")
    if text_hash != known.text.hash:
        raise CannotSign("the text was changed since it was read; read it again")
    if known.state not in OPEN:
        raise CannotSign(f"the agreement is {known.state}; there is nothing to sign")
    signature = AgreementSignature(
        agreement=agreement,
        version=known.stored.version,
        participant=party,
        hash=text_hash,
        signer=by,
        signed_at=work.now,
    )
    if not agreements.sign(work, signature):
        raise CannotSign("the party has signed this text already")
    work.tell(
        "agreement-signed",
        actor=by,
        subject=agreement,
        participant=party,
        hash=text_hash,
        version=known.stored.version,
    )
    return agreement_facts(work, agreement)
