"""`-O`: each pass before and after, and that what is faster is what it was."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import promises
from agreement import gradients_at, trials
from array_check import Case as Call
from array_check import prove
from array_program_checks import RefusedError, check_array_program
from array_programs import array_program
from array_slopes import UnfitError
from cases import Case, Sample, samples
from gradgen import GradgenError, build, generate
from optimizing import NUMPY, always_optimized, lines_of, notes_of
from program_checks import check_program
from programs import scalar_program
from running import as_tuple, generated

# The passes, before and after.


def array_function(body: str, *parameters: str) -> str:
    """A function of arrays `x, y: [N, D]`, `w: [D]` and `u, v: [N]`, as far as it reads them."""
    shapes = {"x": "N D", "y": "N D", "w": "D", "u": "N", "v": "N"}
    names = [f'{n}: Float[np.ndarray, "{s}"]' for n, s in shapes.items() if n in parameters]
    return f"{NUMPY}\ndef f({', '.join(names)}):\n    " + body.replace("; ", "\n    ")


def test_copies_have_no_line_of_their_own() -> None:
    source = "def f(a, b, c):\n    s = a * b\n    t = s + c\n    return t * t\n"
    assert lines_of(source) == [
        "s = a * b",
        "t = s + c",
        "grad_t = grad_out * t",
        "grad_c = grad_t + grad_t",
        "grad_a = grad_c * b",
        "grad_b = grad_c * a",
    ]
    assert notes_of(source)["grad_c"].endswith("gradient copier: also grad_s")


def test_a_copy_of_what_is_returned_stays() -> None:
    assert lines_of("def f(a, b):\n    return a + b\n") == [
        "grad_a = grad_out",
        "grad_b = grad_out",
    ]


def test_what_is_computed_twice_is_computed_once() -> None:
    text = generate(array_function("c = np.cos(x); return np.sin(x) * c", "x"), optimize=True)
    assert (text.count("np.sin("), text.count("np.cos(")) == (1, 1), text


def test_parts_of_lines_are_shared() -> None:
    source = "import math\ndef f(x, y):\n    a = math.tanh(x * y)\n    return a * a + a ** 3\n"
    lines = lines_of(source)
    assert sum("a**2" in line or "a * a" in line for line in lines) <= 2, lines


def test_rows_of_sizes_are_not_turned_round() -> None:
    source = array_function("return np.outer(w, u)", "w", "u")
    first, second = (
        line for line in lines_of(source, mode="jacobian", by="rows") if "np.zeros(" in line
    )
    assert first != second


def test_a_plain_number_has_no_dtype_to_take() -> None:
    source = "import numpy as np\ndef f(x):\n    return np.sum(x) + np.sum(np.tanh(x))\n"
    assert "dtype=x.dtype" not in generate(source, optimize=True)


def test_small_factors_come_first() -> None:
    source = array_function("return np.sum(x * y * 0.5 / 3.0)", "x", "y")
    lines = lines_of(source)
    assert lines[-1] == "grad_y = grad_t1 * x"
    assert sum("np.full_like" in line for line in lines) == 0, lines


def test_a_quotient_is_taken_as_it_is() -> None:
    lines = lines_of(array_function("return u / v", "u", "v"))
    assert "grad_v = -(grad_u * out)" in lines, lines


@pytest.mark.parametrize(
    ("body", "parameters", "line"),
    [
        ("return u * (v @ u)", "uv", "grad_t1 = grad_out @ u"),
        ("return x * np.vdot(y, y)", "xy", "grad_t1 = np.vdot(grad_out, x)"),
        ("return x * w", "xw", 'grad_w = np.einsum("ij,ij->j", grad_out, x)'),
        ("return x - w", "xw", "grad_w = -grad_out.sum(axis=0)"),
        ("return x / w", "xw", 'grad_w = -np.einsum("ij,ij->j", grad_out, out) / w'),
    ],
)
def test_sums_of_products_store_none(body: str, parameters: str, line: str) -> None:
    assert line in lines_of(array_function(body, *parameters))


def test_sums_of_what_may_be_whole_numbers_stay() -> None:
    source = "import numpy as np\ndef f(x, s):\n    return s * np.sum(x * s)\n"
    assert not any("vdot" in line for line in lines_of(source, shape={"x": "N", "s": ""}))


def test_powers_share_their_products() -> None:
    lines = lines_of(array_function("return u**6", "u"))
    assert "u_4 = u_2 * u_2" in lines or "u_3 = u_2 * u" in lines, lines
    assert not any("**" in line for line in lines)


def test_powers_below_zero_divide_by_products() -> None:
    lines = lines_of(array_function("return u**-3", "u"))
    assert lines[1:] == ["u_2 = u * u", "grad_u = -3 * grad_out / u_2 / u_2"]


def test_einstein_sums_are_products_of_matrices() -> None:
    source = array_function('return np.einsum("nd,md->nm", x, y[:3])', "x", "y")
    lines = lines_of(source)
    assert not any("einsum" in line for line in lines), lines
    source = f'{NUMPY}\ndef f(a: Float[np.ndarray, "N H W"], b: Float[np.ndarray, "F H W"]):\n'
    lines = lines_of(f'{source}    return np.einsum("nhw,fhw->nf", a, b)\n')
    assert "grad_a = np.tensordot(grad_out, b, axes=([1], [0]))" in lines, lines


def test_arrays_are_released_before_others_are_made() -> None:
    lines = lines_of(array_function("t = np.exp(x); s = np.sin(t); return s * y", "x", "y"))
    assert "del grad_s" in lines or any(line.startswith("del ") for line in lines), lines
    for place, line in enumerate(lines):
        for name in line.removeprefix("del ").split(", ") if line.startswith("del ") else ():
            assert not any(name in later.split() for later in lines[place + 1 :]), (name, lines)
    assert not any(
        line.startswith("del ") for line in lines_of("def f(x):\n    return x * x * x\n")
    )


def test_views_of_what_the_caller_holds_are_not_released() -> None:
    lines = lines_of(array_function("t = x.T; s = np.exp(t); return np.sum(s * s)", "x"))
    assert not any("t" in line.removeprefix("del ").split(", ") for line in lines if "del " in line)


def test_released_names_are_read_again() -> None:
    source = "def f(x):\n    y = x * x\n    z = y * x\n    del y, x\n    return z\n"
    assert "del" not in generate(source)
    with pytest.raises(GradgenError, match="read before it is bound"):
        generate("def f(x):\n    y = x * x\n    del y\n    return y\n")


# What is faster is what it was.

SAMPLES = tuple(samples())
# Texts that differ on purpose: lines have merged, and there are `del` lines.
OTHERWISE = {
    promises.the_value_is_the_originals,  # powers of arrays are rounded otherwise
    promises.the_gradient_is_right_beside_the_value,
    promises.there_is_nothing_but_assignments,
    promises.forks_add,
    promises.new_names_are_numbered,
    promises.names_are_the_users_or_numbered,
    promises.every_name_is_bound_once,
    promises.each_forward_line_is_one_gate,
    promises.what_is_written_to_is_the_functions_own,
}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_the_promises_of_the_output_hold(sample: Sample) -> None:
    case = sample.in_mode["optimized"]
    for promise in promises.PROMISES:
        if promise not in OTHERWISE:
            promise(case)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_it_computes_what_the_default_does(sample: Sample) -> None:
    fast = generated(sample.in_mode["optimized"].result.source, sample.result.functions)
    plain = generated(sample.result.source, sample.result.functions)
    for trial in trials(sample):
        pairs = (gradients_at(sample, trial, functions) for functions in (fast, plain))
        check_same(*pairs)


def check_same(found: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    """Equal but for rounding, and of one shape and type."""
    for name, value in expected.items():
        mine = np.asarray(found[name])
        assert (mine.shape, mine.dtype) == (np.shape(value), np.asarray(value).dtype), name
        np.testing.assert_allclose(mine, value, rtol=1e-9, atol=1e-10, err_msg=name)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_it_can_be_differentiated_again(sample: Sample) -> None:
    """Where the gradient as it comes can."""
    for mode in ("vjp", "jvp"):
        assert is_read(sample.in_mode["optimized"], mode) >= is_read(sample, mode)


def is_read(case: Case, mode: str) -> bool:
    try:
        build(case.result.source, mode=mode)
    except GradgenError:
        return False
    return True


@pytest.mark.parametrize("mode", ["jvp", "hvp", "jacobian", "hessian", "split"])
@pytest.mark.parametrize(
    "name", ["neuron", "mlp", "layer_norm", "rosenbrock_vector", "two_outputs"]
)
def test_other_modes_run(name: str, mode: str) -> None:
    """Each gives a module that compiles, from the same choices."""
    sample = next(sample for sample in SAMPLES if sample.name == name)
    case = sample.in_mode[mode]
    try:
        plain = build(case.source, **case.options)
    except GradgenError:
        return
    fast = build(case.source, **{**case.options, "optimize": True})
    compile(fast.source, name, "exec")
    assert [c.name for c in fast.circuits] == [c.name for c in plain.circuits]


FAMILIES = sorted(p.stem for p in Path(__file__).with_name("array_cases").glob("[a-z]*.py"))


@pytest.mark.parametrize("family", FAMILIES)
def test_the_gradients_of_array_gates_are_right(family: str) -> None:
    """Every fourth case, with shapes or without in turns; test_array_rules has them all."""
    calls: tuple[Call, ...] = tuple(import_module(f"array_cases.{family}").CASES)
    with always_optimized():
        for number, call in enumerate(calls[::4]):
            prove(call, annotated=bool(call.shaped or number % 2))


def test_random_array_programs_keep_their_promises() -> None:
    ended = []
    with always_optimized():
        for number in range(1000, 1040):
            program = array_program(number)
            try:
                check_array_program(program, annotated=bool(number % 2), text_too=number % 5 == 0)
            except (UnfitError, RefusedError) as error:
                ended.append(str(error))
            except Exception as error:
                error.add_note(program.source)
                raise
            else:
                ended.append("right")
    assert ended.count("right") > 0.5 * len(ended), ended


def test_random_programs_of_numbers_keep_their_promises() -> None:
    with always_optimized():
        for number in range(1000, 1024):
            program = scalar_program(number)
            try:
                check_program(program, (1.0, -0.5, 1.75, 2.5))
            except Exception as error:
                error.add_note(program.source)
                raise


def test_a_sum_in_a_loop_is_one_value() -> None:
    """It grows there, though a line that copies does not say so."""
    source = array_function(
        "t = np.zeros_like(u); for i in range(u.shape[0]):;     t += u[i] * u; return t", "u"
    )
    assert "grad_u = grad_u + grad_t * t1" in lines_of(source), lines_of(source)


def test_rows_that_are_added_are_rows() -> None:
    """One number for all of them has no length."""
    source = "import numpy as np\n\n\ndef f(x, i):\n    return np.mean(x[i])\n"
    shapes = {"x": "N,2", "i": "3"}
    text = generate(source, mode="jacobian", wrt="x", shape=shapes, optimize=True)
    namespace: dict[str, Any] = {}
    exec(text, namespace)
    found = namespace["f_jacobian"](np.ones((2, 2)), np.array([0, -1, 0]))
    np.testing.assert_allclose(found, [[1 / 3, 1 / 3], [1 / 6, 1 / 6]])


def test_einstein_sums_repeat_an_axis_of_size_1() -> None:
    """Products of matrices do not: where sizes may differ, the sum stays what it is."""
    for x, y in (("4 4", "1 4"), ("N M", "1 J"), ("...", "...")):
        text = generate(EINSUM.format(x, y), mode="jvp", optimize=True)
        assert text.count("np.einsum") >= 2, text
    fits = generate(EINSUM.format("N M", "M K"), mode="jvp", optimize=True)
    assert "dot_out = dot_x @ y" in fits, fits


EINSUM = """
import numpy as np
from jaxtyping import Float


