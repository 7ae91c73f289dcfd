"""Random tables as files for `hub protect`, with what an attacker may know of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tests.builders.attack import Table

COLUMNS = ("a", "b", "c")
KINDS = (
    "two ways", "three ways", "hierarchies", "links", "viewers", "hidden viewers",
    "an earlier release", "a restated release", "viewers of an earlier release",
    "hidden viewers of an earlier release", "everything at once",
)  # fmt: skip
Cell = tuple[str, ...]


@dataclass(frozen=True)
class Situation:
    """Files, the words of the command that protects them, and what stands in them.

    `before` are the words of an earlier run, none where there was none; `viewers` names the
    column and its categories; `parts` what each viewer supplied where no table shows the column,
    and `parts_before` what it had supplied to the earlier run.
    """

    words: tuple[str, ...]
    tables: tuple[Table, ...]
    before: tuple[str, ...]
    tables_before: tuple[Table, ...]
    viewers: tuple[tuple[str, str], ...]
    parts: Mapping[str, Mapping[Cell, int]]
    parts_before: Mapping[str, Mapping[Cell, int]]


def situation(folder: Path, kind: str, *, seed: int) -> Situation:
    """The situation of a kind; the same for the same seed."""
    draw = np.random.default_rng([KINDS.index(kind), seed])
    counts = ("n",) if draw.random() < 0.5 else ("met", "not_met")
    three = kind in {"three ways", "links"} or draw.random() < 0.25
    shape = tuple(draw.integers(2, 4 if three else 6, size=3 if three else 2).tolist())
    by = COLUMNS[: len(shape)]
    inner = _counts(draw, shape, counts)
    grouped = kind in {"hierarchies", "everything at once"}
    groups, words = _hierarchies(draw, folder, shape[0]) if grouped else ({}, [])
    table = Table(by=by, counts=counts, inner=inner, groups=groups, own={})
    made = Situation(
        words=(*_words(folder / "table.csv", by, counts), *words),
        tables=(table,), before=(), tables_before=(), viewers=(), parts={}, parts_before={},
    )  # fmt: skip
    _write(folder / "table.csv", table)
    if kind == "links":
        return _linked(draw, folder, made)
    if kind in {"viewers", "viewers of an earlier release", "everything at once"}:
        named = sorted({key[1] for key in inner})
        made = replace(
            made, words=(*made.words, "--viewer", "b"), viewers=tuple(("b", n) for n in named)
        )
        if kind == "everything at once":
            made = replace(made, words=(*made.words, "--contributor", "b"))
        if kind != "viewers":
            made = _earlier(draw, folder, made, grows=draw.random() < 0.5)
        return made
    if kind in {"hidden viewers", "hidden viewers of an earlier release"}:
        made = _hidden(draw, folder, made, names="xy" if kind == "hidden viewers" else "xyz")
        later = kind == "hidden viewers of an earlier release"
        return _hidden_earlier(draw, folder, made) if later else made
    if kind in {"an earlier release", "a restated release"}:
        return _earlier(draw, folder, made, grows=kind == "an earlier release")
    return made


def _counts(draw: np.random.Generator, shape: Cell, counts: Sequence[str]) -> dict[Cell, int]:
    level = np.full(shape, draw.choice([4.0, 8.0, 15.0, 30.0]))
    for axis, size in enumerate(shape):
        wide = [1] * len(shape)
        wide[axis] = size
        level = level * draw.lognormal(0, (1.0, 0.6, 0.5)[axis], size).reshape(wide)
    return {
        (*(f"{COLUMNS[axis]}{place}" for axis, place in enumerate(where)), name): (
            0 if draw.random() < 0.05 else int(draw.poisson(level[where]))
        )
        for where in np.ndindex(*shape)
        for name in counts
    }


def _hierarchies(draw, folder: Path, size: int):
    first = [(f"a{n}", f"g{draw.integers(2)}") for n in range(size) if draw.random() < 0.9]
    first += [("g0", "top")] if ("g0" in {group for _, group in first}) else []
    trees = [first] if first else []
    if draw.random() < 0.4:
        trees.append([(f"a{n}", f"k{draw.integers(2)}") for n in range(size)])
    words = []
    for number, tree in enumerate(trees):
        path = folder / f"hierarchy{number}.csv"
        path.write_text("child,parent\n" + "".join(f"{c},{p}\n" for c, p in tree))
        words += ["--hierarchy", f"a={path}"]
    return {"a": trees}, words


def _linked(draw, folder: Path, made: Situation) -> Situation:
    table, other = made.tables[0], {}
    for place in sorted({key[:2] for key in table.inner}):
        for name in table.counts:
            total = sum(v for k, v in table.inner.items() if (*k[:2], k[-1]) == (*place, name))
            parts = draw.multinomial(total, draw.dirichlet([1, 1, 1]))
            other |= {(*place, f"s{n}", name): int(part) for n, part in enumerate(parts)}
    link = Table(by=("a", "b", "s"), counts=table.counts, inner=other, groups={}, own={})
    _write(folder / "link.csv", link)
    words = (*made.words, "--link", str(folder / "link.csv"))
    return replace(made, words=words, tables=(table, link))


def _hidden(draw, folder: Path, made: Situation, *, names: str) -> Situation:
    table = made.tables[0]
    parts: dict[str, dict[Cell, int]] = {name: {} for name in names}
    for key, value in table.inner.items():
        left = value
        for name in names[:-1]:
            parts[name][key] = int(draw.binomial(left, draw.beta(0.6, 0.6)))
            left -= parts[name][key]
        parts[names[-1]][key] = left
    _write_parts(folder / "table.csv", table, parts)
    viewers = tuple(("payer", name) for name in names)
    return replace(made, words=(*made.words, "--viewer", "payer"), viewers=viewers, parts=parts)


def _hidden_earlier(draw, folder: Path, made: Situation) -> Situation:
    table, grows = made.tables[0], draw.random() < 0.6
    before = {}
    for name, held in made.parts.items():
        share = draw.choice([0.5, 0.8, 0.95, 1.0])
        before[name] = {key: _counted_before(draw, v, share, grows) for key, v in held.items()}
    inner = {key: sum(held[key] for held in before.values()) for key in table.inner}
    _write_parts(folder / "earlier.csv", table, before)
    words = (*_words(folder / "earlier.csv", table.by, table.counts), "--viewer", "payer")
    earlier = replace(table, inner=inner)
    return replace(made, before=words, tables_before=(earlier,), parts_before=before)


def _counted_before(draw, value: int, share: float, grows: bool) -> int:
    if grows:
        return int(draw.binomial(value, share))
    return max(0, value + (int(draw.integers(-25, 26)) if draw.random() < 0.5 else 0))


def _write_parts(path: Path, table: Table, parts: Mapping[str, Mapping[Cell, int]]) -> None:
    lines = [",".join((*table.by, "payer", *table.counts))]
    for place in sorted({key[:-1] for key in table.inner}):
        for name, held in parts.items():
            counts = (str(held[(*place, each)]) for each in table.counts)
            lines.append(",".join((*place, name, *counts)))
    path.write_text("\n".join(lines) + "\n")


def _earlier(draw, folder: Path, made: Situation, *, grows: bool) -> Situation:
    table = made.tables[0]
    share = draw.choice([0.5, 0.8, 0.95])
    before = {
        key: int(draw.binomial(value, share))
        if grows
        else max(0, value + (int(draw.integers(-6, 7)) if draw.random() < 0.4 else 0))
        for key, value in table.inner.items()
    }
    earlier = replace(table, inner=before)
    _write(folder / "earlier.csv", earlier)
    words = (str(folder / "earlier.csv"), *made.words[1:])
    return replace(made, before=words, tables_before=(earlier,))


def _words(path: Path, by: Sequence[str], counts: Sequence[str]) -> tuple[str, ...]:
    return (str(path), "--by", ",".join(by), "--count", *counts)


def _write(path: Path, table: Table) -> None:
    lines = [",".join((*table.by, *table.counts))]
    for place in sorted({key[:-1] for key in table.inner}):
        counts = [table.inner[(*place, name)] for name in table.counts]
        # What is absent is zero.
        if any(counts):
            lines.append(",".join((*place, *map(str, counts))))
    path.write_text("\n".join(lines) + "\n")
