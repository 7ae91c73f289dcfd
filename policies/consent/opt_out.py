"""An opt-out of the network: a patient's no, whatever the basis, honoured as policy."""

from policies.consent.consent import Consent
from policies.consent.judge import judge
from policies.consent.terms import Question


def opts_out(consent: Consent, question: Question) -> bool:
    """Tell whether the opt-out is in force and speaks of what is asked; any part of it counts."""
    judged = judge(consent, question)
    return judged.refuses or bool(judged.denied)
