"""The register of breaches: entered at once, the agreement suspended, and each duty by its day."""

from datetime import date

from hub.services.agreements.end_agreement import suspend_agreement
from hub.services.agreements.facts import agreement_of
from hub.services.refusal import Refused
from hub.store import breaches, participants
from hub.store.breaches import Breach
from hub.store.work import Work
from policies.lifecycle.lifecycles import lifecycle
from policies.part2.s2_16_b_breach import Duty, Told, duties
from schemas.record import record

KINDS = (
    *("lost-device", "misdirected", "unauthorised-access", "intrusion", "re-identification"),
    "other",
)
MOST_PERSONS = 10**9
BREACH = "breach"
_NOTED = {
    Told.PATIENTS: "individuals_told_on",
    Told.SECRETARY: "secretary_told_on",
    Told.YEARLY_LOG: "secretary_told_on",
    Told.MEDIA: "media_told_on",
}
ACTS = {"individuals": "individuals_told_on", "secretary": "secretary_told_on"} | {
    "media": "media_told_on"
}


@record
class DutyState:
    """A duty, the day on which it was done (None: not yet), and how many days are left for it."""

    duty: Duty
    done_on: date | None
    days_left: int

    @property
    def overdue(self) -> bool:
        """Whether its day has passed and nothing was done."""
        return self.done_on is None and self.days_left < 0


@record
class BreachState:
    """A breach, its duties, and whether all of them are done."""

    breach: Breach
    duties: tuple[DutyState, ...]

    @property
    def settled(self) -> bool:
        """Whether everybody was told."""
        return all(each.done_on is not None for each in self.duties)


def report_breach(
    work: Work, *, participant: str, kind: str, discovered_on: date, persons: int, by: str
) -> Breach:
    """Enter a breach; the agreement of the participant is suspended if it is in force."""
    if participants.one(work, participant) is None:
        raise Refused(rule="participant", text="there is no such participant", status=422)
    if kind not in KINDS:
        raise Refused(rule="breach-kind", text=f"the kind is one of {', '.join(KINDS)}", status=422)
    if discovered_on > work.now.date():
        raise Refused(rule="breach-day", text="the day of discovery lies ahead", status=422)
    if not 0 <= persons <= MOST_PERSONS:
        raise Refused(rule="breach-persons", text="say how many persons, 0 or more", status=422)
    facts = agreement_of(work, participant)
    breach = Breach(
        id=work.new_id(),
        participant=participant,
        agreement=facts.stored.id if facts else None,
        kind=kind,
        discovered_on=discovered_on,
        persons=persons,
        reported_by=by,
        reported_at=work.now,
    )
    breaches.add(work, breach)
    work.tell("breach-reported", actor=by, subject=breach.id, participant=participant, reason=kind)
    if facts and "suspend" in lifecycle("agreement").events(facts.state):
        suspend_agreement(work, by=by, agreement=facts.stored.id, reason=BREACH)
    return breach


def note_told(work: Work, breach: str, *, whom: str, on: date, by: str) -> BreachState:
    """Note that somebody was told; Refused where the day lies ahead, or before the discovery."""
    known = _open(work, breach)
    if whom not in ACTS:
        raise Refused(rule="told", text=f"it is one of {', '.join(ACTS)}", status=422)
    if not known.breach.discovered_on <= on <= work.now.date():
        raise Refused(
            rule="told-day", text="the day lies ahead, or before the discovery", status=422
        )
    breaches.note(work, breach, **{ACTS[whom]: on})
    work.tell(
        "breach-told", actor=by, subject=breach, participant=known.breach.participant, reason=whom
    )
    return breach_state(work, breach)


def correct_persons(work: Work, breach: str, *, persons: int, by: str) -> BreachState:
    """Correct how many persons are affected, as the inquiry goes on; the duties follow."""
    known = _open(work, breach)
    if not 0 <= persons <= MOST_PERSONS:
        raise Refused(rule="breach-persons", text="say how many persons, 0 or more", status=422)
    breaches.note(work, breach, persons=persons)
    work.tell("breach-corrected", actor=by, subject=breach, participant=known.breach.participant)
    return breach_state(work, breach)


def close_breach(work: Work, breach: str, *, by: str) -> BreachState:
    """Close a breach; Refused while somebody has not been told. The suspension is for itself."""
    known = _open(work, breach)
    if not known.settled:
        raise Refused(rule="not-told", text="somebody has not been told yet", status=409)
    breaches.note(work, breach, closed_at=work.now)
    work.tell("breach-closed", actor=by, subject=breach, participant=known.breach.participant)
    return breach_state(work, breach)


def breach_state(work: Work, breach: str) -> BreachState:
    """Return a breach with its duties as they stand; Refused where there is none."""
    found = breaches.one(work, breach)
    if found is None:
        raise Refused(rule="no-breach", text="there is no such breach", status=404)
    return _state(found, work.now.date())


def breach_states(work: Work) -> tuple[BreachState, ...]:
    """Return every breach with its duties, the latest discovery first."""
    return tuple(_state(each, work.now.date()) for each in breaches.every(work))


def _open(work: Work, breach: str) -> BreachState:
    known = breach_state(work, breach)
    if known.breach.closed_at is not None:
        raise Refused(rule="breach-closed", text="the breach is closed", status=409)
    return known


def _state(breach: Breach, today: date) -> BreachState:
    # Of which states the persons are is not known here: all of one is the careful reading.
    owed = duties(breach.discovered_on, persons=breach.persons, most_of_one_state=breach.persons)
    return BreachState(
        breach=breach,
        duties=tuple(
            DutyState(
                duty=duty,
                done_on=getattr(breach, _NOTED[duty.told]),
                days_left=(duty.by - today).days,
            )
            for duty in owed
        ),
    )
