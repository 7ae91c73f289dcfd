"""Each safeguard is needed: without it the attacker of the tests finds a leak, with it none."""

import contextlib
import io
from dataclasses import replace
from math import floor

import numpy as np
import polars as pl
import pytest

from hub.cli import main
from hub.publication.tables import build
from policies.disclosure_control import remainders, windows
from policies.disclosure_control.audit import audit, leaking
from policies.disclosure_control.dimension import dimension
from policies.disclosure_control.elimination import eliminate
from policies.disclosure_control.matrices import whole_matrix
from policies.disclosure_control.never_zero import betrayed
from policies.disclosure_control.primary.small_count import small_count
from policies.disclosure_control.protect import protect
from policies.disclosure_control.rates import band_of, numerators, step_for
from policies.disclosure_control.sensitive import sensitive
from policies.disclosure_control.system import system
from policies.disclosure_control.viewer import outsider
from tests.builders.attack import Attacker, Table, published
from tests.builders.tables import attacked, cells_of, flags, random_table


def table(by, counts, rows):
    """A table from rows of categories and counts."""
    inner = {
        (*row[: len(by)], name): value
        for row in rows
        for name, value in zip(counts, row[len(by) :], strict=True)
    }
    return Table(by=by, counts=counts, inner=inner, groups={}, own={})


@pytest.fixture
def publish(tmp_path):
    """Protect a table by the command, and return what went out."""

    def run(made, name, *words, by=None):
        places = sorted({key[:-1] for key in made.inner})
        lines = [",".join((*made.by, *made.counts))]
        for place in places:
            counts = (str(made.inner[(*place, each)]) for each in made.counts)
            lines.append(",".join((*place, *counts)))
        path, out = tmp_path / f"{name}.csv", tmp_path / f"{name}.public.csv"
        path.write_text("\n".join(lines) + "\n")
        asked = ("protect", str(path), "--by", by or ",".join(made.by), "--count", *made.counts)
        with contextlib.redirect_stdout(io.StringIO()):
            status = main([*asked, *words, "--release", str(out), "--json"])

        assert status == 0
        return out

    return run


def leaks(attacker, *releases):
    """The small counts about which an attacker has too little doubt."""
    found = [each for release in releases for each in attacker.small(release)]
    return [key for key, _, own, (low, high) in found if low > own or high < own + 11]


PAYERS = table(
    ("practice", "payer"),
    ("n",),
    [
        *(("p", "a", 3), ("p", "b", 40), ("p", "c", 60)),
        *(("q", "a", 50), ("q", "b", 6), ("q", "c", 70)),
        *(("r", "a", 80), ("r", "b", 90), ("r", "c", 30)),
    ],
)


@pytest.mark.parametrize("words", [(), ("--viewer", "payer")], ids=["without", "with"])
def test_viewers(publish, words):
    shown = published(publish(PAYERS, "t", *words))
    insiders = [Attacker([((PAYERS,), shown)], knows=("payer", name)) for name in "abc"]

    assert any(leaks(insider, 0) for insider in insiders) is not bool(words)


QUARTER = table(
    ("row", "column"), ("n",), [("w", "a", 30), ("w", "b", 47), ("x", "a", 90), ("x", "b", 65)]
)
YEAR = table(
    ("row", "column"), ("n",), [("w", "a", 33), ("w", "b", 61), ("x", "a", 105), ("x", "b", 80)]
)


@pytest.mark.parametrize("aware", [False, True], ids=["without", "with"])
def test_past_releases(publish, aware):
    first = publish(QUARTER, "quarter")
    words = ("--previous", str(first)) if aware else ()
    second = publish(YEAR, "year", *words)
    attacker = Attacker([((QUARTER,), published(first)), ((YEAR,), published(second))], nested=True)
    told = [key for key, _, _, (low, high) in attacker.small_changes(0, 1) if low == high]

    assert bool(told) is not aware


