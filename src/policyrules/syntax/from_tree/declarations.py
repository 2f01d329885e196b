"""What does a file declare?"""

from __future__ import annotations

import re
from typing import Any, Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.frozen import frozen
from policyrules.syntax.ast.clauses import From, Until
from policyrules.syntax.ast.declarations import (
    ActionDeclaration,
    DatedValue,
    DefineDeclaration,
    EnumDeclaration,
    FieldDeclaration,
    ParameterDeclaration,
    PolicyHeader,
    RecordDeclaration,
    Use,
)
from policyrules.syntax.ast.expressions import Expression, Path, TextLiteral
from policyrules.syntax.ast.names import Annotation, Name, Names
from policyrules.syntax.from_tree.literals import date_of, text_of
from policyrules.syntax.from_tree.names import ACTION_WORDS, declared, name_of
from policyrules.syntax.from_tree.places import Parts, between, nodes, reading_of, span_of
from policyrules.syntax.from_tree.quotas import PERIODS
from policyrules.syntax.reading import Reading
from policyrules.syntax.tokens import Token


def file(parts: Parts) -> tuple[Any, ...]:
    """All declarations of a file."""
    return nodes(parts)


# --- policy ---------------------------------------------------------------------------------


@frozen
class PolicyEntry:
    """One line of a policy's body."""

    kind: str
    text: TextLiteral | None
    span: Span


def policy_entry(parts: Parts) -> PolicyEntry:
    """`zone "…"`, `rolls to a working day`."""
    return PolicyEntry(parts[0].type, text_of(parts[1]) if len(parts) > 1 else None, span_of(parts))


def policy_body(parts: Parts) -> tuple[Any, ...]:
    """The lines of a policy's body, and its closing brace for where it ends."""
    return (*nodes(parts), parts[-1])


def policy(parts: Parts) -> PolicyHeader:
    """`policy NAME "title" { … }`."""
    annotations, _, names, title, body = parts
    reading = reading_of(parts)
    found: dict[str, Any] = {}
    for entry in nodes(body or ()):
        kind = entry.kind if isinstance(entry, PolicyEntry) else type(entry).__name__
        before = found.setdefault(kind, entry)
        if before is not entry:
            _report_twice(before, entry, reading)
    texts = {kind: entry.text for kind, entry in found.items() if isinstance(entry, PolicyEntry)}
    from_, until = found.get("From"), found.get("Until")
    return PolicyHeader(
        names=names,
        title=text_of(title) if title is not None else None,
        issued_by=texts.get("ISSUED_BY"),
        from_=from_.date if isinstance(from_, From) else None,
        until=until.date if isinstance(until, Until) else None,
        working_days=texts.get("WORKING_DAYS_OF"),
        zone=texts.get("ZONE"),
        rolls="ROLLS" in found,
        annotations=annotations,
        span=span_of(parts),
    )


def _report_twice(before: Any, entry: Any, reading: Reading) -> None:
    words = reading.source.text[entry.span.start : entry.span.stop]
    word = re.split(r"[\d\n“\"]", words, maxsplit=1)[0].strip()[:30]
    reading.report(
        "duplicate-clause",
        entry.span,
        Phrase(f"`{word}` stands here a second time", f"`{word}` 在此重复出现"),
        label=Phrase("the second one", "第二处"),
        labels=((before.span, Phrase("the first one", "第一处")),),
        help_=(Phrase("keep one of them", "请只保留一处"),),
    )


def use(parts: Parts) -> Use:
    """`use NAME`."""
    annotations, word, name = parts
    if annotations:
        word.reading.report(
            "annotation-place",
            annotations[0].span,
            Phrase("an annotation says nothing of a `use`", "`引用` 不能带注解"),
            label=Phrase("belongs before a declaration or an item", "应写在声明或条目之前"),
            help_=(Phrase("move it before what it is about", "请移到它所说明的内容之前"),),
        )
    return Use(name_of(name), between(word, name))


# --- vocabulary -----------------------------------------------------------------------------


def enum(parts: Parts) -> EnumDeclaration:
    """`enum Tier 层级 { … }`."""
    annotations, _, names, body = parts
    return EnumDeclaration(names, body, annotations, span_of(parts))


def dated(parts: Parts) -> Name:
    """`dated start`, `以 开始日期 为准`."""
    return name_of(parts[1])


def record(parts: Parts) -> RecordDeclaration:
    """`record R 名称 dated FIELD { … }`."""
    annotations, _, names, dated_, _, *fields = parts
    return RecordDeclaration(names, dated_, nodes(fields), annotations, span_of(parts))


@frozen
class FieldPart:
    """What follows a field's type."""

    kind: str
    value: Any
    span: Span


def field_part(parts: Parts) -> FieldPart:
    """`key`, `= default`, `"question"`, `asked of "who"`."""
    word = parts[0]
    span = span_of(parts)
    match word.type:
        case "KEY":
            return FieldPart("KEY", None, span)
        case "EQ":
            return FieldPart("EQ", parts[1], span)
        case "STRING":
            return FieldPart("STRING", text_of(word), span)
        case _:
            return FieldPart("ASKED_OF", text_of(parts[1]), span)


def field(parts: Parts) -> FieldDeclaration:
    """`name 名称: type [key] [= default] ["question"] [asked of "who"]`."""
    annotations, names, colon, type_, *said = parts
    found: dict[str, FieldPart] = {}
    for part in said:
        before = found.setdefault(part.kind, part)
        if before is not part:
            _report_twice(before, part, colon.reading)
    _check_one_line(names, colon.reading)
    values = {kind: part.value for kind, part in found.items()}
    return FieldDeclaration(
        names=names,
        type=type_,
        key="KEY" in found,
        default=values.get("EQ"),
        question=values.get("STRING"),
        asked_of=values.get("ASKED_OF"),
        annotations=annotations,
        span=Span(
            annotations[0].span.start if annotations else names.first.span.start,
            (said[-1] if said else type_).span.stop,
        ),
    )


