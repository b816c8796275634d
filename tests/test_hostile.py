"""Hostile and unlucky inputs: nothing runs, nothing breaks out, and all stays within its bounds.

What is bounded is counted (tokens, bytes, lines), and not timed. Deep nesting is in
`test_refusals.py`, most of what can befall an output file in `test_output_file.py`.
"""

from __future__ import annotations

import ast
import builtins
import difflib
import os
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import pytest

from foreign_files import check_output
from gradgen.api import build, generate
from gradgen.cli import run
from gradgen.command import inputs
from gradgen.command.output_file import write_files
from gradgen.diagnostics import GradgenError
from gradgen.frontend import size

WAYS: dict[str, dict[str, Any]] = {
    **{mode: {"mode": mode} for mode in ("vjp", "jvp", "hvp", "jacobian", "hessian")},
    "split": {"split": True},
}
EACH_WAY = pytest.mark.parametrize("way", WAYS)

posix = pytest.mark.skipif(os.name != "posix", reason="devices, links and signals of POSIX")


def slugs_of(source: str | bytes, **choices: Any) -> list[str]:
    with pytest.raises(GradgenError) as caught:
        build(source, filename="f.py", **choices)
    return [diagnostic.slug for diagnostic in caught.value.diagnostics]


def outcome(source: str | bytes, **choices: Any) -> tuple[str, set[str]]:
    """The text that is generated, or what it is refused for."""
    try:
        return build(source, filename="f.py", **choices).source, set()
    except GradgenError as error:
        return "", {diagnostic.slug for diagnostic in error.diagnostics}


# --- nothing runs --------------------------------------------------------------------------------

TOUCH = '__import__("os").mkdir("made")'
TRAPS = {
    "module code": f"{TOUCH}\ndef f(x):\n    return x * x\n",
    "decorator of another": f"@{TOUCH}\ndef g(x):\n    return x\ndef f(x):\n    return x * x\n",
    "default": f"def f(x, y={TOUCH}):\n    return x * x\n",
    "annotation": f"def f(x: {TOUCH}) -> {TOUCH}:\n    y: {TOUCH} = x * x\n    return y\n",
    "text annotation": f"def f(x: '{TOUCH}', y: 'Float[{TOUCH}, \"N\"]'):\n    return x * y\n",
    "init_subclass": "class A:\n    def __init_subclass__(cls):\n        "
    f"{TOUCH}\nclass B(A):\n    {TOUCH}\ndef f(x):\n    return x * x\n",
    "metaclass": f"class A(metaclass={TOUCH}):\n    pass\ndef f(x):\n    return x * x\n",
    "constant": f"A = {TOUCH}\ndef f(x):\n    return x * x\n",
    "constant that is used": f"A = {TOUCH}\ndef f(x):\n    return x * A\n",
    "exit": "raise SystemExit(3)\ndef f(x):\n    return x * x\n",
    "import": "import this_runs_at_import\nfrom made_too import *\ndef f(x):\n    return x * x\n",
    "f-string": f"def f(x):\n    assert x > 0, f'{{{TOUCH}}}'\n    return x * x\n".replace(
        '"', "\\x22"
    ),
    "assertion": f"def f(x):\n    assert {TOUCH}\n    return x * x\n",
    "lambda": f"g = (lambda: {TOUCH})()\ndef f(x):\n    return x * x\n",
    "comprehension": f"A = [{TOUCH} for _ in range(9)]\ndef f(x):\n    return x * x\n",
}


