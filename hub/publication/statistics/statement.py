"""The most precise honest statement about a line: what helps where a count may not be shown.

Why each reveals no more than it may:
- a *count* is published, and the audit passed with it published;
- a *rounded rate* is a band that the audit of disclosure control knew as told
  (policies.disclosure_control.tell);
- a *pooled figure* is a count or a band of a longer window, which the same audit knew as told;
- an *estimate* is computed from a band and the region's published prior alone;
- a *standing* is said only where every numerator of the band gives the same one.
So the last two say nothing that the reader of the band could not compute himself.
"""

from hub.publication.statistics.beta_binomial import Estimate, Prior, shrunken_between
from hub.publication.statistics.clustered import clustered
from hub.publication.statistics.standing import UNKNOWN, Standing, standing
from hub.publication.statistics.told_rate import told_ends, told_rate
from hub.publication.statistics.two_years import TwoYears
from policies.disclosure_control.rates import Band, numerators
from schemas.record import record

COUNT, RATE, POOLED, ESTIMATE, STANDING, NOTHING = (
    "count",
    "rounded rate",
    "pooled figure",
    "estimate",
    "standing",
    "nothing",
)
# A band this wide says less than the count of a longer window does.
POOLED_FROM = 20
# A wider one says less than an estimate does.
WIDE = 25

OVER_TWO_YEARS = " over two years"
OF_SO_MANY = "Between {ends} of {least} {basis}s or more over two years."
SENTENCES = {
    COUNT: "{met:,} of {total:,} {basis}s ({rate}).",
    RATE: "Between {ends} of {total:,} {basis}s{longer}.",
    POOLED: "{met:,} of {total:,} {basis}s ({rate}) over two years.",
    ESTIMATE: "About {rate}, likely between {lowest} and {highest}{longer}: few {basis}s, so the "
    "estimate leans on the region's.",
    STANDING: "{sentence}",
    NOTHING: "Too few patients to say anything that would not tell of single ones.",
}


@record
class Known:
    """What may be told of a line: counts where published, else a band; `None` where neither.

    `design` is the design effect of episodes of which one person may have several, else 1; `basis`
    is what is counted, in the singular, and `per` of how many a rate is told: 1 for per cent.
    """

    met: int | None
    total: int | None
    band: Band | None
    pooled: TwoYears | None
    design: float = 1.0
    basis: str = "patient"
    per: int = 1


@record
class Compared:
    """What a line is compared with: the region's rate, the good direction, the region's spread."""

    region: float | None
    direction: str
    prior: Prior | None


@record
class Statement:
    """What is said: its kind, the sentence, the rate's bounds (0 to 1), estimate and standing."""

    kind: str
    sentence: str
    lowest: float | None = None
    highest: float | None = None
    estimate: Estimate | None = None
    standing: str = UNKNOWN


def statement_for(known: Known, compared: Compared) -> Statement:
    """Return the most precise of the statements that may be made about a line."""
    if known.met is not None and known.total:
        return _counted(COUNT, (known.met, known.total), known, compared)
    band = known.band if known.total else None
    pooled = known.pooled.told if known.pooled is not None and _wide(band) else None
    longer = known.pooled.total if known.pooled is not None else None
    if longer is not None and isinstance(pooled, int):
        return _counted(POOLED, (pooled, longer), known, compared)
    if isinstance(pooled, Band) and _narrower(pooled, band):
        if longer is None:
            return _of_so_many(pooled, known)
        return _banded(POOLED, pooled, longer, known, compared)
    if band is None or not known.total:
        return Statement(kind=NOTHING, sentence=SENTENCES[NOTHING])
    return _banded(RATE, band, known.total, known, compared)


def _wide(band: Band | None) -> bool:
    return band is None or band.high - band.low >= POOLED_FROM


def _narrower(one: Band, other: Band | None) -> bool:
    return other is None or one.high - one.low < other.high - other.low


def _of_so_many(band: Band, known: Known) -> Statement:
    """Say a rate of which it is not told of how many: no standing follows from it."""
    least = known.pooled.least if known.pooled is not None else 0
    return Statement(
        kind=POOLED,
        sentence=OF_SO_MANY.format(
            ends=told_ends(band.low, band.high, known.per), least=least, basis=known.basis
        ),
        lowest=band.low / 100,
        highest=band.high / 100,
    )


def _counted(kind: str, counts: tuple[int, int], known: Known, compared: Compared) -> Statement:
    (met, total), design = counts, known.design
    low, high = clustered(met, total, design=design)
    return Statement(
        kind=kind,
        sentence=SENTENCES[kind].format(
            met=met, total=total, rate=told_rate(met / total, known.per), basis=known.basis
        ),
        lowest=low,
        highest=high,
        standing=_standing(met, total, design, compared).word,
    )


def _banded(kind: str, band: Band, total: int, known: Known, compared: Compared) -> Statement:
    design, basis, per = known.design, known.basis, known.per
    first, last = numerators(band, total)
    words = {_standing(met, total, design, compared).word for met in range(first, last + 1)}
    word = words.pop() if len(words) == 1 else UNKNOWN
    prior = compared.prior
    estimate = (
        shrunken_between((first, last), total, prior, design=design) if prior is not None else None
    )
    longer = OVER_TWO_YEARS if kind == POOLED else ""
    wide = band.high - band.low > WIDE
    sentence = SENTENCES[RATE].format(
        ends=told_ends(band.low, band.high, per), total=total, longer=longer, basis=basis
    )
    if wide and estimate is not None:
        kind = ESTIMATE
        sentence = SENTENCES[ESTIMATE].format(
            rate=told_rate(estimate.rate, per),
            lowest=told_rate(estimate.lowest, per),
            highest=told_rate(estimate.highest, per),
            longer=longer,
            basis=basis,
        )
    elif wide and word != UNKNOWN:
        said = _standing(first, total, design, compared).sentence
        kind, sentence = STANDING, SENTENCES[STANDING].format(sentence=said)
    return Statement(
        kind=kind,
        sentence=sentence,
        lowest=band.low / 100,
        highest=band.high / 100,
        estimate=estimate,
        standing=word,
    )


def _standing(met: int, total: int, design: float, compared: Compared) -> Standing:
    return standing(
        interval=clustered(met, total, design=design),
        # So many persons say as much as the episodes do.
        persons=int(total / design),
        region=compared.region,
        direction=compared.direction,
        benchmark=None,
        met=None,
    )
