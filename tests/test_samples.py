"""Every file of `samples/`: its expected output, and all that holds for any input.

Adding a sample is dropping a file in, and `make update`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import update_samples
from agreement import check_gradient, traced, trials
from cases import PLAIN_SUFFIX, Case, Sample, all_samples, orphans, samples
from elsewhere import here
from gradgen.cli import command
from outputs import definitions
from promises import PROMISES
from shape_notes import check_notes

SAMPLES = tuple(samples())
EACH = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
EACH_IN_EACH_MODE = pytest.mark.parametrize(
    "sample", tuple(all_samples()), ids=lambda sample: sample.name
)


def test_there_are_samples() -> None:
    assert len(SAMPLES) > 30


def test_no_expected_output_lacks_its_input() -> None:
    assert orphans() == []


@EACH_IN_EACH_MODE
def test_the_text_is_the_expected_one(sample: Sample) -> None:
    assert sample.expected.exists(), "make update writes it"
    assert sample.result.source.encode() == sample.expected.read_bytes()


@EACH_IN_EACH_MODE
def test_the_command_prints_it(sample: Sample) -> None:
    words = [*sample.words, str(sample.path)]
    done = CliRunner().invoke(command, words, standalone_mode=False)
    assert done.stdout_bytes == sample.expected.read_bytes()


@EACH_IN_EACH_MODE
def test_a_second_run_gives_the_same_bytes(sample: Sample) -> None:
    again = Case(sample.name, sample.source, mode=sample.mode)
    assert again.result.source == sample.result.source


@EACH_IN_EACH_MODE
def test_another_process_gives_the_same_bytes(
    sample: Sample, made_again: Mapping[str, str]
) -> None:
    assert made_again[sample.name] == sample.result.source


@EACH
def test_it_runs_without_gradgen(sample: Sample, run_alone: Mapping[str, list[Any]]) -> None:
    assert run_alone[sample.name] == here(sample)


@EACH
@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_promise(sample: Sample, promise: Callable[[Case], None]) -> None:
    promise(sample)


# Arrays.

ARRAYS = [sample for sample in SAMPLES if "numpy" in sample.text]
ANNOTATED = [sample for sample in ARRAYS if not sample.told]
EACH_OF_ARRAYS = pytest.mark.parametrize("sample", ARRAYS, ids=lambda sample: sample.name)
EACH_ANNOTATED = pytest.mark.parametrize("sample", ANNOTATED, ids=lambda sample: sample.name)


@EACH_OF_ARRAYS
def test_autograd_agrees(sample: Sample) -> None:
    """It knows all that the samples use, so that none goes without a second oracle."""
    assert all(traced(sample, trial) is not None for trial in trials(sample))


# What has a size that no name of the annotations tells: the number of pairs.
WITHOUT_SHAPE = {
    "lennard_jones_vector": {"(i, j)", *("t1", "t2", "t3", "distances", "t4", "sixth", "t6", "t7")},
}


@EACH_ANNOTATED
def test_every_forward_line_of_an_array_says_its_shape(sample: Sample) -> None:
    known = WITHOUT_SHAPE.get(sample.name, set())
    for trial in trials(sample):
        name = f"{trial.function}_backward"
        assert {*check_notes(sample.result.source, name, trial.arguments)} == known


@EACH_ANNOTATED
def test_it_is_there_without_annotations(sample: Sample) -> None:
    (plain,) = (other for other in ARRAYS if other.name == f"{sample.name}{PLAIN_SUFFIX}")
    assert _without_annotations(plain.text) == _without_annotations(sample.text)
    assert plain.words == sample.words
    assert not _annotated(plain.text)


def _without_annotations(text: str) -> str:
    tree = ast.parse(text)
    imported = [n for n in tree.body if isinstance(n, ast.ImportFrom) and n.module == "jaxtyping"]
    tree.body = [node for node in tree.body if node not in imported]
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
    return ast.unparse(tree)


def _annotated(text: str) -> set[tuple[str, str]]:
    return {
        (name, a.arg)
        for name, node in definitions(text).items()
        for a in node.args.args
        if a.annotation
    }


@EACH_ANNOTATED
def test_it_is_tried_with_one_of_something(sample: Sample) -> None:
    """A size of 1 looks like one that is broadcast, and is not."""
    shapes = {np.shape(value) for trial in trials(sample) for value in trial.values.values()}
    assert any(1 in shape for shape in shapes)


# The checks themselves.


@pytest.mark.parametrize(
    "name",
    [
        *("neuron", "cs231n_circuit", "two_outputs", "lennard_jones"),
        *("linear_layer", "batch_norm", "gaussian_mixture", "pca_reconstruction"),
    ],
)
def test_a_wrong_gradient_is_noticed(name: str) -> None:
    """Whichever line of the backward half is off by a hundredth of a per cent."""
    sample = next(sample for sample in SAMPLES if sample.name == name)
    lines = sample.result.source.splitlines()
    start = lines.index("    # backward")
    for row, line in enumerate(lines[start:], start):
        target, assigned, value = line.partition("  # ")[0].partition(" = ")
        if assigned:
            wrong = [*lines[:row], f"{target} = ({value}) * 1.0001", *lines[row + 1 :]]
            with pytest.raises(AssertionError, match="gradient of"):
                check_gradient(sample, "\n".join(wrong))


def test_an_orphan_is_found(tmp_path: Path) -> None:
    for name in ("left_backward", "kept_backward", "kept_jvp", "kept_hvp", "kept_split"):
        (tmp_path / f"{name}.py").write_text("")
    (tmp_path / "kept.py").write_text("# modes: hvp split\n")
    assert orphans(tmp_path) == ["kept_jvp.py", "left_backward.py"]


def test_update_writes_what_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "double.py").write_text("def double(x):\n    return 2 * x\n")
    for said in ("new: samples/double_backward.py\n", ""):
        (sample,) = samples(tmp_path)
        assert update_samples.update(sample)
        assert capsys.readouterr().out == said
    sample.expected.write_text("stale")
    assert update_samples.update(sample)
    assert capsys.readouterr().out == "changed: samples/double_backward.py\n"
    assert sample.expected.read_text() == sample.result.source


def test_update_says_what_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.py").write_text("")
    (sample,) = samples(tmp_path)
    assert not update_samples.update(sample)
    assert "refused: samples/empty_backward.py" in capsys.readouterr().err
    assert not sample.expected.exists()
