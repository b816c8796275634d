"""Whether derivatives along a direction are right: what jvp and hvp give.

They are held against a complex step or differences along that direction, against the gradient,
which is proved by itself, and a Hessian-vector product also against the gradient of
`gradient . direction`, which gradgen finds by reading its own output.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from agreement import Trial, analytic, parameters, real, trials, wanted, with_defaults
from array_agreement import total
from cases import Case
from gradgen.api import build
from gradgen.diagnostics import GradgenError
from running import Function, as_tuple, call, generated
from slopes import Slope, complex_step, differences

Values = Mapping[str, Any]

_EXACT = 1e-10


@cache
def directions(case: Case, trial: Trial, which: str = "v") -> Values:
    """A random direction for each parameter that moves: large for a large number."""
    chance = np.random.default_rng(case.chance(f"{trial.function} {which}").getrandbits(64))
    values = arguments(case, trial)
    return {name: _like(values[name], chance) for name in wanted(case, trial.function)}


def _like(value: Any, chance: np.random.Generator) -> Any:
    if isinstance(value, np.ndarray):
        return chance.normal(size=value.shape)
    return float(chance.normal()) * (abs(value) or 1.0)


@cache
def arguments(case: Case, trial: Trial) -> Values:
    """The values of a trial, with the defaults of those that it leaves out."""
    return with_defaults(real(case)[trial.function], trial.values)


@cache
def has(case: Case, mode: str) -> bool:
    """Whether a case has derivatives of a mode: only a single number has a Hessian."""
    try:
        derivative(case, mode)
    except GradgenError as error:
        slugs = {found.slug for found in error.diagnostics}
        if mode not in ("hvp", "hessian") or slugs != {"not-one-number"}:
            raise
    else:
        return True
    assert any(_shapes(case, trial) != [()] for trial in trials(case))
    return False


def _shapes(case: Case, trial: Trial) -> list[tuple[int, ...]]:
    outputs = as_tuple(call(real(case)[trial.function], trial.values))
    return [np.shape(output) for output in outputs]


def moving(case: Case, text: str, mode: str) -> Mapping[str, Function]:
    """The functions that a module holds in a mode, by the name of the original."""
    return generated(text, case.result.functions, case.in_mode[mode].suffix)


def given(case: Case, trial: Trial, function: Function, direction: Values) -> Values:
    """The arguments of a generated function, whatever the parameters for a direction are called.

    They stand in the order of the parameters that move.
    """
    own = parameters(real(case)[trial.function])
    new = [name for name in parameters(function) if name not in own]
    assert len(new) == len(direction), f"{new} for {[*direction]}"
    return {**trial.values, **dict(zip(new, direction.values(), strict=True))}


@cache
def derivative(case: Case, mode: str) -> str:
    """What gradgen makes of a case in a mode, without the value."""
    return build(case.source, **{**case.in_mode[mode].options, "with_value": False}).source


def along(case: Case, trial: Trial, function: Function, direction: Values) -> Any:
    """What a generated function returns in a direction."""
    return call(function, given(case, trial, function, direction))


def check_jvp(case: Case, text: str) -> None:
    """The tangents that the module `text` gives are those of the case's functions."""
    functions = moving(case, text, "jvp")
    backward = generated(case.gradient_source, case.result.functions)
    for trial in trials(case):
        direction = directions(case, trial)
        found = as_tuple(along(case, trial, functions[trial.function], direction))
        outputs = as_tuple(call(real(case)[trial.function], trial.values))
        assert len(found) == len(outputs)
        for tangent, output in zip(found, outputs, strict=True):
            assert np.shape(tangent) == np.shape(output)
        seeds = list(trial.seeds.values()) or [np.ones_like(output) for output in outputs]
        moved = moved_along(real(case)[trial.function], case, trial, direction, seeds)
        can = moved_along(analytic(case)[trial.function], case, trial, direction, seeds)
        is_along(total(found, seeds), slope_of(moved, None if trial.has_arrays else can), "tangent")
        gradients = as_tuple(call(backward[trial.function], trial.arguments))
        products = [np.sum(g * d) for g, d in zip(gradients, direction.values(), strict=True)]
        _check_same(total(found, seeds), sum(products), products)


