"""Statistics: spread, averages with weights, quantiles, covariances.

Where a standard deviation is 0, its gradient is 0 too; elements that are equal to a quantile share
what comes back (`docs/conventions.md`).
"""

from gradgen.rules.notation import gate


@gate("function", "local gradient 2 * (a - its mean) / size", shape="reduced")
def var(a, axis=None, ddof=0, keepdims=False, *, grad_out):
    out = var(a, axis=axis, ddof=ddof, keepdims=keepdims)
    centred = a - mean_along(a, axis)
    grad_a = restored(grad_out, a, axis, keepdims) * 2 * centred / freedom(a, axis, ddof)


@gate("function", "local gradient (a - its mean) / (size * out)", shape="reduced")
def std(a, axis=None, ddof=0, keepdims=False, *, grad_out):
    out = std(a, axis=axis, ddof=ddof, keepdims=keepdims)
    centred = a - mean_along(a, axis)
    scaled = grad_out / where(out > 0, out, 1)  # where out is 0, so is what it multiplies
    grad_a = restored(scaled, a, axis, keepdims) * centred / freedom(a, axis, ddof)


@gate("copier", "spread evenly over what was averaged", shape="reduced")
def average(a, axis=None, keepdims=False, *, grad_out):
    out = average(a, axis=axis, weights=None, keepdims=keepdims)
    grad_a = averaged(grad_out, a, axis, keepdims)


@gate("multiplier", "by the weights", shape="reduced")
def average_with_weights(a, axis=None, weights=None, keepdims=False, *, grad_out):
    out = average(a, axis=axis, weights=weights, keepdims=keepdims)
    part = restored(grad_out, a, axis, keepdims) / weight(weights, a, axis)
    grad_a = part * along(weights, a, axis)
    grad_weights = weights_back(part * (a - out_again(a, axis, keepdims)), weights, a, axis)


@gate("router", "to the middle", shape="reduced")
def median(a, axis=None, keepdims=False, *, grad_out):
    out = median(a, axis=axis, keepdims=keepdims)
    grad_a = to_quantile(grad_out, a, 0.5, axis)


@gate("router", "to the elements on both sides", shape="quantiles")
def quantile(a, q, axis=None, keepdims=False, *, grad_out):
    out = quantile(a, q=q, axis=axis, keepdims=keepdims)
    grad_a = to_quantile(grad_out, a, q, axis)


@gate("router", "to the elements on both sides", shape="quantiles")
def percentile(a, q, axis=None, keepdims=False, *, grad_out):
    out = percentile(a, q=q, axis=axis, keepdims=keepdims)
    grad_a = to_quantile(grad_out, a, hundredth(q), axis)


# The centred rows of X have the covariance X @ X.T / (n - ddof).
@gate("function", "symmetric in its rows", shape="covariance")
def cov(m, y=None, rowvar=True, bias=False, ddof=None, *, grad_out):
    out = cov(m, y=y, rowvar=rowvar, bias=bias, ddof=ddof)
    rows = rows_of(m, y, rowvar)
    back = cov_back(grad_out, rows, samples_less(bias, ddof))
    grad_m = variables_back(back, m, y, rowvar)
    grad_y = variables_back(back, m, y, rowvar)


# The centred rows of X, divided by their lengths, have the correlation U @ U.T.
@gate("function", "symmetric in its rows", shape="covariance")
def corrcoef(x, y=None, rowvar=True, *, grad_out):
    out = corrcoef(x, y=y, rowvar=rowvar)
    rows = rows_of(x, y, rowvar)
    back = corrcoef_back(grad_out, rows)
    grad_x = variables_back(back, x, y, rowvar)
    grad_y = variables_back(back, x, y, rowvar)