# Payer x brings 50 of the 57 who are more in w; an output does not tell whose they are.
BROUGHT = {
    row: dict(zip("xyz", each, strict=True))
    for row, each in {"w": (30, 40, 35), "v": (50, 60, 70), "u": (40, 45, 80)}.items()
}
LATER = {
    row: dict(zip("xyz", each, strict=True))
    for row, each in {"w": (80, 47, 35), "v": (70, 90, 100), "u": (60, 70, 110)}.items()
}


@pytest.mark.parametrize("removed", [True, False], ids=["without", "with"])
def test_what_a_viewer_may_have_brought(publish, monkeypatch, removed):
    if removed:
        monkeypatch.setattr(remainders, "may_leave_few", _nothing)
    releases, more = [], ()
    for name, parts in (("before", BROUGHT), ("after", LATER)):
        rows = [(row, who, n) for row, held in parts.items() for who, n in held.items()]
        out = publish(table(("row", "who"), ("n",), rows), name, "--viewer", "who", *more, by="row")
        told = [(row, sum(held.values())) for row, held in parts.items()]
        own = {(row, "n"): held["x"] for row, held in parts.items()}
        releases.append(((replace(table(("row",), ("n",), told), own=own),), published(out)))
        more = ("--previous", str(out))
    changes = Attacker(releases, knows=("who", "x"), nested=True).small_changes(0, 1)
    known = [key for key, _, _, (low, high) in changes if low == high]

    assert bool(known) is removed


GROUPED = replace(
    table(("place",), ("n",), [("a", 20), ("b", 4), ("c", 60)]),
    groups={"place": [[("a", "north"), ("b", "north")]]},
)


@pytest.mark.parametrize("removed", [True, False], ids=["without", "with"])
def test_groups_of_a_hierarchy(publish, monkeypatch, tmp_path, removed):
    if removed:
        monkeypatch.setattr(build, "dimension", _groups_apart)
    (tmp_path / "h.csv").write_text("child,parent\na,north\nb,north\n")
    shown = published(publish(GROUPED, "grouped", "--hierarchy", f"place={tmp_path / 'h.csv'}"))

    assert bool(leaks(Attacker([((GROUPED,), shown)]), 0)) is removed


def _groups_apart(name, categories, **words):
    made = dimension(name, categories, **words)
    return replace(made, equations=made.equations[-1:]) if words.get("hierarchies") else made


FIRST = table(("row",), ("n",), [("a", 30), ("b", 7), ("c", 50)])
THEN = table(("row",), ("n",), [("a", 30), ("b", 12), ("c", 50)])


@pytest.mark.parametrize("removed", [True, False], ids=["without", "with"])
def test_past_counts_that_may_have_been_small(publish, monkeypatch, removed):
    """A public table does not say which of its marks was the small one."""
    if removed:
        monkeypatch.setattr(windows, "_perhaps", _nothing_in_doubt)
    first = publish(FIRST, "first")
    second = publish(THEN, "second", "--previous", str(first))
    releases = [((FIRST,), published(first)), ((THEN,), published(second))]

    assert bool(leaks(Attacker(releases, nested=True), 0)) is removed


def _nothing_in_doubt(made, flags, _changed, *, minimum):
    nothing = np.zeros(flags.size, dtype=np.bool_)
    return sensitive(nothing, lowest=0.0, highest=float(minimum), rule="none")


def _nothing(_viewer, cells, _past, *, minimum):
    return np.zeros(cells.size, dtype=np.bool_)


def test_bounds():
    # By adding and subtracting alone nothing follows; that counts are not below zero tells more.
    leaking = 0
    for seed in range(12):
        cells = cells_of(random_table((4, 4), seed=seed, mean=9), ["row", "column"])
        primary = small_count(cells.values, minimum=11)
        passed = eliminate(
            cells, outsider(cells), sensitive=primary.cells, suppressed=primary.cells
        )
        whole = protect(cells, sensitive=primary).pattern.suppressed
        for hidden, safe in ((passed, False), (whole, True)):
            ranges = [
                attacked(cells, unknown=hidden, cell=c) for c in np.flatnonzero(primary.cells)
            ]
            narrow = sum(low > 0 or high < 11 for low, high in ranges)
            leaking += narrow if not safe else 0

            assert not (safe and narrow)

    assert leaking > 0


