"""What the synthetic region is made of: its size, its payers, its practices and programs.

Nothing here is a person or a place; the truth that a release is held against follows from these
numbers alone.
"""

from datetime import date

import numpy as np

from schemas.record import record

SEED = 20260216
FIRST, LAST = date(2023, 7, 1), date(2025, 12, 31)
YEAR = 2025


@record
class PayerPlan:
    """A payer: `share` of the region's members, its basis, and how its members are covered.

    `lines` gives the share of each line of business below 65; at 65 and over `senior_line` holds.
    `self_funded` is the share of commercial members whose employer bears the risk.
    """

    name: str
    title: str
    share: float
    basis: str
    lines: tuple[tuple[str, float], ...]
    senior_line: str = "medicare-advantage"
    self_funded: float = 0.0
    sponsors: tuple[str, ...] = ()


# Its members are left out: it has not authorised the use of their records.
UNAUTHORISED = frozenset({"sponsor-05"})

PAYERS = (
    PayerPlan(
        name="evergreen-health",
        title="Evergreen Health Plan",
        share=0.45,
        basis="expert_determination",
        lines=(("commercial", 0.75), ("marketplace", 0.10), ("medicaid", 0.15)),
        self_funded=0.40,
        sponsors=("sponsor-01", "sponsor-02", "sponsor-03"),
    ),
    PayerPlan(
        name="harbor-mutual",
        title="Harbor Mutual",
        share=0.20,
        basis="expert_determination",
        lines=(("commercial", 0.90), ("marketplace", 0.10)),
        self_funded=0.25,
        sponsors=("sponsor-04",),
    ),
    PayerPlan(
        name="civic-care",
        title="Civic Care, the public plan",
        share=0.18,
        basis="limited_data_set",
        lines=(("medicaid", 1.0),),
        senior_line="dual",
    ),
    PayerPlan(
        name="summit-choice",
        title="Summit Choice",
        share=0.10,
        basis="safe_harbor",
        lines=(("commercial", 1.0),),
        self_funded=0.10,
        sponsors=("sponsor-05",),
    ),
    PayerPlan(
        name="prairie-trust",
        title="Prairie Trust",
        share=0.07,
        basis="aggregate_only",
        lines=(("commercial", 1.0),),
    ),
)


@record
class PracticePlan:
    """A practice or program, and how well it does.

    The rates are chances between 0 and 1: that a patient is screened, that a positive screen is
    followed up, that a depressed patient gets an index score, is scored again after a year, and is
    then in remission. `gained` is by how much the first of them has grown since the year before.
    `emergency` multiplies the region's rate of emergency visits.
    """

    key: str
    title: str
    size: int
    kind: str
    basis: str
    format: str
    organization: str
    npi: str
    screening: float
    gained: float
    follow_up: float
    indexed: float
    rescored: float
    remission: float
    collaborative: float
    emergency: float

    @property
    def clinicians(self) -> int:
        """How many clinicians work there."""
        return 1 if self.key == SOLO else max(2, self.size // 1500)


_WOODS = (
    *("Alder", "Aspen", "Birch", "Cedar", "Cypress", "Elm", "Fir", "Hawthorn", "Hazel", "Hickory"),
    *("Juniper", "Larch", "Laurel", "Linden", "Maple", "Myrtle", "Oak", "Olive", "Pine", "Poplar"),
    *("Redwood", "Rowan", "Sequoia", "Spruce", "Sumac", "Sycamore", "Tamarack", "Walnut", "Willow"),
    *("Yew", "Chestnut", "Dogwood", "Magnolia", "Mulberry", "Palm", "Plum", "Quince", "Teak"),
    *("Tupelo", "Wisteria"),
)
_KINDS = ("Family Medicine", "Primary Care", "Internal Medicine", "Community Health")
SOLO, SMALL, COUNTS_ONLY = "practice-07", "practice-23", "practice-31"
# Its agreement lacks the convener's signature when its first file comes.
NEWCOMER = "practice-40"
HOSPITAL = "hospital-1"
PROGRAMS = ("program-1", "program-2", "program-3")
# Whose lines are others than the truth: who counts at home, has bad rows, or is not in yet.
APART = frozenset({COUNTS_ONLY, "practice-05", NEWCOMER})
# What the region tells beside the core; `--measures` adds what most practices have too few of.
FURTHER: tuple[str, ...] = ()
# In a region too small for all, these have patients before the others have.
FIRST_SEATED = (SMALL, "practice-02", NEWCOMER, "practice-05", "practice-11", COUNTS_ONLY)
# In which format a practice's systems export; the others write a CSV for each table.
_EXPORTS = {"practice-02": "fhir-lines", "practice-11": "fhir-bundle", "practice-05": "registry"}


def practices(persons: int) -> tuple[PracticePlan, ...]:
    """Return the 40 practices and 3 substance use programs of a region of so many persons."""
    draw = np.random.default_rng(SEED)
    weights = draw.lognormal(0.0, 0.75, 40)
    sizes = (weights / weights.sum() * persons * 0.94).astype(int)
    quality = draw.normal(0.0, 1.0, (40, 7))
    gained = np.random.default_rng(SEED + 18).uniform(-0.10, 0.25, 40)
    planned = [_practice(at, int(sizes[at]), quality[at], gained[at]) for at in range(40)]
    return (*planned, *(_program(at) for at in range(len(PROGRAMS))))


def _practice(at: int, size: int, quality: np.ndarray, gained: float) -> PracticePlan:
    key = f"practice-{at + 1:02d}"
    fixed = {SMALL: 250, SOLO: 620}
    chance = 1 / (1 + np.exp(-quality))
    return PracticePlan(
        key=key,
        title=f"{_WOODS[at]} {_KINDS[at % 4]}",
        size=fixed.get(key, max(size, 700)),
        kind="primary-care",
        basis="aggregate_only" if key == COUNTS_ONLY else "expert_determination",
        format=_EXPORTS.get(key, "csv"),
        organization=f"group-{at % 9 + 1}" if at % 3 else "",
        npi=npi(100 + at),
        screening=0.45 + 0.45 * chance[0],
        gained=float(gained),
        follow_up=0.50 + 0.45 * chance[1],
        indexed=0.55 + 0.40 * chance[2],
        rescored=0.25 + 0.55 * chance[3],
        remission=0.15 + 0.40 * chance[4],
        collaborative=0.30 * chance[5] if at % 5 < 2 else 0.0,
        emergency=0.60 + 0.80 * chance[6],
    )


def _program(at: int) -> PracticePlan:
    return PracticePlan(
        key=PROGRAMS[at],
        title=("New Start Recovery", "Riverside Treatment Program", "Open Door Clinic")[at],
        size=0,
        kind="substance-use-program",
        basis="expert_determination",
        format="csv",
        organization="",
        npi=npi(900 + at),
        screening=0.5,
        gained=0.0,
        follow_up=0.5,
        indexed=0.0,
        rescored=0.0,
        remission=0.0,
        collaborative=0.0,
        emergency=1.0,
    )


def npi(number: int) -> str:
    """Return an NPI with a right check digit (Luhn over 80840 and nine digits)."""
    stem = f"1{number:08d}"
    digits = [int(digit) for digit in f"80840{stem}"][::-1]
    doubled = [
        sum(divmod(2 * digit, 10)) if not at % 2 else digit for at, digit in enumerate(digits)
    ]
    return f"{stem}{-sum(doubled) % 10}"
