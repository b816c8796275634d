import math
import numpy as np
from jaxtyping import Float
from numba import njit, vectorize


@njit(cache=True, error_model="numpy")
def filled_like(like, value):
    """An array in the shape of `like` that holds `value`, a number or an array."""
    out = np.empty_like(like)
    out[...] = value
    return out


@vectorize(cache=True)
def normal_cdf(x):
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


@njit(cache=True, error_model="numpy")
def call_price_backward(
    S: Float[np.ndarray, "N"],
    K: Float[np.ndarray, "N"],
    T: Float[np.ndarray, "N"],
    r: float,
    sigma: float,
    grad_out=1.0,
):
    """Gradient of `call_price` by reverse mode.

    Returns grad_S, grad_K, grad_T, grad_r, grad_sigma.
    """
    # forward
    t1 = np.sqrt(T)  # [N]
    spread = sigma * t1  # [N]
    t2 = S / K  # [N]
    t3 = np.log(t2)  # [N]
    t4 = sigma**2
    t5 = t4 / 2
    t6 = r + t5
    t7 = t6 * T  # [N]
    t8 = t3 + t7  # [N]
    d1 = t8 / spread  # [N]
    d2 = d1 - spread  # [N]
    t9 = normal_cdf(d1)  # [N]
    # t10 = S * t9 (value not needed)
    t11 = -r
    t12 = t11 * T  # [N]
    t13 = np.exp(t12)  # [N]
    t14 = K * t13  # [N]
    t15 = normal_cdf(d2)  # [N]
    # t16 = t14 * t15 (value not needed)
    # out = t10 - t16 (value not needed)

    # backward
    grad_out = filled_like(t15, grad_out)  # upstream gradient, in the shape of out
    grad_t10 = grad_out  # gradient copier -> [N]
    grad_t16 = -grad_out  # gradient copier: with the sign of - t16 -> [N]
    grad_t14 = grad_t16 * t15  # gradient multiplier -> [N]
    grad_t15 = grad_t16 * t14  # gradient multiplier -> [N]
    grad_d2 = grad_t15 * np.exp(-d2 * d2 / 2) / math.sqrt(2 * math.pi)  # ndtr -> [N]
    grad_K = grad_t14 * t13  # gradient multiplier -> [N]
    grad_t13 = grad_t14 * K  # gradient multiplier -> [N]
    grad_t12 = grad_t13 * t13  # exp: local gradient t13 -> [N]
    grad_t11 = np.sum(grad_t12 * T)  # gradient multiplier, summed over N
    grad_T = grad_t12 * t11  # gradient multiplier -> [N]
    grad_r = -grad_t11  # gradient copier: with the sign turned
    grad_S = grad_t10 * t9  # gradient multiplier -> [N]
    grad_t9 = grad_t10 * S  # gradient multiplier -> [N]
    grad_d1 = grad_t9 * np.exp(-d1 * d1 / 2) / math.sqrt(2 * math.pi)  # ndtr -> [N]
    grad_d1 = grad_d1 + grad_d2  # gradient adder: d1 forks; gradient copier -> [N]
    grad_spread = -grad_d2  # gradient copier: with the sign of - spread -> [N]
    grad_t8 = grad_d1 / spread  # gradient divider: local gradient 1 / spread -> [N]
    grad_spread = grad_spread + -grad_d1 * d1 / spread  # gradient adder: spread forks
    grad_t3 = grad_t8  # gradient copier -> [N]
    grad_t7 = grad_t8  # gradient copier -> [N]
    grad_t6 = np.sum(grad_t7 * T)  # gradient multiplier, summed over N
    grad_T = grad_T + grad_t7 * t6  # gradient adder: T forks; gradient multiplier
    grad_r = grad_r + grad_t6  # gradient adder: r forks; gradient copier
    grad_t5 = grad_t6  # gradient copier
    grad_t4 = grad_t5 / 2  # gradient divider: local gradient 1 / 2
    grad_sigma = grad_t4 * 2 * sigma  # power: local gradient 2 * sigma
    grad_t2 = grad_t3 / t2  # log: local gradient 1 / t2 -> [N]
    grad_S = grad_S + grad_t2 / K  # gradient adder: S forks; gradient divider -> [N]
    grad_K = grad_K + -grad_t2 * t2 / K  # gradient adder: K forks; gradient divider
    grad_sigma = grad_sigma + np.sum(grad_spread * t1)  # gradient adder: sigma forks
    grad_t1 = grad_spread * sigma  # gradient multiplier -> [N]
    grad_T = grad_T + grad_t1 / (2 * t1)  # gradient adder: T forks; sqrt -> [N]

    return grad_S, grad_K, grad_T, grad_r, grad_sigma
