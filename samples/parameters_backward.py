import math


def savings_backward(
    principal: float,
    /,
    rate: float,
    years: float = 10.0,
    *,
    fee: float = 0.0,
    grad_out=1.0,
):
    """Gradient of `savings` by reverse mode.

    Returns grad_principal, grad_rate, grad_years, grad_fee.
    """
    # forward
    rate_1 = rate - fee
    t1 = rate_1 / 12
    t2 = 1 + t1
    yearly = t2**12
    rate_2 = rate - fee
    t3 = rate_2 / 52
    t4 = 1 + t3
    weekly = t4**52
    best = max(yearly, weekly)
    t5 = best**years
    # out = principal * t5 (value not needed)

    # backward
    grad_principal = grad_out * t5  # gradient multiplier
    grad_t5 = grad_out * principal  # gradient multiplier
    grad_best = (
        grad_t5 * years * (1 if best == 0 and years == 0 else best) ** (years - 1)
    )  # power: local gradient years * best ** (years - 1)
    grad_years = grad_t5 * t5 * math.log(best if best > 0 else 1)  # power
    grad_yearly = 0.0 if weekly > yearly else grad_best  # gradient router
    grad_weekly = grad_best if weekly > yearly else 0.0  # gradient router
    grad_t4 = grad_weekly * 52 * t4**51  # power: local gradient 52 * t4**51
    grad_t3 = grad_t4  # gradient copier
    grad_rate_2 = grad_t3 / 52  # gradient divider: local gradient 1 / 52
    grad_rate = grad_rate_2  # gradient copier
    grad_fee = -grad_rate_2  # gradient copier: with the sign of - fee
    grad_t2 = grad_yearly * 12 * t2**11  # power: local gradient 12 * t2**11
    grad_t1 = grad_t2  # gradient copier
    grad_rate_1 = grad_t1 / 12  # gradient divider: local gradient 1 / 12
    grad_rate = grad_rate + grad_rate_1  # gradient adder: rate forks; gradient copier
    grad_fee = grad_fee + -grad_rate_1  # gradient adder: fee forks; gradient copier

    return grad_principal, grad_rate, grad_years, grad_fee
