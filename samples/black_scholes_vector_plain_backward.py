import math
import numpy as np
from scipy.special import ndtr


def unbroadcast(grad, like):
    """Sum `grad` over the axes along which `like` was broadcast."""
    shape = np.shape(like)
    if np.shape(grad) == shape:
        return grad
    sizes = ((1,) * np.ndim(grad) + shape)[len(shape) :]
    stretched = tuple(i for i, size in enumerate(sizes) if size == 1)
    return np.sum(grad, axis=stretched).reshape(shape)


def call_price_backward(S, K, T, r, sigma, grad_out=1.0):
    """Gradient of `call_price` by reverse mode.

    Returns grad_S, grad_K, grad_T, grad_r, grad_sigma.
    """
    # forward
    t1 = np.sqrt(T)
    spread = sigma * t1
    t2 = S / K
    t3 = np.log(t2)
    t4 = sigma**2
    t5 = t4 / 2
    t6 = r + t5
    t7 = t6 * T
    t8 = t3 + t7
    d1 = t8 / spread
    d2 = d1 - spread
    t9 = ndtr(d1)
    # t10 = S * t9 (value not needed)
    t11 = -r
    t12 = t11 * T
    t13 = np.exp(t12)
    t14 = K * t13
    t15 = ndtr(d2)
    # t16 = t14 * t15 (value not needed)
    # out = t10 - t16 (value not needed)

    # backward
    grad_out = np.full_like(t15, grad_out)  # upstream gradient, in the shape of out
    grad_t10 = grad_out  # gradient copier
    grad_t16 = -grad_out  # gradient copier: with the sign of - t16
    grad_t14 = unbroadcast(grad_t16 * t15, t14)  # gradient multiplier
    grad_t15 = grad_t16 * t14  # gradient multiplier
    del t4, t8, t12, t14  # not read again
    grad_d2 = grad_t15 * np.exp(-d2 * d2 / 2) / math.sqrt(2 * math.pi)  # ndtr
    grad_K = unbroadcast(grad_t14 * t13, K)  # gradient multiplier
    grad_t13 = unbroadcast(grad_t14 * K, t13)  # gradient multiplier
    grad_t12 = grad_t13 * t13  # exp: local gradient t13
    grad_t11 = unbroadcast(grad_t12 * T, t11)  # gradient multiplier
    grad_T = unbroadcast(grad_t12 * t11, T)  # gradient multiplier
    grad_r = -grad_t11  # gradient copier: with the sign turned
    grad_S = unbroadcast(grad_t10 * t9, S)  # gradient multiplier
    grad_t9 = grad_t10 * S  # gradient multiplier
    grad_d1 = grad_t9 * np.exp(-d1 * d1 / 2) / math.sqrt(2 * math.pi)  # ndtr
    grad_d1 = grad_d1 + grad_d2  # gradient adder: d1 forks; gradient copier
    grad_spread = -unbroadcast(grad_d2, spread)  # gradient copier
    grad_t8 = grad_d1 / spread  # gradient divider: local gradient 1 / spread
    grad_spread = (
        grad_spread + -unbroadcast(grad_d1 * d1, spread) / spread
    )  # gradient adder: spread forks; gradient divider, local gradient -d1 / spread
    grad_t3 = unbroadcast(grad_t8, t3)  # gradient copier, summed where t3 was broadcast
    grad_t7 = unbroadcast(grad_t8, t7)  # gradient copier, summed where t7 was broadcast
    grad_t6 = unbroadcast(grad_t7 * T, t6)  # gradient multiplier
    grad_T = grad_T + unbroadcast(grad_t7 * t6, T)  # gradient adder: T forks
    grad_r = grad_r + unbroadcast(grad_t6, r)  # gradient adder: r forks
    grad_t5 = unbroadcast(grad_t6, t5)  # gradient copier, summed where t5 was broadcast
    grad_t4 = grad_t5 / 2  # gradient divider: local gradient 1 / 2
    del spread, t3, t5, t6, t7, d1, d2, grad_t15, grad_d2, grad_t9  # not read again
    del grad_d1  # not read again
    grad_sigma = grad_t4 * 2 * sigma  # power: local gradient 2 * sigma
    grad_t2 = grad_t3 / t2  # log: local gradient 1 / t2
    grad_S = grad_S + unbroadcast(grad_t2 / K, S)  # gradient adder: S forks
    grad_K = grad_K + -unbroadcast(grad_t2 * t2, K) / K  # gradient adder: K forks
    grad_sigma = grad_sigma + unbroadcast(grad_spread * t1, sigma)  # gradient adder
    grad_t1 = unbroadcast(grad_spread * sigma, t1)  # gradient multiplier
    grad_T = grad_T + grad_t1 / (2 * t1)  # gradient adder: T forks; sqrt

    return grad_S, grad_K, grad_T, grad_r, grad_sigma
