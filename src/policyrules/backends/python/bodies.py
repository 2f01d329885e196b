"""What does the function of a computation do?"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from policyrules.backends.python import runtime
from policyrules.backends.python.asking_ledgers import asked_of_ledgers
from policyrules.backends.python.choices import choice
from policyrules.backends.python.conditions import possibly, settled
from policyrules.backends.python.loops import aggregate
from policyrules.backends.python.operands import operand
from policyrules.backends.python.unit import (
    ARGUMENTS,
    BLANK,
    CONTEXT,
    FIRST_KEPT,
    RESULT,
    SENTINELS,
    THIS,
    UNKNOWN,
    Unit,
)
from policyrules.core import ir
from policyrules.core.parts import parts
from policyrules.semantics.types import RefType, required

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable

    from policyrules.backends.python.computations import Computation, Computations

_MAYBE = "_maybe"
Sign = Literal["+", "-", "*"]


class WrittenFunction:
    """A computation's function as far as it can be written before all that ask for it are known."""

    def __init__(self, computation: Computation, unit: Unit, body: list[ast.stmt]) -> None:
        self.computation = computation
        self.unit = unit
        self._body = body

    def function(self, place: int | None) -> ast.FunctionDef:
        """Return the function; `place` is where in the context it keeps its value for others."""
        unit, line = self.unit, self.unit.line
        kept: list[ast.stmt] = []
        if place is not None:
            where = FIRST_KEPT + place
            kept = [
                line.set(RESULT, line.item(line.name(CONTEXT), where)),
                *line.when(
                    line.test(line.name(RESULT), "is not", line.name(BLANK)), [line.give(line.name(RESULT))]
                ),
            ]
            for given in unit.gives:
                given.targets.insert(0, line.store_item(CONTEXT, where))
        arguments = [*ARGUMENTS, *unit.given, *SENTINELS]
        body = [*kept, *unit.beginning(), *self._body]
        return line.function(self.computation.called, arguments, body, defaults=len(SENTINELS))


def write(code: Computations, computation: Computation) -> WrittenFunction:
    """Return the function that works out a value."""
    row = computation.row
    schema = code.schema if row is None else code.program.records[row]
    unit = Unit(schema, computation.place, variables=computation.variables, of_entry=row is not None)
    expr = computation.expr
    if not isinstance(expr, ir.Derived):
        return WrittenFunction(computation, unit, _body(code, unit, expr))
    line = unit.line
    not_there: list[ast.stmt] = []
    if row is not None:
        this = line.name(THIS)
        not_there = [
            *line.when(line.test(this, "is", line.constant(None)), unit.give(line.constant(None))),
            *line.when(line.test(this, "is", line.name(UNKNOWN)), unit.give(line.name(UNKNOWN))),
        ]
    value = code.program.defines[expr.record, expr.name].value
    # a call or a total may be asked for elsewhere too: it has its own function
    asked_elsewhere = isinstance(value, ir.Call | ir.Aggregate)
    body = unit.give(operand(code, unit, value)()) if asked_elsewhere else _body(code, unit, value)
    return WrittenFunction(computation, unit, [*not_there, *body])


def _body(code: Computations, unit: Unit, expr: ir.Expr) -> list[ast.stmt]:
    """Return statements that end the function with the value of an expression."""
    match expr:
        case ir.Case():
            return choice(code, unit, expr)
        case ir.Aggregate():
            return aggregate(code, unit, expr)
        case ir.And() | ir.Or():
            return _connected(code, unit, expr)
        case ir.Present(operand=inner) if isinstance(required(inner.type), RefType):
            return unit.give(_asked_of_the_runtime(code, unit, expr))
        case ir.Not() | ir.AtLeast() | ir.Known() | ir.Present() | ir.Broken():
            return _condition(code, unit, expr)
        case (
            ir.Const()
            | ir.Variable()
            | ir.Today()
            | ir.WordSet()
            | ir.Before()
            | ir.ThisPeriod()
            | ir.Derived()
            | ir.Field(steps=(_,))
        ):
            return unit.give(operand(code, unit, expr)())
        case _:
            return unit.give(_asked_of_the_runtime(code, unit, expr))


