"""The command as its users meet it: streams, exit codes, options, files."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

import gradgen
from gradgen import api
from gradgen.cli import command, run
from gradgen.command.help import HEADINGS
from gradgen.diagnostics import slugs
from gradgen.rules.book import all_rules

GOOD = "def f(x, y):\n    return x * y\n"
BAD = "def g(x):\n    return unheard_of(x)\n"
NOISY = "def h(x):\n    print(x)\n    return x * x\n"

posix = pytest.mark.skipif(os.name != "posix", reason="signals and links of POSIX")


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


Gradgen = Callable[..., Outcome]


@pytest.fixture
def gradgen_(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Gradgen:
    """The command, run in this process in a folder with a few files."""
    for name, text in (("good", GOOD), ("bad", BAD), ("noisy", NOISY)):
        (tmp_path / f"{name}.py").write_text(text, newline="")
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.chdir(tmp_path)
    for variable in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(variable, raising=False)

    def command(*arguments: str) -> Outcome:
        code = run(arguments)
        out, err = capfdbinary.readouterr()
        return Outcome(code, out.decode(), err.decode())

    return command


def process(
    *arguments: str, cwd: Path, data: bytes | None = None, **settings: str
) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own."""
    environment = {**os.environ, **settings}
    command = [sys.executable, "-m", "gradgen", *arguments]
    return subprocess.run(command, cwd=cwd, input=data, capture_output=True, env=environment)


# --- what goes where -----------------------------------------------------------------------------


def test_code_to_standard_output(gradgen_: Gradgen) -> None:
    assert gradgen_("good.py") == Outcome(0, gradgen.generate(GOOD), "")


def test_several_files_one_after_another(gradgen_: Gradgen) -> None:
    both = gradgen_("-q", "good.py", "noisy.py").out
    assert both == gradgen.generate(GOOD) + "\n\n" + gradgen.generate(NOISY)


def test_options_reach_the_pipeline(gradgen_: Gradgen) -> None:
    expected = gradgen.generate(GOOD, function="f", wrt="y", with_value=True)
    assert gradgen_("-f", "f", "--wrt", " y ", "--with-value", "good.py").out == expected


def test_several_functions(gradgen_: Gradgen) -> None:
    Path("two.py").write_text(GOOD + NOISY + "def k(x): return x\n")
    out = gradgen_("-q", "two.py", "-f", "f", "--function", "k").out
    assert "def f_backward" in out
    assert "def k_backward" in out
    assert "def h_backward" not in out


def test_standard_input(tmp_path: Path) -> None:
    done = process("-", cwd=tmp_path, data=GOOD.encode())
    assert (done.returncode, done.stdout.decode()) == (0, gradgen.generate(GOOD))
    done = process("-", cwd=tmp_path, data=b"def f(x): return x.y\n")
    assert done.stderr.startswith(b"error[")
    assert b"--> <stdin>:1:" in done.stderr


def test_utf8_and_plain_line_ends_whatever_the_locale(tmp_path: Path) -> None:
    source = "def f(größe):\r\n    return größe * größe\r\n".encode()
    done = process("-", cwd=tmp_path, data=source, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert "grad_größe" in done.stdout.decode()
    assert b"\r" not in done.stdout


def test_warning_is_told_and_costs_nothing(gradgen_: Gradgen) -> None:
    outcome = gradgen_("noisy.py")
    assert outcome.code == 0
    assert "def h_backward" in outcome.out
    assert outcome.err.startswith("warning[")
    assert gradgen_("-q", "noisy.py").err == ""


def test_one_bad_file_stops_all_code(gradgen_: Gradgen) -> None:
    Path("undecodable.py").write_bytes(b"x = '\xff'")
    files = ("good.py", "bad.py", "noisy.py", "undecodable.py", "missing.py")
    outcome = gradgen_(*files, "--output-format", "concise")
    assert (outcome.code, outcome.out) == (1, "")
    told = outcome.err.splitlines()
    starts = (
        "bad.py:2:12: error[",
        "noisy.py:2:5: warning[",
        "undecodable.py:1:",
        "error[unreadable-file] ",
        "gradgen: 3 errors; no code was written",
    )
    assert [line.startswith(start) for line, start in zip(told, starts, strict=True)] == [True] * 5


def test_errors_as_json(gradgen_: Gradgen) -> None:
    outcome = gradgen_("bad.py", "noisy.py", "--output-format", "json", "-v")
    assert [d["severity"] for d in json.loads(outcome.err)] == ["error", "warning"]


def test_errors_for_github(gradgen_: Gradgen) -> None:
    outcome = gradgen_("bad.py", "--output-format", "github")
    assert outcome.err.startswith("::error file=bad.py,line=2,col=12,")


def test_verbose_tells_what_was_done(gradgen_: Gradgen) -> None:
    outcome = gradgen_("-v", "--wrt", "x", "good.py")
    assert outcome.err.startswith("gradgen: good.py: differentiated f by x in ")


# --- reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "reason"), [("god.py", "did you mean good.py?"), (".", "name the files in it")]
)
def test_unreadable_file(gradgen_: Gradgen, file: str, reason: str) -> None:
    outcome = gradgen_(file)
    assert outcome.code == 1
    assert outcome.err.startswith(f"error[unreadable-file]: cannot read {file}: ")
    assert reason in outcome.err


