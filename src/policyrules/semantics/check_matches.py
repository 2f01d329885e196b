"""Can this record be held against the other, key by key?"""

from __future__ import annotations

from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import evolve
from policyrules.semantics.check_paths import path_type
from policyrules.semantics.check_quotas import check_share
from policyrules.semantics.check_types import find_record
from policyrules.semantics.checking import ERROR, Checking
from policyrules.semantics.fit import comparable, fits
from policyrules.semantics.scope import Scope
from policyrules.semantics.types import (
    DateTimeType,
    DateType,
    DurationType,
    ErrorType,
    IntegerType,
    ListType,
    TextType,
    Type,
    is_numeric,
    required,
)
from policyrules.semantics.wording import kind_of, listed, quoted, written
from policyrules.syntax.ast.clauses import Match
from policyrules.syntax.ast.expressions import Expression, Path


def check_match(checking: Checking, node: Match, scope: Scope) -> None:
    """Check `reconciles with R on K, … [or on …] [comparing …] [at most N]`."""
    declared = find_record(node.record, scope.view, checking.names, checking.report)
    other: Scope | None = None
    if declared is not None:
        schema = checking.names.records[declared.names.first]
        other = evolve(scope, record=schema, variables={}, each=None, silent=False)
    for keys in node.alternatives:
        for key in keys:
            mine = _both_sides(checking, key.mine, key.theirs, scope, other)
            if key.within is not None:
                _tolerance(checking, key.mine, mine, key.within, scope)
            if key.like is not None:
                check_share(checking, key.like, scope)
                if not fits(mine, TextType()):
                    _wrong(
                        checking, key.mine, mine, Phrase("only texts are alike", "只有文本可以相似"), scope
                    )
    for compare in node.comparing:
        mine = _both_sides(checking, compare.mine, compare.theirs, scope, other)
        if compare.within is not None:
            _tolerance(checking, compare.mine, mine, compare.within, scope)
    if node.at_most is not None:
        checking.value_of(node.at_most, scope, IntegerType())


def _both_sides(
    checking: Checking, mine: Path, theirs: Path | None, scope: Scope, other: Scope | None
) -> Type:
    """Check a field of this record and the one it is held against; return the type of this one's."""
    type_ = checking.type_of(mine, scope)
    if other is None:
        if theirs is not None:
            checking.tables.types[id(theirs)] = ERROR
        return type_
    if theirs is not None:
        their_type = checking.type_of(theirs, other)
    else:
        their_type = _same_name(checking, mine, scope, other)
    if isinstance(type_, ErrorType) or isinstance(their_type, ErrorType):
        return type_
    one, another = required(type_), required(their_type)
    if isinstance(one, ListType) and isinstance(another, ListType):
        one, another = one.element, another.element
    if not comparable(one, another):
        assert other.record is not None
        is_, theirs_is = kind_of(type_), kind_of(their_type)
        record = other.record.names
        checking.report.error(
            "type-mismatch",
            scope.place(mine),
            Phrase(
                f"{written(scope.place(mine))} is {is_.en} here and {theirs_is.en} in `{record.first}`",
                f"{written(scope.place(mine))} 在本记录中是{is_.zh}，在 `{record.for_people()}` 中是{theirs_is.zh}",
            ),
            label=Phrase("of another kind there", "种类不同"),
            help=(Phrase("declare both fields as one type", "请将两处字段声明为同一类型"),),
        )
    return type_


def _same_name(checking: Checking, mine: Path, scope: Scope, other: Scope) -> Type:
    """Return the type of the other record's field of the same name.

    Nothing is written down for it: the path's own meaning is this record's field.
    """
    assert other.record is not None
    record = other.record.names
    first = mine.names[0]
    if (
        first.text in checking.names.fields[record.first]
        or first.text in checking.names.derived[record.first]
    ):
        mark = len(checking.report.diagnostics)
        meaning, type_ = checking.tables.meanings.get(id(mine)), checking.tables.types[id(mine)]
        theirs = path_type(checking, mine, other, None)
        del checking.report.diagnostics[mark:]
        checking.tables.types[id(mine)] = type_
        if meaning is not None:
            checking.tables.meanings[id(mine)] = meaning
        return theirs
    if isinstance(checking.tables.types[id(mine)], ErrorType):
        return ERROR
    near = checking.report.near(first.text, checking.names.fields[record.first])
    offer = Phrase(
        listed([f"{first.text} = {name}" for name in near] or [f"{first.text} = …"]).en,
        listed([f"{first.text} 对应 {name}" for name in near] or [f"{first.text} 对应 …"]).zh,
    )
    checking.report.error(
        "unknown-name",
        scope.at(first.span),
        Phrase(
            f"`{record.first}` has no field {quoted(first.text)}",
            f"`{record.for_people()}` 没有字段 {quoted(first.text)}",
        ),
        label=Phrase(f"not a field of `{record.first}`", f"不是 `{record.for_people()}` 的字段"),
        help=(Phrase(f"say what it is called there: {offer.en}", f"请写明其在对方的名称：{offer.zh}"),),
    )
    return ERROR


def _tolerance(checking: Checking, path: Path, type_: Type, within: Expression, scope: Scope) -> None:
    kind = required(type_)
    if isinstance(kind, DateType | DateTimeType):
        checking.value_of(within, scope, DurationType())
        return
    if is_numeric(kind):
        given = checking.type_of(within, scope)
        if not is_numeric(given) and not isinstance(given, ErrorType):
            checking.mismatch(within, scope, given, kind)
        return
    checking.type_of(within, scope)
    if not isinstance(kind, ErrorType):
        _wrong(
            checking,
            path,
            type_,
            Phrase("only dates and numbers can differ by so much", "只有日期和数可以相差若干"),
            scope,
        )


def _wrong(checking: Checking, path: Path, type_: Type, why: Phrase, scope: Scope) -> None:
    if isinstance(required(type_), ErrorType):
        return
    is_ = kind_of(type_)
    words = written(scope.place(path))
    checking.report.error(
        "type-mismatch",
        scope.place(path),
        Phrase(f"{words} is {is_.en}, and {why.en}", f"{words} 是{is_.zh}，{why.zh}"),
        label=Phrase("not for this", "不适用"),
    )
