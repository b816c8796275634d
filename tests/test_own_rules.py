"""Rules of the user's own: what they say is written, in every mode, and nothing of them runs.

The oracle is the same function without a rule, which gradgen differentiates through its text.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from gradgen.api import build, generate
from gradgen.diagnostics import GradgenError
from gradgen.rules.own_files import own_rules
from verifying import command_in

MODES = ("vjp", "jvp", "hvp", "jacobian", "hessian")

LIBRARY = """\
import numpy as np


def bump(x):
    return np.exp(-x * x)


def power_of(x, n=2):
    return x**n


def size(x):
    return np.sqrt(np.sum(x * x))


def slope(x):
    return -2 * x * np.exp(-x * x)
"""

RULES = """\
\"\"\"Ours.\"\"\"

import numpy as np
from gradgen.rules.notation import gate
from mylib import bump, power_of
import mylib


@gate("function", "local gradient -2 * x * out")
def the_bump(x, grad_out):
    out = bump(x)
    grad_x = grad_out * (-2 * x * out)


@gate("power")
def the_power(x, n: int, grad_out):
    out = power_of(x, n)
    grad_x = grad_out * n * np.power(x, n - 1)


@gate("power")
def the_square(x, grad_out):
    out = power_of(x)
    grad_x = grad_out * 2 * x  # twice x


@gate("function", "as long as it is", shape="scalar")
def the_size(x, grad_out):
    out = mylib.size(x)
    direction = x / out
    grad_x = grad_out * direction
    dot_out = sum(dot_x * direction)


@gate("sigmoid", "local gradient (1 - out) * out")
def mine(x, *, grad_out):
    out = squash(x)
    grad_x = grad_out * (1 - out) * out
"""

SOURCE = """\
import numpy as np
import mylib as m
from mylib import bump as hill, power_of


def squash(x):
    parts = [0.5 * (1.0 + np.tanh(0.5 * each)) for each in x]
    return np.array(parts)


def f(x, y):
    a = hill(x * y) + m.bump(y)
    b = power_of(a, 3) * power_of(x)
    return np.sum(squash(b) * y) * m.size(a) + m.size(b + x)
"""

PLAIN = SOURCE.replace("import mylib as m\nfrom mylib import bump as hill, power_of\n", "").replace(
    """\
    parts = [0.5 * (1.0 + np.tanh(0.5 * each)) for each in x]
    return np.array(parts)
""",
    """\
    return 1 / (1 + np.exp(-x))


def bump(x):
    return np.exp(-x * x)


def size(x):
    return np.sqrt(np.sum(x * x))
""",
)
for call, plain in (
    ("hill(", "bump("),
    ("m.", ""),
    ("power_of(a, 3) * power_of(x)", "a**3 * x**2"),
):
    PLAIN = PLAIN.replace(call, plain)

X = np.array([0.5, 1.0, -0.25])
Y = np.array([1.5, -0.75, 0.5])
NEW: dict[str, tuple[Any, ...]] = {
    "vjp": (0.75,),
    "jvp": (np.array([1.0, -2.0, 0.5]), np.array([0.25, 1.0, 3.0])),
    "hvp": (np.array([1.0, -2.0, 0.5]), np.array([0.25, 1.0, 3.0])),
    "jacobian": (),
    "hessian": (),
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a library, rules for it and their setting, which is the current one."""
    (tmp_path / "mylib.py").write_text(LIBRARY)
    (tmp_path / "rules.py").write_text(RULES)
    (tmp_path / "pyproject.toml").write_text('[tool.gradgen]\nrules = ["rules.py"]\n')
    monkeypatch.chdir(tmp_path)
    library = ModuleType("mylib")
    exec(LIBRARY, library.__dict__)
    monkeypatch.setitem(sys.modules, "mylib", library)
    return tmp_path


