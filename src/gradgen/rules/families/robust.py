"""Losses that grow like a square near 0 and like a length far from it.

Huber, "Robust estimation of a location parameter", 1964; the smooth form is of Charbonnier et al.,
"Deterministic edge-preserving regularization in computed imaging", 1997.
"""

from gradgen.rules.notation import gate


# out = r**2 / 2 where abs(r) <= delta, else delta * (abs(r) - delta / 2)
@gate("function")
def huber(delta, r, grad_out):
    out = huber(delta, r)
    grad_delta = grad_out * max(
        max(r - delta, -r - delta), 0
    )  # local gradient max(abs(r) - delta, 0)
    grad_r = grad_out * max(min(r, delta), -delta)  # local gradient max(min(r, delta), -delta)


# out = delta * (length - delta), where the length is hypot(delta, r), and the bracket
# r**2 / (length + delta) without its cancellation.
@gate("function")
def pseudo_huber(delta, r, grad_out):
    out = pseudo_huber(delta, r)
    grad_delta = (
        grad_out * (r * (r / (hypot(delta, r) + delta))) ** 2 / hypot(delta, r)
    )  # local gradient (hypot(delta, r) - delta)**2 / hypot(delta, r)
    grad_r = grad_out * r * (delta / hypot(delta, r))  # local gradient r * delta / hypot(delta, r)
