"""Functions as people write them for PyTorch, and inputs for them, by the shapes of the inputs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from gradgen.ir.expression import Expression, Literal
from gradgen.ir.printer import show
from gradgen.targets.dialects.phrases import MUST, Phrase


class Written(NamedTuple):
    """A function for PyTorch: its text, its parameters with their shapes, what is whole."""

    name: str
    body: str
    shapes: dict[str, tuple[int, ...]]
    whole: tuple[str, ...] = ()


FUNCTIONS = (
    Written("softmax", "F.softmax(x, dim=-1)[:, 0].log()", {"x": (4, 3)}),
    Written("linear", "F.relu(F.linear(x, w, b)).sum(1)", {"x": (5, 3), "w": (2, 3), "b": (2,)}),
    Written(
        "attention",
        "F.softmax(q @ k.transpose(-2, -1) / 3**0.5, dim=-1) @ v",
        {"q": (2, 4, 3), "k": (2, 4, 3), "v": (2, 4, 5)},
    ),
    Written(
        "layer_norm",
        "(x - x.mean(-1, keepdim=True)) / (x.var(-1, False, keepdim=True) + 1e-5).sqrt() * g",
        {"x": (4, 6), "g": (6,)},
    ),
    Written("cross_entropy", "F.cross_entropy(x @ w, i)", {"x": (4, 3), "w": (3, 4)}, ("i",)),
    Written("nll", "F.nll_loss(torch.log_softmax(x, dim=1), i)", {"x": (4, 5)}, ("i",)),
    Written("bce", "F.binary_cross_entropy_with_logits(x, y)", {"x": (6,), "y": (6,)}),
    Written(
        "mse",
        "F.mse_loss(torch.tanh(x), y) + F.l1_loss(x, y, reduction='sum')",
        {"x": (6,), "y": (6,)},
    ),
    Written("largest", "torch.max(x, dim=1).values + x.min(0)[0].sum()", {"x": (4, 3)}),
    Written("sorted", "x.sort(dim=0)[0] * torch.arange(12.0).reshape(4, 3)", {"x": (4, 3)}),
    Written(
        "picked", "table[i].cumsum(0) * table[i].prod(-1, keepdim=True)", {"table": (5, 3)}, ("i",)
    ),
    Written("gathered_part", "x.gather(0, i.view(1, -1)[:, :3]).exp()", {"x": (4, 5)}, ("i",)),
    Written("gathered", "x.gather(1, i.view(-1, 1)).squeeze(1).exp()", {"x": (4, 5)}, ("i",)),
    Written(
        "joined",
        "torch.cat([x, torch.stack([x, y]).mean(0)], dim=1).norm()",
        {"x": (4, 3), "y": (4, 3)},
    ),
    Written("chunks", "torch.sigmoid(x).chunk(2, dim=1)[0].flip(0)", {"x": (4, 6)}),
    Written("std", "torch.std(x, dim=1) + x.var() + x.std(0, keepdim=True).sum()", {"x": (4, 3)}),
    Written(
        "einsum", "torch.einsum('bij,bjk->bik', x, y).square()", {"x": (2, 3, 4), "y": (2, 4, 2)}
    ),
    Written("einsum_trace", "torch.einsum('ij,jk,ki->', x, y, x)", {"x": (3, 3), "y": (3, 3)}),
    Written(
        "views", "x.view(-1, 2).t().reshape(2, -1).unsqueeze(0).permute(2, 0, 1)", {"x": (4, 3)}
    ),
    Written(
        "triangles", "(x.tril(-1) + x.triu(1)).diagonal(1) + torch.trace(x @ x)", {"x": (4, 4)}
    ),
    Written(
        "linalg",
        "torch.linalg.solve(x @ x.mT + 4 * torch.eye(4, dtype=x.dtype), y)",
        {"x": (4, 4), "y": (4, 2)},
    ),
    Written("determinant", "torch.linalg.det(x) + torch.linalg.slogdet(x @ x.T)[1]", {"x": (3, 3)}),
    Written(
        "inverse",
        "torch.linalg.inv(x + 4 * torch.eye(3, dtype=x.dtype)).abs().sum()",
        {"x": (3, 3)},
    ),
    Written(
        "cholesky",
        "torch.linalg.cholesky(x @ x.T + torch.eye(3, dtype=x.dtype)).sum(0)",
        {"x": (3, 3)},
    ),
    Written(
        "where",
        "torch.where(x > y, x * y, (x - y).clamp(min=-1.0)).logsumexp(0)",
        {"x": (4, 3), "y": (3,)},
    ),
    Written(
        "clamped",
        "x.clamp(-0.5, 0.5) + torch.maximum(x, y) + torch.relu(-y)",
        {"x": (4, 3), "y": (4, 1)},
    ),
    Written("repeats", "x.repeat(2, 1).roll(1, 0) * x.repeat_interleave(2, dim=0)", {"x": (4, 3)}),
    Written(
        "diffs", "torch.diff(x, dim=0).pow(2).mean((0, 1)) + x.cumprod(1).sum()", {"x": (4, 3)}
    ),
    Written(
        "lerp",
        "torch.lerp(x, y, 0.3).addcmul(x, y, value=2).sub(y, alpha=0.5)",
        {"x": (4, 3), "y": (4, 3)},
    ),
    Written(
        "activations",
        "F.gelu(x) + F.silu(x) + F.softplus(x) + F.elu(x) + F.leaky_relu(x, 0.2)",
        {"x": (4, 3)},
    ),
    Written(
        "expanded", "x.expand(4, 3) * x.expand_as(y) + y.detach() * y", {"x": (3,), "y": (4, 3)}
    ),
    Written(
        "tensordot",
        "torch.tensordot(x, y, dims=([0, 2], [1, 0])) + torch.outer(x[0, 0], y[0, 0])[0, 0]",
        {"x": (2, 3, 4), "y": (4, 2, 5)},
    ),
    Written(
        "special",
        "torch.lgamma(x.abs() + 1) + torch.special.xlog1py(x, y.exp()) + torch.erf(x)",
        {"x": (4,), "y": (4,)},
    ),
    Written(
        "quotient",
        "(x / y.abs().add(1)).mul(x).atan2(y) + torch.hypot(x, y)",
        {"x": (4, 1), "y": (3,)},
    ),
)


# What is given for the parameters of phrases; the functions have x and y, square and in (0, 1).
_GIVEN: Final = {
    **dict.fromkeys(("input", "a", "first"), "x"),
    **dict.fromkeys(("other", "other_or_number", "b", "values", "sign", "mat1"), "y"),
    **dict.fromkeys(("mat2", "mat", "batch1", "second", "batch2", "chosen", "otherwise"), "y"),
    **dict.fromkeys(("dim", "dim0", "axis0", "source", "offset"), "0"),
    **dict.fromkeys(("dim1", "axis1", "destination", "diagonal", "k"), "1"),
    **dict.fromkeys(("A",), "(x @ x.mT + 2 * torch.eye(4, dtype=x.dtype))"),
    **dict.fromkeys(("condition", "mask"), "x > y"),
    **dict.fromkeys(("indices", "index", "tensor", "places"), "(x > y).long()"),
    **dict.fromkeys(("vec", "vec2"), "y[0]"),
    "exponent": "3",
    "n": "2",
    "p": "2",
    "x": "x",
    "y": "y",
    "q": "y + 2",
    "B": "y",
    "number": "0.5",
    "min": "0.3",
    "max": "0.6",
    "value": "0.5",
    "decimals": "1",
    "shape": "(2, 8)",
    "dims": "(1, 0)",
    "shifts": "1",
    "repeats": "2",
    "chunks": "2",
    "sections": "2",
    "target": "y",
    "weight": "y",
    "end": "4",
    "dtype": "torch.float64",
    "fill_value": "2.0",
    "size": "(4, 4)",
    "start": "0",
    "data": "[0.5, 0.7]",
    "mean": "y",
    "bias": "y[0]",
    "min_val": "0.3",
}


def calls_of(phrase: Phrase) -> Iterator[str]:
    """Calls that a phrase reads: with what has to be given, and with all that may be."""
    required = [p for p in phrase.parameters if p.default is None and p.kind != "*args"]
    optional = [p for p in phrase.parameters if p.default is not None]
    for given in ([p for p in optional if p.default == MUST], optional):
        keywords = [f"{p.name}={_value(p.name, p.default)}" for p in given]
        values = [_GIVEN.get(p.name, p.name) for p in required]
        if phrase.name.endswith(("nll_loss", "cross_entropy")):
            values[1] = "(x > y).long()[0]"
        yield _called(phrase, values, keywords)


def _value(name: str, default: Expression | None) -> str:
    """Another value than the default, where one is known."""
    if default in (Literal("False"), Literal("True")) and name.startswith("keep"):
        return "True"
    assert default is not None
    return _GIVEN.get(name, show(default))


def _called(phrase: Phrase, required: list[str], keywords: list[str]) -> str:
    name = phrase.name
    if name.startswith("input."):
        array, *required = required
        name = name.replace("input", array, 1)
        if not name.endswith("()"):
            return name
        name = name.removesuffix("()")
    row = [_ROWS[p.name] for p in phrase.parameters if p.kind == "*args"]
    return f"{name}({', '.join([*required, *row, *keywords])})"


_ROWS: Final = {
    "shape": "2, 8",
    "dims": "1, 0",
    "sizes": "4, 4",
    "size": "4, 4",
    "tensors": "x[0], y[0]",
    "operands": "'ij,jk->ik', x, y",
}
