# at: r=1.1, epsilon=0.8, sigma=1.0


def potential(r, epsilon, sigma):
    """Energy of two neutral atoms: they repel close by, and attract further out."""
    ratio = sigma / r
    sixth = ratio**6
    V = 4 * epsilon * (sixth**2 - sixth)
    return V
