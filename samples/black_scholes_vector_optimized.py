import math
import numpy as np
from jaxtyping import Float
from scipy.special import ndtr


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
    t4 = sigma * sigma
    t5 = t4 / 2
    t6 = r + t5
    t7 = t6 * T  # [N]
    t8 = t3 + t7  # [N]
    del t3, t7  # not read again
    d1 = t8 / spread  # [N]
    del t8  # not read again
    d2 = d1 - spread  # [N]
    t9 = ndtr(d1)  # [N]
    # t10 = S * t9 (value not needed)
    t11 = -r
    t12 = t11 * T  # [N]
    t13 = np.exp(t12)  # [N]
    del t12  # not read again
    t14 = K * t13  # [N]
    t15 = ndtr(d2)  # [N]
    # t16 = t14 * t15 (value not needed)
    # out = t10 - t16 (value not needed)

    # backward
    grad_out = np.full_like(t15, grad_out)  # upstream gradient, in the shape of out
    grad_t16 = -grad_out  # gradient copier: with the sign of - t16 -> [N]
    grad_t14 = grad_t16 * t15  # gradient multiplier -> [N]
    del t15  # not read again
    grad_t15 = grad_t16 * t14  # gradient multiplier -> [N]
    t17 = math.sqrt(2 * math.pi)  # ndtr: a part of several
    del grad_t16, t14  # not read again
    grad_d2 = grad_t15 * np.exp(-d2 * d2 / 2) / t17  # ndtr -> [N]
    del d2, grad_t15  # not read again
    grad_K = grad_t14 * t13  # gradient multiplier -> [N]
    grad_t13 = grad_t14 * K  # gradient multiplier -> [N]
    del grad_t14  # not read again
    grad_t12 = grad_t13 * t13  # exp: local gradient t13 -> [N]
    grad_t11 = grad_t12 @ T  # gradient multiplier, summed over N: t11 was broadcast
    del grad_t13, t13  # not read again
    grad_T = grad_t12 * t11  # gradient multiplier -> [N]
    grad_r = -grad_t11  # gradient copier: with the sign turned
    del grad_t12  # not read again
    grad_S = grad_out * t9  # gradient multiplier -> [N]
    del t9  # not read again
    grad_t9 = grad_out * S  # gradient multiplier -> [N]
    del grad_out  # not read again
    grad_d1 = grad_t9 * np.exp(-d1 * d1 / 2) / t17  # ndtr -> [N]
    del grad_t9  # not read again
    grad_d1 = grad_d1 + grad_d2  # gradient adder: d1 forks; gradient copier -> [N]
    grad_spread = -grad_d2  # gradient copier: with the sign of - spread -> [N]
    del grad_d2  # not read again
    grad_t8 = grad_d1 / spread  # gradient divider; gradient copier
    del grad_d1, spread  # not read again
    grad_spread = grad_spread - grad_t8 * d1  # gradient adder: spread forks
    del d1  # not read again
    grad_t6 = grad_t8 @ T  # gradient multiplier, summed over N; gradient copier
    grad_T = grad_T + grad_t8 * t6  # gradient adder: T forks; gradient multiplier
    grad_r = grad_r + grad_t6  # gradient adder: r forks; gradient copier
    grad_sigma = grad_t6 * sigma  # power: local gradient 2 * sigma; takes in grad_t4
    del grad_t6  # not read again
    grad_t2 = grad_t8 / t2  # log: local gradient 1 / t2 -> [N]
    del grad_t8  # not read again
    grad_S = grad_S + grad_t2 / K  # gradient adder: S forks; gradient divider -> [N]
    grad_K = grad_K - grad_t2 * t2 / K  # gradient adder: K forks; gradient divider
    del grad_t2, t2  # not read again
    grad_sigma = grad_sigma + grad_spread @ t1  # gradient adder: sigma forks
    grad_T = grad_T + sigma / 2 * grad_spread / t1  # gradient adder; takes in grad_t1

    return grad_S, grad_K, grad_T, grad_r, grad_sigma
