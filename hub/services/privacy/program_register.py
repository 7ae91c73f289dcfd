"""The register of programs: what each provider is attested to be, and what holds today."""

from datetime import date

from hub.services.refusal import Refused
from hub.store import participants, provider_standings
from hub.store.provider_standings import NO_PROGRAM, PROGRAM, ProviderStanding
from hub.store.work import Work

STANDINGS = (PROGRAM, NO_PROGRAM)
LONGEST = 64


def attest_provider(
    work: Work,
    *,
    participant: str,
    provider: str,
    standing: str,
    since: date,
    until: date | None,
    by: str,
) -> ProviderStanding:
    """Enter what a participant attests; Refused where a field makes no sense."""
    provider = provider.strip()
    if participants.one(work, participant) is None:
        raise Refused(rule="participant", text="there is no such participant", status=422)
    if standing not in STANDINGS:
        raise Refused(
            rule="standing", text=f"the standing is one of {', '.join(STANDINGS)}", status=422
        )
    if not 0 < len(provider) <= LONGEST or not provider.isprintable():
        raise Refused(rule="provider", text="give the NPI or key of the provider", status=422)
    if until is not None and until < since:
        raise Refused(rule="days", text="the last day lies before the first", status=422)
    made = ProviderStanding(
        id=work.new_id(),
        participant=participant,
        provider=provider,
        standing=standing,
        since=since,
        until=until,
        attested_by=by,
        attested_at=work.now,
    )
    provider_standings.attest(work, made)
    work.tell(
        "provider-attested", actor=by, subject=made.id, participant=participant, reason=standing
    )
    return made


def holding(work: Work) -> tuple[ProviderStanding, ...]:
    """Return the attestation that holds for each provider: the latest, by provider."""
    latest = {each.provider: each for each in provider_standings.every(work)}
    return tuple(latest[name] for name in sorted(latest))
