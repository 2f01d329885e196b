"""What is lacking to tell a value? Found from the expression's structure, never by trying values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, assert_never

from policyrules.core import ir
from policyrules.core.evaluate.calling import Fault, Faulty
from policyrules.core.evaluate.choices import conditions_asked, could_give
from policyrules.core.evaluate.lists import counted
from policyrules.core.evaluate.matches import candidates
from policyrules.core.evaluate.paths import joined, ledgers_on_the_way, names_of, path_of, unknown_inside
from policyrules.core.evaluate.quotas import own_uses
from policyrules.core.evaluate.rows import needed_for, referred, row_scope
from policyrules.core.evaluate.scope import Binding
from policyrules.core.parts import counted_by, parts
from policyrules.core.values import UNKNOWN, CannotTell, Row
from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import frozen
from policyrules.semantics.types import RefType, required

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.evaluate.scope import Scope
    from policyrules.semantics.schema import Titled


@frozen
class FactNeed:
    """A fact of the record, by its path in first names."""

    path: str


@frozen
class ParameterNeed:
    """A parameter without a value for these keys on the governing date."""

    name: str
    keys: tuple[Any, ...]


@frozen
class OnNeed:
    """The decision's day."""


@frozen
class LedgerNeed:
    """A record's ledger."""

    record: str


@frozen
class Unsaid:
    """Something an entry of a ledger does not say: a fact by its `path`, or (none) whether it counts.

    `entry` is its key; none for one that has none.
    """

    record: Titled
    entry: str | None
    path: Titled | None


@frozen
class Obstacle:
    """Something no fact can mend: a zero divisor, an uncovered year, a function's fault."""

    message: Phrase
    fault: Fault | None = None


Need = FactNeed | ParameterNeed | OnNeed | LedgerNeed | Unsaid | Obstacle


def needs(evaluation: Evaluation, expr: ir.Expr, scope: Scope) -> tuple[Need, ...]:
    """Return what is lacking to tell the value of an expression, each once; nothing if it is known."""
    return tuple(dict.fromkeys(_needs(evaluation, expr, scope)))


def governing_need(evaluation: Evaluation) -> Need:
    """Return what would tell the governing date: the `dated` field if it is unknown, else `on`."""
    if evaluation.period is not None:
        return OnNeed()
    dated = evaluation.program.records[evaluation.record].dated
    unknown = dated is not None and evaluation.row.values.get(dated, UNKNOWN) is UNKNOWN
    return FactNeed(dated) if dated is not None and unknown else OnNeed()


def _needs(evaluation: Evaluation, expr: ir.Expr, scope: Scope) -> Iterable[Need]:
    if evaluation.value(expr, scope) is not UNKNOWN:
        return ()
    try:
        evaluation.told(expr, scope)
    except CannotTell as reason:
        return (Obstacle(reason.message, reason.fault if isinstance(reason, Faulty) else None),)
    return _of_unknown(evaluation, expr, scope)


def _of_unknown(evaluation: Evaluation, expr: ir.Expr, scope: Scope) -> Iterable[Need]:
    """What an expression needs that is unknown because something in it is."""
    match expr:
        case ir.Const() | ir.Known() | ir.WordSet() | ir.Text() | ir.ThisPeriod():
            return ()
        case ir.Field():
            return (_of_field(evaluation, expr, scope),)
        case ir.Variable(name):
            return (FactNeed(scope.variables[name].path or name),)
        case ir.Derived():
            return _of_derived(evaluation, expr, scope)
        case ir.Parameter():
            return _of_parameter(evaluation, expr, scope)
        case ir.Today():
            return (OnNeed(),)
        case ir.Present(operand):
            type_ = required(operand.type)
            if isinstance(type_, RefType) and evaluation.value(operand, scope) is not UNKNOWN:
                return (LedgerNeed(type_.record),)
            return _needs(evaluation, operand, scope)
        case ir.Before(record):
            return (LedgerNeed(record),)
        case ir.AtMost(quota, limit):
            return _of_quota(evaluation, quota, (limit,), scope)
        case ir.Used(quota, limit, share):
            return _of_quota(evaluation, quota, (limit, share), scope)
        case ir.Deadline():
            return _of_deadline(evaluation, expr, scope)
        case ir.Match():
            return _of_match(evaluation, expr, scope)
        case ir.Not(operand):
            return _needs(evaluation, operand, scope)
        case ir.Arithmetic():
            return _of_chain(evaluation, expr, scope)
        case ir.Case():
            return _of_choice(evaluation, expr, scope)
        case ir.Rows(record):
            return (LedgerNeed(record),)
        case ir.Aggregate():
            return _of_aggregate(evaluation, expr, scope)
        case ir.Broken(rule):
            return evaluation.items[rule].needs() if rule in evaluation.items else ()
        case (
            ir.And()
            | ir.Or()
            | ir.AtLeast()
            | ir.Compare()
            | ir.In()
            | ir.Divide()
            | ir.Round()
            | ir.Shift()
            | ir.Between()
            | ir.MakePeriod()
            | ir.MakeDuration()
            | ir.InPeriod()
            | ir.InCalendar()
            | ir.Like()
            | ir.Contains()
            | ir.Call()
            | ir.Overdue()
        ):
            return [need for part in parts(expr) for need in _within(evaluation, part, scope)]
        case _:
            assert_never(expr)


