"""What the array samples are measured on: sizes, and random inputs of the shapes annotated."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

import numpy as np

# Sizes of the names in the annotations: of the order of what people compute in one go.
SIZES: Mapping[str, Mapping[str, int]] = {
    "attention_head": {"T": 256, "D": 64, "K": 64, "V": 64},
    "batch_norm": {"N": 256, "D": 128},
    "black_scholes_vector": {"N": 100_000},
    "bundle_adjustment": {"N": 1_000},
    "convolution": {"N": 4, "C": 3, "H": 32, "W": 32, "F": 8, "K": 3, "R": 3, "S": 3},
    "cosine_similarity": {"N": 512, "M": 512, "D": 64},
    "gaussian_mixture": {"N": 1_000, "K": 25, "D": 10},
    "kalman_update": {"D": 16, "M": 8},
    "layer_norm": {"N": 256, "D": 128},
    "lennard_jones_vector": {"N": 128},
    "linear_layer": {"N": 256, "D": 256, "M": 256},
    "lstm_step": {"N": 64, "D": 256, "H": 256},
    "mlp": {"N": 64, "D": 784, "H": 256, "C": 10},
    "pca_reconstruction": {"N": 512, "D": 64, "K": 8},
    "poisson_stencil": {"N": 64, "M": 64},
    "relu_vector": {"N": 100_000},
    "ridge_logistic": {"N": 1_000, "D": 50},
    "rosenbrock_vector": {"N": 1_000},
    "svm_hinge": {"N": 256, "D": 256, "C": 10},
}


def drawn(text: str, function: str, sizes: Mapping[str, int]) -> dict[str, Any]:
    """Random inputs of the shapes that the annotations of `function` tell."""
    chance = np.random.default_rng(0)
    (node,) = (
        n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef) and n.name == function
    )
    required = node.args.args[: len(node.args.args) - len(node.args.defaults)]
    return {
        a.arg: _drawn(ast.unparse(a.annotation), sizes, chance) for a in required if a.annotation
    }


def _drawn(annotation: str, sizes: Mapping[str, int], chance: np.random.Generator) -> Any:
    if "[" not in annotation:
        return float(chance.uniform(0.5, 1.5)) if annotation == "float" else 2
    dims = ast.literal_eval(annotation.rpartition(", ")[2].rstrip("]")).split()
    shape = tuple(int(d) if d.isdecimal() else sizes[d] for d in dims)
    if annotation.startswith("Int"):
        return chance.integers(0, min(sizes.get("C", 2), sizes.get("K", 10)), size=shape)
    return chance.uniform(0.5, 1.5, size=shape)
