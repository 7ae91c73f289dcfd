"""The files of a release that everybody may read: their names, and what they tell."""

import json
from collections.abc import Mapping
from typing import Any

from hub.store import reports
from hub.store.work import Work

PUBLIC_JSON, PUBLIC_CSV = "public.json", "public.csv"
PUBLIC_MANIFEST, PUBLIC_SIGNATURE = "public-manifest.json", "public-signature.json"
PUBLIC_FILES = frozenset({PUBLIC_JSON, PUBLIC_CSV, PUBLIC_MANIFEST, PUBLIC_SIGNATURE})


def read_public(work: Work, release: str) -> Mapping[str, Any] | None:
    """Return what a release tells the public, None where it tells nothing."""
    listed = reports.of_release(work, release)
    found = [each for each in listed if each.participant is None and each.name == PUBLIC_JSON]
    whole = reports.one(work, found[0].id) if found else None
    return json.loads(whole.content) if whole is not None else None
