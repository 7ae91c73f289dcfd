"""What is installed from the project holds all that it needs: SQL, numbers of the law, templates."""

import shutil
import subprocess
import sys
from zipfile import ZipFile

import pytest

from tests.places import PROJECT

PACKAGES = ("schemas", "policies", "adapters", "hub")


@pytest.mark.slow
def test_an_installed_hub_has_every_file_of_its_packages(tmp_path):
    for name in PACKAGES:
        shutil.copytree(
            PROJECT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(PROJECT / name, tmp_path)
    held = {
        path.relative_to(tmp_path).as_posix()
        for name in PACKAGES
        for path in (tmp_path / name).rglob("*")
        if path.is_file()
    }
    build = "from setuptools.build_meta import build_wheel; build_wheel('built')"
    subprocess.run([sys.executable, "-c", build], cwd=tmp_path, check=True, capture_output=True)
    (wheel,) = (tmp_path / "built").glob("*.whl")

    assert "hub/measures/depression_screening.sql" in held
    assert held <= set(ZipFile(wheel).namelist())
