"""Which reason shows no value, although its item compares amounts?"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from policyrules.diagnostics.diagnostic import Label
from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.checking import Checking
from policyrules.semantics.lint.conditions import TURNED, parameter_of
from policyrules.semantics.names import ItemEntry, ListEntry
from policyrules.semantics.types import (
    DateTimeType,
    DateType,
    IntegerType,
    NumberType,
    RatioType,
    required,
)
from policyrules.semantics.wording import quoted
from policyrules.syntax.ast.clauses import Because, Ensure, When
from policyrules.syntax.ast.expressions import (
    And,
    Compare,
    Expression,
    NumberLiteral,
    Or,
    Path,
    Template,
)

_AMOUNTS: Final = (IntegerType, NumberType, RatioType, DateType, DateTimeType)


def warn_of_fixed_reasons(checking: Checking, lists: Sequence[ListEntry]) -> None:
    """Warn of reasons that read the same whatever the amounts their items compare."""
    for entry in lists:
        for item in entry.items:
            for clause in item.node.clauses:
                if isinstance(clause, Because) and _is_fixed(clause.text):
                    compared = _amount_compared(checking, item)
                    if compared is not None:
                        _tell(checking, item, clause, *compared)


def _is_fixed(text: Template) -> bool:
    return all(isinstance(part, str) for part in text.parts)


def _amount_compared(checking: Checking, item: ItemEntry) -> tuple[Path, Compare] | None:
    """Return the first fact that the item turns on the amount of, and its comparison."""
    for clause in item.node.clauses:
        if isinstance(clause, When | Ensure):
            for node in _conditions(clause.condition):
                if not isinstance(node, Compare):
                    continue
                fact = _fact_of_amount(checking, node)
                if fact is not None:
                    return fact, node
    return None


def _conditions(node: Expression) -> Sequence[Expression]:
    if isinstance(node, And | Or):
        return [found for operand in node.operands for found in _conditions(operand)]
    return [node]


def _fact_of_amount(checking: Checking, node: Compare) -> Path | None:
    """Return the fact that is asked how much it is; whether there is any at all is not asking that."""
    if node.operator not in ("<", "<=", ">", ">="):
        return None
    sides = ((node.left, node.operator, node.right), (node.right, TURNED[node.operator], node.left))
    for fact, operator, value in sides:
        if isinstance(value, NumberLiteral) and (operator, value.value) in _SOME_OR_NONE:
            return None
        type_ = checking.tables.types.get(id(fact))
        if not isinstance(fact, Path) or type_ is None or parameter_of(checking, fact) is not None:
            continue
        if isinstance(required(type_), _AMOUNTS):
            return fact
    return None


_SOME_OR_NONE: Final = (
    (">", Decimal(0)),
    (">=", Decimal(1)),
    ("<", Decimal(1)),
    ("<=", Decimal(0)),
)


def _tell(checking: Checking, item: ItemEntry, reason: Because, fact: Path, node: Compare) -> None:
    view = item.list.view
    name = view.place(fact.span).text
    checking.report.warning(
        "fixed-reason",
        view.place(reason.text.span),
        Phrase(
            f"this reason is the same for every {quoted(name)}",
            f"无论 {quoted(name)} 是多少，认定理由都一样",
        ),
        label=Phrase("no value in it", "没有写出数值"),
        labels=(Label(view.place(node.span), Phrase("the item turns on this", "本条以此为准")),),
        help=(
            Phrase(
                f'show the value: `because "… {{{name}}} …"`', f"请写出实际数值：`认定理由 “……{{{name}}}……”`"
            ),
        ),
    )
