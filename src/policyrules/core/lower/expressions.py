"""What does an expression, as written and checked, become in the core?

The core has no `>`, `in a..b`, `not in`, `every`, `if` or percent: they become what they mean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, assert_never

from policyrules.core import ir
from policyrules.core.lower.calls import lower_call
from policyrules.core.lower.literals import literal_of, negative_of
from policyrules.core.lower.paths import lower_path
from policyrules.core.lower.scope import LeftOut, Scope
from policyrules.core.lower.stages import breaking_parts
from policyrules.core.mentioned import mentioned
from policyrules.core.parts import conjuncts
from policyrules.core.rule_parts import ASKED
from policyrules.core.words import language_of
from policyrules.frozen import evolve
from policyrules.semantics.checked import ItemMeaning, ListMeaning, ParameterMeaning
from policyrules.semantics.types import (
    BooleanType,
    CalendarType,
    DateTimeType,
    DateType,
    EnumType,
    IntegerType,
    ListType,
    OptionalType,
    RefType,
    TextType,
    required,
)
from policyrules.syntax.ast import expressions as syntax
from policyrules.syntax.ast.declarations import Otherwise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from policyrules.diagnostics.phrase import Language
    from policyrules.diagnostics.span import Place
    from policyrules.syntax.ast.clauses import Clause

YES = ir.Const(True, ir.BOOLEAN)
_MOMENTS = (DateType, DateTimeType)


def lower(node: syntax.Expression, scope: Scope) -> ir.Expr:
    """Return the core expression that means what was written.

    Raises `LeftOut`, after reporting it, for what cannot be decided yet.
    """
    if isinstance(node, syntax.Path):  # more than half of all
        return lower_path(node, scope, lower)
    place = scope.place(node)
    match node:  # what there is most of comes first
        case syntax.Compare(operator=operator, left=left, right=right):
            first, second = lower_all((left, right), scope)
            return compared(operator, first, second, place)
        case syntax.And(operands=operands):
            return ir.And(lower_all(operands, scope), place=place)
        case (
            syntax.TextLiteral()
            | syntax.NumberLiteral()
            | syntax.DateLiteral()
            | syntax.DateTimeLiteral()
            | syntax.DurationLiteral()
            | syntax.BooleanLiteral()
            | syntax.NoneLiteral()
            | syntax.UnknownLiteral()
            | syntax.SetLiteral()
            | syntax.ListLiteral()
            | syntax.RecordLiteral()
        ):
            return literal_of(node, scope)
        case syntax.Template(parts=pieces):
            parts = tuple(piece if isinstance(piece, str) else lower(piece, scope) for piece in pieces)
            return ir.Text(parts, _language(parts, place), TextType(), place=place)
        case syntax.Index(target=target, keys=keys):
            parameter = scope.meaning_of(target)
            assert isinstance(parameter, ParameterMeaning), "only a parameter has keys"
            return ir.Parameter(parameter.name, lower_all(keys, scope), scope.type_of(node), place=place)
        case syntax.Call():
            return lower_call(node, scope, lower)
        case syntax.Quantified():
            return _quantified(node, scope)
        case syntax.Aggregate(kind=kind, value=value, binder=binder):
            return _aggregate(kind, binder, value, node, scope)
        case syntax.Not(operand=operand):
            return ir.Not(lower(operand, scope), place=place)
        case syntax.Or(operands=operands):
            return ir.Or(lower_all(operands, scope), place=place)
        case syntax.AtLeast(count=count, conditions=conditions):
            number, *rest_of = lower_all((count, *conditions), scope)
            return ir.AtLeast(number, tuple(rest_of), place=place)
        case syntax.InSet(operand=operand, members=members, negated=negated):
            return in_set(lower(operand, scope), members.members, scope, place, negated=negated)
        case syntax.InRange(operand=operand, low=low, high=high, negated=negated):
            ends = lower_all((low, high), scope)
            return in_range(lower(operand, scope), ends, place, negated=negated)
        case syntax.InCollection():
            return _in_collection(node, scope)
        case syntax.TextTest():
            return _text_test(node, scope)
        case syntax.Has(operand=operand, negated=negated):
            present = ir.Present(lower(operand, scope), place=place)
            return ir.Not(present, place=place) if negated else present
        case syntax.IsUnknown(operand=operand, negated=negated):
            known = ir.Known(lower(operand, scope), place=place)
            return known if negated else ir.Not(known, place=place)
        case syntax.ItemState(state=state, item=item):
            meant = item_meant(item, scope)
            if state == "overdue":
                return ir.Broken(evolve(meant, part=ASKED), place=place)
            return is_broken(meant, scope, place)
        case syntax.Complies():
            return _complies(node, scope)
        case syntax.Arithmetic():
            return _arithmetic(node, scope)
        case syntax.Negative(operand=operand):
            return negative_of(lower(operand, scope), scope.type_of(node), place)
        case syntax.If(condition=condition, then=then, otherwise=otherwise):
            asked, given, rest = lower_all((condition, then, otherwise), scope)
            return ir.Case("first", ((asked, given),), rest, scope.type_of(node), place=place)
        case syntax.SpanOf(start=start, finish=finish):
            first, second = lower_all((start, finish), scope)
            return ir.MakePeriod(first, second, scope.type_of(node), place=place)
        case _:
            assert_never(node)


def lower_all(nodes: Sequence[syntax.Expression], scope: Scope) -> tuple[ir.Expr, ...]:
    """Return several expressions lowered; everything that cannot be decided yet is reported."""
    lowered: list[ir.Expr] = []
    left_out: LeftOut | None = None
    for node in nodes:
        try:
            lowered.append(lower(node, scope))
        except LeftOut as reported:
            left_out = reported
    if left_out is not None:
        raise left_out
    return tuple(lowered)


def is_broken(item: ir.RuleId, scope: Scope, place: Place) -> ir.Expr:
    """Return whether an item is broken: one of the rules that say so at one stage or another."""
    parts_ = breaking_parts(clauses_of(item, scope))
    broken = tuple(ir.Broken(evolve(item, part=part), place=place) for part in parts_)
    return broken[0] if len(broken) == 1 else ir.Or(broken, place=place)


def clauses_of(item: ir.RuleId, scope: Scope) -> tuple[Clause, ...]:
    """Return what an item says."""
    return next(
        other.declaration.clauses
        for listed in scope.checked.lists
        for other in listed.items
        if (other.policy, other.names.first) == (item.policy, item.item)
    )


def item_meant(item: object, scope: Scope) -> ir.RuleId:
    """Return the rule that a reference to an item means."""
    meaning = scope.meaning_of(item)
    assert isinstance(meaning, ItemMeaning), "the checker resolved it"
    return ir.RuleId(meaning.policy, meaning.item)


# --- comparisons ----------------------------------------------------------------------------


def compared(operator: syntax.CompareOperator, left: ir.Expr, right: ir.Expr, place: Place) -> ir.Expr:
    """Return a comparison with `>` and `>=` turned round."""
    match operator:
        case "=" | "!=" | "<" | "<=":
            return ir.Compare(operator, left, right, place=place)
        case ">":
            return ir.Compare("<", right, left, place=place)
        case ">=":
            return ir.Compare("<=", right, left, place=place)
        case _:
            assert_never(operator)


def in_set(
    operand: ir.Expr,
    members: Sequence[syntax.Expression],
    scope: Scope,
    place: Place,
    *,
    negated: bool = False,
) -> ir.Expr:
    """Return whether a value is one of the written ones, or that it is (known to be) none of them."""
    lowered = lower_all(members, scope)
    constants = tuple(member for member in lowered if isinstance(member, ir.Const))
    others = tuple(member for member in lowered if not isinstance(member, ir.Const))
    tests: list[ir.Expr] = [ir.In(operand, constants, place=place)] if constants else []
    tests += [ir.Compare("=", operand, member, place=place) for member in others]
    test = tests[0] if len(tests) == 1 else ir.Or(tuple(tests), place=place)
    return _denied(test, (operand, *others), place) if negated else test


def in_range(
    operand: ir.Expr,
    ends: tuple[ir.Expr, ...],
    place: Place,
    *,
    negated: bool = False,
) -> ir.Expr:
    """Return whether a value lies between two others, which belong; denied, whether it lies outside."""
    low, high = ends
    if negated:
        return ir.Or(
            (ir.Compare("<", operand, low, place=place), ir.Compare("<", high, operand, place=place)),
            place=place,
        )
    return ir.And(
        (ir.Compare("<=", low, operand, place=place), ir.Compare("<=", operand, high, place=place)),
        place=place,
    )


def _denied(test: ir.Expr, operands: Sequence[ir.Expr], place: Place) -> ir.Expr:
    """Return that a test fails of values that are there: like `!=`, it is no for none."""
    guards = tuple(
        # `Present` of a reference asks its ledger; a value equals itself unless it is none
        ir.Compare("=", operand, operand, place=place)
        if isinstance(required(operand.type), RefType)
        else ir.Present(operand, place=place)
        for operand in operands
        if isinstance(operand.type, OptionalType)
    )
    denied = ir.Not(test, place=place)
    return ir.And((*guards, denied), place=place) if guards else denied


def _in_collection(node: syntax.InCollection, scope: Scope) -> ir.Expr:
    place = scope.place(node)
    test: ir.Expr
    asked: tuple[ir.Expr, ...]
    calendar = required(scope.type_of(node.target))
    if isinstance(calendar, CalendarType):
        operand = lower(node.operand, scope)
        test = ir.InCalendar(operand, calendar.name, place=place)
        return _denied(test, (operand,), place) if node.negated else test
    operand, collection = lower_all((node.operand, node.target), scope)
    if isinstance(required(collection.type), ListType):
        test = ir.Contains("contains", collection, operand, place=place)
        asked = (operand,)
    else:
        test = ir.InPeriod(operand, collection, place=place)
        asked = (operand, collection)
    return _denied(test, asked, place) if node.negated else test


def _text_test(node: syntax.TextTest, scope: Scope) -> ir.Expr:
    place = scope.place(node)
    test: ir.Expr
    operator = node.operator
    asked: tuple[ir.Expr, ...]
    if operator == "like":
        operand = lower(node.operand, scope)
        assert isinstance(node.other, syntax.TextLiteral), "the checker wants a written pattern"
        test = ir.Like(operand, node.other.value, place=place)
        asked = (operand,)
    else:
        operand, other = lower_all((node.operand, node.other), scope)
        test = ir.Contains(operator, operand, other, place=place)
        # a list is always there; `Present` of one would ask whether it has an element
        asked = (other,) if isinstance(required(operand.type), ListType) else (operand, other)
    return _denied(test, asked, place) if node.negated else test


# --- over collections -----------------------------------------------------------------------


def _quantified(node: syntax.Quantified, scope: Scope) -> ir.Expr:
    place = scope.place(node)
    found = _aggregate("any", node.binder, None, node, scope)
    match node.quantifier:
        case "some":
            return found
        case "no":
            return ir.Not(found, place=place)
        case "every":
            lacking = ir.Not(found.where, place=found.where.place)
            source = found.source
            if isinstance(source, ir.Rows):
                source = evolve(source, equal=())  # what fails is looked for among all of them
            counter = ir.Aggregate("any", found.variable, source, lacking, None, ir.BOOLEAN, place=place)
            return ir.Not(counter, place=place)
        case _:
            assert_never(node.quantifier)


def _aggregate(
    kind: Literal["any"] | syntax.Aggregation,
    binder: syntax.Binder,
    value: syntax.Expression | None,
    node: syntax.Quantified | syntax.Aggregate,
    scope: Scope,
) -> ir.Aggregate:
    inside = [part for part in (binder.source, binder.where, value) if part is not None]
    lowered = iter(lower_all(inside, scope))
    source = next(lowered)
    where = YES if binder.where is None else next(lowered)
    if isinstance(source, ir.Rows):
        source = evolve(source, equal=equal_fields(binder.variable.text, conjuncts(where)))
    return ir.Aggregate(
        kind,
        binder.variable.text,
        source,
        where,
        next(lowered, None),
        ir.BOOLEAN if kind == "any" else scope.type_of(node),
        place=scope.place(node),
    )


def equal_fields(variable: str, conditions: Sequence[ir.Expr]) -> tuple[tuple[str, ir.Expr], ...]:
    """Return which fields of an entry must equal what for conditions that must all hold.

    Only of kinds whose values are equal exactly when they are the same, whatever they are written as.
    """
    found: dict[str, ir.Expr] = {}
    for condition in conditions:
        if not isinstance(condition, ir.Compare) or condition.operator != "=":
            continue
        for entry, other in ((condition.left, condition.right), (condition.right, condition.left)):
            is_field = isinstance(entry, ir.Field) and entry.row == variable and len(entry.steps) == 1
            if is_field and _looked_up_by(entry, other) and variable not in mentioned(other):
                assert isinstance(entry, ir.Field), "as asked"
                found.setdefault(entry.steps[0], other)
    return tuple(found.items())


def _looked_up_by(entry: ir.Expr, other: ir.Expr) -> bool:
    mine, theirs = required(entry.type), required(other.type)
    texts = (TextType, RefType)
    if isinstance(mine, texts) and isinstance(theirs, texts):
        return True
    return isinstance(mine, EnumType | IntegerType | BooleanType | DateType) and type(mine) is type(theirs)


def _complies(node: syntax.Complies, scope: Scope) -> ir.Expr:
    """Return that no prohibition, duty or `otherwise` of the list is broken."""
    place = scope.place(node)
    meaning = scope.meaning_of(node.list)
    assert isinstance(meaning, ListMeaning), "the checker resolved it"
    answers = tuple(
        ir.Not(is_broken(ir.RuleId(item.policy, item.names.first), scope, place), place=place)
        for listed in scope.checked.lists
        if (listed.policy, listed.names.first) == (meaning.policy, meaning.list)
        for item in listed.items
        if item.declaration.modality in ("must", "must not") or isinstance(item.declaration, Otherwise)
    )
    return ir.And(answers, place=place)


# --- arithmetic -----------------------------------------------------------------------------


def _arithmetic(node: syntax.Arithmetic, scope: Scope) -> ir.Expr:
    left, right = lower_all((node.left, node.right), scope)
    type_, place = scope.type_of(node), scope.place(node)
    match node.operator:
        case "/":
            return ir.Divide(left, right, type_, place=place)
        case "-" if _is(left, *_MOMENTS) and _is(right, *_MOMENTS):
            return ir.Between(right, left, type_, place=place)
        case "+" | "-" as sign if _is(left, *_MOMENTS):
            return ir.Shift(left, 1 if sign == "+" else -1, right, scope.working_days, type_, place=place)
        case "+" if _is(right, *_MOMENTS):
            return ir.Shift(right, 1, left, scope.working_days, type_, place=place)
        case "+" | "-" | "*" as operator:
            return ir.Arithmetic(operator, left, right, type_, place=place)
        case _:
            assert_never(node.operator)


def _is(expr: ir.Expr, *kinds: type) -> bool:
    return isinstance(required(expr.type), kinds)


def _language(parts: Iterable[str | ir.Expr], place: Place) -> Language:
    """Return the language of a text's own words; of one that has none, that of what it is filled with."""
    own = [part for part in parts if isinstance(part, str)]
    has_words = any(mark.isalpha() for part in own for mark in part)
    return language_of(own if has_words else [place.text])
