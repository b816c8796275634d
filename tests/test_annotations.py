"""What annotations say of shapes, and what of them says nothing."""

from __future__ import annotations

import pytest

from gradgen.frontend.annotations import is_dimension, read_shape, shape_of_annotation
from gradgen.ir.shape import SCALAR, Dim, Open, Shape, broadcast, unknown


def of_words(text: str, name: str = "x") -> Shape | None:
    """The shape of a parameter that is annotated with these dimensions."""
    return shape_of_annotation(f'Float[np.ndarray, "{text}"]', name)


def exact(*dims: Dim) -> Shape:
    return Shape(dims)


def lead(name: str, *dims: Dim) -> Shape:
    """Any number of dimensions called `name`, and then `dims`."""
    return Shape((), frozenset((Open(name, dims),)))


@pytest.mark.parametrize(
    "text", ["float", "int", "bool", " float ", '"float"', "np.float64", "np.float32"]
)
def test_numbers(text: str) -> None:
    assert shape_of_annotation(text, "x") == SCALAR


@pytest.mark.parametrize(
    "text",
    [
        *("np.ndarray", "NDArray", "NDArray[np.float64]", "npt.NDArray[np.float32]", "Array", "x"),
        *("float | None", "Optional[float]", "list[float]", "tuple[float, float]", "'float | int'"),
        *('Literal["N", "D"]', 'Annotated[np.ndarray, "N D"]', 'dict[str, "N D"]'),
        *("Float[np.ndarray]", "Float[np.ndarray, 3]", 'Float[np.ndarray, "N", "D"]', "Float"),
        *('Complex[np.ndarray, "N"]', 'PyTree[np.ndarray, "N"]', "not python", ""),
    ],
)
def test_what_says_nothing_of_the_shape(text: str) -> None:
    assert shape_of_annotation(text, "x") is None


@pytest.mark.parametrize(
    "text",
    [
        *('Float[np.ndarray, "N D"]', "Float[np.ndarray, 'N D']", 'Float[Array, "  N   D "]'),
        *('Float32[torch.Tensor, "N D"]', 'jaxtyping.Float[np.ndarray, "N D"]'),
        *('jt.Float64[np.ndarray, "N D"]', 'BFloat16[Array, "N D"]', 'Int[np.ndarray, "N D"]'),
        *('UInt8[np.ndarray, "N D"]', 'Bool[np.ndarray, "N D"]', 'Num[np.ndarray, "N D"]'),
        *('Real[np.ndarray, "N D"]', 'Shaped[np.ndarray, "N D"]', 'Inexact[Array, "N D"]'),
        *('Integer[Array, "N D"]', """'Float[np.ndarray, "N D"]'""", "\"Float[Array, 'N D']\""),
    ],
)
def test_types_of_jaxtyping(text: str) -> None:
    assert shape_of_annotation(text, "x") == exact("N", "D")


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("", SCALAR),
        ("N", exact("N")),
        ("batch channels 28 28", exact("batch", "channels", 28, 28)),
        ("N 1", exact("N", 1)),
        ("0", exact(0)),
        ("N N", exact("N", "N")),
        ("N-1", exact("N-1")),
        ("N+2 D", exact("N+2", "D")),
        # Sizes with a name for the reader: the size counts.
        ("rows=3", exact(3)),
        ("rows=N", exact("N")),
        # Any number of dimensions in front, with a name or without.
        ("*batch", lead("*batch")),
        ("*batch D", lead("*batch", "D")),
        ("*batch N-1 3", lead("*batch", "N-1", 3)),
        ("...", unknown("x")),
        ("... D", lead("x", "D")),
        ("... N 3", lead("x", "N", 3)),
        # Sizes that nobody names.
        ("_", exact("?x0")),
        ("N _ _", exact("N", "?x1", "?x2")),
        # jaxtyping lets these differ from parameter to parameter, whatever their names are.
        ("_N D", exact("?x0", "D")),
        ("?N D", exact("?x0", "D")),
        ("*_batch D", lead("x", "D")),
        ("*#batch D", lead("x", "D")),
    ],
)
def test_dimensions(text: str, shape: Shape) -> None:
    assert of_words(text) == shape


@pytest.mark.parametrize(
    "text",
    [
        # These may be 1 as well as N, and so be broadcast.
        *("#N", "#N D", "N #D", "#*batch D"),
        # Dimensions behind any number of them.
        *("N ...", "N *rest", "*batch ... D", "... *batch"),
        # Arithmetic that gradgen does not follow.
        *("2*N", "N*M", "N//2", "N+M", "{n}", "min(N,M)", "(N", "N,D", "-1", "3.5"),
    ],
)
def test_dimensions_that_tell_nothing(text: str) -> None:
    assert of_words(text) == unknown("x")


def test_names_are_the_same_in_every_parameter_and_what_has_none_is_not() -> None:
    for text in ("N D", "*batch D", "rows=N", "3"):
        assert of_words(text, "x") == of_words(text, "y")
    for text in ("...", "... D", "_", "_N", "?N", "#N", "*#batch", "*_batch", "2*N"):
        mine, other = of_words(text, "x"), of_words(text, "y")
        assert mine is not None
        assert mine != other
        assert mine == of_words(text, "x") == broadcast([mine, mine])


def test_what_stands_on_the_command_line_is_read_alike() -> None:
    assert read_shape(["N", "3"], "x") == of_words("N 3")
    assert read_shape([], "x") == SCALAR


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        *((word, True) for word in ("N", "3", "N-1", "N+2", "_", "...", "*batch", "rows=3")),
        *(
            (word, False)
            for word in ("", "3.5", "-1", "(N", "N*M", "*", "*3", "N,D", "N-", "2x", "....")
        ),
    ],
)
def test_words_that_are_dimensions(word: str, answer: bool) -> None:
    assert is_dimension(word) == answer
