"""Fusion: chains of work by elements become loops, and there are no arrays in between.

Before, with `x` of the shape [N]::

    t1 = np.exp(x)
    out = np.sum(t1)
    grad_t1 = np.full_like(t1, grad_out)
    grad_x = grad_t1 * t1

After::

    grad_x = np.empty(x.shape)
    for i in range(x.shape[0]):
        t1 = np.exp(x[i])
        grad_t1 = grad_out
        grad_x_i = grad_t1 * t1
        grad_x[i] = grad_x_i
"""