def _within(evaluation: Evaluation, expr: ir.Expr, scope: Scope) -> Iterable[Need]:
    """What an operand needs: its value, or where it is a known list or record, its unknown parts."""
    value = evaluation.value(expr, scope)
    if value is UNKNOWN:
        return _needs(evaluation, expr, scope)
    path = path_of(evaluation, expr, scope)
    return () if path is None else [FactNeed(inner) for inner in unknown_inside(value, path)]


def _of_field(evaluation: Evaluation, node: ir.Field, scope: Scope) -> Need:
    bound = scope.binding(node.row)
    value = UNKNOWN if bound is None else bound.value
    if node.row == "before" and value is UNKNOWN:
        return LedgerNeed(node.record)
    in_ledger = node.record if bound is not None and bound.path is None else None
    ledgers = ledgers_on_the_way(evaluation.program, node.record, node.steps)
    for number, (step, ledger) in enumerate(zip(node.steps, ledgers, strict=True)):
        if ledger is not None and isinstance(value, str):
            if not evaluation.history.has(ledger):
                return LedgerNeed(ledger)
            value, in_ledger = referred(evaluation.history, ledger, value), ledger
        if isinstance(value, Row) and in_ledger is not None and value.values.get(step, UNKNOWN) is UNKNOWN:
            return _unsaid(evaluation, in_ledger, value, node.steps[: number + 1])
        value = value.values.get(step, UNKNOWN) if isinstance(value, Row) else UNKNOWN
    start = node.row if bound is None or bound.path is None else bound.path
    return FactNeed(joined(start, *node.steps))


def _unsaid(evaluation: Evaluation, record: str, row: Row, steps: tuple[str, ...] = ()) -> Unsaid:
    """Return that an entry of a ledger does not say something; without `steps`, whether it counts."""
    schema = evaluation.program.records[record]
    key = None if schema.key is None else row.values.get(schema.key)
    named = str(key) if isinstance(key, str | int) else None
    path = names_of(evaluation.program, record, ".".join(steps)).names if steps else None
    return Unsaid(schema.names, named, path)


def _of_quota(
    evaluation: Evaluation, quota: ir.Quota, asked: tuple[ir.Expr, ...], scope: Scope
) -> Iterable[Need]:
    """What a quota needs: its ledger, its limit, what the record adds, or what unsure entries do not say."""
    if not evaluation.history.has(quota.record):
        yield LedgerNeed(quota.record)
    for expr in (*asked, *counted_by(quota)):
        yield from _within(evaluation, expr, scope)
    own = own_uses(evaluation, quota, True, scope)
    if own is UNKNOWN:
        return
    for use in own:
        for entry, other in evaluation.history.uses(quota, use.key):
            if other.counts is UNKNOWN or other.value is UNKNOWN:
                yield _unsaid(evaluation, quota.record, entry.row)


def _of_deadline(evaluation: Evaluation, node: ir.Deadline, scope: Scope) -> Iterator[Need]:
    """What a deadline needs: its moments and lengths, its start where that is none, the day it is."""
    for part in parts(node):
        yield from _needs(evaluation, part, scope)
    if evaluation.value(node.start, scope) is None:
        path = path_of(evaluation, node.start, scope)
        yield (_NO_DAY if node.ahead else _NO_START) if path is None else FactNeed(path)
    if evaluation.value(node.done, scope) is None and evaluation.today is UNKNOWN:
        yield OnNeed()


