"""A release is verified from the downloaded files alone, and every change to one is found."""

import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.cli import main
from hub.platform.signing import new_signer
from hub.publication.release.manifest import Lineage, Manifest, file_hashes
from hub.publication.release.signed import MANIFEST, SIGNATURE, signed
from hub.publication.release.verify import NotARelease, verify

SIGNER = new_signer()
REPORTS = {"report.json": b'{"rate": 0.5}', "report.csv": b"rate\n0.5\n"}


def package(**changes) -> dict[str, bytes]:
    facts = {
        "release": "r1",
        "version": 1,
        "title": "Benchmarks 2025",
        "status": "preliminary",
        "first": "2025-01-01",
        "last": "2025-12-31",
        "data_through": "2025-12-31",
        "made_at": "2026-03-01T00:00:00+00:00",
        "replaces": None,
        "lineage": lineage(),
        "files": file_hashes([*REPORTS.values(), b"a file of another participant"]),
    }
    return REPORTS | signed(Manifest(**(facts | changes)), SIGNER).files()


def lineage(**changes) -> Lineage:
    facts = {
        "datasets": ("d1",),
        "agreements": ("a1",),
        "measures": (("CMS2", "1.0.000", "f00d"),),
        "rules": (("minimum-cell-size", "2010-01-01"),),
        "audit": {"system": "beef"},
        "code": "0.1.0",
    }
    return Lineage(**(facts | changes))


def test_an_untouched_download_holds():
    verdict = verify(package(), SIGNER.verifier)

    assert verdict.wrong == ()
    assert (verdict.files, verdict.trusted, verdict.key) == (2, True, SIGNER.key_id)


def test_a_download_of_one_file_alone_holds():
    files = package()
    del files["report.csv"]

    assert verify(files).wrong == ()


@given(st.data())
def test_one_changed_byte_of_any_file_is_found(data):
    files = package()
    name = data.draw(st.sampled_from([MANIFEST, "report.json", "report.csv"]))
    place = data.draw(st.integers(0, len(files[name]) - 1))
    changed = bytearray(files[name])
    changed[place] ^= data.draw(st.integers(1, 255))
    files[name] = bytes(changed)

    try:
        assert verify(files, SIGNER.verifier).wrong
    except NotARelease:
        assert name == MANIFEST


def test_a_release_signed_by_another_key_is_found():
    assert "another key" in verify(package(), new_signer().verifier).wrong[0]


def test_a_swapped_key_in_the_signature_file_is_found():
    files = package()
    signature = json.loads(files[SIGNATURE])
    signature["public_key"] = new_signer().verifier.pem.decode()
    files[SIGNATURE] = json.dumps(signature).encode()

    assert verify(files).wrong


@pytest.mark.parametrize("part", ["datasets", "agreements", "measures", "rules", "audit", "code"])
def test_a_release_that_does_not_say_what_it_rests_on_does_not_hold(part):
    empty = {"audit": {}, "code": ""}.get(part, ())
    verdict = verify(package(lineage=lineage(**{part: empty})))

    assert len(verdict.wrong) == 1


def test_the_manifest_names_no_file_and_nobody():
    listed = json.loads(package()[MANIFEST])["files"]

    assert all(len(each) == 64 for each in listed)


def test_the_command_reads_a_folder_and_a_zip(tmp_path, capsys):
    for name, content in package().items():
        (tmp_path / name).write_bytes(content)
    with zipfile.ZipFile(tmp_path.parent / "release.zip", "w") as archive:
        for name, content in package().items():
            archive.writestr(name, content)

    assert main(["verify", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["valid"] is True
    assert main(["verify", str(tmp_path.parent / "release.zip")]) == 0


@pytest.mark.parametrize("packed", [True, False], ids=["zip", "folder"])
def test_a_folder_around_the_files_is_no_part_of_their_names(packed, tmp_path, capsys):
    whole = tmp_path / "release"
    (whole / "unpacked").mkdir(parents=True)
    with zipfile.ZipFile(tmp_path / "release.zip", "w") as archive:
        for name, content in package().items():
            (whole / "unpacked" / name).write_bytes(content)
            archive.writestr(f"unpacked/{name}", content)

    status = main(["verify", str(tmp_path / "release.zip" if packed else whole), "--json"])

    assert (status, json.loads(capsys.readouterr().out)["files_verified"]) == (0, 2)


CHANGED = {
    "a version that is no number": {"version": "one"},
    "no list of files": {"files": 1},
    "a list of other things than files": {"files": [[], {}]},
}


@pytest.mark.parametrize("changed", CHANGED.values(), ids=CHANGED)
def test_a_manifest_of_another_shape_does_not_hold(changed):
    files = package()
    files[MANIFEST] = json.dumps(json.loads(files[MANIFEST]) | changed).encode()

    assert "the signature does not fit the manifest" in verify(files).wrong[0]


@pytest.mark.parametrize("name", [MANIFEST, SIGNATURE])
def test_json_without_end_is_no_release(name):
    with pytest.raises(NotARelease):
        verify(package() | {name: b"[" * 100_000})


def test_a_changed_file_is_a_negative_answer(tmp_path, capsys):
    for name, content in package().items():
        (tmp_path / name).write_bytes(content + (b" " if name == "report.csv" else b""))

    assert main(["verify", str(tmp_path), "--json"]) == 1
    assert "report.csv" in json.loads(capsys.readouterr().out)["wrong"][0]


def test_a_release_is_said_to_be_signed_by_a_key_only_where_it_is(tmp_path, capsys):
    for name, content in package().items():
        (tmp_path / name).write_bytes(content)
    (tmp_path.parent / "other.pem").write_bytes(new_signer().verifier.pem)

    assert main(["verify", str(tmp_path)]) == 0
    assert f"signed by key {SIGNER.verifier.key_id}" in capsys.readouterr().out
    assert main(["verify", str(tmp_path), "--key", str(tmp_path.parent / "other.pem")]) == 1
    told = capsys.readouterr().out
    assert "held against key" in told
    assert "signed by key" not in told


def test_what_is_no_release_is_unreadable(tmp_path, capsys):
    (tmp_path / "notes.txt").write_text("nothing")

    assert main(["verify", str(tmp_path), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["type"] == "not-a-release"
