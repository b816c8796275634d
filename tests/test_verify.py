"""`--verify`: what is true is found true, what is wrong is found wrong, and nothing gets away."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

import gradgen
from gradgen.api import AllChoices
from gradgen.verify.given import Given
from gradgen.verify.verification import Report, Subject, Terms, job_for, verify
from verifying import Gradgen, command_in

PRODUCT = "def f(x, y):\n    return x * y\n"
ARRAYS = """\
import numpy as np
from jaxtyping import Float


def f(x: Float[np.ndarray, "N"], W: Float[np.ndarray, "N M"], a: float):
    y = np.tanh(x @ W) * a
    return y, np.sum(x**2)
"""
LOSS = ARRAYS.replace("return y, np.sum(x**2)", "return np.sum(y**3) + np.sum(x**2)")
NUMBERS = """\
import math


def f(x, /, y, *, z=0.5):
    return x * math.sin(y), y / z


def g(x):
    return sigmoid(x) * x
"""


@pytest.fixture
def gradgen_(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Gradgen:
    return command_in(tmp_path, monkeypatch, capfdbinary)


# --- what is right -------------------------------------------------------------------------------


def test_the_table_and_what_is_said(gradgen_: Gradgen) -> None:
    done = gradgen_("model.py", "--verify", "--at", "x=3,y=-4", source=PRODUCT)
    assert done.err == "executing model.py in a process of its own\n"
    heading, head, *rows = done.out.splitlines()
    assert heading == "f in model.py, vjp: inputs given"
    assert re.split("  +", head) == ["", "parameter", "shape", "largest error", "method", "verdict"]
    for name, row in zip("xy", rows, strict=True):
        assert re.split("  +", row) == ["", name, "number", "< 1e-14", "complex step", "ok"]
    assert done.code == 0


MODES = ["", "--with-value", "--split", "--mode jvp", "--mode jvp --with-value"]
MATRICES = ["--mode jacobian", "--mode jacobian --by columns --with-value"]
SECOND = ["--mode hvp", "--mode hvp --with-value", "--mode hessian", "--mode hessian --with-value"]


@pytest.mark.parametrize("options", MODES + MATRICES)
@pytest.mark.parametrize("source", [ARRAYS, NUMBERS], ids=["arrays", "numbers"])
def test_every_mode(source: str, options: str, gradgen_: Gradgen) -> None:
    done = gradgen_("model.py", "--verify", *options.split(), source=source)
    assert (done.code, done.slugs) == (0, [])
    parameters = {"x", "W", "a"} if source == ARRAYS else {"x", "y", "z"}
    together = {"(all"} if "jvp" in options else set()
    assert done.verdicts == dict.fromkeys(parameters | together, "ok")


@pytest.mark.parametrize("options", SECOND)
def test_every_mode_of_second_order(options: str, gradgen_: Gradgen) -> None:
    done = gradgen_("model.py", "--verify", *options.split(), source=LOSS)
    assert (done.code, done.verdicts) == (0, {"x": "ok", "W": "ok", "a": "ok"})


def test_a_diagonal(gradgen_: Gradgen) -> None:
    source = ARRAYS.replace("np.tanh(x @ W) * a\n    return y, np.sum(x**2)", "0\n    return x**2")
    options = ("--mode", "jacobian", "--by", "diagonal", "--wrt", "x")
    done = gradgen_("model.py", "--verify", *options, source=source)
    assert (done.code, done.verdicts) == (0, {"x": "ok"})


def test_the_choice_of_functions_and_parameters(gradgen_: Gradgen) -> None:
    done = gradgen_("model.py", "--verify", "-f", "f", "--wrt", "y", source=NUMBERS)
    assert (done.code, done.verdicts) == (0, {"y": "ok"})


def test_code_is_written_only_if_it_is_right(gradgen_: Gradgen) -> None:
    target = Path("out.py")
    wrong = (
        "import math\n\nsetattr(math, 'exp', math.sqrt)\n\n\ndef f(x):\n    return math.exp(x)\n"
    )
    failed = gradgen_("model.py", "--verify", "-o", "out.py", "--at", "x=2", source=wrong)
    assert (failed.code, failed.slugs, target.exists()) == (1, ["wrong-gradient"], False)
    done = gradgen_("model.py", "--verify", "-o", "out.py", source=PRODUCT)
    assert done.code == 0
    assert target.read_text().endswith(gradgen.generate(PRODUCT))


def test_a_seed_decides_what_is_drawn(gradgen_: Gradgen) -> None:
    first = gradgen_("model.py", "--verify", source=LOSS)
    assert first.out == gradgen_("model.py", "--verify").out
    other = gradgen_("model.py", "--verify", "--seed", "7")
    assert "seed 7" in other.out
    assert other.out != first.out


# --- where the inputs come from ------------------------------------------------------------------

MANY = """\
import numpy as np
from jaxtyping import Bool, Float, Int


