"""Array code that a generator of text trips over: names that clash, shapes that look alike."""

from __future__ import annotations

from textwrap import dedent
from typing import Final

from cases import Case

_TEXTS: Final = {
    "numpy_by_its_own_name": """
        # at: x=[1, -2], y=[[0.5, 2], [3, 4]]
        import numpy

        def f(x, y):
            return numpy.sum(numpy.maximum(x, 0) * y, axis=0)
        """,
    "numpy_by_another_name": """
        # at: x=[1, -2], y=[[0.5, 2], [3, 4]]
        import numpy as xp

        def f(x, y):
            return xp.mean(y * x, axis=1)
        """,
    "functions_of_numpy_by_name": """
        # at: x=[1, -2], y=[[0.5, 2], [3, 4]]
        from numpy import exp, mean, sum

        def f(x, y):
            return sum(exp(x) * y) + mean(x)
        """,
    "np_as_parameter": """
        # at: np=[1, -2], x=[0.5, 2]
        import numpy

        def f(np, x):
            return numpy.sum(np * x)
        """,
    "np_as_local": """
        # at: x=[0.5, 2], y=[[1, 2], [3, 4]]
        from numpy import tanh

        def f(x, y):
            np = tanh(x)
            return (np * y).sum(axis=0)
        """,
    "what_gradgen_supplies_as_parameter": """
        # at: unbroadcast=[0.5, 2], y=[[1, 2], [3, 4]]
        import numpy as np

        def f(unbroadcast, y):
            return unbroadcast * np.sin(y)
        """,
    "what_gradgen_supplies_as_local": """
        # at: x=[0.5, 2], y=[[1, 2], [3, 4]]
        import numpy as np

        def f(x, y):
            unbroadcast = np.tanh(x)
            left_of_matmul = y @ unbroadcast
            return left_of_matmul * x
        """,
    "what_gradgen_supplies_as_function": """
        # at: x=[0.5, 2], y=[[1, 2], [3, 4]]
        import numpy as np

        def unbroadcast(grad, like):
            return grad * like

        def f(x, y):
            return unbroadcast(x, np.exp(y))
        """,
    "rebound_in_parts": """
        # at: x=[0.5, 2, -1, 3]
        import numpy as np

        def f(x):
            x = x[1:] - x[:-1]
            x = x[1:] * x[:-1]
            return np.sum(x * x)
        """,
    "read_in_parts_and_whole": """
        # at: x=[[0.5, 2, -1], [3, 1, 4]]
        import numpy as np

        def f(x):
            first, second = x
            return np.sum(first * second * x) + x[0, 0] + np.sum(x[..., 1:] ** 2) * x[-1, ::2]
        """,
    "parts_of_parts": """
        # at: x=[[0.5, 2, -1], [3, 1, 4]], y=[2, 3, -1]
        import numpy as np

        def f(x, y):
            part = (x * y)[1]
            return part[::-1] * part[0] + y[[0, 0, 2]]
        """,
    "gradients_read_as_parts": """
        # at: grad_x=[1, 2, 3], x=[0.5, -1, 2]
        import numpy as np

        def f(grad_x, x):
            grad_grad_x = grad_x[1:] * x[:-1]
            return grad_grad_x * x[0] + grad_x[0]
        """,
    "masks_and_indices": """
        # at: x=[0.5, -1, 2, -3], i=[0, 3, 3]
        import numpy as np
        from jaxtyping import Float, Int

        def f(x: Float[np.ndarray, "N"], i: Int[np.ndarray, "K"]):
            return np.sum(x[x > 0]) * x[i]
        """,
    "outputs_that_share": """
        # at: x=[0.5, -1], y=[[1, 2], [3, 4]]
        import numpy as np

        def f(x, y):
            s = x + y
            return s, np.sum(s), x
        """,
    "nothing_but_the_parameter": """
        # at: x=[0.5, -1]
        import numpy as np

        def f(x):
            return x
        """,
    "a_parameter_without_use": """
        # at: x=[0.5, -1], y=[[1, 2], [3, 4]], z=2.5
        import numpy as np

        def f(x, y, z=1.5):
            return np.sum(x)
        """,
    "a_view_of_the_parameter": """
        # at: x=[[0.5, -1], [2, 3]]
        import numpy as np

        def f(x):
            y = x.T
            z = y.reshape(-1)
            return z.reshape(2, 2).T
        """,
    "numbers_beside_arrays": """
        # at: a=0.5, x=[1, -2], b=2
        import numpy as np

        def f(a, x, b: float):
            return a * x + b * np.sum(x) - a
        """,
    "sizes_that_look_alike": """
        # at: x=[[1.5]], y=[2.5], z=[[0.5, 1], [2, 3]]
        # at: x=[[1.5], [2]], y=[2.5, 1], z=[[0.5, 1], [2, 3]]
        import numpy as np
        from jaxtyping import Float

        def f(x: Float[np.ndarray, "N 1"], y: Float[np.ndarray, "N"], z):
            return x * y + z
        """,
    "empty_arrays": """
        # at: x=[], y=[[], []]
        import numpy as np

        def f(x, y):
            return np.sum(x * y, axis=1) + np.sum(np.exp(y))
        """,
    "a_helper_on_arrays": """
        # at: x=[[0.5, -1], [2, 3]], w=[[1, 2], [3, 5]], b=[1, 2]
        import numpy as np

        def layer(x, w, b):
            return np.tanh(x @ w + b)

        def f(x, w, b):
            return layer(layer(x, w, b), w, b).sum()
        """,
    "comments_of_all_sorts": """
        # at: x=[[0.5, -1], [2, 3]]
        import numpy as np

        def f(x):
            # above
            y = x * 2  # behind
            # before the return
            return np.sum(y, axis=0)  # behind the return
        """,
    "short_lines_of_arrays": """
        # gradgen: --line-length 50
        # at: x=[[0.5, -1], [2, 3]], y=[1, 2]
        import numpy as np

        def f(x, y):
            normalized = (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)
            return np.sum(normalized * y, axis=1)
        """,
    "shapes_as_options": """
        # gradgen: --shape x=N,D --shape w=D
        # at: x=[[0.5, -1], [2, 3], [1, 1]], w=[1, 2]
        import numpy as np

        def f(x, w):
            return x @ w * np.sum(w)
        """,
    "constants_of_the_file": """
        # at: x=[0.5, -1, 2]
        import numpy as np

        WEIGHTS = np.array([1.0, 2.0, 4.0])  # of the three
        SCALE = 2 * np.pi

        def f(x):
            return np.sum(WEIGHTS * x) / SCALE * x
        """,
    "other_layouts": """
        # at: x=[[0.5, -1], [2, 3]], y=[[1], [2]]
        import numpy as np

        def f(x, y):
            a = np.concatenate([x, y, x], axis=1)
            b, c = np.split(a, [2], axis=1)
            return b.T @ c, np.stack([x, b])
        """,
}

NASTY_ARRAYS: Final = tuple(
    Case(name, dedent(text).lstrip().encode()) for name, text in _TEXTS.items()
)
