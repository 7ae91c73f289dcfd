"""Why a release failed: a word for the ledger, and for the coordinator what is to be done."""

from collections.abc import Iterable, Mapping
from errno import EDQUOT, ENOSPC
from types import MappingProxyType

from hub.publication.past_tables import NotComparable
from hub.services.releases.release_terms import Disagreeing
from hub.services.releases.snapshot_files import Superseded
from hub.store.ledger import ToldEvent
from policies.disclosure_control.linear_program import Unsolved
from policies.disclosure_control.views import Leaking

# Computed again, it would fail again.
HOPELESS: Mapping[type[Exception], str] = MappingProxyType(
    {
        Leaking: "counts-remain-visible",
        NotComparable: "earlier-release-not-comparable",
        Unsolved: "no-audit",
        Disagreeing: "agreements-differ",
        Superseded: "file-replaced-since",
    }
)
WORKER_DIED, NO_SPACE, UNFORESEEN = "worker-died", "no-space", "unforeseen"
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "counts-remain-visible": "Together with an earlier release of the same period, somebody "
        "could work out a count, or a change, of 1 to 10 people, whatever this release hides. "
        "Leave the change out, or wait until it comes with more.",
        "earlier-release-not-comparable": "An earlier release of the same period counted something "
        "in another way, or left no record of its cells, so that nobody can say what the "
        "difference tells. Release another period, or measures that were not released before.",
        "no-audit": "The audit of what could be worked out came to no end. Without an audit "
        "nothing is released; propose it again, and ask the operator where it fails again.",
        "agreements-differ": "The agreements do not say alike which tables there are to be shown. "
        "Amend them to one entitlement table.",
        "file-replaced-since": "A file of this release has been replaced since it was proposed. "
        "Propose it again, and it takes the file that stands now.",
        WORKER_DIED: "Each time, the process that computed it was ended from outside, as happens "
        "where the memory does not suffice. Compute it anew when the operator has mended that.",
        NO_SPACE: "A disk of the hub was full. Compute it anew when the operator has made room.",
        UNFORESEEN: "The hub itself failed, and not for what the release tells. Its log names the "
        "kind of the failure and the place: compute it anew when the operator has mended that.",
    }
)


def reason_of(failure: Exception) -> str:
    """Return the word for a failure."""
    for kind, word in HOPELESS.items():
        if isinstance(failure, kind):
            return word
    is_full = isinstance(failure, OSError) and failure.errno in {ENOSPC, EDQUOT}
    return NO_SPACE if is_full else UNFORESEEN


def why_failed(told: Iterable[ToldEvent]) -> str:
    """Return in words why a failed release failed the last time, by the events of its life."""
    reasons = [str(each.facts.get("reason")) for each in told if "reason" in each.facts]
    return WORDS.get(reasons[-1] if reasons else UNFORESEEN, WORDS[UNFORESEEN])
