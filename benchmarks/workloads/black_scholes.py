"""Prices of 100,000 European calls, added up: the gradients are delta, vega, theta, rho."""

import numpy as np
from numpy.typing import NDArray
from scipy import special

SHAPES = {"spot": "N", "strike": "N", "years": "N", "rate": "", "sigma": ""}
WRT = "spot,strike,years,rate,sigma"


def forward(
    spot: NDArray[np.float64],
    strike: NDArray[np.float64],
    years: NDArray[np.float64],
    rate: float,
    sigma: float,
):
    spread = sigma * np.sqrt(years)
    d1 = (np.log(spot / strike) + (rate + 0.5 * sigma**2) * years) / spread
    d2 = d1 - spread
    in_the_money = 0.5 * (1 + special.erf(d1 / np.sqrt(2)))
    exercised = 0.5 * (1 + special.erf(d2 / np.sqrt(2)))
    return np.sum(spot * in_the_money - strike * np.exp(-rate * years) * exercised)


def by_hand(spot, strike, years, rate, sigma):
    """The textbook's formulas: spot * pdf(d1) = strike * exp(-rate * years) * pdf(d2)."""
    root = np.sqrt(years)
    spread = sigma * root
    d1 = np.log(spot / strike)
    d1 += (rate + 0.5 * sigma**2) * years
    d1 /= spread
    delta = special.ndtr(d1)
    exercised = special.ndtr(np.subtract(d1, spread, out=spread))
    exercised *= np.exp(-rate * years)
    owed = strike * exercised
    value = spot @ delta - owed.sum()

    # What the price gains with the width of the distribution: spot * pdf(d1).
    d1 *= d1
    d1 *= -0.5
    width = np.exp(d1, out=d1)
    width *= spot
    width *= 1 / np.sqrt(2 * np.pi)
    grad_sigma = width @ root
    grad_rate = owed @ years
    width *= 0.5 * sigma
    width /= root
    owed *= rate
    width += owed
    return value, (delta, np.negative(exercised, out=exercised), width, grad_rate, grad_sigma)


def inputs(chance, small):
    count = 4 if small else 100_000
    return {
        "spot": chance.uniform(80, 120, count),
        "strike": chance.uniform(80, 120, count),
        "years": chance.uniform(0.25, 2, count),
        "rate": 0.03,
        "sigma": 0.2,
    }
