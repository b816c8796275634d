"""Names for new values: free ones, and the same ones every time."""

from __future__ import annotations

import pytest

from gradgen.ir.names import Names


def given(reserved: str, *wishes: tuple[str, str]) -> list[str]:
    """The names that one book of names gives out for these wishes, in order."""
    names = Names(reserved.split())

    def temporary(_: str) -> str:
        return names.temporary()

    ways = {"claim": names.claim, "fresh": names.fresh, "temporary": temporary}
    return [ways[way](name) for way, name in wishes]


CLAIM_X, FRESH_X, TEMPORARY = ("claim", "x"), ("fresh", "x"), ("temporary", "")


@pytest.mark.parametrize(
    ("reserved", "wishes", "names"),
    [
        # A name of the user's own is his the first time; bound again, it is counted.
        ("", [CLAIM_X], ["x"]),
        ("x", [CLAIM_X], ["x"]),
        ("x", [CLAIM_X, CLAIM_X, CLAIM_X], ["x", "x_1", "x_2"]),
        # A name of ours is only taken where nobody has it.
        ("", [FRESH_X, FRESH_X], ["x", "x_1"]),
        ("x", [FRESH_X, FRESH_X], ["x_1", "x_2"]),
        ("x", [FRESH_X, CLAIM_X], ["x_1", "x"]),
        ("", [FRESH_X, CLAIM_X], ["x", "x_1"]),
        # Names that the user has are stepped over.
        ("x_1 x_3", [CLAIM_X] * 4, ["x", "x_2", "x_4", "x_5"]),
        ("t1 t3", [TEMPORARY] * 3, ["t2", "t4", "t5"]),
        # Each base has numbers of its own.
        ("x y", [FRESH_X, ("fresh", "y"), FRESH_X, TEMPORARY], ["x_1", "y_1", "x_2", "t1"]),
        # A name that looks like a counted one is a base like any other.
        ("x", [FRESH_X, ("fresh", "x_1"), FRESH_X], ["x_1", "x_1_1", "x_2"]),
    ],
)
def test_the_names_that_are_given(
    reserved: str, wishes: list[tuple[str, str]], names: list[str]
) -> None:
    assert given(reserved, *wishes) == names


def test_names_can_be_kept_back_later() -> None:
    names = Names()
    names.reserve(["t1", "x"])
    assert names.temporary() == "t2"
    assert names.fresh("x") == "x_1"


def test_whether_a_name_is_taken() -> None:
    names = Names(["x"])
    names.fresh("y")
    assert "x" in names
    assert "y" in names
    assert "z" not in names


def test_no_name_is_given_twice() -> None:
    names = Names(["x", "x_2", "t5"])
    found = [
        way(base)
        for base in ("x", "x_1", "t", "t1")
        for way in (names.fresh, names.claim, names.fresh, lambda _: names.temporary())
    ]
    assert len(set(found)) == len(found)
    assert not {"x_2", "t5"} & set(found)
