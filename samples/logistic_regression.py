# gradgen: --wrt w1,w2,b --with-value
# modes: hvp
# at: w1=0.5, w2=-0.25, b=0.1, x1=2, x2=3, label=1


def loss(w1, w2, b, x1, x2, label):
    """Cross-entropy of a label that is 0 or 1, straight from the logit."""
    logit = w1 * x1 + w2 * x2 + b
    return softplus(logit) - label * logit
