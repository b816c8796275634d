"""The listing of a circuit: what the documentation and failing tests show."""

from __future__ import annotations

from textwrap import dedent

import gradgen
from gradgen.ir.circuit import Circuit, Output, Parameter, Remark
from gradgen.ir.expression import Literal, Name
from gradgen.ir.listing import listing

SOURCE = """\
def f(w, x, scale=2):
    assert w > 0, "no weight"
    s = w * x
    L = s * scale + w
    return L, s
"""


def test_a_primal_circuit() -> None:
    (circuit,) = gradgen.build(SOURCE, filename="f.py").program.circuits
    assert listing(circuit) == dedent("""\
        circuit f(w, x, scale=2) of f.py
          2:5  assert w > 0, "no weight"
          3:9  s = w * x
          4:9  t1 = s * scale
          4:9  L = t1 + w
          gives L, s
        """)


def test_a_derived_circuit() -> None:
    (circuit,) = gradgen.build(SOURCE, filename="f.py", wrt="w").circuits
    assert listing(circuit) == dedent("""\
        circuit f_backward(w, x, scale=2, grad_L, grad_s) of f.py
               # forward
          2:5  assert w > 0, "no weight"
          3:9  s = w * x                          idle
          4:9  t1 = s * scale                     idle
          4:9  L = t1 + w                         idle
               # backward
          4:9  grad_t1 = grad_L                   by add
          4:9  grad_w = grad_L                    by add
          4:9  grad_s = grad_s + grad_t1 * scale  by multiply
          3:9  grad_w = grad_w + grad_s * x       by multiply
          gives grad_w
        """)


def test_a_circuit_from_nowhere() -> None:
    remark = Remark("# nothing to do")
    circuit = Circuit("g", (Parameter("x"),), (remark,), (Output(Literal("2"), "out"),))
    assert listing(circuit) == "circuit g(x)\n    # nothing to do\n  gives out = 2\n"


def test_several_results_of_a_derived_circuit() -> None:
    circuit = Circuit("g", (Parameter("x"),), (), (), returns=Name("x"))
    assert listing(circuit) == "circuit g(x)\n  gives x\n"
