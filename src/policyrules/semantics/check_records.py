"""What are the set's enums and records?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from policyrules.diagnostics.diagnostic import Label
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place
from policyrules.frozen import evolve
from policyrules.semantics.check_policies import annotations_of
from policyrules.semantics.check_types import enum_type, resolve_type
from policyrules.semantics.check_values import check_given
from policyrules.semantics.checking import Checking
from policyrules.semantics.constants import check_constant, value_of_constant
from policyrules.semantics.cycles import cycles_in
from policyrules.semantics.duplicates import report_duplicate
from policyrules.semantics.names import Declared, Names, titled
from policyrules.semantics.report import Report
from policyrules.semantics.respelling import respelt
from policyrules.semantics.schema import EnumSchema, FieldSchema, RecordSchema
from policyrules.semantics.scope import Reads, Scope
from policyrules.semantics.types import (
    DateTimeType,
    DateType,
    ErrorType,
    OptionalType,
    RecordType,
    TextType,
    Type,
    required,
)
from policyrules.semantics.wording import chain, kind_of, listed, quoted
from policyrules.syntax.ast import types as written
from policyrules.syntax.ast.declarations import EnumDeclaration, FieldDeclaration, RecordDeclaration
from policyrules.syntax.ast.names import Name


def build_enums(declared: Iterable[Declared], names: Names, report: Report) -> None:
    """Give every declared enum its members."""
    for entry in declared:
        if not isinstance(entry.node, EnumDeclaration):
            continue
        type_ = enum_type(entry.names.first, entry.node.body, entry.view, report)
        names.enums[entry.names.first] = EnumSchema(
            entry.names, type_, annotations_of(entry.node.annotations), entry.view.policy, entry.place
        )


def build_records(declared: Sequence[Declared], names: Names, report: Report) -> None:
    """Give every record its fields; defaults are checked later, when everything has its type."""
    records = [entry for entry in declared if isinstance(entry.node, RecordDeclaration)]
    for entry in records:
        _build(entry, names, report)
    for entry in records:
        _check_references(entry, names, report)
    _refuse_circles(records, names, report)


def _build(entry: Declared, names: Names, report: Report) -> None:
    node = entry.node
    assert isinstance(node, RecordDeclaration)
    fields: list[FieldSchema] = []
    by_spelling: dict[str, FieldSchema] = {}
    key: FieldSchema | None = None
    for written_field in node.fields:
        field = _field(written_field, entry, names, report)
        taken = [s for s in dict.fromkeys(field.names.spellings) if s in by_spelling]
        if taken:
            what = Phrase(f"field of `{entry.names.first}`", f" `{entry.names.for_people()}` 的字段")
            report_duplicate(report, taken[0], field.place, by_spelling[taken[0]].place, what)
            continue
        by_spelling.update(dict.fromkeys(field.names.spellings, field))
        fields.append(field)
        if field.key:
            key = _only_key(key, field, report)
    if not fields and not report.damage.touches(entry.view.place(node.span)):
        report.error(
            "empty-record",
            entry.place,
            Phrase(
                f"{quoted(entry.names.first)} has no fields",
                f"记录 {quoted(entry.names.for_people())} 没有字段",
            ),
            label=Phrase("nothing to decide about", "没有可供判断的事实"),
            help=(Phrase("write them in the braces: `name: text`", "请写在花括号内：`名称: 文本`"),),
        )
    first = entry.names.first
    names.fields[first] = by_spelling
    names.derived.setdefault(first, {})
    names.records[first] = RecordSchema(
        entry.names,
        tuple(fields),
        None if node.dated is None else _dated(node.dated, entry, by_spelling, report),
        None if key is None else key.names.first,
        annotations_of(node.annotations),
        entry.view.policy,
        entry.place,
    )


def _field(node: FieldDeclaration, entry: Declared, names: Names, report: Report) -> FieldSchema:
    both = titled(node.names)
    inside = f"{entry.names.first}.{both.first}"
    type_ = resolve_type(node.type, inside, entry.view, names, report)
    place = entry.view.place(node.names.first.span)
    if node.key:
        _check_key(type_, place, node, entry, report)
    return FieldSchema(
        both,
        type_,
        node.key,
        node.default is not None,
        None,
        None if node.question is None else node.question.value,
        None if node.asked_of is None else node.asked_of.value,
        annotations_of(node.annotations),
        place,
    )


def _check_key(type_: Type, place: Place, node: FieldDeclaration, entry: Declared, report: Report) -> None:
    if isinstance(type_, TextType | ErrorType):
        return
    is_ = kind_of(type_)
    if isinstance(type_, OptionalType):
        is_ = Phrase(f"{is_.en}, or none", f"{is_.zh}，可为无")
    report.error(
        "key-type",
        entry.view.place(node.type.span),
        Phrase(
            f"{quoted(place.text)} names the rows, so it is text and never none; here it is {is_.en}",
            f"{quoted(place.text)} 是主键，须为文本且不得为无；此处是{is_.zh}",
        ),
        label=Phrase("text is needed", "此处应为文本"),
        help=(Phrase(f"write `{place.text}: text key`", f"请写 `{place.text}: 文本 主键`"),),
    )


def _only_key(first: FieldSchema | None, field: FieldSchema, report: Report) -> FieldSchema:
    if first is None:
        return field
    report.error(
        "duplicate-key",
        field.place,
        Phrase(
            f"a record has one key, and {quoted(first.names.first)} is it already",
            f"一个记录只有一个主键，已有 {quoted(first.names.for_people())}",
        ),
        label=Phrase("a second key", "第二个主键"),
        labels=(Label(first.place, Phrase("the first", "第一个")),),
        help=(
            Phrase(
                f"leave out `key` after {quoted(field.names.first)}; where only both together tell rows apart, "
                "put both into one field",
                f"请删去 {quoted(field.names.for_people())} 后的 `主键`；两者合起来才能区分各条的，请合为一个字段",
            ),
        ),
    )
    return first


def _dated(name: Name, entry: Declared, fields: dict[str, FieldSchema], report: Report) -> str | None:
    field = fields.get(name.text)
    place = entry.view.place(name.span)
    if field is None:
        near = report.near(name.text, fields)
        offer = listed(
            near or [s for s, f in fields.items() if isinstance(required(f.type), DateType | DateTimeType)]
        )
        report.error(
            "unknown-name",
            place,
            Phrase(
                f"`{entry.names.first}` has no field {quoted(name.text)}",
                f"`{entry.names.for_people()}` 没有字段 {quoted(name.text)}",
            ),
            label=Phrase("dates the record", "据以确定日期的字段"),
            help=(
                (
                    Phrase(
                        f"`{entry.names.first}` has {offer.en}",
                        f"`{entry.names.for_people()}` 有字段 {offer.zh}",
                    ),
                )
                if offer.en
                else ()
            ),
            edits=respelt(place, near),
        )
        return None
    if isinstance(required(field.type), DateType | DateTimeType | ErrorType):
        return field.names.first
    is_ = kind_of(field.type)
    report.error(
        "dated-type",
        place,
        Phrase(
            f"{quoted(name.text)} is {is_.en}, and a record is dated by a date",
            f"{quoted(name.text)} 是{is_.zh}，而记录须以日期为准",
        ),
        label=Phrase("not a date", "不是日期"),
        help=(_how_to_date(fields.values()),),
    )
    return None


def _how_to_date(fields: Iterable[FieldSchema]) -> Phrase:
    dates = [field.names for field in fields if isinstance(required(field.type), DateType | DateTimeType)]
    if dates:
        offer = Phrase(f"`dated {dates[0].first}`", f"`以 {dates[0].for_people()} 为准`")
        return Phrase(f"write {offer.en}", f"请写 {offer.zh}")
    return Phrase(
        "add a field for the day, such as `day: date`, and write `dated day`",
        "请增加一个日期字段，如 `发生日期: 日期`，写 `以 发生日期 为准`",
    )


def _check_references(entry: Declared, names: Names, report: Report) -> None:
    """Report references to records that have no key to refer by."""
    node = entry.node
    assert isinstance(node, RecordDeclaration)
    for field in node.fields:
        type_: written.TypeExpression = field.type
        while isinstance(type_, written.OptionalType | written.ListType):
            type_ = type_.element
        if not isinstance(type_, written.RefType):
            continue
        declared = names.of_kind(type_.record.text, "record")
        schema = None if declared is None else names.records.get(declared.names.first)
        if schema is None or schema.key is not None:
            continue
        report.error(
            "reference-without-key",
            entry.view.place(type_.span),
            Phrase(
                f"`{schema.names.first}` has no key to refer by",
                f"`{schema.names.for_people()}` 没有主键，无法引用",
            ),
            label=Phrase("refers by key", "按主键引用"),
            help=(
                Phrase(
                    f"mark the field that names its rows: `id: text key` in `{schema.names.first}`",
                    f"请在 `{schema.names.for_people()}` 中标明主键：`编号: 文本 主键`",
                ),
            ),
        )


def _refuse_circles(records: Sequence[Declared], names: Names, report: Report) -> None:
    """Report records that hold each other without end. Through lists and `?` they may."""
    graph = {
        entry.names.first: [
            field.type.record
            for field in names.records[entry.names.first].fields
            if isinstance(field.type, RecordType)
        ]
        for entry in records
    }
    for cycle in cycles_in(graph):
        held = cycle[1] if len(cycle) > 1 else cycle[0]
        field = next(
            field
            for field in names.records[cycle[0]].fields
            if isinstance(field.type, RecordType) and field.type.record == held
        )
        form = Phrase(
            f"{field.names.first}: {held}",
            f"{field.names.for_people()}: {names.records[held].names.for_people()}",
        )
        many = Phrase(
            f"{field.names.first}: list of {held}",
            f"{field.names.for_people()}: 列表 {names.records[held].names.for_people()}",
        )
        report.error(
            "record-cycle",
            names.records[cycle[0]].place,
            Phrase(
                f"these records hold each other without end: {chain((*cycle, cycle[0]))}",
                f"这些记录互相包含，没有尽头：{chain((*cycle, cycle[0]))}",
            ),
            label=Phrase("holds itself", "包含自身"),
            help=(
                Phrase(
                    f"let one of the fields be none, or hold several: `{form.en}?` or `{many.en}`",
                    f"请让其中一个字段可以没有，或者可以有几个：`{form.zh}?` 或 `{many.zh}`",
                ),
            ),
        )


# --- defaults -------------------------------------------------------------------------------


def build_defaults(checking: Checking, declared: Iterable[Declared]) -> None:
    """Check what silence means for each field, and put the values into the records."""
    names = checking.names
    for entry in declared:
        node = entry.node
        if not isinstance(node, RecordDeclaration):
            continue
        scope = Scope(entry.view, None, Reads(), values="constants")
        changed: dict[str, Any] = {}
        for written_field in node.fields:
            field = names.fields[entry.names.first].get(written_field.names.first.text)
            if (
                written_field.default is None
                or field is None
                or field.place.span != written_field.names.first.span
            ):
                continue
            value = written_field.default
            errors = len(checking.report.diagnostics)
            check_given(checking, value, field.type, scope)
            if len(checking.report.diagnostics) == errors and check_constant(
                checking, value, field.type, scope
            ):
                changed[field.names.first] = value_of_constant(checking, value, field.type, scope)
        if changed:
            _replace(names, entry.names.first, changed)


def _replace(names: Names, record: str, defaults: dict[str, Any]) -> None:
    schema = names.records[record]
    fields = tuple(
        evolve(field, default=defaults[field.names.first]) if field.names.first in defaults else field
        for field in schema.fields
    )
    names.records[record] = evolve(schema, fields=fields)
    names.fields[record] = {spelling: field for field in fields for spelling in field.names.spellings}
