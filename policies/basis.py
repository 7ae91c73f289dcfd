"""How far records have been reduced so that they no longer tell who the person is."""

from enum import StrEnum


class Basis(StrEnum):
    """The basis of de-identification, a term of the agreement."""

    IDENTIFIED = "identified"
    LIMITED_DATA_SET = "limited_data_set"
    EXPERT_DETERMINATION = "expert_determination"
    SAFE_HARBOR = "safe_harbor"
    AGGREGATE_ONLY = "aggregate_only"


# From the basis that tells most to the one that tells least.
_TELLS_LESS_AND_LESS = tuple(Basis)


def identifiable(basis: Basis) -> bool:
    """Tell whether Part 2 still takes the records to identify a person (42 CFR 2.12(a)).

    A limited data set keeps dates and ZIP codes: it is still protected, and still identifiable.
    """
    return basis in {Basis.IDENTIFIED, Basis.LIMITED_DATA_SET}


def within(basis: Basis, agreed: Basis) -> bool:
    """Tell whether records on `basis` tell no more than records on the `agreed` basis would."""
    return _TELLS_LESS_AND_LESS.index(basis) >= _TELLS_LESS_AND_LESS.index(agreed)
