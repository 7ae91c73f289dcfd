"""The page of a measure, made from its file: what it counts, in plain words, and of which codes.

`python -m hub.measures.page` writes them all to docs/measures.
"""

from collections.abc import Iterator
from pathlib import Path

from hub.measures import composition
from hub.measures.lineage import columns_read
from hub.measures.measure import GOALS, Measure, measures
from hub.measures.value_sets import OWN, ListedCode, files_of, read_value_sets

FOLDER = Path(__file__).parents[2] / "docs" / "measures"
DIRECTIONS = {"increase": "More is better.", "decrease": "Less is better.", "none": "Neither."}


def page(measure: Measure) -> str:
    """Return the page of a measure in Markdown."""
    parts = [
        *_opening(measure),
        *_rates(measure),
        *_criteria(measure),
        *_listed("Worked example", measure.examples),
        *_codes(measure),
        *_listed("Known differences and limits", measure.differences),
        *_columns(measure),
    ]
    return "\n".join(parts) + "\n"


def index() -> str:
    """Return the page that lists the measures."""
    lines = ["# Measures", "", "| identifier | measure | goal | steward | version |"]
    lines += ["|---|---|---|---|---|"]
    lines += [
        f"| {measure.identifier} | [{measure.title}]({measure.name}.md) | {measure.goal} |"
        f" {measure.steward} | {measure.version} |"
        for measure in measures()
    ]
    goals = [f"- Goal {name}: {means}" for name, means in GOALS.items()]
    lines += ["", *goals]
    return "\n".join(lines) + "\n"


def pages() -> dict[str, str]:
    """Return every page by the name of its file."""
    return {"README.md": index()} | {f"{measure.name}.md": page(measure) for measure in measures()}


def _opening(measure: Measure) -> Iterator[str]:
    yield f"# {measure.title} ({measure.identifier})"
    yield ""
    yield f"Made from `hub/measures/{measure.name}.sql`, which is the measure, word for word."
    yield ""
    yield f"- Steward: {measure.steward}, version {measure.version}, for {measure.period};"
    yield f"  reviewed {measure.reviewed}"
    yield f"- Goal {measure.goal}: {GOALS[measure.goal]}"
    yield f"- Counted by the {measure.basis}. {DIRECTIONS[measure.direction]}"
    yield f"- Dates needed: to the {measure.dates_needed}; from coarser ones it is not computable"
    if measure.term:
        yield f"- Off unless the agreement has the term: {measure.term}"
    if measure.catalogue == "further":
        yield "- In a release only when it is asked for"
    if measure.beside:
        yield f"- Stands beside {measure.beside}: of how many in its denominator anything is known"
    for other in measures():
        if other.beside == measure.identifier:
            yield f"- Read it beside [{other.identifier}]({other.name}.md), which says of how many"
            yield "  anything is known: what is missing is neither success nor failure"


def _rates(measure: Measure) -> Iterator[str]:
    yield from ("", "## Rates", "")
    for rate in measure.rates:
        per = f", per {rate.per:,}" if rate.per > 1 else ""
        beside = f", beside rate {rate.beside}" if rate.beside else ""
        yield f"{rate.name}. **{rate.title}**{per}{beside}: {', '.join(rate.populations)}"
    yield ""
    yield "A rate is the numerator divided by the denominator, less what is excluded or excepted;"
    yield "whoever is excluded still counts in the denominator."
    for stratum in measure.strata:
        yield ""
        yield f"Stratified by {stratum.means}: {', '.join(stratum.values)}."


def criteria(measure: Measure) -> Iterator[tuple[str, str]]:
    """Yield each criterion in order: its name, and what the measure's file says of it."""
    for name, comment in composition.criteria(measure.sql):
        words = " ".join(line.removeprefix("--").strip() for line in comment.splitlines())
        if words:
            yield name.replace("_", " "), words


def _criteria(measure: Measure) -> Iterator[str]:
    yield from ("", "## Criteria, in order", "")
    yield from (f"- **{name}**: {words}" for name, words in criteria(measure))


def own_lists(measure: Measure) -> dict[str, tuple[ListedCode, ...]]:
    """Return the codes of each set that the hub ships a list of its own of, by OID."""
    asked = {named.oid for named in measure.value_sets}
    return {
        oid: found.codes
        for path in _files(measure)
        for oid, found in read_value_sets(path).items()
        if oid in asked
    }


def in_words(code: ListedCode) -> str:
    """Return a code, and the days between which it is valid where they are told."""
    first = f" from {code.first}" if code.first else ""
    last = f" to {code.last}" if code.last else ""
    return f"{code.code}{first}{last}"


def _files(measure: Measure) -> list[Path]:
    owners = sorted({named.owner for named in measure.value_sets})
    return [path for owner in owners for path in files_of(owner, OWN)]


def _codes(measure: Measure) -> Iterator[str]:
    files, own = _files(measure), own_lists(measure)
    yield from ("", "## Codes", "", "| set | OID | codes |", "|---|---|---|")
    for named in measure.value_sets:
        codes = [in_words(code).replace("*", r"\*") for code in own.get(named.oid, ())]
        told = ", ".join(codes) or "the steward's list"
        yield f"| {named.title} | {named.oid} | {told} |"
    unchecked = [code.code for codes in own.values() for code in codes if not code.checked]
    for name in dict.fromkeys(code.name for code in measure.codes):
        codes_of = [f"{code.system} {code.code}" for code in measure.codes if code.name == name]
        yield f"| {name} | named in the measure | {', '.join(codes_of)} |"
    if unchecked:
        yield ""
        yield f"Not yet checked in a primary source: {len(unchecked)} of these codes; the columns"
        names = ", ".join(f"`schemas/value_sets/{path.name}`" for path in files)
        yield f"`checked` and `source` of {names} say which."


def _listed(title: str, texts: tuple[str, ...]) -> Iterator[str]:
    yield from ("", f"## {title}", "")
    yield from (f"- {text[0].upper()}{text[1:]}" for text in texts)


def _columns(measure: Measure) -> Iterator[str]:
    yield from ("", "## What it reads, and nothing else", "")
    for table, columns in sorted(columns_read(measure).items()):
        yield f"- {table}: {', '.join(sorted(columns))}"


def main() -> None:
    """Write every page to docs/measures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
