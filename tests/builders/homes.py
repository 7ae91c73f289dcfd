"""Identified files of a participant's home, and packages made of them."""

import zipfile
from io import BytesIO
from pathlib import Path

import polars as pl

PERSONS = """\
mrn,first_name,last_name,dob,gender,ssn,phone,address,zip_code,race
100001,Jane,Doe Jr.,1950-02-28,F,078-05-1120,212-555-0123,25 Church St,02139-1234,2106-3
100002,José,Núñez,1930-05-01,M,,212-555-0124,1 Main Ave,03601,
100003,Ann,Smith,1980-07-04,F,219-09-9999,,,55401,
100004,Bob,Refuser,1975-07-04,M,,,,55401,
"""
ENCOUNTERS = """\
encounter,mrn,status,class,type,start_day,start_instant,practice,visit_note
E1,100001,finished,AMB,99213,2026-03-01,2026-03-01T10:00:00-05:00,clinic-a,Jane was seen
E2,100002,finished,AMB,99213,2026-03-02,,clinic-a,
E3,100004,finished,AMB,99213,2026-03-02,,clinic-a,
"""
CLAIMS = """\
claim,mrn,type,status,start_day,principal_diagnosis,replaces
9001,100001,professional,paid,2026-03-01,F11.20,
9002,100003,professional,paid,2026-04-01,F32.9,9001
"""
LINES = """\
claim,line,mrn,procedure,start_day,place_of_service
9001,1,100001,99213,2026-03-01,11
9002,1,100003,H0015,2026-04-01,11
"""
ATTRIBUTIONS = """\
mrn,practice,method,start_day,end_day
100001,clinic-a,roster,2025-01-01,2025-05-31
100001,clinic-a,roster,2025-08-01,
"""
DIRECTIVES = """\
consent_directive,mrn,decision,kind,start_day
C1,100004,deny,opt-out,2026-01-01
"""
PRACTICES = """\
practice,name,npi,start_day
clinic-a,Clinic A,1234567893,2020-02-02
"""
FILES = {
    "person": PERSONS,
    "encounter": ENCOUNTERS,
    "claim": CLAIMS,
    "claim_line": LINES,
    "attribution": ATTRIBUTIONS,
    "consent_directive": DIRECTIVES,
    "practice": PRACTICES,
}
# What must not be found anywhere in a package: identifiers of the four persons, and free text.
CANARIES = (
    *("100001", "100002", "Jane", "José", "Doe", "Refuser", "078-05-1120", "212-555-0123"),
    *("Church", "02139-1234", "E1", "9001", "was seen"),
)


def home(folder: Path, **files: str) -> Path:
    """Write the files of a home into a folder; a keyword replaces one of them, empty leaves out."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (FILES | files).items():
        if text:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def members(package: Path) -> dict[str, str]:
    """Return the files of a package as text, by table."""
    with zipfile.ZipFile(package) as archive:
        return {
            name.removesuffix(".csv"): archive.read(name).decode() for name in archive.namelist()
        }


def tables(package: Path) -> dict[str, pl.DataFrame]:
    """Return the files of a package as frames of text, by table."""
    return {
        name: pl.read_csv(BytesIO(text.encode()), infer_schema=False)
        for name, text in members(package).items()
    }
