"""Where the stops of the tour lead: to the very thing, as it is now."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from flask import url_for

from hub.portal.access import wiring
from hub.services.agreements.facts import facts_of
from hub.store import agreements, releases, submissions
from hub.store.releases import Release
from hub.store.work import Work
from policies.agreement.state import AgreementState

# Its records are of years only: what was published without them can stand beside what is now.
LEAVING = "summit-choice"
ENDED = frozenset({"published", "corrected", "withdrawn", "discarded", "failed"})
UNSIGNED = frozenset({AgreementState.DRAFT, AgreementState.PARTLY_SIGNED})


def address_of(work: Work, leads_to: str, participant: str) -> str | None:
    """Return the address of a stop for somebody of a participant; None where there is none yet.

    A word is a kind of thing, `kind:name` one thing, and any other the page of that name.
    """
    kind, _, name = leads_to.partition(":")
    if name:
        return _NAMED[kind](name)
    if kind in _FOUND:
        return _FOUND[kind](work, participant)
    return url_for(f"portal.{kind}")


def _file(name: str) -> str | None:
    found = wiring().demo_files.get(name)
    return url_for("portal.tour_file", name=name) if found and found.exists() else None


def _measure(name: str) -> str:
    return url_for("portal.one_measure", identifier=name, rate="1")


def _method(name: str) -> str:
    return url_for("portal.method", name=name)


def _submission(state: str) -> Callable[[Work, str], str | None]:
    def newest(work: Work, participant: str) -> str | None:
        found = submissions.latest(work, at_most=500, states=[state])
        own = [each for each in found if each.participant == participant]
        return url_for("portal.show_submission", submission=own[0].id) if own else None

    return newest


def _unsigned(work: Work, participant: str) -> str | None:
    del participant
    for each in reversed(facts_of(work, agreements.every(work))):
        if each.state in UNSIGNED:
            return url_for("portal.show_agreement", agreement=each.stored.id)
    return None


def _leaving(work: Work, participant: str) -> str | None:
    del participant
    own = facts_of(work, agreements.of_participant(work, LEAVING))
    active = [facts for facts in own if facts.state is AgreementState.ACTIVE]
    if not active:
        return None
    return url_for("portal.ask_end", agreement=active[0].stored.id, name="terminate")


def _correction(work: Work, participant: str) -> str | None:
    del participant
    found = _published(work)
    return url_for("portal.new_release", replaces=found[0].id) if found else None


def _open_release(work: Work, participant: str) -> str | None:
    del participant
    found = [each for each in releases.every(work) if each.state not in ENDED]
    return url_for("portal.show_release", release=found[0].id) if found else None


def _published_release(work: Work, participant: str) -> str | None:
    del participant
    found = _published(work)
    return url_for("portal.show_release", release=found[0].id) if found else None


def _preliminary(work: Work, participant: str) -> str | None:
    del participant
    found = _published(work)
    earlier = [each for each in found[1:] if each.first_day == found[0].first_day]
    return url_for("portal.region", release=earlier[-1].id) if earlier else None


def _public_figures(work: Work, participant: str) -> str | None:
    del work, participant
    return url_for("portal.public_figures") if wiring().house.settings.public_pages else None


def _published(work: Work) -> list[Release]:
    """The published releases, the newest first."""
    return list(releases.every(work, states=("published",)))


_NAMED: Mapping[str, Callable[[str], str | None]] = MappingProxyType(
    {"file": _file, "measure": _measure, "method": _method}
)
_FOUND: Mapping[str, Callable[[Work, str], str | None]] = MappingProxyType(
    {
        "refused-file": _submission("refused"),
        "accepted-file": _submission("accepted"),
        "unsigned-agreement": _unsigned,
        "leaving-agreement": _leaving,
        "correct-release": _correction,
        "open-release": _open_release,
        "published-release": _published_release,
        "preliminary-region": _preliminary,
        "public-figures": _public_figures,
    }
)
