"""How is the kind of a field's values said in words?"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.renderers.document import Link, Words
from policyrules.semantics.types import (
    BooleanType,
    CalendarType,
    DateTimeType,
    DateType,
    DurationType,
    EnumType,
    ErrorType,
    IntegerType,
    ListType,
    NoneType,
    NumberType,
    OptionalType,
    PeriodType,
    RatioType,
    RecordType,
    RefType,
    TextType,
    Type,
    WordsType,
)
from policyrules.surfaces.documents.anchors import anchor

if TYPE_CHECKING:
    from policyrules.surfaces.documents.asked import Asked


def kind_said(asked: Asked, type_: Type) -> Words:
    """Return a type in words, with a link where it is declared by itself."""
    match type_:
        case TextType():
            return (asked.say(Phrase("text", "文字")),)
        case IntegerType():
            return (asked.say(Phrase("whole number", "整数")),)
        case NumberType():
            return (asked.say(Phrase("number", "数")),)
        case RatioType():
            return (asked.say(Phrase("share", "比例")),)
        case BooleanType():
            return (asked.say(Phrase("yes or no", "是或否")),)
        case DateType():
            return (asked.say(Phrase("date", "日期")),)
        case DateTimeType():
            return (asked.say(Phrase("date and time", "日期和时间")),)
        case DurationType():
            return (asked.say(Phrase("length of time", "时长")),)
        case PeriodType():
            return (asked.say(Phrase("period", "期间")),)
        case EnumType(name=name):
            declared = asked.policies.checked.enums.get(name)
            if declared is not None:
                return (Link(asked.called(declared.names), anchor("enum", declared.names.first)),)
            return (_choices(asked, type_),)
        case RecordType(record=record):
            return (_record(asked, record),)
        case RefType(record=record):
            link = _record(asked, record)
            return (link, "（填主键）") if asked.chinese else ("the key of ", link)
        case ListType(element=element):
            inner = kind_said(asked, element)
            return (*inner, "，可列多项") if asked.chinese else ("any number of: ", *inner)
        case OptionalType(element=element):
            inner = kind_said(asked, element)
            return (*inner, "；可填“无”") if asked.chinese else (*inner, ", or none")
        case CalendarType(name=name):
            return (name,)
        case NoneType():
            return (asked.say(Phrase("none", "无")),)
        case WordsType():
            return (asked.say(Phrase("words", "词语")),)
        case ErrorType():
            return ("",)
        case _:
            assert_never(type_)


def _choices(asked: Asked, type_: EnumType) -> str:
    members = asked.comma.join(type_.people if asked.chinese else type_.members)
    if type_.ordered:
        return f"由低到高：{members}" if asked.chinese else f"from low to high: {members}"
    return f"其中之一：{members}" if asked.chinese else f"one of: {members}"


def _record(asked: Asked, record: str) -> Link:
    return Link(asked.called(asked.policies.records[record].names), anchor("record", record))