def results(text: str, mode: str, **choices: Any) -> list[Any]:
    result = build(text, filename="model.py", mode=mode, function="f", **choices)
    names: dict[str, Any] = {}
    exec(result.source, names)
    derived = [names[circuit.name] for circuit in result.circuits]
    if len(derived) == 2:
        _, residuals = derived[0](X, Y)
        return [*derived[1](residuals, *NEW["vjp"])]
    found = derived[0](X, Y, *NEW[mode])
    return [*found] if isinstance(found, tuple) else [found]


@pytest.mark.parametrize("mode", MODES)
def test_rules_in_every_mode(project: Path, mode: str) -> None:
    found = results(SOURCE, mode, rules=["rules.py"])
    for one, other in zip(found, results(PLAIN, mode), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-10, atol=1e-12)


CHOICES: list[dict[str, Any]] = [
    {"split": True},
    {"optimize": True},
    {"shape": {"x": "3", "y": "3"}},
]


@pytest.mark.parametrize("choices", CHOICES, ids=str)
def test_rules_with_other_choices(project: Path, choices: dict[str, Any]) -> None:
    found = results(SOURCE, "vjp", rules=["rules.py"], **choices)
    for one, other in zip(found, results(PLAIN, "vjp"), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)


def test_what_was_written_is_read_by_the_same_rules(project: Path) -> None:
    once = build(SOURCE, filename="model.py", function="f", rules=["rules.py"])
    twice = build(
        once.source,
        filename="model_backward.py",
        function="f_backward",
        wrt="x,y",
        mode="jvp",
        rules=["rules.py"],
    )
    names: dict[str, Any] = {}
    exec(twice.source, names)
    found = names["f_backward_jvp"](X, Y, dot_x=NEW["hvp"][0], dot_y=NEW["hvp"][1])
    for one, other in zip(found, results(PLAIN, "hvp"), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-10, atol=1e-12)


def test_numbers_the_users_imports_and_the_notes(project: Path) -> None:
    text = "from mylib import bump as hill\n\n\ndef f(x):\n    return hill(2 * x)\n"
    assert generate(text, rules=["rules.py"]) == '''\
from mylib import bump as hill


def f_backward(x, grad_out=1.0):
    """Gradient of `f` by reverse mode.

    Returns grad_x.
    """
    # forward
    t1 = 2 * x
    out = hill(t1)

    # backward
    grad_t1 = grad_out * (-2 * t1 * out)  # bump: local gradient -2 * t1 * out
    grad_x = grad_t1 * 2  # gradient multiplier

    return grad_x
'''


def gradient(source: str, rules: str, mode: str = "vjp", filename: str = "model.py") -> str:
    """What is written for a source by the text of a rule file."""
    Path("some_rules.py").write_text(rules)
    return generate(source, filename=filename, mode=mode, rules=["some_rules.py"])


def rule(lines: str, parameters: str = "x, grad_out", kind: str = '"function"') -> str:
    """A rule for the source's own `act`."""
    body = "".join(f"    {line}\n" for line in lines.split("\n"))
    return f"@gate({kind})\ndef r({parameters}):\n{body}"


DOUBLED = rule("out = act(x)\ngrad_x = grad_out * 7 * x")
IN_PLACE = "def act(x):\n    return {}\n\n\ndef f(x):\n    return act(x)\n"


def test_a_rule_wins_over_the_text_and_over_what_it_looks_like(project: Path) -> None:
    for text in (
        "x * x",
        "1 / (1 + 2.718281828459045 ** -x)",
        "max(x, 0)",
        "x",
        "stop_gradient(x)",
    ):
        found = gradient(IN_PLACE.format(text), DOUBLED)
        assert "out = act(x)\n" in found or "# out = act(x) (value" in found
        assert "grad_x = grad_out * 7 * x" in found


def test_a_rule_wins_inside_of_a_helper_that_looks_like_a_gate(project: Path) -> None:
    text = IN_PLACE.format("1 / (1 + 2.5**-x)").replace("    return act(x)", "    return g(x)")
    found = gradient(f"def g(x):\n    return act(x)\n\n\n{text}", DOUBLED)
    assert "grad_x = grad_out * 7 * x" in found


