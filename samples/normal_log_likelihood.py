# gradgen: --wrt mean,log_scale
import math

LOG_TWO_PI = math.log(2 * math.pi)


def log_likelihood(x, mean, log_scale):
    """Log of the normal density, its scale given as a logarithm to keep it positive."""
    scale = math.exp(log_scale)
    z = (x - mean) / scale
    return -0.5 * (z**2 + LOG_TWO_PI) - log_scale