def test_line_length_of_the_nearest_project(gradgen_: Gradgen) -> None:
    folder = Path("a/b")
    folder.mkdir(parents=True)
    (folder / "wide.py").write_text("def f(x, y):\n    return (x * y) * (x + y) * (x - y)\n")
    wide = gradgen_("a/b/wide.py").out
    Path("a/pyproject.toml").write_text("[tool.black]\nline-length = 30\n")
    narrow = gradgen_("a/b/wide.py").out
    assert narrow == gradgen.generate((folder / "wide.py").read_text(), line_length=30)
    assert narrow != wide
    assert gradgen_("--line-length", "88", "a/b/wide.py").out == wide
    (folder / "pyproject.toml").write_text("[project]\nname = 'nearer'\n")
    assert gradgen_("a/b/wide.py").out == wide


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        (b"[tool.black", "1:12"),
        (b"[tool.black]\ntarget = 1\nline-length = 'x'\n", "pyproject.toml:3:1"),
        (b"[tool.black]\nline-length = true\n", "pyproject.toml:2:1"),
        (b"[tool.black]\nline-length = 0\n", "positive"),
        (b"tool = 3\n", "not a table"),
        (b"[tool]\nblack = []\n", "not a table"),
        (b"\xff", "not utf-8"),
    ],
)
def test_odd_project_settings(gradgen_: Gradgen, settings: bytes, reason: str) -> None:
    Path("pyproject.toml").write_bytes(settings)
    outcome = gradgen_("good.py", "noisy.py")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.count("error[invalid-settings]") == 1
    assert reason in outcome.err.lower()
    assert gradgen_("--line-length", "90", "good.py").code == 0


# --- writing -------------------------------------------------------------------------------------


def test_written_with_the_line_ends_of_the_input(gradgen_: Gradgen) -> None:
    Path("crlf.py").write_bytes(GOOD.replace("\n", "\r\n").encode())
    assert gradgen_("crlf.py", "-o", "out.py") == Outcome(0, "", "wrote out.py\n")
    expected = gradgen.generate(GOOD).replace("\n", "\r\n").encode()
    assert Path("out.py").read_bytes().endswith(b"\r\n\r\n" + expected)
    assert gradgen_("crlf.py", "-o", "out.py").err == "unchanged: out.py\n"
    assert gradgen_("-q", "crlf.py", "-o", "out.py").err == ""


def test_written_to_a_folder(gradgen_: Gradgen) -> None:
    Path("out").mkdir()
    assert gradgen_("-q", "good.py", "noisy.py", "-o", "out").code == 0
    assert Path("out/good_backward.py").read_text().endswith(gradgen.generate(GOOD))
    assert Path("out/noisy_backward.py").read_text().endswith(gradgen.generate(NOISY))


def test_nothing_is_written_beside_an_error(gradgen_: Gradgen) -> None:
    Path("out").mkdir()
    assert gradgen_("good.py", "bad.py", "-o", "out").code == 1
    assert list(Path("out").iterdir()) == []


