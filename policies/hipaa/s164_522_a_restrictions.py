"""45 CFR 164.522(a): restrictions that the patient asked for and the holder is bound by."""

from datetime import date

from policies.part2 import s2_26_restrictions
from policies.request import DisclosureRequest
from policies.rule import Deny, Silent, restriction


@restriction("45 CFR 164.522(a)", effective=date(2003, 4, 14), row="14")
def s164_522_a_restrictions(request: DisclosureRequest) -> Deny | Silent:
    """A restriction that was agreed to is kept while records tell who the patient is."""
    if not request.identifiable:
        return Silent(text="the records identify nobody")
    return s2_26_restrictions.answer(request)
