"""Which bound variables does an expression read?"""

from __future__ import annotations

from policyrules.core import ir
from policyrules.core.parts import parts


def mentioned(expr: ir.Expr) -> frozenset[str]:
    """Return the bound variables an expression mentions but does not bind itself."""
    match expr:
        case ir.Field(row=row) | ir.Derived(row=row):
            return frozenset() if row in ("this", "before") else frozenset({row})
        case ir.Variable(name):
            return frozenset({name})
        case ir.Aggregate(variable=variable, source=source):
            return mentioned(source) | (_of_all(parts(expr)[1:]) - {variable})
        case _:
            return _of_all(parts(expr))


def _of_all(exprs: tuple[ir.Expr, ...]) -> frozenset[str]:
    return frozenset().union(*(mentioned(expr) for expr in exprs))
