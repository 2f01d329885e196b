"""How is a value said? Facts, parameters, totals and arithmetic, as a noun."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from policyrules.semantics.checked import FunctionMeaning, ParameterMeaning
from policyrules.semantics.types import DateTimeType, DateType, DurationType
from policyrules.surfaces.prose import conditions
from policyrules.surfaces.prose.entries import Entries, entries_of
from policyrules.surfaces.prose.functions import called
from policyrules.surfaces.prose.literals import literal
from policyrules.surfaces.prose.names import path
from policyrules.surfaces.prose.said import inline
from policyrules.surfaces.prose.speech import spaced
from policyrules.syntax.ast.expressions import (
    Aggregate,
    And,
    Arithmetic,
    AtLeast,
    BooleanLiteral,
    Call,
    Compare,
    Complies,
    DateLiteral,
    DateTimeLiteral,
    DurationLiteral,
    Expression,
    Has,
    If,
    InCollection,
    Index,
    InRange,
    InSet,
    IsUnknown,
    ItemState,
    ListLiteral,
    Negative,
    NoneLiteral,
    Not,
    NumberLiteral,
    Or,
    Path,
    Quantified,
    RecordLiteral,
    SetLiteral,
    SpanOf,
    Template,
    TextLiteral,
    TextTest,
    UnknownLiteral,
)

if TYPE_CHECKING:
    from policyrules.surfaces.prose.speech import Speech

_WORDS: Final = {
    "+": ("plus", "加"),
    "-": ("minus", "减"),
    "*": ("times", "乘以"),
    "/": ("divided by", "除以"),
}
_SUMS: Final = "+-"


def value(node: Expression, speech: Speech) -> str:
    """Return a value in words."""
    match node:
        case (
            TextLiteral()
            | NumberLiteral()
            | DateLiteral()
            | DateTimeLiteral()
            | DurationLiteral()
            | BooleanLiteral()
            | NoneLiteral()
            | UnknownLiteral()
        ):
            return literal(node, speech)
        case Template():
            return template(node, speech)
        case SetLiteral(members=members) | ListLiteral(members=members):
            return speech.listed([value(member, speech) for member in members])
        case RecordLiteral(fields=fields):
            colon = speech(": ", "：")
            return speech.listed(
                [f"{spaced(each.name.text)}{colon}{value(each.value, speech)}" for each in fields]
            )
        case Path():
            return path(node, speech)
        case Index(target=target, keys=keys):
            return _looked_up(target, [value(key, speech) for key in keys], speech)
        case Call():
            return call(node, speech)
        case Aggregate():
            return _aggregate(node, speech)
        case Negative(operand=operand):
            inner = value(operand, speech)
            if isinstance(operand, NumberLiteral):
                return f"-{inner}"
            return speech(f"minus {inner}", f"负的{inner}")
        case Arithmetic():
            return _arithmetic(node, speech)
        case If(condition=condition, then=then, otherwise=otherwise):
            asked = inline(conditions.condition(condition, speech), speech.language)
            given, rest = value(then, speech), value(otherwise, speech)
            return speech(
                f"({given} where {asked}, otherwise {rest})", f"（{asked}的为{given}，否则为{rest}）"
            )
        case SpanOf(start=start, finish=finish):
            first, last = value(start, speech), value(finish, speech)
            return speech(f"the days from {first} to {last}", f"{first}至{last}")
        case (
            Quantified()
            | Not()
            | And()
            | Or()
            | AtLeast()
            | Compare()
            | InSet()
            | InRange()
            | InCollection()
            | TextTest()
            | Has()
            | IsUnknown()
            | ItemState()
            | Complies()
        ):
            asked = inline(conditions.condition(node, speech), speech.language)
            return speech(f"whether {asked}", f"“{asked}”是否成立")
        case _:
            assert_never(node)


def template(node: Template, speech: Speech) -> str:
    """Return a text for people, with what is filled in in brackets of its own."""
    return speech.quoted(filled_in(node, speech))


def filled_in(node: Template, speech: Speech) -> str:
    """Return a text for people without quotes around it."""
    return "".join(part if isinstance(part, str) else _blank(part, speech) for part in node.parts)


def _blank(node: Expression, speech: Speech) -> str:
    """What is filled in: a parameter by its name alone, since a text says what it is worth."""
    meaning = speech.meaning(node)
    if isinstance(meaning, ParameterMeaning):
        said = speech.name(speech.checked.parameters[meaning.name].names)
    else:
        said = bare(node, speech)
    return speech(f"[{said}]", f"〔{said}〕")


def bare(node: Expression, speech: Speech) -> str:
    """Return a value without `the` before it."""
    return value(node, speech).removeprefix("the ")


def call(node: Call, speech: Speech, *, denied: bool | None = None) -> str:
    """Return a call in words; `denied` as `functions.called` has it."""
    meaning = speech.meaning(node)
    assert isinstance(meaning, FunctionMeaning), "the checker resolved it"
    function = meaning.function
    given = [value(each.value, speech) for each in node.arguments if each.name is None]
    named = []
    for each in node.arguments:
        if each.name is not None:
            spelling = each.name.text
            schema = next(schema for schema in function.arguments if spelling in schema.names.spellings)
            named.append((speech.name(schema.names), value(each.value, speech)))
    return called(function, given, named, speech, denied=denied)


def _looked_up(target: Path, keys: list[str], speech: Speech) -> str:
    meaning = speech.meaning(target)
    assert isinstance(meaning, ParameterMeaning), "only a parameter has keys"
    name = speech.name(speech.checked.parameters[meaning.name].names)
    of = speech.listed(keys)
    return speech(f"the {name} for {of}", f"{of}对应的{name}")


def _arithmetic(node: Arithmetic, speech: Speech) -> str:
    moment = isinstance(speech.type_of(node.left), DateType | DateTimeType)
    later = speech.type_of(node.right)
    if moment and isinstance(later, DurationType):
        start, length = value(node.left, speech), value(node.right, speech)
        if node.operator == "+":
            return speech(f"{length} after {start}", f"{start}后{length}")
        return speech(f"{length} before {start}", f"{start}前{length}")
    if moment and node.operator == "-":
        first, last = value(node.right, speech), value(node.left, speech)
        return speech(f"the number of days from {first} to {last}", f"{first}至{last}的天数")
    left, right = _operand(node.left, node, speech), _operand(node.right, node, speech, right=True)
    en, zh = _WORDS[node.operator]
    return speech(f"{left} {en} {right}", f"{left}{zh}{right}")


def _operand(node: Expression, whole: Arithmetic, speech: Speech, *, right: bool = False) -> str:
    """An operand, in brackets where the words alone would read otherwise."""
    said = value(node, speech)
    if not isinstance(node, Arithmetic) or isinstance(speech.type_of(node), DateType | DateTimeType):
        return said
    looser = node.operator in _SUMS and whole.operator not in _SUMS
    return speech(f"({said})", f"（{said}）") if looser or right else said


def _aggregate(node: Aggregate, speech: Speech) -> str:
    entries = entries_of(node.binder, speech)
    if node.value is None:
        return speech(f"the number of {entries.en}", f"{entries.zh}的数目")
    measured = value(node.value, entries.inside)
    of = measured.removeprefix("its ").removeprefix("其")
    if measured in ("it", "该项"):
        of = ""
    return _measured(node, of, entries, speech)


def _measured(node: Aggregate, of: str, entries: Entries, speech: Speech) -> str:
    match node.kind:
        case "count" | "sum":
            en, zh = "total", "合计"
        case "min":
            en, zh = "smallest", "最小值"
        case "max":
            en, zh = "largest", "最大值"
        case "mean":
            en, zh = "mean", "平均值"
        case "median":
            en, zh = "median", "中位数"
        case "distinct":
            en, zh = "number of different", "不同值的个数"
        case _:
            assert_never(node.kind)
    if not of:
        return speech(f"the {en} of {entries.en}", f"{entries.zh}的{zh}")
    return speech(f"the {en} {of} of {entries.en}", f"{entries.zh}的{of}{zh}")
