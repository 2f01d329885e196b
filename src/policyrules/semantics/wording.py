"""How are types, names and the author's own words put in a message?"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import assert_never

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place
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

_LONGEST_QUOTE = 40


def quoted(words: str) -> str:
    r"""Return words as the author wrote them, in backticks, on one line and not too long.

    >>> quoted("a  and\n b")
    '`a and b`'
    """
    line = " ".join(words[: 4 * _LONGEST_QUOTE].split())
    if len(line) > _LONGEST_QUOTE:
        line = line[: _LONGEST_QUOTE - 1] + "…"
    return f"`{line}`"


def written(place: Place) -> str:
    """Return the author's words at a place, in backticks; a bracket around them all is left off."""
    words = place.text.strip()
    if len(words) > 2 and words[0] in "(（" and words[-1] in ")）" and _one_bracket(words):
        words = words[1:-1].strip()
    return quoted(words)


def _one_bracket(words: str) -> bool:
    """Return whether the first bracket closes only at the end."""
    depth = 0
    for number, character in enumerate(words):
        if character in "(（":
            depth += 1
        elif character in ")）":
            depth -= 1
            if depth == 0:
                return number == len(words) - 1
    return False


def listed(names: Iterable[str], *, most: int = 8) -> Phrase:
    """Return names in backticks with commas and a last `or`; a long list ends in an ellipsis.

    >>> listed(["a", "b", "c"])
    Phrase(en='`a`, `b` or `c`', zh='`a`、`b` 或 `c`')
    """
    shown = [quoted(name) for name in islice(dict.fromkeys(islice(names, 4 * most)), most + 1)]
    if len(shown) > most:
        return Phrase(", ".join(shown[:most]) + ", …", "、".join(shown[:most]) + "……")
    if len(shown) < 2:
        return Phrase.same("".join(shown))
    return Phrase(
        ", ".join(shown[:-1]) + " or " + shown[-1],
        "、".join(shown[:-1]) + " 或 " + shown[-1],
    )


def series(names: Iterable[str], *, most: int = 8) -> Phrase:
    """Return names in backticks with commas and a last `and`; a long list ends in an ellipsis.

    >>> series(["a", "b", "c"])
    Phrase(en='`a`, `b` and `c`', zh='`a`、`b`、`c`')
    """
    shown = [quoted(name) for name in islice(dict.fromkeys(islice(names, 4 * most)), most + 1)]
    if len(shown) > most:
        return Phrase(", ".join(shown[:most]) + ", …", "、".join(shown[:most]) + "……")
    if len(shown) < 2:
        return Phrase.same("".join(shown))
    return Phrase(", ".join(shown[:-1]) + " and " + shown[-1], "、".join(shown))


def chain(names: Iterable[str]) -> str:
    """Return names joined by arrows, each in backticks; the middle of a long chain is left out.

    >>> chain(["a", "b", "a"])
    '`a` → `b` → `a`'
    """
    steps = tuple(names)
    if len(steps) > 8:
        shown = [*map(quoted, steps[:4]), "…", *map(quoted, steps[-3:])]
    else:
        shown = [quoted(name) for name in steps]
    return " → ".join(shown)


def kind_of(type_: Type) -> Phrase:
    """Return what a value of a type is, as the predicate of a sentence: "is a whole number".

    Whether it may be none is not said.
    """
    match type_:
        case OptionalType(element=element):
            return kind_of(element)
        case TextType():
            return Phrase("text", "文本")
        case IntegerType():
            return Phrase("a whole number", "整数")
        case NumberType(scale=0):
            return Phrase("a whole number", "整数")
        case NumberType():
            return Phrase("a number", "数")
        case RatioType():
            return Phrase("a ratio", "比值")
        case BooleanType():
            return Phrase("yes or no", "“是否”值")
        case DateType():
            return Phrase("a date", "日期")
        case DateTimeType():
            return Phrase("a date and time", "日期时间")
        case DurationType():
            return Phrase("a length of time", "时长")
        case PeriodType():
            return Phrase("a period of days", "期间")
        case EnumType(name=name):
            return Phrase(f"one of `{name}`", f" `{name}` 中的一项")
        case RecordType(record=record):
            return Phrase(f"a whole `{record}`", f"整条 `{record}`")
        case RefType(record=record):
            return Phrase(f"a reference to `{record}`", f"对 `{record}` 的引用")
        case ListType(element=element):
            inner = _several(element)
            return Phrase(f"a list of {inner.en}", f"{inner.zh}的列表")
        case CalendarType():
            return Phrase("a calendar", "日历")
        case NoneType():
            return Phrase("none", "无")
        case WordsType():
            return Phrase("a set of words", "一组词")
        case ErrorType():
            return Phrase("unclear", "不明")
        case _:
            assert_never(type_)


def _several(type_: Type) -> Phrase:
    match type_:
        case OptionalType(element=element):
            return _several(element)
        case TextType():
            return Phrase("texts", "文本")
        case IntegerType() | NumberType(scale=0):
            return Phrase("whole numbers", "整数")
        case NumberType():
            return Phrase("numbers", "数")
        case DateType():
            return Phrase("dates", "日期")
        case EnumType(name=name) | RecordType(record=name):
            return Phrase(f"`{name}`", f" `{name}` ")
        case RefType(record=record):
            return Phrase(f"references to `{record}`", f"对 `{record}` 的引用")
        case _:
            one = kind_of(type_)
            return Phrase(f"({one.en})", one.zh)


def did_you_mean(names: Iterable[str]) -> tuple[Phrase, ...]:
    """Return the help that offers near names; nothing when there are none."""
    found = tuple(names)
    if not found:
        return ()
    offer = listed(found)
    return (Phrase(f"did you mean {offer.en}?", f"是否想写 {offer.zh}？"),)
