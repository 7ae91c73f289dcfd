"""Where a person is counted, asked by a practice about a token that it handed in itself.

The answer is what a release that is proposed now would say for the period of the last one: here,
elsewhere or nobody, and the practice's own evidence; never whose the person is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from hub.measures.placement.decided import with_decisions
from hub.measures.placement.explanation import candidates
from hub.measures.placement.placed import columns_placed
from hub.measures.placement.whose_word import counting, of_persons
from hub.measures.tables import Rows, framed
from hub.publication.contribution import Contribution
from hub.publication.disagreement import COLUMNS as LISTED
from hub.publication.eligible_rows import Purpose, eligible_rows
from hub.publication.wishes import Wishes
from hub.services.agreements.facts import agreement_of
from hub.services.house import HUB, House
from hub.services.privacy.patient_wishes import person_of_token, wishes_now
from hub.services.refusal import Refused
from hub.services.releases.dispute_decisions import decisions_of
from hub.services.releases.earlier_releases import OUT
from hub.services.releases.snapshot_files import PURPOSE, files_now
from hub.store import participants, releases
from hub.store.releases import Release
from hub.store.work import Work
from hub.vault.bucket import bucket_of
from hub.vault.narrowed import Loads, Narrowed
from hub.vault.snapshot import open_snapshot
from policies.agreement.agreement import Linkage
from policies.recipient import Recipient
from schemas.cell import UNKNOWN
from schemas.period import Period
from schemas.record import record
from schemas.records import TABLES

PRACTICE, PAYER = "practice", "payer"
HERE, ELSEWHERE, NOBODY = "here", "elsewhere", "nobody"
NOT_HANDED_IN = "unknown-token"
WITH_PERSONS = tuple(name for name, table in TABLES.items() if table.has_person)


@record
class Evidence:
    """What speaks for a practice: a list, or visits; on how many days, from when to when."""

    kind: str
    here: bool
    days: int | None
    first: date | None
    last: date | None


@record
class Asker:
    """A practice that may ask: of whom, for which release, from which files."""

    participant: str
    practice: str
    person: str
    release: Release
    files: Sequence[Contribution]
    wishes: Wishes
    decided: pl.DataFrame

    @property
    def period(self) -> Period:
        """The period that is asked about."""
        return Period(first=self.release.first_day, last=self.release.last_day)

    @property
    def agreements(self) -> Mapping[str, str]:
        """The agreement that each contributor's files are used under."""
        return {each.contributor: each.agreement.id for each in self.files}

    @property
    def payers(self) -> frozenset[str]:
        """Who of those that handed in is a payer."""
        return frozenset(each.contributor for each in self.files if each.kind == PAYER)


@record
class Standing:
    """Where a person is counted, seen from a practice.

    `evidence` is the practice's own, `every` what speaks for it and for others, in the order of the
    rule. `rosters` are the practices that each payer's roster names in the period.
    """

    where: str
    evidence: tuple[Evidence, ...]
    every: tuple[Evidence, ...]
    rosters: Mapping[str, frozenset[str]]


def ask_attribution(
    house: House, *, participant: str, token: str, by: str
) -> tuple[Asker, Standing]:
    """Answer a practice about a person whom it calls by this token; each question is told.

    Refused where it is no practice, its tokens link to nobody's, nothing is published yet, or the
    token was not handed in by itself: then it makes no difference whether others know it.
    """
    with house.begin() as work:
        found = asker_of(work, participant, person_of_token(house, work, participant, token))
        work.tell("attribution-asked", actor=by, participant=participant)
    return found, standing_of(house, found)


def asker_of(work: Work, participant: str, person: str) -> Asker:
    """Return what a question of a practice rests on; Refused where it may not ask."""
    asking = participants.one(work, participant)
    if asking is None or asking.kind != PRACTICE:
        raise Refused(rule="no-practice", text="practices ask this, of their own", status=403)
    if not tokens_link(work, participant):
        raise Refused(
            rule="no-linkage",
            text="no agreement in force lets this practice's tokens link to those of others",
            status=409,
        )
    out = releases.every(work, states=OUT)
    if not out:
        raise Refused(rule="no-release", text="no release is published yet", status=409)
    release = replace(out[0], proposed_at=work.now)
    return Asker(
        participant=participant,
        practice=asking.practice or participant,
        person=person,
        release=release,
        files=files_now(work),
        wishes=wishes_now(work),
        decided=decisions_of(work, release),
    )


