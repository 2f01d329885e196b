"""Which way did each condition, item and table row come out, over all the decisions of some tests?

The reference evaluator is asked what it is asked anyway, and what it answers is noted beside it: the
meaning is its own, and nothing is noted where nobody looks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policyrules.core import ir
from policyrules.core.combine import combine
from policyrules.core.evaluate.evaluation import Evaluation
from policyrules.core.packed.program import read_and_kept
from policyrules.core.rule_parts import ASKED, is_silent
from policyrules.frozen import field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from policyrules.core.combine import Standing
    from policyrules.core.dates import WorkingDay
    from policyrules.core.evaluate.scope import Scope
    from policyrules.core.history import Days, Entry, History, Use
    from policyrules.core.parameters import ParameterValues
    from policyrules.core.values import Period, Row, Unknown
    from policyrules.syntax.ast.clauses import PeriodUnit


@frozen(eq=False)
class Seen:
    """What was seen so far.

    `conditions` holds the answers of each expression of the core, by its identity; `items` whether each
    item was broken (matched) or not, which of an item with something that must hold is seen only where it is
    about the record; `stages` which parts of items spoke; `rows` which branch of which choice was taken.
    """

    conditions: dict[int, set[bool]] = field(factory=dict)
    items: dict[ir.RuleId, set[bool]] = field(factory=dict)
    stages: set[ir.RuleId] = field(factory=set)
    rows: set[tuple[int, int]] = field(factory=set)
    programs: dict[int, tuple[ir.Program, ir.Program]] = field(factory=dict)

    def whole(self, program: ir.Program) -> ir.Program:
        """Return a program with all its rules read and kept: what was seen of them is known by their identity."""
        if id(program) not in self.programs:
            self.programs[id(program)] = (program, read_and_kept(program))
        return self.programs[id(program)][1]


@frozen(eq=False)
class _EveryEntry:
    """Ledgers that leave no entry out: one that cannot count is where a condition is seen to be no."""

    history: History

    @property
    def counters(self) -> None:
        """None: what is counted is asked for."""

    @property
    def before(self) -> Row | Unknown | None:
        """The record's earlier version."""
        return self.history.before

    def has(self, record: str) -> bool:
        """Return whether a record's ledger is there."""
        return self.history.has(record)

    def entries(self, record: str, equal: Mapping[str, Any]) -> Sequence[Entry]:
        """Return all entries of a ledger, whatever they are to equal."""
        del equal
        return self.history.entries(record, {})

    def entry(self, record: str, key: str) -> Entry | None:
        """Return the entry that a reference names."""
        return self.history.entry(record, key)

    def uses(self, quota: ir.Quota, key: tuple[Any, ...]) -> Iterable[tuple[Entry, Use]]:
        """Return what entries add to a quota."""
        return self.history.uses(quota, key)

    def used(self, quota: ir.Quota, key: tuple[Any, ...], day: date | None) -> int | None:
        """Return how many count, where that is quickly told."""
        return self.history.used(quota, key, day)

    def fullest(self, quota: ir.Quota, key: tuple[Any, ...], days: Days, value: Any) -> tuple[Any, Any]:
        """Return how much is used in the fullest window."""
        return self.history.fullest(quota, key, days, value)


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
    program = seen.whole(program)
    evaluation = _Observed(
        program,
        record,
        row,
        on=on,
        parameters=parameters,
        calendars=calendars,
        history=_EveryEntry(history),
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
    """Note of each item whether it was broken at any stage, or kept, and which of its stages spoke."""
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
        elif _is_kept(parts):
            seen.items.setdefault(item, set()).add(False)


def _is_kept(parts: list[Standing]) -> bool:
    """Whether an item is surely not broken and, where something must hold, was asked for it."""
    tested = [standing for standing in parts if standing.rule.test is not None]
    return all(standing.broken is False for standing in parts) and (
        not tested or any(standing.condition is True for standing in tested)
    )


def _note_actions(seen: Seen, table: ir.TableAction, evaluation: Evaluation) -> None:
    for number, (condition, _) in enumerate(table.branches):
        holds = evaluation.condition(condition)
        if holds is True:
            seen.rows.add((id(table), number))
        if holds is not False and table.hit == "first":
            return
