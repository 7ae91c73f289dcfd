"""From resources of one type to a batch of one table."""

from collections.abc import Mapping, Sequence

import polars as pl

from adapters.checking import checked
from adapters.fhir.columns import Columns
from adapters.fhir.field import Filled
from adapters.fhir.found import Found
from adapters.fhir.layout import NOT_IN_FORCE, Layout, always
from adapters.fhir.precision import at_one_precision, finer_days
from adapters.fhir.rows import Rows
from adapters.fhir.surplus import as_series, surplus_of, surplus_of_extensions
from adapters.fhir.unit import Unit
from adapters.violations import Violation, faults_at, where_broken
from schemas.batch import Batch
from schemas.record import record
from schemas.score import FIELD as SCORE_FIELD
from schemas.score import RULE as SCORE

# The official decks hold scores beyond their instrument, and count them: the sender is warned.
FORGIVEN = frozenset({(SCORE, SCORE_FIELD)})


@record
class Frame:
    """The columns of a table, and what the fields say of its rows."""

    cells: pl.DataFrame
    violations: Sequence[Violation]
    uncast: Mapping[str, pl.Series]


def flatten(found: Found, layout: Layout, unit: Unit, *, file: str) -> Batch:
    """Fill the layout's table from the resources; every rule that a row breaks is a fault."""
    counting, left_out = _in_force(found, layout)
    rows = _rows(counting, layout, unit)
    filled = [field.fill(rows, unit) for field in layout.fields] if len(rows) else []
    cells = at_one_precision(_cells(rows, layout, filled), layout.table, filled)
    surplus = _surplus(found, layout, cells, filled) if unit.needs is None else {}
    batch = _batch(cells, rows, layout, filled, file=file)
    return Batch(
        table=layout.table,
        columns=batch.columns,
        positions=batch.positions,
        file=file,
        faults=_with_left_out(batch.faults, left_out, layout, file=file),
        surplus=as_series(surplus),
        passed_over=_passed_over(rows, len(counting.resources), layout),
    )


def _passed_over(rows: Rows, counting: int, layout: Layout) -> Mapping[str, int]:
    """Count the resources that are no row of the table, though their type is: a payer's, say."""
    if layout.objects is None or not layout.spares:
        return {}
    without = counting - len(set(map(id, rows.resources)))
    return {layout.kind: without} if without else {}


def _surplus(
    found: Found, layout: Layout, cells: pl.DataFrame, filled: Sequence[Filled]
) -> dict[str, list[str]]:
    """Return what no column takes, by path."""
    surplus = _spared(found, layout)
    for fill in filled:
        for path, words in fill.surplus.items():
            surplus.setdefault(f"{layout.kind}.{path}", []).extend(words)
    if layout.table.has_person:
        for column, days in finer_days(cells, filled):
            surplus.setdefault(layout.paths[column], []).extend(days)
    return surplus


def _spared(found: Found, layout: Layout) -> dict[str, list[str]]:
    """Return the words of the spares, once for a type: with the layout that names them."""
    if not layout.spares:
        return {}
    surplus = surplus_of(found.columns, layout.kind, layout.spares)
    return surplus | surplus_of_extensions(found.extensions or (), layout.kind)


def _in_force(found: Found, layout: Layout) -> tuple[Found, Sequence[int]]:
    """Return the resources that count, and the positions of those that do not."""
    if layout.in_force is always:
        return found, ()
    counts = list(map(layout.in_force, found.resources))
    if all(counts):
        return found, ()
    kept = [number for number, counted in enumerate(counts) if counted]
    left_out = [number for number, counted in enumerate(counts) if not counted]
    return found.at(kept), found.at(left_out).positions


