"""The demo's network: who takes part, under which agreements, and who may sign in."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from hub.demo.plan import HOSPITAL, NEWCOMER, PAYERS, UNAUTHORISED, PracticePlan
from hub.platform.passwords import Passwords
from hub.services.agreements.draft_agreement import draft_agreement
from hub.services.agreements.sign_agreement import sign_agreement
from hub.services.house import HUB, House
from hub.store import participants, provider_standings, users
from hub.store.participants import Participant
from hub.store.provider_standings import NO_PROGRAM, PROGRAM, ProviderStanding
from hub.store.users import User
from hub.store.work import Work
from policies.disclosure_control.entitlement import PUBLIC_NOISE
from schemas.agreement_terms import AgreementTerms, InstrumentTerms
from schemas.record import record

CONVENER = HUB
PURCHASER = "employers-alliance"
EFFECTIVE = date(2026, 1, 1)
TERM = timedelta(days=365)
# The password of everybody in the demo; the demo's database never leaves the machine.
PASSWORD = "two minutes in the region"  # noqa: S105

PEOPLE: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "payer": ("evergreen-health", "Dana, data engineer", ("payer-engineer", "signatory")),
    "public-plan": ("civic-care", "Ana, records lead", ("payer-engineer", "signatory")),
    "newcomer": (NEWCOMER, "Jo, office manager", ("practice-member", "signatory")),
    "practice-small": ("practice-23", "Sam, practice manager", ("practice-member", "signatory")),
    "practice-large": ("practice-02", "Lee, practice manager", ("practice-member", "signatory")),
    "convener": (CONVENER, "Kim, coordinator", ("coordinator", "signatory")),
    "approver": (CONVENER, "Ira, approver", ("approver",)),
    "privacy": (CONVENER, "Pat, privacy officer", ("privacy-officer",)),
    "measures": (CONVENER, "Max, measurement lead", ("coordinator",)),
    "second": (CONVENER, "Noa, operator", ("operator",)),
    "purchaser": (PURCHASER, "Rae, benefits lead", ("purchaser-member",)),
}


def enrol_everybody(house: House, plans: Sequence[PracticePlan]) -> None:
    """Let all participants join, and attest which of them are substance use programs."""
    with house.begin() as work:
        _join(work, CONVENER, "The convener", "convener", "none")
        _join(work, PURCHASER, "Employers' Alliance", "purchaser", "none")
        for payer in PAYERS:
            _join(work, payer.name, payer.title, "payer", "covered-entity")
        for plan in plans:
            program = plan.kind == "substance-use-program"
            capacity = "part2-program" if program else "covered-entity"
            _join(work, plan.key, plan.title, "practice", capacity, practice=plan.key)
            _attest(work, plan.key, PROGRAM if program else NO_PROGRAM, by=plan.key)
        # The hospital takes no part; it told the convener that its emergency room is no program.
        _attest(work, HOSPITAL, NO_PROGRAM, by=CONVENER)
        work.tell("region-enrolled", number=len(plans) + len(PAYERS))


def add_people(house: House, passwords: Passwords) -> None:
    """Let the demo's people sign in, each in a role of his or her own."""
    hashed = passwords.hashed(PASSWORD)
    with house.begin() as work:
        for login, (participant, name, roles) in PEOPLE.items():
            users.add(
                work,
                User(
                    id=work.new_id(),
                    participant=participant,
                    login=login,
                    name=name,
                    added_at=work.now,
                    password=hashed,
                ),
                roles=roles,
            )
        work.tell("people-added", number=len(PEOPLE))


@record
class Network:
    """The hub that the participants join, and the day until which they agree."""

    house: House
    until: date


def agree(network: Network, name: str, *, kind: str, basis: str) -> str:
    """Draft the usual agreement with a participant, let the parties sign, and return its id.

    With the newcomer only the newcomer signs: the convener has still to do so.
    """
    with network.house.begin() as work:
        drafted = draft_agreement(
            work,
            by="convener",
            title="Data use agreement",
            terms=usual_terms(name, kind=kind, basis=basis, until=network.until),
        )
        for party in [name] if name == NEWCOMER else dict(drafted.terms.parties):
            sign_agreement(
                work,
                by=f"signatory-{party}",
                party=party,
                agreement=drafted.stored.id,
                text_hash=drafted.text.hash,
            )
    return drafted.stored.id


def usual_terms(name: str, *, kind: str, basis: str, until: date) -> AgreementTerms:
    """Return the terms that the demo's participants agree on, by kind and basis."""
    program = kind == "program"
    keyed = basis in {"expert_determination", "limited_data_set"}
    return AgreementTerms(
        parties=((name, "contributor"), (HUB, "recipient")),
        capacities=("program", "covered-entity") if program else ("covered-entity",),
        purposes=("HQUALIMP",),
        data_classes=("claims", "clinical", "consents", "counts", "roster", "survey"),
        basis=basis,
        recipients=(HUB,),
        effective=EFFECTIVE,
        expires=until,
        linkage="keyed" if keyed else "random" if basis == "safe_harbor" else "none",
        # Amounts are the payers'; without this of any of them none is told.
        cost=kind == "payer",
        entitlement=PUBLIC_NOISE,
        state="IL",
        plan_sponsors=_sponsors(name),
        instruments=_instruments(name, basis),
        certificate=_certificate(until) if basis == "expert_determination" else None,
    )


def _sponsors(name: str) -> tuple[str, ...]:
    """Return the sponsors of a payer's self-funded plans that have authorised the use."""
    return tuple(
        sponsor
        for payer in PAYERS
        for sponsor in payer.sponsors
        if payer.name == name and sponsor not in UNAUTHORISED
    )


def _instruments(name: str, basis: str) -> tuple[InstrumentTerms, ...]:
    parties = (HUB, name)
    papers = [InstrumentTerms(kind="DUA", parties=parties, effective=EFFECTIVE)]
    if basis == "expert_determination":
        papers.append(
            InstrumentTerms(kind="expert-certificate", parties=parties, effective=EFFECTIVE)
        )
    if basis == "limited_data_set":
        papers.append(InstrumentTerms(kind="BAA", parties=parties, effective=EFFECTIVE))
    return tuple(papers)


def _certificate(until: date) -> dict[str, object]:
    return {
        "expert": "A. Statistician",
        "method": "k-anonymity and a motivated intruder test",
        "risk": "very small",
        "signed": str(EFFECTIVE),
        "expires": str(until),
        "date_precision": "day",
        "instants": True,
        "geography": ["zip3"],
    }


def _join(
    work: Work, name: str, title: str, kind: str, capacity: str, practice: str | None = None
) -> None:
    participants.add(
        work,
        Participant(
            id=name,
            name=title,
            kind=kind,
            capacity=capacity,
            joined_at=work.now,
            state="MN",
            practice=practice,
        ),
    )


def _attest(work: Work, provider: str, standing: str, *, by: str) -> None:
    provider_standings.attest(
        work,
        ProviderStanding(
            id=work.new_id(),
            participant=by,
            provider=provider,
            standing=standing,
            since=date(2020, 1, 1),
            attested_by="convener",
            attested_at=work.now,
        ),
    )
