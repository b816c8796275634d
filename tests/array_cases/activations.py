"""Well-known gates whose definition gradgen supplies."""

import numpy as np

from array_check import case

X = np.array([[-3.1, -0.4], [0.6, 2.8]])
FAR = np.array([-60.0, -8.0, 9.0, 50.0])

CASES = (
    *(
        case(f"{name}(x)", x=x)
        for name in ("sigmoid", "relu", "softplus", "silu", "gelu", "leaky_relu", "elu", "tanh")
        for x in (X, FAR, np.array(0.7), 0.7)
    ),
    case("leaky_relu(x, y)", x=X, y=0.2),
    case("leaky_relu(x, y)", x=X, y=np.array([[0.2], [0.3]])),
    case("elu(x, y)", x=X, y=0.7),
    case("elu(x, y)", x=X, y=np.array([0.7, 1.3])),
    case("0.5 * x * (1 + special.erf(x / np.sqrt(2)))", x=X),
    case("special.expit(x)", x=FAR),
    case("special.softplus(x)", x=X),
)
