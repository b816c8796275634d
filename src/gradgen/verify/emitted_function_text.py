"""The pieces of text for each function in a test file: inputs, value, and the comparison."""

from __future__ import annotations

from typing import Final

RANDOM_CHANCE: Final = "random.Random({})"
NUMPY_CHANCE: Final = "np.random.default_rng({})"

GIVEN_INPUTS: Final = '''
def inputs_of_{name}():
    """The inputs at which `{name}` is tested."""
    return {pairs}
'''

DRAWN_INPUTS: Final = '''
def inputs_of_{name}():
    """Random inputs: of both signs, or positive where `{name}` has no finite value for these."""
{sizes}    for low in (-1.0, 0.1):
        chance = {chance}
        at = {pairs}
        with suppress(ArithmeticError, ValueError):
            if all({finite} for output in flat(value_of_{name}(at))):
                return at
    return pytest.fail("write inputs here at which `{name}` has a finite value")
'''

VALUE: Final = '''
def value_of_{name}(at):
    """`{name}` of the inputs in `at`."""
    return {call}
'''

OF_ONE: Final = """@pytest.mark.parametrize("place, name", {places})"""

VJP: Final = '''
{of_one}
def test_{derivative}(place, name):
    """The gradient by a parameter, for a random upstream gradient, along random directions."""
    chance = {chance}
    at = inputs_of_{name}()
    outputs = [*flat(value_of_{name}(at))]
    new = [random_like(chance, output) for output in outputs]
    weights, before = copy.deepcopy((new, at))
    {results}
    assert_unchanged([*new, *at.values()], [*weights, *before.values()])
    {check_value}
    gradient = found[place]
    {check_form}
'''

JACOBIAN: Final = '''
{of_one}
def test_{derivative}(place, name):
    """The Jacobian by a parameter, times a random upstream gradient, along random directions."""
    chance = {chance}
    at = inputs_of_{name}()
    outputs = [*flat(value_of_{name}(at))]
    weights = [random_like(chance, output) for output in outputs]
    before = copy.deepcopy(at)
    {results}
    assert_unchanged(at.values(), before.values())
    {check_value}
    blocks = found[place::{count}]
    {check_form}
    gradient = sum({product} for w, block in zip(weights, blocks, strict=True))
'''

ALONG_GRADIENT: Final = """
    def total(at):
        return sum(dot(w, o) for w, o in zip(weights, flat(value_of_{name}(at)), strict=True))

    for _ in range(3):
        direction = random_like(chance, at[name])
        along = dot(gradient, direction)
        most = dot(abs(gradient), abs(direction))
        assert_slope(along, most, lambda s: total({{**{at}, name: {at_name} + s * direction}}))
"""

JVP: Final = '''
@pytest.mark.parametrize("moving", {rows})
def test_{derivative}(moving):
    """The tangent along random directions of these parameters; the others stand still."""
    chance = {chance}
    at = inputs_of_{name}()
    outputs = [*flat(value_of_{name}(at))]
    weights = [random_like(chance, output) for output in outputs]

    def total(at):
        return sum(dot(w, o) for w, o in zip(weights, flat(value_of_{name}(at)), strict=True))

    for _ in range(3):
        moves = {{name: random_like(chance, at[name]) * (name in moving) for name in {moving}}}
        new = [*moves.values()]
        before = copy.deepcopy([*new, *at.values()])
        {results}
        assert_unchanged([*new, *at.values()], before)
        {check_value}
        {check_form}
        along = sum(dot(w, t) for w, t in zip(weights, found, strict=True))
        most = sum(dot(abs(w), abs(t)) for w, t in zip(weights, found, strict=True))

        def after(step):
            return total({{**{at}, **{{name: {at_name} + step * moves[name] for name in moves}}}})

        assert_slope(along, most, after)
'''

HVP: Final = '''
{of_one}
def test_{derivative}(place, name):
    """The part of the Hessian-vector product for a parameter, along random directions."""
    chance = {chance}
    at = inputs_of_{name}()
    moves = {{each: random_like(chance, at[each]) for each in {moving}}}
    new = copy.deepcopy([*moves.values()])
    before = copy.deepcopy(at)
    {results}
    assert_unchanged([*new, *at.values()], [*moves.values(), *before.values()])
    {check_value}
    product = found[place]
    {check_form}
'''

HESSIAN: Final = '''
{of_one}
def test_{derivative}(place, name):
    """The row of the Hessian for a parameter, times a random vector, along random directions."""
    chance = {chance}
    at = inputs_of_{name}()
    moves = {{each: random_like(chance, at[each]) for each in {moving}}}
    before = copy.deepcopy(at)
    {results}
    assert_unchanged(at.values(), before.values())
    {check_value}
    blocks = found[{count} * place : {count} * (place + 1)]
    {check_form}
    product = sum({product} for block, d in zip(blocks, moves.values(), strict=True))
'''

ALONG_PRODUCT: Final = """
    for _ in range(3):
        direction = random_like(chance, at[name])

        def after(s, t):
            there = {{name: {at_name} + t * moves[name] for name in moves}}
            there[name] = there[name] + s * direction
            return dot(1.0, value_of_{name}({{**{at}, **there}}))

        along = dot(product, direction)
        most = dot(abs(product), abs(direction))
        assert_slope(along, most, after)
"""
