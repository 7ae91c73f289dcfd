"""Delimited files of no format that is known: what identifies persons in them all the same.

The intake refuses such a file whatever it holds. Whoever checks at home learns besides which of
its columns could never come in, whichever format they are in.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from adapters.delimited.header import Header, read_header
from adapters.delimited.text_batches import Layout, text_batches
from adapters.formats import HEAD, recognise
from adapters.source import Source, path_source
from adapters.unpack import unpacked
from policies.deidentification.inspection import IDENTIFIERS
from policies.deidentification.named_fields import field_named
from policies.deidentification.place import Place
from policies.deidentification.scan import found


def identifiers_of_unknown(path: Path) -> pl.DataFrame:
    """Return the columns of such files that hold identifiers (columns of IDENTIFIERS).

    A column is called by its name where the name is one of an identifier, and by its place
    otherwise: the first line may be no header, and its words a person's own.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for source, header in _sheets(path):
        counts += _identifiers(source, header)
    rows = [("", column, rule, count) for (column, rule), count in counts.items()]
    return pl.DataFrame(rows, schema=IDENTIFIERS, orient="row")


def _sheets(path: Path) -> Iterator[tuple[Source, Header]]:
    files = [path] if not path.is_dir() else [each for each in path.rglob("*") if each.is_file()]
    for file in sorted(files):
        for source in unpacked(path_source(file), lambda _: None):
            with source.open() as stream:
                head = stream.read(HEAD)
            header = None if recognise(head) else read_header(head)
            if header is not None and len(header.names) > 1:
                yield source, header


def _identifiers(source: Source, header: Header) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    named = {name: field_named(name) for name in header.names}
    layout = Layout(file=source.name, table="", header=header)
    with source.open() as stream:
        for text in text_batches(stream, layout):
            for place, (name, field) in enumerate(named.items(), start=1):
                cells = text.cells[name]
                column = name if field else f"column {place}"
                if field:
                    counts[column, field.rule] += len(cells) - cells.null_count()
                for rule, mask in found(cells, Place.TEXT):
                    if field is None or rule.name != field.rule:
                        counts[column, rule.name] += int(mask.sum())
    return +counts
