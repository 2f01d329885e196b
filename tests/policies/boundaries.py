"""Where does the answer of a policy turn, and what would it say if it turned a step too early or too late?

Each boundary a condition rests on (a comparison, the limit of a quota, the last day of a deadline, the tolerance
of a match, the ends of a period) is moved to either side by the least that can be told apart: by one where whole
numbers or days are compared, and where the value itself belongs is changed where amounts are. A test that has
the value itself and its neighbours notices each of these moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, Literal

from attrs import evolve, field, frozen

from policyrules.core import ir
from policyrules.core.rebuilt import rebuilt
from policyrules.core.rests_on import conditions_of, everything
from policyrules.core.values import Duration
from policyrules.semantics.types import (
    DateTimeType,
    DateType,
    EnumType,
    IntegerType,
    NumberType,
    RatioType,
    Type,
    required,
)
from tests.policies.expected import given

DAY: Final = Duration(days=1)
WORKING_DAY: Final = Duration(working_days=1)
MINUTE: Final = Duration(minutes=1)
GIVEN: Final = given()
"""Parameters that the rules leave open: in what unit they are measured."""
LITTLE: Final = Decimal("0.000001")
"""Less than amounts of the packs are told apart by."""


@frozen(eq=False)
class Holder:
    """A rule, a derived fact or a table's actions, and where it stands in its program."""

    part: Literal["rules", "periodic", "defines", "table_actions"]
    key: Any
    at: int
    held: ir.Rule | ir.Define | ir.TableAction

    @property
    def items(self) -> frozenset[ir.RuleId]:
        """The items (or parts of items) it asks for."""
        return self._asked[0]

    @property
    def facts(self) -> frozenset[tuple[str, str]]:
        """The derived facts it asks for."""
        return self._asked[1]

    @cached_property
    def _asked(self) -> tuple[frozenset[ir.RuleId], frozenset[tuple[str, str]]]:
        nodes = [node for expr in self.turns_on() for node in everything(expr)]
        return (
            frozenset(node.rule for node in nodes if isinstance(node, ir.Broken)),
            frozenset((node.record, node.name) for node in nodes if isinstance(node, ir.Derived)),
        )

    def turns_on(self) -> Iterator[ir.Expr]:
        """Yield the expressions its answer turns on."""
        match self.held:
            case ir.Rule() as rule:
                yield from conditions_of(rule)
                yield from (plan.stage for plan in rule.actions if plan.stage is not None)
            case ir.Define(value=value):
                yield value
            case ir.TableAction(branches=branches):
                yield from (condition for condition, _ in branches)


@frozen
class Move:
    """A node of the core that tells where an answer turns, and the same turned elsewhere."""

    said: str
    old: ir.Expr
    new: ir.Expr
    holders: list[Holder] = field(factory=list, eq=False, repr=False)

    @property
    def where(self) -> str:
        """The file and line the boundary stands on, what is written there, and how it is moved."""
        place = self.old.place
        assert place is not None
        return f"{place.source.name}:{place.line}: {' '.join(place.text.split())} [{self.said}]"


# --- what can be moved ----------------------------------------------------------------------


def moves_of(program: ir.Program) -> list[Move]:
    """Return the moves of every boundary that rules, derived facts and tables of a program rest on, each once.

    An item that says several things at several stages, and a table with several results, hold one boundary
    several times: it is moved in all of them.
    """
    found: dict[tuple[object, ...], Move] = {}
    for holder in holders_of(program):
        for expr in holder.turns_on():
            for node in everything(expr):
                for said, new in () if node.place is None else moved(node, program):
                    move = Move(said, node, new)
                    known = found.setdefault((move.where, node), move)
                    if holder not in known.holders:
                        known.holders.append(holder)
    return list(found.values())


