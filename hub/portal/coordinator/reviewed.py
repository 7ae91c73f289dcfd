"""A participant's report as a reviewer sees it: without what only its reader knows."""

from collections.abc import Mapping
from typing import Any


def reviewed(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a report without the counts that are exact to its reader alone.

    How many of its own records were withheld is marked, and what it counted at home is left out:
    both hold small counts, and reached the hub from this reader only.
    """
    whose = document["audience"]["participant"]
    if whose is None:
        return dict(document)
    return {
        **document,
        "withheld": [{**each, "records": None} for each in document["withheld"]],
        "measures": [_of_measure(each, whose) for each in document["measures"]],
    }


def _of_measure(measure: Mapping[str, Any], whose: str) -> dict[str, Any]:
    return {
        **measure,
        "withheld": {**measure["withheld"], "own": None},
        "reported": [each for each in measure["reported"] if each["contributor"] != whose],
    }
