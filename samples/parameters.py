# at: principal=1000, rate=0.05, years=10, fee=0.01


def growth(rate, times=12):
    return (1 + rate / times) ** times


def savings(
    principal: float, /, rate: float, years: float = 10.0, *, fee: float = 0.0
) -> float:
    yearly = growth(rate - fee)
    weekly = growth(rate - fee, times=52)
    best = max(yearly, weekly)
    return principal * best**years