def _condition(code: Computations, unit: Unit, expr: ir.Expr) -> list[ast.stmt]:
    line = unit.line
    yes, unknown = unit.give(line.constant(True)), unit.give(line.name(UNKNOWN))
    found = [*line.when(settled(code, unit, expr), yes), *unknown]
    return [*line.when(possibly(code, unit, expr), found), *unit.give(line.constant(False))]


def _connected(code: Computations, unit: Unit, expr: ir.And | ir.Or) -> list[ast.stmt]:
    """Go through an `and` to the first no, through an `or` to the first yes."""
    start = unit.line
    is_and = isinstance(expr, ir.And)
    body: list[ast.stmt] = [start.set(_MAYBE, start.constant(is_and))]
    for each in expr.operands:
        line = unit.line_of(each.place)
        asked, certain = possibly(code, unit, each), settled(code, unit, each)
        maybe: list[ast.stmt] = [line.set(_MAYBE, line.name(UNKNOWN))]
        if is_and:
            ended = unit.give(line.constant(False), line)
            body += line.when(asked, line.when(line.not_(certain), maybe), ended)
        else:
            ended = unit.give(line.constant(True), line)
            body += line.when(asked, line.when(certain, ended, maybe))
    return [*body, *unit.give(start.name(_MAYBE))]


def _asked_of_the_runtime(code: Computations, unit: Unit, expr: ir.Expr) -> ast.expr:
    """Return the call of the runtime that works out a value from those of its parts."""
    of_ledgers = asked_of_ledgers(code, unit, expr)
    if of_ledgers is not None:
        return of_ledgers
    around, zone = code.surroundings, code.zone
    work: Callable[..., Any]
    inside = parts(expr)
    match expr:
        case ir.Field(row=row, record=record, steps=(first, *rest), type=type_):
            work, inside = partial(runtime.walked, rest), (ir.Field(row, record, (first,), type_),)
        case ir.Parameter(name=name):
            line = unit.line
            keys = [operand(code, unit, key)() for key in expr.keys]
            held = code.constants.held(partial(runtime.parameter, name))
            return line.call(line.name(held), [line.name(CONTEXT), *keys])
        case ir.Compare(operator=operator, left=left):
            work = partial(runtime.compared, operator, left.type, zone)
        case ir.In(operand=value, members=members):
            constants = tuple(member.value for member in members)
            work, inside = partial(runtime.among, constants, value.type, zone), (value,)
        case ir.Contains(operator=operator, other=other):
            work = partial(runtime.contained, operator, other.type, zone)
        case ir.Like(pattern=pattern):
            work = partial(runtime.like, pattern)
        case ir.Arithmetic():
            operators, inside = _chain(expr)
            work = partial(runtime.calculated, operators)
        case ir.Divide():
            work = runtime.divided
        case ir.Round(places=places, type=type_):
            work = partial(runtime.rounded, places, type_)
        case ir.Shift():
            work = partial(runtime.shifted, around, expr)
        case ir.Between():
            work = partial(runtime.days_between, around)
        case ir.MakePeriod():
            work = partial(runtime.period, around)
        case ir.MakeDuration(unit=unit_of_time):
            work = partial(runtime.duration, unit_of_time)
        case ir.InPeriod():
            work = partial(runtime.in_period, around)
        case ir.InCalendar(calendar=calendar):
            work = runtime.CalendarDays(around, calendar)
        case ir.Call():
            work = runtime.PreparedCall(expr)
        case ir.Text():
            work = partial(runtime.text, expr, code.program, zone)
        case _:
            raise TypeError(f"{type(expr).__name__} has statements of its own")
    line = unit.line
    told = code.constants.declare("_told", runtime.told)
    given = [operand(code, unit, part)() for part in inside]
    return line.call(line.name(told), [line.name(code.constants.held(work)), *given])


def _chain(expr: ir.Arithmetic) -> tuple[tuple[Sign, ...], tuple[ir.Expr, ...]]:
    """Return the operators and values of a chain of sums, differences and products, from its left end."""
    operators: list[Sign] = []
    values: list[ir.Expr] = []
    node: ir.Expr = expr
    while isinstance(node, ir.Arithmetic):
        operators.append(node.operator)
        values.append(node.right)
        node = node.left
    return tuple(reversed(operators)), (node, *reversed(values))
