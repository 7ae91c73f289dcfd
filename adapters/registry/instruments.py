"""The instruments that registries hold: their names, their LOINC of the total, their range.

LOINC 44261-6 and 89204-2 stand in the value set PHQ 9 and PHQ 9M Tools of CMS159; 70274-6 and
55758-7 are background knowledge and unchecked.
"""

from types import MappingProxyType

from schemas.record import record


@record
class Instrument:
    """A questionnaire: `loinc` names its total score, which lies between 0 and `most`."""

    loinc: str
    most: int
    names: frozenset[str]


# By the one word under which a header or cell names the instrument once its punctuation is gone.
INSTRUMENTS = MappingProxyType(
    {
        "phq9": Instrument(
            loinc="44261-6",
            most=27,
            names=frozenset({"phq", "phq9", "patienthealthquestionnaire9"}),
        ),
        "phq9m": Instrument(
            loinc="89204-2",
            most=27,
            names=frozenset({"phq9m", "phq9a", "phqa", "phqm", "phq9modified", "phq9teen"}),
        ),
        "gad7": Instrument(
            loinc="70274-6",
            most=21,
            names=frozenset({"gad", "gad7", "generalizedanxietydisorder7"}),
        ),
        "phq2": Instrument(loinc="55758-7", most=6, names=frozenset({"phq2"})),
    }
)
RANGES = "PHQ-9 and PHQ-9M 0 to 27, GAD-7 0 to 21, PHQ-2 0 to 6"