def moved(node: ir.Expr, program: ir.Program) -> Iterator[tuple[str, ir.Expr]]:
    """Yield a node with its own boundary moved, and how; nothing where it has none."""
    match node:
        case ir.Compare(operator="<" | "<="):
            yield from _comparison(node)
        case ir.AtMost(quota=quota, limit=limit):
            if is_whole(quota):
                for said, by in (("one more", 1), ("one fewer", -1)):
                    yield said, evolve(node, limit=plus(limit, by))
            else:
                yield "less than", evolve(node, limit=plus(limit, -LITTLE))
            if quota.window.length is not None:
                for said, length in (("a day longer", DAY), ("a day shorter", Duration(days=-1))):
                    window = evolve(quota.window, length=quota.window.length + length)
                    yield said, evolve(node, quota=evolve(quota, window=window))
        case ir.Used(quota=quota, limit=limit, share=share):
            part = ir.Arithmetic("*", limit, share, NumberType())
            everything_of_it = ir.Const(1, IntegerType())
            if is_whole(quota):
                for said, by in (("one more", 1), ("one fewer", -1)):
                    yield said, evolve(node, limit=plus(part, by), share=everything_of_it)
            else:
                yield "more than", evolve(node, limit=plus(part, LITTLE), share=everything_of_it)
        case ir.Deadline(length=length, start=start, lead=lead):
            unit = unit_of(length, program)
            for said, sign in (("later", 1), ("sooner", -1)):
                if length is None:
                    yield said, evolve(node, start=shifted(start, sign, DAY))
                else:
                    yield said, evolve(node, length=longer(length, unit, sign))
                if lead is not None:  # a warning begins on a day, even of a deadline in hours
                    step = longer(lead, in_days(unit_of(lead, program)), -sign)
                    yield f"warning {said}", evolve(node, lead=step)
        case ir.Overdue(by=by):
            for said, sign in (("later", 1), ("sooner", -1)):
                yield said, evolve(node, by=longer(by, unit_of(by, program), sign))
        case ir.Match():
            yield from _match(node, program)
        case ir.InPeriod(period=ir.MakePeriod(start=start, finish=finish) as period):
            for said, sign in (("later", 1), ("sooner", -1)):
                yield f"begins {said}", evolve(node, period=evolve(period, start=shifted(start, sign, DAY)))
                yield f"ends {said}", evolve(node, period=evolve(period, finish=shifted(finish, sign, DAY)))
        case ir.AtLeast(count=count):
            for said, by in (("one more", 1), ("one fewer", -1)):
                yield said, evolve(node, count=plus(count, by))
        case _:
            pass


def _comparison(node: ir.Compare) -> Iterator[tuple[str, ir.Expr]]:
    """Yield a comparison that leaves out its boundary or takes it in, and one that does so for its neighbour."""
    strict = node.operator == "<"
    yield ("takes it in" if strict else "leaves it out"), evolve(node, operator="<=" if strict else "<")
    left, right = required(node.left.type), required(node.right.type)
    sign = -1 if strict else 1
    said = "leaves the next out" if strict else "takes the next in"
    match left, right:
        case (EnumType(), EnumType()):
            if isinstance(node.right, ir.Const) and (next_to := neighbour(node.right, sign)) is not None:
                yield said, evolve(node, right=next_to)
            elif isinstance(node.left, ir.Const) and (next_to := neighbour(node.left, -sign)) is not None:
                yield said, evolve(node, left=next_to)
        case (DateType(), DateType() | DateTimeType()):
            yield said, evolve(node, left=shifted(node.left, -sign, DAY))
        case (DateTimeType(), DateType()):
            yield said, evolve(node, right=shifted(node.right, sign, DAY))
        case (DateTimeType(), DateTimeType()):
            yield said, evolve(node, right=shifted(node.right, sign, MINUTE))
        case (IntegerType(), _) if counts(node.left, right):
            yield said, evolve(node, left=plus(node.left, -sign))
        case (_, IntegerType()) if counts(node.right, left):
            yield said, evolve(node, right=plus(node.right, sign))
        case _:
            pass


def _match(node: ir.Match, program: ir.Program) -> Iterator[tuple[str, ir.Expr]]:
    if node.at_most is not None:
        for said, by in (("one more", 1), ("one fewer", -1)):
            yield said, evolve(node, at_most=plus(node.at_most, by))
    if node.wait is not None:
        for said, sign in (("waits longer", 1), ("waits shorter", -1)):
            yield said, evolve(node, wait=longer(node.wait, unit_of(node.wait, program), sign))
    for place, keys in enumerate(node.alternatives):
        for said, others in _keys(keys, program):
            several = (*node.alternatives[:place], others, *node.alternatives[place + 1 :])
            yield f"alternative {place + 1}, {said}", evolve(node, alternatives=several)
    for said, others in _keys(node.comparing, program):
        yield f"comparing {said}", evolve(node, comparing=others)


def _keys(
    keys: tuple[ir.MatchKey, ...], program: ir.Program
) -> Iterator[tuple[str, tuple[ir.MatchKey, ...]]]:
    """Yield keys of which one is more tolerant or less; of shares, only less where the share itself belongs."""
    for place, key in enumerate(keys):
        for said, other in _key(key, program):
            yield f"key {place + 1} {said}", (*keys[:place], other, *keys[place + 1 :])


def _key(key: ir.MatchKey, program: ir.Program) -> Iterator[tuple[str, ir.MatchKey]]:
    if key.like is not None:
        yield "more alike", evolve(key, like=plus(key.like, LITTLE))
    if key.within is None:
        return
    match required(key.mine.type):
        case DateType() | DateTimeType():
            unit = unit_of(key.within, program)
            for said, sign in (("farther", 1), ("nearer", -1)):
                yield said, evolve(key, within=longer(key.within, unit, sign))
        case IntegerType() if not key.relative:
            for said, by in (("farther", 1), ("nearer", -1)):
                yield said, evolve(key, within=plus(key.within, by))
        case _:
            yield "nearer", evolve(key, within=plus(key.within, -LITTLE))


# --- by how much ----------------------------------------------------------------------------


def is_whole(quota: ir.Quota) -> bool:
    """Return whether what a quota counts is a whole number."""
    return (
        quota.measure != "total" or quota.value is None or isinstance(required(quota.value.type), IntegerType)
    )


