"""What a release tells the public: drawn with noise and paid, or exactly, as was agreed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from hub.platform.canonical import canonical_json, digest
from hub.publication.contribution import Contribution
from hub.publication.noise.public_cells import PublicCells, public_cells
from hub.publication.protection import Terms
from hub.publication.public_document import (
    EXACT,
    NOISE,
    NOTHING,
    Guarantee,
    exact_document,
    no_document,
    noisy_document,
    public_csv,
)
from hub.publication.release.manifest import Lineage, Manifest
from hub.publication.report.document import Contents
from hub.services.public.public_files import PUBLIC_CSV, PUBLIC_JSON, PUBLIC_MANIFEST, read_public
from hub.services.public.release_noisy_counts import release_noisy_counts
from hub.services.refusal import Refused
from hub.services.releases.contents import Gathered
from hub.services.releases.earlier_releases import OUT
from hub.services.releases.release_manifest import manifest_of
from hub.services.releases.report_files import ReportFile
from hub.store import releases
from hub.store.noisy_releases import NoisyRelease
from hub.store.releases import Release
from hub.store.work import Work
from policies.agreement.agreement import Linkage
from policies.disclosure_control.entitlement import NONE, Entitlement, granted, noisy_tables
from policies.disclosure_control.noisy_tier import PUBLIC
from policies.disclosure_control.privacy_budget import THOUSANDTHS
from policies.parameter import parameter

OTHER_TIER = (
    "an earlier release of this period told the public the same figures in the other way, exactly "
    "or with noise: nobody is to see them both ways"
)
TOO_FEW = "too few practices take part for figures of the region to be told to everybody"


def cells_to_draw(
    release: Release,
    gathered: Gathered,
    terms: Terms,
) -> PublicCells | None:
    """Count the cells that the agreements want told with noise; None where they want none."""
    tables, noisy = noisy_tables(terms.agreed), terms.agreed.noisy
    if not tables or noisy is None:
        return None
    chosen = [each for each in gathered.chosen if each.identifier in noisy.measures]
    return public_cells(
        chosen,
        tables,
        gathered.counts.results,
        gathered.counts.places,
        tokens_a_person=tokens_a_person(gathered.contributions),
        release=release.id,
    )


def tokens_a_person(contributions: Sequence[Contribution]) -> int:
    """Return under how many tokens one person may be there, as the agreements have it.

    Keyed tokens are one space; every contributor with tokens of its own making is another.
    """
    spaces = {
        "" if each.agreement.linkage is Linkage.KEYED else each.contributor
        for each in contributions
        if each.dataset.table("person") is not None
    }
    return max(len(spaces), 1)


def public_files(
    work: Work,
    release: Release,
    contents: Contents,
    drawable: PublicCells | None,
    terms: Terms,
    lineage: Lineage,
    *,
    key: bytes,
) -> list[ReportFile]:
    """Return the files that everybody may read; none where the public is granted nothing.

    Noise is drawn, and its budget spent, as part of this work: what is not kept was never drawn.
    """
    document = _document(work, release, contents, drawable, terms, key=key)
    if document is None:
        return []
    files = [
        _file(PUBLIC_JSON, "application/json", canonical_json(document)),
        _file(PUBLIC_CSV, "text/csv", public_csv(document).encode()),
    ]
    manifest = canonical_json(_manifest(contents, document, lineage, files).document())
    return [*files, _file(PUBLIC_MANIFEST, "application/json", manifest)]


def _document(
    work: Work,
    release: Release,
    contents: Contents,
    drawable: PublicCells | None,
    terms: Terms,
    *,
    key: bytes,
) -> dict[str, Any] | None:
    exact = _told_exactly(terms.agreed)
    if drawable is None and not exact:
        return None
    heading = contents.heading.document()
    taking_part = contents.contributors["practices"]["of"]
    if taking_part < int(terms.numbers["minimum_contributors"]):
        return no_document(heading, why=TOO_FEW)
    tier = EXACT if drawable is None else NOISE
    if _tiers_before(work, release) - {tier, NOTHING}:
        return no_document(heading, why=OTHER_TIER)
    if drawable is None:
        return exact_document(contents)
    try:
        made = release_noisy_counts(
            work,
            release=release,
            table=drawable.table,
            epsilon=terms.agreed.noisy.epsilon if terms.agreed.noisy else 0,
            told_exactly=drawable.keys_of(exact),
            minimum=terms.minimum,
            key=key,
        )
    except Refused as refused:
        work.tell("noise-refused", subject=release.id, reason=refused.rule)
        return no_document(heading, why=refused.text)
    # Whose rate is nobody's to see is not told to everybody either, with whatever noise.
    silent = {
        (told.table.measure.identifier, told.table.rate)
        for told in contents.tables
        if told.comparators.region is None
    }
    return _noisy(heading, drawable, made, release, silent)


def _told_exactly(agreed: Entitlement) -> list[frozenset[str]]:
    if PUBLIC not in agreed.grants:
        return []
    return [told for told, grant in granted(agreed, audience=PUBLIC).items() if grant != NONE]


def _tiers_before(work: Work, release: Release) -> set[str]:
    """Return how releases of the same period have told the public their figures."""
    same = [
        each
        for each in releases.every(work, states=OUT)
        if (each.first_day, each.last_day) == (release.first_day, release.last_day)
    ]
    documents = [read_public(work, each.id) for each in same]
    return {str(each["tier"]) for each in documents if each is not None}


def _noisy(
    heading: Mapping[str, Any],
    drawable: PublicCells,
    made: NoisyRelease,
    release: Release,
    silent: set[tuple[str, str]],
) -> dict[str, Any]:
    drawn = made.document
    accuracy = drawn["accuracy"]
    guarantee = Guarantee(
        epsilon=drawn["guarantee"]["epsilon"] / THOUSANDTHS,
        epsilon_a_year=parameter("public_epsilon_a_year", on=release.last_day) / THOUSANDTHS,
        cells_a_person=drawable.cells_a_person,
        tokens_a_person=made.contribution // max(drawable.cells_a_person, 1),
        within=accuracy["within"],
        both_within=accuracy["both_within"],
        confidence=accuracy["confidence"],
    )
    counts = {each["cell"]: each["count"] for each in drawn["cells"]}
    return noisy_document(
        heading, drawable.lines, counts, guarantee, words=drawn["words"], silent=silent
    )


def _manifest(
    contents: Contents,
    document: Mapping[str, Any],
    lineage: Lineage,
    files: Sequence[ReportFile],
) -> Manifest:
    """Return the public's own manifest: of what the release rests on it counts nothing."""
    heading, told = contents.heading, {each["identifier"] for each in document["measures"]}
    guarantee = document["guarantee"]
    own = replace(
        lineage,
        datasets=(digest(sorted(lineage.datasets)),),
        agreements=(digest(sorted(lineage.agreements)),),
        measures=tuple(each for each in lineage.measures if each[0] in told) or lineage.measures,
        rules=(("public-tier", str(document["tier"])),),
        audit={"tier": document["tier"], "guarantee": guarantee},
    )
    return manifest_of(heading, own, files)


def _file(name: str, media_type: str, content: bytes) -> ReportFile:
    return ReportFile(participant=None, name=name, media_type=media_type, content=content)