def test_what_a_function_is_called_elsewhere_is_another_function(project: Path) -> None:
    """A bare name is for the source's own functions: imported ones are imported in the rules."""
    with pytest.raises(GradgenError) as caught:
        gradient("from other import act\n\n\ndef f(x):\n    return act(x)\n", DOUBLED)
    (found,) = caught.value.diagnostics
    assert found.slug == "unknown-function"
    assert "from other import" in found.help
    local = "def act(x):\n    return x\n\n\ndef f(x, act):\n    return act * x\n"
    assert "7" not in gradient(local, DOUBLED)
    bound = "def act(x):\n    return x\n\n\ndef f(x):\n    act = abs\n    return act(x)\n"
    assert "abs: sign(x)" in gradient(bound, DOUBLED) or "7" not in gradient(bound, DOUBLED)


def test_an_imported_name_is_that_function_alone(project: Path) -> None:
    text = f"from package.model import act\n\n\n{DOUBLED}"
    own = IN_PLACE.format("x * x")
    assert "7" in gradient(own, text, filename="package/model.py")
    assert "7" in gradient(
        "from .model import act\n\n\ndef f(x):\n    return act(x)\n", text, filename="package/b.py"
    )
    assert "7" not in gradient(own, text, filename="package/other.py")
    assert "7" not in gradient(own, text, filename="elsewhere/package/model.py")
    assert "7" in gradient(own, text, filename="src/package/model.py")
    assert "7" in gradient(
        "from package.model import act\n\n\ndef f(x):\n    return act(x)\n", text
    )


def test_a_stop_and_a_straight_way_through(project: Path) -> None:
    held = rule("out = act(x)\ngrad_x = 0", kind='"stop"')
    source = IN_PLACE.format("x // 1").replace("return act(x)", "return act(x) * x")
    assert "# gradient stop: t1 = act(x), nothing flows back to x" in gradient(source, held)
    through = rule("out = act(x)\ngrad_x = grad_out  # straight through", kind='"copier"')
    assert "grad_t1  # gradient adder: x forks; gradient copier" in gradient(source, through)
    assert "dot_t1 = dot_x  # tangent adder" in gradient(source, through, "jvp")


def test_the_kind_of_a_rule_is_no_promise_that_it_is_linear(project: Path) -> None:
    """Of the book's rules it is: forward mode applies a linear gate to the tangents."""
    for kind in ("multiplier", "copier"):
        text = rule("out = act(x)\ngrad_x = grad_out * 3 * x * x", kind=f'"{kind}"')
        assert "dot_out = dot_x * 3 * x * x" in gradient(IN_PLACE.format("x**3"), text, "jvp")
        text = text.replace(f'"{kind}"', f'"{kind}", shape="scalar"')
        with pytest.raises(GradgenError) as caught:
            gradient(f"import numpy as np\n\n\n{IN_PLACE.format('x**3')}", text, "jvp")
        assert [found.slug for found in caught.value.diagnostics] == ["no-rule"]


CLIPPED = "min(max(grad_out, -1.0), 1.0)"
LINEAR = {
    "grad_out": True,
    "-grad_out / (2 + x) - x * (grad_out * 3)": True,
    "where(x > 0, 0, grad_out * x)": True,
    "t * x": True,
    CLIPPED: False,
    "grad_out * grad_out": False,
    "grad_out + x": False,
    "x / grad_out": False,
    "where(grad_out > 0, grad_out, 0)": False,
    "grad_out * where(grad_out > 0, 1, 2)": False,
    "abs(grad_out)": False,
    "u * x": False,
}


