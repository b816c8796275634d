"""Inputs that a generator of text trips over: names that clash, and every way of writing a line."""

from __future__ import annotations

from textwrap import dedent
from typing import Final

from cases import Case

_NAMES: Final = {
    "parameter_like_a_gradient": """
        def f(x, grad_x):
            return x * grad_x * x
        """,
    "local_like_a_gradient": """
        def f(x):
            grad_x = x * x
            grad_grad_x = grad_x * x
            return grad_grad_x + grad_x
        """,
    "output_like_a_gradient": """
        def f(x, y):
            grad_y = x * y
            return grad_y
        """,
    "temporaries_of_the_user": """
        def f(t1, x):
            t2 = t1 * x + 1
            t4 = t2 * t2 - x * t1 * 2
            return t4 * t2 + t1 / (x * x + 1)
        """,
    "temporaries_bound_again": """
        def f(t1):
            t1 = t1 * t1 + 1
            t1 = t1 * t1 + t1 * 3
            return t1 * t1
        """,
    "called_out": """
        def f(out, grad_out):
            return out * grad_out + out
        """,
    "called_L": """
        def L(L):
            L = L * L
            return L
        """,
    "numbered_names": """
        def f(x, x_1, x_1_1):
            x = x * x_1
            x = x + x_1_1 * x
            x_1 = x * x_1
            return x * x_1
        """,
    "rebound_output": """
        def f(x, y):
            x = x * y
            x = x * y
            return x
        """,
    "module_as_parameter": """
        import math as m

        def f(math, exp, m2):
            return m.sin(math) * exp + m.exp(m2)
        """,
    "math_as_parameter_where_it_is_needed": """
        def f(math):
            return sigmoid(math)
        """,
    "math_as_local": """
        def f(x):
            math = tanh(x)
            return math * sigmoid(math)
        """,
    "sigmoid_as_parameter": """
        def f(sigmoid, x):
            return sigmoid * softplus(x)
        """,
    "helper_called_exp": """
        import math

        def exp(x):
            return x * x * x

        def f(x):
            return exp(x) + math.exp(x)
        """,
    "helper_called_sigmoid": """
        def sigmoid(x):
            return x * x

        def f(x):
            return sigmoid(x) + softplus(x) + logistic(x)
        """,
    "cos_called_sin": """
        from math import cos as sin

        def f(x):
            return sin(x) * x
        """,
    "sin_and_cos_swapped": """
        from math import cos as sin, sin as cos

        def f(x):
            return sin(x) * cos(2 * x)
        """,
    "imports_of_all_kinds": """
        import math
        import math as m
        from math import exp as e, log
        import os

        def f(x):
            return math.sin(x) + m.cos(x) * e(x) - log(x * x)
        """,
    "unicode": """
        def f(α, größe, 变量):
            Δ = α * größe
            return Δ * 变量 + α ** 2
        """,
    "builtins_as_parameters": """
        def big(x, y):
            return max(x, abs(y))

        def f(abs, max, float, x):
            return big(abs * x, max) * float
        """,
    "where_gradients_need_builtins": """
        def ramp(x):
            return elu(x, 1.5)

        def f(min, max, math):
            return ramp(min) + ramp(max) + math
        """,
    "keyword_like_names": """
        def f(match, case, type, _):
            return match * case + type * _
        """,
    "constant_like_a_local": """
        scale = 3.0

        def stretch(x):
            return x * scale

        def f(x):
            scale = x * x
            return stretch(scale)
        """,
    "constant_like_a_temporary": """
        t1 = 3.0
        grad_x = 2.0

        def f(x):
            return x * t1 * x + grad_x * x
        """,
    "helper_locals_clash": """
        def square(x):
            t = x * x
            return t

        def cube(x):
            t = square(x)
            return t * x

        def f(x, t):
            y = square(t) + cube(x)
            t = square(y) * t
            return t + y
        """,
}

