"""What an amendment or a renewal changes, term by term, for those who have to sign it."""

from hub.store.agreements import AgreementVersion
from schemas.record import record

WORDS = {
    "parties": "parties",
    "data_classes": "classes of data",
    "purposes": "purposes",
    "recipients": "recipients",
    "effective": "first day",
    "expires": "last day",
    "basis": "basis",
    "reduces": "who reduces the records",
    "linkage": "tokens",
    "honour_opt_outs": "opt-outs honoured by the hub",
    "cost": "amounts paid",
    "plan_sponsors": "plan sponsors",
    "release_rules": "stricter rules of releases",
    "breach_hours": "hours to tell of a breach",
    "retention_days": "days kept after the end",
}


@record
class Change:
    """One term before and after, in words."""

    term: str
    before: str
    after: str


def changes_between(before: AgreementVersion, after: AgreementVersion) -> tuple[Change, ...]:
    """Return the terms that differ between two texts, by name."""
    names = sorted(set(before.terms) | set(after.terms))
    return tuple(
        Change(
            term=WORDS.get(name, name.replace("_", " ")),
            before=_words(before.terms.get(name)),
            after=_words(after.terms.get(name)),
        )
        for name in names
        if before.terms.get(name) != after.terms.get(name)
    )


def _words(value: object) -> str:
    if value is None or value in ([], {}, ""):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{name} ({_words(part)})" for name, part in sorted(value.items()))
    if isinstance(value, list):
        return ", ".join(_words(each) for each in value)
    return str(value)
