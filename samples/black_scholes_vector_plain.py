import numpy as np
from scipy.special import ndtr


def call_price(S, K, T, r, sigma):
    """Prices of European calls: their gradients are delta, rho, vega and so on."""
    spread = sigma * np.sqrt(T)
    d1 = (np.log(S / K) + (r + sigma**2 / 2) * T) / spread
    d2 = d1 - spread
    return S * ndtr(d1) - K * np.exp(-r * T) * ndtr(d2)
