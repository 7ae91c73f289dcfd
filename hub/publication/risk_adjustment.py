"""Risk adjustment of an outcome by the mix of patients: what is expected of such patients.

The model is the region's own rate, and by how much each group of patients differs from it, one
trait at a time: E = n·R + Σ n_k (R_k - R). All of it is told, so that nothing is hidden in the
model: the table of rates is the model, and whoever knows his own patients can work out E. Over the
region what is expected is what happened, for each trait by itself. Traits are taken to act apart;
where two go together the adjustment is larger than it should be.
"""

from collections.abc import Mapping
from math import fsum

from hub.publication.statistics.indirect_standardisation import Standardised, standardised
from schemas.record import record

# A trait and a category of it.
Group = tuple[str, str]


@record
class Model:
    """The region's rate, by how much each group differs from it, and how much that explains.

    `explained` is the share, 0 to 1, of the variance between patients that lies between groups,
    each trait by itself; None for events, of which a patient may have several.
    """

    crude: float
    effects: Mapping[Group, float]
    explained: float | None


def model_of(
    whole: tuple[int, int], groups: Mapping[Group, tuple[int, int]], *, events: bool
) -> Model | None:
    """Return the model of a region from (met, total) of all and of each group that is told.

    None without patients, where nothing happened, or where no group is told.
    """
    met, total = whole
    told = {name: counts for name, counts in groups.items() if counts[1] > 0}
    if not (met and total and told):
        return None
    crude = met / total
    effects = {name: happened / number - crude for name, (happened, number) in told.items()}
    spread = fsum(told[name][1] / total * effect**2 for name, effect in effects.items())
    within = crude * (1 - crude)
    explained = None if events or within <= 0 else min(1.0, spread / within)
    return Model(crude=crude, effects=effects, explained=explained)


def risk_adjusted(
    model: Model, observed: int, total: int, mix: Mapping[Group, int]
) -> Standardised | None:
    """Return what happened beside what is expected of `total` patients of that mix.

    `mix` counts the patients of each group; those of a group that is not told are expected to be
    like all. None where nothing is expected.
    """
    expected = total * model.crude + fsum(
        number * model.effects.get(name, 0.0) for name, number in mix.items()
    )
    return standardised(observed, expected, crude=model.crude)
