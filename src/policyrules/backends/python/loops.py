"""Which statements go through the entries of a list?"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from policyrules.backends.python import runtime
from policyrules.backends.python.conditions import possibly, settled
from policyrules.backends.python.operands import operand
from policyrules.backends.python.unit import UNKNOWN, Unit

if TYPE_CHECKING:
    import ast

    from policyrules.backends.python.computations import Computations
    from policyrules.backends.python.nodes import Line
    from policyrules.core import ir

_LIST = "_list"
_FOUND = "_found"
_VALUE = "_value"


def aggregate(code: Computations, unit: Unit, node: ir.Aggregate) -> list[ast.stmt]:
    """Return statements that end the function with what the entries that count come to.

    A list that is none has no entries; one that is unknown makes the answer unknown.
    """
    line = unit.line
    source = operand(code, unit, node.source)
    empty = line.tuple_of(())
    body: list[ast.stmt] = [
        line.set(_LIST, source()),
        *line.when(line.test(line.name(_LIST), "is", line.name(UNKNOWN)), unit.give(line.name(UNKNOWN))),
        line.set(_FOUND, _nothing_yet(node, line)),
    ]
    entry = unit.bind(node.variable)
    inside = _counting(code, unit, node)
    entries = line.either(line.test(line.name(_LIST), "is", line.constant(None)), empty, line.name(_LIST))
    body.append(line.for_each(entry, entries, [*unit.beginning_of_loop(), *inside]))
    return [*body, *unit.give(_total(code, node, line))]


def _nothing_yet(node: ir.Aggregate, line: Line) -> ast.expr:
    match node.kind:
        case "any":
            return line.constant(False)
        case "count" if node.value is None:
            return line.constant(0)
        case _:
            return line.new_list()


def _counting(code: Computations, unit: Unit, node: ir.Aggregate) -> list[ast.stmt]:
    """Return what is done with each entry: counted, passed over, or a reason to give up."""
    line = unit.line_of(node.where.place)
    asked, certain = possibly(code, unit, node.where), settled(code, unit, node.where)
    unknown = line.name(UNKNOWN)
    if node.kind == "any":
        found = line.when(certain, unit.give(line.constant(True), line), [line.set(_FOUND, unknown)])
    else:
        found = line.when(certain, _counted(code, unit, node), unit.give(unknown, line))
    return line.when(asked, found)


def _counted(code: Computations, unit: Unit, node: ir.Aggregate) -> list[ast.stmt]:
    if node.value is None:
        line = unit.line
        if node.kind == "count":
            return [line.add(_FOUND, 1)]
        return [line.do(line.call(line.attribute(line.name(_FOUND), "append"), [line.constant(True)]))]
    line = unit.line_of(node.value.place)
    known = code.constants.declare("_known", runtime.known_throughout)
    value = line.name(_VALUE)
    return [
        line.set(_VALUE, operand(code, unit, node.value)()),
        *line.when(line.not_(line.call(line.name(known), [value])), unit.give(line.name(UNKNOWN), line)),
        *line.when(
            line.test(value, "is not", line.constant(None)),
            [line.do(line.call(line.attribute(line.name(_FOUND), "append"), [value]))],
        ),
    ]


def _total(code: Computations, node: ir.Aggregate, line: Line) -> ast.expr:
    if node.kind == "any" or (node.kind == "count" and node.value is None):
        return line.name(_FOUND)
    told = code.constants.declare("_told", runtime.told)
    total = code.constants.held(partial(runtime.total_of, node, code.zone))
    return line.call(line.name(told), [line.name(total), line.name(_FOUND)])
