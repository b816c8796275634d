# gradgen: --wrt logits,means,log_stds
# at: N=4, D=2, K=3
# at: N=1, D=1, K=1
# at: N=0, D=2, K=3
import numpy as np
from jaxtyping import Float
from scipy.special import logsumexp


def log_likelihood(
    x: Float[np.ndarray, "N D"],
    logits: Float[np.ndarray, "K"],
    means: Float[np.ndarray, "K D"],
    log_stds: Float[np.ndarray, "K D"],
):
    """Log-likelihood of points under a mixture of Gaussians with diagonal covariances."""
    z = (x[:, np.newaxis, :] - means) / np.exp(log_stds)
    log_norm = np.sum(log_stds + 0.5 * np.log(2 * np.pi), axis=1)
    log_density = -0.5 * np.sum(z**2, axis=2) - log_norm
    log_weights = logits - logsumexp(logits)
    return np.sum(logsumexp(log_weights + log_density, axis=1))
