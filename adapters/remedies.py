"""What to write in a column, in words made of its metadata."""

from schemas.column import Column, Kind


def remedy(column: Column) -> str:
    """Say how a cell of the column is written."""
    match column.kind:
        case Kind.DAY:
            return "write the date as YYYY-MM-DD"
        case Kind.INSTANT:
            return "write the instant with its offset, as YYYY-MM-DDTHH:MM:SS+HH:MM or ending in Z"
        case Kind.FLAG:
            return "write true or false, or leave the cell empty"
        case Kind.CHOICE:
            return f"write one of: {', '.join(column.one_of)}"
        case Kind.WHOLE | Kind.NUMBER:
            return _number(column)
        case _:
            return f"give the {column.name}: {column.means}"


def _number(column: Column) -> str:
    """Say between which numbers a cell of the column lies."""
    whole = column.kind is Kind.WHOLE
    kind = "whole number" if whole else "number with a point and no thousands separator"
    if column.least is None and column.most is None:
        return f"give a {kind}"
    if column.most is None:
        return f"give a {kind}, {column.least:g} or more"
    if column.least is None:
        return f"give a {kind}, {column.most:g} or less"
    return f"give a {kind}, from {column.least:g} to {column.most:g}"
