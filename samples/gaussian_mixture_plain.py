# gradgen: --wrt logits,means,log_stds
import numpy as np
from scipy.special import logsumexp


def log_likelihood(x, logits, means, log_stds):
    """Log-likelihood of points under a mixture of Gaussians with diagonal covariances."""
    z = (x[:, np.newaxis, :] - means) / np.exp(log_stds)
    log_norm = np.sum(log_stds + 0.5 * np.log(2 * np.pi), axis=1)
    log_density = -0.5 * np.sum(z**2, axis=2) - log_norm
    log_weights = logits - logsumexp(logits)
    return np.sum(logsumexp(log_weights + log_density, axis=1))
