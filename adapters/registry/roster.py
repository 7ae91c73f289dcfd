"""Attribution rosters: who is on which practice's list, the practice by its key or by an NPI."""

from collections.abc import Iterator
from types import MappingProxyType

import polars as pl

from adapters.delimited.canonical import table_of
from adapters.delimited.headed import is_headed, read_headed
from adapters.delimited.header import Header
from adapters.delimited.reading import Reading
from adapters.delimited.sheet import Sheet, is_likely
from adapters.format import Format
from adapters.registry.npi import is_npi
from adapters.registry.spelling import meanings
from adapters.source import Source
from schemas.batch import Batch
from schemas.records.attribution import ATTRIBUTION
from schemas.table import Check

SPELLINGS = MappingProxyType(
    {
        word: tuple(names.split())
        for word, names in {
            "person": "person_id patient patient_id member member_id token person_token id",
            "practice": "practice_id clinic clinic_id site site_id attributed_practice",
            "practice_npi": "npi organization_npi group_npi billing_npi attributed_npi",
            "provider": "provider_id pcp pcp_id clinician",
            "provider_npi": "pcp_npi rendering_npi individual_npi",
            "payer": "plan payer_id health_plan",
            "method": "attribution_method",
            "start_day": "start start_date effective_date from attribution_start from_date",
            "end_day": "end end_date termination_date to attribution_end through to_date",
        }.items()
    }
)
_KNOWN = MappingProxyType(dict.fromkeys(ATTRIBUTION.names, ()) | dict(SPELLINGS))
BY_NPI = MappingProxyType({"practice": "practice_npi", "provider": "provider_npi"})


def recognises(head: bytes) -> bool:
    """Say whether the first bytes hold the header of a roster."""
    return is_headed(head, _sheet)


def read(source: Source) -> Iterator[Batch]:
    """Return the persons of a roster as rows of attribution."""
    return read_headed(
        source, _sheet, remedy="begin the file with a header that names person and practice or npi"
    )


FORMAT = Format(name="roster-csv", recognises=recognises, read=read)


def _sheet(header: Header) -> Sheet | None:
    """Return how the file is read; None where it names no person, or no practice.

    Where there is no key of the practice its NPI stands for it, for the directory to resolve.
    """
    means = meanings(header, _KNOWN)
    if "person" not in means or not {"practice", "practice_npi"} & means.keys():
        return None
    if table_of(header.names) not in {None, ATTRIBUTION}:
        return None
    named = {name: column for name, column in means.items() if name in ATTRIBUTION.names}
    npis = {name: means[npi] for name, npi in BY_NPI.items() if npi in means}
    cells = {} if "method" in named else {"method": pl.lit("roster")}
    sheet = Sheet(
        header=header,
        readings=(Reading(table=ATTRIBUTION, means={**npis, **named}, cells=cells),),
        known=frozenset(means.values()),
        checks=tuple(_npi_check(column) for column in npis.values()),
    )
    return sheet if is_likely(sheet) else None


def _npi_check(column: str) -> Check:
    return Check(
        rule="npi",
        field=column,
        remedy="give the NPI, ten digits of which the last checks the others",
        holds=lambda: pl.col(column).map_batches(is_npi, return_dtype=pl.Boolean),
    )