def counts(side: ir.Expr, other: Type) -> bool:
    """Return whether a whole number is what is compared, and not what an amount is compared with."""
    return isinstance(other, IntegerType) or (
        isinstance(other, NumberType | RatioType) and not isinstance(side, ir.Const | ir.Parameter)
    )


def unit_of(length: ir.Expr | None, program: ir.Program) -> Duration:
    """Return the least step of a length of time: a minute, a working day or a day, whichever it is measured in."""
    found: list[Any] = []
    for node in () if length is None else everything(length):
        match node:
            case ir.Const(value=Duration() as value):
                found.append(value)
            case ir.MakeDuration(unit=unit):
                found.append(Duration(working_days=unit == "working day", minutes=unit in ("hour", "minute")))
            case ir.Parameter(name=name):
                schema = program.parameters[name]
                found += [version.value for version in schema.versions]
                found += [
                    WORKING_DAY
                    for spelling in schema.names.spellings
                    if "工作日" in str(GIVEN.get(spelling, ""))
                ]
            case _:
                pass
    lengths = [each for each in found if isinstance(each, Duration)]
    if any(each.minutes for each in lengths):
        return MINUTE
    return WORKING_DAY if any(each.working_days for each in lengths) else DAY


def in_days(unit: Duration) -> Duration:
    """Return the least step where only days are told apart."""
    return DAY if unit == MINUTE else unit


def plus(expr: ir.Expr, by: int | Decimal) -> ir.Expr:
    """Return a number so much greater."""
    step = ir.Const(by, IntegerType() if isinstance(by, int) else NumberType())
    return ir.Arithmetic("+", expr, step, expr.type, place=expr.place)


def longer(length: ir.Expr, unit: Duration, sign: int) -> ir.Expr:
    """Return a length of time with one unit more, or one less."""
    return ir.Arithmetic(
        "+" if sign > 0 else "-", length, ir.Const(unit, length.type), length.type, place=length.place
    )


def shifted(moment: ir.Expr, sign: int, by: Duration) -> ir.Expr:
    """Return a moment a little later, or earlier."""
    length = ir.Const(by, moment.type)  # of what type it is, no evaluator asks
    return ir.Shift(moment, 1 if sign > 0 else -1, length, None, moment.type, place=moment.place)


def neighbour(member: ir.Const, sign: int) -> ir.Const | None:
    """Return the next member of an enum; none after the last."""
    type_ = required(member.type)
    assert isinstance(type_, EnumType)
    at = type_.members.index(member.value) + sign
    return evolve(member, value=type_.members[at]) if 0 <= at < len(type_.members) else None


# --- the program with a boundary moved ------------------------------------------------------


def holders_of(program: ir.Program) -> Iterator[Holder]:
    """Yield whatever in a program turns on conditions."""
    for record, rules in program.rules.items():
        yield from (Holder("rules", record, at, rule) for at, rule in enumerate(rules))
    for each, rules in program.periodic.items():
        yield from (Holder("periodic", each, at, rule) for at, rule in enumerate(rules))
    for name, define in program.defines.items():
        yield Holder("defines", name, 0, define)
    for record, tables in program.table_actions.items():
        yield from (Holder("table_actions", record, at, table) for at, table in enumerate(tables))


def with_move(program: ir.Program, move: Move) -> ir.Program:
    """Return a program with a boundary moved in whatever holds it."""
    parts: dict[str, dict[Any, Any]] = {}
    for holder in move.holders:
        part = parts.setdefault(holder.part, dict(getattr(program, holder.part)))
        here = _held(holder.held, move)
        part[holder.key] = (
            here
            if holder.part == "defines"
            else (*part[holder.key][: holder.at], here, *part[holder.key][holder.at + 1 :])
        )
    return evolve(program, **parts)  # type: ignore[arg-type]  # the names are the program's own


def _held(held: ir.Rule | ir.Define | ir.TableAction, move: Move) -> ir.Rule | ir.Define | ir.TableAction:
    def change(expr: ir.Expr) -> ir.Expr:
        if expr.place == move.old.place and expr == move.old:
            return move.new
        if isinstance(expr, ir.Overdue):  # its deadline is no part that `rebuilt` would change
            deadline = change(expr.deadline)
            assert isinstance(deadline, ir.Deadline), "a deadline is moved to a deadline"
            return evolve(expr, deadline=deadline, by=change(expr.by))
        return rebuilt(expr, change)

    match held:
        case ir.Rule(test=test):
            return evolve(
                held,
                applies=change(held.applies),
                when=change(held.when),
                test=None if test is None else change(test),
                exempt=tuple(evolve(each, condition=change(each.condition)) for each in held.exempt),
                actions=tuple(
                    plan if plan.stage is None else evolve(plan, stage=change(plan.stage))
                    for plan in held.actions
                ),
            )
        case ir.Define(value=value):
            return evolve(held, value=change(value))
        case ir.TableAction(branches=branches):
            return evolve(held, branches=tuple((change(condition), plan) for condition, plan in branches))
