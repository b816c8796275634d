"""Arrays that are made: of one number throughout, or of numbers in a row."""

from gradgen.rules.notation import gate


@gate("flat", "a constant", shape="given_shape")
def zeros(shape, dtype=None, *, grad_out):
    out = zeros(shape=shape, dtype=dtype)


@gate("flat", "a constant", shape="given_shape")
def ones(shape, dtype=None, *, grad_out):
    out = ones(shape=shape, dtype=dtype)


@gate("flat", "nothing is known of it", shape="given_shape")
def empty(shape, dtype=None, *, grad_out):
    out = empty(shape=shape, dtype=dtype)


@gate("copier", "summed: fill_value is everywhere", shape="given_shape")
def full(shape, fill_value, dtype=None, *, grad_out):
    out = full(shape=shape, fill_value=fill_value, dtype=dtype)
    grad_fill_value = summed_to(grad_out, fill_value)


@gate("flat", "whole numbers", shape="given_shape")
def full_of_whole(shape, fill_value, dtype=None, *, grad_out):
    out = full(shape=shape, fill_value=fill_value, dtype=dtype)
    grad_fill_value = 0


@gate("flat", "a constant", shape="like_first")
def zeros_like(a, dtype=None, *, grad_out):
    out = zeros_like(a, dtype=dtype)
    grad_a = 0


@gate("flat", "a constant", shape="like_first")
def ones_like(a, dtype=None, *, grad_out):
    out = ones_like(a, dtype=dtype)
    grad_a = 0


@gate("flat", "nothing is known of it", shape="like_first")
def empty_like(prototype, dtype=None, *, grad_out):
    out = empty_like(prototype, dtype=dtype)
    grad_prototype = 0


@gate("copier", "summed: fill_value is everywhere", shape="like_first")
def full_like(a, fill_value, dtype=None, *, grad_out):
    out = full_like(a, fill_value=fill_value, dtype=dtype)
    grad_a = 0
    grad_fill_value = summed_to(grad_out, fill_value)


@gate("flat", "whole numbers", shape="like_first")
def full_like_of_whole(a, fill_value, dtype=None, *, grad_out):
    out = full_like(a, fill_value=fill_value, dtype=dtype)
    grad_a = 0
    grad_fill_value = 0


@gate("flat", "numbers in a row", shape="counted")
def arange(start_or_stop, step=1, dtype=None, *, grad_out):
    out = arange(start_or_stop, stop=None, step=step, dtype=dtype)


@gate("flat", "numbers in a row", shape="counted")
def arange_between(start_or_stop, stop, dtype=None, *, grad_out):
    out = arange(start_or_stop, stop=stop, step=1, dtype=dtype)


# How many numbers there are is whole: each is the start and so many steps.
@gate("copier", "each number is so many steps away", shape="counted")
def arange_by_steps(start_or_stop, stop, step, *, grad_out):
    out = arange(start_or_stop, stop=stop, step=step)
    grad_start_or_stop = sum(grad_out)
    grad_stop = 0
    grad_step = arange(len(out), dtype=out.dtype) @ grad_out
    dot_out = full_like(out, dot_start_or_stop) + arange(len(out), dtype=out.dtype) * dot_step


@gate("flat", "numbers in a row", shape="counted")
def arange_by_steps_of_a_type(start_or_stop, stop, step, dtype, *, grad_out):
    out = arange(start_or_stop, stop=stop, step=step, dtype=dtype)


@gate("copier", "each point its share", shape="spaced")
def linspace(start, stop, num=50, endpoint=True, dtype=None, axis=0, *, grad_out):
    out = linspace(start, stop, num=num, endpoint=endpoint, dtype=dtype, axis=axis)
    parts = linspace(0.0, 1.0, num=num, endpoint=endpoint, dtype=out.dtype)
    grad_start = weighed(grad_out, 1 - parts, start, axis)
    grad_stop = weighed(grad_out, parts, stop, axis)
    dot_out = points_between(or_zeros(dot_start, start), or_zeros(dot_stop, stop))  # linear


# The logarithms to `base` are evenly spaced.
@gate("function", "each point its share", shape="spaced")
def logspace(start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0, *, grad_out):
    out = logspace(start, stop, num=num, endpoint=endpoint, base=base, dtype=dtype, axis=axis)
    parts = linspace(0.0, 1.0, num=num, endpoint=endpoint, dtype=out.dtype)
    back = grad_out * out * log(one_number(base))
    grad_start = weighed(back, 1 - parts, start, axis)
    grad_stop = weighed(back, parts, stop, axis)
    grad_base = only_number(grad_out * out * log(out) / (base * log(base)), base)
    moved = points_between(or_zeros(dot_start, start), or_zeros(dot_stop, stop))
    ahead = dot_base * out * log(out) / (one_number(base) * log(base))
    dot_out = out * log(one_number(base)) * moved + ahead


# The logarithms are evenly spaced: a step of one end's is a step of its logarithm.
@gate("function", "each point its share", shape="spaced")
def geomspace(start, stop, num=50, endpoint=True, dtype=None, axis=0, *, grad_out):
    out = geomspace(start, stop, num=num, endpoint=endpoint, dtype=dtype, axis=axis)
    parts = linspace(0.0, 1.0, num=num, endpoint=endpoint, dtype=out.dtype)
    back = grad_out * out
    grad_start = weighed(back, 1 - parts, start, axis) / start
    grad_stop = weighed(back, parts, stop, axis) / stop
    dot_out = out * points_between(
        or_zeros(dot_start / start, start), or_zeros(dot_stop / stop, stop)
    )


@gate("flat", "a constant", shape="square")
def eye(N, M=None, k=0, dtype=None, *, grad_out):
    out = eye(N, M=M, k=k, dtype=dtype)


@gate("flat", "a constant", shape="square")
def identity(N, dtype=None, *, grad_out):
    out = identity(N, dtype=dtype)


@gate("flat", "a constant", shape="square")
def tri(N, M=None, k=0, dtype=None, *, grad_out):
    out = tri(N, M=M, k=k, dtype=dtype)
