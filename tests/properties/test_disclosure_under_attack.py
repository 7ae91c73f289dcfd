"""Two hundred random tables under attack by linear programming: what `hub protect` lets out is safe.

The attacker reads the public files alone and has its own program (tests/builders/attack.py). For
every count of one to ten, and every viewer who does not know it, the range worked out must reach
from what the viewer itself supplied to eleven more.
"""

import contextlib
import io
from dataclasses import replace

import pytest

from hub.cli import main
from tests.builders.attack import Attacker, published
from tests.builders.published_tables import KINDS, situation

TABLES_OF_A_KIND = 24
# Each of these is two releases under as many attackers as there are viewers.
VIEWERS_AND_RELEASES = {
    "viewers of an earlier release", "hidden viewers of an earlier release", "everything at once",
}  # fmt: skip
TABLES_OF_VIEWERS_AND_RELEASES = 4


def protected(words, out, *more):
    """Run the command and return what it published."""
    with contextlib.redirect_stdout(io.StringIO()) as told:
        status = main(["protect", *words, *more, "--release", str(out), "--json"])

    assert status == 0, told.getvalue()[:400]
    return published(out), told.getvalue()


def releases_of(folder, made, *, seed):
    """The releases of a situation, oldest first, each with its tables."""
    if not made.before:
        return [(made.tables, protected(made.words, folder / "release.csv")[0])]
    first, told = protected(made.before, folder / "first.csv")
    (folder / "first.json").write_text(told)
    earlier = folder / ("first.json" if seed % 2 else "first.csv")
    second, _ = protected(made.words, folder / "release.csv", "--previous", str(earlier))
    return [(made.tables_before, first), (made.tables, second)]


def attackers(made, releases, *, nested):
    """An outsider, and everybody who knows its own part."""
    yield Attacker(releases, nested=nested)
    every = (made.parts_before, made.parts) if len(releases) > 1 else (made.parts,)
    for column, name in made.viewers:
        known = [
            (tuple(replace(t, own=parts.get(name, {})) for t in tables), shown)
            for (tables, shown), parts in zip(releases, every, strict=True)
        ]
        yield Attacker(known, knows=(column, name), nested=nested)


def grew(made):
    """Tell whether no count is less than it was, so that everybody may take it for a growing one."""
    counts = [(a.inner, b.inner) for a, b in zip(made.tables_before, made.tables, strict=False)]
    counts += [(made.parts_before[name], made.parts[name]) for name in made.parts_before]
    return all(before <= after[key] for earlier, after in counts for key, before in earlier.items())


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_no_small_count_is_recovered_nor_known_to_be_small(kind, tmp_path):
    attacked = 0
    both = kind in VIEWERS_AND_RELEASES
    for seed in range(TABLES_OF_VIEWERS_AND_RELEASES if both else TABLES_OF_A_KIND):
        folder = tmp_path / str(seed)
        folder.mkdir()
        made = situation(folder, kind, seed=seed)
        releases = releases_of(folder, made, seed=seed)
        for attacker in attackers(made, releases, nested=grew(made)):
            for number in range(len(releases)):
                for key, _, own, (low, high) in attacker.small(number):
                    attacked += 1

                    assert low <= own, (seed, key)
                    assert high >= own + 11, (seed, key)
            if len(releases) > 1:
                changes = attacker.small_changes(0, 1)

                assert all(low < high for _, _, _, (low, high) in changes), seed

    assert attacked > TABLES_OF_A_KIND
