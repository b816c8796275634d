"""Bounds: values that are kept between others, and extremes that look past `nan`.

A clip passes strictly inside its bounds; on them and outside, the bound takes all
(`docs/conventions.md`).
"""

from gradgen.rules.notation import gate


@gate("router", shape="elementwise")
def clip_from_below(a, a_min, *, grad_out):
    out = clip(a, a_min=a_min, a_max=None)
    grad_a = where(a > a_min, grad_out, 0.0)  # a takes all if a > a_min
    grad_a_min = where(a <= a_min, grad_out, 0.0)  # a_min takes all if a <= a_min
    dot_out = where(a > a_min, dot_a, dot_a_min)


@gate("router", shape="elementwise")
def clip_from_above(a, a_max, *, grad_out):
    out = clip(a, a_min=None, a_max=a_max)
    grad_a = where(a < a_max, grad_out, 0.0)  # a takes all if a < a_max
    grad_a_max = where(a >= a_max, grad_out, 0.0)  # a_max takes all if a >= a_max
    dot_out = where(a < a_max, dot_a, dot_a_max)


# Where the bounds are the wrong way round, NumPy gives the upper one.
@gate("router", shape="elementwise")
def clip(a, a_min, a_max, *, grad_out):
    out = clip(a, a_min=a_min, a_max=a_max)
    grad_a = where(a > a_min and a < a_max, grad_out, 0.0)  # a takes all strictly inside
    grad_a_min = where(a <= a_min and a_min <= a_max, grad_out, 0.0)  # a_min takes all below
    grad_a_max = where(
        (a > a_min and a >= a_max) or a_min > a_max, grad_out, 0.0
    )  # a_max takes all above
    dot_out = where(
        a > a_min and a < a_max, dot_a, where(a <= a_min and a_min <= a_max, dot_a_min, dot_a_max)
    )


@gate("router", shape="elementwise")
def clip_from_min(a, min, *, grad_out):
    out = clip(a, min=min, max=None)
    grad_a = where(a > min, grad_out, 0.0)  # a takes all if a > min
    grad_min = where(a <= min, grad_out, 0.0)  # min takes all if a <= min
    dot_out = where(a > min, dot_a, dot_min)


@gate("router", shape="elementwise")
def clip_to_max(a, max, *, grad_out):
    out = clip(a, min=None, max=max)
    grad_a = where(a < max, grad_out, 0.0)  # a takes all if a < max
    grad_max = where(a >= max, grad_out, 0.0)  # max takes all if a >= max
    dot_out = where(a < max, dot_a, dot_max)


@gate("router", shape="elementwise")
def clip_by_name(a, min, max, *, grad_out):
    out = clip(a, min=min, max=max)
    grad_a = where(a > min and a < max, grad_out, 0.0)  # a takes all strictly inside
    grad_min = where(a <= min and min <= max, grad_out, 0.0)  # min takes all below
    grad_max = where((a > min and a >= max) or min > max, grad_out, 0.0)  # max takes all above
    dot_out = where(a > min and a < max, dot_a, where(a <= min and min <= max, dot_min, dot_max))


@gate("router")
def fmax(x, y, grad_out):
    out = fmax(x, y)
    grad_x = where(y > x or isnan(x), 0.0, grad_out)  # x takes all unless y > x or x is no number
    grad_y = where(y > x or isnan(x), grad_out, 0.0)  # y takes all if y > x or x is no number
    dot_out = where(y > x or isnan(x), dot_y, dot_x)


@gate("router")
def fmin(x, y, grad_out):
    out = fmin(x, y)
    grad_x = where(y < x or isnan(x), 0.0, grad_out)  # x takes all unless y < x or x is no number
    grad_y = where(y < x or isnan(x), grad_out, 0.0)  # y takes all if y < x or x is no number
    dot_out = where(y < x or isnan(x), dot_y, dot_x)


# 0 left of 0, 1 right of it, and h at 0 itself.
@gate("router")
def heaviside(x, h, grad_out):
    out = heaviside(x, h)
    grad_x = 0  # constant on either side of 0
    grad_h = where(x == 0, grad_out, 0.0)  # h takes all if x == 0
