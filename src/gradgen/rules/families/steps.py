"""NumPy's functions that are constant between their steps: rounding, bits, questions."""

from gradgen.rules.notation import gate


@gate("flat", "constant between its steps")
def rint(x, grad_out):
    out = rint(x)
    grad_x = 0


@gate("flat", "constant between its steps", shape="elementwise")
def around(a, decimals=0, *, grad_out):
    out = around(a, decimals=decimals)
    grad_a = 0


@gate("flat", "constant between its steps")
def spacing(x, grad_out):
    out = spacing(x)
    grad_x = 0


@gate("flat", "true or false, nothing between")
def signbit(x, grad_out):
    out = signbit(x)
    grad_x = 0


@gate("flat", "true or false, nothing between")
def isposinf(x, grad_out):
    out = isposinf(x)
    grad_x = 0


@gate("flat", "true or false, nothing between")
def isneginf(x, grad_out):
    out = isneginf(x)
    grad_x = 0


@gate("flat", "true or false, nothing between")
def isreal(x, grad_out):
    out = isreal(x)
    grad_x = 0


@gate("flat", "true or false, nothing between")
def iscomplex(x, grad_out):
    out = iscomplex(x)
    grad_x = 0


@gate("flat", "true or false, nothing between", shape="elementwise")
def isclose_arrays(a, b, rtol=1e-05, atol=1e-08, equal_nan=False, *, grad_out):
    out = isclose(a, b, rtol=rtol, atol=atol, equal_nan=equal_nan)
    grad_a = 0
    grad_b = 0
    grad_rtol = 0
    grad_atol = 0


@gate("flat", "true or false, nothing between")
def logical_xor(x, y, grad_out):
    out = logical_xor(x, y)
    grad_x = 0
    grad_y = 0


@gate("flat", "bits have nothing between them")
def bitwise_and(x, y, grad_out):
    out = x & y
    grad_x = 0
    grad_y = 0


@gate("flat", "bits have nothing between them")
def bitwise_or(x, y, grad_out):
    out = x | y
    grad_x = 0
    grad_y = 0


@gate("flat", "bits have nothing between them")
def bitwise_xor(x, y, grad_out):
    out = x ^ y
    grad_x = 0
    grad_y = 0


@gate("flat", "bits have nothing between them")
def invert(x, grad_out):
    out = ~x
    grad_x = 0


@gate("flat", "bits have nothing between them")
def left_shift(x, places, grad_out):
    out = left_shift(x, places)
    grad_x = 0
    grad_places = 0


@gate("flat", "bits have nothing between them")
def right_shift(x, places, grad_out):
    out = right_shift(x, places)
    grad_x = 0
    grad_places = 0


@gate("flat", "bits have nothing between them")
def bitwise_count(x, grad_out):
    out = bitwise_count(x)
    grad_x = 0


@gate("flat", "true or false, nothing between", shape="scalar")
def allclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False, *, grad_out):
    out = allclose(a, b, rtol=rtol, atol=atol, equal_nan=equal_nan)
    grad_a = 0
    grad_b = 0
    grad_rtol = 0
    grad_atol = 0


@gate("flat", "true or false, nothing between", shape="scalar")
def array_equal(a1, a2, equal_nan=False, *, grad_out):
    out = array_equal(a1, a2, equal_nan=equal_nan)
    grad_a1 = 0
    grad_a2 = 0


@gate("flat", "true or false, nothing between", shape="scalar")
def array_equiv(a1, a2, *, grad_out):
    out = array_equiv(a1, a2)
    grad_a1 = 0
    grad_a2 = 0


@gate("flat", "true or false, nothing between", shape="like_first")
def isin(element, test_elements, invert=False, *, grad_out):
    out = isin(element, test_elements, invert=invert)
    grad_element = 0
    grad_test_elements = 0


@gate("flat", "the type of x is what it is", shape="scalar")
def isrealobj(x, *, grad_out):
    out = isrealobj(x)
    grad_x = 0


@gate("flat", "the type of x is what it is", shape="scalar")
def iscomplexobj(x, *, grad_out):
    out = iscomplexobj(x)
    grad_x = 0


@gate("flat", "the type of it is what it is", shape="scalar")
def isscalar(element, *, grad_out):
    out = isscalar(element)
    grad_element = 0
