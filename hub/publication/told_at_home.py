"""Which lines of counts made at home others may see, so that no few people can be worked out.

Such lines stand in no total of the network, but a payer's lines by practice add up to its plan,
each practice knows its own, rates of one measure count parts of one another, and a release of the
same period may follow. So a line is shown to others only where no difference between lines that
they can see, then or now, with or without the people of one practice, is of a few people.
"""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from schemas.record import record

# One row a line and thing counted: `shown` says whether others saw the line.
AT_HOME = pl.Schema(
    {name: pl.String() for name in ("contributor", "measure", "rate", "name", "counted")}
    | {"value": pl.Int64(), "shown": pl.Boolean()}
)
Counts = Mapping[str, int]


@record
class HomeLine:
    """One line: whose, of which rate, what it is called, its counts, all that can be worked out.

    `whole` is the line of all members of a payer; `persons` tells whether persons are counted.
    """

    contributor: str
    measure: str
    rate: str
    name: str
    counts: Counts
    whole: bool
    persons: bool


def shown_to_others(
    lines: Sequence[HomeLine], past: Sequence[pl.DataFrame], *, minimum: int
) -> list[bool]:
    """Return for each line whether anybody but its contributor may see it.

    `past` are the lines of earlier releases of the period, with the columns of AT_HOME. Of visits
    and episodes nobody says how many persons they are of, so that others see none.
    """
    before = [_by_line(each) for each in past]
    shown: dict[tuple[str, ...], HomeLine] = {}
    found = [False] * len(lines)
    # A plan as a whole is read by more than its lines by practice: these are shown beside it only.
    for place in sorted(range(len(lines)), key=lambda place: not lines[place].whole):
        line = lines[place]
        plan = [each for each in lines if _part_of(line, each)]
        if not line.persons or any(_key(each) not in shown for each in plan):
            continue
        told = [*_tellings(line, lines, before), *_beside(line, shown)]
        # What is left of the plan is the other lines by practice.
        told += [each.counts for each in lines if plan and _part_of(each, plan[0])]
        if all(_enough(each, minimum) for each in told):
            found[place] = True
            shown[_key(line)] = line
    return found


def at_home(lines: Sequence[HomeLine], shown: Sequence[bool]) -> pl.DataFrame:
    """Return lines in the form in which a release keeps them for the releases after it."""
    rows = [
        (line.contributor, line.measure, line.rate, line.name, counted, value, told)
        for line, told in zip(lines, shown, strict=True)
        for counted, value in line.counts.items()
    ]
    return pl.DataFrame(rows, schema=AT_HOME, orient="row")


def _tellings(
    line: HomeLine, lines: Sequence[HomeLine], before: Sequence["_Before"]
) -> Iterator[Counts]:
    """Yield what a reader can work out who knows the people of one practice, or of none."""
    parts = [each for each in lines if line.whole and _part_of(each, line)]
    names = {each.name for each in parts}
    for earlier in before:
        names |= earlier.parts(line) if line.whole else set()
    own = {each.name: each.counts for each in parts}
    for name in ("", *sorted(names)):
        now = _less(line.counts, own.get(name, {}))
        yield now
        for earlier in before:
            if _key(line) in earlier.shown:
                yield _less(now, _less(earlier.of(line, line.name), earlier.of(line, name)))


def _beside(line: HomeLine, shown: Mapping[tuple[str, ...], HomeLine]) -> Iterator[Counts]:
    """Yield the differences to other rates of the measure that others see already."""
    mine = (line.contributor, line.measure, line.name)
    for other in shown.values():
        if (other.contributor, other.measure, other.name) == mine:
            yield {
                f"{one} {two}": value - beside
                for one, value in line.counts.items()
                for two, beside in other.counts.items()
            }


def _part_of(part: HomeLine, whole: HomeLine) -> bool:
    same = (part.contributor, part.measure, part.rate)
    return not part.whole and whole.whole and same == _key(whole)[:3]


def _key(line: HomeLine) -> tuple[str, str, str, str]:
    return (line.contributor, line.measure, line.rate, line.name)


def _less(counts: Counts, own: Counts) -> Counts:
    return {name: value - own.get(name, 0) for name, value in counts.items()}


def _enough(counts: Counts, minimum: int) -> bool:
    return all(value == 0 or abs(value) >= minimum for value in counts.values())


@record
class _Before:
    """The lines of an earlier release: their counts, and which of them others saw."""

    counts: Mapping[tuple[str, ...], Counts]
    shown: frozenset[tuple[str, ...]]

    def of(self, line: HomeLine, name: str) -> Counts:
        """Return the counts of the line of that name of the same rate; none where there is none."""
        return self.counts.get((line.contributor, line.measure, line.rate, name), {})

    def parts(self, line: HomeLine) -> set[str]:
        """Return the names of the lines of the same rate."""
        return {key[3] for key in self.counts if key[:3] == _key(line)[:3]} - {line.name}


def _by_line(kept: pl.DataFrame) -> _Before:
    counts: dict[tuple[str, ...], dict[str, int]] = {}
    shown = set()
    for *key, counted, value, told in kept.iter_rows():
        counts.setdefault(tuple(key), {})[counted] = value
        if told:
            shown.add(tuple(key))
    return _Before(counts=counts, shown=frozenset(shown))
