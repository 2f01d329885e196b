"""Which quotas does generated code look up itself, in the counters of a ledger that is at hand?

Plain ones (`core/counters.py`), of whose facts it is certain that they are known. The code asks whether there are
counters; where there are none, or none that says it all, the quota is asked for as any other. Or the counts have been asked
of a database, and are local variables.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Final

from policyrules.backends.python.unit import Look
from policyrules.core import ir, numbers
from policyrules.core.counters import counted_by, has_periods, slides
from policyrules.core.values import CannotTell

if TYPE_CHECKING:
    import ast

    from policyrules.backends.python.computations import Computations
    from policyrules.backends.python.nodes import Line
    from policyrules.backends.python.unit import Operand, Unit
    from policyrules.core.counters import CountedBy

_COUNTER: Final = "_w"


def seen(number: int) -> str:
    """Return the local variable of a count that has been asked of a database, of how many entries surely count."""
    return f"_seen{number}"


def facts_counted(code: Computations, unit: Unit, expr: ir.Expr) -> CountedBy | None:
    """Return the facts that are the keys of a quota that can be looked up, and the one that is its day.

    None where it cannot be looked up.
    """
    if not isinstance(expr, ir.AtMost | ir.Used) or not code.complete or unit.this is not None:
        return None
    return counted_by(code.schema, expr.quota) if expr.quota.rule in code.quotas else None


def least_used(expr: ir.Used) -> int | None:
    """Return from how many entries on a share of a limit is used; None where that is no constant."""
    match expr:
        case ir.Used(
            limit=ir.Const(value=int(limit)), share=ir.Const(value=int() | Decimal() | Fraction() as share)
        ):
            try:
                return ceil(numbers.calculate("*", max(limit, 0), share))
            except CannotTell:
                return None
        case _:
            return None


def looked_up(
    code: Computations,
    unit: Unit,
    expr: ir.AtMost | ir.Used,
    *,
    facts: CountedBy,
    bound: Operand | int,
) -> tuple[ast.expr, ast.expr]:
    """Return whether a counter says whether a quota holds, or is so full; and what it says.

    `bound` is the limit; of a share, from how many entries on it is used.
    """
    line, quota = unit.line_of(expr.place), expr.quota
    names, day_name = facts
    tests: list[ast.expr] = []
    if not isinstance(bound, int):
        kind = line.call(line.name(code.constants.declare("_type", type)), [bound()])
        tests.append(line.test(kind, "is", line.name(code.constants.declare("_int", int))))
    if unit.counts_are_seen:
        return line.both(*tests), _within(line, expr, line.name(seen(code.quotas[quota.rule])), bound)
    counter, none = line.name(_COUNTER), line.constant(None)
    counters = line.kept(_COUNTER, line.attribute(unit.history(), "counters"))
    number = code.quotas[quota.rule]
    this_one = line.kept(_COUNTER, line.item(counter, number))
    tests += [line.test(counters, "is not", none), line.test(this_one, "is not", none)]
    key = [line.name(unit.fact(name)) for name in names]
    day = None if day_name is None else line.name(unit.fact(day_name))
    if slides(quota):
        assert day is not None, "what slides has a day"
        others = line.call(line.attribute(counter, "within"), [line.tuple_of(key), day])
    else:
        if day is not None and has_periods(quota):
            key.append(line.lookup(line.attribute(counter, "periods"), day))
        places, place = line.attribute(counter, "places"), line.tuple_of(key)
        look = Look(f"_places{number}", f"_place{number}", f"_others{number}") if code.keeps_looks else None
        if look is not None:
            unit.looks[number] = look
            places, place = line.kept(look.places, places), line.kept(look.place, place)
        others = line.call(line.attribute(places, "get"), [place, line.constant(0)])
        if look is not None:
            others = line.kept(look.others, others)
    return line.both(*tests), _within(line, expr, others, bound)


def _within(line: Line, expr: ir.AtMost | ir.Used, others: ast.expr, bound: Operand | int) -> ast.expr:
    """Return whether a quota holds, or is so full; the record itself comes to the others."""
    limit = line.constant(bound) if isinstance(bound, int) else bound()
    if isinstance(expr, ir.Used):
        return line.test(line.plus(others, 1), ">=", limit)
    return line.test(others, "<", limit)