def _rows(found: Found, layout: Layout, unit: Unit) -> Rows:
    """Lay out the objects that are a row each."""
    objects, columns = found.prepared, found.columns
    if layout.objects is not None:
        parts = [
            (part, number)
            for number, whole in enumerate(objects)
            for part in layout.objects(whole, unit)
        ]
        objects = [part for part, _ in parts]
        found = found.at([number for _, number in parts])
    if objects is not found.resources:
        columns = Columns(objects)
    positions = found.positions
    owners = [unit.owners.get(position) for position in positions] if unit.owners else None
    return Rows(
        objects=objects,
        resources=found.resources,
        columns=columns,
        positions=pl.Series("position", positions, dtype=pl.Int64),
        owners=None if owners is None else pl.Series(owners, dtype=pl.String),
        extensions=found.extensions,
        contained=found.contained,
    )


def _cells(rows: Rows, layout: Layout, filled: Sequence[Filled]) -> pl.DataFrame:
    """Put the columns together, with empty ones where no field fills them."""
    columns = {column.name: column for fill in filled for column in fill.columns}
    return pl.DataFrame(
        [
            columns[name].alias(name) if name in columns else rows.nothing(kind).alias(name)
            for name, kind in layout.table.schema.items()
        ]
    )


def _batch(
    cells: pl.DataFrame, rows: Rows, layout: Layout, filled: Sequence[Filled], *, file: str
) -> Batch:
    """Hold the rows to the rules of the table and of the fields."""
    frame = Frame(
        cells=cells,
        violations=[found for fill in filled for found in fill.violations],
        uncast={name: mask for fill in filled for name, mask in fill.uncast.items()},
    )
    return _held_to_rules(frame, rows, layout, file=file)


def _held_to_rules(frame: Frame, rows: Rows, layout: Layout, *, file: str) -> Batch:
    """Check the rows by their number, for several may come from one resource."""
    numbers = pl.int_range(len(rows), dtype=pl.Int64, eager=True)
    batch = checked(frame.cells, layout.table, file=file, positions=numbers, forgiving=FORGIVEN)
    faults = [
        faults_at(
            rows.positions.filter(found.mask),
            file=file,
            table=layout.table.name,
            rule=found.rule,
            field=f"{layout.kind}.{found.field}",
            remedy=found.remedy,
            warning=found.warning,
        )
        for found in frame.violations
    ]
    if not batch.faults.is_empty():
        faults.append(_by_path(batch.faults, frame, rows, layout))
    errors = [found for found in frame.violations if not found.warning]
    sound, kept = batch.columns, batch.positions
    if errors:
        unbroken = ~where_broken(errors).gather(kept)
        sound = {name: column.filter(unbroken) for name, column in sound.items()}
        kept = kept.filter(unbroken)
    return Batch(
        table=layout.table,
        columns=sound,
        positions=rows.positions if len(kept) == len(rows) else rows.positions.gather(kept),
        file=file,
        faults=pl.concat(faults).sort("position", maintain_order=True) if faults else batch.faults,
    )


def _by_path(faults: pl.DataFrame, frame: Frame, rows: Rows, layout: Layout) -> pl.DataFrame:
    """Name the FHIR path and the position in the place of the column and the row's number.

    A cell that is empty because it breaks a rule has its fault already, and is not missing.
    """
    told = [
        (pl.col("rule") == "missing")
        & (pl.col("field") == name)
        & pl.col("position").is_in(mask.arg_true().cast(pl.Int64).implode())
        for name, mask in frame.uncast.items()
        if mask.any()
    ]
    kept = faults.filter(~pl.any_horizontal(told)) if told else faults
    return kept.with_columns(
        rows.positions.gather(kept["position"]).alias("position"),
        pl.col("field").replace_strict(layout.paths, default=layout.kind),
    )


def _with_left_out(
    faults: pl.DataFrame, left_out: Sequence[int], layout: Layout, *, file: str
) -> pl.DataFrame:
    """Add a warning for each resource that was left out as not in force."""
    if not left_out:
        return faults
    warnings = faults_at(
        pl.Series(left_out),
        file=file,
        table=layout.table.name,
        rule="not-in-force",
        field=f"{layout.kind}.status",
        remedy=NOT_IN_FORCE,
        warning=True,
    )
    return pl.concat([faults, warnings]).sort("position", maintain_order=True)
