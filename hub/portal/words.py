"""Plain words for what the hub calls by short names, and figures as people write them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from hub.portal.blueprint import portal
from hub.publication.statistics.told_rate import percent
from policies.parameter import found

# State: its words, and the tone of its chip.
STATES = {
    "receiving": ("being received", ""),
    "received": ("waiting", ""),
    "reading": ("being read", ""),
    "checking": ("being checked", ""),
    "labelling": ("being labelled", ""),
    "reducing": ("being reduced", ""),
    "storing": ("being stored", ""),
    "receipting": ("receipt being written", ""),
    "accepted": ("accepted", "good"),
    "tried": ("tried, not kept", "good"),
    "refused": ("refused", "poor"),
    "failed": ("failed", "poor"),
    "abandoned": ("upload broken off", "warn"),
    "withdrawn": ("withdrawn", "warn"),
    "replaced": ("replaced", "warn"),
    "quarantined": ("set aside", "warn"),
    "destroyed": ("destroyed", "warn"),
    "draft": ("draft", ""),
    "partly-signed": ("partly signed", "warn"),
    "signed": ("signed", "good"),
    "active": ("active", "good"),
    "suspended": ("suspended", "warn"),
    "expired": ("expired", "warn"),
    "terminated": ("terminated", "poor"),
    "closed": ("closed", ""),
    "frozen": ("waiting to be computed", ""),
    "computing": ("being computed", ""),
    "protecting": ("being protected", ""),
    "previewed": ("ready for review", "warn"),
    "approved": ("approved", "good"),
    "published": ("published", "good"),
    "corrected": ("replaced by a correction", "warn"),
    "discarded": ("discarded", ""),
    "opened": ("open", "warn"),
    "under-review": ("under review", "warn"),
    "decided-here": ("decided: counted here", "good"),
    "decided-elsewhere": ("decided: not counted here", "good"),
    "upheld": ("decided: counted as before", ""),
    "lapsed": ("lapsed", ""),
    "ended": ("ended with its records", ""),
}
PURPOSES = {
    "HQUALIMP": "quality improvement",
    "PERFMSR": "performance measurement",
    "CAREMGT": "care management",
    "HOPERAT": "all of health care operations",
    "PUBHLTH": "public health",
    "HRESCH": "research",
}
PAPERS = {
    "MOU": "memorandum of understanding",
    "DUA": "data use agreement",
    "BAA": "business associate agreement",
    "QSOA": "qualified service organisation agreement",
    "expert-certificate": "expert's certificate",
}
# A step that lies behind.
BEHIND = {
    "received": "received",
    "reading": "read",
    "checking": "checked",
    "labelling": "labelled",
    "reducing": "reduced",
    "storing": "stored",
    "receipting": "receipt written",
    "frozen": "proposed",
    "computing": "computed",
    "protecting": "protected",
    "previewed": "reviewed",
}
NOTICES = {
    "withdrawn": "The submission is withdrawn: no computation that begins from now on uses it.",
    "handed-in": "The file has arrived. This page follows it by itself.",
    "known": "This very file was handed in before: it is this submission, and nothing came twice.",
    "signed": "Your signature is noted.",
    "drafted": "The agreement is drafted. Every party has to sign it.",
    "suspended": "The agreement is suspended: nothing is taken in or used under it.",
    "resumed": "The agreement holds again.",
    "terminated": "The agreement is terminated. Its records are set aside.",
    "ordered": "The destruction is ordered. Another person has to confirm it.",
    "destroyed": "The keys of these records are destroyed. Certificates follow.",
    "to-be-destroyed": "The order is confirmed. The keys are destroyed on the agreed day.",
    "noted": "The calendar is changed.",
    "proposed": "The release is proposed and will be computed.",
    "approved": "The release is approved.",
    "restarted": "The release will be computed anew.",
    "published": "The release is signed and published.",
    "rejected": "The release is sent back.",
    "signed-out": "You are signed out.",
    "password-set": "Your password is set. Sign in with it.",
    "password-changed": "Your password is changed. Every other session is ended.",
    "factor-dropped": "The second factor is taken away.",
    "session-ended": "That session is ended.",
    "changed": "The change is made. It holds from the next request on.",
    "joined": "The participant has joined.",
    "left": "The participant has left.",
    "key-added": "The key is added.",
    "key-revoked": "The key is revoked: it opens nothing any more.",
    "client-revoked": "The machine is revoked. Its tokens failed at once.",
    "amended": "The agreement has a new text. Every party has to sign it anew.",
    "renewed": "The renewal is drafted. It holds when every party has signed it.",
    "held": "A legal hold stands: nothing of it is destroyed.",
    "freed": "The legal hold is lifted.",
    "closed": "The agreement is closed.",
    "reported": "The breach is entered. Its clocks run.",
    "entered": "It is entered.",
    "answered": "The answer is noted.",
    "disputed": "The dispute is open. Its clock runs.",
    "dispute-withdrawn": "The dispute is withdrawn.",
    "reviewing": "The dispute is under review.",
    "decided": "The dispute is decided.",
}
BASES = {
    "safe_harbor": "de-identified by Safe Harbor",
    "expert_determination": "de-identified as an expert determined",
    "limited_data_set": "as a limited data set",
    "aggregate_only": "as counts only",
    "identified": "identified",
}
# What everybody is shown who takes no part.
ENTITLEMENTS = {
    "default": "the region, as exact counts",
    "public-noise": "the region, as counts with random noise",
}
DIRECTIONS = {
    "increase": "More is better.",
    "decrease": "Less is better.",
    "none": "Neither more nor less is better in itself.",
}
NOTHING = "\N{EN DASH}"
AUTHORITIES = {"law": "Law", "contract": "Contract", "policy": "Network policy"}
NO_FIGURE = {
    "withheld": "Withheld: the figure could reveal a patient or a competitor.",
    "not-computable": "Cannot be computed from what was handed in.",
    "not-reported": "Nothing was handed in.",
}


@portal.app_template_filter()
def day(value: date | datetime | str | None) -> str:
    """Return a day in words: 2 March 2026."""
    if value is None:
        return NOTHING
    found = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return f"{found.day} {found:%B %Y}"


@portal.app_template_filter()
def month(value: str) -> str:
    """Return the month of a day in words: March 2026."""
    return f"{date.fromisoformat(value):%B %Y}"


@portal.app_template_filter()
def moment(value: datetime | None) -> str:
    """Return an instant in words: 2 March 2026, 09:30 UTC."""
    return NOTHING if value is None else f"{day(value)}, {value:%H:%M} UTC"


@portal.app_template_filter()
def whole(value: int | None) -> str:
    """Return a count with its thousands set apart; a dash where there is none."""
    return NOTHING if value is None else f"{value:,}"


@portal.app_template_filter()
def size(value: int | None) -> str:
    """Return a number of bytes as people say it."""
    if value is None:
        return NOTHING
    amount, units = float(value), ["bytes", "kB", "MB", "GB"]
    while amount >= 1000 and len(units) > 1:
        amount, units = amount / 1000, units[1:]
    return (
        f"{amount:,.0f} {units[0]}"
        if amount >= 10 or units[0] == "bytes"
        else f"{amount:.1f} {units[0]}"
    )


@portal.app_template_filter()
def rate(value: float | None, per: int = 1) -> str:
    """Return a rate: a share as per cent, or a number per 1,000."""
    if value is None:
        return NOTHING
    if per > 1:
        return f"{_in_so_many(value * per)} per {per:,}"
    return percent(value, 1 if value < 0.1 else 0)


@portal.app_template_global()
def between(lowest: float | None, highest: float | None, per: int = 1) -> str:
    """Return the range of a rate, its unit said once; a dash where none is told."""
    if lowest is None or highest is None:
        return NOTHING
    if per > 1:
        return f"{_in_so_many(lowest * per)} to {rate(highest, per)}"
    return f"{rate(lowest)} to {rate(highest)}"


@portal.app_template_filter()
def told_state(state: str) -> str:
    """Return a state in plain words."""
    return STATES.get(state, (state.replace("-", " "), ""))[0]


@portal.app_template_filter()
def told_step(state: str) -> str:
    """Return a step that lies behind in plain words."""
    return BEHIND.get(state) or told_state(state)


@portal.app_template_filter()
def tone(state: str) -> str:
    """Return the tone of a state: good, warn, poor, or none."""
    return STATES.get(state, ("", ""))[1]


@portal.app_template_filter()
def plain(word: str) -> str:
    """Return a short name as words: `claim_line` is claim line."""
    return word.replace("_", " ").replace("-", " ")


@portal.app_template_filter()
def zip_words(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return short names, each with its words."""
    return [(str(name), plain(str(name))) for name in names]


