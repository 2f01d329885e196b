"""Does the reference tell the value of every kind of expression?"""

from __future__ import annotations

from typing import get_args

from policyrules.core import ir
from policyrules.core.evaluate import evaluation


def test_every_kind_of_expression_is_told() -> None:
    assert set(evaluation._TOLD) == set(get_args(ir.Expr))
