"""What is each parameter worth, and when?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from itertools import pairwise
from pathlib import PurePosixPath, PureWindowsPath

from policyrules.diagnostics.diagnostic import Label
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place, Span
from policyrules.frozen import evolve
from policyrules.semantics.check_policies import annotations_of
from policyrules.semantics.check_types import report_unseen, resolve_type
from policyrules.semantics.check_validity import check_dates
from policyrules.semantics.check_values import check_given
from policyrules.semantics.checked import FieldMeaning
from policyrules.semantics.checking import ERROR, Checking
from policyrules.semantics.constants import check_constant, value_of_constant
from policyrules.semantics.names import Declared, Names
from policyrules.semantics.report import Report
from policyrules.semantics.respelling import respelt
from policyrules.semantics.schema import ParameterSchema, Version
from policyrules.semantics.scope import Reads, Scope
from policyrules.semantics.types import (
    ErrorType,
    ListType,
    PeriodType,
    RecordType,
    Type,
    required,
)
from policyrules.semantics.wording import did_you_mean, kind_of, quoted, series
from policyrules.syntax.ast.declarations import DatedValue, ParameterDeclaration
from policyrules.syntax.ast.expressions import Expression, Path, UnknownLiteral

_DAY = timedelta(days=1)


def build_parameters(declared: Iterable[Declared], names: Names, report: Report) -> None:
    """Give every parameter its type; keys and values follow when records are there."""
    for entry in declared:
        node = entry.node
        if not isinstance(node, ParameterDeclaration):
            continue
        type_ = resolve_type(node.type, entry.names.first, entry.view, names, report)
        if isinstance(required(type_), RecordType):
            is_ = kind_of(type_)
            report.error(
                "parameter-type",
                entry.view.place(node.type.span),
                Phrase(
                    f"a parameter is one value or a list, not {is_.en}",
                    f"参数须为一个值或列表，不能是{is_.zh}",
                ),
                label=Phrase("not for a parameter", "不能用于参数"),
                help=(
                    Phrase(
                        'one value for each entry is a lookup table: `by Issuer.name from "limits.csv"`',
                        "按记录分别取值的请写 `按 单位.名称 取自 “limits.csv”`",
                    ),
                ),
            )
            type_ = ERROR
        names.parameters[entry.names.first] = ParameterSchema(
            entry.names,
            None if node.title is None else node.title.value,
            type_,
            (),
            (),
            (),
            None if node.file is None else node.file.value,
            annotations_of(node.annotations),
            entry.view.policy,
            entry.place,
        )


def fill_parameters(checking: Checking, declared: Iterable[Declared], supplied: AbstractSet[str]) -> Reads:
    """Check keys and values of every parameter; return which fields serve as keys."""
    reads = Reads()
    for entry in declared:
        node = entry.node
        if not isinstance(node, ParameterDeclaration):
            continue
        schema = checking.names.parameters[entry.names.first]
        scope = Scope(entry.view, None, reads, values="constants")
        if node.keys or node.file is not None:
            schema = _with_keys(checking, node, schema, scope)
        versions: tuple[Version, ...] = ()
        if node.value is not None:
            versions = _constant(checking, node, schema, scope)
        elif node.dated:
            versions = _dated(checking, node.dated, schema, scope)
            if not checking.damage.touches(entry.view.place(node.span)):
                _check_dates(checking, node.dated, scope)
                _check_beginning(checking, node.dated, entry, scope)
        elif (
            _is_required(node, schema)
            and not checking.damage.touches(_with_its_line(entry.view.place(node.span)))
            and supplied.isdisjoint(entry.names.spellings)
        ):
            _required(checking, entry)
        checking.names.parameters[entry.names.first] = evolve(schema, versions=versions)
    return reads


def _is_required(node: ParameterDeclaration, schema: ParameterSchema) -> bool:
    return not (node.keys or node.file is not None or isinstance(schema.type, ErrorType))


def _with_its_line(place: Place) -> Place:
    """Return a place up to the end of its last line, where a value may stand that was not understood."""
    text = place.source.text
    ends = (text.find(mark, place.span.stop) for mark in "\n\r")
    stop = min((end for end in ends if end >= 0), default=len(text))
    return Place(place.source, Span(place.span.start, stop))


def _required(checking: Checking, entry: Declared) -> None:
    name = entry.names.first
    checking.report.note(
        "parameter-required",
        entry.place,
        Phrase(
            f"{quoted(name)} has no value here; whoever loads the policy gives it",
            f"参数 {quoted(entry.names.for_people())} 未写取值，由使用者在载入政策时提供",
        ),
        label=Phrase("to be given", "待提供"),
        help=(
            Phrase(
                f'`--param {name}=…` on the command line; a program gives `parameters={{"{name}": …}}`',
                f'命令行写 `--param {name}=…`；在程序中写 `parameters={{"{name}": …}}`',
            ),
        ),
    )


# --- values ---------------------------------------------------------------------------------


def _constant(
    checking: Checking, node: ParameterDeclaration, schema: ParameterSchema, scope: Scope
) -> tuple[Version, ...]:
    assert node.value is not None
    if not _check_value(checking, node.value, schema.type, scope):
        return ()
    return (Version(value_of_constant(checking, node.value, schema.type, scope), None, None),)


def _check_value(checking: Checking, value: Expression, type_: Type, scope: Scope) -> bool:
    before = len(checking.report.diagnostics)
    check_given(checking, value, type_, scope)
    return len(checking.report.diagnostics) == before and check_constant(checking, value, type_, scope)


def _dated(
    checking: Checking, dated: Sequence[DatedValue], schema: ParameterSchema, scope: Scope
) -> tuple[Version, ...]:
    good = [_check_value(checking, version.value, schema.type, scope) for version in dated]
    in_order = sorted(range(len(dated)), key=lambda number: dated[number].from_)
    versions: list[Version] = []
    for at, number in enumerate(in_order):
        version = dated[number]
        if not good[number] or isinstance(version.value, UnknownLiteral):
            continue
        following = dated[in_order[at + 1]].from_ if at + 1 < len(in_order) else None
        until = version.until
        if until is None and following is not None and following > date.min:
            until = following - _DAY
        versions.append(
            Version(value_of_constant(checking, version.value, schema.type, scope), version.from_, until)
        )
    return tuple(versions)


def _check_dates(checking: Checking, dated: Sequence[DatedValue], scope: Scope) -> None:
    _check_order(checking, dated, scope)
    for version in dated:
        check_dates(checking.report, scope.place(version), version.from_, version.until)
    for earlier, later in pairwise(sorted(dated, key=lambda version: version.from_)):
        _check_neighbours(checking, earlier, later, scope)


def _check_order(checking: Checking, dated: Sequence[DatedValue], scope: Scope) -> None:
    for before, version in pairwise(dated):
        if version.from_ < before.from_:
            checking.report.warning(
                "dates-not-ascending",
                scope.place(version),
                Phrase(
                    f"this begins on {version.from_}, before the one written above it",
                    f"此值自 {version.from_} 起，早于写在前面的值",
                ),
                label=Phrase("out of order", "次序颠倒"),
                labels=(Label(scope.place(before), Phrase("written before it", "写在前面")),),
                help=(Phrase("write the values from the earliest to the latest", "请按日期先后排列"),),
            )


def _check_neighbours(checking: Checking, earlier: DatedValue, later: DatedValue, scope: Scope) -> None:
    if earlier.from_ == later.from_:
        checking.report.error(
            "duplicate-date",
            scope.place(later),
            Phrase(f"two values begin on {later.from_}", f"有两个值都自 {later.from_} 起"),
            label=Phrase("which of them?", "取哪一个？"),
            labels=(Label(scope.place(earlier), Phrase("begins on the same day", "同日起")),),
            help=(Phrase("leave one of them out", "请删去其中一个"),),
        )
        return
    if earlier.until is None:
        return
    if earlier.until >= later.from_:
        checking.report.error(
            "overlapping-dates",
            scope.place(later),
            Phrase(
                f"from {later.from_} until {earlier.until} two values hold",
                f"自 {later.from_} 起至 {earlier.until} 止有两个值",
            ),
            label=Phrase("begins before the other ends", "起始时另一个尚未终止"),
            labels=(
                Label(scope.place(earlier), Phrase(f"holds until {earlier.until}", f"至 {earlier.until} 止")),
            ),
            help=(
                Phrase(
                    f"end the first on {later.from_ - _DAY}, or leave its `until` out",
                    f"前者请止于 {later.from_ - _DAY}，或删去其 `至 … 止`",
                ),
            ),
        )
    elif earlier.until + _DAY < later.from_:
        first, last = earlier.until + _DAY, later.from_ - _DAY
        checking.report.error(
            "gap-in-dates",
            scope.place(later),
            Phrase(f"from {first} until {last} there is no value", f"自 {first} 起至 {last} 止没有值"),
            label=Phrase("begins later", "起始较晚"),
            labels=(
                Label(scope.place(earlier), Phrase(f"holds until {earlier.until}", f"至 {earlier.until} 止")),
            ),
            help=(
                Phrase(
                    "leave the `until` of the first out, and it holds until the next begins",
                    "删去前者的 `至 … 止`，则一直有效到下一个值开始",
                ),
            ),
        )


def _check_beginning(checking: Checking, dated: Sequence[DatedValue], entry: Declared, scope: Scope) -> None:
    begins = entry.view.schema.from_
    first = min(dated, key=lambda version: version.from_)
    if begins is None or first.from_ <= begins or (first.until is not None and first.until < first.from_):
        return
    checking.report.warning(
        "late-first-value",
        scope.place(first),
        Phrase(
            f"the policy is in force from {begins}, and until {first.from_ - _DAY} this has no value",
            f"本政策自 {begins} 起有效，而至 {first.from_ - _DAY} 止此参数没有值",
        ),
        label=Phrase("the first value begins here", "第一个值自此开始"),
        help=(Phrase(f"begin it on {begins}", f"请自 {begins} 起"),),
    )


# --- lookup tables --------------------------------------------------------------------------


def _with_keys(
    checking: Checking, node: ParameterDeclaration, schema: ParameterSchema, scope: Scope
) -> ParameterSchema:
    keys: list[tuple[str, str]] = []
    types: list[Type] = []
    for path in node.keys:
        found = _key(checking, path, scope)
        if found is None:
            keys.append(("", path.names[-1].text))
            types.append(ERROR)
            continue
        key, type_ = found
        if key in keys:
            checking.report.error(
                "duplicate-name",
                scope.place(path),
                Phrase(f"{quoted('.'.join(key))} is a key already", f"{quoted('.'.join(key))} 已是主键"),
                label=Phrase("again", "重复"),
                help=(Phrase("leave it out", "请删去"),),
            )
            continue
        keys.append(key)
        types.append(type_)
    if node.file is not None:
        _check_file(checking, node, scope)
    return evolve(schema, keys=tuple(keys), key_types=tuple(types))


def _key(checking: Checking, path: Path, scope: Scope) -> tuple[tuple[str, str], Type] | None:
    names = checking.names
    first = path.names[0]
    declared = names.of_kind(first.text, "record")
    if declared is None or len(path.names) != 2:
        near = checking.report.near(first.text, names.spellings("record", scope.view))
        checking.report.error(
            "lookup-key",
            scope.place(path),
            Phrase("a key is a field of a record", "主键须为某个记录的字段"),
            label=Phrase("not a record, a dot and its field", "不是“记录.字段”的写法"),
            help=(
                did_you_mean(near)
                if near and declared is None
                else (
                    Phrase(
                        'write `by Issuer.name from "limits.csv"`', "请写 `按 单位.名称 取自 “limits.csv”`"
                    ),
                )
            ),
        )
        return None
    if not scope.view.sees(declared.policy):
        report_unseen(first, declared.policy, scope.view, checking.report)
        return None
    record = declared.names.first
    step = path.names[1]
    field = names.fields[record].get(step.text)
    if field is None:
        near = checking.report.near(step.text, names.fields[record])
        offer = Phrase(
            series(near or (each.names.first for each in names.records[record].fields)).en,
            series(near or (each.names.for_people() for each in names.records[record].fields)).zh,
        )
        checking.report.error(
            "unknown-name",
            scope.at(step.span),
            Phrase(
                f"`{record}` has no field {quoted(step.text)}",
                f"`{declared.names.for_people()}` 没有字段 {quoted(step.text)}",
            ),
            label=Phrase(f"not a field of `{record}`", f"不是 `{declared.names.for_people()}` 的字段"),
            help=(
                (Phrase(f"`{record}` has {offer.en}", f"`{declared.names.for_people()}` 有字段 {offer.zh}"),)
                if offer.en
                else ()
            ),
            edits=respelt(scope.at(step.span), near),
        )
        return None
    if isinstance(required(field.type), ListType | RecordType | PeriodType):
        is_ = kind_of(field.type)
        checking.report.error(
            "lookup-key",
            scope.place(path),
            Phrase(
                f"{quoted(step.text)} is {is_.en}, and a key is one value",
                f"{quoted(step.text)} 是{is_.zh}，而主键须为一个值",
            ),
            label=Phrase("not one value", "不是一个值"),
            help=(Phrase("name a field that holds one value", "请写存放单个值的字段"),),
        )
        return None
    scope.reads.fields.add((record, field.names.first))
    checking.meaning(path, FieldMeaning("this", record, (field.names.first,)))
    checking.tables.types[id(path)] = field.type
    return (record, field.names.first), field.type


def _check_file(checking: Checking, node: ParameterDeclaration, scope: Scope) -> None:
    assert node.file is not None
    name = node.file.value
    helps: tuple[Phrase, ...]
    if not name.strip():
        message = Phrase("the file of a lookup table needs a name", "对照表的文件须有名称")
        helps = (Phrase('for example `from "limits.csv"`', "例如 `取自 “limits.csv”`"),)
    elif (
        PurePosixPath(name).is_absolute()
        or PureWindowsPath(name).is_absolute()
        or PureWindowsPath(name).drive
        or ".." in PureWindowsPath(name).parts
        or "\0" in name
    ):
        message = Phrase(
            f"{quoted(name)} lies outside the policy's folder", f"{quoted(name)} 不在政策所在的文件夹内"
        )
        helps = (
            Phrase(
                "put the file beside the policy and write its name alone",
                "请将文件放在政策旁边，只写文件名",
            ),
        )
    else:
        return
    checking.report.error(
        "lookup-file",
        scope.place(node.file),
        message,
        label=Phrase("cannot be read", "不能读取"),
        help=helps,
    )
