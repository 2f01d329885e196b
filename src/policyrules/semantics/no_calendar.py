"""Is it a value, and not a calendar, of which only days can be asked?"""

from __future__ import annotations

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.checking import ERROR, Checking
from policyrules.semantics.scope import Scope
from policyrules.semantics.types import CalendarType, Type, required
from policyrules.semantics.wording import written
from policyrules.syntax.ast.expressions import Expression


def value_type(checking: Checking, node: Expression, scope: Scope, expected: Type | None = None) -> Type:
    """Return the type of an expression whose place takes any value; a calendar is reported."""
    type_ = checking.type_of(node, scope, expected)
    if not isinstance(required(type_), CalendarType):
        return type_
    words = written(scope.place(node))
    bare = words.strip("`")
    checking.report.error(
        "type-mismatch",
        scope.place(node),
        Phrase(
            f"{words} is a calendar: it can only be asked whether a day is in it",
            f"{words} 是日历，只能问某日是否在其中",
        ),
        label=Phrase("not a value", "不是一个值"),
        help=(Phrase(f"write `today in {bare}`", f"请写 `今日 在 {bare}`"),),
    )
    return ERROR
