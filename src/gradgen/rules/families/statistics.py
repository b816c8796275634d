"""Statistics: spread, averages with weights, quantiles, covariances.

Where a standard deviation is 0, its gradient is 0 too; elements that are equal to a quantile share
what comes back (`docs/conventions.md`).
"""

from gradgen.rules.notation import gate


@gate("function", "local gradient 2 * (a - its mean) / size", shape="reduced")
def var(a, axis=None, ddof=0, keepdims=False, *, grad_out):
    out = var(a, axis=axis, ddof=ddof, keepdims=keepdims)
    centred = a - mean_along(a, axis)  # a less its mean
    grad_a = restored(grad_out, a, axis, keepdims) * 2 * centred / freedom(a, axis, ddof)
    dot_out = mean_over(2 * dot_a * centred, a, axis, ddof, keepdims)


@gate("function", "local gradient (a - its mean) / (size * out)", shape="reduced")
def std(a, axis=None, ddof=0, keepdims=False, *, grad_out):
    out = std(a, axis=axis, ddof=ddof, keepdims=keepdims)
    centred = a - mean_along(a, axis)  # a less its mean
    scaled = grad_out / where(out > 0, out, 1)  # where out is 0, so is what it multiplies
    grad_a = restored(scaled, a, axis, keepdims) * centred / freedom(a, axis, ddof)
    scale = where(out > 0, out, 1)  # where out is 0, so is what it divides
    dot_out = mean_over(dot_a * centred, a, axis, ddof, keepdims) / scale


@gate("copier", "spread evenly over what was averaged", shape="reduced")
def average(a, axis=None, keepdims=False, *, grad_out):
    out = average(a, axis=axis, weights=None, keepdims=keepdims)
    grad_a = averaged(grad_out, a, axis, keepdims)


@gate("multiplier", "by weight", shape="reduced")
def average_with_weights(a, axis=None, weights=None, keepdims=False, *, grad_out):
    out = average(a, axis=axis, weights=weights, keepdims=keepdims)
    part = restored(grad_out, a, axis, keepdims) / weight(weights, a, axis)
    grad_a = part * along(weights, a, axis)
    grad_weights = weights_back(part * (a - out_again(a, axis, keepdims)), weights, a, axis)
    moved = dot_a * along(weights, a, axis) + along(dot_weights, a, axis) * (
        a - out_again(a, axis, keepdims)
    )
    dot_out = sum_over(moved, axis, keepdims) / summed_weights(weights, a, axis, keepdims)


@gate("router", "to the middle", shape="reduced")
def median(a, axis=None, keepdims=False, *, grad_out):
    out = median(a, axis=axis, keepdims=keepdims)
    grad_a = to_quantile(grad_out, a, 0.5, axis)
    weights = shares(a, 0.5, axis)  # the share of each element
    dot_out = weighted_sum(dot_a, weights, axis, keepdims)


@gate("router", "to the elements on both sides", shape="quantiles")
def quantile(a, q, axis=None, keepdims=False, *, grad_out):
    out = quantile(a, q=q, axis=axis, keepdims=keepdims)
    grad_a = to_quantile(grad_out, a, q, axis)
    weights = shares(a, q, axis)  # the share of each element
    dot_out = weighted_sum(dot_a, weights, axis, keepdims)


@gate("router", "to the elements on both sides", shape="quantiles")
def percentile(a, q, axis=None, keepdims=False, *, grad_out):
    out = percentile(a, q=q, axis=axis, keepdims=keepdims)
    grad_a = to_quantile(grad_out, a, hundredth(q), axis)
    weights = shares(a, hundredth(q), axis)  # the share of each element
    dot_out = weighted_sum(dot_a, weights, axis, keepdims)


# The centred rows of X have the covariance X @ X.T / (n - ddof).
@gate("function", "variables as rows, centred", shape="covariance")
def cov(m, rowvar=True, bias=False, ddof=None, *, grad_out):
    out = cov(m, y=None, rowvar=rowvar, bias=bias, ddof=ddof)
    grad_m = rows_back(cov_back(grad_out, rows_of(m, rowvar), samples_less(bias, ddof)), m, rowvar)
    dot_out = cov_gains(rows_of(dot_m, rowvar), rows_of(m, rowvar), samples_less(bias, ddof))


@gate("function", "variables as rows, centred", shape="covariance_of_two")
def cov_of_two(m, y, rowvar=True, bias=False, ddof=None, *, grad_out):
    out = cov(m, y=y, rowvar=rowvar, bias=bias, ddof=ddof)
    table = rows_of_two(m, y, rowvar)
    back = cov_back(grad_out, table, samples_less(bias, ddof))
    grad_m = upper_rows_back(back, m, y, rowvar)
    grad_y = lower_rows_back(back, m, y, rowvar)
    moved = moved_rows_of_two(or_zeros(dot_m, m), or_zeros(dot_y, y), m, y, rowvar)
    dot_out = cov_gains(moved, table, samples_less(bias, ddof))


# The centred rows of X, divided by their lengths, have the correlation U @ U.T.
@gate("function", "variables as rows, centred and of length 1", shape="covariance")
def corrcoef(x, rowvar=True, *, grad_out):
    out = corrcoef(x, y=None, rowvar=rowvar)
    grad_x = rows_back(corrcoef_back(grad_out, rows_of(x, rowvar)), x, rowvar)
    dot_out = corrcoef_gains(rows_of(dot_x, rowvar), rows_of(x, rowvar))


@gate("function", "variables as rows, centred and of length 1", shape="covariance_of_two")
def corrcoef_of_two(x, y, rowvar=True, *, grad_out):
    out = corrcoef(x, y=y, rowvar=rowvar)
    table = rows_of_two(x, y, rowvar)
    back = corrcoef_back(grad_out, table)
    grad_x = upper_rows_back(back, x, y, rowvar)
    grad_y = lower_rows_back(back, x, y, rowvar)
    moved = moved_rows_of_two(or_zeros(dot_x, x), or_zeros(dot_y, y), x, y, rowvar)
    dot_out = corrcoef_gains(moved, table)