@pytest.mark.parametrize(("line", "is_linear"), LINEAR.items())
def test_forward_mode_follows_from_lines_that_are_linear(
    project: Path, line: str, is_linear: bool
) -> None:
    step = {"t": "t = grad_out * x\n", "u": f"u = {CLIPPED}\n"}.get(line[0], "")
    text = rule(f"out = act(x)\n{step}grad_x = {line}")
    assert "grad_x" in gradient(IN_PLACE.format("x"), text)
    if is_linear:
        assert "dot_out" in gradient(IN_PLACE.format("x"), text, "jvp")
        return
    with pytest.raises(GradgenError) as caught:
        gradient(IN_PLACE.format("x"), text, "jvp")
    assert [found.slug for found in caught.value.diagnostics] == ["no-rule"]
    stated = f"{text}    dot_out = dot_x * 5\n"
    assert "dot_out = dot_x * 5" in gradient(IN_PLACE.format("x"), stated, "jvp")


def test_first_derivatives_need_no_rule_for_what_lines_call(project: Path) -> None:
    text = (
        "from mylib import bump, slope\n\n\n" + RULES[RULES.index("@gate") :].partition("\n\n\n")[0]
    )
    text = text.replace("(-2 * x * out)", "slope(x)")
    source = "from mylib import bump\n\n\ndef f(x):\n    return bump(x)\n"
    found = gradient(source, text)
    assert "import mylib\n" in found
    assert "grad_x = grad_out * mylib.slope(x)" in found
    with pytest.raises(GradgenError) as caught:
        gradient(source, text, "hvp")
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.slug == "no-rule"
    assert "mylib.slope" in diagnostic.message
    assert "write a rule for it too" in diagnostic.help
    second = f"\n\n\n{rule('out = slope(x)' + chr(10) + 'grad_x = grad_out * x')}"
    assert "dot_grad_x = dot_x * x" in gradient(source, text + second, "hvp").replace(
        "v_x", "dot_x"
    )


@pytest.mark.parametrize(
    ("call", "slug"),
    [
        ("power_of(x, 2, 3)", "wrong-arguments"),
        ("power_of(x, n=2)", "wrong-arguments"),
        ("bump()", "wrong-arguments"),
        ("power_of(2.0, x) * x", "no-rule"),
        ("slope(x)", "unknown-function"),
    ],
)
def test_calls_that_no_rule_is_for(project: Path, call: str, slug: str) -> None:
    text = f"from mylib import power_of, bump, slope\n\n\ndef f(x):\n    return {call}\n"
    with pytest.raises(GradgenError) as caught:
        generate(text, rules=["rules.py"])
    assert [found.slug for found in caught.value.diagnostics] == [slug]


def test_the_form_of_a_call_of_the_files_own_function(project: Path) -> None:
    source = IN_PLACE.format("k * x**n").replace("act(x):", "act(x, k=2.0, *, n=1):")
    source = source.replace("return act(x)", "return act(k=3.0, x=x, n=2)")
    text = rule("out = act(x, k, n=n)\ngrad_x = grad_out\ngrad_k = 0", "x, k, n: int, grad_out")
    assert "act(x, 3.0, n=2)" in gradient(source, text)


def test_functions_of_numpy_are_those_of_the_file(project: Path) -> None:
    """A file of plain numbers has operators for some of them, and others not at all."""
    text = "import numpy as np\n\n\n" + rule(
        "out = act(x)\ngrad_x = grad_out * np.power(np.sin(x), 3)"
    )
    assert "grad_out * math.sin(x) ** 3" in gradient(IN_PLACE.format("x"), text)
    arrays = gradient(f"import numpy as np\n\n\n{IN_PLACE.format('np.sin(x)')}", text)
    assert "np.sin(x) ** 3" in arrays
    with pytest.raises(GradgenError) as caught:
        gradient(IN_PLACE.format("x"), text.replace("np.sin(x)", "np.cumsum(x)"))
    assert [found.slug for found in caught.value.diagnostics] == ["no-rule"]


def test_a_definition_that_cannot_travel_is_refused(project: Path) -> None:
    source = "class C:\n    k = 2.0\n\n\n" + IN_PLACE.format("C.k * x")
    with pytest.raises(GradgenError) as caught:
        gradient(source, DOUBLED)
    assert [found.slug for found in caught.value.diagnostics] == ["ambiguous-name"]


