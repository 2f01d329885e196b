"""Which statements find the branch that gives a value?"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from policyrules.backends.python import runtime
from policyrules.backends.python.conditions import possibly, settled
from policyrules.backends.python.operands import operand
from policyrules.backends.python.unit import BLANK, UNKNOWN, Unit
from policyrules.core import ir

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    from policyrules.backends.python.computations import Computations
    from policyrules.backends.python.nodes import Line

_SEEN = "_seen"
"""The result of the branches that may hold, while they agree."""
_VALUE = "_value"
_COUNT = "_count"


def choice(code: Computations, unit: Unit, node: ir.Case) -> list[ast.stmt]:
    """Return statements that end the function with the value of the branch that holds."""
    match node.hit:
        case "first":
            return _first(code, unit, node)
        case "unique":
            return _unique(code, unit, node)
        case _:
            return _collect(code, unit, node)


def _first(code: Computations, unit: Unit, node: ir.Case) -> list[ast.stmt]:
    """The first branch that surely holds, if every branch above it that may hold gives the same."""
    start = unit.line
    body: list[ast.stmt] = [start.set(_SEEN, start.name(BLANK))]
    for condition, result in _branches(node):
        line = unit.line_of(condition.place)
        asked = possibly(code, unit, condition)
        certain = settled(code, unit, condition)
        given = operand(code, unit, result)
        body += line.when(
            asked,
            [
                line.set(_VALUE, given()),
                *line.when(certain, unit.give(_if_agreed(code, line), line)),
                *line.when(_agrees(code, line), [line.set(_SEEN, line.name(_VALUE))], _unknown(unit, line)),
            ],
        )
    last = _otherwise(node)
    line = unit.line_of(last.place)
    body.append(line.set(_VALUE, operand(code, unit, last)()))
    return [*body, *unit.give(_if_agreed(code, line), line)]


def _branches(node: ir.Case) -> Iterator[tuple[ir.Expr, ir.Expr]]:
    """Yield the branches of a choice and of those that continue it."""
    yield from node.branches
    while isinstance(node.otherwise, ir.Case) and node.otherwise.hit == "first":
        node = node.otherwise
        yield from node.branches


def _otherwise(node: ir.Case) -> ir.Expr:
    while isinstance(node.otherwise, ir.Case) and node.otherwise.hit == "first":
        node = node.otherwise
    return node.otherwise


def _agrees(code: Computations, line: Line) -> ast.expr:
    """Return whether a result that may be given is known, and the same as those before it."""
    same = code.constants.declare("_agrees", partial(runtime.agrees, code.zone))
    seen, value = line.name(_SEEN), line.name(_VALUE)
    return line.both(
        line.test(value, "is not", line.name(UNKNOWN)),
        line.any(line.test(seen, "is", line.name(BLANK)), line.call(line.name(same), [seen, value])),
    )


def _if_agreed(code: Computations, line: Line) -> ast.expr:
    """Return the result that is surely given, unless one that may be given differs."""
    same = code.constants.declare("_agrees", partial(runtime.agrees, code.zone))
    seen, value = line.name(_SEEN), line.name(_VALUE)
    alone = line.test(seen, "is", line.name(BLANK))
    return line.either(line.any(alone, line.call(line.name(same), [seen, value])), value, line.name(UNKNOWN))


def _unknown(unit: Unit, line: Line) -> list[ast.stmt]:
    return unit.give(line.name(UNKNOWN), line)


def _unique(code: Computations, unit: Unit, node: ir.Case) -> list[ast.stmt]:
    """The one branch that holds. If it only may hold, `otherwise` must agree; two may be an overlap."""
    start = unit.line
    body: list[ast.stmt] = [
        start.set(_SEEN, start.constant(0)),
        start.set(_COUNT, start.constant(0)),
        start.set(_VALUE, start.name(BLANK)),
    ]
    for number, (condition, _) in enumerate(node.branches, start=1):
        line = unit.line_of(condition.place)
        body += line.when(
            possibly(code, unit, condition),
            [
                *line.when(line.test(line.name(_SEEN), "!=", line.constant(0)), _unknown(unit, line)),
                line.set(_SEEN, line.constant(number)),
                *line.when(settled(code, unit, condition), [line.set(_COUNT, line.constant(1))]),
            ],
        )
    is_sure = start.test(start.name(_COUNT), "==", start.constant(1))
    for number, (_, result) in enumerate(node.branches, start=1):
        line = unit.line_of(result.place)
        given = operand(code, unit, result)
        body += line.when(
            line.test(line.name(_SEEN), "==", line.constant(number)),
            [line.set(_VALUE, given()), *line.when(is_sure, unit.give(line.name(_VALUE), line))],
        )
    line = unit.line_of(node.otherwise.place)
    body += [
        line.set(_SEEN, line.name(_VALUE)),
        line.set(_VALUE, operand(code, unit, node.otherwise)()),
    ]
    return [*body, *unit.give(_if_agreed(code, line), line)]


def _collect(code: Computations, unit: Unit, node: ir.Case) -> list[ast.stmt]:
    """All values whose branches hold, once it is known of every branch whether it does."""
    start = unit.line
    chosen = code.constants.declare("_chosen", runtime.chosen)
    body: list[ast.stmt] = [start.set(_SEEN, start.constant(0))]
    for number, (condition, _) in enumerate(node.branches):
        line = unit.line_of(condition.place)
        body += line.when(
            possibly(code, unit, condition),
            line.when(
                settled(code, unit, condition), [line.turn_on(_SEEN, 1 << number)], _unknown(unit, line)
            ),
        )
    results: list[ast.expr] = []
    for number, (_, result) in enumerate(node.branches):
        line = unit.line_of(result.place)
        given = operand(code, unit, result)
        results.append(line.either(line.has_bit(_SEEN, 1 << number), given(), line.name(BLANK)))
    return [*body, *unit.give(start.call(start.name(chosen), [start.tuple_of(results)]))]
