import math


def call_price_backward(S, K, T, r, sigma, grad_price=1.0):
    """Gradient of `call_price` by reverse mode.

    Returns grad_S, grad_K, grad_T, grad_r, grad_sigma.
    """
    # forward
    t1 = math.sqrt(T)
    volatility = sigma * t1
    t2 = S / K
    t3 = math.log(t2)
    t4 = sigma**2
    t5 = t4 / 2
    t6 = r + t5
    t7 = t6 * T
    t8 = t3 + t7
    d1 = t8 / volatility
    d2 = d1 - volatility
    t9 = -r
    t10 = t9 * T
    discount = math.exp(t10)
    t11 = math.sqrt(2)
    t12 = d1 / t11
    t13 = math.erf(t12)
    t14 = 1 + t13
    t15 = 0.5 * t14
    # t16 = S * t15 (value not needed)
    t17 = K * discount
    t18 = math.sqrt(2)
    t19 = d2 / t18
    t20 = math.erf(t19)
    t21 = 1 + t20
    t22 = 0.5 * t21
    # t23 = t17 * t22 (value not needed)
    # price = t16 - t23 (value not needed)

    # backward
    grad_t16 = grad_price  # gradient copier
    grad_t23 = -grad_price  # gradient copier: with the sign of - t23
    grad_t17 = grad_t23 * t22  # gradient multiplier
    grad_t22 = grad_t23 * t17  # gradient multiplier
    grad_t21 = grad_t22 * 0.5  # gradient multiplier
    grad_t20 = grad_t21  # gradient copier
    grad_t19 = grad_t20 * (2 / math.sqrt(math.pi)) * math.exp(-t19 * t19)  # erf
    grad_d2 = grad_t19 / t18  # gradient divider: local gradient 1 / t18
    grad_K = grad_t17 * discount  # gradient multiplier
    grad_discount = grad_t17 * K  # gradient multiplier
    grad_S = grad_t16 * t15  # gradient multiplier
    grad_t15 = grad_t16 * S  # gradient multiplier
    grad_t14 = grad_t15 * 0.5  # gradient multiplier
    grad_t13 = grad_t14  # gradient copier
    grad_t12 = grad_t13 * (2 / math.sqrt(math.pi)) * math.exp(-t12 * t12)  # erf
    grad_d1 = grad_t12 / t11  # gradient divider: local gradient 1 / t11
    grad_t10 = grad_discount * discount  # exp: local gradient discount
    grad_t9 = grad_t10 * T  # gradient multiplier
    grad_T = grad_t10 * t9  # gradient multiplier
    grad_r = -grad_t9  # gradient copier: with the sign turned
    grad_d1 = grad_d1 + grad_d2  # gradient adder: d1 forks; gradient copier
    grad_volatility = -grad_d2  # gradient copier: with the sign of - volatility
    grad_t8 = grad_d1 / volatility  # gradient divider: local gradient 1 / volatility
    grad_volatility = grad_volatility + -grad_d1 * d1 / volatility  # gradient adder
    grad_t3 = grad_t8  # gradient copier
    grad_t7 = grad_t8  # gradient copier
    grad_t6 = grad_t7 * T  # gradient multiplier
    grad_T = grad_T + grad_t7 * t6  # gradient adder: T forks; gradient multiplier
    grad_r = grad_r + grad_t6  # gradient adder: r forks; gradient copier
    grad_t5 = grad_t6  # gradient copier
    grad_t4 = grad_t5 / 2  # gradient divider: local gradient 1 / 2
    grad_sigma = grad_t4 * 2 * sigma  # power: local gradient 2 * sigma
    grad_t2 = grad_t3 / t2  # log: local gradient 1 / t2
    grad_S = grad_S + grad_t2 / K  # gradient adder: S forks; gradient divider
    grad_K = grad_K + -grad_t2 * t2 / K  # gradient adder: K forks; gradient divider
    grad_sigma = grad_sigma + grad_volatility * t1  # gradient adder: sigma forks
    grad_t1 = grad_volatility * sigma  # gradient multiplier
    grad_T = grad_T + grad_t1 / (2 * t1)  # gradient adder: T forks; sqrt

    return grad_S, grad_K, grad_T, grad_r, grad_sigma
