# at: S=[80, 100, 125], K=[100, 100, 110], T=[0.25, 0.5, 2], r=0.05, sigma=0.3
# at: S=[100], K=[95], T=[1], r=0.01, sigma=0.2
# modes: optimized numba
import numpy as np
from jaxtyping import Float
from scipy.special import ndtr


def call_price(
    S: Float[np.ndarray, "N"],
    K: Float[np.ndarray, "N"],
    T: Float[np.ndarray, "N"],
    r: float,
    sigma: float,
):
    """Prices of European calls: their gradients are delta, rho, vega and so on."""
    spread = sigma * np.sqrt(T)
    d1 = (np.log(S / K) + (r + sigma**2 / 2) * T) / spread
    d2 = d1 - spread
    return S * ndtr(d1) - K * np.exp(-r * T) * ndtr(d2)
