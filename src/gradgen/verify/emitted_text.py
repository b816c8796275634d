"""The pieces of text that stand once in a test file, in the order in which they stand there."""

from __future__ import annotations

from typing import Final

HEAD: Final = '''\
"""Compares {names} of {generated} with differences of {originals} in {source}.

Made by `gradgen --emit test`. It needs pytest and what the functions need, and not gradgen.
"""
'''

PLACES: Final = """
HERE = Path(__file__).resolve().parent
{root}SOURCE = HERE / "{source}"
GENERATED = HERE / "{generated}"
TOLERANCE = {tolerance}  # relative to the sum of all that is added up in a derivative
"""

ROOT: Final = """PACKAGE = "{package}"
ROOT = HERE / "{root}"
"""

LOAD: Final = '''
def load(file):
    """The module in a file, which finds the other modules in its folder."""
    sys.path.insert(0, str(file.parent))
    spec = importlib.util.spec_from_file_location(file.stem, file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[file.stem] = module
    spec.loader.exec_module(module)
    return module
'''

LOAD_IN_PACKAGE: Final = '''
def load(file):
    """The module in a file of the package."""
    sys.path[:0] = [str(ROOT), str(file.parent)]
    name = f"{PACKAGE}.{file.stem}"
    spec = importlib.util.spec_from_file_location(name, file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
'''

LOAD_WITH_RETURNS: Final = '''
def load_with_returns(file, returns):
    """The same, with a `return` of these variables in the functions that have none."""
    tree = ast.parse(file.read_bytes())
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in returns:
            node.body.append(ast.parse(f"return {returns[node.name]}").body[0])
    module = load(file)
    exec(compile(tree, file, "exec"), module.__dict__)
    return module
'''

MODULES: Final = """
model = {model}
derivative = load(GENERATED)
"""

SUPPLIED: Final = """
{definitions}


# {source} calls these and does not define them.
{assignments}
"""

FLAT: Final = '''
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
    found = chance.normal(size=np.shape(value) or None)
{number}    return found.astype(value.dtype) if is_float_array(value) else found


def is_float_array(value):
    """Whether the elements of an array are floating-point numbers."""
    return np.ndim(value) > 0 and np.issubdtype(value.dtype, np.floating)


def assert_form(found, shape, *values):
    """An array has this shape, and elements as one of these values has."""
    assert np.shape(found) == shape
    types = [value.dtype for value in values if is_float_array(value)]
    assert not shape or not types or found.dtype in types


def assert_unchanged(now, before):
    """No value is another one now."""
    for one, other in zip(now, before, strict=True):
        np.testing.assert_array_equal(one, other)
'''

ARRAY_VALUES: Final = '''
def assert_same(found, expected):
    """Two rows of values are the same, but for rounding; their shapes too."""
    for one, other in zip(found, expected, strict=True):
        assert np.shape(one) == np.shape(other)
        np.testing.assert_allclose(one, other, rtol=TOLERANCE)
'''

NUMBERS: Final = '''
def dot(one, other):
    """The product of two numbers."""
    return float(one * other)


def random_like(chance, value):
    """A random number: a direction, or an upstream gradient."""
    return chance.choice((-1, 1)) * chance.uniform(0.5, 2.0)


def assert_unchanged(now, before):
    """No value is another one now."""
    assert [*now] == [*before]
'''

NUMBER_VALUES: Final = '''
def assert_same(found, expected):
    """Two rows of numbers are the same, but for rounding."""
    assert found == pytest.approx(expected, rel=TOLERANCE)
'''

MOVED: Final = '''
def moved(function, *steps):
    """A function some steps away from 0; nan outside of where it is defined."""
    with suppress(ArithmeticError, ValueError):
        return function(*steps)
    return math.nan
'''

FIRST: Final = '''
LARGEST_STEP = 0.05


def difference(function, step):
    """The slope of a function of one number at 0, over a step to both sides."""
    return (moved(function, step) - moved(function, -step)) / (2.0 * step)


def size(function):
    """How large a function is around 0: what is tiny beside that drowns in rounding."""
    found = [abs(moved(function, step)) for step in (-LARGEST_STEP, 0.0, LARGEST_STEP)]
    return max(value for value in found if math.isfinite(value))
'''

SECOND: Final = '''
LARGEST_STEP = 0.2


def difference(function, step):
    """The mixed second derivative of a function of two numbers at (0, 0), over a step."""
    straight = moved(function, step, step) + moved(function, -step, -step)
    crossed = moved(function, step, -step) + moved(function, -step, step)
    return (straight - crossed) / (4.0 * step**2)


def size(function):
    """How large a function is around (0, 0): what is tiny beside that drowns in rounding."""
    found = [abs(moved(function, step, step)) for step in (-LARGEST_STEP, 0.0, LARGEST_STEP)]
    return max(value for value in found if math.isfinite(value))
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


def assert_slope(found, most, function):
    """`found` is the slope of a function; `most` is what was added up for it, all positive."""
    expected, error = slope(function)
    scale = max(most, abs(expected), 1e-6 * size(function), 1e-300)
    is_clear, off = 3.0 * error <= 1e-3 * scale, abs(found - expected)
    assert is_clear, "the differences do not settle: a kink, or noise"
    assert off <= 3.0 * error + TOLERANCE * scale, f"{found}, not {expected}"
'''
