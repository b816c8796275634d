# at: positions=[[0, 0, 0], [1.1, 0, 0], [0.2, 1.2, 0.1], [0, 0.3, 1.3]], epsilon=0.8, sigma=1.0
# at: positions=[[0, 0, 0], [1.1, 0.2, 0.3]], epsilon=1.0, sigma=0.9
# at: positions=[[0.5, 1, 2]], epsilon=1.0, sigma=0.9
import numpy as np
from jaxtyping import Float


def energy(positions: Float[np.ndarray, "N 3"], epsilon: float = 1.0, sigma: float = 1.0):
    """Potential energy of a cloud of atoms, each pair counted once."""
    i, j = np.triu_indices(len(positions), k=1)
    distances = np.linalg.norm(positions[i] - positions[j], axis=1)
    sixth = (sigma / distances) ** 6
    return 4 * epsilon * np.sum(sixth**2 - sixth)
