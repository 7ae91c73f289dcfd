"""A person, by token: what the measures and the equity strata need, and no more."""

from schemas.code_system import LANGUAGE, RACE_ETHNICITY
from schemas.column import Column, Hipaa, Kind, choice, codes, date_precision, flag, time, whole
from schemas.table import Table

PERSON = Table(
    name="person",
    means="One pseudonymous person.",
    key=("person",),
    columns=(
        Column(
            name="person",
            kind=Kind.PERSON,
            means="token of the person; never an identifier of the sender's own systems",
            required=True,
            hipaa=Hipaa.CODE,
        ),
        Column(
            name="birth_day",
            kind=Kind.DAY,
            means="day of birth; 1 January where only the year is given",
            hipaa=Hipaa.DATE,
        ),
        Column(
            name="over_89",
            kind=Kind.FLAG,
            means="the person is 90 or older; then no birth_day is given",
            hipaa=Hipaa.AGE,
        ),
        choice("sex", "administrative gender (FHIR)", "female", "male", "other", "unknown"),
        codes("race", "race, OMB categories", system=RACE_ETHNICITY),
        codes("ethnicity", "ethnicity, OMB categories", system=RACE_ETHNICITY),
        codes("language", "preferred language", system=LANGUAGE),
        Column(
            name="zip3",
            kind=Kind.TEXT,
            means="first three digits of the ZIP code, 000 where too few people live there",
            hipaa=Hipaa.GEOGRAPHY,
        ),
        Column(
            name="zip5",
            kind=Kind.TEXT,
            means="ZIP code, in a limited data set only",
            hipaa=Hipaa.GEOGRAPHY,
        ),
        choice(
            "rurality",
            "rurality of the home, by RUCA group",
            "metropolitan",
            "micropolitan",
            "small-town",
            "rural",
        ),
        whole(
            "deprivation_decile",
            "area deprivation, national decile, 10 is the most deprived",
            least=1,
            most=10,
        ),
        flag("deceased", "the person is known to have died"),
        *time("death", "death"),
        date_precision(),
    ),
)