WRONG = {
    "x = (": "never closed",
    'open("ran", "w")': "nothing in it is ever run",
    "raise SystemExit": "nothing in it is ever run",
    "from .mylib import *": "depends on where the file lies",
    "from mylib import *": "a star does not tell",
    "def r(x):\n    return x": "no decorator `gate`",
    rule("out = act(x)\ngrad_x = grad_out", kind='"functoin"'): "no kind `functoin`",
    rule(
        "out = act(x)\ngrad_x = grad_out", kind='"function", shape="reduced"'
    ): "no shape `reduced`",
    rule("out = act(x)\ngrad_x = grad_out", "x"): "has to be grad_out",
    rule("out = act(x)\ngrad_x = grad_out", "x, y, grad_out"): "each once, in their order",
    rule("out = act(y, x)\ngrad_x = grad_out\ngrad_y = 0", "x, y, grad_out"): "in their order",
    rule(
        "out = act(x, k=y)\ngrad_x = grad_out\ngrad_y = 0", "x, y, grad_out"
    ): "name of the keyword",
    rule("out = act(x)"): "no line for a gradient",
    rule("out = act(x, y)\ngrad_x = grad_out", "x, y, grad_out"): "`y` has no line",
    rule("out = exp(x)\ngrad_x = grad_out"): "gradgen has a rule for `exp`",
    rule("out = x * x\ngrad_x = grad_out"): "the first line is the call",
    rule("grad_x = grad_out\nout = act(x)"): "the first line is the call",
    rule("out = act(x)\ngrad_x = grad_out * z"): "`z` is not bound",
    rule("out = act(x)\ngrad_x = grad_out * slop(x)"): "`slop` is no gate",
    rule("out = act(x)\ngrad_x = grad_out\ngrad_z = grad_out"): "`grad_z` belongs to no operand",
    rule("out = act(x)\ngrad_x = 2 * x"): "`grad_out` is missing",
    rule("out = act(x)\ngrad_x = grad_out * dot_x"): "depends on no tangents",
    rule("out = act(x)\ngrad_x = grad_out\ndot_out = x"): "depends on those of the operands",
    rule("out = act(x)\nt = x * x\ngrad_x = grad_out"): "nothing reads `t`",
    rule("out = act(x)\nx = 2\ngrad_x = grad_out"): "`x` has a meaning already",
    rule("out = act(x)\nif x:\n    pass\ngrad_x = grad_out"): "name = expression",
    rule("out = act(x)\ngrad_x = grad_out * [i for i in x]"): "no expression that a rule can have",
    rule("out = act(x)\ngrad_x = grad_out * x", kind='"flat"'): "nothing flows through",
    rule("out = act(x)\ngrad_x = grad_out * sum(*x)"): "no value of a real gradient",
    f"import mylib\n\n{rule('out = mylib(x)' + chr(10) + 'grad_x = grad_out')}": "is a module",
    f"import mylib as m\n\n{DOUBLED.replace('7 *', 'm(x) *')}": "`m` is a module",
    rule("out = act(x)\ngrad_x = grad_out * 2j"): "no value of a real gradient",
    rule("out = act(x)\ngrad_x = grad_out * x.foo"): "`.foo` is none of",
    rule("out = act(x)\ngrad_x = grad_out * x(2)"): "is a value, and no function",
    f"{DOUBLED}\n\n{DOUBLED}": "two rules for `act`",
    rule(
        "out = act(x)\ngrad_x = grad_out", 'x=open("ran", "w"), grad_out=1'
    ): "a default is a literal",
}


@pytest.mark.parametrize(("text", "why"), WRONG.items(), ids=WRONG.values())
def test_what_is_wrong_with_a_rule_is_told_in_its_file(project: Path, text: str, why: str) -> None:
    with pytest.raises(GradgenError) as caught:
        gradient(IN_PLACE.format("x"), text)
    found = caught.value.diagnostics
    assert {each.slug for each in found} == {"invalid-rule"}
    assert any(why in each.message for each in found), [each.message for each in found]
    assert all(each.labels[0].span.filename == "some_rules.py" for each in found)
    lines = text.split("\n")
    for each in found:
        start = each.labels[0].span.start
        assert start.column <= len(lines[start.line - 1])
    assert not Path("ran").exists()


