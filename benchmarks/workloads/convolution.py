"""Convolution as a product of matrices (im2col): 8 pictures, 3 channels, 16 filters of 3 by 3."""

import numpy as np
from numpy.typing import NDArray

SHAPES = {"images": "N,C,H,W", "filters": "F,L", "bias": "F", "upstream": "F,P"}
WRT = "images,filters,bias"


def forward(
    images: NDArray[np.float64],
    filters: NDArray[np.float64],
    bias: NDArray[np.float64],
    upstream: NDArray[np.float64],
):
    n, c, h, w = images.shape
    down = np.stack([images[:, :, : h - 2], images[:, :, 1 : h - 1], images[:, :, 2:]])
    across = np.stack([down[..., : w - 2], down[..., 1 : w - 1], down[..., 2:]])
    columns = np.transpose(across, (0, 1, 3, 2, 4, 5)).reshape(9 * c, n * (h - 2) * (w - 2))
    out = filters @ columns + bias[:, np.newaxis]
    return np.sum(upstream * out)


def by_hand(images, filters, bias, upstream):
    """Nine slices into one array of columns, and nine sums of slices on the way back."""
    n, c, h, w = images.shape
    columns = np.empty((3, 3, c, n, h - 2, w - 2))
    turned = images.transpose(1, 0, 2, 3)
    for i in range(3):
        for j in range(3):
            columns[i, j] = turned[:, :, j : h - 2 + j, i : w - 2 + i]
    grad_filters = upstream @ columns.reshape(9 * c, -1).T
    grad_bias = upstream.sum(axis=1)
    value = np.vdot(filters, grad_filters) + bias @ grad_bias
    grad_columns = np.matmul(filters.T, upstream, out=columns.reshape(9 * c, -1))
    grad_columns = grad_columns.reshape(columns.shape)
    grad_images = np.zeros_like(images)
    grad_turned = grad_images.transpose(1, 0, 2, 3)
    for i in range(3):
        for j in range(3):
            grad_turned[:, :, j : h - 2 + j, i : w - 2 + i] += grad_columns[i, j]
    return value, (grad_images, grad_filters, grad_bias)


def inputs(chance, small):
    n, c, f, side = (2, 2, 3, 5) if small else (8, 3, 16, 32)
    places = n * (side - 2) ** 2
    return {
        "images": chance.normal(0, 1, (n, c, side, side)),
        "filters": chance.normal(0, 1, (f, 9 * c)),
        "bias": chance.normal(0, 1, f),
        "upstream": chance.normal(0, 1, (f, places)),
    }
