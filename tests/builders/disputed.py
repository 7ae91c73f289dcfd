"""A payer, two clinics, and persons whom their lists do not put in one place."""

import io
import shutil
import zipfile
from datetime import date

from hub.services.disputes.open_dispute import open_dispute
from hub.services.submissions.receive_submission import Handover, receive_submission
from hub.services.submissions.take_in_submission import claim_submission, take_in_submission
from hub.store import releases, snapshots
from hub.store.engine import open_engine
from hub.store.releases import Release
from hub.store.snapshots import Snapshot
from tests.builders.houses import agreed, enrol, house
from tests.builders.times import CountedIds, StoppedClock

NORTH, SOUTH, PAYER = "clinic-north", "clinic-south", "payer-a"
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
# The payer's roster puts these at the southern clinic, where they never were.
DISPUTED, SURE, SEEN, UNSENT = "tok-disputed", "tok-sure", "tok-seen", "tok-unsent"
# So many ids at most were given out as the network was founded.
TAKEN = 1000
YEAR = "2025-01-01,2025-12-31"
FILES = {
    PAYER: {
        "person": f"person,birth_day\n{DISPUTED},1980-05-17\n{SURE},1981-05-17\n{UNSENT},1982-05-17\n",
        "coverage": "coverage,person,start_day,end_day\n"
        + "".join(f"v{n},{name},{YEAR}\n" for n, name in enumerate((DISPUTED, SURE, UNSENT))),
        "attribution": "person,practice,method,start_day,end_day\n"
        f"{DISPUTED},{SOUTH},roster,{YEAR}\n{SURE},{NORTH},roster,{YEAR}\n"
        f"{UNSENT},{SOUTH},roster,{YEAR}\n",
        "practice": f"practice,kind\n{NORTH},primary-care\n{SOUTH},primary-care\n",
    },
    NORTH: {
        "person": f"person,birth_day\n{DISPUTED},1980-05-17\n{SURE},1981-05-17\n{SEEN},1983-05-17\n",
        "encounter": "encounter,person,practice,status,type,start_day,end_day\n"
        + "".join(
            f"e{n},{name},{NORTH},finished,CPT|99213,2025-0{n + 3}-01,2025-0{n + 3}-01\n"
            for n, name in enumerate((DISPUTED, DISPUTED, SEEN))
        ),
    },
    SOUTH: {"person": f"person,birth_day\n{UNSENT},1982-05-17\n"},
}


def network_in(folder, template, *, release="release-1", opens=False):
    """Found the network in a folder, on a copy of an empty database; return where it is.

    Taking files in takes longest: a test works on a copy. `release` is published, without what it
    tells; none where it is empty. `opens`: the northern clinic disputes where one is counted.
    """
    shutil.copy(template, folder / "hub.sqlite")
    made, agreements = network_on(
        open_engine(f"sqlite:///{folder / 'hub.sqlite'}"), folder, release=release, opens=opens
    )
    made.engine.dispose()  # the last connection brings the log into the file
    return folder, agreements


def copied(network, folder):
    """Copy the network to a folder; return its house there, and the agreements by participant."""
    held, agreements = network
    shutil.copytree(held, folder, dirs_exist_ok=True)
    ids = CountedIds()
    for _ in range(TAKEN):
        ids()
    engine = open_engine(f"sqlite:///{folder / 'hub.sqlite'}")
    return house(engine, StoppedClock(), ids, folder, founded=True), agreements


def network_on(engine, folder, *, release="release-1", opens=False):
    """Found the network on an empty database; return its house, and agreements by participant."""
    made = house(engine, StoppedClock(), CountedIds(), folder)
    enrol(made, PAYER)
    agreements = _joined(made)
    if release:
        published(made, release)
    if opens:
        open_dispute(made, participant=NORTH, token=DISPUTED, says="ours", by="nora")
    return made, agreements


def _joined(made):
    for name in (NORTH, SOUTH):
        enrol(made, name, kind="practice", practice=name)
    held = {name: agreed(made, name).stored.id for name in FILES}
    for name, files in FILES.items():
        hand_in(made, name, files)
    return held


def hand_in(made, participant, tables):
    """Hand in the tables as one package, and take it in."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, text in tables.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.csv"), text)
    kept.seek(0)
    receive_submission(
        made,
        participant=participant,
        actor="somebody",
        handover=Handover(key=made.ids()),
        body=kept,
    )
    done = take_in_submission(made, claim_submission(made, worker="worker-1"))
    assert done.state == "accepted", done.state
    return done


def published(made, name, *, first=FIRST, last=LAST, **words):
    """Let a release be published, without what it tells."""
    with made.begin() as work:
        snapshot = Snapshot(id=f"of-{name}", hash="0" * 64, taken_at=work.now, taken_by="kim")
        snapshots.add(work, snapshot, ())
        release = Release(
            id=name,
            title=f"The release {name}",
            first_day=first,
            last_day=last,
            state="published",
            version=1,
            snapshot=snapshot.id,
            proposed_by="kim",
            proposed_at=work.now,
            published_at=work.now,
            **words,
        )
        releases.add(work, release)
        work.tell("release-published", subject=name)
    return release
