"""Reductions that leave out what is `nan`: nothing flows back to an element that did not count."""

from gradgen.rules.notation import gate


@gate("copier", "spread over what was summed", shape="reduced")
def nansum(a, axis=None, keepdims=False, *, grad_out):
    out = nansum(a, axis=axis, keepdims=keepdims)
    grad_a = unless_nan(grad_out, a, axis, keepdims)
    dot_out = sum_over(where(isnan(a), 0, dot_a), axis, keepdims)


@gate("copier", "spread evenly over what was averaged", shape="reduced")
def nanmean(a, axis=None, keepdims=False, *, grad_out):
    out = nanmean(a, axis=axis, keepdims=keepdims)
    known = numbers(a, axis)  # how many are not nan
    grad_a = where(isnan(a), 0, restored(grad_out, a, axis, keepdims) / known)
    moved = sum_over(where(isnan(a), 0, dot_a), axis, keepdims)
    dot_out = moved / summed_numbers(a, axis, keepdims)


@gate("multiplier", "times the product of the others", shape="reduced")
def nanprod(a, axis=None, keepdims=False, *, grad_out):
    out = nanprod(a, axis=axis, keepdims=keepdims)
    product = others(where(isnan(a), 1, a), axis)
    grad_a = where(isnan(a), 0, restored(grad_out, a, axis, keepdims) * product)
    dot_out = sum_over(where(isnan(a), 0, dot_a * product), axis, keepdims)


@gate("function", "local gradient 2 * (a - its mean) / size", shape="reduced")
def nanvar(a, axis=None, ddof=0, keepdims=False, *, grad_out):
    out = nanvar(a, axis=axis, ddof=ddof, keepdims=keepdims)
    centred = where(isnan(a), 0, a - nanmean_along(a, axis))  # a less its mean
    known = numbers(a, axis)  # how many are not nan
    grad_a = restored(grad_out, a, axis, keepdims) * 2 * centred / less(known, ddof)
    moved = sum_over(where(isnan(a), 0, dot_a * centred), axis, keepdims)
    dot_out = 2 * moved / less(summed_numbers(a, axis, keepdims), ddof)


@gate("function", "local gradient (a - its mean) / (size * out)", shape="reduced")
def nanstd(a, axis=None, ddof=0, keepdims=False, *, grad_out):
    out = nanstd(a, axis=axis, ddof=ddof, keepdims=keepdims)
    centred = where(isnan(a), 0, a - nanmean_along(a, axis))  # a less its mean
    known = numbers(a, axis)  # how many are not nan
    scaled = grad_out / where(out > 0, out, 1)  # where out is 0, so is what it multiplies
    grad_a = restored(scaled, a, axis, keepdims) * centred / less(known, ddof)
    moved = sum_over(where(isnan(a), 0, dot_a * centred), axis, keepdims)
    scale = where(out > 0, out, 1)  # where out is 0, so is what it divides
    dot_out = moved / (less(summed_numbers(a, axis, keepdims), ddof) * scale)


@gate("router", "to the largest, ties share", shape="reduced")
def nanmax(a, axis=None, keepdims=False, *, grad_out):
    out = nanmax(a, axis=axis, keepdims=keepdims)
    tied = at_extreme(a, axis, keepdims)  # 1 where a is out
    grad_a = shared_if_any(restored(grad_out, a, axis, keepdims), tied, axis)
    moved = sum_over(where(isnan(a), 0, dot_a) * tied, axis, keepdims)
    dot_out = moved / max(sum_over(tied, axis, keepdims), 1)


@gate("router", "to the smallest, ties share", shape="reduced")
def nanmin(a, axis=None, keepdims=False, *, grad_out):
    out = nanmin(a, axis=axis, keepdims=keepdims)
    tied = at_extreme(a, axis, keepdims)  # 1 where a is out
    grad_a = shared_if_any(restored(grad_out, a, axis, keepdims), tied, axis)
    moved = sum_over(where(isnan(a), 0, dot_a) * tied, axis, keepdims)
    dot_out = moved / max(sum_over(tied, axis, keepdims), 1)


@gate("router", "to the middle", shape="reduced")
def nanmedian(a, axis=None, keepdims=False, *, grad_out):
    out = nanmedian(a, axis=axis, keepdims=keepdims)
    grad_a = to_nanquantile(grad_out, a, 0.5, axis)
    weights = nanshares(a, 0.5, axis)  # the share of each element
    dot_out = weighted_sum(where(isnan(a), 0, dot_a), weights, axis, keepdims)


@gate("router", "to the elements on both sides", shape="quantiles")
def nanquantile(a, q, axis=None, keepdims=False, *, grad_out):
    out = nanquantile(a, q=q, axis=axis, keepdims=keepdims)
    grad_a = to_nanquantile(grad_out, a, q, axis)
    weights = nanshares(a, q, axis)  # the share of each element
    dot_out = weighted_sum(where(isnan(a), 0, dot_a), weights, axis, keepdims)


@gate("router", "to the elements on both sides", shape="quantiles")
def nanpercentile(a, q, axis=None, keepdims=False, *, grad_out):
    out = nanpercentile(a, q=q, axis=axis, keepdims=keepdims)
    grad_a = to_nanquantile(grad_out, a, hundredth(q), axis)
    weights = nanshares(a, hundredth(q), axis)  # the share of each element
    dot_out = weighted_sum(where(isnan(a), 0, dot_a), weights, axis, keepdims)


@gate("copier", "summed from the end", shape="cumulated")
def nancumsum(a, axis=None, *, grad_out):
    out = nancumsum(a, axis=axis)
    grad_a = where(isnan(a), 0, summed_from_the_end(grad_out, a, axis))
    dot_out = cumsum_over(where(isnan(a), 0, dot_a), axis)


@gate("multiplier", "times the others, summed from the end", shape="cumulated")
def nancumprod(a, axis=None, *, grad_out):
    out = nancumprod(a, axis=axis)
    grad_a = where(isnan(a), 0, cumprod_back(grad_out, where(isnan(a), 1, a), axis))
    dot_out = cumprod_gains(where(isnan(a), 0, dot_a), where(isnan(a), 1, a), axis)


@gate("flat", "an index is whole", shape="reduced")
def nanargmax(a, axis=None, keepdims=False, *, grad_out):
    out = nanargmax(a, axis=axis, keepdims=keepdims)
    grad_a = 0


@gate("flat", "an index is whole", shape="reduced")
def nanargmin(a, axis=None, keepdims=False, *, grad_out):
    out = nanargmin(a, axis=axis, keepdims=keepdims)
    grad_a = 0
