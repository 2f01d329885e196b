"""What would change it? The nearest single facts with which an item would not be broken any more.

Looked for where the item's own comparisons say, and each tried by deciding the item again: what is told has been
seen to change the answer. Called counterfactuals in the literature.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

from policyrules.core import ir
from policyrules.core.dates import day_of
from policyrules.core.evaluate.deadlines import due_of
from policyrules.core.evaluate.evaluation import Evaluation
from policyrules.core.evaluate.lists import counted
from policyrules.core.evaluate.paths import ledgers_on_the_way, path_of
from policyrules.core.evaluate.rows import row_scope
from policyrules.core.explain.nearby import (
    DAY,
    EARLIEST,
    LATEST,
    beside,
    direction,
    fitted,
    gap,
    moved,
    nearer,
)
from policyrules.core.explain.replaced import at_path, with_fact
from policyrules.core.explain.sufficient import nodes_of, rules_about, says
from policyrules.core.parts import parts
from policyrules.core.values import UNKNOWN, CannotTell, Period
from policyrules.frozen import field, frozen
from policyrules.semantics.types import (
    BooleanType,
    DateType,
    EnumType,
    IntegerType,
    NumberType,
    OptionalType,
    Type,
    required,
)

if TYPE_CHECKING:
    from policyrules.core.evaluate.scope import Scope

_TRIED: Final = 300
"""So many changes are tried for one item."""
_DAYS: Final = 62
"""So far is a day of another kind looked for, in days."""
_ENTRIES: Final = 20
"""So many entries of a list are looked into."""
_DEEPEST: Final = 40


@frozen
class Change:
    """One fact that would make an item not broken, if it had another value and all else stayed.

    `how` says whether `to` itself would do, all values up to it, all from it on, or any that is there at all
    (`given`, where it is none now; then `to` says nothing).
    """

    path: str
    now: Any
    to: Any
    type: Type = field(repr=False)
    how: Literal["is", "at most", "at least", "given"] = "is"


@frozen
class _Candidate:
    path: str
    to: Any
    type: Type


def changes(evaluation: Evaluation, rule: ir.Rule) -> tuple[Change, ...]:
    """Return the nearest changes of single facts that make a rule surely say nothing, as its conditions read them.

    The rule must say something in the evaluation, which must be fresh. For each fact at most one change in each
    direction.
    """
    rules = rules_about(evaluation, rule)
    nodes = nodes_of(evaluation.program, rules)
    _ = says(evaluation, rules, rule.id)
    found: dict[tuple[str, int], Change] = {}
    tried: set[tuple[str, Any]] = set()
    for candidate in _Seeker(evaluation).candidates(rule):
        now = at_path(evaluation.row, candidate.path)
        key = (candidate.path, _shown(candidate.to))
        if now is UNKNOWN or candidate.to == now or key in tried:
            continue
        if len(tried) >= _TRIED:
            break
        tried.add(key)
        way = direction(now, candidate.to, candidate.type)
        known = found.get((candidate.path, way))
        if known is not None and not nearer(candidate.to, known.to, now, candidate.type):
            continue
        if says(_changed(evaluation, candidate.path, candidate.to), rules, rule.id) is False:
            how = _how(candidate, now, nodes, evaluation)
            found[candidate.path, way] = Change(candidate.path, now, candidate.to, candidate.type, how)
    return (*found.values(), *_given(evaluation, nodes, rules, rule.id))


def _given(
    evaluation: Evaluation, nodes: Sequence[ir.Expr], rules: Sequence[ir.Rule], asked: ir.RuleId
) -> Iterator[Change]:
    """Facts that are none and would do, whatever they were, if they were there."""
    seen: set[str] = set()
    for node in nodes:
        if not isinstance(node, ir.Present) or not isinstance(node.operand, ir.Field):
            continue
        path, operand = ".".join(node.operand.steps), node.operand
        none_now = operand.row == "this" and len(operand.steps) == 1 and at_path(evaluation.row, path) is None
        if none_now and path not in seen:
            seen.add(path)
            if says(_IfGiven(evaluation, path), rules, asked) is False:
                yield Change(path, None, None, operand.type, "given")


class _IfGiven(Evaluation):
    """An evaluation in which one fact of the record is there, whatever it is."""

    def __init__(self, whole: Evaluation, path: str) -> None:
        self._path = path
        super().__init__(
            whole.program,
            whole.record,
            with_fact(whole.row, path, UNKNOWN),
            on=whole.on,
            parameters=whole.parameters,
            calendars=whole.calendars,
            history=whole.history,
            period=whole.period,
        )

    def told(self, expr: ir.Expr, scope: Scope) -> Any:
        """Return the value of an expression; that the fact is there is known, and so known it is."""
        if isinstance(expr, ir.Present | ir.Known) and path_of(self, expr.operand, scope) == self._path:
            return True
        return super().told(expr, scope)


def _how(
    candidate: _Candidate, now: Any, nodes: Iterable[ir.Expr], evaluation: Evaluation
) -> Literal["is", "at most", "at least"]:
    """Whether the whole range beyond a value would do: where the fact is read once only, to compare it."""
    if not isinstance(required(candidate.type), IntegerType | NumberType | DateType) or now is None:
        return "is"
    if candidate.path == evaluation.program.records[evaluation.record].dated or candidate.to is None:
        return "is"
    listed = list(nodes)
    reading = [
        node for node in listed if isinstance(node, ir.Field) and ".".join(node.steps) == candidate.path
    ]
    others = [
        node
        for node in listed
        if isinstance(node, ir.Field) and node.steps[0] == candidate.path.split(".")[0]
    ]
    compared = [
        node
        for node in listed
        if isinstance(node, ir.Compare) and node.operator in ("<", "<=") and _reads(node, candidate.path)
    ]
    if len(reading) != 1 or len(others) != 1 or len(compared) != 1 or reading[0].row != "this":
        return "is"
    return "at most" if candidate.to < now else "at least"


def _reads(node: ir.Compare, path: str) -> bool:
    sides = (node.left, node.right)
    return any(isinstance(side, ir.Field) and ".".join(side.steps) == path for side in sides)


def _changed(evaluation: Evaluation, path: str, value: Any) -> Evaluation:
    """Return a fresh evaluation of the same record with one fact changed."""
    return Evaluation(
        evaluation.program,
        evaluation.record,
        with_fact(evaluation.row, path, value),
        on=evaluation.on,
        parameters=evaluation.parameters,
        calendars=evaluation.calendars,
        history=evaluation.history,
        period=evaluation.period,
    )


# --- where to look --------------------------------------------------------------------------


class _Seeker:
    """Walks the conditions of an item and says which values of which facts are worth trying."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self._followed: set[tuple[int, str, str]] = set()

    def candidates(self, rule: ir.Rule) -> Iterator[_Candidate]:
        """Yield what to try, the test first, then exceptions, then the condition."""
        exceptions = [exemption.condition for exemption in rule.exempt]
        asked = [*([] if rule.test is None else [rule.test]), *exceptions, rule.when, rule.applies]
        for expr in asked:
            yield from self._in(expr, self.evaluation.root, 0)

    def _in(self, expr: ir.Expr, scope: Scope, depth: int) -> Iterator[_Candidate]:
        if depth > _DEEPEST:
            return
        with suppress(CannotTell):
            yield from self._of(expr, scope)
        match expr:
            case ir.Aggregate(source=source, where=where, value=value):
                entries = self.evaluation.value(source, scope)
                if isinstance(source, ir.Rows) or not isinstance(entries, tuple):
                    return
                for inner, _ in counted(self.evaluation, expr, scope, entries[:_ENTRIES]):
                    yield from self._in(where, inner, depth + 1)
                    if value is not None:
                        yield from self._in(value, inner, depth + 1)
            case ir.Derived(record=record, name=name):
                there = row_scope(self.evaluation, expr, scope)
                if there is None or (id(there.this), record, name) in self._followed:
                    return
                self._followed.add((id(there.this), record, name))
                yield from self._in(self.evaluation.program.defines[record, name].value, there, depth + 1)
            case _:
                for part in parts(expr):
                    yield from self._in(part, scope, depth + 1)

    def _of(self, expr: ir.Expr, scope: Scope) -> Iterator[_Candidate]:
        """What a condition itself suggests."""
        match expr:
            case ir.Field() | ir.Variable():
                yield from self._fact(expr, scope)
            case ir.Compare(left=left, right=right):
                yield from self._apart(left, right, scope)
                yield from self._apart(right, left, scope)
            case ir.In(operand=operand, members=members):
                yield from self._each(operand, [member.value for member in members], scope)
                yield from self._steps(operand, scope, [member.value for member in members])
            case ir.Contains(operator="contains", operand=operand, other=other):
                yield from self._listed(operand, self.evaluation.value(other, scope), scope)
            case ir.InPeriod(operand=operand, period=period):
                span = self.evaluation.value(period, scope)
                if isinstance(span, Period):
                    ends = [end for end in (span.start, span.finish) if end is not None]
                    yield from self._each(
                        operand, [day + step for day in ends for step in (-DAY, 0 * DAY, DAY)], scope
                    )
            case ir.InCalendar(operand=operand):
                yield from self._each(operand, self._other_days(expr, scope), scope)
            case ir.Deadline(done=done):
                due = due_of(self.evaluation, expr, scope)
                if isinstance(due, date):
                    yield from self._each(done, [due], scope)
            case _:
                return

    def _fact(self, expr: ir.Field | ir.Variable, scope: Scope) -> Iterator[_Candidate]:
        """A fact with few values: each other one; one that may be none: none."""
        kind = required(expr.type)
        values: list[Any] = []
        if isinstance(kind, BooleanType):
            values += [True, False]
        if isinstance(kind, EnumType):
            values += kind.members
        if isinstance(expr.type, OptionalType):
            values.append(None)
        yield from self._each(expr, values, scope)

    def _each(self, expr: ir.Expr, values: Iterable[Any], scope: Scope) -> Iterator[_Candidate]:
        """A fact of the record with each of some values that it can take."""
        path = self._path(expr, scope)
        if path is None:
            return
        for value in values:
            value_there = fitted(value, expr.type, at_path(self.evaluation.row, path), self.evaluation.zone)
            if value_there is not UNKNOWN:
                yield _Candidate(path, value_there, expr.type)

    def _path(self, expr: ir.Expr, scope: Scope) -> str | None:
        """Where a fact of this record stands: nothing for what is read in a ledger."""
        match expr:
            case ir.Field(record=record, steps=steps):
                if any(ledgers_on_the_way(self.evaluation.program, record, steps)):
                    return None
                return path_of(self.evaluation, expr, scope)
            case ir.Variable():
                return path_of(self.evaluation, expr, scope)
            case ir.Derived():
                return None
            case _:
                return None

    def _apart(self, side: ir.Expr, other: ir.Expr, scope: Scope) -> Iterator[_Candidate]:
        """The facts in one side of a comparison, moved by as much as the sides are apart, and a step beyond."""
        bound = self.evaluation.value(other, scope)
        if bound in (None, UNKNOWN):
            return
        if self._path(side, scope) is not None:
            yield from self._each(side, [bound, *beside(bound, side.type)], scope)
            return
        here = self.evaluation.value(side, scope)
        apart = gap(here, bound)
        if apart is None:
            return
        for fact, there in self._facts_in(side, scope, 0):
            value = self.evaluation.value(fact, there)
            yield from self._each(fact, moved(value, apart, fact.type), there)

    def _facts_in(self, expr: ir.Expr, scope: Scope, depth: int) -> Iterator[tuple[ir.Expr, Scope]]:
        """The facts that a value is worked out from."""
        match expr:
            case ir.Field() | ir.Variable():
                yield expr, scope
            case ir.Derived(record=record, name=name) if depth < _DEEPEST:
                there = row_scope(self.evaluation, expr, scope)
                if there is not None:
                    yield from self._facts_in(
                        self.evaluation.program.defines[record, name].value, there, depth + 1
                    )
            case ir.Aggregate(kind="sum" | "min" | "max" | "mean" | "median", source=source, value=value):
                entries = self.evaluation.value(source, scope)
                if isinstance(source, ir.Rows) or not isinstance(entries, tuple) or value is None:
                    return
                for inner, holds in counted(self.evaluation, expr, scope, entries[:_ENTRIES]):
                    if holds is True:
                        yield from self._facts_in(value, inner, depth + 1)
            case ir.Arithmetic() | ir.Shift() | ir.Between() | ir.Round() | ir.Divide() | ir.Case():
                for part in parts(expr):
                    yield from self._facts_in(part, scope, depth + 1)
            case _:
                return

    def _steps(self, expr: ir.Expr, scope: Scope, values: Iterable[Any]) -> Iterator[_Candidate]:
        for value in values:
            yield from self._each(expr, beside(value, expr.type), scope)

    def _listed(self, operand: ir.Expr, other: Any, scope: Scope) -> Iterator[_Candidate]:
        """A list with and without the value looked for in it."""
        whole = self.evaluation.value(operand, scope)
        if not isinstance(whole, tuple) or other in (None, UNKNOWN):
            return
        without = tuple(part for part in whole if part != other)
        yield from self._each(operand, [without if other in whole else (*whole, other)], scope)

    def _other_days(self, expr: ir.InCalendar, scope: Scope) -> Iterator[Any]:
        """The nearest days before and after that belong if this one does not, or do not if it does."""
        moment = self.evaluation.value(expr.operand, scope)
        if not isinstance(moment, date):
            return
        day = day_of(moment, self.evaluation.zone)
        if not EARLIEST < day < LATEST:
            return
        belongs = self.evaluation.value(expr, scope)
        for sign in (1, -1):
            for far in range(1, _DAYS):
                other = day + sign * far * DAY
                asked = ir.InCalendar(ir.Const(other, DateType()), expr.calendar)
                if self.evaluation.value(asked, scope) is (not belongs):
                    yield other
                    break


def _shown(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else (type(value).__name__, value)