def _check_one_line(names: Names, reading: Reading) -> None:
    """Report names on different lines: what the author meant as two fields, the first without a type."""
    first, second, text = names.first, names.second, reading.source.text
    if second is None or "\n" not in text[first.span.stop : second.span.start]:
        return
    line = text[text.rfind("\n", 0, first.span.start) + 1 : first.span.start]
    help_ = [Phrase(f"write `{first.text}: text` or another type", f"请写明类型，如 `{first.text}: 文本`")]
    if ":" in line or "：" in line:  # it stands behind the type of the field before
        help_.insert(
            0,
            Phrase(
                "if it says that the field before may be empty, write `?` after its type: `text?`",
                "如果是说前一个字段可以为空，请在其类型后写 `?`：`文本?`",
            ),
        )
    reading.report(
        "missing-type",
        first.span,
        Phrase(f"it is not said what kind of value `{first.text}` holds", f"没有写明 `{first.text}` 的类型"),
        label=Phrase("`:` and a type belong here", "此处应有冒号和类型"),
        labels=(
            (
                second.span,
                Phrase(
                    "a second name of the same field stands on the same line",
                    "同一字段的第二个名称应写在同一行",
                ),
            ),
        ),
        help_=tuple(help_),
    )


# --- parameters -----------------------------------------------------------------------------


@frozen
class ParameterSource:
    """Where a parameter's value comes from."""

    value: Expression | None
    dated: tuple[DatedValue, ...]
    keys: tuple[Path, ...]
    file: TextLiteral | None
    span: Span


def parameter_source(parts: Parts) -> ParameterSource:
    """`= value`."""
    return ParameterSource(parts[1], (), (), None, span_of(parts))


def dated_values(parts: Parts) -> ParameterSource:
    """`{ 10 from 2019-03-11, 8 from 2024-08-06 }`."""
    dated_ = nodes(parts)
    if not dated_ and not parts[0].reading.is_mended:
        parts[0].reading.report(
            "empty-values",
            span_of(parts),
            Phrase("no values stand between these braces", "花括号之间没有写参数的值"),
            label=Phrase("values and their dates belong here", "此处应写各个值及其起始日期"),
            help_=(Phrase("as in `{ 10 from 2019-03-11 }`", "例如 `{ 自 2019-03-11 起 10 }`"),),
        )
    return ParameterSource(None, dated_, (), None, span_of(parts))


def lookup_table(parts: Parts) -> ParameterSource:
    """`by Issuer.name from "limits.csv"`."""
    return ParameterSource(None, (), nodes(parts), text_of(parts[-1]), span_of(parts))


def dated_value(parts: Parts) -> DatedValue:
    """`10 from 2019-03-11`."""
    value, from_, until = parts
    return DatedValue(value, from_.date, until.date if until is not None else None, span_of(parts))


def dated_value_after(parts: Parts) -> DatedValue:
    """`自 2019-03-11 起 10`."""
    from_, until, value = parts
    return DatedValue(value, from_.date, until.date if until is not None else None, span_of(parts))


def dated_value_from(parts: Parts) -> DatedValue:
    """`2019-03-11 起 10`."""
    day, _, value = parts
    return DatedValue(value, date_of(day), None, span_of(parts))


def parameter(parts: Parts) -> ParameterDeclaration:
    """`parameter NAME: type …`."""
    annotations, word, names, title, _, type_, source = parts
    return ParameterDeclaration(
        names=names,
        title=text_of(title) if title is not None else None,
        type=type_,
        value=source.value if source is not None else None,
        dated=source.dated if source is not None else (),
        keys=source.keys if source is not None else (),
        file=source.file if source is not None else None,
        annotations=annotations,
        span=Span(
            annotations[0].span.start if annotations else word.start,
            (source if source is not None else type_).span.stop,
        ),
    )


# --- derived facts and verbs ----------------------------------------------------------------


def define(parts: Parts) -> DefineDeclaration:
    """`define NAME for R = E`."""
    annotations, _, names, _, record_, each, _, value = parts
    return DefineDeclaration(
        names=names,
        record=name_of(record_),
        each=PERIODS[each.type] if each is not None else None,
        value=value,
        annotations=annotations,
        span=span_of(parts),
    )


def action(parts: Parts) -> ActionDeclaration:
    """`action urge 催办, merge 合并`."""
    annotations, word, *rest = parts
    verbs: tuple[Names, ...] = nodes(rest)
    for verb in verbs:
        for name in (verb.first, verb.second):
            if name is not None:
                declared(
                    Token("NAME", name.text, name.span.start, name.span.stop, word.reading), ACTION_WORDS
                )
    last = verbs[-1].second or verbs[-1].first
    return ActionDeclaration(verbs, annotations, Span(_start(annotations, word), last.span.stop))


def _start(annotations: tuple[Annotation, ...], word: Token) -> int:
    return annotations[0].span.start if annotations else word.start


CALLBACKS: Final = {
    "file": file,
    "policy_entry": policy_entry,
    "policy_body": policy_body,
    "policy": policy,
    "use": use,
    "enum": enum,
    "dated": dated,
    "record": record,
    "field_part": field_part,
    "field": field,
    "parameter_source": parameter_source,
    "dated_values": dated_values,
    "lookup_table": lookup_table,
    "dated_value": dated_value,
    "dated_value_after": dated_value_after,
    "dated_value_from": dated_value_from,
    "parameter": parameter,
    "define": define,
    "action": action,
}
