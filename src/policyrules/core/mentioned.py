"""Which bound variables does an expression read?"""

from __future__ import annotations

from typing import Final

from policyrules.core import ir
from policyrules.core.parts import parts

EARLIER: Final = frozenset({"before", "previous", "last_year"})
"""Rows that are the record itself, at another time."""


def mentioned(expr: ir.Expr) -> frozenset[str]:
    """Return the bound variables an expression mentions but does not bind itself."""
    found: set[str] = set()
    waiting: list[tuple[ir.Expr, frozenset[str]]] = [(expr, EARLIER | {"this"})]
    while waiting:
        here, bound = waiting.pop()
        match here:
            case ir.Field(row=name) | ir.Derived(row=name) | ir.Variable(name):
                found |= {name} - bound
            case ir.Aggregate(variable=variable, source=source) | ir.Match(variable=variable, source=source):
                waiting.append((source, bound))
                waiting += [(part, bound | {variable}) for part in parts(here)[1:]]
            case _:
                waiting += [(part, bound) for part in parts(here)]
    return frozenset(found)
