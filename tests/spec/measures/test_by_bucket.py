import polars as pl
import pytest

from hub.measures.engine import evaluate
from hub.measures.lineage import columns_of
from hub.vault.bucket import in_parts
from hub.vault.snapshot import open_snapshot
from tests.builders.records import frames
from tests.builders.vaults import memory_storage, stored, vault_in
from tests.spec.measures.specs import SETS, SPECS

CLAIMS = "HUB-FUH"
CLINICAL = "CMS159"


@pytest.mark.parametrize("name", [CLAIMS, CLINICAL])
@pytest.mark.parametrize("parts", [1, 3])
def test_one_bucket_and_many_give_the_same(tmp_path, name, parts):
    spec = SPECS[name]
    rows = [
        one.of(f"{number * 40_503 % 65_536:04x}-{title}")
        for number, (title, found) in enumerate(spec.SITUATIONS.items())
        for one in found
    ]
    tables = {name: rows.drop("contributor", strict=False) for name, rows in frames(rows).items()}
    vault = vault_in(tmp_path, storage=memory_storage())
    dataset = stored(vault, "one", {name: rows for name, rows in tables.items() if rows.height})
    with open_snapshot(vault, [dataset]) as opened:
        loaded = [
            opened.load(columns_of([spec.MEASURE]), buckets=buckets) for buckets in in_parts(parts)
        ]
    found = [
        evaluate(
            [spec.MEASURE],
            {table: [each.rows for each in held] for table, held in part.items()},
            spec.PERIOD,
            {name: SETS[name]},
        )
        for part in loaded
    ]

    whole = evaluate([spec.MEASURE], tables, spec.PERIOD, {name: SETS[name]})[name]
    assert whole["numerator"].sum() > 0
    assert len(found) == parts
    together = pl.concat([part[name] for part in found])
    assert together.sort("person", "rate").equals(whole.sort("person", "rate"))
