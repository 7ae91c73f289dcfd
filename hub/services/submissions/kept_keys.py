"""Which keys of a submission are kept in each of its states; every other one is destroyed."""

from collections.abc import Mapping
from types import MappingProxyType

from hub.vault.destruction import destroy, destroy_keys
from hub.vault.key_name import KeyName, Purpose
from hub.vault.vault import Vault
from policies.lifecycle.submission import STEPS

EVERY = frozenset(Purpose)
OF_RECORDS = frozenset({Purpose.RECORDS, Purpose.FAULTS})
OF_FAULTS = frozenset({Purpose.FAULTS})
NONE: frozenset[Purpose] = frozenset()

# A submission that failed keeps its upload: it may be begun anew.
KEPT: Mapping[str, frozenset[Purpose]] = MappingProxyType(
    {
        "receiving": EVERY,
        "received": EVERY,
        **dict.fromkeys(STEPS, EVERY),
        "failed": EVERY,
        "accepted": OF_RECORDS,
        "replaced": OF_RECORDS,
        "quarantined": OF_RECORDS,
        "refused": OF_FAULTS,
        "tried": OF_FAULTS,
        "abandoned": NONE,
        "withdrawn": NONE,
        "destroyed": NONE,
    }
)


def destroy_what_is_not_kept(vault: Vault, submission: str, state: str) -> None:
    """Destroy the keys that a submission has no more need of, and the files that they open.

    Called after the state was committed; a process that dies in between leaves it to the sweep.
    """
    kept = KEPT[state]
    if not kept:
        destroy(vault, submission)
        return
    gone = sorted(EVERY - kept)
    destroy_keys(vault, [KeyName(submission=submission, purpose=each) for each in gone])
