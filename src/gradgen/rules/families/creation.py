"""Arrays that are made and not computed: of zeros, of ones, of literals, of numbers in a row."""

from gradgen.rules.notation import gate


@gate("flat", "a constant", shape="given_shape")
def zeros(shape, dtype=None, *, grad_out):
    out = zeros(shape=shape, dtype=dtype)


@gate("flat", "a constant", shape="given_shape")
def ones(shape, dtype=None, *, grad_out):
    out = ones(shape=shape, dtype=dtype)


@gate("flat", "a constant", shape="like_first")
def zeros_like(a, *, grad_out):
    out = zeros_like(a)
    grad_a = 0


@gate("flat", "a constant", shape="like_first")
def ones_like(a, *, grad_out):
    out = ones_like(a)
    grad_a = 0


@gate("flat", "numbers in a row", shape="counted")
def arange(start_or_stop, stop=None, step=1, dtype=None, *, grad_out):
    out = arange(start_or_stop, stop=stop, step=step, dtype=dtype)


@gate("flat", "a constant", shape="square")
def eye(N, M=None, k=0, dtype=None, *, grad_out):
    out = eye(N, M=M, k=k, dtype=dtype)


@gate("flat", "a constant", shape="of_literal")
def array(object, dtype=None, *, grad_out):
    out = array(object, dtype=dtype)