_SIGNATURES: Final = {
    "positional_only": """
        def f(x, y, /, z):
            return x * y + z * z
        """,
    "keyword_only": """
        def f(x, *, y, z=2.0):
            return x * y ** 2 - z
        """,
    "all_sorts_of_parameters": """
        def f(a, /, b, c=1.5, *, d, e=-2.0):
            return a * b + c * d * e
        """,
    "defaults_of_constants": """
        RATE = 0.5

        def f(x, rate=RATE, twice=2 * RATE):
            return x * rate + twice
        """,
    "annotations": """
        # at: x=1.5, n=3, name='a', flag=True
        def f(x: float, n: int, name: str = "a", flag: bool = True) -> float:
            y: float = x ** n
            return y
        """,
    "annotations_over_several_lines": """
        import typing
        from typing import Union

        def f(
            x: Union[
                float,
                int,
            ],
            y: typing.Union[float] | (
                None  # or nothing
            ) = 2.0,
            z: "(((" = 1.0,
        ):
            return x * y * z
        """,
    "annotations_from_the_future": """
        from __future__ import annotations
        from typing import Annotated

        def f(x: Annotated[float, "metres"], y: "float") -> Nowhere:
            return x * y
        """,
    "unused_parameters": """
        def f(x, unused, *, extra=1.0):
            return x * x
        """,
    "returns_a_parameter": """
        def f(x, y):
            return x
        """,
    "returns_a_constant_too": """
        def f(x):
            return 3.0, x * x
        """,
    "several_outputs_that_share": """
        def f(x, y):
            s = x * y
            p = s * s
            return s, p, s + p
        """,
    "only_some_wanted": """
        # gradgen: --wrt c,a
        # at: a=1, b=2, c=3
        def f(a, b, c):
            return a * b * c
        """,
    "one_of_several_functions": """
        # gradgen: -f second --with-value
        def first(x):
            return x * x

        def second(x):
            return first(x) * x
        """,
    "two_functions_share_their_needs": """
        import math

        G = 9.81  # m/s^2

        def first(x):
            return sigmoid(x) * G

        def second(x):
            return sigmoid(x) * math.sin(x)
        """,
    "short_lines": """
        # gradgen: --line-length 40
        import math

        def f(velocity, resistance):
            terminal = math.sqrt(abs(velocity * resistance)) / (1 + resistance ** 2)
            return terminal
        """,
    "long_names": """
        def f(the_quick_brown_fox_jumps_over_the_lazy_dog, pack_my_box_with_five_dozen_liquor_jugs):
            sphinx_of_black_quartz_judge_my_vow = the_quick_brown_fox_jumps_over_the_lazy_dog ** 3
            return sphinx_of_black_quartz_judge_my_vow / pack_my_box_with_five_dozen_liquor_jugs
        """,
}

_STATEMENTS: Final = {
    "chained": """
        def f(x, y):
            a = b = x * y
            return a * b
        """,
    "tuples": """
        def f(x, y):
            a, b = x * y, x + y
            (c, d), e = (a, b * a), y
            [g, h] = [c * d, e]
            return g * h
        """,
    "starred": """
        def f(x, y, z):
            first, *rest = x * y, y, z
            *more, last = rest
            (only,) = more
            return first * last * only
        """,
    "swap": """
        def f(x, y):
            x, y = y, x * y
            x, y = y, x
            return x - 2 * y
        """,
    "rotation": """
        def f(x, y, z):
            x, y, z = y, z, x
            return x + 2 * y + 3 * z * x
        """,
    "augmented": """
        def f(x, y):
            s = x
            s += y * x
            s *= s
            s -= y
            s /= 2 + x * x
            s **= 2
            x += s
            return x
        """,
    "without_return": """
        def f(x, y):
            p = x * y
            q: float = p * p
        """,
    "fan_out_of_one": """
        def f(x):
            return x * x + x / x * x - x
        """,
    "same_operand_twice": """
        import math

        def f(x):
            a = x * x
            b = a / a + a - a
            c = math.hypot(x, x) + x ** x if False else x
            return a * b * c
        """,
    "names_never_used": """
        def f(x):
            \"\"\"Square.\"\"\"
            unused = x * 3
            also = unused
            return x * x
        """,
    "constants_everywhere": """
        def f(x):
            two = 2
            half = 1 / two
            y = 0.5 * -x + 1e-3 + 1_000 * half
            return +y - (-x) + 0x10 * x
        """,
    "deeply_nested": """
        import math

        def f(x, y):
            return ((((x + y) * x - y) * (x - (y - (x - y)))) / (1 + (x * (y * (x * y))) ** 2)) ** 2
        """,
    "long_sum": """
        def f(a, b, c):
            return a + b + c + a * b + b * c + a * c + sum([a, b, c]) + max(a, b, c) - min((a, b))
        """,
    "asserts_and_prints": """
        def f(x):
            assert x == x, "not a number"
            y = x * x
            print(y, "is the square")
            assert y >= 0
            return y
        """,
    "docstrings": '''
        """Of the module."""

        def square(x):
            """A "square": it's x\\N{SUPERSCRIPT TWO}."""
            return x * x

        def f(x):
            """Of the function.

            With a second paragraph.
            """
            return square(x)
        ''',
    "conditional_expressions": """
        def f(x, y):
            bigger = x if x > y else y
            return bigger * (x if x * y < 0 and x < 3 else 2 * y)
        """,
    "comparisons_as_factors": """
        def f(x, y):
            return x * (x > y) + y * (y >= x) + float(x < 0) * x
        """,
    "conversions_and_rounding": """
        import math

        def f(x, y):
            return float(x) * abs(y) + round(x) * y - math.floor(x) * (x // y) + x % y
        """,
    "powers": """
        def f(x, y):
            base = abs(x) + 1
            whole = x ** 0 + x ** 1 + x ** 2 + x ** 3
            return whole + base ** y + pow(base, 3) + base ** -1.5 + 2 ** y
        """,
    "recognised_forms": """
        import math

        def f(x):
            a = 1 / (1 + math.exp(-x))
            b = max(0, x)
            c = x if x > 0 else 0.0
            d = 1 / (math.exp(-(a + x)) + 1)
            return a * b + c * d
        """,
    "several_on_a_line": """
        def f(x, y): a = x * y; b = a * a; return b
        """,
    "lines_that_go_on": """
        def f(x, y):
            total = (
                x * y  # the product
                + x
            )
            total = total \\
                * y
            return (
                total
            )
        """,
}

