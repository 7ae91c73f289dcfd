"""The terms of an agreement as a form: its choices, and what was chosen."""

from collections.abc import Mapping
from datetime import date

from werkzeug.datastructures import MultiDict

from hub.services.house import HUB
from hub.services.refusal import Refused
from policies.agreement.agreement import Linkage, Reducer
from policies.basis import Basis
from policies.capacity import Capacity
from schemas.agreement_terms import AgreementTerms

PURPOSES: Mapping[str, str] = {
    "HQUALIMP": "quality improvement",
    "PERFMSR": "performance measurement",
    "CAREMGT": "care management",
    "HOPERAT": "all of health care operations",
    "PUBHLTH": "public health",
    "HRESCH": "research",
}
DATA_CLASSES = ("claims", "roster", "clinical", "counts", "survey", "consents")
BASES = tuple(each for each in Basis if each is not Basis.IDENTIFIED)
CHOICES = {
    "capacities": tuple(Capacity),
    "data_classes": DATA_CLASSES,
    "bases": BASES,
    "reducers": tuple(Reducer),
    "linkages": tuple(Linkage),
}


def terms_of_form(form: "MultiDict[str, str]") -> AgreementTerms:
    """Return the terms that a form holds; Refused names the field that is wrong, no value."""
    effective, expires = _day(form, "effective"), _day(form, "expires")
    if expires < effective:
        raise _wrong("the last day", "lies before the first")
    contributor = form.get("contributor", "")
    return AgreementTerms(
        parties=tuple(sorted({contributor: "contributor", HUB: "recipient"}.items())),
        recipients=(HUB,),
        basis=_one(form, "basis", BASES),
        effective=effective,
        expires=expires,
        reduces=_one(form, "reduces", CHOICES["reducers"]),
        linkage=_one(form, "linkage", CHOICES["linkages"]),
        tolerance=_share(form, "tolerance"),
        honour_opt_outs="honour_opt_outs" in form,
        strict="strict" in form,
        capacities=_chosen(form, "capacities", CHOICES["capacities"]),
        purposes=_chosen(form, "purposes", tuple(PURPOSES)),
        data_classes=_chosen(form, "data_classes", DATA_CLASSES),
    )


def _chosen(form: "MultiDict[str, str]", name: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    found = tuple(each for each in form.getlist(name) if each in allowed)
    if not found:
        raise _wrong(name.replace("_", " "), "need at least one choice")
    return found


def _one(form: "MultiDict[str, str]", name: str, allowed: tuple[str, ...]) -> str:
    found = form.get(name, "")
    if found not in allowed:
        raise _wrong(name, "is not chosen")
    return str(found)


def _day(form: "MultiDict[str, str]", name: str) -> date:
    try:
        return date.fromisoformat(form.get(name, ""))
    except ValueError:
        raise _wrong(f"the day under “{name}”", "is no day") from None


def _share(form: "MultiDict[str, str]", name: str) -> float | None:
    text = form.get(name, "").strip()
    if not text:
        return None
    try:
        share = float(text) / 100
    except ValueError:
        raise _wrong(name, "is no number") from None
    if not 0 <= share <= 1:
        raise _wrong(name, "is not between 0 and 100 per cent")
    return share


def _wrong(what: str, why: str) -> Refused:
    return Refused(rule="bad-form", text=f"{what} {why}", status=422)
