"""The forwards of arrays in PyTorch, as its users write them: with its own losses and layers."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional


def rosenbrock(x: Tensor) -> Tensor:
    return torch.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def black_scholes(
    spot: Tensor, strike: Tensor, years: Tensor, rate: Tensor, sigma: Tensor
) -> Tensor:
    spread = sigma * torch.sqrt(years)
    d1 = (torch.log(spot / strike) + (rate + 0.5 * sigma**2) * years) / spread
    exercised = torch.special.ndtr(d1 - spread)
    return torch.sum(spot * torch.special.ndtr(d1) - strike * torch.exp(-rate * years) * exercised)


def mlp(x: Tensor, labels: Tensor, w1: Tensor, b1: Tensor, w2: Tensor, b2: Tensor) -> Tensor:
    hidden = torch.relu(torch.addmm(b1, x, w1))
    return functional.cross_entropy(torch.addmm(b2, hidden, w2), labels)


def batch_norm(x: Tensor, gamma: Tensor, beta: Tensor, upstream: Tensor) -> Tensor:
    normal = functional.batch_norm(x, None, None, gamma, beta, training=True, eps=1e-5)
    return torch.sum(upstream * normal)


def lstm_step(
    x: Tensor,
    h: Tensor,
    c: Tensor,
    w: Tensor,
    u: Tensor,
    b: Tensor,
    upstream_h: Tensor,
    upstream_c: Tensor,
) -> Tensor:
    keep, write, read, candidate = torch.addmm(torch.addmm(b, x, w), h, u).chunk(4, dim=1)
    new_c = torch.sigmoid(keep) * c + torch.sigmoid(write) * torch.tanh(candidate)
    new_h = torch.sigmoid(read) * torch.tanh(new_c)
    return torch.sum(upstream_h * new_h) + torch.sum(upstream_c * new_c)


def attention(x: Tensor, wq: Tensor, wk: Tensor, wv: Tensor, upstream: Tensor) -> Tensor:
    q, k, v = (x @ w for w in (wq, wk, wv))
    return torch.sum(upstream * functional.scaled_dot_product_attention(q, k, v))


def gaussian_mixture(x: Tensor, logits: Tensor, means: Tensor, log_stds: Tensor) -> Tensor:
    z = (x[:, None, :] - means) / torch.exp(log_stds)
    log_norm = torch.sum(log_stds, dim=1) + 0.5 * x.shape[1] * math.log(2 * math.pi)
    terms = torch.log_softmax(logits, dim=0) - 0.5 * torch.sum(z**2, dim=2) - log_norm
    return torch.sum(torch.logsumexp(terms, dim=1))


def lennard_jones(positions: Tensor) -> Tensor:
    i, j = torch.triu_indices(len(positions), len(positions), 1)
    between = positions[i] - positions[j]
    sixth = torch.sum(between**2, dim=1) ** -3
    return 4 * torch.sum(sixth**2 - sixth)


def convolution(images: Tensor, filters: Tensor, bias: Tensor, upstream: Tensor) -> Tensor:
    kernels = filters.reshape(len(filters), 3, 3, -1).permute(0, 3, 2, 1)
    out = functional.conv2d(images, kernels, bias)
    return torch.sum(upstream * out.transpose(0, 1).reshape(len(filters), -1))
