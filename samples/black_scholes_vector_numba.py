import math
import numpy as np
from jaxtyping import Float
from numba import njit


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
    assert K.shape[0] == S.shape[0], "K is not [N]"
    assert T.shape[0] == S.shape[0], "T is not [N]"

    # forward
    t4 = sigma**2
    t5 = t4 / 2
    t6 = r + t5
    t11 = -r

    # backward
    grad_out = np.broadcast_to(grad_out, (S.shape[0],))  # upstream gradient

    # element by element over [N]
    grad_t11 = 0.0
    grad_t6 = 0.0
    grad_S = np.empty(S.shape)
    grad_K = np.empty(S.shape)
    t17 = 0.0
    grad_T = np.empty(S.shape)
    for i in range(S.shape[0]):
        # forward
        t1 = np.sqrt(T[i])
        spread = sigma * t1
        t2 = S[i] / K[i]
        t3 = np.log(t2)
        t7 = t6 * T[i]
        t8 = t3 + t7
        d1 = t8 / spread
        d2 = d1 - spread
        t9 = 0.5 * math.erfc(-d1 / math.sqrt(2.0))
        # t10 = S * t9 (value not needed)
        t12 = t11 * T[i]
        t13 = np.exp(t12)
        t14 = K[i] * t13
        t15 = 0.5 * math.erfc(-d2 / math.sqrt(2.0))
        # t16 = t14 * t15 (value not needed)
        # out = t10 - t16 (value not needed)

        # backward
        grad_t10 = grad_out[i]  # gradient copier
        grad_t16 = -grad_out[i]  # gradient copier: with the sign of - t16
        grad_t14 = grad_t16 * t15  # gradient multiplier
        grad_t15 = grad_t16 * t14  # gradient multiplier
        grad_d2 = grad_t15 * np.exp(-d2 * d2 / 2) / math.sqrt(2 * math.pi)  # ndtr
        grad_K_i = grad_t14 * t13  # gradient multiplier
        grad_t13 = grad_t14 * K[i]  # gradient multiplier
        grad_t12 = grad_t13 * t13  # exp: local gradient t13
        grad_t11 = grad_t11 + grad_t12 * T[i]  # gradient multiplier, summed over N
        grad_T_i = grad_t12 * t11  # gradient multiplier
        grad_S_i = grad_t10 * t9  # gradient multiplier
        grad_t9 = grad_t10 * S[i]  # gradient multiplier
        grad_d1 = grad_t9 * np.exp(-d1 * d1 / 2) / math.sqrt(2 * math.pi)  # ndtr
        grad_d1 = grad_d1 + grad_d2  # gradient adder: d1 forks; gradient copier
        grad_spread = -grad_d2  # gradient copier: with the sign of - spread
        grad_t8 = grad_d1 / spread  # gradient divider: local gradient 1 / spread
        grad_spread = grad_spread + -grad_d1 * d1 / spread  # gradient adder
        grad_t3 = grad_t8  # gradient copier
        grad_t7 = grad_t8  # gradient copier
        grad_t6 = grad_t6 + grad_t7 * T[i]  # gradient multiplier, summed over N
        grad_T_i = grad_T_i + grad_t7 * t6  # gradient adder: T forks
        grad_t2 = grad_t3 / t2  # log: local gradient 1 / t2
        grad_S_i = grad_S_i + grad_t2 / K[i]  # gradient adder: S forks
        grad_K_i = grad_K_i + -grad_t2 * t2 / K[i]  # gradient adder: K forks
        t17 = t17 + grad_spread * t1
        grad_t1 = grad_spread * sigma  # gradient multiplier
        grad_T_i = grad_T_i + grad_t1 / (2 * t1)  # gradient adder: T forks; sqrt
        grad_S[i] = grad_S_i
        grad_K[i] = grad_K_i
        grad_T[i] = grad_T_i

    # backward
    grad_r = -grad_t11  # gradient copier: with the sign turned
    grad_r = grad_r + grad_t6  # gradient adder: r forks; gradient copier
    grad_t5 = grad_t6  # gradient copier
    grad_t4 = grad_t5 / 2  # gradient divider: local gradient 1 / 2
    grad_sigma = grad_t4 * 2 * sigma  # power: local gradient 2 * sigma
    grad_sigma = grad_sigma + t17  # gradient adder: sigma forks; gradient multiplier

    return grad_S, grad_K, grad_T, grad_r, grad_sigma