def tokens_link(work: Work, participant: str) -> bool:
    """Tell whether an agreement in force lets a participant's tokens link to those of others."""
    facts = agreement_of(work, participant)
    return facts is not None and facts.may("use") and facts.agreement.linkage is Linkage.KEYED


def standing_of(house: House, asked: Asker) -> Standing:
    """Work out where the person is counted; Refused where the practice never handed it in."""
    tables = _rows(house, asked)
    heard = counting(tables, asked.release.attribution, payers=asked.payers)
    ranked = _ranked(house, heard, asked)
    own = _ranked(house, _own_rows(tables, asked.participant), asked)
    places = ranked.filter(place=1).select("person", "practice", method="pass")
    known = places if places.height else _unplaced(asked.person)
    left = with_decisions(
        known, asked.decided, heard, asked.period, folders=house.value_set_folders
    )
    return Standing(
        where={asked.practice: HERE, UNKNOWN: NOBODY}.get(left["practice"][0], ELSEWHERE),
        evidence=tuple(each for each in _evidence(own, asked) if each.here),
        every=_evidence(ranked, asked),
        rosters=_rosters(tables, asked),
    )


def _unplaced(person: str) -> pl.DataFrame:
    return pl.DataFrame({"person": [person], "practice": [UNKNOWN], "method": [UNKNOWN]})


def _ranked(house: House, tables: Mapping[str, Rows], asked: Asker) -> pl.DataFrame:
    """Return every candidate for the practice of record; the first is what the rule says."""
    return candidates(tables, asked.period, persons=[asked.person], folders=house.value_set_folders)


def _rows(house: House, asked: Asker) -> dict[str, Rows]:
    """Load what may be used of the person; only the bucket of the person is read."""
    bucket = int(bucket_of(pl.Series([asked.person]))[0])
    purpose = Purpose(recipient=Recipient(id=HUB, type="hub"), purpose=PURPOSE, now=house.clock())
    with open_snapshot(house.vault, [each.dataset for each in asked.files]) as opened:
        one = Narrowed(opened, range(bucket, bucket + 1))
        _check_own(one, asked)
        found = eligible_rows(one, asked.files, columns_placed(), purpose, asked.wishes)
    tables: dict[str, Rows] = {name: list(parts) for name, parts in found.tables.items() if parts}
    return of_persons(tables, {asked.person})


def _check_own(one: Loads, asked: Asker) -> None:
    own = {each.dataset.submission for each in asked.files if each.contributor == asked.participant}
    parts = one.load(dict.fromkeys(WITH_PERSONS, ("person",)))
    known = any(
        asked.person in part.rows["person"].unique().to_pylist()
        for held in parts.values()
        for part in held
        if part.submission in own
    )
    if not known:
        raise Refused(
            rule=NOT_HANDED_IN,
            text="no file of yours that is in use holds this token",
            status=404,
        )


def _own_rows(tables: Mapping[str, Rows], participant: str) -> dict[str, Rows]:
    """Leave out what others say of the person; who is a practice of primary care all may say."""
    return {
        name: framed(name, rows, (*columns_placed()[name], "contributor")).filter(
            contributor=participant
        )
        if TABLES[name].has_person
        else rows
        for name, rows in tables.items()
    }


def _evidence(ranked: pl.DataFrame, asked: Asker) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            kind=row["pass"],
            here=row["practice"] == asked.practice,
            days=row["days"],
            first=row["first_day"],
            last=row["last_day"],
        )
        for row in ranked.iter_rows(named=True)
    )


def _rosters(tables: Mapping[str, Rows], asked: Asker) -> dict[str, frozenset[str]]:
    listed = framed("attribution", tables.get("attribution", ()), LISTED).filter(
        pl.col("contributor").is_in(sorted(asked.payers)),
        pl.col("start_day").fill_null(asked.period.first) <= asked.period.last,
        pl.col("end_day").fill_null(asked.period.last) >= asked.period.first,
    )
    return {
        str(payer): frozenset(rows["practice"])
        for (payer,), rows in listed.group_by("contributor", maintain_order=True)
    }
