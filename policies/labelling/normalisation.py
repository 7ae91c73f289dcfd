"""One spelling of a code for comparing it with a list.

Source: CMS beneficiary-fhir-data, RFC 0023: blanks off, upper case, first dot out; of a DRG the
last word, without leading zeros. Dots go because ICD-9 volume 3 has them elsewhere than volume 1.
"""

from functools import lru_cache


@lru_cache(maxsize=2**17)
def compact(code: str, *, element: str) -> str:
    """Return the spelling under which a code of a kind of column is compared."""
    bare = code.strip().upper()
    if element == "drg":
        return bare.split()[-1].lstrip("0") if bare else bare
    return bare.replace(".", "", 1)
