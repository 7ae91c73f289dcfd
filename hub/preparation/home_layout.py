"""The home layout: what identified files may look like before they are prepared.

One CSV file for each record table, its columns named as the data dictionary names them. `person`
holds the sender's own number of the person, the same in every file, and keys are the sender's own.
Beside the columns of the table a file may hold any others: those below say who a person is and
make its token; whatever else there is, is left at home.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from adapters.delimited.canonical import table_of
from schemas.column import Hipaa
from schemas.records import TABLES
from schemas.table import Table

# Names under which a column may come, the first of them the name of the shared schema or of the
# part of a person's identity that it says.
NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "person": (
            "person",
            "person_id",
            "member_id",
            "patient_id",
            "subscriber_id",
            "mrn",
            "medical_record_number",
        ),
        "first_name": ("first_name", "given", "given_name", "firstname", "patient_first_name"),
        "last_name": (
            *("last_name", "family", "family_name", "surname", "lastname"),
            "patient_last_name",
        ),
        "ssn": ("ssn", "social_security_number"),
        "birth_day": ("birth_day", "birth_date", "date_of_birth", "dob"),
        "death_day": ("death_day", "death_date", "date_of_death"),
        "sex": ("sex", "gender"),
        "zip5": ("zip5", "zip", "zip_code", "postal_code"),
    }
)
_COLUMNS = frozenset(name for table in TABLES.values() for name in table.names)
# Parts of an identity that no table has: they make a token and stay at home.
IDENTITY = ("first_name", "last_name", "ssn")
SEXES: Mapping[str, str] = MappingProxyType(
    {"f": "female", "m": "male", "o": "other", "u": "unknown", "x": "other"}
)


def meanings(header: Iterable[str]) -> dict[str, str]:
    """Return what each column of a header means, by its name: a column of a table, or an identity.

    Of two columns that mean the same the one named first in NAMES counts; the other is left over.
    """
    given = list(header)
    meant = {name: name for name in given if name in _COLUMNS}
    for meaning, names in NAMES.items():
        found = next((name for name in names if name in given), None)
        if found is not None:
            meant = {name: means for name, means in meant.items() if means != meaning}
            meant[found] = meaning
    return meant


def home_table(header: Iterable[str]) -> Table | None:
    """Return the record table that a file with this header is of; None where it is of none."""
    return _table_of(tuple(header))


# A home asks several times for each of its files, and homes have the same headers.
@lru_cache(maxsize=256)
def _table_of(header: tuple[str, ...]) -> Table | None:
    return table_of([means for means in meanings(header).values() if means not in IDENTITY])


def page() -> str:
    """Return the page that tells participants of the home layout."""
    lines = [
        "# The home layout",
        "",
        "What `hub prepare` reads at a participant's home: identified files that stay there.",
        "",
        "- One CSV file for each record table, or a zip of them, in UTF-8, with a header; or",
        "  FHIR R4 as NDJSON, Bundles or a folder of resources.",
        "- Columns are those of the data dictionary (data_dictionary.md), under its names.",
        "- `person` is your own number of the person, such as a member number or a medical",
        "  record number: the same in every file. A token takes its place.",
        "- Keys (`claim`, `encounter` and so on) are your own. They are made anew. Keys of",
        "  practices and clinicians are those of the region's directory and stay.",
        "- The person file says beside its columns who the person is. Other files need not.",
        "- Every other column stays at home; the summary counts what it held.",
        "",
        "| meaning | names under which it may come |",
        "|---|---|",
        *(f"| {meaning} | {', '.join(names)} |" for meaning, names in NAMES.items()),
        "",
        "A sex may be written as F, M, O, X or U; a ZIP code with nine digits is cut to five.",
        "",
        *_steps(),
        "## Columns that are reduced",
        "",
        "| table | identified or precise columns |",
        "|---|---|",
        *(f"| {table.name} | {', '.join(_reduced(table))} |" for table in TABLES.values()),
        "",
    ]
    return "\n".join(lines)


def _steps() -> list[str]:
    """Return how a participant goes from its files to a submission."""
    return [
        "## From these files to a submission",
        "",
        "```sh",
        "hub prepare FOLDER package.zip --basis expert_determination --linkage-key linkage.key",
        "hub check package.zip --basis expert_determination",
        "hub submit package.zip --hub https://hub.example.org --client ID --key client.pem",
        "```",
        "",
        "The basis is the one of your agreement. A person file such as",
        "",
        "    mrn,first_name,last_name,dob,gender,ssn,phone,zip_code",
        "    100001,Jane,Doe,1950-02-28,F,078-05-1120,212-555-0123,02139-1234",
        "",
        "becomes",
        "",
        "| basis | person | birth day | place | days of care |",
        "|---|---|---|---|---|",
        "| safe_harbor | a token drawn by lot | the year | ZIP3, 000 where few live | the year |",
        "| expert_determination | a keyed token | as certified, usually the day | ZIP3 | the day |",
        "| limited_data_set | a keyed token | the day | ZIP5 | the day |",
        "| aggregate_only | nobody: counts alone go | | | |",
        "",
        "- The name, the numbers and the telephone stay at home. They make the keyed token, under",
        "  the linkage key that participants share and the hub never holds.",
        "- Tokens by lot are kept in the crosswalk beside the package. Keep it and never send it.",
        "- The summary says by table and column what was read, changed, left at home and written,",
        "  and what would have identified somebody: kinds and numbers, never a value.",
        "- Exit status 0: the package is there. 1: nothing is written, and the reasons say why:",
        "  the intake would refuse it. 2: a file cannot be read, or the words are wrong.",
        "",
    ]


def _reduced(table: Table) -> list[str]:
    if not table.has_person:
        return ["none: no person is in it"]
    return [
        column.name for column in table.columns if column.hipaa not in {Hipaa.NONE, Hipaa.PROVIDER}
    ]