def moved_along(
    function: Function, case: Case, trial: Trial, direction: Values, weights: Sequence[Any]
) -> Callable[[Any], Any]:
    """The outputs of a function, each times its weight, by the step along a direction."""
    values = arguments(case, trial)

    def moved(step: Any) -> Any:
        there = {name: values[name] + step * each for name, each in direction.items()}
        return total(as_tuple(call(function, {**values, **there})), weights)

    return moved


def slope_of(moved: Callable[[Any], Any], can: Callable[[Any], Any] | None) -> Slope:
    """The slope at the step 0: by a complex step of `can` where there is that, else differences."""
    by_step = complex_step(can, float(moved(0.0)), 0.0) if can else None
    return by_step or differences(lambda step: float(moved(step)), 0.0)


def is_along(found: Any, expected: Slope, what: str) -> None:
    """A derivative along a direction is the slope there."""
    assert np.isfinite(found), f"{what}: {found}"
    error = expected.error + 1e-9 * abs(found) + 1e-12
    assert abs(found - expected.value) <= error, f"{what}: {found}, not {expected.value}"


def _check_same(found: Any, expected: Any, parts: Sequence[Any]) -> None:
    size = 1.0 + sum(float(np.sum(np.abs(part))) for part in parts)
    np.testing.assert_allclose(found, expected, rtol=0.0, atol=_EXACT * size)


def check_hvp(case: Case, text: str) -> None:
    """The products that the module `text` gives are slopes of the gradient; H is symmetric."""
    functions = moving(case, text, "hvp")
    source = case.gradient_source
    exact = generated(source, case.result.functions, mode="complex")
    plain = generated(source, case.result.functions)
    for trial in trials(case):
        direction, other = (directions(case, trial, which) for which in "vw")
        found = as_tuple(along(case, trial, functions[trial.function], direction))
        check_shapes(case, trial, found)
        weights = list(other.values())
        unit = _unit_trial(case, trial, plain[trial.function])
        moved = moved_along(plain[trial.function], case, unit, direction, weights)
        can = moved_along(exact[trial.function], case, unit, direction, weights)
        product = total(found, weights)
        is_along(product, slope_of(moved, None if trial.has_arrays else can), "product")
        turned = as_tuple(along(case, trial, functions[trial.function], other))
        parts = [t * d for t, d in zip(turned, direction.values(), strict=True)]
        _check_same(product, total(turned, list(direction.values())), parts)


@cache
def _unit_trial(case: Case, trial: Trial, backward: Function) -> Trial:
    """The trial with upstream gradients of one among its values: as a Hessian has them."""
    own = parameters(real(case)[trial.function])
    seeds = {name: 1.0 for name in parameters(backward) if name not in own}
    values = {**arguments(case, trial), **seeds}
    return Trial(trial.function, values, {})


def check_shapes(case: Case, trial: Trial, found: Sequence[Any]) -> None:
    """One product for each parameter that moves, in its shape."""
    names = wanted(case, trial.function)
    assert len(found) == len(names)
    values = arguments(case, trial)
    for name, product in zip(names, found, strict=True):
        assert np.shape(product) == np.shape(values[name]), name


# The notes' way.


@cache
def inner_product_source(case: Case) -> str:
    """The gradient of a case, and functions that multiply it with a direction."""
    source = case.gradient_source
    own = {c.name: [p.name for p in c.parameters] for c in case.result.program.circuits}
    nodes = {n.name: n for n in ast.parse(source).body if isinstance(n, ast.FunctionDef)}
    functions = (
        _inner_product(case, name, own[name], nodes[f"{name}_backward"])
        for name in case.result.functions
    )
    return "\n\n\n".join((source, *functions)) + "\n"


def product_name(function: str) -> str:
    """What the function is called that multiplies the gradient of another with a direction."""
    return f"gradient_of_{function}_times_v"


def _inner_product(case: Case, name: str, own: Sequence[str], node: ast.FunctionDef) -> str:
    """Text around the generated function: its parameters, a direction, a call, a sum."""
    names = wanted(case, name)
    seeds = [a.arg for a in (*node.args.args, *node.args.kwonlyargs) if a.arg not in own]
    passed = [a.arg for a in node.args.posonlyargs]
    passed += [f"{n}={n}" for n in own if n not in passed] + [f"{seed}=1.0" for seed in seeds]
    taken = _without(node.args, seeds)
    taken.kwonlyargs += [ast.arg(f"v_of_{n}") for n in names]
    taken.kw_defaults += [None for _ in names]
    gradients = [f"gradient_by_{n}" for n in names]
    products = [f"gradient_by_{n} * v_of_{n}" for n in names]
    if "numpy" in case.text:
        products = [f"numpy.sum({product})" for product in products]
    lines = [
        f"def {product_name(name)}({ast.unparse(taken)}):",
        f"    {', '.join(gradients)} = {name}_backward({', '.join(passed)})",
        f"    return {' + '.join(products)}",
    ]
    return "\n".join(lines)


