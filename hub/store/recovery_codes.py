"""Recovery codes: each serves once where the second factor is lost."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Table, delete, func, select, update

from hub.platform.canonical import digest_of_text
from hub.store.columns import Digest, Id, Instant, optional, required
from hub.store.metadata import METADATA, WALL
from hub.store.users import User
from hub.store.walls import visible
from hub.store.work import Work
from schemas.record import record

RECOVERY_CODES = Table(
    "recovery_codes",
    METADATA,
    required("user", Id, ForeignKey("users.id"), primary_key=True),
    required("code", Digest, primary_key=True),
    required("participant", Id, ForeignKey("participants.id"), index=True),
    optional("used_at", Instant()),
    info={WALL: "participant"},
)


@record
class RecoveryCode:
    """The digest of a code that a user keeps on paper; codes are random, so a digest will do."""

    user: str
    code: str
    participant: str
    used_at: datetime | None = None


def replace(work: Work, user: User, codes: Sequence[str]) -> None:
    """Let these codes take the place of all earlier ones of a user."""
    mine = delete(RECOVERY_CODES).where(visible(work, RECOVERY_CODES))
    work.change(mine.where(RECOVERY_CODES.c.user == user.id))
    kept = [
        RecoveryCode(user=user.id, code=digest_of_text(code), participant=user.participant)
        for code in codes
    ]
    work.add_all(RECOVERY_CODES, kept)


def use(work: Work, user: str, code: str) -> bool:
    """Use a code up; False where it is none, or was used before."""
    change = (
        update(RECOVERY_CODES)
        .where(visible(work, RECOVERY_CODES), RECOVERY_CODES.c.user == user)
        .where(RECOVERY_CODES.c.code == digest_of_text(code), RECOVERY_CODES.c.used_at.is_(None))
        .values(used_at=work.now)
    )
    return work.change(change) == 1


def left(work: Work, user: str) -> int:
    """Return how many codes a user has left."""
    query = (
        select(func.count())
        .select_from(RECOVERY_CODES)
        .where(visible(work, RECOVERY_CODES), RECOVERY_CODES.c.user == user)
        .where(RECOVERY_CODES.c.used_at.is_(None))
    )
    return int(work.value(query))
