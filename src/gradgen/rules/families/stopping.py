"""Where gradients end by the user's wish: `stop_gradient`, and lines that say `# gradgen: stop`."""

from gradgen.rules.notation import gate


@gate("stop", "taken for a constant")
def stop_gradient(x, grad_out):
    out = stop_gradient(x)
    grad_x = 0
