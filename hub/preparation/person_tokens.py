"""Which token takes the place of which number: linked where a key is given, else drawn by lot."""

import polars as pl

from hub.platform.tokens import LINKED, MADE, RANDOM, linked_tokens, random_tokens
from hub.preparation.identity import identity_parts
from schemas.record import record


@record
class PersonTokens:
    """The token of each person that was met, and of those the ones drawn by lot, to be kept.

    Both have the columns of CROSSWALK. `may_link` says whether linked tokens may be among them.
    """

    known: pl.DataFrame
    drawn: pl.DataFrame
    may_link: bool

    @property
    def linked(self) -> int:
        """How many persons have a token that links with other participants."""
        return int(self.known["token"].str.starts_with(LINKED).sum())


def tokens_of(who: pl.DataFrame, key: bytes | None, crosswalk: pl.DataFrame) -> PersonTokens:
    """Return the tokens of persons as far as they are known beforehand.

    `who` has the columns of home_batch.WHO; with a linkage key each gets its linked token, if
    enough is known of it. All others have one in the crosswalk, or get one when they are met.
    """
    if key is None:
        return PersonTokens(known=crosswalk, drawn=crosswalk, may_link=False)
    # Of a number that comes twice the first identity counts.
    once = who.drop_nulls("person").unique("person", keep="first", maintain_order=True)
    once = once.filter(~_made(once["person"], may_link=True))
    linked = once.select("person", token=linked_tokens(identity_parts(once), key)).drop_nulls()
    known = pl.concat([linked, crosswalk.join(linked, on="person", how="anti")])
    return PersonTokens(known=known, drawn=crosswalk, may_link=True)


def tokenised(persons: pl.Series, tokens: PersonTokens) -> tuple[pl.Series, PersonTokens]:
    """Return the token of each person, and the tokens with those that had to be drawn.

    A token that was made before stays, so that preparing twice is preparing once.
    """
    made = _made(persons, may_link=tokens.may_link)
    if made.all():
        return persons, tokens
    asked = pl.DataFrame({"person": persons.set(made, None)})
    unknown = asked.unique().join(tokens.known, on="person", how="anti").drop_nulls()["person"]
    if len(unknown):
        drawn = pl.DataFrame({"person": unknown, "token": random_tokens(len(unknown))})
        tokens = PersonTokens(
            known=pl.concat([tokens.known, drawn]),
            drawn=pl.concat([tokens.drawn, drawn]),
            may_link=tokens.may_link,
        )
    found = asked.join(tokens.known, on="person", how="left", maintain_order="left")["token"]
    return found.zip_with(~made, persons).alias(persons.name), tokens


def _made(persons: pl.Series, *, may_link: bool) -> pl.Series:
    """Say which tokens are such as this module makes; a linked one counts where it may stay."""
    made = persons.str.contains(MADE)
    if not may_link:
        made &= persons.str.starts_with(RANDOM)
    return made.fill_null(value=False)