_NO_START: Final = Obstacle(Phrase("its deadline has not begun", "时限尚未起算"))
_NO_DAY: Final = Obstacle(
    Phrase("the day that its deadline goes by is not there", "确定时限所依据的日期尚无")
)


def _of_match(evaluation: Evaluation, node: ir.Match, scope: Scope) -> Iterable[Need]:
    """What a match needs: the other ledger, this record's side of its keys, what entries that may match do not say."""
    possible = candidates(evaluation, node, scope)
    if possible is UNKNOWN:
        return _needs(evaluation, node.source, scope)
    asked = [key for keys in (*node.alternatives, node.comparing) for key in keys]
    found = [need for key in asked for need in _within(evaluation, key.mine, scope)]
    for expr in (node.date, node.wait, node.at_most):
        found += () if expr is None else _needs(evaluation, expr, scope)
    if evaluation.today is UNKNOWN and node.wait is not None:
        found.append(OnNeed())
    for candidate in possible:
        inner = scope.bind(node.variable, Binding(candidate.row, None))
        found += [need for key in asked for need in _needs(evaluation, key.theirs, inner)]
    return found


def _of_derived(evaluation: Evaluation, node: ir.Derived, scope: Scope) -> Iterable[Need]:
    there = row_scope(evaluation, node, scope)
    if there is None:
        return (FactNeed(_path_of_row(node.row, scope)),)
    for name in () if ("needs", node.name) in there.memo else needed_for(evaluation, node.record, node.name):
        if ("needs", name) not in there.memo:
            value = evaluation.program.defines[node.record, name].value
            there.memo["needs", name] = tuple(_needs(evaluation, value, there))
    found: tuple[Need, ...] = there.memo["needs", node.name]
    return found


def _path_of_row(row: str, scope: Scope) -> str:
    bound = scope.binding(row)
    return row if bound is None or not bound.path else bound.path


def _of_parameter(evaluation: Evaluation, node: ir.Parameter, scope: Scope) -> Iterable[Need]:
    keys = tuple(evaluation.value(key, scope) for key in node.keys)
    if any(key is UNKNOWN for key in keys):
        return [need for key in node.keys for need in _needs(evaluation, key, scope)]
    if evaluation.governing is UNKNOWN and evaluation.parameters.dated(node.name, keys):
        return (governing_need(evaluation),)
    return (ParameterNeed(node.name, keys),)


def _of_chain(evaluation: Evaluation, node: ir.Arithmetic, scope: Scope) -> Iterable[Need]:
    """What a chain of sums needs, however long, from its left end."""
    chain: list[ir.Arithmetic] = [node]
    while isinstance(chain[-1].left, ir.Arithmetic):
        chain.append(chain[-1].left)
    operands = [chain[-1].left, *(link.right for link in reversed(chain))]
    return [need for operand in operands for need in _needs(evaluation, operand, scope)]


def _of_choice(evaluation: Evaluation, node: ir.Case, scope: Scope) -> Iterator[Need]:
    """The unknown conditions up to the first that holds, and the unknown results that could be given."""
    if node.hit != "first":
        for condition, result in node.branches:
            yield from _needs(evaluation, condition, scope)
            if evaluation.condition(condition, scope) is not False:
                yield from _needs(evaluation, result, scope)
        if node.hit == "unique":
            yield from _needs(evaluation, node.otherwise, scope)
        return
    results = could_give(evaluation, node, scope)
    for condition in conditions_asked(evaluation, node, scope):
        yield from _needs(evaluation, condition, scope)
    for result in results:
        yield from _needs(evaluation, result, scope)


def _of_aggregate(evaluation: Evaluation, node: ir.Aggregate, scope: Scope) -> list[Need]:
    source = evaluation.value(node.source, scope)
    if source is UNKNOWN:
        return list(_needs(evaluation, node.source, scope))
    found: list[Need] = []
    for inner, counts in counted(evaluation, node, scope, source or ()):
        if counts is UNKNOWN:
            found += _needs(evaluation, node.where, inner)
        elif counts is True and node.value is not None and node.kind != "any":
            found += _within(evaluation, node.value, inner)
    return found
