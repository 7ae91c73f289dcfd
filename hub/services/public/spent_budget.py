"""The register of what noise has cost, signed and apart from what a backup restores.

A database restored from a backup forgets which noisy tables went out since it was made. What was
spent stays spent: every spending is entered here before it is committed, and a hub replays the
register before it serves. An entry whose table was never kept costs its year all the same, unless
the same release is drawn once more.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from hub.platform.canonical import canonical_json
from hub.platform.signing import Verifier
from hub.services.house import House
from hub.store import noisy_releases
from hub.store.noisy_releases import NoisyRelease
from hub.store.work import Work
from hub.vault.durable import append_line
from schemas.record import record

NAME = "spent.jsonl"


class Forged(ValueError):
    """An entry of the register is not what a key of the hub signed: nobody can say what is left."""


@record
class Spending:
    """What a release has cost one year, in thousandths of epsilon."""

    release: str
    year: int
    epsilon: int

    @property
    def message(self) -> bytes:
        """What is signed."""
        return canonical_json({name: getattr(self, name) for name in _MEMBERS})


_MEMBERS = ("release", "year", "epsilon")


def enter_spent(house: House, work: Work, release: str) -> None:
    """Enter what the noisy table of a release cost, where it has one that was paid for.

    Called in the work that spends it, after the spending: whoever reads the entry meanwhile waits
    for that work to end before he finds what is spent.
    """
    made = noisy_releases.of_release(work, release)
    if made is not None:
        _enter(house, made, held=set(_entries(house)))


def settle_spent(house: House) -> int:
    """Let no year have less spent than the register says; return of how many years it had.

    What the database knows and the register does not is entered. Forged: then the hub must not
    serve.
    """
    held = set(_entries(house))
    with house.look() as work:
        for made in noisy_releases.every(work):
            _enter(house, made, held=held)
    entered: dict[tuple[str, int], int] = {}
    for each in _entries(house):
        place = (each.release, each.year)
        entered[place] = max(entered.get(place, 0), each.epsilon)
    spent: dict[int, int] = defaultdict(int)
    for (_, year), epsilon in entered.items():
        spent[year] += epsilon
    with house.look() as work:
        short = {
            year: sum_ for year, sum_ in spent.items() if noisy_releases.spent(work, year) < sum_
        }
    if not short:
        return 0
    with house.begin() as work:
        raised = [year for year in short if noisy_releases.spend_up_to(work, year, short[year])]
        if raised:
            work.tell("budget-settled", reason="restored-backup", number=len(raised))
    return len(raised)


def _enter(house: House, made: NoisyRelease, *, held: set[Spending]) -> None:
    for year in range(made.first_year, made.last_year + 1):
        each = Spending(release=made.release, year=year, epsilon=made.epsilon)
        if made.epsilon and each not in held:
            signer = house.ledger_signer
            signed = {"key": signer.key_id, "signature": signer.sign(each.message).hex()}
            line = {name: getattr(each, name) for name in _MEMBERS} | signed
            append_line(_path(house), json.dumps(line))


def _entries(house: House) -> Iterator[Spending]:
    """Yield every entry; a line torn by a crash is passed over: its spending was not committed."""
    path, keys = _path(house), house.ledger_keys()
    if not path.exists():
        return
    for text in path.read_text().splitlines():
        try:
            line = json.loads(text)
        except ValueError:
            continue
        yield _checked(line, keys)


def _checked(line: Mapping[str, object], keys: Mapping[str, Verifier]) -> Spending:
    try:
        entry = Spending(
            release=str(line["release"]), year=int(str(line["year"])),
            epsilon=int(str(line["epsilon"])),
        )  # fmt: skip
        key, signature = keys[str(line["key"])], bytes.fromhex(str(line["signature"]))
    except (KeyError, TypeError, ValueError):
        raise Forged("an entry of spent.jsonl is not signed by a key of the hub") from None
    if not key.holds(signature, entry.message):
        raise Forged("an entry of spent.jsonl was changed")
    return entry


def _path(house: House) -> Path:
    return house.settings.state / NAME