def test_minus_is_standard_output(gradgen_: Gradgen) -> None:
    assert gradgen_("good.py", "-o", "-").out == gradgen.generate(GOOD)


def test_unwritable_output(gradgen_: Gradgen) -> None:
    outcome = gradgen_("good.py", "-o", "none/out.py")
    assert outcome.code == 1
    assert outcome.err.startswith("error[unwritable-output]: cannot write to none/out.py: ")


@posix
@pytest.mark.parametrize("output", ["good.py", "./good.py", "hard.py", "soft.py"])
def test_never_over_an_input(gradgen_: Gradgen, output: str) -> None:
    Path("hard.py").hardlink_to("good.py")
    Path("soft.py").symlink_to("good.py")
    outcome = gradgen_("good.py", "-o", output)
    assert (outcome.code, outcome.out) == (2, "")
    assert "would overwrite" in outcome.err
    assert Path("good.py").read_text() == GOOD


@posix
def test_never_over_the_file_behind_standard_input(tmp_path: Path) -> None:
    file = tmp_path / "good.py"
    file.write_text(GOOD)
    command = [sys.executable, "-m", "gradgen", "-", "-o", str(file)]
    with file.open() as stream:
        assert subprocess.run(command, stdin=stream, capture_output=True).returncode == 2
    assert file.read_text() == GOOD


# --- wrong usage ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        "--nonsense",
        "--line-length 0 good.py",
        "--line-length many good.py",
        "--output-format xml good.py",
        "--wrt , good.py",
        "- -",
        "good.py noisy.py -o Out.py",
        "good.py -o none/",
        "good.py good.py -o .",
        "- -o .",
        "--explain no-such-thing",
    ],
)
def test_wrong_usage(gradgen_: Gradgen, arguments: str) -> None:
    outcome = gradgen_(*arguments.split())
    assert (outcome.code, outcome.out) == (2, "")
    assert "Error: " in outcome.err
    assert "Traceback" not in outcome.err


# --- the manual ----------------------------------------------------------------------------------


@pytest.mark.parametrize("option", ["-h", "--help", "--version"])
def test_help_and_version(gradgen_: Gradgen, option: str) -> None:
    outcome = gradgen_(option)
    assert (outcome.code, outcome.err) == (0, "")
    expected = f"gradgen {gradgen.__version__}" if option == "--version" else "Usage: gradgen"
    assert outcome.out.startswith(expected)


def test_list_gates_names_every_rule(gradgen_: Gradgen) -> None:
    outcome = gradgen_("--list-gates")
    assert outcome.code == 0
    assert "  multiply " in outcome.out
    listed = {line.split()[0] for line in outcome.out.splitlines() if line.startswith("  ")}
    assert listed == {rule.name for rule in all_rules()}


def test_explain_a_gate(gradgen_: Gradgen) -> None:
    outcome = gradgen_("--explain", "multiply")
    assert outcome.out.startswith("# multiply\n\ngradient multiplier\n")
    assert "        grad_x = grad_out * y\n" in outcome.out


def test_explain_suggests(gradgen_: Gradgen) -> None:
    assert "Did you mean multiply" in gradgen_("--explain", "multply").err


@pytest.mark.parametrize("slug", slugs())
def test_explain_a_slug(gradgen_: Gradgen, slug: str) -> None:
    outcome = gradgen_("--explain", slug)
    assert outcome.code == 0
    assert outcome.out.startswith("# ")


@pytest.mark.parametrize(
    ("words", "completions"),
    [
        ("gradgen --with", ["plain,--with-value"]),
        ("gradgen --mode j", ["plain,jvp", "plain,jacobian"]),
        ("gradgen go", ["file,go"]),
        ("gradgen good.py -o o", ["file,o"]),
    ],
)
def test_shells_complete_words(tmp_path: Path, words: str, completions: list[str]) -> None:
    place = str(len(words.split()) - 1)
    done = process(
        cwd=tmp_path, _GRADGEN_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=place
    )
    assert done.stdout.decode().split() == completions


