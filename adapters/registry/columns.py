"""The columns of registries, by the names that exports and hand-made lists give them.

Authored from what Collaborative Care registries hold (the AIMS Caseload Tracker among them): no
sample of an export is public, so each spelling here is background knowledge and unchecked.
"""

import re
from types import MappingProxyType

from adapters.delimited.header import Header
from adapters.registry.spelling import meanings
from schemas.instruments import instruments
from schemas.record import record

# By what is meant, the names that mean it, as `read_header` writes them.
SPELLINGS = MappingProxyType(
    {
        word: tuple(names.split())
        for word, names in {
            "person": "person_id patient patient_id id token person_token client_id registry_id"
            " subject_id study_id member_id",
            "practice": "practice_id clinic clinic_id site site_id",
            "provider": "provider_id care_manager care_manager_id bhcm clinician",
            "date": "day event_date contact_date visit_date assessment_date score_date"
            " date_of_contact date_of_service date_administered",
            "event": "event_type contact_type activity type",
            "instrument": "tool scale questionnaire assessment measure_name",
            "score": "total_score total value result",
            "modality": "mode contact_mode visit_type how",
            "enrolled": "enrollment_date enrolment_date enrolled_date date_enrolled enrollment_day"
            " start_date date_of_enrollment initial_assessment_date",
            "ended": "discharge_date end_date date_discharged inactive_date date_ended"
            " disenrollment_date date_inactive",
            "status": "treatment_status patient_status enrollment_status episode_status",
            "contacts": "number_of_contacts contact_count total_contacts of_contacts"
            " follow_up_contacts contacts_total",
            "last_contact": "last_contact_date most_recent_contact last_follow_up_contact"
            " date_of_last_contact most_recent_contact_date",
            "last_review": "last_psychiatric_review last_psychiatric_review_date last_case_review"
            " last_psychiatric_consultation last_psychiatric_consult last_review_date"
            " most_recent_psychiatric_consultation date_of_last_psychiatric_review"
            " last_psychiatric_case_review most_recent_psychiatric_review",
            "last_change": "last_treatment_change last_treatment_change_date"
            " date_of_last_treatment_change last_medication_change treatment_change_date",
        }.items()
    }
)

FIRST = frozenset({"first", "initial", "baseline", "intake", "enrollment", "starting"})
LAST = frozenset({"last", "latest", "recent", "current", "final"})
DATES = frozenset({"date", "day", "dated", "on"})
FILLERS = frozenset({"most", "total", "score", "result", "value", "of", "the"})

_INSTRUMENT_OF = MappingProxyType(
    {spelling: found.name for found in instruments() for spelling in found.names}
)


@record
class Scored:
    """A column of scores of one instrument, or of their dates: all, the first ones or the last."""

    instrument: str
    which: str = ""
    dates: bool = False


@record
class Columns:
    """What the columns of a registry file mean: by word, and those of scores by what they hold."""

    means: dict[str, str]
    scores: dict[Scored, str]

    def __contains__(self, word: str) -> bool:
        return word in self.means


def columns_of(header: Header) -> Columns:
    """Return the meaning of each column that has one."""
    scores: dict[Scored, str] = {}
    for name in header.names:
        if found := scored(name):
            scores.setdefault(found, name)
    return Columns(means=meanings(header, SPELLINGS), scores=scores)


def scored(name: str) -> Scored | None:
    """Read a name such as first_phq_9_date or most_recent_gad7_score; None where it is no such."""
    joined = re.sub(r"(phq|gad|pcl|who)_([0-9])|(audit)_(c)(?=_|$)", r"\1\2\3\4", name)
    joined = re.sub(r"promis_(?:global_)?(mental|physical)(?:_health)?", r"promis\1", joined)
    words = set(re.sub(r"phq(9?)_(m|a)(?=_|$)", r"phq\1\2", joined).split("_"))
    named = words & _INSTRUMENT_OF.keys()
    first, last, dates = words & FIRST, words & LAST, words & DATES
    if len(named) != 1 or (first and last) or words - named - first - last - dates - FILLERS:
        return None
    which = "first" if first else "last" if last else ""
    return Scored(instrument=_INSTRUMENT_OF[named.pop()], which=which, dates=bool(dates))
