"""45 CFR 164.514(b)(2)(i)(D) and (E): telephone and fax numbers."""

from policies.deidentification.place import Place
from policies.deidentification.value_rule import DASH, EVERYWHERE, ValueRule, bounded

# North American numbering plan: neither area code nor exchange begins with 0 or 1.
AREA, EXCHANGE = r"[2-9]\d{2}", r"[2-9]\d{2}"
GAP = rf"(?:{DASH}|[. ])"

TELEPHONE_NUMBER = ValueRule(
    name="telephone-number",
    citation="45 CFR 164.514(b)(2)(i)(D), (E)",
    means="a telephone or fax number",
    remedy="leave the number out",
    within=bounded(rf"(?:\+?1{GAP})?(?:\({AREA}\) ?|{AREA}{GAP}){EXCHANGE}{GAP}\d{{4}}")
    + r"|\+\d{11,15}(?:[^0-9A-Za-z]|$)|\+\d{1,3}(?:[-. ]\d{2,4}){2,4}(?:[^0-9A-Za-z]|$)"
    + rf"|(?i:tel|phone|fax|mobile)[^0-9A-Za-z]{{1,3}}1?{AREA}{EXCHANGE}\d{{4}}(?:[^0-9A-Za-z]|$)",
    # Object identifiers of code systems have such groups.
    searched_in=EVERYWHERE - {Place.SYSTEM},
    whole=rf"1?{AREA}{EXCHANGE}\d{{4}}",
    whole_in=frozenset({Place.TEXT}),
)
