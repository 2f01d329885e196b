"""Do the cells of a decision table fit their columns, and do its rows cover every case once?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from policyrules.diagnostics.diagnostic import Label
from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.check_actions import check_action
from policyrules.semantics.check_comparisons import check_ends, check_tier_word, compared, report_no_value
from policyrules.semantics.check_heads import head_of, is_bare
from policyrules.semantics.checking import ERROR, Checking
from policyrules.semantics.fit import common
from policyrules.semantics.no_calendar import value_type
from policyrules.semantics.scope import Scope
from policyrules.semantics.table_cases import Cases
from policyrules.semantics.table_columns import column_of
from policyrules.semantics.types import (
    CalendarType,
    EnumType,
    ErrorType,
    ListType,
    NoneType,
    OptionalType,
    RecordType,
    Type,
    optional,
    required,
)
from policyrules.semantics.wording import kind_of, listed, quoted, written
from policyrules.syntax.ast.clauses import ReferTo, ReturnTo
from policyrules.syntax.ast.declarations import (
    ActionCell,
    AnyCell,
    Cell,
    CompareCell,
    RangeCell,
    ResultColumn,
    SetCell,
    TableDeclaration,
    TableRow,
    ValueCell,
)
from policyrules.syntax.ast.expressions import Expression, NoneLiteral, Path, UnknownLiteral


def check_table(checking: Checking, node: TableDeclaration, scope: Scope) -> Mapping[int, Type]:
    """Check a table; return the type of each result column that derives a fact."""
    before = len(checking.report.diagnostics)
    columns = [_column_type(checking, column, scope) for column in node.columns]
    rows = [row for row in node.rows if _fits(row, node)]
    for row in rows:
        for cell, column, type_ in zip(row.conditions, node.columns, columns, strict=True):
            _condition(checking, cell, column, type_, scope)
    results: dict[int, Type] = {}
    for number, result in enumerate(node.results):
        cells = [row.results[number] for row in rows]
        if result.names is None:
            _actions(checking, cells, scope)
        else:
            results[number] = _result(checking, node, result, cells, scope)
    if len(checking.report.diagnostics) == before and not checking.damage.touches(scope.place(node)):
        _check_cases(checking, node, columns, scope)
    return results


def _fits(row: TableRow, node: TableDeclaration) -> bool:
    """Return whether a row has a cell for each column (the parser says when it has not)."""
    return len(row.conditions) == len(node.columns) and len(row.results) == len(node.results)


# --- conditions -----------------------------------------------------------------------------


def _column_type(checking: Checking, column: Expression, scope: Scope) -> Type:
    type_ = checking.type_of(column, scope)
    if isinstance(required(type_), ListType | RecordType | CalendarType | NoneType):
        is_ = kind_of(type_)
        words = written(scope.place(column))
        checking.report.error(
            "column-type",
            scope.place(column),
            Phrase(
                f"{words} is {is_.en}; a column asks of one value", f"{words} 是{is_.zh}；一栏只能问一个值"
            ),
            label=Phrase("not one value", "不是一个值"),
            help=(
                Phrase(
                    "ask what you want to know of it: `count(v in …)` or `some v in … where (…)`",
                    "请写明要问什么：`计数（… 项）`、`有 … 项 其中（…）`",
                ),
            ),
        )
        return ERROR
    return type_


def _condition(checking: Checking, cell: Cell, column: Expression, type_: Type, scope: Scope) -> None:
    wanted = required(type_)
    match cell:
        case AnyCell() | ActionCell():
            pass
        case ValueCell(value=NoneLiteral()):
            checking.type_of(cell.value, scope)
            if not isinstance(type_, OptionalType | ErrorType):
                words = written(scope.place(column))
                checking.report.warning(
                    "never-none",
                    scope.place(cell),
                    Phrase(
                        f"{words} is never none, so this row never holds", f"{words} 不会为无，此行永不成立"
                    ),
                    label=Phrase("never", "永不成立"),
                )
        case ValueCell(value=value):
            given = checking.type_of(value, scope, wanted)
            if isinstance(value, UnknownLiteral):
                report_no_value(checking, value, column, scope, equal=True)
            else:
                compared(checking, (column, type_), (value, given), "=", scope, place=scope.place(cell))
        case CompareCell(operator=operator, value=value):
            given = checking.type_of(value, scope, wanted)
            if isinstance(value, NoneLiteral | UnknownLiteral):
                report_no_value(checking, value, column, scope, equal=operator != "!=")
                return
            compared(checking, (column, type_), (value, given), operator, scope, place=scope.place(cell))
            if isinstance(wanted, EnumType):
                check_tier_word(checking, cell.word, value, scope, scope.place(cell))
        case SetCell(members=members):
            for member in members:
                given = checking.type_of(member, scope, wanted)
                if isinstance(member, NoneLiteral | UnknownLiteral):
                    report_no_value(checking, member, column, scope, equal=True)
                else:
                    compared(
                        checking, (column, type_), (member, given), "=", scope, place=scope.place(member)
                    )
        case RangeCell(low=low, high=high):
            for end in (low, high):
                given = checking.type_of(end, scope, wanted)
                compared(checking, (column, type_), (end, given), "<=", scope, place=scope.place(end))
            check_ends(checking, low, high, scope)


# --- results --------------------------------------------------------------------------------


def _actions(checking: Checking, cells: Sequence[Cell], scope: Scope) -> None:
    for cell in cells:
        if not isinstance(cell, ActionCell):
            continue
        check_action(checking, cell.action, scope)
        if isinstance(cell.action, ReferTo | ReturnTo):
            checking.report.error(
                "refer-in-table",
                scope.place(cell),
                Phrase(
                    "referring and returning change an item's effect, and a table has no item",
                    "报请和退回会改变条目的结论，而判定表不是条目",
                ),
                label=Phrase("needs an item", "只能写在条目中"),
                help=(
                    Phrase(
                        'write `then refer to …` in an item, or route it: `route to "…"`',
                        "请在条目中写 `则 报 … 批准`，或在此处写 `转 “…”`",
                    ),
                ),
            )


def _result(
    checking: Checking, node: TableDeclaration, column: ResultColumn, cells: Sequence[Cell], scope: Scope
) -> Type:
    assert column.names is not None
    words = _words(checking, cells, scope)
    expected: Type | None = _enum_of(checking, words, scope)
    if expected is None and words:
        assert scope.record is not None
        spelt = tuple(dict.fromkeys(word.names[0].text for word in words))
        expected = EnumType(f"{scope.record.names.first}.{column.names.first.text}", spelt, spelt)
    found: Type | None = None
    first: Expression | None = None
    absent = False
    for cell in cells:
        if isinstance(cell, AnyCell):
            absent = True
            _absent(checking, cell, column, scope)
            continue
        if not isinstance(cell, ValueCell):
            _not_a_result(checking, cell, scope)
            continue
        type_ = value_type(checking, cell.value, scope, expected)
        if isinstance(type_, NoneType):
            absent = True
            _absent(checking, cell, column, scope)
            continue
        if first is None:
            found, first = type_, cell.value
            expected = expected or type_
            continue
        assert found is not None
        both = common(found, type_)
        if both is None:
            _differs(checking, (cell.value, type_), (first, found), scope)
            both = found
        found = both
    result = found or ERROR
    if node.hit == "collect":
        return ListType(optional(result) if absent else result)
    return optional(result) if column.optional or absent else result


def _words(checking: Checking, cells: Sequence[Cell], scope: Scope) -> list[Path]:
    """Return the result cells that are a single word meaning nothing by itself."""
    return [
        cell.value
        for cell in cells
        if isinstance(cell, ValueCell)
        and isinstance(cell.value, Path)
        and is_bare(cell.value)
        and head_of(checking, cell.value.names[0].text, scope) is None
    ]


def _enum_of(checking: Checking, words: Sequence[Path], scope: Scope) -> EnumType | None:
    """Return the declared enum that result words belong to; None when no enum has any of them."""
    owners = checking.member_owners()
    counts: dict[str, int] = {}
    for spelling in {path.names[0].text for path in words}:
        for enum in owners.get(spelling, ()):
            schema = checking.names.enums[enum]
            if schema.policy == scope.view.policy or schema.policy in scope.view.uses:
                counts[enum] = counts.get(enum, 0) + 1
    if not counts:
        return None
    most = max(counts.values())
    best = [enum for enum, count in counts.items() if count == most]
    best.sort(key=list(checking.names.enums).index)
    schema = checking.names.enums[best[0]]
    scope.view.sees(schema.policy)
    if len(best) > 1:
        first = next(path for path in words if checking.member(schema.type, path.names[0].text) is not None)
        word = first.names[0].text
        of = listed(best)
        checking.report.error(
            "ambiguous-name",
            scope.place(first),
            Phrase(f"{quoted(word)} may be of {of.en}", f"{quoted(word)} 可能属于 {of.zh}"),
            label=Phrase("which of them?", "指哪一个？"),
            help=(Phrase(f"write `{best[0]}.{word}`", f"请写 `{best[0]}.{word}`"),),
        )
    return schema.type


def _absent(checking: Checking, cell: Cell, column: ResultColumn, scope: Scope) -> None:
    assert column.names is not None
    if column.optional:
        return
    name = column.names.first.text
    checking.report.error(
        "none-not-allowed",
        scope.place(cell),
        Phrase(f"{quoted(name)} may not be none", f"{quoted(name)} 不得为无"),
        label=Phrase("gives none", "结果为无"),
        help=(
            Phrase(
                f"give a value, or head the column `-> {name}?`", f"请给出取值，或将表头改为 `-> {name}?`"
            ),
        ),
    )


def _not_a_result(checking: Checking, cell: Cell, scope: Scope) -> None:
    if isinstance(cell, ActionCell):
        return  # the parser has said so
    checking.report.error(
        "result-cell",
        scope.place(cell),
        Phrase("a result is one value, not a condition", "结果须为一个值，不能是条件"),
        label=Phrase("asks instead of giving", "这是条件"),
        help=(Phrase("conditions stand before `->`", "条件写在 `->` 之前"),),
    )


def _differs(
    checking: Checking, other: tuple[Expression, Type], start: tuple[Expression, Type], scope: Scope
) -> None:
    (cell, type_), (first, found) = other, start
    one, another = kind_of(type_), kind_of(found)
    checking.report.error(
        "type-mismatch",
        scope.place(cell),
        Phrase(
            f"{written(scope.place(cell))} is {one.en}, {written(scope.place(first))} is {another.en}",
            f"{written(scope.place(cell))} 是{one.zh}，{written(scope.place(first))} 是{another.zh}",
        ),
        label=Phrase("of another kind", "种类不同"),
        labels=(Label(scope.place(first), Phrase("results of this kind", "结果属于此类")),),
        help=(Phrase("all results of a column are of one kind", "同一栏的结果须为同一类"),),
    )


# --- cases ----------------------------------------------------------------------------------


def _check_cases(checking: Checking, node: TableDeclaration, types: Sequence[Type], scope: Scope) -> None:
    if node.hit == "collect" or any(isinstance(required(type_), ErrorType) for type_ in types):
        return
    columns = [
        column_of(checking, type_, [row.conditions[number] for row in node.rows])
        for number, type_ in enumerate(types)
    ]
    cases = Cases(columns, len(node.rows))
    titles = [written(scope.place(column)).strip("`") for column in node.columns]
    if cases.tellable:
        if node.hit == "unique":
            _report_overlaps(checking, node, cases, titles, scope)
        else:
            _report_unreachable(checking, node, cases, scope)
    _report_missed(checking, node, cases, titles, scope)


def _report_overlaps(
    checking: Checking, node: TableDeclaration, cases: Cases, titles: Sequence[str], scope: Scope
) -> None:
    for number, row in enumerate(node.rows):
        found = cases.overlap(number)
        if found is None:
            continue
        other, case = found
        words = cases.described(case, titles)
        checking.report.error(
            "rows-overlap",
            scope.place(row),
            Phrase(f"two rows hold when {words.en}", f"{words.zh} 时有两行同时成立"),
            label=Phrase("holds then", "此行成立"),
            labels=(Label(scope.place(node.rows[other]), Phrase("and so does this", "此行也成立")),),
            help=(
                Phrase(
                    "narrow one of them, or let the first row win: `first` instead of `unique`",
                    "请缩小其中一行的条件；若以在前者为准，请将 `唯一` 改为 `首条`",
                ),
            ),
        )


def _report_unreachable(checking: Checking, node: TableDeclaration, cases: Cases, scope: Scope) -> None:
    for number, row in enumerate(node.rows):
        if number == 0 or cases.reachable(number):
            continue
        checking.report.warning(
            "unreachable-row",
            scope.place(row),
            Phrase("the rows above take every case of this one", "上面各行已包含此行的全部情形"),
            label=Phrase("never reached", "永不起作用"),
            help=(Phrase("move it up, or leave it out", "请上移或删去此行"),),
        )


def _report_missed(
    checking: Checking, node: TableDeclaration, cases: Cases, titles: Sequence[str], scope: Scope
) -> None:
    needed = [result.names for result in node.results if result.names is not None and not result.optional]
    if not needed or any(all(isinstance(cell, AnyCell) for cell in row.conditions) for row in node.rows):
        return
    name = needed[0].first.text
    case = cases.missed() if cases.tellable else None
    if case is None and cases.tellable and not cases.too_many:
        return
    if not node.rows:
        message = Phrase("this table has no rows", "此表没有任何行")
    elif case is None:
        message = Phrase(
            "this table is too large to tell whether it has a row for every case",
            "此表过大，无法判断是否每种情形都有对应的行",
        )
    elif cases.perhaps_taken(case):
        words = cases.described(case, titles)
        message = Phrase(f"no row surely holds when {words.en}", f"{words.zh} 时没有一行必定成立")
    else:
        words = cases.described(case, titles)
        message = Phrase(f"no row holds when {words.en}", f"{words.zh} 时没有一行成立")
    checking.report.error(
        "table-can-miss",
        scope.at(node.names.first.span),
        message,
        label=Phrase("a case is missing", "缺少一种情形"),
        help=(
            Phrase(
                f"{'add a row for it' if node.hit == 'unique' else 'add a last row of `*`'}, "
                f"or let the result be none then: `-> {name}?`",
                f"请{'为它加一行' if node.hit == 'unique' else '在最后加一行 `*`'}；"
                f"若此时可以没有结果，请将表头改为 `-> {name}?`",
            ),
        ),
    )
