"""When a release tells the public its figures, and with which words it tells none."""

import json
from dataclasses import fields
from datetime import date
from types import SimpleNamespace

import pytest

from hub.measures.measure import measure_named
from hub.publication.disagreement import Disagreement, Disagreements
from hub.publication.noise.public_cells import REGION, public_cells
from hub.publication.protection import Terms
from hub.publication.release.manifest import Lineage
from hub.publication.report.document import Contents, Heading
from hub.publication.report.placing import Placing
from hub.services.public import release_noisy_counts
from hub.services.releases.public_tier import public_files
from hub.store import noisy_releases, releases, reports, snapshots
from hub.store.releases import Release
from hub.store.reports import WholeReport
from hub.store.snapshots import Snapshot
from hub.store.walls import EVERY_PARTICIPANT
from hub.store.work import begin
from policies.agreement.release_rules import ReleaseNumbers
from policies.disclosure_control.entitlement import DEFAULT, PUBLIC_NOISE, agreed_entitlement
from tests.builders import counted
from tests.builders.times import START

pytest.importorskip("opendp", reason="OpenDP is not installed")
# What is asked of the database is asked of both in test_noisy_releases.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
NO_LISTS = Disagreements(region=Disagreement(several=0, differing=0), payers={}, practices={})
LINEAGE = Lineage(
    datasets=("d1", "d2"),
    agreements=("a1",),
    measures=(("CMS2", "1", "f"),),
    rules=(("r", "1"),),
    audit={"suppressed": 3},
    code="1",
)


def release(name, state="protecting"):
    return Release(
        id=name, title="a year", first_day=FIRST, last_day=LAST, state=state, version=1,
        snapshot="s1", proposed_by="u1", proposed_at=START,
    )  # fmt: skip


def contents(agreed, practices, tables):
    heading = Heading(
        release="r2", version=1, title="a year", status="final", first=FIRST, last=LAST,
        data_through=LAST, made_at=str(START), replaces=None,
    )  # fmt: skip
    known = {
        "heading": heading,
        "agreed": agreed,
        "tables": tables,
        "contributors": {"practices": {"in": practices, "of": practices}},
        "placing": Placing(choice="network", decided=0, found=NO_LISTS),
        "minimum": 11,
    }
    return Contents(**({each.name: {} for each in fields(Contents)} | known))


@pytest.fixture
def tell(engine, clock, ids):
    """Tell the public of a release, after an earlier one that told it in some way."""

    def run(*, terms=PUBLIC_NOISE, practices=5, spent=0, before=None, tables=(), persons=60):
        agreed = agreed_entitlement(terms)
        drawable = None
        if agreed.noisy is not None:
            said = {"CMS2": counted.met(persons)}
            drawable = public_cells(
                [measure_named("CMS2")], [REGION],
                {name: counted.result(rows) for name, rows in said.items()},
                counted.places(persons), tokens_a_person=1, release="r2",
            )  # fmt: skip
        with begin(engine, clock, ids, within=EVERY_PARTICIPANT) as work:
            snapshots.add(work, Snapshot(id="s1", hash="0" * 64, taken_at=START, taken_by="u"), ())
            releases.add(work, release("r1", "corrected"))
            releases.add(work, release("r2"))
            if before:
                reports.add(work, told_before(before))
            if spent:
                noisy_releases.spend(work, year=2026, epsilon=spent, limit=2000)
            files = public_files(
                work, release("r2"), contents(agreed, practices, tables), drawable,
                Terms(numbers=ReleaseNumbers(on=LAST), agreed=agreed, organizations={}), LINEAGE, key=b"k" * 32,
            )  # fmt: skip
            work.tell("release-previewed", subject="r2")
            left = noisy_releases.spent(work, 2026)
        return {each.name: each.content for each in files}, left

    return run


def told_before(tier):
    content = json.dumps({"tier": tier}).encode()
    return WholeReport(
        id="p1", release="r1", name="public.json", media_type="application/json",
        sha256="0" * 64, size=len(content), content=content,
    )  # fmt: skip


CASES = {
    "noise is agreed, and there is budget": ({}, "noise", "carry random noise"),
    "the last of the budget": ({"spent": 1500}, "noise", "carry random noise"),
    "a thousandth too little": ({"spent": 1501}, "none", "the privacy budget of 2026 is spent"),
    "five practices": ({"practices": 5}, "noise", "carry random noise"),
    "four practices": ({"practices": 4}, "none", "too few practices"),
    "it was told with noise before": ({"before": "noise"}, "noise", "carry random noise"),
    "it was told nothing before": ({"before": "none"}, "noise", "carry random noise"),
    "it was told exactly before": ({"before": "exact"}, "none", "to see them both ways"),
    "exact is agreed": ({"terms": DEFAULT}, "exact", "carry no noise"),
    "exact is agreed, of four practices": (
        {"terms": DEFAULT, "practices": 4}, "none", "too few practices",
    ),
    "exact after noise": ({"terms": DEFAULT, "before": "noise"}, "none", "to see them both ways"),
}  # fmt: skip


@pytest.mark.parametrize(("how", "tier", "words"), CASES.values(), ids=CASES)
def test_when_the_public_is_told_what(tell, how, tier, words):
    files, spent = tell(**how)
    document = json.loads(files["public.json"])

    assert document["tier"] == tier
    assert words in document["words"]
    assert bool(document["guarantee"]) == (tier == "noise")
    assert spent == how.get("spent", 0) + (500 if tier == "noise" else 0)


def test_without_the_library_a_release_goes_on_and_says_so(tell, monkeypatch):
    monkeypatch.setattr(release_noisy_counts, "find_spec", lambda _: None)
    files, spent = tell()
    document = json.loads(files["public.json"])

    assert (document["tier"], document["measures"], spent) == ("none", [], 0)
    assert "lacks OpenDP" in document["words"]


def test_the_manifest_of_the_public_does_not_count_files_or_hidden_cells(tell):
    files, _ = tell()
    manifest = json.loads(files["public-manifest.json"])

    assert (len(manifest["snapshot"]), len(manifest["agreements"])) == (1, 1)
    assert "suppressed" not in json.dumps(manifest)
    assert len(manifest["files"]) == 2


@pytest.mark.parametrize(("region", "told"), [("a line", True), (None, False)])
def test_what_members_are_not_told_of_the_region_nobody_is_told(tell, region, told):
    table = SimpleNamespace(
        table=SimpleNamespace(measure=measure_named("CMS2"), rate="1"),
        comparators=SimpleNamespace(region=region),
    )
    files, spent = tell(tables=[table], persons=2000)
    line = json.loads(files["public.json"])["measures"][0]["lines"][0]

    assert (line["met"] is not None) == told
    assert spent == 500
