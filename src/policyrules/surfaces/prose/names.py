"""What is a fact, a parameter or a member called inside a sentence?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, assert_never

from policyrules.core.words import language_of
from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.checked import (
    BuiltinMeaning,
    CalendarMeaning,
    DerivedMeaning,
    FieldMeaning,
    FunctionMeaning,
    ItemMeaning,
    LedgerMeaning,
    ListMeaning,
    MemberMeaning,
    ParameterMeaning,
    VariableMeaning,
)
from policyrules.semantics.schema import Titled
from policyrules.semantics.types import EnumType, ListType, RecordType, RefType, required
from policyrules.surfaces.prose.speech import Speech, spaced
from policyrules.syntax.ast.expressions import Path

if TYPE_CHECKING:
    from policyrules.semantics.schema import FieldSchema
    from policyrules.semantics.types import Type
    from policyrules.syntax.ast.names import ItemRef

_BUILTIN: Final = {
    "today": Phrase("the day of the decision", "作出结论之日"),
    "period": Phrase("the period", "本期"),
    "previous": Phrase("the previous period", "上期"),
    "last_year": Phrase("the same period of last year", "上年同期"),
    "this": Phrase("this record", "本件"),
    "before": Phrase("the earlier version", "上一版本"),
}
_DENIED: Final = {"已": "未", "是": "不是", "有": "没有", "能": "不能", "属于": "不属于"}
"""Beginnings of names that say yes to something, and the same said no to."""
_NOT_WORDS: Final = ("未", "不")
_NOT_AT_ALL: Final = ("未", "不", "非", "无")


def path(node: Path, speech: Speech) -> str:
    """Return what a path reads, as a noun: `the pages`, `the plan's start`, 计划的开始日期."""
    meaning = speech.meaning(node)
    match meaning:
        case FieldMeaning(row=row, record=record, steps=steps):
            return _of_row(row, field_names(record, steps, speech), speech)
        case VariableMeaning(name=name):
            return _variable(name, speech)
        case DerivedMeaning(row=row, record=record, name=name, steps=steps):
            schema = speech.checked.derived[record, name]
            inside = required(schema.type)
            held = inside.record if isinstance(inside, RecordType | RefType) else record
            return _of_row(row, [schema.names, *field_names(held, steps, speech)], speech)
        case ParameterMeaning(name=name):
            return _parameter(name, speech)
        case MemberMeaning(member=member):
            kind = speech.type_of(node)
            return _member(member, kind, speech)
        case BuiltinMeaning(name=name, steps=steps):
            return _builtin(name, steps, speech)
        case CalendarMeaning(name=name):
            declaration = speech.checked.calendars[name].names
            second = None if declaration.second is None else declaration.second.text
            return speech.quoted(speech.name(Titled(declaration.first.text, second)))
        case LedgerMeaning(record=record):
            return speech.ledger(record)
        case FunctionMeaning() | ItemMeaning() | ListMeaning():
            return speech.quoted(".".join(name.text for name in node.names))
        case None:
            return _the([Titled(name.text) for name in node.names], speech)
        case _:
            assert_never(meaning)


def field_names(record: str, steps: Sequence[str], speech: Speech) -> list[Titled]:
    """Return the names of fields, each inside the one before."""
    found: list[Titled] = []
    here: str | None = record
    for step in steps:
        field = None if here is None else speech.records(here).field_named(step)
        if field is None and here is not None and (here, step) in speech.checked.derived:
            found.append(speech.checked.derived[here, step].names)
            here = None
            continue
        found.append(Titled(step) if field is None else field.names)
        here = None if field is None else _held(field)
    return found


def _held(field: FieldSchema) -> str | None:
    inner: Type = required(field.type)
    if isinstance(inner, ListType):
        inner = required(inner.element)
    return inner.record if isinstance(inner, RecordType | RefType) else None


def _of_row(row: str, names: Sequence[Titled], speech: Speech) -> str:
    whose = _whose(row, speech)
    return f"{whose}{_chain(names, speech)}" if whose else _the(names, speech)


def _whose(row: str, speech: Speech) -> str:
    """What stands before a name to say whose it is; nothing for this record's where no other is spoken of."""
    match row:
        case "this":
            return speech("this record's ", "本件的") if speech.bound else ""
        case "before":
            return speech(f"{_BUILTIN[row].en}'s ", f"{_BUILTIN[row].zh}的")
        case "previous" | "last_year":
            return speech(f"{_BUILTIN[row].en}'s ", _BUILTIN[row].zh)
        case _ if speech.bound and row == speech.bound[-1]:
            return speech("its ", "其")
        case _ if speech.bound:
            return speech(f"{row}'s ", f"{row}的")
        case _:
            return speech("that entry's ", "该条目的")


