"""The verdict: a submission is refused whole, for every reason that there is, or it is taken."""

from collections.abc import Iterator, Mapping

from hub.intake.outcome import Reason
from hub.intake.tally import TableCount
from hub.intake.terms import Terms
from schemas.table import called_records

IDENTIFIED = Reason(
    rule="identifiers", text="the records identify persons beyond what the agreement allows"
)


def reasons(
    counts: Mapping[str, TableCount], terms: Terms, *, identified: bool, whole: int
) -> Iterator[Reason]:
    """Yield why a submission is refused.

    `identified`: something in it identifies a person beyond what the agreement allows; `whole`: so
    many faults are of a file or a column as a whole.
    """
    if identified:
        yield IDENTIFIED
    if whole:
        yield Reason(rule="whole-file", text="a file, or a column of it, cannot be taken at all")
    for name in sorted(terms.required - counts.keys()):
        yield Reason(
            rule="missing-table", text=f"the agreement asks for {called_records(name)}", table=name
        )
    for name, count in counts.items():
        if count.share > terms.tolerance:
            records = called_records(name) if name else "records"
            yield Reason(
                rule="tolerance",
                text=f"{count.faulty:,} of {count.records:,} {records} are faulty, "
                f"more than {100 * terms.tolerance:.3g} in 100",
                table=name,
            )
    # What is no record that can be read is counted under no table.
    tables = [name for name in counts if name]
    if tables and not any(terms.columns.get(name) for name in tables):
        yield Reason(rule="outside-agreement", text="the agreement covers none of the tables")
    if not any(count.kept for count in counts.values()):
        yield Reason(rule="no-records", text="no record was left to take")
