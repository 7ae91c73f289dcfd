"""The terms of an expert's certificate, from a file or as they usually are."""

import tomllib
from datetime import date
from pathlib import Path

from policies.deidentification.certificate import Certificate

LISTS = frozenset({"geography", "columns", "free_text"})


class UnusableCertificate(Exception):
    """The file holds no terms of a certificate; the message names the member that is wrong."""


def read_certificate(path: Path) -> Certificate:
    """Return the certificate of a TOML file with the members of `Certificate`.

    Raises UnusableCertificate where one is missing, unknown or of another kind.
    """
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise UnusableCertificate("the file cannot be read as TOML") from None
    kinds = Certificate.__annotations__
    for name in held:
        if name not in kinds:
            raise UnusableCertificate(f"{name} is no term of a certificate")
    for name in ("expert", "method", "risk", "signed", "expires"):
        wanted = date if name in {"signed", "expires"} else str
        if not isinstance(held.get(name), wanted):
            raise UnusableCertificate(f"{name} is missing, or no {wanted.__name__}")
    sets = {name: frozenset(held[name]) for name in LISTS if name in held}
    return Certificate(**(held | sets))


def usual_certificate(on: date) -> Certificate:
    """Return terms as experts usually give them: days and times, ZIP3, nobody's age over 89.

    The agreement's own certificate may allow less: whoever prepares by these finds out at intake.
    """
    return Certificate(
        expert="none named",
        method="the usual terms",
        risk="not judged here",
        signed=on,
        expires=on,
        instants=True,
    )