def test_places_are_told_in_characters(project: Path) -> None:
    with pytest.raises(GradgenError) as caught:
        gradient(IN_PLACE.format("x"), rule("out = act(x)\ngrad_x = grad_out * 'ä' * z"))
    (found,) = caught.value.diagnostics
    span = found.labels[0].span
    assert (span.start, span.end) == ((4, 30), (4, 31))


def test_nothing_of_a_rule_file_runs(project: Path) -> None:
    body = '    """{open("ran", "w")}"""\n    out = act(x)\n    grad_x = grad_out\n'
    text = (
        f'import ran_when_imported\n\n\n@gate("function", "open(ran)")\ndef r(x, grad_out):\n{body}'
    )
    (project / "ran_when_imported.py").write_text('open("ran", "w")\n')
    assert "grad_x = grad_out" in gradient(IN_PLACE.format("x"), text)
    assert not Path("ran").exists()


def test_a_file_in_a_project_is_read_by_its_rules(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (project / "inner").mkdir()
    (project / "inner" / "model.py").write_text(SOURCE)
    gradgen = command_in(project, monkeypatch, capfdbinary)
    found = gradgen("inner/model.py")
    assert found.code == 0, found.err
    assert "hill(t1)" in found.out
    elsewhere = command_in(project / "inner", monkeypatch, capfdbinary)
    assert elsewhere("model.py").out == found.out
    monkeypatch.chdir(project)
    (project / "pyproject.toml").write_text('[tool.gradgen]\nrules = ["rulez.py"]\n')
    wrong = gradgen("inner/model.py")
    assert (wrong.code, wrong.out, wrong.slugs) == (1, "", ["invalid-settings"])
    assert "pyproject.toml:2:" in wrong.err
    (project / "pyproject.toml").write_text('[tool.gradgen]\nrules = "rules.py"\n')
    assert gradgen("inner/model.py").slugs == ["invalid-settings"]


TARGET = '\n[[tool.gradgen.targets]]\nsource = "model.py"\noutput = "model_backward.py"\n'


def test_a_target_is_stale_when_its_rules_change(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (project / "pyproject.toml").write_text(f'[tool.gradgen]\nrules = ["rules.py"]\n{TARGET}')
    (project / "model.py").write_text(
        "from mylib import bump\n\n\ndef f(x):\n    return bump(x)\n\n\ndef g(x):\n    return x\n"
    )
    gradgen = command_in(project, monkeypatch, capfdbinary)
    assert gradgen().code == 0
    assert gradgen("--check").code == 0
    rules = project / "rules.py"
    rules.write_text(
        RULES.replace("# twice x", "# 2 x").replace("grad_out * 2 * x", "2 * grad_out * x")
    )
    assert gradgen("--check").code == 0  # a rule for others, and layout
    rules.write_text(RULES.replace("-2 * x * out)\n\n", "-2 * out * x)\n\n"))
    stale = gradgen("--check")
    assert (stale.code, stale.slugs) == (1, ["stale"])
    assert "`f`" in stale.err
    assert gradgen().code == 0
    assert gradgen("--check").code == 0


def test_the_files_of_rules_are_read_once_and_in_order(project: Path) -> None:
    files = (("a.py", DOUBLED), ("b.py", DOUBLED.replace("def r", "def s")))
    with pytest.raises(GradgenError) as caught:
        own_rules(files)
    assert [found.message for found in caught.value.diagnostics] == [
        "there are two rules for `act`"
    ]


def test_a_file_of_rules_that_cannot_be_read(project: Path) -> None:
    with pytest.raises(GradgenError) as caught:
        generate("def f(x):\n    return x\n", rules=["none.py"])
    assert [found.slug for found in caught.value.diagnostics] == ["unreadable-file"]
