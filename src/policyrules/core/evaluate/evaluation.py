"""What may a decision about one record read, and how is each of the core's expressions told?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from policyrules.core import ir
from policyrules.core.comparing import compare
from policyrules.core.dates import NO_CALENDARS, governing_date, today_of, zone_of
from policyrules.core.evaluate import (
    calls,
    choices,
    dates,
    deadlines,
    lists,
    logic,
    matches,
    numbers,
    quotas,
    rows,
    texts,
)
from policyrules.core.evaluate.calling import Fault, Faulty
from policyrules.core.evaluate.missing import Need, needs
from policyrules.core.evaluate.scope import Binding, Scope
from policyrules.core.history import NO_HISTORY, History
from policyrules.core.logic import not_
from policyrules.core.mentioned import mentioned
from policyrules.core.values import UNKNOWN, CannotTell, Row, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from policyrules.core.dates import WorkingDay
    from policyrules.core.evaluate.shared import Shared
    from policyrules.core.logic import Kleene
    from policyrules.core.parameters import ParameterValues
    from policyrules.core.values import Period
    from policyrules.syntax.ast.clauses import PeriodUnit

E = TypeVar("E", ir.Call, ir.Aggregate, ir.AtMost, ir.Used, ir.Match)


class ItemAnswer(Protocol):
    """What is known of an item once it was asked: `Broken` reads it."""

    @property
    def says(self) -> Kleene:
        """Whether the item is broken and not set aside."""
        ...

    @property
    def broken(self) -> Kleene:
        """Whether the item is broken."""
        ...

    @property
    def beaten_by(self) -> tuple[ir.RuleId, ...]:
        """The items that surely set it aside."""
        ...

    def needs(self) -> tuple[Need, ...]:
        """What is lacking to tell."""
        ...


class Evaluation:
    """Everything one decision about one record may read, and the values it finds.

    `on` is the decision's day; `calendars` say of each working-day (or declared) calendar whether a
    day belongs to it; `history` holds the ledgers. With a `period` the record is asked about that period, and
    `on` governs; `shared` then keeps what is the same for all rows reviewed with it. `items` is filled by
    `combine`, `faults` as plugins fail.
    """

    def __init__(
        self,
        program: ir.Program,
        record: str,
        row: Row,
        *,
        on: date | None,
        parameters: ParameterValues,
        calendars: Mapping[str, WorkingDay] = NO_CALENDARS,
        history: History = NO_HISTORY,
        period: tuple[PeriodUnit, Period] | None = None,
        shared: Shared | None = None,
    ) -> None:
        schema = program.records[record]
        self.program = program
        self.record = record
        self.row = row
        self.on = on
        self.parameters = parameters
        self.calendars = calendars
        self.history = history
        self.zone = zone_of(program, record)
        self.today: date | Unknown = today_of(schema, row, on, self.zone)
        self.governing: date | Unknown = governing_date(schema, row, on, self.zone)
        self.period = period
        self.shared = shared
        self.unit: PeriodUnit | None = None
        days: Period | None = None
        if period is not None:
            self.unit, days = period
            self.today = self.governing = UNKNOWN if on is None else on
        before = Binding(history.before, None)
        self.root = Scope(Binding(row, ""), before=before, period=days)
        self.items: dict[ir.RuleId, ItemAnswer] = {}
        self.faults: dict[Fault, None] = {}
        self._mentioned: dict[int, tuple[ir.Expr, frozenset[str]]] = {}

    def again(self) -> Evaluation:
        """Return a fresh evaluation of the same record by the same rules, from the same ledgers."""
        return Evaluation(
            self.program,
            self.record,
            self.row,
            on=self.on,
            parameters=self.parameters,
            calendars=self.calendars,
            history=self.history,
            period=self.period,
            shared=self.shared,
        )

    def value(self, expr: ir.Expr, scope: Scope | None = None) -> Any:
        """Return the value of an expression; UNKNOWN where it cannot be told."""
        try:
            return self.told(expr, self.root if scope is None else scope)
        except CannotTell as reason:
            return self._blamed(reason)

    def condition(self, expr: ir.Expr, scope: Scope | None = None) -> Kleene:
        """Return whether a condition holds; a condition that is none does not."""
        try:
            value: Kleene | None = self.told(expr, self.root if scope is None else scope)
        except CannotTell as reason:
            return self._blamed(reason)
        return False if value is None else value

    def _blamed(self, reason: CannotTell) -> Unknown:
        if isinstance(reason, Faulty):
            self.faults[reason.fault] = None
        return Unknown.UNKNOWN

    def missing(self, expr: ir.Expr, scope: Scope | None = None) -> tuple[Need, ...]:
        """Return what is lacking to tell the value of an expression; nothing when it is known."""
        return needs(self, expr, self.root if scope is None else scope)

    def told(self, expr: ir.Expr, scope: Scope) -> Any:
        """Return the value of an expression. Raises `CannotTell` where something but facts is amiss."""
        return _TOLD[type(expr)](self, expr, scope)

    def once(self, expr: E, scope: Scope, work: Callable[[Evaluation, E, Scope], Any]) -> Any:
        """Return what `work` gives, from memory where no bound variable has a part in it.

        So a list is gone through once however often it is asked about, inside another list too.
        """
        if not self._mentioned_in(expr).isdisjoint(scope.variables):
            return work(self, expr, scope)
        key = id(expr)
        if key not in scope.memo:
            scope.memo[key] = (expr, self._worked_out(expr, scope, work))
        answer = scope.memo[key][1]
        if isinstance(answer, CannotTell):
            raise answer.with_traceback(None)
        return answer

    def _worked_out(self, expr: E, scope: Scope, work: Callable[[Evaluation, E, Scope], Any]) -> Any:
        """Return what `work` gives, or why it cannot tell; kept for all rows where it is the same for all."""
        shared = self.shared
        if shared is None or not shared.is_for_all(expr):
            return self._attempt(expr, scope, work)
        kept = shared.kept(expr, scope.period)
        if kept is not None:
            return kept[0]
        faults = len(self.faults)
        answer = self._attempt(expr, scope, work)
        if len(self.faults) == faults:  # a fault is told of every row it concerns
            shared.keep(expr, scope.period, answer)
        return answer

    def _attempt(self, expr: E, scope: Scope, work: Callable[[Evaluation, E, Scope], Any]) -> Any:
        try:
            return work(self, expr, scope.outside())
        except CannotTell as reason:
            return reason

    def _mentioned_in(self, expr: ir.Expr) -> frozenset[str]:
        known = self._mentioned.get(id(expr))
        if known is None:
            known = self._mentioned[id(expr)] = (expr, mentioned(expr))
        return known[1]


def _compared(evaluation: Evaluation, expr: ir.Compare, scope: Scope) -> Kleene:
    left, right = evaluation.value(expr.left, scope), evaluation.value(expr.right, scope)
    return compare(expr.operator, left, right, expr.left.type, evaluation.zone)


def _said_by(evaluation: Evaluation, expr: ir.Broken, _: Scope) -> Kleene:
    asked = evaluation.items.get(expr.rule)
    return UNKNOWN if asked is None else asked.says


_TOLD: Final[Mapping[type[ir.Expr], Callable[[Evaluation, Any, Scope], Any]]] = {
    ir.Const: lambda _evaluation, expr, _scope: expr.value,
    ir.Field: rows.field,
    ir.Variable: lambda _, expr, scope: scope.variables[expr.name].value,
    ir.Derived: rows.derived,
    ir.Parameter: rows.parameter,
    ir.Today: lambda evaluation, _expr, _scope: evaluation.today,
    ir.Known: lambda evaluation, expr, scope: evaluation.value(expr.operand, scope) is not UNKNOWN,
    ir.Present: lambda evaluation, expr, scope: rows.present(evaluation, expr.operand, scope),
    ir.Not: lambda evaluation, expr, scope: not_(evaluation.condition(expr.operand, scope)),
    ir.And: lambda evaluation, expr, scope: logic.conjunction(evaluation, expr.operands, scope),
    ir.Or: lambda evaluation, expr, scope: logic.disjunction(evaluation, expr.operands, scope),
    ir.AtLeast: logic.at_least_so_many,
    ir.Compare: _compared,
    ir.In: lambda evaluation, expr, scope: logic.membership(evaluation, expr.operand, expr.members, scope),
    ir.Case: choices.choice,
    ir.Arithmetic: numbers.arithmetic,
    ir.Divide: lambda evaluation, expr, scope: numbers.ratio(evaluation, expr.left, expr.right, scope),
    ir.Round: numbers.rounded,
    ir.Shift: dates.shifted,
    ir.Between: lambda evaluation, expr, scope: dates.between(evaluation, expr.start, expr.finish, scope),
    ir.MakePeriod: lambda evaluation, expr, scope: dates.period(evaluation, expr.start, expr.finish, scope),
    ir.MakeDuration: lambda evaluation, expr, scope: dates.duration(
        evaluation, expr.amount, expr.unit, scope
    ),
    ir.InPeriod: lambda evaluation, expr, scope: dates.in_period(
        evaluation, expr.operand, expr.period, scope
    ),
    ir.InCalendar: lambda evaluation, expr, scope: dates.in_calendar(
        evaluation, expr.operand, expr.calendar, scope
    ),
    ir.Like: lambda evaluation, expr, scope: texts.like(evaluation, expr.operand, expr.pattern, scope),
    ir.Contains: texts.contains,
    ir.Call: lambda evaluation, expr, scope: evaluation.once(expr, scope, calls.call),
    ir.WordSet: lambda _evaluation, expr, _scope: frozenset(expr.words),
    ir.Rows: rows.entries,
    ir.Before: lambda _evaluation, _expr, scope: UNKNOWN if scope.before is None else scope.before.value,
    ir.ThisPeriod: lambda _evaluation, _expr, scope: UNKNOWN if scope.period is None else scope.period,
    ir.Aggregate: lambda evaluation, expr, scope: evaluation.once(expr, scope, lists.aggregate),
    ir.Broken: _said_by,
    ir.AtMost: lambda evaluation, expr, scope: evaluation.once(expr, scope, quotas.at_most),
    ir.Used: lambda evaluation, expr, scope: evaluation.once(expr, scope, quotas.used),
    ir.Deadline: deadlines.status,
    ir.Overdue: deadlines.overdue,
    ir.Match: lambda evaluation, expr, scope: evaluation.once(expr, scope, matches.status),
    ir.Text: texts.text,
}
"""How the value of each kind of expression is found."""