def test_help_has_every_option_below_a_heading(gradgen_: Gradgen) -> None:
    shown = gradgen_("-h").out
    headings = [line for line in shown.splitlines() if line[:1].strip() and line.endswith(":")]
    assert headings == [f"{heading}:" for heading in HEADINGS.values()]
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert f"{max(parameter.opts, key=len)} " in shown


# --- colour --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "environment", "colored"),
    [
        ("auto", {}, False),
        ("auto", {"FORCE_COLOR": "1"}, True),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("auto", {"FORCE_COLOR": ""}, False),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {"FORCE_COLOR": "1"}, False),
    ],
)
def test_color(
    gradgen_: Gradgen,
    monkeypatch: pytest.MonkeyPatch,
    choice: str,
    environment: dict[str, str],
    colored: bool,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in gradgen_("bad.py", "--color", choice).err) == colored
    assert "\x1b[" not in gradgen_("bad.py", "--color", choice, "--output-format", "json").err


# --- faults, signals, pipes ----------------------------------------------------------------------


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    def build(*_: object, **__: object) -> None:
        raise ZeroDivisionError("of gradgen's own")

    monkeypatch.setattr(api, "build", build)


@pytest.mark.usefixtures("faulty")
def test_fault_is_no_traceback(gradgen_: Gradgen) -> None:
    outcome = gradgen_("good.py")
    assert (outcome.code, outcome.out) == (123, "")
    assert outcome.err.startswith(
        "error[internal]: gradgen itself failed on good.py: ZeroDivisionError: of gradgen's own\n"
    )
    assert f"gradgen {gradgen.__version__}, Python {sys.version.split()[0]}" in outcome.err
    assert "ZeroDivisionError at test_cli.py:" in outcome.err
    assert ", called from gradgen/command/attempts.py:" in outcome.err
    assert "Traceback" not in outcome.err
    assert "Traceback" in gradgen_("-v", "good.py").err


@pytest.mark.usefixtures("faulty")
def test_fault_as_json(gradgen_: Gradgen) -> None:
    outcome = gradgen_("good.py", "missing.py", "-v", "--output-format", "json")
    assert outcome.code == 123
    assert [d["slug"] for d in json.loads(outcome.err)] == ["internal", "unreadable-file"]


def test_fault_outside_of_the_pipeline(gradgen_: Gradgen, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise RecursionError

    monkeypatch.setattr("gradgen.command.reference.gate_table", fail)
    outcome = gradgen_("--list-gates")
    assert outcome.code == 123
    assert outcome.err.startswith("error[internal]: gradgen itself failed: RecursionError\n")


@posix
def test_broken_pipe_is_quiet(tmp_path: Path) -> None:
    text = "".join(f"def f{n}(x): return x * x\n" for n in range(1, 100))
    (tmp_path / "big.py").write_text(text)
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "gradgen", "big.py"]
    done = subprocess.run(command, cwd=tmp_path, stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_full_standard_output(tmp_path: Path) -> None:
    (tmp_path / "good.py").write_text(GOOD)
    command = [sys.executable, "-m", "gradgen", "good.py"]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(command, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1
    assert done.stderr.startswith(b"error[unwritable-output]: cannot write to standard output: ")
    assert b"Exception ignored" not in done.stderr


@posix
def test_interrupt_is_quiet(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "slow.py")
    command = [sys.executable, "-m", "gradgen", "slow.py"]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        # The tests may run in the background of a shell, which has interrupts ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as child:
        time.sleep(1)  # it waits for a writer
        child.send_signal(signal.SIGINT)
        try:
            _, err = child.communicate(timeout=20)
        finally:
            child.kill()
    assert (child.returncode, err) == (130, b"")


# --- start-up ------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["import gradgen", "import gradgen.cli; gradgen.cli.run(['-h'])"])
def test_start_up_does_not_load_the_parsers(code: str) -> None:
    check = f"{code}; import sys; print(*({{'libcst', 'black', 'tomllib'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == ""


def test_public_names() -> None:
    for name in gradgen.__all__:
        assert getattr(gradgen, name) is not None
    assert set(gradgen.__all__) <= set(dir(gradgen))
    with pytest.raises(AttributeError, match="nonsense"):
        gradgen.nonsense  # noqa: B018