def _chain(names: Sequence[Titled], speech: Speech) -> str:
    said = [speech.name(name) for name in names]
    return "的".join(said) if speech.chinese else "'s ".join(said)


def _the(names: Sequence[Titled], speech: Speech) -> str:
    said = _chain(names, speech)
    return speech(f"the {said}", said)


def _variable(name: str, speech: Speech) -> str:
    if speech.bound and name == speech.bound[-1]:
        return speech("it", "该项")
    return name if speech.bound else speech("that entry", "该条目")


def _parameter(name: str, speech: Speech) -> str:
    """Return a parameter by its name, with what it is worth where that is known."""
    called, worth = speech.name(speech.checked.parameters[name].names), speech.worth.get(name)
    if worth is None:
        return speech(f"the {called}", f"“{called}”")
    return speech(f"the {called} ({worth})", f"“{called}”（{worth}）")


def _member(member: str, kind: Type | None, speech: Speech) -> str:
    """Return a member, in quotes where it would not stand out by itself."""
    if speech.chinese and isinstance(kind, EnumType) and member in kind.members:
        people = kind.people[kind.members.index(member)]
        return f"“{people}”" if people.startswith(_NOT_AT_ALL) else people
    said = spaced(member)
    return f"“{said}”" if " " in said else said


def _builtin(name: str, steps: Sequence[str], speech: Speech) -> str:
    whose = _BUILTIN[name].in_(speech.language)
    if not steps:
        return whose
    if name == "this":
        return _of_row("this", field_names(speech.record, steps, speech), speech)
    return _of_row(name, field_names(speech.record, steps, speech), speech)


def item(node: ItemRef, speech: Speech) -> str:
    """Return what an item or a list is called, by the name people know."""
    meaning = speech.meaning(node)
    for listed in speech.checked.lists:
        if isinstance(meaning, ListMeaning) and (listed.policy, listed.names.first) == (
            meaning.policy,
            meaning.list,
        ):
            return speech.quoted(speech.name(listed.names))
        for each in listed.items:
            if isinstance(meaning, ItemMeaning) and (each.policy, each.names.first) == (
                meaning.policy,
                meaning.item,
            ):
                title = each.declaration.title
                called = (
                    each.names.first if title is None else f"{each.names.first}{speech.quoted(title.value)}"
                )
                return speech(
                    called if title is None else f"{each.names.first} {speech.quoted(title.value)}", called
                )
    return speech.quoted(node.item.text)


# --- yes and no -----------------------------------------------------------------------------


def holds(node: Path, speech: Speech, word: str = "", *, denied: bool = False) -> str:
    """Return that something named is so, or not: `“filed” is yes`, 已报备, 未报备.

    `word` is the author's 非, 未 or 不 before it.
    """
    meaning = speech.meaning(node)
    names: list[Titled]
    match meaning:
        case FieldMeaning(row=row, record=record, steps=steps):
            names = field_names(record, steps, speech)
        case DerivedMeaning(row=row, record=record, name=name, steps=()):
            row, names = meaning.row, [speech.checked.derived[record, name].names]
        case _:
            said = path(node, speech)
            return speech(f"{said} is {'no' if denied else 'yes'}", f"{said}为{'否' if denied else '是'}")
    last = speech.name(names[-1])
    if not speech.chinese:
        whose = _before(row, names[:-1], speech)
        return f"{whose}{speech.quoted(last)} {'does not hold' if denied else 'holds'}"
    whose = _before(row, names[:-1], speech)
    if language_of([last]) != "zh":
        return f"{whose}“{last}”为{'否' if denied else '是'}"
    return f"{whose}{denied_name(last, word) if denied else last}"


def _before(row: str, names: Sequence[Titled], speech: Speech) -> str:
    """What stands before the name of what is yes or no: 本件, 其计划, `the plan's`."""
    whose = _whose(row, speech)
    if not names:
        return whose.removesuffix("的")
    said = _chain(names, speech)
    return speech(f"{whose or 'the '}{said}'s ", f"{whose}{said}")


def denied_name(name: str, word: str) -> str:
    """Return a Chinese name that says yes to something, said no to.

    >>> denied_name("已报备", ""), denied_name("纳入统一考核", "未"), denied_name("涉密", "非")
    ('未报备', '未纳入统一考核', '并非涉密')
    """
    for yes, no in _DENIED.items():
        if name.startswith(yes) and len(name) > len(yes):
            return no + name[len(yes) :]
    return f"{word}{name}" if word in _NOT_WORDS else f"并非{name}"
