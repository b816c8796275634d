"""What is built from a checkout: a wheel and an sdist that hold what is needed and nothing else."""

from __future__ import annotations

import email
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email.message import Message
from pathlib import Path

import pytest

import gradgen
from gradgen.diagnostics import slugs

pytest.importorskip("hatchling")

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = shutil.ignore_patterns(".git", ".*_cache", "__pycache__", ".venv*", "dist", "build")


def build(folder: Path, kind: str) -> Path:
    """The archive that is built in a folder, in a process of its own."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", kind]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    (archive,) = (folder / "dist").iterdir()
    return archive


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that is in the sdist which is built from a checkout."""
    checkout = tmp_path_factory.mktemp("checkout") / "gradgen"
    shutil.copytree(ROOT, checkout, ignore=LEFT_OUT)
    place = tmp_path_factory.mktemp("sdist")
    with tarfile.open(build(checkout, "sdist")) as archive:
        archive.extractall(place, filter="data")
    (folder,) = place.iterdir()
    return folder


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what is in the wheel which is built from the sdist."""
    place = tmp_path_factory.mktemp("wheel")
    with zipfile.ZipFile(build(sdist, "wheel")) as archive:
        archive.extractall(place)
    return place


def metadata(file: Path) -> Message:
    return email.message_from_string(file.read_text("utf-8"))


def test_no_tests(sdist: Path, wheel: Path) -> None:
    assert {path.name for path in wheel.iterdir()} == {
        "gradgen",
        f"gradgen_ad-{gradgen.__version__}.dist-info",
    }
    for folder in (sdist, wheel):
        names = {path.name for path in folder.rglob("*")}
        assert not {name for name in names if name.startswith(("test_", "tests", ".ci"))}


def test_every_module_is_in_the_wheel(wheel: Path) -> None:
    def files(folder: Path) -> set[str]:
        found = (p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
        return {name for name in found if "__pycache__" not in name}

    pages = {f"diagnostics/pages/{slug}.md" for slug in slugs()}
    assert files(wheel / "gradgen") == files(ROOT / "src" / "gradgen") | pages


def test_one_version(sdist: Path, wheel: Path) -> None:
    (info,) = wheel.glob("*.dist-info")
    for file in (sdist / "PKG-INFO", info / "METADATA"):
        assert metadata(file)["Version"] == gradgen.__version__
        assert metadata(file)["Name"] == "gradgen-ad"
    assert f'"{gradgen.__version__}"' not in (ROOT / "pyproject.toml").read_text("utf-8")


def test_the_wheel_works_alone(wheel: Path, tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text("def f(x, y):\n    return x * y\n")
    environment = {**os.environ, "PYTHONPATH": str(wheel)}
    for arguments, begins in (
        (["--explain", "stale"], "# stale\n"),
        (["--version"], f"gradgen {gradgen.__version__}\n"),
        (["model.py"], "def f_backward("),
    ):
        command = [sys.executable, "-m", "gradgen", *arguments]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout.startswith(begins)
