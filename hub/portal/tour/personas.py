"""The personas of the tour: who they are, and what to look at in two minutes."""

from schemas.record import record


@record
class Stop:
    """A stop of a tour: where it leads (a word of `targets`), and what to look at there.

    With `whose` it is looked at as somebody else, by a name among the users of the demonstration.
    """

    leads_to: str
    look: str
    whose: str = ""


@record
class Persona:
    """Somebody who uses the hub; `name` is its key among the users of the demonstration."""

    name: str
    title: str
    wants: str
    stops: tuple[Stop, ...]


def _stop(leads_to: str, look: str, *, whose: str = "") -> Stop:
    return Stop(leads_to=leads_to, look=look, whose=whose)


PAYER = Persona(
    name="payer",
    title="Payer engineer",
    wants="Hands in claims and wants plain errors, receipts and no surprises.",
    stops=(
        _stop("refused-file", "A dirty file, refused whole: by rule, then place and remedy."),
        _stop("file:claims-dirty.csv", "Take a small dirty file to your own disk …"),
        _stop("new_submission", "… and hand it in: the faults come back in seconds."),
        _stop("file:claims-mended.csv", "Take the mended file, hand it in, and read its receipt."),
        _stop("new_submission", "Hand in the same file once more: it stays one submission."),
        _stop("accepted-file", "The newest accepted file: its steps, and its signed receipt."),
        _stop("plan_report", "The own members by practice, and no other payer's."),
        _stop("list_hearings", "A clinic disputes where a member is counted: say what you know."),
    ),
)
PRACTICE_SMALL = Persona(
    name="practice-small",
    title="Practice manager, 250 patients",
    wants="Wants to know how the clinic does, whether to trust it, and what to do next.",
    stops=(
        _stop("your_measures", "One page: where the clinic stands, in a sentence each."),
        _stop("your_measures", "What the data run through, and what most patients could gain by."),
        _stop("list_submissions", "The clinic's own file, and that it was taken in whole."),
        _stop("privacy", "Why a figure is a range or is withheld, in plain words."),
    ),
)
PRACTICE_LARGE = Persona(
    name="practice-large",
    title="Practice manager, large clinic",
    wants="Wants the own line among peers and where most patients could gain.",
    stops=(
        _stop("your_measures", "The sentence first, then the own point among the peers."),
        _stop("measure:CMS159", "Remission: the figures behind it, to print for one meeting."),
        _stop("list_submissions", "Its health record exports FHIR: handed in as it is."),
        _stop("method:CMS159", "The method of the measure, criterion by criterion."),
        _stop("your_disputes", "A patient it does not know: one dispute decided, one that waits."),
    ),
)
CONVENER = Persona(
    name="convener",
    title="Convener",
    wants="Looks after participants, agreements and releases.",
    stops=(
        _stop("list_participants", "Of whom something is missing, and what."),
        _stop("new_submission", "A newcomer's file is not received …", whose="newcomer"),
        _stop("unsigned-agreement", "… because a signature is missing: yours. Sign it."),
        _stop("file:newcomer.zip", "Take the newcomer's file …"),
        _stop("new_submission", "… and hand it in for the newcomer: accepted.", whose="newcomer"),
        _stop("leaving-agreement", "A payer leaves: its records are set aside at once."),
        _stop("correct-release", "Propose the release anew: the region stands without it."),
        _stop("open-release", "Who proposed it cannot approve it."),
        _stop("open-release", "A second person can: approve, sign, publish.", whose="approver"),
        _stop("region", "The region's report says how many payers are in it."),
        _stop("list_disputes", "A clinic disputes a patient: the payer is heard, then you decide."),
        _stop("ledger", "The ledger is checked each time that the page is opened."),
    ),
)
APPROVER = Persona(
    name="approver",
    title="Approver",
    wants="The second person: looks at a release that another proposed, and approves it.",
    stops=(
        _stop("published-release", "A release: its reports as their readers see them, and …"),
        _stop("published-release", "… what the public is told, what that cost, and what is left."),
        _stop("open-release", "One that waits: who proposed it cannot approve it, you can."),
    ),
)
PURCHASER = Persona(
    name="purchaser",
    title="Purchaser",
    wants="An employers' alliance: wants the region and its plans, never a patient.",
    stops=(
        _stop("region", "The region, plan by plan."),
        _stop("privacy", "What protects the employees, in plain words."),
        _stop("public-figures", "What everybody may read, without a sign-in: counts with noise."),
    ),
)
PRIVACY = Persona(
    name="privacy",
    title="Privacy officer",
    wants="Asks why a record went or did not, and what an attacker could learn.",
    stops=(
        _stop("withheld_rows", "Why records were withheld: by rule, citation and contributor."),
        _stop("plan_report", "The public plan reads how many of its own …", whose="public-plan"),
        _stop(
            "plan_report",
            "… and so does Evergreen: consents by law, opt-outs by policy.",
            whose="payer",
        ),
        _stop("file:consents-revoked.csv", "Take a file in which three patients revoked …"),
        _stop("new_submission", "… and hand it in as the public plan.", whose="public-plan"),
        _stop("file:opt-outs.csv", "Take a file in which three members opted out …"),
        _stop("new_submission", "… and hand it in as Evergreen Health Plan.", whose="payer"),
        _stop("correct-release", "Propose the release anew.", whose="convener"),
        _stop("open-release", "Approve it as the second person.", whose="approver"),
        _stop(
            "plan_report", "Now more of the public plan's stay out, by law …", whose="public-plan"
        ),
        _stop("plan_report", "… and more of Evergreen's, by policy.", whose="payer"),
        _stop(
            "withheld_rows", "Others read sums or a mark: three patients are their own business."
        ),
        _stop("public-figures", "What everybody reads: noise drawn once, and a budget that ends."),
        _stop("attack", "Attack a table: what hiding small counts alone would give away."),
        _stop("what_if", "Ask what the rules would say to a record of any kind."),
        _stop("rules", "Every rule with its citation, and from which day it holds."),
    ),
)
MEASURES = Persona(
    name="measures",
    title="Measurement lead",
    wants="Asks whether the numbers are right and mean what they say.",
    stops=(
        _stop("truth", "The region is invented, so its truth is known: published against true."),
        _stop("region", "Remission, with follow-up beside it: who was scored again at all."),
        _stop("preliminary-region", "The preliminary figures, while claims still came …"),
        _stop("region", "… and the final ones."),
        _stop("method:CMS159", "A measure, word for word from the file that computes it."),
    ),
)
PERSONAS = (
    PAYER,
    PRACTICE_SMALL,
    PRACTICE_LARGE,
    CONVENER,
    APPROVER,
    PURCHASER,
    PRIVACY,
    MEASURES,
)
