"""What does the function of a computation do?"""

from __future__ import annotations

import ast
from typing import Any

from policyrules.backends.python import runtime
from policyrules.backends.python.computations import Computation, Computations
from policyrules.backends.python.conditions import possibly, surely
from policyrules.backends.python.choices import choice
from policyrules.backends.python.loops import aggregate
from policyrules.backends.python.nodes import Line
from policyrules.backends.python.operands import operand
from policyrules.backends.python.unit import ARGUMENTS, CONTEXT, FIRST_KEPT, RESULT, SENTINELS, UNKNOWN, Unit
from policyrules.core import ir
from policyrules.core.evaluate_rows import derived_order

THIS = "_this"


class Written:
    """A computation's function before it is known who asks for it."""

    def __init__(self, computation: Computation, unit: Unit, body: list[ast.stmt]) -> None:
        self.computation = computation
        self.unit = unit
        self.body = body
