"""What does a quota, a deadline or a match become? A test, an early warning, and the stages of what follows."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final, assert_never

from policyrules.core import ir
from policyrules.core.lower.expressions import equal_fields, lower, lower_all
from policyrules.core.lower.literals import duration_of
from policyrules.frozen import field, frozen
from policyrules.semantics.types import (
    DateTimeType,
    DateType,
    ListType,
    OptionalType,
    RecordType,
    RefType,
    Type,
    optional,
    required,
)
from policyrules.syntax.ast import clauses as syntax
from policyrules.syntax.ast.expressions import DurationLiteral, NumberLiteral, Path, SpanOf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policyrules.core.lower.scope import Scope

ENTRY: Final = "(entry)"
"""What an entry held against a record is called: no name in a policy."""
_MISSED: Final = ("late", "overdue")
_FINE: Final = ("matched", "pending")


@frozen(eq=False)
class Measure:
    """The test of an item that measures: whether it is met, when it warns early, what its stages are.

    `warned` is none where nothing warns; `warned` holds only of what is still met.
    """

    met: ir.Expr
    warned: ir.Expr | None
    quota: ir.AtMost | None = None
    deadline: ir.Deadline | None = None
    match: ir.Match | None = None
    scope: Scope | None = field(default=None, repr=False)

    def stage(self, node: syntax.Stage) -> ir.Expr:
        """Return when an action that waits for a stage is to follow."""
        assert self.scope is not None
        scope, place = self.scope, self.scope.place(node)
        amount = None if node.amount is None else lower(node.amount, scope)
        match node.kind:
            case "missing" | "differs" | "repeated" as kind:
                assert self.match is not None, "the checker wants a match"
                return _is_one_of(self.match, (kind,))
            case "overdue":
                assert self.deadline is not None, "the checker wants a deadline"
                if amount is None:
                    return _is_one_of(self.deadline, ("overdue",))
                return ir.Overdue(self.deadline, amount, place=place)
            case "used":
                assert self.quota is not None, "the checker wants a quota"
                assert amount is not None, "the grammar wants a share"
                return ir.Used(self.quota.quota, self.quota.limit, amount, place=place)
            case _:
                assert_never(node.kind)


def measure_of(clauses: Sequence[syntax.Clause], rule: ir.RuleId, scope: Scope) -> Measure | None:
    """Return the measuring test of an item; None where it has none."""
    warn = next((clause for clause in clauses if isinstance(clause, syntax.Warn)), None)
    for clause in clauses:
        match clause:
            case syntax.Quota():
                return _quota(clause, warn, rule, scope)
            case syntax.Deadline():
                return _deadline(clause, warn, scope)
            case syntax.Match():
                return _match(clause, scope)
            case _:
                pass
    return None


def _is_one_of(status: ir.Deadline | ir.Match, words: tuple[str, ...]) -> ir.Expr:
    members = tuple(ir.Const(word, status.type, place=status.place) for word in words)
    return ir.In(status, members, place=status.place)


# --- quotas ---------------------------------------------------------------------------------


def _quota(node: syntax.Quota, warn: syntax.Warn | None, rule: ir.RuleId, scope: Scope) -> Measure:
    place = scope.place(node)
    first, last = _days(node.window, scope)
    quota = ir.Quota(
        rule=rule,
        record=scope.record,
        measure=node.measure,
        value=None if node.measured is None else lower(node.measured, scope),
        keys=lower_all(node.keys, scope),
        window=_window(node.window),
        first=first,
        last=last,
        classifier=node.classifier,
        place=place,
    )
    within = ir.AtMost(quota, lower(node.limit, scope), place=place)
    warned: ir.Expr | None = None
    if warn is not None and warn.share is not None:
        at = scope.place(warn)
        used = ir.Used(quota, within.limit, lower(warn.share, scope), place=at)
        warned = ir.And((used, within), place=at)
    return Measure(within, warned, quota=within, scope=scope)


def _window(node: syntax.Window) -> ir.Window:
    match node:
        case syntax.CalendarWindow(unit=unit):
            return ir.Window("calendar", unit=unit)
        case syntax.SlidingWindow(length=DurationLiteral(amount=amount, unit=unit_of_time)):
            return ir.Window("sliding", length=duration_of(Decimal(amount), unit_of_time))
        case syntax.EverWindow():
            return ir.Window("ever")
        case _:
            assert_never(node)


def _days(node: syntax.Window, scope: Scope) -> tuple[ir.Expr | None, ir.Expr | None]:
    match node:
        case syntax.CalendarWindow(of=of) | syntax.SlidingWindow(of=of):
            if isinstance(of, SpanOf):
                first, last = lower_all((of.start, of.finish), scope)
                return first, last
            return lower(of, scope), None
        case syntax.EverWindow():
            return None, None
        case _:
            assert_never(node)


# --- deadlines ------------------------------------------------------------------------------


def _deadline(node: syntax.Deadline, warn: syntax.Warn | None, scope: Scope) -> Measure:
    done, start = lower_all((node.done, node.start), scope)
    length = None if node.duration is None else lower(node.duration, scope)
    lead = None if warn is None or warn.lead is None else lower(warn.lead, scope)
    policy = scope.checked.policies[scope.policy]
    status = ir.Deadline(
        done=done,
        start=start,
        length=length,
        lead=lead,
        ahead=node.direction != "after",
        calendar=policy.working_days,
        rolls=policy.rolls and node.direction == "after",
        type=ir.DEADLINE_STATUS,
        place=scope.place(node),
    )
    missed = _is_one_of(status, _MISSED)
    return Measure(
        ir.Not(missed, place=status.place),
        None if lead is None else _is_one_of(status, ("due_soon",)),
        deadline=status,
        scope=scope,
    )


# --- matches --------------------------------------------------------------------------------


def _match(node: syntax.Match, scope: Scope) -> Measure:
    place = scope.place(node)
    records = scope.records.items()
    other = next(name for name, schema in records if node.record.text in schema.names.spellings)
    alternatives = tuple(tuple(_key(key, scope, other) for key in keys) for keys in node.alternatives)
    comparing = tuple(_key(key, scope, other) for key in node.comparing)
    date, wait = _waited_for(alternatives, scope)
    equal: tuple[tuple[str, ir.Expr], ...] = ()
    if len(alternatives) == 1:
        exact = [key for key in alternatives[0] if key.within is None and key.like is None]
        conditions = [ir.Compare("=", key.theirs, key.mine, place=key.place) for key in exact]
        equal = equal_fields(ENTRY, conditions)
    status = ir.Match(
        record=other,
        variable=ENTRY,
        source=ir.Rows(other, ListType(RecordType(other)), equal, place=place),
        alternatives=alternatives,
        comparing=comparing,
        at_most=None if node.at_most is None else lower(node.at_most, scope),
        date=date,
        wait=wait,
        calendar=scope.working_days,
        type=ir.MATCH_STATUS,
        place=place,
    )
    return Measure(_is_one_of(status, _FINE), None, match=status, scope=scope)


def _key(node: syntax.MatchKey | syntax.MatchCompare, scope: Scope, other: str) -> ir.MatchKey:
    like = node.like if isinstance(node, syntax.MatchKey) else None
    within = node.within
    relative = isinstance(within, NumberLiteral) and within.written.rstrip().endswith(("%", "％"))
    return ir.MatchKey(
        lower(node.mine, scope),
        _theirs(node.mine if node.theirs is None else node.theirs, other, scope),
        None if within is None else lower(within, scope),
        None if like is None else lower(like, scope),
        relative,
        place=scope.place(node),
    )


def _theirs(node: Path, record: str, scope: Scope) -> ir.Expr:
    """Return what a path reads of an entry of the other ledger."""
    place = scope.place(node)
    spellings = [name.text for name in node.names]
    for (owner, name), schema in scope.checked.derived.items():
        if owner == record and spellings[0] in schema.names.spellings and len(spellings) == 1:
            return ir.Derived(ENTRY, record, name, schema.type, place=place)
    steps: list[str] = []
    inside: Type = RecordType(record)
    maybe_none = False
    for spelling in spellings:
        holder = required(inside)
        assert isinstance(holder, RecordType | RefType), "the checker has followed it"
        maybe_none = maybe_none or isinstance(inside, OptionalType) or isinstance(holder, RefType)
        field_ = scope.records[holder.record].field_named(spelling)
        assert field_ is not None, "the checker has found it"
        steps.append(field_.names.first)
        inside = field_.type
    return ir.Field(ENTRY, record, tuple(steps), optional(inside) if maybe_none else inside, place=place)


def _waited_for(
    alternatives: Sequence[Sequence[ir.MatchKey]], scope: Scope
) -> tuple[ir.Expr | None, ir.Expr | None]:
    """Return the day from which, and how long, a missing entry is waited for.

    From the `dated` field, else the tolerant key, as long as the tolerance of the first key that is a date.
    In a periodic list from that key: the row's own date is not the period's.
    """
    tolerant = [
        key
        for keys in alternatives
        for key in keys
        if key.within is not None and isinstance(required(key.mine.type), DateType | DateTimeType)
    ]
    if not tolerant:
        return None, None
    schema = scope.records[scope.record]
    dated = None if schema.dated is None else schema.field_named(schema.dated)
    if dated is None or scope.each is not None:
        return tolerant[0].mine, tolerant[0].within
    read = ir.Field("this", scope.record, (dated.names.first,), dated.type, place=tolerant[0].place)
    return read, tolerant[0].within
