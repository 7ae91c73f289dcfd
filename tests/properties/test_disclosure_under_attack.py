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
TABLES_OF_VIEWERS_AND_RELEASES = 8


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
    for column, name in made.viewers:
        own = made.parts.get(name, {})
        known = [(tuple(replace(t, own=own) for t in ts), shown) for ts, shown in releases]
        yield Attacker(known, knows=(column, name), nested=nested)


def grew(made):
    """Tell whether no count is less than it was, so that everybody may take it for a growing one."""
    return all(
        before <= after.inner[key]
        for earlier, after in zip(made.tables_before, made.tables, strict=False)
        for key, before in earlier.inner.items()
    )


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_no_small_count_is_recovered_nor_known_to_be_small(kind, tmp_path):
    attacked = 0
    both = kind == "viewers of an earlier release"
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
