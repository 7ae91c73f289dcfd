"""Why a release cannot be protected, told in the ledger, and put in words for the coordinator."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from hub.publication.past_tables import NotComparable
from hub.services.house import House
from hub.services.releases.release_terms import Disagreeing
from hub.services.releases.snapshot_files import Superseded
from hub.store.releases import Release
from policies.disclosure_control.linear_program import Unsolved
from policies.disclosure_control.views import Leaking

EVENT = "release-unprotected"
REASONS: Mapping[type[Exception], str] = MappingProxyType(
    {
        Leaking: "counts-remain-visible",
        NotComparable: "earlier-release-not-comparable",
        Unsolved: "no-audit",
        Disagreeing: "agreements-differ",
        Superseded: "file-replaced-since",
    }
)
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
    }
)


@contextmanager
def telling_why(house: House, release: Release) -> Iterator[None]:
    """Note in the ledger why a release cannot be protected; the failure goes on."""
    try:
        yield
    except tuple(REASONS) as failure:
        reason = next(word for kind, word in REASONS.items() if isinstance(failure, kind))
        with house.begin() as work:
            work.tell(EVENT, subject=release.id, reason=reason)
        raise