MET = table(
    ("practice",), ("met", "not_met"), [("p", 40, 6), ("q", 50, 44), ("r", 70, 30), ("s", 90, 21)]
)


def test_met_and_not_met(publish):
    """Met and everybody, each protected by itself: the difference is not met."""
    met = replace(MET, counts=("met",), inner={k: v for k, v in MET.inner.items() if "met" in k})
    places = {key[0] for key in MET.inner}
    everybody = {
        (place, "all"): MET.inner[place, "met"] + MET.inner[place, "not_met"] for place in places
    }
    total = replace(MET, counts=("all",), inner=everybody)
    apart = published(publish(met, "met")) | published(publish(total, "all"))
    as_one = {_as_total(key): value for key, value in apart.items()}
    together = published(publish(MET, "both"))

    assert leaks(Attacker([((MET,), as_one)]), 0)
    assert not leaks(Attacker([((MET,), together)]), 0)


@pytest.mark.parametrize("removed", [True, False], ids=["without", "with"])
def test_total_of_met_and_not_met(publish, monkeypatch, removed):
    """The total is told, and that met and not met add up to it is known to whoever attacks."""
    if removed:
        monkeypatch.setattr(build, "dimension", _counts_apart)
    shown = published(publish(MET, "total"))

    assert shown[("count", "Total"), ("practice", "r")] == 100
    assert bool(leaks(Attacker([((MET,), shown)]), 0)) is removed


def _counts_apart(name, categories, **words):
    made = dimension(name, categories, **words)
    return replace(made, equations=()) if name == "count" else made


def _as_total(key):
    return tuple(sorted((c, "Total" if n == "all" else n) for c, n in key))


@pytest.mark.parametrize("denominator", [45, 80, 99])
def test_rounding_of_rates(denominator):
    for met in range(denominator + 1):
        percent = floor(100 * met / denominator)
        fits = [n for n in range(denominator + 1) if floor(100 * n / denominator) == percent]
        step = step_for(denominator, minimum=11, widest=50)
        first, last = numerators(band_of(met, denominator, step=step), denominator)

        assert fits == [met]
        assert last - first >= 10


HALF = np.array([[2, 1, 0, -1, 0], [0, 1, 1, 0, -1]])


def test_rounding_of_ranges():
    """Twice x and y are 57, y and z are 12: x may be 22.5 by fractions, and is 23 at least."""
    values = np.array([25, 7, 5, 57, 12])
    cells = system(
        keys=pl.DataFrame({"cell": list("xyzuv")}), values=values, matrix=whole_matrix(HALF)
    )
    hidden = flags(cells, 0, 1, 2)
    # A contributor rule asks for a tenth to each side.
    asked = sensitive(flags(cells, 0), lowest=values * 0.9, highest=values * 1.1, rule="dominance")
    who = [outsider(cells)]
    whole = [x for x in range(58) for y in range(13) if 2 * x + y == 57]
    found = audit(cells, who, sensitive=asked, suppressed=hidden, exact=np.array([True]), rules=())

    assert (found.lowest[0, 0], found.highest[0, 0]) == (min(whole), max(whole)) == (23, 28)
    assert leaking(found, who, sensitive=asked)[0, 0]


def test_marks_that_are_never_zeros():
    # Eleven times one, with their sum of eleven published: only this rule tells each of them.
    cells = cells_of({(f"c{n:02d}",): 1 for n in range(11)}, ["row"])
    primary = small_count(cells.values, minimum=11)
    who = [outsider(cells)]
    careless = betrayed(cells, who, sensitive=primary, suppressed=primary.cells)
    hidden = protect(cells, sensitive=primary).pattern.suppressed
    ranges = [attacked(cells, unknown=primary.cells, cell=c) for c in np.flatnonzero(primary.cells)]

    assert all(span == (0, 11) for span in ranges)
    assert careless[0, primary.cells].all()
    assert not betrayed(cells, who, sensitive=primary, suppressed=hidden).any()
    assert hidden.all()
