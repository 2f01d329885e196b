"""How is a condition said, and how that it does not hold?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from policyrules.semantics.types import CalendarType, ListType, OptionalType
from policyrules.surfaces.prose import comparisons, values
from policyrules.surfaces.prose import entries as collected
from policyrules.surfaces.prose.names import holds, item, path
from policyrules.surfaces.prose.said import Said, Several, inline
from policyrules.surfaces.prose.speech import article
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


_PAIR: Final = 2


def condition(node: Expression, speech: Speech) -> Said:
    """Return that a condition holds."""
    match node:
        case And(operands=operands):
            return Several("all", tuple(condition(operand, speech) for operand in operands))
        case Or(operands=operands):
            return Several("any", tuple(condition(operand, speech) for operand in operands))
        case AtLeast(count=count, conditions=conditions):
            parts = tuple(condition(each, speech) for each in conditions)
            return Several("some", parts, values.value(count, speech))
        case Not(operand=operand, word=word):
            return _denied(operand, speech, word)
        case _:
            return _simple(node, speech)


def _denied(node: Expression, speech: Speech, word: str = "") -> Said:
    """Return that a condition does not hold, in natural words where they say exactly that."""
    match node:
        case And(operands=operands):
            return Several("any", tuple(_denied(operand, speech) for operand in operands))
        case Or(operands=operands):
            return Several("all", tuple(_denied(operand, speech) for operand in operands))
        case Not(operand=operand):
            return condition(operand, speech)
        case Path():
            return holds(node, speech, word, denied=True)
        case Call():
            return values.call(node, speech, denied=True)
        case BooleanLiteral(value=value):
            return _always(speech, holds_=not value)
        case Compare():
            said = comparisons.compared(node, speech, denied=True)
            return _not_so(node, speech) if said is None else said
        case Has() | IsUnknown() | ItemState() | Complies() | Quantified(quantifier="some" | "no"):
            return _simple(node, speech, denied=True)
        case InSet() | InRange() | InCollection() | TextTest():
            if isinstance(speech.checked.tables.types.get(id(node.operand)), OptionalType):
                return _not_so(node, speech)
            return _simple(node, speech, denied=True)
        case _:
            return _not_so(node, speech)


def _not_so(node: Expression, speech: Speech) -> str:
    said = inline(condition(node, speech), speech.language)
    return speech(f"it is not so that {said}", f"并非“{said}”")


def _always(speech: Speech, *, holds_: bool) -> str:
    if holds_:
        return speech("in every case", "任何情形")
    return speech("in no case", "无此情形")


def _simple(node: Expression, speech: Speech, *, denied: bool = False) -> str:
    """A condition that is not made of others; `denied` only for those whose words can be turned round."""
    match node:
        case Compare():
            said = comparisons.compared(node, speech)
            assert said is not None, "only a denial may have no words"
            return said
        case Path():
            return holds(node, speech)
        case Call():
            return values.call(node, speech, denied=False)
        case BooleanLiteral(value=value):
            return _always(speech, holds_=value)
        case InSet(operand=operand, members=members, negated=negated):
            return _in_set(operand, members, speech, outside=negated is not denied)
        case InRange(operand=operand, low=low, high=high, negated=negated):
            are = comparisons.be(operand, speech)
            of, first, last = (values.value(each, speech) for each in (operand, low, high))
            if negated is not denied:
                return speech(
                    f"{of} {are} less than {first} or more than {last}", f"{of}不在{first}至{last}之间"
                )
            return speech(f"{of} {are} from {first} to {last}", f"{of}在{first}至{last}之间（含两端）")
        case InCollection():
            return _in_collection(node, speech, outside=node.negated is not denied)
        case TextTest():
            return _text_test(node, speech, denied=node.negated is not denied)
        case Has(operand=operand, negated=negated):
            return _has(operand, speech, lacking=negated is not denied)
        case IsUnknown(operand=operand, negated=negated):
            of, are = values.value(operand, speech), comparisons.be(operand, speech)
            if negated is not denied:
                return speech(f"{of} {are} known", f"{of}已知")
            return speech(f"{of} {are} not known", f"{of}不详")
        case ItemState(state=state, item=ref):
            return _item_state(state, item(ref, speech), speech, denied=denied)
        case Complies(list=ref):
            called = item(ref, speech)
            if denied:
                return speech(f"it does not comply with {called}", f"不符合{called}")
            return speech(f"it complies with {called}", f"符合{called}")
        case Quantified():
            return _quantified(node, speech, denied=denied)
        case If(condition=asked, then=then, otherwise=BooleanLiteral(value=True)):
            first, second = (inline(condition(each, speech), speech.language) for each in (asked, then))
            return speech(f"({second} where {first})", f"（{first}的，须{second}）")
        case If(condition=asked, then=then, otherwise=otherwise):
            first, second, third = (
                inline(condition(each, speech), speech.language) for each in (asked, then, otherwise)
            )
            return speech(
                f"({second} where {first}, otherwise {third})", f"（{first}的，须{second}；否则须{third}）"
            )
        case Index():
            said = values.value(node, speech)
            return speech(f"{said} is {'no' if denied else 'yes'}", f"{said}为{'否' if denied else '是'}")
        case Not() | And() | Or() | AtLeast():
            return inline(condition(node, speech), speech.language)
        case (
            TextLiteral()
            | Template()
            | NumberLiteral()
            | DateLiteral()
            | DateTimeLiteral()
            | DurationLiteral()
            | NoneLiteral()
            | UnknownLiteral()
            | SetLiteral()
            | ListLiteral()
            | RecordLiteral()
            | Aggregate()
            | Arithmetic()
            | Negative()
            | SpanOf()
        ):
            said = values.value(node, speech)
            return speech(f"{said} holds", f"{said}成立")
        case _:
            assert_never(node)


def _in_set(operand: Expression, members: SetLiteral, speech: Speech, *, outside: bool) -> str:
    of, are = values.value(operand, speech), comparisons.be(operand, speech)
    said = [values.value(member, speech) for member in members.members]
    if outside:
        nor = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} nor {said[-1]}"
        return speech(
            f"{of} {are} {'not' if len(said) == 1 else 'neither'} {nor}", f"{of}不是{'、'.join(said)}"
        )
    either = speech.listed(said, "or")
    return speech(f"{of} {are} {either}", f"{of}为{_one_of(said)}")


def _one_of(said: list[str]) -> str:
    return "或".join(said) if len(said) <= _PAIR else f"{'、'.join(said)}之一"


def _in_collection(node: InCollection, speech: Speech, *, outside: bool) -> str:
    of, target = values.value(node.operand, speech), values.value(node.target, speech)
    kind = speech.type_of(node.target)
    if isinstance(kind, ListType):
        return speech(
            f"{of} is {'not ' if outside else ''}among {target}", f"{target}{'不' if outside else ''}包括{of}"
        )
    verb = "does not fall" if outside else "falls"
    where = (
        speech(f"on a day of {target}", target)
        if isinstance(kind, CalendarType)
        else speech(f"within {target}", target)
    )
    return speech(f"{of} {verb} {where}", f"{of}{'不在' if outside else '在'}{target}之内")


def _text_test(node: TextTest, speech: Speech, *, denied: bool) -> str:
    of, other = values.value(node.operand, speech), values.value(node.other, speech)
    listed = isinstance(speech.type_of(node.operand), ListType)
    match node.operator:
        case "contains" if listed:
            en, zh = ("include", "不包括" if denied else "包括"), ""
        case "contains":
            en, zh = ("contain", "不含" if denied else "含有"), ""
        case "starts with":
            en, zh = ("begin with", "不以" if denied else "以"), "开头"
        case "ends with":
            en, zh = ("end with", "不以" if denied else "以"), "结尾"
        case "like":
            en, zh = ("have the form of", "不符合" if denied else "符合"), "的格式"
        case _:
            assert_never(node.operator)
    verb, before = en
    several = comparisons.be(node.operand, speech) == "are"
    if denied:
        return speech(f"{of} {'do' if several else 'does'} not {verb} {other}", f"{of}{before}{other}{zh}")
    first, _, rest = verb.partition(" ")
    third = verb.partition(" ")[0] if several else "has" if first == "have" else f"{first}s"
    return speech(f"{of} {third}{f' {rest}' if rest else ''} {other}", f"{of}{before}{other}{zh}")


def _has(operand: Path, speech: Speech, *, lacking: bool) -> str:
    of = path(operand, speech)
    if speech.chinese:
        whose = next((whose for whose in ("其", "本件的", "上一版本的") if of.startswith(whose)), "")
        return f"{whose.removesuffix('的')}{'无' if lacking else '有'}{of.removeprefix(whose)}"
    if of.startswith("the ") and "'s " not in of:
        rest = of.removeprefix("the ")
        return f"there is {'no ' if lacking else ''}{rest if lacking else article(rest)}"
    return f"there is {'no such thing as ' if lacking else ''}{of}"


def _item_state(state: str, called: str, speech: Speech, *, denied: bool) -> str:
    if state == "overdue":
        if denied:
            return speech(f"{called} is not overdue", f"{called}未逾期")
        return speech(f"{called} is overdue", f"{called}逾期")
    if denied:
        return speech(f"{called} is not broken", f"未违反{called}")
    return speech(f"{called} is broken", f"违反{called}")


def _quantified(node: Quantified, speech: Speech, *, denied: bool) -> str:
    found = collected.entries_of(node.binder, speech)
    source, one, where = found.source, found.one, found.where
    such = f"{where}的" if where else ""
    if node.quantifier == "every":
        return speech(
            f"of every {one} of {source} it is so that {where}", f"{source}中每一{one}均符合（{where}）"
        )
    there = (node.quantifier == "some") is not denied
    for_which = f" for which {where}" if where else ""
    if there:
        a = "an" if one[:1] in "aeiou" else "a"
        return speech(f"there is {a} {one} of {source}{for_which}", f"{source}中有{such}{one}")
    return speech(f"there is no {one} of {source}{for_which}", f"{source}中没有{such}{one}")