_CALLS: Final = {
    "keyword_and_default_arguments": """
        def line(x, slope=2.0, *, offset=1.0):
            return slope * x + offset

        def f(x, y):
            return line(x) * line(x=y, offset=x) + line(slope=y, x=x) - line(x, y, offset=y * y)
        """,
    "nested_calls": """
        def square(x):
            return x * x

        def total(a, b):
            return square(a) + square(b)

        def f(x, y):
            return total(square(x), total(y, square(total(x, y))))
        """,
    "helper_with_two_outputs": """
        def sum_and_product(a, b):
            return a + b, a * b

        def f(x, y):
            s, p = sum_and_product(x, y)
            s, p = sum_and_product(s, p)
            return s * p
        """,
    "helper_that_rebinds": """
        def shift(x, by):
            x = x + by
            x *= x
            return x

        def f(x, by):
            by = shift(by, x)
            x = shift(x, by)
            return shift(x, x)
        """,
    "helper_that_returns_its_parameter": """
        def same(x):
            return x

        def second(x, y):
            return y

        def f(x, y):
            return same(x) * second(x, same(y)) + same(x)
        """,
    "helper_with_constants_and_comments": """
        STEP = 0.5  # of a metre
        HALF = STEP / 2  # a quarter

        def step(x):
            # one step further
            return x * HALF  # not far

        def f(x):
            # walk
            y = step(x)  # once
            return step(y) * STEP
        """,
}

_COMMENTS: Final = {
    "comments_in_all_positions": """
        # of the module

        # above the function
        def f(  # at the bracket
            x,  # of x
            y,  # of y
        ):  # at the colon
            # first
            # of two
            a = x * y  # behind

            # alone

            # above
            b = a * x  # behind too
            # last before the return
            return b  # behind the return
            # after the return
        """,
    "comments_that_look_like_more": """
        def f(x):
            # backward
            y = x * x  # forward
            # grad_x = 3  # gradient copier
            # type: ignore
            #!not a shebang
            #: sphinx
            z = y * x  # noqa: E501
            return z
        """,
    "comment_only_at_the_end": """
        def f(x):
            y = x * x
            # the end
        """,
}

_BYTES: Final = {
    "crlf": b"def f(x):\r\n    # a comment\r\n    y = x * x  # behind\r\n    return y\r\n",
    "old_mac": b"def f(x):\n    y = x * \\\r\n        x\n    return y\n",
    "bom": b"\xef\xbb\xbfdef f(x):\n    return x * x\n",
    "bom_and_crlf": b"\xef\xbb\xbf# first\r\ndef f(x):\r\n    return x * x\r\n",
    "tabs": b"def f(x):\n\ty = x * x\n\t# a comment\n\treturn y\t*\tx\n",
    "form_feeds": b"\x0cimport math\n\x0c\ndef f(x):\n    y = x * x\n\x0c\n    return math.sin(y)",
    "coding_line": "# -*- coding: utf-8 -*-\ndef f(größe):\n    return größe * größe\n".encode(),
    "no_newline_at_the_end": b"def f(x):\n    return x * x",
    "shebang": b"#!/usr/bin/env python3\ndef f(x):\n    return x * x\n",
    "blank_lines": b"\n\n\n\ndef f(x):\n\n\n\n    y = x * x\n\n\n\n    return y\n\n\n\n",
    "trailing_spaces": b"def f(x):   \n    y = x * x   # behind   \n    return y  \n   \n",
}

_TEXTS: Final = {**_NAMES, **_SIGNATURES, **_STATEMENTS, **_CALLS, **_COMMENTS}
NASTY: Final = (
    *(Case(name, dedent(text).lstrip("\n").encode()) for name, text in _TEXTS.items()),
    *(Case(name, source) for name, source in _BYTES.items()),
)
