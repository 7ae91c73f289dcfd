"""Three measures by their text, over plain FHIR, one patient at a time: nothing here is SQL.

Written apart from the measure files, so that the adapters and the SQL can be held against it. The
text of CMS128, of CMS161 (each visit counts) and of CMS177 (likewise); of hospice, care alone.
"""

from datetime import date, datetime, timedelta

OFFICE = ("Office Visit", "Outpatient Consultation", "Psych Visit Diagnostic Evaluation")
THERAPY = ("Psych Visit Psychotherapy", "Psychoanalysis")
VISITS = {
    "CMS161": (
        *OFFICE,
        *THERAPY,
        "Emergency Department Evaluation and Management Visit",
        "Telehealth Services",
    ),
    "CMS177": (
        *OFFICE,
        *THERAPY,
        "Psych Visit for Family Psychotherapy",
        "Group Psychotherapy",
        "Telephone Visits",
    ),
    "CMS128": ("Office Visit", "Annual Wellness Visit", "Telephone Visits", "Virtual Encounter"),
}
DEPRESSION = "Major Depressive Disorder Active"
RISK_ASSESSED = ("http://snomed.info/sct", "225337009")
STATED = ("final", "amended", "corrected")
VERIFIED = (None, "confirmed", "unconfirmed", "provisional", "differential")
GIVEN = ("completed", "in-progress", "on-hold")
DAY = timedelta(days=1)


def counts(identifier, patient, records, sets, year):
    """What a patient counts, by rate: initial population, denominator, exclusion, numerator."""
    if identifier == "CMS128":
        return antidepressants(patient, records, sets, year)
    return {"1": suicide_risk(identifier, patient, records, sets, year)}


def suicide_risk(identifier, patient, records, sets, year):
    """CMS161 and CMS177: visits for major depression, and those with an assessment of risk."""
    visits = [
        one
        for one in finished(records, sets, *VISITS[identifier])
        if for_depression(one, records, sets)
    ]
    if identifier == "CMS161":
        visits = [one for one in visits if one["class"]["code"] == "AMB"]
        ages, kinds = range(17, 200), ("Procedure",)
        new = [one for one in visits if not any(goes_on(one, other) for other in visits)]
    else:
        ages, kinds = range(6, 17), ("Procedure", "Observation")
        new = visits
    counted = [one for one in new if lies_in(one, year)]
    if age(patient, date(year, 1, 1)) not in ages:
        counted = []
    met = [one for one in counted if any(assessed(one, act, kinds) for act in records)]
    return len(counted), len(counted), 0, len(met)


def antidepressants(patient, records, sets, year):
    """CMS128: 84 days covered of 115, and 180 of 232, from the first dispense of the intake on."""
    fills = [
        (day(one["whenHandedOver"]), int(one["daysSupply"]["value"]))
        for one in of("MedicationDispense", records, GIVEN)
    ]
    intake = [first for first, _ in fills if date(year - 1, 5, 1) <= first <= date(year, 4, 30)]
    first = min(intake, default=None)
    if first is None or not eligible(patient, records, sets, first):
        return {"1": (0, 0, 0, 0), "2": (0, 0, 0, 0)}
    excluded = int(in_hospice(records, sets, year) or any(taken(records, first)))
    held = {begins + n * DAY for begins, days in fills for n in range(days)}
    covered = [sum(first <= on <= first + n * DAY for on in held) for n in (114, 231)]
    return {
        str(rate): (1, 1, excluded, int(not excluded and found >= asked))
        for rate, found, asked in zip((1, 2), covered, (84, 180), strict=True)
    }


def eligible(patient, records, sets, first):
    """An adult with a new diagnosis and a visit, each within 60 days of the first dispense."""
    diagnosed = [
        day(one["onsetDateTime"])
        for one in of("Condition", records)
        if status(one) in VERIFIED and has(one["code"], sets["Major Depression"])
    ]
    seen = [day(one["period"]["start"]) for one in finished(records, sets, *VISITS["CMS128"])]
    near = [any(abs((on - first).days) <= 60 for on in days) for days in (diagnosed, seen)]
    return age(patient, first) >= 18 and all(near)


def taken(records, first):
    """Whether each active order was taken on one of the 105 days before the first dispense."""
    for one in of("MedicationRequest", records, ("active",)):
        begins = day(one["authoredOn"])
        days = one["dispenseRequest"]["expectedSupplyDuration"]["value"]
        yield begins < first and begins + (days - 1) * DAY >= first - 105 * DAY


def in_hospice(records, sets, year):
    """Hospice care was given in the period."""
    return any(
        day(one["performedDateTime"]).year == year
        for one in of("Procedure", records, ("completed",))
        if has(one["code"], sets["Hospice Care Ambulatory"])
    )


def of(kind, records, statuses=None):
    """The records of a kind, in one of these statuses."""
    return [
        one
        for one in records
        if one["resourceType"] == kind and (statuses is None or one["status"] in statuses)
    ]


def finished(records, sets, *titles):
    """Finished encounters of a type in one of the sets."""
    listed = set().union(*(sets[title] for title in titles))
    return [
        one
        for one in of("Encounter", records, ("finished",))
        if any(has(each, listed) for each in one["type"])
    ]


def for_depression(visit, records, sets):
    """The visit has it as its reason, or names such a condition as reason or diagnosis."""
    named = [each["reference"] for each in visit.get("reasonReference", ())]
    named += [each["condition"]["reference"] for each in visit.get("diagnosis", ())]
    codes = [one["code"] for one in of("Condition", records) if f"Condition/{one['id']}" in named]
    return any(has(code, sets[DEPRESSION]) for code in (*visit.get("reasonCode", ()), *codes))


def goes_on(visit, earlier):
    """The earlier visit ended 1 to 104 days before this one began."""
    return 1 <= (day(visit["period"]["start"]) - day(earlier["period"]["end"])).days <= 104


def assessed(visit, act, kinds):
    """The act assesses the risk, within the visit to the instant."""
    if act["resourceType"] not in kinds or not has(act["code"], {RISK_ASSESSED}):
        return False
    if act["status"] not in ("completed", *STATED):
        return False
    moment = act.get("performedDateTime") or act["effectiveDateTime"]
    within = visit["period"]
    return at(within["start"]) <= at(moment) <= at(within["end"])


def lies_in(visit, year):
    """The visit lies in the year."""
    return {day(time).year for time in visit["period"].values()} == {year}


def age(patient, on):
    """Whole years of age on a day."""
    born = date.fromisoformat(patient["birthDate"])
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def status(condition):
    """How far a condition is verified; None where nothing says so."""
    said = condition.get("verificationStatus")
    return said["coding"][0]["code"] if said else None


def has(concept, listed):
    """The concept has a code of the set."""
    return any((one.get("system"), one["code"]) in listed for one in concept["coding"])


def at(time):
    """The instant."""
    return datetime.fromisoformat(time)


def day(time):
    """The day of a time."""
    return date.fromisoformat(time[:10])