def f(
    x: Float[np.ndarray, "N 2"],
    k: Int[np.ndarray, "N"],
    m: Bool[np.ndarray, "N"],
    twice: bool,
    n: int,
    how: str = "any",
    axes=(0, 1),
):
    a, b = x[0]
    kept = np.where(m[:, None], x, 0.0)
    return np.sum(x[k] * n, axis=axes) * a + np.sum(kept) * b * twice
"""


def test_kinds_of_inputs(gradgen_: Gradgen) -> None:
    done = gradgen_("model.py", "--verify", "--at", "twice=True,n=3", "--at", "N=2", source=MANY)
    assert (done.code, done.verdicts) == (0, {"x": "ok"})
    assert "drawn with seed 0, N=2" in done.out
    lacking = gradgen_("model.py", "--verify")
    assert lacking.slugs == ["unknown-input", "unknown-input"]
    assert "--at twice=True" in lacking.err
    assert "executing" not in lacking.err


def test_inputs_from_a_file(gradgen_: Gradgen) -> None:
    import numpy as np

    source = "import numpy as np\n\n\ndef f(x, y):\n    return np.sum(x * y, axis=0)\n"
    np.savez("point.npz", x=np.arange(6.0).reshape(3, 2), y=np.ones(3)[:, None])
    done = gradgen_("model.py", "--verify", "--at", "point.npz", source=source)
    assert (done.code, done.verdicts) == (0, {"x": "ok", "y": "ok"})
    assert "[3, 2]" in done.out
    mixed = gradgen_("model.py", "--verify", "--at", "point.npz", "--at", "y=[[1],[2],[3]]")
    assert mixed.code == 0
    Path("broken.npz").write_text("no archive")
    for name in ("broken.npz", "missing.npz"):
        assert gradgen_("model.py", "--verify", "--at", name).slugs == ["wrong-input"]


def test_float32_stays(gradgen_: Gradgen) -> None:
    source = ARRAYS.replace("Float[", "Float32[").replace("import Float", "import Float32")
    done = gradgen_("model.py", "--verify", source=source)
    assert (done.code, done.verdicts) == (0, {"x": "ok", "W": "ok", "a": "ok"})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("z=3", "No function has a parameter z."),
        ("xs=3", "Did you mean x?"),
        ("x=3,x=4", "gives x twice"),
        ("x", "neither"),
        ("x=[[1],[2,3]]", "several lengths"),
        ("x=y", "no number"),
        ("x=open('a')", "no number"),
    ],
)
def test_inputs_that_cannot_be_read(given: str, said: str, gradgen_: Gradgen) -> None:
    done = gradgen_("model.py", "--verify", "--at", given, source="def f(x):\n    return x * x\n")
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "executing" not in done.err


@pytest.mark.parametrize("given", ["x=[1,2],W=[[1],[2],[3]]", "x=3", "a='one'", "a=[1,2]"], ids=str)
def test_inputs_that_do_not_fit(given: str, gradgen_: Gradgen) -> None:
    done = gradgen_("model.py", "--verify", "--at", given, source=ARRAYS)
    assert (done.code, done.slugs) == (1, ["wrong-input"])


def test_standard_input_finds_modules_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "scales.py").write_text("SCALE = 3.0\n\n\ndef helper(x):\n    return x\n")
    source = "from scales import helper\n\nhelper(1)\n\n\ndef f(x):\n    return sigmoid(x)\n"
    done = subprocess.run(
        [sys.executable, "-m", "gradgen", "-", "--verify"],
        cwd=tmp_path,
        input=source,
        capture_output=True,
        text=True,
    )
    assert "f in <stdin>, vjp" in done.stdout
    assert done.returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["scales.py"]  # no __pycache__


def test_a_module_of_a_package(gradgen_: Gradgen) -> None:
    _package()
    done = gradgen_("pkg/part/model.py", "--verify")
    assert (done.code, done.verdicts) == (0, {"x": "ok"})


def _package() -> None:
    Path("pkg/part").mkdir(parents=True)
    for name in ("pkg/__init__.py", "pkg/part/__init__.py", "pkg/part/near.py"):
        Path(name).touch()
    Path("pkg/far.py").write_text("from .part import near\n\nassert near\n")
    source = "import near\n\nfrom .. import far\n\nfar.near\n\n\ndef f(x):\n    return sigmoid(x)\n"
    Path("pkg/part/model.py").write_text(source)


def test_several_files_and_dataclasses(gradgen_: Gradgen, tmp_path: Path) -> None:
    classes = "from __future__ import annotations\n\nfrom dataclasses import dataclass\n\n\n"
    classes += "@dataclass\nclass Point:\n    x: float\n\n\nPoint(1.0)\n\n\n"
    (tmp_path / "other.py").write_text(classes + PRODUCT)
    done = gradgen_("model.py", "other.py", "--verify", source=PRODUCT)
    assert done.code == 0
    assert "f in model.py" in done.out
    assert "f in other.py" in done.out


@pytest.mark.parametrize("option", ["--at x=1", "--seed 1", "--timeout 1", "--memory 100"])
def test_options_of_a_run_go_with_a_run(option: str, gradgen_: Gradgen) -> None:
    done = gradgen_("model.py", *option.split(), source=PRODUCT)
    assert (done.code, done.out) == (2, "")
    assert f"{option.split()[0]} goes with --verify" in done.err


# --- what is wrong -------------------------------------------------------------------------------


def report(
    source: str,
    old: str = "",
    new: str = "",
    mode: str = "vjp",
    terms: Terms = Terms(),  # noqa: B008  # frozen
    with_value: bool = False,
    split: bool = False,
) -> Report:
    """What is said of a derivative in which a piece of text is another one."""
    choices: AllChoices = {"mode": mode, "with_value": with_value, "split": split}
    result = gradgen.build(source, filename="model.py", **choices)
    subject = Subject("model.py", Path("model.py"), source.encode(), result, mode, with_value)
    assert old in result.source
    job = job_for(subject, terms)
    return verify(subject, replace(job, generated=result.source.replace(old, new, 1)), terms)


FLOAT32 = ARRAYS.replace("Float[", "Float32[").replace("import Float", "import Float32")
END = "\n    return grad_x"
FAULTS = {
    "a factor": (ARRAYS, "grad_y * a", "grad_y * 2 * a", "vjp"),
    "a small factor": (ARRAYS, "grad_y * a", "grad_y * 1.00001 * a", "vjp"),
    "a sign": (ARRAYS, "grad_x = grad_x + W", "grad_x = grad_x - W", "vjp"),
    "no accumulation": (ARRAYS, "grad_x = grad_x + W", "grad_x = W", "vjp"),
    "no sum": (ARRAYS, "np.sum(grad_y * t2)", "grad_y * t2", "vjp"),
    "the mean": (ARRAYS, "np.sum(grad_y * t2)", "np.mean(grad_y * t2)", "vjp"),
    "a transposed one": (ARRAYS, "x[:, None] * grad_t1", "(x[:, None] * grad_t1).T", "vjp"),
    "no upstream gradient": (ARRAYS, "np.full_like(t2, grad_y)", "np.ones_like(t2)", "vjp"),
    "another order": (ARRAYS, "return grad_x, grad_W", "return grad_W, grad_x", "vjp"),
    "one too few": (ARRAYS, "return grad_x, grad_W, grad_a", "return grad_x, grad_W", "vjp"),
    "float64": (FLOAT32, END, f"\n    grad_x = grad_x.astype(float){END}", "vjp"),
    "a tangent's term": (ARRAYS, " + x @ dot_W", "", "jvp"),
    "a tangent's shape": (ARRAYS, "np.sum(dot_t3)", "dot_t3", "jvp"),
    "a term of both": (ARRAYS, "np.sum(dot_t3)", "np.sum(dot_t3) + dot_a * dot_W[0, 0]", "jvp"),
    "a row": (ARRAYS, "dy_dx[i] = grad_x", "dy_dx[0] = grad_x", "jacobian"),
    "a transposed block": (ARRAYS, "return (dy_dx, dy_dW", "return (dy_dx.T, dy_dW", "jacobian"),
    "a product's term": (LOSS, "v_x @ W + x @ v_W", "v_x @ W", "hvp"),
    "a column": (LOSS, "hess_x_W[..., *i]", "hess_x_W[..., 0, 0]", "hessian"),
    "blocks in another order": (LOSS, "hess_x_W, hess_x_a", "hess_x_a, hess_x_W", "hessian"),
    "no complex step": (PRODUCT.replace("x * y", "abs(x) * y"), "grad_y = ", "grad_y = -", "vjp"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_derivative_is_found(fault: str) -> None:
    source, old, new, mode = FAULTS[fault]
    done = report(source, old, new, mode)
    assert {found.slug for found in done.findings} == {"wrong-gradient"}
    assert all(found.severity == "error" for found in done.findings)


def test_what_is_said_of_a_wrong_derivative() -> None:
    source, old, new, mode = FAULTS["no sum"]
    (found,) = report(source, old, new, mode).findings
    assert found.message == "the derivative of `f` by `a` has the shape [5], not number"
    (label,) = found.labels
    assert label.span.start == (5, 62)
    source, old, new, mode = FAULTS["float64"]
    (found,) = report(source, old, new, mode).findings
    assert found.message.endswith("by `x` has elements of type float64, not float32")


@pytest.mark.parametrize("name", ["x", "grad_y"])
def test_what_is_given_must_not_change(name: str) -> None:
    """A derivative that is right all the same."""
    start = "    # forward\n"
    new = f"{start}    {name}_0 = {name}\n    {name} = {name}.copy()\n    {name}_0 += 1.0\n"
    (found,) = report(ARRAYS, start, new).findings
    assert found.slug == "wrong-gradient"
    assert found.message == f"the derivative of `f` changes what it is given: `{name}`"


@pytest.mark.parametrize("split", [False, True])
def test_the_value_beside_the_derivative(split: bool) -> None:
    old, new = "return (y, out2), (", "return (y, 2 * out2), ("
    (found,) = report(ARRAYS, old, new, with_value=not split, split=split).findings
    assert found.message == "the value `out2` beside the derivative is not that of `f`"


def test_an_error_in_the_derivative_has_its_line() -> None:
    (found,) = report(PRODUCT, "grad_x = grad_out * y", "grad_x = grad_out * y[0]").findings
    assert found.slug == "run-failed"
    assert found.message.startswith("TypeError while `f_backward` was called")
    (label,) = found.labels
    assert label.text == "line 10 of the output: grad_x = grad_out * y"
    assert label.span.start == (2, 11)


NOT_FINITE = [
    ("np.log(y) * 2", "`f` is not finite: `t1` is the first to be inf", "t1 = np.log(y)"),
    ("np.sqrt(y) * 2", "the derivative of `f` is not finite: `grad_y` is the first to be inf", ""),
    ("np.exp(y + 1000)", "`f` is not finite: `out` is the first to be inf", "out = np.exp(t1)"),
    (
        "np.arctan2(y, y)",
        "the derivative of `f` is not finite: `grad_y` is the first to be nan",
        "",
    ),
]


@pytest.mark.parametrize(("expression", "title", "line"), NOT_FINITE)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_the_first_line_that_is_not_finite(expression: str, title: str, line: str) -> None:
    source = f"import numpy as np\n\n\ndef f(x):\n    y = x * 3\n    return {expression}\n"
    (found,) = report(source, terms=Terms(Given({"x": 0.0}))).findings
    assert (found.slug, found.message) == ("not-finite", title)
    (label,) = found.labels
    assert line in label.text
    assert label.text.startswith("line ")
    assert label.span.start[0] == 6


def test_lines_behind_a_form_feed_are_found(gradgen_: Gradgen) -> None:
    source = "# a\x0cpage\x0b\x85\u2028\n\n\ndef f(x):\n    assert x > 10\n    return x * x\n"
    done = gradgen_("model.py", "--verify", "--at", "x=1", source=source)
    assert done.slugs == ["run-failed"]
    assert "--> model.py:5:5" in done.err


@pytest.mark.parametrize("seed", [4, 9, 15])
def test_rounding_is_no_second_derivative(seed: int) -> None:
    """Of a function of straight lines, differences of second order are rounding alone."""
    source = "import numpy as np\n\n\ndef f(x):\n"
    source += "    return np.sum(np.clip(x, -0.5, 0.5) + np.maximum(x, 0.1))\n"
    result = gradgen.build(source, filename="model.py", mode="hvp", shape={"x": "4,3"})
    subject = Subject("model.py", Path("model.py"), source.encode(), result, "hvp")
    terms = Terms(seed=seed)
    assert verify(subject, job_for(subject, terms), terms).findings == ()


# --- where there is more than one slope ----------------------------------------------------------

KINKS = [
    ("max(x, 0.0)", "x=0"),
    ("abs(x)", "x=0"),
    ("relu(x) * 3 + x", "x=0"),
    ("max(x, y) + min(x, 2 * y)", "x=2,y=2"),
]


@pytest.mark.parametrize(("expression", "at"), KINKS)
def test_a_kink_is_no_fault(expression: str, at: str, gradgen_: Gradgen) -> None:
    parameters = "x, y" if "y" in at else "x"
    source = f"def f({parameters}):\n    return {expression}\n"
    done = gradgen_("model.py", "--verify", "--at", at, source=source)
    assert set(done.slugs) == {"kink"}
    assert "warning[kink]" in done.err
    assert set(done.verdicts.values()) == {"kink"}
    assert done.code == 0
    beside = gradgen_("model.py", "--verify")
    assert (beside.code, set(beside.verdicts.values())) == (0, {"ok"})


RELU = """\
import numpy as np
from jaxtyping import Float


