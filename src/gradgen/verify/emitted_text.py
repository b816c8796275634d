"""The pieces of text that a test file is made of, in the order in which they stand there."""

from __future__ import annotations

from typing import Final

HEAD: Final = '''\
"""Compares {names} of {generated} with differences of {originals} in {source}.

Made by `gradgen --emit test`. It needs pytest and what the functions need, and not gradgen.
"""
'''

PLACES: Final = """
HERE = Path(__file__).resolve().parent
SOURCE = HERE / "{source}"
GENERATED = HERE / "{generated}"
TOLERANCE = {tolerance}  # relative to the sum of all that is added up in a derivative
"""

LOADING: Final = '''
def load(file):
    """The module in a file, which finds the other modules in its folder."""
    sys.path.insert(0, str(file.parent))
    spec = importlib.util.spec_from_file_location(file.stem, file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[file.stem] = module
    spec.loader.exec_module(module)
    return module


model = load(SOURCE)
derivative = load(GENERATED)


def flat(value):
    """The values in a tuple, and in those that stand in it."""
    if isinstance(value, (tuple, list)):
        for each in value:
            yield from flat(each)
    else:
        yield value
'''

ARRAYS: Final = '''
def dot(one, other):
    """The sum of the products of the elements."""
    return float(np.sum(np.multiply(one, other, dtype=float)))


def random_like(chance, value):
    """Random numbers in the shape of a value: a direction, or an upstream gradient."""
    found = chance.normal(size=np.shape(value))
    return found.astype(value.dtype) if getattr(value, "dtype", None) == "float32" else found


def assert_same(found, expected):
    """Two rows of values are the same, but for rounding; their shapes too."""
    for one, other in zip(found, expected, strict=True):
        assert np.shape(one) == np.shape(other)
        np.testing.assert_allclose(one, other, rtol=TOLERANCE)


def assert_unchanged(now, before):
    """No value is changed."""
    for one, other in zip(now, before, strict=True):
        np.testing.assert_array_equal(one, other)


def shape(value):
    """The shape of an array; that of a number is ()."""
    return np.shape(value)
'''

NUMBERS: Final = '''
def dot(one, other):
    """The product of two numbers."""
    return float(one * other)


def random_like(chance, value):
    """A random number: a direction, or an upstream gradient."""
    return chance.choice((-1, 1)) * chance.uniform(0.5, 2.0)


def assert_same(found, expected):
    """Two rows of numbers are the same, but for rounding."""
    assert found == pytest.approx(expected, rel=TOLERANCE)


def assert_unchanged(now, before):
    """No value is changed."""
    assert list(now) == list(before)


def shape(value):
    """The shape of a number is ()."""
    return getattr(value, "shape", ())
'''

FIRST: Final = '''
def difference(function, step):
    """The slope of a function of one number at 0, over a step to both sides."""
    return (function(step) - function(-step)) / (2.0 * step)


LARGEST_STEP = 0.05
'''

SECOND: Final = '''
def difference(function, step):
    """The mixed second derivative of a function of two numbers at (0, 0), over a step."""
    straight = function(step, step) + function(-step, -step)
    return (straight - function(step, -step) - function(-step, step)) / (4.0 * step**2)


LARGEST_STEP = 0.2
'''

SLOPE: Final = '''
def slope(function):
    """The difference for a step of zero, and by how much it may be wrong.

    Extrapolated from larger steps: C. J. F. Ridders, Advances in Engineering Software 4 (1982).
    """
    best, best_error, before, step = 0.0, math.inf, [], LARGEST_STEP
    for _ in range(14):
        row, factor = [difference(function, step)], 1.0
        for last in before:
            factor *= 1.6**2
            row.append((factor * row[-1] - last) / (factor - 1.0))
            error = max(abs(row[-1] - row[-2]), abs(row[-1] - last))
            if error < best_error:
                best, best_error = row[-1], error
        before, step = row, step / 1.6
    return best, best_error


def assert_slope(found, size, function, total):
    """`found`, the sum of products that make up `size`, is the slope of `function`.

    `total` is how large the function is: what is tiny beside it drowns in rounding.
    """
    expected, error = slope(function)
    scale = max(size, abs(expected), 1e-6 * total, 1e-300)
    assert 3.0 * error <= 1e-3 * scale, "the differences do not settle: a kink, or noise"
    assert abs(found - expected) <= 3.0 * error + TOLERANCE * scale, f"{found}, not {expected}"
'''

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

VJP: Final = '''
@pytest.mark.parametrize("place, name", enumerate({moving}))
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
    assert shape(gradient) == shape(at[name])

    def total(at):
        return sum(dot(w, o) for w, o in zip(weights, flat(value_of_{name}(at)), strict=True))

    size = sum(dot(abs(w), abs(o)) for w, o in zip(weights, outputs, strict=True))
    for _ in range(3):
        direction = random_like(chance, at[name])
        along = dot(gradient, direction)
        most = dot(abs(gradient), abs(direction))
        assert_slope(along, most, lambda s: total({{**at, name: at[name] + s * direction}}), size)
'''

JVP: Final = '''
@pytest.mark.parametrize("name", [*{moving}, "all"])
def test_{derivative}(name):
    """The tangent along random directions of one parameter, or of all of them."""
    chance = {chance}
    at = inputs_of_{name}()
    outputs = [*flat(value_of_{name}(at))]
    weights = [random_like(chance, output) for output in outputs]
    size = sum(dot(abs(w), abs(o)) for w, o in zip(weights, outputs, strict=True))

    def total(at):
        return sum(dot(w, o) for w, o in zip(weights, flat(value_of_{name}(at)), strict=True))

    for _ in range(3):
        moves = {{each: random_like(chance, at[each]) for each in {moving}}}
        moves = {{each: d * (name in (each, "all")) for each, d in moves.items()}}
        new = list(moves.values())
        before = copy.deepcopy([*new, *at.values()])
        {results}
        assert_unchanged([*new, *at.values()], before)
        {check_value}
        assert [*map(shape, found)] == [*map(shape, outputs)]
        along = sum(dot(w, t) for w, t in zip(weights, found, strict=True))
        most = sum(dot(abs(w), abs(t)) for w, t in zip(weights, found, strict=True))

        def moved(step):
            return total({{**at, **{{each: at[each] + step * moves[each] for each in moves}}}})

        assert_slope(along, most, moved, size)
'''

HVP: Final = '''
@pytest.mark.parametrize("place, name", enumerate({moving}))
def test_{derivative}(place, name):
    """The part of the Hessian-vector product for a parameter, along random directions."""
    chance = {chance}
    at = inputs_of_{name}()
    outputs = [*flat(value_of_{name}(at))]
    moves = {{each: random_like(chance, at[each]) for each in {moving}}}
    new = copy.deepcopy([*moves.values()])
    before = copy.deepcopy(at)
    {results}
    assert_unchanged([*new, *at.values()], [*moves.values(), *before.values()])
    {check_value}
    product = found[place]
    assert shape(product) == shape(at[name])

    for _ in range(3):
        direction = random_like(chance, at[name])

        def moved(s, t):
            there = {{each: at[each] + t * moves[each] for each in moves}}
            there[name] = there[name] + s * direction
            return dot(1.0, next(flat(value_of_{name}({{**at, **there}}))))

        along = dot(product, direction)
        most = dot(abs(product), abs(direction))
        assert_slope(along, most, moved, abs(dot(1.0, outputs[0])))
'''
