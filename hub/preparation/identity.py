"""Who a person is, written so that two participants write the same: the parts of a token.

The rules, which every participant follows to the letter:

- names: of a first name what stands before the first blank, of a last name what stands before a
  suffix (JR, SR, II, III, IV behind a blank or comma); then compatibility decomposition (Unicode
  NFKD), letters alone, upper case; nothing left means unknown;
- birth_day: YYYYMMDD;
- sex: F or M; anything else means unknown;
- ssn: nine digits that can be a number of that kind, else unknown;
- zip3: the first three digits of a ZIP code.
"""

import polars as pl

PARTS = pl.Schema(
    {
        "first_name": pl.String,
        "last_name": pl.String,
        "birth_day": pl.String,
        "sex": pl.String,
        "ssn": pl.String,
        "zip3": pl.String,
    }
)
SUFFIX = r"(?i)[ ,]+(?:JR|SR|II|III|IV)\.?\s*$"


def identity_parts(persons: pl.DataFrame) -> pl.DataFrame:
    """Return the parts of each person's identity (columns of PARTS, null where unknown).

    `persons` holds, as far as known, first_name, last_name, ssn, zip3 and zip5 as text, birth_day
    as Date and sex in the words of the person table.
    """
    given = persons.with_columns(
        pl.lit(None, pl.Date if name == "birth_day" else pl.String).alias(name)
        for name in (*PARTS, "zip5")
        if name not in persons.columns
    )
    sex = pl.col("sex").replace_strict({"female": "F", "male": "M"}, default=None)
    return given.select(
        first_name=_letters(pl.col("first_name").str.strip_chars().str.extract(r"^(\S+)")),
        last_name=_letters(pl.col("last_name").str.replace(SUFFIX, "")),
        birth_day=pl.col("birth_day").dt.strftime("%Y%m%d"),
        sex=sex.cast(pl.String),
        ssn=_number(pl.col("ssn")),
        zip3=pl.coalesce("zip5", "zip3").str.extract(r"^(\d{3})"),
    )


def _letters(name: pl.Expr) -> pl.Expr:
    bare = name.str.normalize("NFKD").str.replace_all(r"[^\p{L}]", "").str.to_uppercase()
    return pl.when(bare.str.len_chars() > 0).then(bare)


def _number(ssn: pl.Expr) -> pl.Expr:
    digits = ssn.str.replace_all(r"[ -]", "")
    issued = (
        digits.str.contains(r"^\d{9}$")
        & ~digits.str.contains(r"^(?:000|666)")
        & (digits.str.slice(3, 2) != "00")
        & (digits.str.slice(5) != "0000")
    )
    return pl.when(issued).then(digits)
