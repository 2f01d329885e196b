"""What does a function give?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policyrules.core import ir
from policyrules.core.evaluate import calling

if TYPE_CHECKING:
    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.evaluate.scope import Scope


def call(evaluation: Evaluation, node: ir.Call, scope: Scope) -> Any:
    """Return the function's value for the values of the arguments (see `calling.call`)."""
    arguments = [evaluation.value(argument, scope) for argument in node.arguments]
    named = {name: evaluation.value(argument, scope) for name, argument in node.named}
    return calling.call(node.function, arguments, named)
