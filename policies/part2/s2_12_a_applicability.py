"""42 CFR 2.12(a): which records Part 2 restricts; identifiability first, then provenance."""

from policies.data_class import COUNSELLING_NOTES
from policies.request import DisclosureRequest, Provenance
from policies.sensitivity import PART2_LABELS, SUBSTANCE_USE


def restricts(request: DisclosureRequest) -> bool:
    """Tell whether the records would identify a patient of a Part 2 program.

    A substance use code alone makes no Part 2 record (42 CFR 2.12(d)(2)(ii)); where nobody knows
    whether the source is a program, it counts as one. Counselling notes come from programs by
    definition (42 CFR 2.11), and a received Part 2 label is never lowered.
    """
    if not request.identifiable:
        return False
    if request.provenance is Provenance.YES or request.sensitivity & PART2_LABELS:
        return True
    if request.data_class == COUNSELLING_NOTES:
        return True
    coded = bool(request.sensitivity & SUBSTANCE_USE)
    return coded and (request.provenance is Provenance.UNKNOWN or request.strict)
