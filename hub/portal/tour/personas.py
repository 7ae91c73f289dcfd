"""The personas of the tour: who they are, and what to look at in two minutes."""

from schemas.record import record


@record
class Stop:
    """A stop of a tour: the page, and what to look at there."""

    endpoint: str
    look: str


@record
class Persona:
    """Somebody who uses the hub; `name` is its key among the users of the demonstration."""

    name: str
    title: str
    wants: str
    stops: tuple[Stop, ...]


def _stop(endpoint: str, look: str) -> Stop:
    return Stop(endpoint=endpoint, look=look)


PERSONAS = (
    Persona(
        name="payer",
        title="Payer engineer",
        wants="Hands in claims and wants plain errors, receipts and no surprises.",
        stops=(
            _stop("list_submissions", "Open the newest file: its steps, and its signed receipt."),
            _stop("list_submissions", "Its faults: by rule, then each with its place and remedy."),
            _stop("own_agreement", "What still has to happen before records may flow."),
            _stop("plan_report", "The own members by practice, and no other payer's."),
        ),
    ),
    Persona(
        name="practice-small",
        title="Practice manager, 250 patients",
        wants="Wants to know how the clinic does, whether to trust it, and what to do next.",
        stops=(
            _stop("your_measures", "Small clinic: a range where a count would reveal a patient."),
            _stop("your_measures", "“Not enough data” is said where there is not enough."),
            _stop("privacy", "Why a figure is withheld, in plain words."),
        ),
    ),
    Persona(
        name="practice-large",
        title="Practice manager, large clinic",
        wants="Wants the own line among peers and where most patients could gain.",
        stops=(
            _stop("your_measures", "The sentence first, then the own point among the peers."),
            _stop("your_measures", "The figures behind it, one click away; print one measure."),
            _stop("methods", "The method page of the measure, criterion by criterion."),
        ),
    ),
    Persona(
        name="convener",
        title="Convener",
        wants="Looks after participants, agreements and releases.",
        stops=(
            _stop("list_participants", "Of whom something is missing, and what."),
            _stop("list_agreements", "An agreement: its text, who signed, what may be done."),
            _stop("list_releases", "A release: its steps, what it does not show, who approved it."),
            _stop("ledger", "The ledger is checked each time that the page is opened."),
        ),
    ),
    Persona(
        name="approver",
        title="Approver",
        wants="The second person: looks at a release that another proposed, and approves it.",
        stops=(
            _stop("list_releases", "A release: its reports as their readers will see them."),
            _stop("list_releases", "Who proposed it cannot approve it."),
        ),
    ),
    Persona(
        name="purchaser",
        title="Purchaser",
        wants="An employers' alliance: wants the region and its plans, never a patient.",
        stops=(
            _stop("region", "The region, plan by plan."),
            _stop("privacy", "What protects the employees, in plain words."),
        ),
    ),
    Persona(
        name="privacy",
        title="Privacy officer",
        wants="Asks why a record went or did not, and what an attacker could learn.",
        stops=(
            _stop("withheld_rows", "What was withheld, by rule, with its citation."),
            _stop("attack", "Attack a table: what hiding small counts alone would give away."),
            _stop("rules", "Every rule with its citation, and from which day it holds."),
        ),
    ),
    Persona(
        name="measures",
        title="Measurement lead",
        wants="Asks whether the numbers are right and mean what they say.",
        stops=(
            _stop(
                "truth", "The region is invented, so its truth is known: published against true."
            ),
            _stop("region", "Remission, with follow-up beside it: who was scored again at all."),
            _stop("methods", "Each measure, word for word from the file that computes it."),
        ),
    ),
)
