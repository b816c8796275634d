"""The hook of .pre-commit-hooks.yaml, by pre-commit itself: it installs gradgen, and finds changes.

Runs where pre-commit is installed, and packages can be.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pre_commit")

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = shutil.ignore_patterns(".git", ".*_cache", "__pycache__", ".venv*", "dist", "build")
CONFIG = """\
repos:
  - repo: {repository}
    rev: {revision}
    hooks:
      - id: gradgen
"""
SETTINGS = """\
[[tool.gradgen.targets]]
source = "model.py"
output = "model_backward.py"
"""


def git(folder: Path, *arguments: str) -> str:
    author = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
    command = ["git", *author, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def committed(folder: Path) -> str:
    """Makes a folder a repository; returns its only revision."""
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "all of it")
    return git(folder, "rev-parse", "HEAD").strip()


def hook(folder: Path) -> subprocess.CompletedProcess[str]:
    git(folder, "add", "--all")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment["PRE_COMMIT_HOME"] = str(folder.parent / "cache")
    command = [sys.executable, "-m", "pre_commit", "run", "--color", "never"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_the_hook_passes_and_fails(tmp_path: Path) -> None:
    gradgen, project = tmp_path / "gradgen", tmp_path / "project"
    shutil.copytree(ROOT, gradgen, ignore=LEFT_OUT)
    project.mkdir()
    config = CONFIG.format(repository=gradgen, revision=committed(gradgen))
    (project / ".pre-commit-config.yaml").write_text(config)
    (project / "pyproject.toml").write_text(SETTINGS)
    (project / "model.py").write_text("def f(x):\n    return x**3\n")
    command = [sys.executable, "-m", "gradgen"]
    subprocess.run(
        command, cwd=project, check=True, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}
    )
    committed(project)

    (project / "model.py").write_text(
        "def f(x):\n    return x**3\n\n\ndef g(x):\n    return f(x)\n"
    )
    stale = hook(project)
    assert stale.returncode == 1
    assert "error[stale]: model_backward.py is stale" in stale.stdout

    (project / "model.py").write_text("def f(x):\n    return x**3  # cubed\n")
    stale = hook(project)
    assert stale.returncode == 1

    (project / "model.py").write_text('"""A cube."""\n\n\ndef f(x):\n    return x**3\n')
    fresh = hook(project)
    assert fresh.returncode == 0, fresh.stdout + fresh.stderr
    assert "Passed" in fresh.stdout
