"""The words of a command line that say on which basis records are reduced."""

import argparse
from datetime import date
from pathlib import Path

from hub.preparation.certificate_file import read_certificate, usual_certificate
from policies.deidentification.certificate import Certificate
from policies.deidentification.inspection import BASES


def add_basis(parser: argparse.ArgumentParser, *, default: str | None = None) -> None:
    """Add --basis, required where there is no default, and --certificate."""
    said = f"; default: {default}" if default else ""
    parser.add_argument(
        "--basis",
        choices=BASES,
        default=default,
        required=default is None,
        help=f"how far the agreement has the records reduced{said}",
    )
    parser.add_argument(
        "--certificate",
        type=Path,
        metavar="FILE",
        help="terms of the expert's certificate (TOML); default: the usual ones",
    )


def certificate_of(arguments: argparse.Namespace, *, on: date) -> Certificate | None:
    """Return the certificate under expert determination, None on any other basis.

    Raises UnusableCertificate where the file that is named holds none.
    """
    if arguments.basis != "expert_determination":
        return None
    if arguments.certificate is None:
        return usual_certificate(on)
    return read_certificate(arguments.certificate)
