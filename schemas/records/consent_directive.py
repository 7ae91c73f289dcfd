"""A consent as its holder attests it: by token, each element of 42 CFR 2.31(a) there or not."""

from schemas.code_system import ACT_CODE
from schemas.column import choice, codes, date_precision, flag, key, person, text, time
from schemas.table import Table, starts_before_it_ends

# 42 CFR 2.31(a)(1)-(10): what a written consent must hold.
ELEMENTS = (
    "patient_named",
    "discloser_named",
    "information_described",
    "recipient_named",
    "purpose_stated",
    "right_to_revoke_stated",
    "expiry_stated",
    "signed",
    "date_signed",
    "redisclosure_stated",
)

CONSENT_DIRECTIVE = Table(
    name="consent_directive",
    means="One consent, opt-out or restriction of one person. The document stays with the sender.",
    key=("consent_directive",),
    columns=(
        key("consent_directive", "key of the directive"),
        person(),
        choice(
            "decision", "permits what it describes, or forbids it", "permit", "deny", required=True
        ),
        choice(
            "kind",
            "consent of 42 CFR Part 2, an opt-out of the network, or a restriction that the patient"
            " asked for and the sender is bound by (42 CFR 2.26)",
            "part2",
            "opt-out",
            "restriction",
            required=True,
        ),
        *(
            flag(
                name, f"the document holds this element of 42 CFR 2.31(a): {name.replace('_', ' ')}"
            )
            for name in ELEMENTS
        ),
        text("purposes", "purposes of use (v3-ActReason), joined by ;"),
        text("data_classes", "classes of data covered, joined by ; empty: all"),
        text("recipients", "recipients by name or class, joined by ;"),
        choice("expiry", "how it ends", "day", "event", "none"),
        *time("start", "signed"),
        *time("end", "last day in force"),
        *time("revoked", "revoked"),
        codes(
            "security",
            "security labels received with the record, never lowered",
            system=ACT_CODE,
        ),
        date_precision(),
    ),
    checks=(starts_before_it_ends(),),
)