@portal.app_template_filter()
def told_basis(basis: str) -> str:
    """Return a basis of de-identification in words."""
    return BASES.get(basis, plain(basis))


@portal.app_template_filter()
def told_purpose(purpose: str) -> str:
    """Return a purpose of use in words."""
    return PURPOSES.get(purpose, purpose)


@portal.app_template_filter()
def told_paper(kind: str) -> str:
    """Return a kind of paper in words."""
    return PAPERS.get(kind, plain(kind))


@portal.app_template_filter()
def told_entitlement(entitlement: str) -> str:
    """Return in words what everybody is shown who takes no part."""
    return ENTITLEMENTS.get(entitlement, "as the parties wrote it themselves")


@portal.app_template_filter()
def told_rule(name: str) -> str:
    """Return a rule of releases in words, with its unit."""
    rule = found(name)
    return f"{rule.title} ({rule.unit})"


@portal.app_template_filter()
def figure(line: dict[str, Any] | None) -> str:
    """Return a line of a report in words, also where it has no figure."""
    if line is None:
        return "Nothing was handed in."
    return NO_FIGURE.get(line["statement"]) or str(line["words"])


@portal.app_template_global()
def directions() -> dict[str, str]:
    """Return what the direction of a measure means."""
    return DIRECTIONS


@portal.app_template_global()
def authorities() -> dict[str, str]:
    """Return what the authority of a rule is called."""
    return AUTHORITIES


def _in_so_many(value: float) -> str:
    return f"{value:,.1f}" if 0.05 <= value < 10 else f"{value:,.0f}"