@EACH_WAY
@pytest.mark.parametrize("trap", TRAPS)
def test_nothing_of_the_file_runs(
    trap: str, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate("def f(x):\n    return x * x\n", **WAYS[way])  # whatever loads late has loaded now
    monkeypatch.chdir(tmp_path)
    (tmp_path / "this_runs_at_import.py").write_text(TOUCH)
    (tmp_path / "made_too.py").write_text(TOUCH)
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("exec", "eval"):
        monkeypatch.setattr(builtins, name, lambda *_, **__: pytest.fail("code was run"))
    try:
        text = generate(TRAPS[trap], function="f", **WAYS[way])
    except GradgenError:
        text = ""
    monkeypatch.undo()
    assert not (tmp_path / "made").exists()
    # What is written out is run by its user: it may hold such code only where the input had it.
    assert "mkdir" not in text or trap in ("default", "annotation", "text annotation", "assertion")


@pytest.mark.parametrize("options", [(), ("--mode", "hvp"), ("--verify",), ("--emit", "html")])
def test_what_is_named_like_a_library_does_not_run(options: tuple[str, ...], folder: Path) -> None:
    """`python -m` looks for modules in the current folder first."""
    for name in ("black", "click", "libcst", "random", "json", "typing_extensions"):
        (folder / f"{name}.py").write_text('raise SystemExit("it ran")\n')
    (folder / "model.py").write_text("def f(x):\n    return x * x\n")
    done = subprocess.run(_command("model.py", *options), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "it ran" not in done.stderr


@pytest.mark.parametrize(
    "encoding", ["rot13", "hex", "zlib", "unicode_escape", "raw_unicode_escape", "utf-7", "idna"]
)
def test_an_encoding_hides_no_code(encoding: str) -> None:
    """Either Python reads such a file too, in the same way, or it is refused."""
    data = f"# coding: {encoding}\ndef f(x):\n    return x * x  # \\u000aimport os\n".encode()
    text, slugs = outcome(data)
    assert slugs <= {"undecodable-file", "syntax-error"}
    assert not _imports(text)


# --- nothing breaks out --------------------------------------------------------------------------

BREAKS = (
    *("\f", "\v", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029", "\r", "\x1b[2J", "\u202e"),
    *("\ufeff", "\xa0", "\\", "'''", '"""', "'", '"', "# fmt: off", "# fmt: skip", "%s{x}{0}{{"),
    *("gradgen_lines_0", "\\N{DIGIT ONE}", "# coding: latin-1", "\\1 \\g<0>", "# backward", "];)"),
)
PLACES = {
    "comment behind": "def f(x):\n    y = x * x  # a@import evil\n    return y\n",
    "comment above": "def f(x):\n    # a@import evil\n    y = x * x\n    return y\n",
    "comment of a constant": "A = 2.0  # a@import evil\n\n\ndef f(x):\n    return x * x * A\n",
    "docstring": 'def g(x):\n    "a@import evil"\n    return x * x\n'
    "def f(x):\n    'a@import evil'\n    return g(x)\n",
    "default": "def f(x, n: str = 'a@import evil'):\n    return x * x\n",
    "constant": "M = 'a@import evil'\ndef f(x, m: str = M):\n    return x * x\n",
    "assertion": "def f(x):\n    assert x > 0, 'a@import evil'\n    return x * x\n",
    "annotation": "def f(x: 'a@import evil', y):\n    return x * x * y\n",
    "shape": "import numpy as np\nfrom jaxtyping import Float\n"
    "def f(x: Float[np.ndarray, 'N@import evil']):\n    return np.sum(x * x)\n",
    "subscripts": "import numpy as np\ndef f(x):\n    return np.einsum('i->@import evil#', x)\n",
    "index": "import numpy as np\ndef f(x):\n    return np.sum(x['a@import evil'])\n",
    "longer names": "M = 'a@import evil'\ndef f(ﬁ, m: str = M):\n"
    "    # ﬁ@import evil\n    return ﬁ * ﬁ\n",
    "name": "def f(x):\n    y@import evil = x * x\n    return y@import evil\n",
}


@EACH_WAY
@pytest.mark.parametrize("place", PLACES)
def test_no_text_becomes_code(place: str, way: str) -> None:
    for mark in BREAKS:
        source = PLACES[place].replace("@", mark)
        text, slugs = outcome(source, **WAYS[way])
        assert "internal" not in slugs
        check_output(text)
        assert "evil" not in _imports(text) or "evil" in _imports(source), (mark, text)


def _imports(text: str) -> set[str]:
    found: set[str] = set()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@pytest.mark.parametrize(
    "shape", ["N;evil", 'N"', "N\nimport evil", "N)", "{}", "9" * 5_000, "N-" + "9" * 5_000]
)
def test_a_given_shape_becomes_no_code(shape: str) -> None:
    source = "import numpy as np\ndef f(x):\n    return np.sum(x * x)\n"
    text, slugs = outcome(source, shape={"x": shape})
    assert slugs == {"wrong-shape"} or _imports(text) == {"numpy"}


@pytest.mark.parametrize("label", ["52", "99", "-1", "10**6", "1.5"])
def test_labels_that_no_letter_stands_for_are_refused(label: str) -> None:
    source = f"import numpy as np\ndef f(x):\n    return np.einsum(x, [{label}])\n"
    assert slugs_of(source) == ["no-rule"]


def test_names_are_told_apart_as_python_does() -> None:
    """A form feed ends a line for `str.splitlines`, and not for Python."""
    text = generate("# a\fb\u2028c\ndef f(ﬁ):\n    return ﬁ * ﬁ\n")
    assert "def f_backward(fi, grad_out=1.0):" in text


def test_python_warns_nobody_of_what_is_read(recwarn: pytest.WarningsRecorder) -> None:
    before = list(warnings.filters)
    for way in WAYS.values():
        generate("def f(x):\n    assert x > 0, '\\d'\n    return x * x\n", **way)
    assert [str(warning.message) for warning in recwarn] == []
    assert warnings.filters == before


# --- large ---------------------------------------------------------------------------------------

LITERALS = (
    *("10**10**6", "9**9**9**9", "2.0**2**2**2**9", "1e400", "1e999999999", "-1e999999999"),
    *("1e-999999999", "9" * 4_300, "0x" + "f" * 10**5, "0b" + "1" * 10**5, "1." + "0" * 10**5),
    *("(1e999999999 + 1e999999999)", "1e999999999 * 1e999999999", "0.1e-400 * 1e-400"),
)


@EACH_WAY
@pytest.mark.parametrize("literal", LITERALS, ids=lambda text: text[:20])
def test_large_literals_stay_as_they_are(literal: str, way: str) -> None:
    """None of them is computed: that alone would take for ever."""
    for form in (f"x * {literal}", f"x * x * {literal} * 2.0 + {literal}", f"x ** ({literal})"):
        text = generate(f"def f(x):\n    return {form}\n", **WAYS[way])
        assert len(text) < 12 * len(literal) + 2_000


@pytest.mark.parametrize("digits", [4_301, 10**6])
def test_an_integer_that_python_does_not_read(digits: int) -> None:
    assert slugs_of(f"def f(x):\n    return x * {'9' * digits}\n") == ["syntax-error"]


ARRAYS = (
    *("np.zeros(10**10) * x", "np.tile(x, 10**9)", "np.repeat(x, 10**18)", "x[10**10**6]"),
    *("np.reshape(x, (10**30, -1))", "np.eye(10**9) @ x", "np.pad(x, 10**9)", "x[10**20:]"),
    *("np.linspace(0, 1, 10**11) @ x", "np.sum(x, axis=10**100)", "np.expand_dims(x, 10**9)"),
    "np.repeat(" * 60 + "x" + ", 10**39)" * 60,
)


@EACH_WAY
@pytest.mark.parametrize("annotation", ["", ': Float[np.ndarray, "1000000000"]'])
@pytest.mark.parametrize("code", ARRAYS, ids=lambda text: text[:30])
def test_large_arrays_are_not_made(code: str, annotation: str, way: str) -> None:
    head = "import numpy as np\nfrom jaxtyping import Float\n"
    try:
        text = generate(f"{head}def f(x{annotation}):\n    return np.sum({code})\n", **WAYS[way])
    except GradgenError:
        return
    assert len(text) < 40_000


def statements(count: int) -> str:
    return "def f(x):\n    y = x\n" + "    y = y * 1.5\n" * count + "    return y\n"


@EACH_WAY
def test_the_output_grows_as_the_input_does(way: str) -> None:
    one, two = (generate(statements(n), **WAYS[way]).count("\n") for n in (100, 200))
    assert one < 800
    assert two - one <= one + 10


def test_the_work_grows_as_the_input_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in calls of Python functions, which no other load of the machine changes."""
    generate(statements(50))
    small, large = (_calls(statements(n)) for n in (200, 400))
    assert large < 2.2 * small
    bad = [_calls(statements(n).replace("return y", "return y.a")) for n in (200, 400)]
    assert bad[1] < 2.2 * bad[0]
    assert bad[1] < 1.5 * large, "a refusal takes more than a success"


def _calls(source: str) -> int:
    count = 0

    def note(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(note)
    try:
        generate(source)
    except GradgenError:
        pass
    finally:
        sys.setprofile(None)
    return count


def test_a_function_of_fifty_thousand_statements_is_within_the_bound() -> None:
    size.refuse_too_large(statements(50_000), "f.py")


TOO_MANY = {
    "numbers": "x = [" + "1," * size.LARGEST + "]\n",
    "statements": "a=1\n" * (size.LARGEST // 3),
    "lines": "\n" * (2 * size.LARGEST),
    "operators": "x = " + "-" * size.LARGEST + "1\n",
    "names": "é " * (2 * size.LARGEST),
    "texts": "x = " + "'' " * size.LARGEST,
}


@pytest.mark.parametrize("kind", TOO_MANY)
def test_what_is_too_large_is_refused_before_it_is_parsed(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ast, "parse", lambda *_, **__: pytest.fail("it is parsed"))
    assert slugs_of(TOO_MANY[kind]) == ["too-large"]


FEW = {
    "comments": ("# " + "c" * 998 + "\n") * 10_000,
    "a comment": "# " + "c" * 10**7 + "\n",
    "a docstring": '"""' + ("d" * 98 + "\n") * 100_000 + '"""\n',
    "a text": "x = '" + "\\'" * 10**6 + "'\n",
    "spaces": "x = (1 +" + " " * 10**6 + "2)\n",
    "a name": "x" * 10**6 + " = 1\n",
}


@pytest.mark.parametrize("kind", FEW)
def test_ten_megabytes_of_little_are_no_matter(kind: str) -> None:
    assert build(FEW[kind] + "def f(x):\n    return x * x\n").source.count("\n") < 20
    assert slugs_of(FEW[kind] + "def f(x):\n    return x.a\n") == ["unsupported-attribute"]


def test_many_comments_are_not_given_to_black(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gradgen.emit.layout._black", lambda *_: pytest.fail("black takes long"))
    lines = ("    # " + "c" * 94 + "\n") * 20_000
    text = generate(f"def f(x):\n{lines}    y = x * x\n    return y\n")
    assert text.count("# cc") == 20_000


def test_a_misspelt_name_is_compared_with_few(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []

    def compare(name: str, known: list[str], *_: object) -> list[str]:
        compared.append(len(known))
        return []

    monkeypatch.setattr(difflib, "get_close_matches", compare)
    lines = "".join(f"    name{i} = nane{i} * x\n" for i in range(300))
    assert slugs_of(f"def f(x):\n{lines}    return name299\n") == ["unknown-name"] * 300
    assert max(compared) <= 50
    assert slugs_of(f"def f(x):\n    return x * {'y' * 10**6}\n") == ["unknown-name"]
    assert len(compared) <= 600


# --- files that are none -------------------------------------------------------------------------


@posix
@pytest.mark.parametrize(
    ("file", "slug"),
    [
        ("/dev/null", "empty-file"),
        ("/dev/zero", "unreadable-file"),
        ("/", "unreadable-file"),
        ("missing.py", "unreadable-file"),
        ("a" * 300 + ".py", "unreadable-file"),
        ("loop.py", "unreadable-file"),
        ("", "unreadable-file"),
        ("good.py/x.py", "unreadable-file"),
        ("dangling.py", "unreadable-file"),
    ],
)
def test_what_is_no_file(
    file: str, slug: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "loop.py").symlink_to("loop.py")
    (folder / "dangling.py").symlink_to("nowhere.py")
    assert run([file]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"error[{slug}]: ")


def test_no_more_than_the_bound_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "LARGEST", 30)
    (folder / "just.py").write_bytes(b"def f(x):\n    return x * x\n###")
    assert len(inputs.read_bytes("just.py")) == 30
    (folder / "more.py").write_bytes(b"def f(x):\n    return x * x\n####")
    with pytest.raises(GradgenError, match=r"cannot read more\.py: more than"):
        inputs.read_bytes("more.py")


@posix
def test_an_endless_stream_is_refused(folder: Path) -> None:
    with open("/dev/zero", "rb") as endless:
        done = subprocess.run(_command("-"), stdin=endless, capture_output=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr.startswith(b"error[unreadable-file]: cannot read <stdin>: more than 16 ")


@posix
def test_a_pipe_with_a_name_is_read(folder: Path) -> None:
    os.mkfifo("pipe.py")
    with subprocess.Popen(_command("pipe.py"), stdout=subprocess.PIPE, text=True) as child:
        Path("pipe.py").write_text("def f(x):\n    return x * x\n")
        out, _ = child.communicate(timeout=60)
    assert out == generate("def f(x):\n    return x * x\n")


@posix
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may read anything")
def test_a_file_that_may_not_be_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "good.py").chmod(0)
    assert run(["good.py"]) == 1
    assert "permission denied" in capsys.readouterr().err


# --- targets -------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize("target", ["a" * 300 + ".py", "good.py/x.py", "loop.py", "none/x.py"])
def test_a_target_that_cannot_be(
    target: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "loop.py").symlink_to("loop.py")
    assert run(["good.py", "-o", target]) == 1
    assert capsys.readouterr().err.startswith("error[unwritable-output]: cannot write to ")
    assert sorted(path.name for path in folder.iterdir()) == ["good.py", "loop.py"]


@posix
def test_a_full_disk_leaves_the_old_content(folder: Path) -> None:
    """As a disk would be that holds no more than a hundred bytes."""
    import resource

    (folder / "out.py").write_text("old\n")
    done = subprocess.run(
        _command("good.py", "-o", "out.py"),
        capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)),
    )
    assert done.returncode == 1
    assert done.stderr.startswith(b"error[unwritable-output]: cannot write to out.py: ")
    assert b"Traceback" not in done.stderr
    assert (folder / "out.py").read_text() == "old\n"
    assert sorted(path.name for path in folder.iterdir()) == ["good.py", "out.py"]


def test_two_that_write_one_target_leave_what_one_of_them_wrote(folder: Path) -> None:
    """And whoever reads meanwhile finds the whole of one of them."""
    target = folder / "out.py"
    contents = [letter * 200_000 for letter in (b"a", b"b")]
    write_files({target: contents[0]})
    writer = (
        "import sys; from pathlib import Path\n"
        "from gradgen.command.output_file import write_files\n"
        "for i in range(60): write_files({Path('out.py'): sys.argv[1 + i % 2].encode() * 200_000})"
    )
    children = [subprocess.Popen([sys.executable, "-c", writer, *order]) for order in ("ab", "ba")]
    try:
        while any(child.poll() is None for child in children):
            assert target.read_bytes() in contents
    finally:
        for child in children:
            child.kill()
            child.wait()
    assert [child.returncode for child in children] == [0, 0]
    assert target.read_bytes() in contents
    assert sorted(path.name for path in folder.iterdir()) == ["good.py", "out.py"]


# --- interrupted ---------------------------------------------------------------------------------

SLOW_WRITE = """
import os, sys, time
from gradgen import __main__
def replace(*_):
    print("now", flush=True)
    time.sleep(60)
os.replace = replace
sys.argv[1:] = ["good.py", "-o", "out.py"]
sys.exit(__main__.main())
"""


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_run_leaves_the_old_content_and_nothing_else(
    number: signal.Signals, folder: Path
) -> None:
    (folder / "out.py").write_text("old\n")
    with subprocess.Popen(
        [sys.executable, "-c", SLOW_WRITE],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=_usual_signals,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"now\n"
        child.send_signal(number)
        try:
            _, err = child.communicate(timeout=20)
        finally:
            child.kill()
    assert (child.returncode, err) == (128 + number, b"")
    assert (folder / "out.py").read_text() == "old\n"
    assert sorted(path.name for path in folder.iterdir()) == ["good.py", "out.py"]


@posix
@pytest.mark.parametrize("delay", [0.02, 0.1, 0.2, 0.4])
def test_a_run_that_is_ended_at_any_time_is_quiet(delay: float, folder: Path) -> None:
    (folder / "long.py").write_text(statements(3_000))
    with subprocess.Popen(
        _command("long.py", "-o", "out.py"), stderr=subprocess.PIPE, preexec_fn=_usual_signals
    ) as child:
        time.sleep(delay)
        child.send_signal(signal.SIGTERM)
        _, err = child.communicate(timeout=60)
    assert child.returncode in (128 + signal.SIGTERM, -signal.SIGTERM)
    assert err == b""
    assert sorted(path.name for path in folder.iterdir()) == ["good.py", "long.py"]


def _usual_signals() -> None:
    """The tests may run in the background of a shell, which has interrupts ignored."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "gradgen", *arguments]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a file that can be differentiated."""
    (tmp_path / "good.py").write_text("def f(x):\n    return x * x\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path
