"""What is the same for every row of a ledger that is reviewed, and is worked out once for all of them?

Of two rows reviewed against the same ledgers, on the same day and in the same period, everything is the
same that reads neither the row nor the row's own ledger, in which no row sees itself. Only such values are
kept, so that what is kept is what would be found again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from policyrules.core import ir
from policyrules.core.evaluate.paths import ledgers_on_the_way
from policyrules.core.mentioned import mentioned
from policyrules.core.parts import conjuncts, parts
from policyrules.semantics.types import RefType, required

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from policyrules.core.values import Period, Row

_THIS_ROW: Final = frozenset({"this", "previous", "last_year"})


class Shared:
    """Values kept for all rows of one record's ledger while it is reviewed.

    For one set of parameters, one day and one state of the ledgers: each review has one of its own.
    """

    __slots__ = ("_answers", "_conditions", "_of_its_row", "_program", "_record", "_values")

    def __init__(self, program: ir.Program, record: str) -> None:
        self._program = program
        self._record = record
        # by identity, which lasts as long as what has it: so that is kept too
        self._answers: dict[int, tuple[ir.Expr, bool]] = {}
        self._of_its_row: dict[tuple[str, str], bool] = {}
        self._conditions: dict[int, tuple[ir.Aggregate, tuple[ir.Expr, ...]]] = {}
        self._values: dict[Hashable, tuple[object, Any]] = {}

    # --- expressions --------------------------------------------------------------------------

    def is_for_all(self, expr: ir.Expr) -> bool:
        """Return whether an expression without free variables has one value for all rows."""
        found = self._answers.get(id(expr))
        if found is None:
            answer = not any(
                (of_row and isinstance(node, ir.Field) and node.row == "this") or self._looks_home(node)
                for node, of_row in self._read_by(expr)
            )
            found = self._answers[id(expr)] = (expr, answer)
        return found[1]

    def kept(self, expr: ir.Expr, period: Period | None) -> tuple[Any] | None:
        """Return the value kept for an expression in a period, in a tuple; None where there is none."""
        found = self._values.get((id(expr), period))
        return None if found is None else (found[1],)

    def keep(self, expr: ir.Expr, period: Period | None, value: Any) -> None:
        """Keep the value of an expression, which stays alive with it."""
        self._values[id(expr), period] = (expr, value)

    # --- entries ------------------------------------------------------------------------------

    def conditions_for_all(self, node: ir.Aggregate) -> tuple[ir.Expr, ...]:
        """Return what must hold of an entry for it to count, of that what is the same for all rows.

        Only of another ledger that is gone through whole: an index is quicker than looking here.
        """
        found = self._conditions.get(id(node))
        if found is None:
            source = node.source
            whole = isinstance(source, ir.Rows) and not source.equal and not self._looks_home(source)
            conditions = tuple(
                condition
                for condition in (conjuncts(node.where) if whole else ())
                if mentioned(condition) == {node.variable} and self.is_for_all(condition)
            )
            found = self._conditions[id(node)] = (node, conditions)
        return found[1]

    def kept_entries(self, node: ir.Aggregate, period: Period | None) -> tuple[Any, ...] | None:
        """Return the entries kept as those that may count in a period; None where none are kept."""
        found = self._values.get((id(node), "entries", period))
        return None if found is None else found[1]

    def keep_entries(self, node: ir.Aggregate, period: Period | None, entries: tuple[Any, ...]) -> None:
        """Keep the entries that may count in a period."""
        self._values[id(node), "entries", period] = (node, entries)

    # --- derived facts ------------------------------------------------------------------------

    def is_of_its_row(self, record: str, name: str) -> bool:
        """Return whether a derived fact of a row is the same whichever row is reviewed."""
        key = (record, name)
        if key not in self._of_its_row:
            value = self._program.defines[key].value
            self._of_its_row[key] = not any(self._looks_home(node) for node, _ in self._read_by(value))
        return self._of_its_row[key]

    def kept_of(self, row: Row, name: str, period: Period | None) -> tuple[Any] | None:
        """Return the value kept for a derived fact of a row in a period, in a tuple; None without one."""
        found = self._values.get((id(row), name, period))
        return None if found is None else (found[1],)

    def keep_of(self, row: Row, name: str, period: Period | None, value: Any) -> None:
        """Keep the value of a derived fact of a row, which stays alive with it."""
        self._values[id(row), name, period] = (row, value)

    # --- what is read -------------------------------------------------------------------------

    def _read_by(self, expr: ir.Expr) -> Iterator[tuple[ir.Expr, bool]]:
        """Yield everything an expression reads, and whether its `this` is the row that is reviewed."""
        followed: set[tuple[str, str, bool]] = set()
        waiting = [(expr, True)]
        while waiting:
            node, of_row = waiting.pop()
            yield node, of_row
            waiting += [(part, of_row) for part in parts(node)]
            if isinstance(node, ir.Derived):
                there = (node.record, node.name, of_row and node.row in _THIS_ROW)
                if there not in followed:
                    followed.add(there)
                    waiting.append((self._program.defines[node.record, node.name].value, there[2]))

    def _looks_home(self, node: ir.Expr) -> bool:
        """Return whether an expression looks into the row's own ledger, or at how its items stand."""
        match node:
            case ir.Rows(record):
                return record == self._record
            case ir.Field(row="before") | ir.Derived(row="before"):
                return True
            case ir.Field(record=record, steps=steps):
                return self._record in ledgers_on_the_way(self._program, record, steps)
            case ir.Present(operand):
                type_ = required(operand.type)
                return isinstance(type_, RefType) and type_.record == self._record
            case ir.Before() | ir.Broken() | ir.AtMost() | ir.Used():
                return True
            case _:
                return False