def f(x: Float[np.ndarray, "{}"], y: Float[np.ndarray, "{}"]):
    return np.einsum("ij,jk->ik", x, y)
"""


def test_where_a_sum_in_a_loop_starts_is_no_name_for_other_values() -> None:
    """What has the same start, and does not grow, is another value."""
    body = "m = x; u = m; X = 0.0; for i in range(3):;     X = X + u; "
    source = array_function(f"{body}return np.sum(x) + np.sum(m) + np.sum(u) + X", "x")
    x, upstream = np.array([[1.0, 2.0], [3.0, 5.0]]), np.array([[0.5, -1.0], [2.0, 0.25]])
    plain, fast = (
        generated(generate(source, optimize=o, shape={"x": "2,2"}), ("f",))["f"](x, upstream)
        for o in (False, True)
    )
    np.testing.assert_allclose(fast, plain, rtol=1e-12)


def test_a_sum_in_a_loop_over_what_is_spread_ends() -> None:
    """What grows has another shape after its first turn, and nothing that is spread is why."""
    body = "t = np.zeros_like(x); for i in range(x.shape[0]):;     t += x[i] * x; "
    lines = lines_of(array_function(f"{body}return np.sum(x) + np.sum(t)", "x"))
    assert any(line.startswith("grad_x = ") for line in lines), lines


@pytest.mark.parametrize(
    "body", ["return np.mean(x / w)", "q = np.block([x, np.tanh(x)]); return np.sum(q * q) * w"]
)
@pytest.mark.parametrize("mode", ["vjp", "jvp", "hvp", "jacobian", "split"])
def test_an_array_in_the_last_place_is_no_upstream_gradient(mode: str, body: str) -> None:
    """Only what is added to the parameters can be one, and where the output is a number, is one."""
    source = f"import numpy as np\n\n\ndef f(w: float, x):\n    {body}\n"
    choices: dict[str, Any] = {"split": True} if mode == "split" else {"mode": mode}
    values = (0.5, np.array([[1.0, 2.0], [3.0, 5.0]]))
    found = []
    for fast in (False, True):
        namespace: dict[str, Any] = {}
        exec(generate(source, optimize=fast, **choices), namespace)
        if mode == "split":
            value, residuals = namespace["f_forward"](*values)
            found.append((value, *namespace["f_backward"](residuals, 0.5)))
        else:
            extra = values if mode in ("jvp", "hvp") else ()
            found.append(
                as_tuple(namespace[f"f_{mode.replace('vjp', 'backward')}"](*values, *extra))
            )
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(other, one, rtol=1e-12, strict=True)


@pytest.mark.parametrize("special", [0.0, np.inf, -np.inf, np.nan])
def test_what_is_no_number_stays_none(special: float) -> None:
    """Where the default gives nan or infinity, so does this, and nowhere else."""
    source = array_function("return np.sum(np.log(x / w) * x**3 / np.sum(x))", "x", "w")
    x, w = np.array([[1.0, 2.0], [3.0, special]]), np.array([0.5, 2.0])
    with np.errstate(all="ignore"):
        plain, fast = (
            generated(generate(source, optimize=o), ("f",))["f"](x, w) for o in (False, True)
        )
    for one, other in zip(plain, fast, strict=True):
        finite = np.isfinite(one)
        assert (finite == np.isfinite(other)).all()
        np.testing.assert_allclose(other[finite], one[finite], rtol=1e-9)
