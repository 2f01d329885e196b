"""Which way did each condition, item and table row come out, over all the decisions of some tests?

The reference evaluator is asked what it is asked anyway, and what it answers is noted beside it: the
meaning is its own, and nothing is noted where nobody looks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import Factory, frozen

from policyrules.core import ir
from policyrules.core.combine import combine
from policyrules.core.evaluate import Evaluation
from policyrules.core.lower.stages import ASKED, is_silent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from policyrules.core.combine import Standing
    from policyrules.core.dates import WorkingDay
    from policyrules.core.evaluate.scope import Scope
    from policyrules.core.history import History
    from policyrules.core.parameters import ParameterValues
    from policyrules.core.values import Period, Row
    from policyrules.syntax.ast.clauses import PeriodUnit


@frozen(eq=False)
class Seen:
    """What was seen so far.

    `conditions` holds the answers of each expression of the core, by its identity; `items` whether each
    item was broken (matched), `stages` which parts of items spoke; `rows` which branch of which choice was taken.
    """

    conditions: dict[int, set[bool]] = Factory(dict)
    items: dict[ir.RuleId, set[bool]] = Factory(dict)
    stages: set[ir.RuleId] = Factory(set)
    rows: set[tuple[int, int]] = Factory(set)


class _Observed(Evaluation):
    """An evaluation whose answers are noted."""

    seen: Seen

    def told(self, expr: ir.Expr, scope: Scope) -> Any:
        """Return the value of an expression, as any evaluation does."""
        value = super().told(expr, scope)
        if value is True or value is False:
            self.seen.conditions.setdefault(id(expr), set()).add(value)
        if isinstance(expr, ir.Case):
            self.seen.rows.update((id(expr), taken) for taken in self._taken(expr, scope))
        return value

    def _taken(self, expr: ir.Case, scope: Scope) -> Iterator[int]:
        """Yield the branches that surely hold; of a first-hit choice only the first that may."""
        for number, (condition, _) in enumerate(expr.branches):
            holds = self.condition(condition, scope)
            if holds is True:
                yield number
            if holds is not False and expr.hit == "first":
                return


def observe(
    seen: Seen,
    program: ir.Program,
    record: str,
    row: Row,
    *,
    on: date | None,
    parameters: ParameterValues,
    calendars: Mapping[str, WorkingDay],
    history: History,
    period: tuple[PeriodUnit, Period] | None,
) -> None:
    """Decide as the reference does and note in `seen` how everything came out, derived facts and tables too."""
    evaluation = _Observed(
        program,
        record,
        row,
        on=on,
        parameters=parameters,
        calendars=calendars,
        history=history,
        period=period,
    )
    evaluation.seen = seen
    _note_items(seen, combine(evaluation).standings)
    for (owner, name), define in program.defines.items():
        if owner == record and define.each in (None, evaluation.unit):
            evaluation.value(ir.Derived("this", record, name, define.type))
    for table in program.table_actions.get(record, ()) if period is None else ():
        _note_actions(seen, table, evaluation)


def _note_items(seen: Seen, standings: tuple[Standing, ...]) -> None:
    """Note of each item whether it was broken at any stage, and which of its stages spoke."""
    whole: dict[ir.RuleId, list[Standing]] = {}
    for standing in standings:
        rule = standing.rule.id
        if rule.part not in ("", ASKED) and standing.says is True:
            seen.stages.add(rule)
        if not is_silent(rule.part):
            whole.setdefault(rule.whole, []).append(standing)
    for item, parts in whole.items():
        if any(standing.broken is True for standing in parts):
            seen.items.setdefault(item, set()).add(True)
        elif all(standing.broken is False for standing in parts):
            seen.items.setdefault(item, set()).add(False)


def _note_actions(seen: Seen, table: ir.TableAction, evaluation: Evaluation) -> None:
    for number, (condition, _) in enumerate(table.branches):
        holds = evaluation.condition(condition)
        if holds is True:
            seen.rows.add((id(table), number))
        if holds is not False and table.hit == "first":
            return
