# at: S=100, K=95, T=0.5, r=0.03, sigma=0.2
import math


def normal_cdf(x):
    return 0.5 * (1 + math.erf(x / math.sqrt(2)))


def call_price(S, K, T, r, sigma):
    """Price of a European call: its gradient is what traders call the greeks."""
    volatility = sigma * math.sqrt(T)
    d1 = (math.log(S / K) + (r + sigma**2 / 2) * T) / volatility
    d2 = d1 - volatility
    discount = math.exp(-r * T)
    price = S * normal_cdf(d1) - K * discount * normal_cdf(d2)
    return price
