"""Look through a column of texts for what identifies a person."""

from functools import cache

import polars as pl

from policies.deidentification.identifiers import VALUE_RULES
from policies.deidentification.place import Place
from policies.deidentification.value_rule import ValueRule
from schemas.distinct import in_runs

# Every pattern needs one of these characters or one beyond ASCII, or stands in a value shorter than
# this. In two sets: the regex engine finds one of nine at a third of the price of one of eleven.
SEPARATORS = ("[-./:@# _+]", "[(,]")
LONGEST_WHOLE = 20
# What a column is like is judged by its first so many values: the judgment costs or saves time
# and changes no answer. Where few of them differ, only the different ones are looked at; where
# many are the same as the one before, only the others are.
SAMPLE = 4096
FEW, MANY = 0.25, 0.5


def sampled(values: pl.Series) -> pl.Series:
    """Return different values of a column, as many as it takes to judge what it is like."""
    return values.head(SAMPLE).drop_nulls().unique()


def found(texts: pl.Series, place: Place) -> list[tuple[ValueRule, pl.Series]]:
    """Return each rule that some text breaks, with a mask (Boolean, as long as `texts`) of those.

    One alternation of all patterns is matched first: only texts that it hits are told apart and
    have their check digits computed. A null is never hit.
    """
    if texts.null_count() == len(texts):
        return []
    sample = texts.head(SAMPLE)
    if len(texts) <= SAMPLE:
        return _told_apart(texts, place)
    if sample.n_unique() < FEW * SAMPLE:
        distinct = texts.unique()
        return [
            (rule, texts.is_in(distinct.filter(mask).implode()).fill_null(value=False))
            for rule, mask in _told_apart(distinct, place)
        ]
    if len(in_runs(sample).values) < MANY * SAMPLE:
        known = in_runs(texts)
        return [(rule, known.where(mask)) for rule, mask in _told_apart(known.values, place)]
    return _told_apart(texts, place)


def marked(rows: pl.Series, length: int) -> pl.Series:
    """Return a mask (Boolean) of that length that is true at the given row numbers."""
    return pl.Series([False]).new_from_index(0, length).scatter(rows, True)


def _told_apart(texts: pl.Series, place: Place) -> list[tuple[ValueRule, pl.Series]]:
    hit = _hit(texts, place)
    if not hit.any():
        return []
    suspects = pl.DataFrame({"row": hit.arg_true(), "text": texts.filter(hit)})
    answers = []
    for rule in VALUE_RULES:
        rows = _rows_of(suspects, rule, place)
        if len(rows):
            answers.append((rule, marked(rows, len(texts))))
    return answers


def _hit(texts: pl.Series, place: Place) -> pl.Series:
    """Say which texts match any pattern."""
    if place is Place.TEXT or _worth(texts.head(SAMPLE)).sum() > FEW * SAMPLE:
        return texts.str.contains(any_pattern(place)).fill_null(value=False)
    rows = _worth(texts).arg_true()
    return marked(rows.filter(texts.gather(rows).str.contains(any_pattern(place))), len(texts))


def _worth(texts: pl.Series) -> pl.Series:
    """Say which keys or tokens could match a pattern: not the long ones without a separator."""
    length = texts.str.len_bytes()
    worth = length < LONGEST_WHOLE
    if not worth.all():
        worth |= length != texts.str.len_chars()
        for separators in SEPARATORS:
            worth |= texts.str.contains(separators)
    return worth.fill_null(value=False)


@cache
def any_pattern(place: Place) -> str:
    """Return the alternation of every pattern that holds in a place."""
    patterns = (rule.pattern(place) for rule in VALUE_RULES)
    return "|".join(f"(?:{pattern})" for pattern in patterns if pattern)


def _rows_of(suspects: pl.DataFrame, rule: ValueRule, place: Place) -> pl.Series:
    pattern = rule.pattern(place)
    if not pattern:
        return suspects["row"].clear()
    matched = suspects.filter(pl.col("text").str.contains(pattern))
    if rule.confirms is None or matched.is_empty():
        return matched["row"]
    candidates = matched.select("row", candidate=pl.col("text").str.extract_all(pattern)).explode(
        "candidate"
    )
    candidates = candidates.with_columns(pl.col("candidate").str.strip_chars(" \t.,;:()[]<>\"'/"))
    return candidates.filter(rule.confirms(candidates["candidate"]))["row"].unique()
