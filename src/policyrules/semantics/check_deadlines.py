"""Does a deadline hold two moments and a length of time?"""

from __future__ import annotations

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.check_comparisons import is_moment
from policyrules.semantics.checking import Checking
from policyrules.semantics.mismatch import what_fits
from policyrules.semantics.scope import Scope
from policyrules.semantics.types import (
    DateType,
    DurationType,
    ErrorType,
    OptionalType,
    required,
)
from policyrules.semantics.wording import kind_of, written
from policyrules.syntax.ast.clauses import Deadline
from policyrules.syntax.ast.expressions import DurationLiteral, Path


def check_deadline(checking: Checking, node: Deadline, scope: Scope) -> None:
    """Check `deadline F within D after G`, `deadline F at least D before G` and `deadline F by G`."""
    done = checking.type_of(node.done, scope)
    start = checking.type_of(node.start, scope)
    if node.duration is not None:
        checking.value_of(node.duration, scope, DurationType())
    for path, type_ in ((node.done, done), (node.start, start)):
        if not is_moment(type_):
            _not_a_date(checking, path, scope)
    if not isinstance(done, OptionalType | ErrorType) and is_moment(done):
        words = written(scope.place(node.done))
        bare = words.strip("`")
        checking.report.warning(
            "never-none",
            scope.place(node.done),
            Phrase(
                f"{words} is never none, so it can never be still to do",
                f"{words} 不会为无，也就不会有尚未办结的情形",
            ),
            label=Phrase("always done", "总是已办结"),
            help=(
                Phrase(
                    f"let it be absent until it is done: `{bare}: date?`", f"未办结时可为无：`{bare}: 日期?`"
                ),
            ),
        )
    if (
        isinstance(required(start), DateType)
        and isinstance(node.duration, DurationLiteral)
        and node.duration.unit in ("hour", "minute")
    ):
        words = written(scope.place(node.start))
        checking.report.error(
            "hours-on-a-date",
            scope.place(node.duration),
            Phrase(
                f"{words} is a date, and hours count from an instant", f"{words} 是日期，而小时须从时刻起算"
            ),
            label=Phrase("not whole days", "不是整日"),
            help=(
                Phrase("write days, or declare the field as `datetime`", "请改用天数，或将字段声明为 `时间`"),
            ),
        )


def _not_a_date(checking: Checking, path: Path, scope: Scope) -> None:
    type_ = checking.tables.types[id(path)]
    is_ = kind_of(type_)
    words = written(scope.place(path))
    checking.report.error(
        "type-mismatch",
        scope.place(path),
        Phrase(
            f"{words} is {is_.en}, and a deadline runs from date to date",
            f"{words} 是{is_.zh}，而时限须由日期至日期",
        ),
        label=Phrase("a date is needed", "此处应为日期"),
        help=what_fits(DateType()),
    )