def f(x: Float[np.ndarray, "N"]):
    return np.maximum(0, x) * x[0]
"""


def test_elements_beside_a_kink_are_compared(gradgen_: Gradgen) -> None:
    at = ("--at", "x=[1.5,0,-2,0,3]")
    done = gradgen_("model.py", "--verify", *at, source=RELU)
    assert (done.code, done.slugs) == (0, ["kink"])
    assert "at [1], [3] the slopes" in done.err
    terms = Terms(Given({"x": [1.5, 0.0, -2.0, 0.0, 3.0]}))
    found = report(RELU, "x > 0,", "x > 2,", terms=terms).findings
    assert [each.slug for each in found] == ["wrong-gradient"]


def test_a_derivative_that_lies_not_between_the_slopes_is_none() -> None:
    source = "def f(x):\n    return max(x, 0.0)\n"
    terms = Terms(Given({"x": 0.0}))
    (found,) = report(source, "else 0.0", "else -1.0", terms=terms).findings
    assert (found.slug, found.severity) == ("unsure-gradient", "error")
    assert found.labels[0].text.endswith("the derivative is beyond both")


# --- what a file may do while it runs ------------------------------------------------------------

F = "\n\ndef f(x):\n    return x * x\n"
MISDEEDS = {
    "raise ValueError('no')": (["run-failed"], "ValueError while the file was run: no"),
    "import sys\nsys.exit()": (["run-failed"], "model.py ends the process, while the file was run"),
    "import os\nos._exit(3)": (
        ["run-failed"],
        "the process died, while the file was run: exit code 3",
    ),
    "import os\nos.abort()": (["run-failed"], "SIGABRT"),
    "import not_there": (["run-failed"], "model.py needs `not_there`, which is not installed"),
    "(lambda g: g(g))(lambda g: g(g))": (["run-failed"], "RecursionError while the file was run"),
    "raise KeyboardInterrupt": (["run-failed"], "KeyboardInterrupt while the file was run"),
    "class E(Exception):\n    def __str__(self):\n        1 / 0\n\n\nraise E": (
        ["run-failed"],
        "E while",
    ),
    "print('loud')\nimport os\nos.write(1, b'loud')": ([], ""),
    "import sys\nsys.stdout.close()\nsys.stdin.close()": ([], ""),
    "try:\n    input()\nexcept EOFError:\n    pass": ([], ""),
    "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()": ([], ""),
    "import atexit, time\natexit.register(time.sleep, 60)": ([], ""),
    "import sys\nsys.setrecursionlimit(50)": ([], ""),
    "import os\nos.chdir('/')": ([], ""),
}


@pytest.mark.parametrize("deed", MISDEEDS)
def test_what_a_file_does_stays_in_its_process(deed: str, gradgen_: Gradgen) -> None:
    slugs, said = MISDEEDS[deed]
    start = time.monotonic()
    done = gradgen_("model.py", "--verify", source=deed + F)
    assert (done.slugs, done.code) == (slugs, int(bool(slugs)))
    assert said in done.err
    assert "Traceback" not in done.err
    assert "loud" not in done.out
    assert time.monotonic() - start < 30


def test_a_function_that_raises(gradgen_: Gradgen) -> None:
    source = (
        "def f(x):\n    assert x > 10, 'small'\n    return x\n\n\n" + "def g(x):\n    return x\n"
    )
    done = gradgen_("model.py", "--verify", source=source)
    assert (done.slugs, done.code) == (["run-failed"], 1)
    assert "AssertionError while `f` was called: small" in done.err
    assert "--> model.py:2:5" in done.err
    assert "no inputs that were drawn will do" in done.err
    assert done.verdicts == {"(all)": "verified", "x": "ok"}  # of f: not verified


@pytest.mark.parametrize("where", ["while True:\n    pass\n", "import time\ntime.sleep(600)\n"])
def test_time_is_bounded(where: str, gradgen_: Gradgen) -> None:
    start = time.monotonic()
    done = gradgen_("model.py", "--verify", "--timeout", "0.5", source=where + F)
    assert (done.slugs, done.code) == (["run-unbounded"], 1)
    assert "model.py was not done after 0.5 s, while" in done.err
    assert time.monotonic() - start < 60


@pytest.mark.skipif(os.name != "posix", reason="bounds of POSIX")
def test_memory_is_bounded(gradgen_: Gradgen) -> None:
    hog = "HOG = bytearray(600_000_000)\n"
    done = gradgen_("model.py", "--verify", "--memory", "300", source=hog + F)
    assert (done.slugs, done.code) == (["run-unbounded"], 1)
    assert "model.py needs more than 300 MiB, while the file was run" in done.err


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="processes of Linux")
def test_processes_that_a_file_starts_end_with_it(gradgen_: Gradgen, tmp_path: Path) -> None:
    start = "import subprocess\nchild = subprocess.Popen(['sleep', '600'])\n"
    start += "open('pid', 'w').write(str(child.pid))\n"
    assert gradgen_("model.py", "--verify", source=start + F).code == 0
    process = Path("/proc") / (tmp_path / "pid").read_text() / "stat"
    deadline = time.monotonic() + 30
    while process.exists() and " Z " not in process.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="processes of Linux")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_the_process_too(number: int, tmp_path: Path) -> None:
    text = "import os, time\nopen('pid', 'w').write(f'{os.getpid()}.')\ntime.sleep(600)\n"
    (tmp_path / "model.py").write_text(text + F)
    command = [sys.executable, "-m", "gradgen", "model.py", "--verify", "-q"]
    gradgen = subprocess.Popen(
        command,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),
    )
    pid, deadline = tmp_path / "pid", time.monotonic() + 60
    while not pid.exists() or not pid.read_text().endswith("."):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    gradgen.send_signal(number)
    assert gradgen.communicate(timeout=60)[1] == b""
    assert gradgen.returncode == 128 + number
    assert not os.path.exists(f"/proc/{pid.read_text().removesuffix('.')}")


def test_a_function_that_gives_another_value_each_time(gradgen_: Gradgen) -> None:
    """What gradgen reads as the sine is something else when it runs."""
    count = "import itertools\nimport math\n\nnumbers = itertools.count()\n"
    count += "setattr(math, 'sin', lambda x: next(numbers))\n"
    done = gradgen_("model.py", "--verify", source=count + F.replace("x * x", "math.sin(x)"))
    assert done.slugs == ["run-failed"]
    assert "`f` gives another value when it is called again" in done.err
