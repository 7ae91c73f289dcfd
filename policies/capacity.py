"""In which capacity a contributor holds the records: it decides which law binds it."""

from enum import StrEnum


class Capacity(StrEnum):
    """One contributor may have several: most programs are covered entities too."""

    PROGRAM = "program"
    COVERED_ENTITY = "covered-entity"
    BUSINESS_ASSOCIATE = "business-associate"
    LAWFUL_HOLDER = "lawful-holder"
