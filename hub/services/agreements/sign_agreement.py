"""Sign an agreement for one party: the exact text that was read, by its hash."""

from collections.abc import Mapping
from dataclasses import replace

from hub.platform.canonical import canonical_json
from hub.platform.signing import Signer, Verifier
from hub.services.agreements.facts import AgreementFacts, agreement_facts
from hub.services.house import House
from hub.services.participants.own_account import signing_user
from hub.services.participants.second_factors import code_holds
from hub.services.participants.sessions import note_refusal
from hub.services.refusal import Refused
from hub.store import agreements
from hub.store.agreements import AgreementSignature, AgreementVersion
from hub.store.work import Work
from policies.agreement.state import AgreementState
from schemas.record import record

OPEN = {AgreementState.DRAFT, AgreementState.PARTLY_SIGNED}


class CannotSign(Exception):
    """The signature is refused; says why in plain words."""


@record
class Evidence:
    """What stands behind a signature: the name as typed, whether a code was given, and the key."""

    typed_name: str
    second_factor: bool
    signer: Signer


def sign_in_person(
    house: House,
    *,
    user: str,
    agreement: str,
    text_hash: str,
    typed_name: str,
    code: str,
) -> AgreementFacts:
    """Sign for one's own participant, by one's name as typed and a code of the second factor.

    Refused where the name is another or the code does not hold; outside of the demonstration also
    where no second factor is set.
    """
    found = signing_user(house, user)
    with house.look(within=found.participant) as work:
        _offered(agreement_facts(work, agreement), found.participant, text_hash)
    if _plain(typed_name) != _plain(found.name):
        raise Refused(rule="typed-name", text=f"type your name: {found.name}", status=422)
    if found.second_factor is None and not house.settings.demo:
        raise Refused(
            rule="second-factor-needed",
            text="set up a second factor on your account before you sign",
            status=409,
        )
    with_code = found.second_factor is not None
    if with_code and not code_holds(house, found, code.replace(" ", "")):
        note_refusal(house, found, now=house.clock())
        raise Refused(rule="code", text="the code did not match; wait for the next", status=422)
    evidence = Evidence(typed_name=found.name, second_factor=with_code, signer=house.ledger_signer)
    with house.begin(within=found.participant) as work:
        return sign_agreement(
            work,
            by=user,
            party=found.participant,
            agreement=agreement,
            text_hash=text_hash,
            evidence=evidence,
        )


def sign_agreement(
    work: Work,
    *,
    by: str,
    party: str,
    agreement: str,
    text_hash: str,
    evidence: Evidence | None = None,
) -> AgreementFacts:
    """Sign for a party; CannotSign where the text is another by now or the party is none.

    Without `evidence` the party has signed on paper, and `by` enters it.
    """
    known = agreement_facts(work, agreement)
    text = _offered(known, party, text_hash)
    signature = AgreementSignature(
        agreement=agreement,
        version=text.number,
        participant=party,
        hash=text_hash,
        signer=by,
        signed_at=work.now,
        typed_name=evidence.typed_name if evidence else None,
        second_factor=evidence.second_factor if evidence else None,
        key=evidence.signer.key_id if evidence else None,
    )
    sealed = evidence.signer.sign(_message(signature)) if evidence else None
    if not agreements.sign(work, replace(signature, seal=sealed)):
        raise CannotSign("the party has signed this text already")
    work.tell(
        "agreement-signed",
        actor=by,
        subject=agreement,
        participant=party,
        hash=text_hash,
        version=text.number,
    )
    return agreement_facts(work, agreement)


def seal_holds(signature: AgreementSignature, verifiers: Mapping[str, Verifier]) -> bool | None:
    """Tell whether the seal of a signature is that of the hub's key; None where it has none."""
    if signature.seal is None or signature.key is None:
        return None
    verifier = verifiers.get(signature.key)
    return verifier is not None and verifier.holds(signature.seal, _message(signature))


def _offered(known: AgreementFacts, party: str, text_hash: str) -> AgreementVersion:
    if party not in dict(known.terms.parties):
        raise CannotSign("only a party to the agreement can sign it")
    if known.pending is not None and text_hash == known.pending.hash:
        if known.state in {AgreementState.TERMINATED, AgreementState.CLOSED}:
            raise CannotSign(f"the agreement is {known.state}; there is nothing to sign")
        return known.pending
    if text_hash != known.text.hash:
        raise CannotSign("the text was changed since it was read; read it again")
    if known.state not in OPEN:
        raise CannotSign(f"the agreement is {known.state}; there is nothing to sign")
    return known.text


def _message(signature: AgreementSignature) -> bytes:
    return canonical_json(
        {
            "agreement": signature.agreement,
            "version": signature.version,
            "party": signature.participant,
            "text": signature.hash,
            "signer": signature.signer,
            "typed_name": signature.typed_name,
            "second_factor": signature.second_factor,
            "signed_at": signature.signed_at.isoformat(),
        }
    )


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
