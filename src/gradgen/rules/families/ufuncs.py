"""NumPy's own elementwise functions: short forms of arithmetic, parts of numbers, sinc."""

from gradgen.rules.notation import gate


@gate("power", "local gradient 2 * x")
def square(x, grad_out):
    out = square(x)
    grad_x = grad_out * 2 * x


@gate("divider", "local gradient -1 / x**2")
def reciprocal(x, grad_out):
    out = reciprocal(x)
    grad_x = -grad_out * out * out


# The sinc function is 0F1(; 3/2; -(pi * x)**2 / 4) (DLMF 10.16.9 with 10.49.3), whose derivative is
# another 0F1 (DLMF 16.3.1): that loses no digits near 0, as (cos(pi * x) - out) / x would.
@gate("function", "local gradient (cos(pi * x) - out) / x, without its hole at 0")
def sinc(x, grad_out):
    out = sinc(x)
    grad_x = -grad_out * pi**2 / 3 * x * hyp0f1(2.5, -((pi * x / 2) ** 2))


@gate("copier", "a real number is its own conjugate")
def conj(x, grad_out):
    out = conj(x)
    grad_x = grad_out


@gate("copier", "a real number stays what it is")
def real_if_close(x, grad_out):
    out = real_if_close(x)
    grad_x = grad_out


@gate("router", "x takes all where it is a finite number", shape="elementwise")
def nan_to_num(x, nan=0.0, posinf=None, neginf=None, *, grad_out):
    out = nan_to_num(x, nan=nan, posinf=posinf, neginf=neginf)
    grad_x = where(isfinite(x), grad_out, 0.0)


# What is added are whole turns.
@gate("copier", "the turns that were added are whole", shape="like_first")
def unwrap(p, discont=None, axis=-1, *, grad_out):
    out = unwrap(p, discont=discont, axis=axis)
    grad_p = grad_out
    dot_out = dot_p
