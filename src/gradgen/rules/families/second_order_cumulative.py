"""What cumulative products send back, as gates: so their gradients can be differentiated again."""

from gradgen.rules.notation import gate


# Linear in grad: what comes back is the derivative of the products along it. The rest is their
# second derivative along grad_out, which is symmetric.
@gate("function", "second derivatives of the products", shape="like_second")
def back_through_cumprod(grad, x, axis=None, *, grad_out):
    out = back_through_cumprod(grad, x=x, axis=axis)
    grad_grad = cumprod_gains(grad_out, x, axis)
    grad_x = cumprod_crossed(grad, grad_out, x, axis)


@gate("function", "second derivatives of the products", shape="cumulated")
def gains_of_cumprod(gain, x, axis=None, *, grad_out):
    out = gains_of_cumprod(gain, x=x, axis=axis)
    grad_gain = cumprod_back(grad_out, x, axis)
    grad_x = cumprod_crossed(grad_out, gain, x, axis)