def _without(signature: ast.arguments, names: Sequence[str]) -> ast.arguments:
    """A signature without some of its parameters."""
    by_place = [*signature.posonlyargs, *signature.args]
    dropped = sum(a.arg in names for a in signature.args)
    defaults = signature.defaults[: len(signature.defaults) - dropped]
    assert all(a.arg not in names for a in by_place[: len(by_place) - dropped])
    named = zip(signature.kwonlyargs, signature.kw_defaults, strict=True)
    kept = [(a, default) for a, default in named if a.arg not in names]
    return ast.arguments(
        posonlyargs=signature.posonlyargs,
        args=[a for a in signature.args if a.arg not in names],
        kwonlyargs=[a for a, _ in kept],
        kw_defaults=[default for _, default in kept],
        defaults=defaults,
    )


def check_notes_way(case: Case, text: str) -> None:
    """The products are the gradient of `gradient . direction`."""
    source = inner_product_source(case)
    if "numpy" in case.text:
        source = f"import numpy\n{source}"
    functions = moving(case, text, "hvp")
    for name in case.result.functions:
        product = product_name(name)
        twice = build(source, function=product, wrt=wanted(case, name)).source
        backward = generated(twice, (product,))[product]
        for trial in (trial for trial in trials(case) if trial.function == name):
            direction = directions(case, trial)
            found = as_tuple(along(case, trial, functions[name], direction))
            named = {f"v_of_{n}": each for n, each in direction.items()}
            expected = as_tuple(call(backward, {**trial.values, **named}))
            check_near(found, expected)


def check_near(found: Sequence[Any], expected: Sequence[Any]) -> None:
    """Equal but for rounding, as parts of one row."""
    size = 1.0 + max((float(np.max(np.abs(e), initial=0.0)) for e in expected), default=0.0)
    for one, other in zip(found, expected, strict=True):
        assert np.shape(one) == np.shape(other)
        np.testing.assert_allclose(one, other, rtol=0.0, atol=_EXACT * size)


# With the value, and by one parameter alone.


def check_beside_the_value(case: Case, mode: str) -> None:
    """The value is the original's, and what stands beside it is what it is without."""
    this = case.in_mode[mode]
    plain = moving(case, build(case.source, **{**this.options, "with_value": False}).source, mode)
    valued = moving(case, this.valued.source, mode)
    for trial in trials(case):
        direction = directions(case, trial)
        value, found = along(case, trial, valued[trial.function], direction)
        original = call(real(case)[trial.function], trial.values)
        assert isinstance(value, tuple) == isinstance(original, tuple)
        for one, other in zip(as_tuple(value), as_tuple(original), strict=True):
            np.testing.assert_array_equal(one, other)
            assert np.asarray(one).dtype == np.asarray(other).dtype
        expected = along(case, trial, plain[trial.function], direction)
        assert isinstance(found, tuple) == isinstance(expected, tuple)
        for one, other in zip(as_tuple(found), as_tuple(expected), strict=True):
            np.testing.assert_array_equal(one, other)


def check_each_alone(case: Case, mode: str) -> None:
    """By one parameter alone it is as if the others stood still."""
    options = {**case.in_mode[mode].options, "with_value": False}
    together = moving(case, build(case.source, **options).source, mode)
    for name in case.result.functions:
        names = wanted(case, name)
        for place, moved in enumerate(names if len(names) > 1 else ()):
            one = {**options, "function": name, "wrt": moved}
            text = build(case.source, **one).source
            alone = generated(text, (name,), case.in_mode[mode].suffix)[name]
            for trial in [trial for trial in trials(case) if trial.function == name][:2]:
                direction = directions(case, trial)
                lone = {moved: direction[moved]}
                found = as_tuple(along(case, trial, alone, lone))
                still = {n: np.zeros_like(d) if n != moved else d for n, d in direction.items()}
                all_of_them = as_tuple(along(case, trial, together[name], still))
                check_near(found, all_of_them if mode == "jvp" else (all_of_them[place],))
