"""Softmax and its kin: exponentials that are brought to the sum 1.

Bridle, "Probabilistic interpretation of feedforward classification network outputs", 1990. The
gates of SciPy's name take all axes by default, those without a library the last one.
"""

from gradgen.rules.notation import gate, spelling


@gate("function", "upstream less its mean under out", shape="like_first")
def softmax(x, axis=-1, *, grad_out):
    out = softmax(x, axis=axis)
    weighted = grad_out * out
    grad_x = weighted - out * total(weighted, axis)
    mean = total(dot_x * out, axis)  # dot_x averaged under out
    dot_out = out * (dot_x - mean)


@spelling("softmax")
def softmax_written_out(x, axis):
    exp(x - amax(x, axis=axis, keepdims=True)) / sum(
        exp(x - amax(x, axis=axis, keepdims=True)), axis=axis, keepdims=True
    )
    exp(x) / sum(exp(x), axis=axis, keepdims=True)


@gate("function", "upstream less its mean under out", shape="like_first")
def softmax_of_all(x, *, grad_out):
    out = softmax_of_all(x)
    weighted = grad_out * out
    grad_x = weighted - out * sum(weighted)
    mean = sum(dot_x * out)  # dot_x averaged under out
    dot_out = out * (dot_x - mean)


@spelling("softmax_of_all")
def softmax_of_all_written_out(x):
    exp(x - amax(x)) / sum(exp(x - amax(x)))
    exp(x) / sum(exp(x))


@gate("function", "upstream less its sum, by softmax", shape="like_first")
def log_softmax(x, axis=-1, *, grad_out):
    out = log_softmax(x, axis=axis)
    summed = total(grad_out, axis)  # upstream summed
    grad_x = grad_out - exp(out) * summed
    mean = total(dot_x * exp(out), axis)  # dot_x averaged by softmax
    dot_out = dot_x - mean


@spelling("log_softmax")
def log_softmax_written_out(x, axis):
    (x - amax(x, axis=axis, keepdims=True)) - log(
        sum(exp(x - amax(x, axis=axis, keepdims=True)), axis=axis, keepdims=True)
    )
    x - log(sum(exp(x), axis=axis, keepdims=True))


@gate("function", "upstream less its sum, by softmax", shape="like_first")
def log_softmax_of_all(x, *, grad_out):
    out = log_softmax_of_all(x)
    summed = sum(grad_out)  # upstream summed
    grad_x = grad_out - exp(out) * summed
    mean = sum(dot_x * exp(out))  # dot_x averaged by softmax
    dot_out = dot_x - mean


@spelling("log_softmax_of_all")
def log_softmax_of_all_written_out(x):
    (x - amax(x)) - log(sum(exp(x - amax(x))))
    x - log(sum(exp(x)))


@gate("function", "upstream in shares, by softmax", shape="reduced")
def logsumexp(x, axis=-1, keepdims=False, *, grad_out):
    out = logsumexp(x, axis=axis, keepdims=keepdims)
    grad_x = restored(grad_out, x, axis, keepdims) * exp(x - out_again(x, axis, keepdims))
    dot_out = sum_over(dot_x * exp(x - out_again(x, axis, keepdims)), axis, keepdims)


@gate("function", "upstream less its mean under out", shape="like_first")
def scipy_softmax(x, axis=None, *, grad_out):
    out = scipy_softmax(x, axis=axis)
    weighted = grad_out * out
    grad_x = weighted - out * total(weighted, axis)
    mean = total(dot_x * out, axis)  # dot_x averaged under out
    dot_out = out * (dot_x - mean)


@gate("function", "upstream less its sum, by softmax", shape="like_first")
def scipy_log_softmax(x, axis=None, *, grad_out):
    out = scipy_log_softmax(x, axis=axis)
    summed = total(grad_out, axis)  # upstream summed
    grad_x = grad_out - exp(out) * summed
    mean = total(dot_x * exp(out), axis)  # dot_x averaged by softmax
    dot_out = dot_x - mean


@gate("function", "upstream in shares, by softmax", shape="log_of_sum")
def scipy_logsumexp(a, axis=None, keepdims=False, *, grad_out):
    out = scipy_logsumexp(a, axis=axis, b=None, keepdims=keepdims)
    grad_a = of_own_rank(
        restored(grad_out, a, axis, keepdims) * exp(a - out_again(a, axis, keepdims)),
        a,
        axis,
        keepdims,
    )
    dot_out = sum_over(dot_a * exp(a - out_again(a, axis, keepdims)), axis, keepdims)


@gate("function", "upstream in shares, by softmax", shape="log_of_scaled_sum")
def scipy_logsumexp_scaled(a, axis=None, b=None, keepdims=False, *, grad_out):
    out = scipy_logsumexp(a, axis=axis, b=b, keepdims=keepdims)
    powers = exp(a - out_beside(a, b, axis, keepdims))
    power = restored_beside(grad_out, a, b, axis, keepdims) * powers
    grad_a = fitted(power * b, a, b, keepdims)
    grad_b = fitted(spread_beside(power, a, b), b, a, keepdims)
    dot_out = sum_over((dot_a * b + dot_b) * powers, axis, keepdims)
