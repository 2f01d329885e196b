"""How is it said what a derived fact is? `where “grassroots” means that …`, once each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, assert_never

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.checked import DerivedMeaning, DerivedSchema
from policyrules.semantics.types import BooleanType, required
from policyrules.surfaces.prose.comparisons import compared
from policyrules.surfaces.prose.conditions import condition
from policyrules.surfaces.prose.following import action
from policyrules.surfaces.prose.said import Said, Several, inline
from policyrules.surfaces.prose.sentence import Sentence, sentence
from policyrules.surfaces.prose.speech import article
from policyrules.surfaces.prose.values import value
from policyrules.syntax.ast.declarations import (
    ActionCell,
    AnyCell,
    CompareCell,
    DefineDeclaration,
    RangeCell,
    SetCell,
    TableDeclaration,
    ValueCell,
)
from policyrules.syntax.ast.expressions import (
    Compare,
    Expression,
    InRange,
    InSet,
    NoneLiteral,
    Path,
    SetLiteral,
)
from policyrules.syntax.walk import walk

if TYPE_CHECKING:
    from policyrules.surfaces.prose.speech import Speech
    from policyrules.syntax.ast.declarations import Cell

LABEL: Final = Phrase("where", "其中")
_HIT: Final = {
    "first": Phrase("by the first case that fits", "依次判断，以最先符合的情形为准"),
    "unique": Phrase("by the one case that fits", "以唯一符合的情形为准"),
    "collect": Phrase("by all cases that fit", "符合的各种情形一并适用"),
}


def derived_in(nodes: Iterable[Any], speech: Speech) -> list[DerivedSchema]:
    """Return the derived facts that something rests on, each once, as first met."""
    found: dict[tuple[str, str], DerivedSchema] = {}
    waiting = list(nodes)
    while waiting:
        inner: list[Any] = []
        for node in (each for root in waiting for each in walk(root)):
            meaning = speech.meaning(node) if isinstance(node, Path) else None
            if isinstance(meaning, DerivedMeaning) and (meaning.record, meaning.name) not in found:
                schema = speech.checked.derived[meaning.record, meaning.name]
                found[meaning.record, meaning.name] = schema
                inner.append(_content(schema))
        waiting = inner
    return list(found.values())


def _content(schema: DerivedSchema) -> Any:
    node = schema.declaration
    return node.value if isinstance(node, DefineDeclaration) else node


def told(schema: DerivedSchema, speech: Speech) -> Sentence:
    """Return what a derived fact means."""
    about = speech.about(schema.record)
    name = about.quoted(about.name(schema.names))
    whose = ""
    if schema.record != speech.record:
        whose = speech(
            f" of {article(speech.one_of(schema.record))}", f"（{speech.one_of(schema.record)}的）"
        )
    node = schema.declaration
    match node:
        case DefineDeclaration(value=defined) if isinstance(required(schema.type), BooleanType):
            said = condition(defined, about)
            kind = said.kind if isinstance(said, Several) else "all"
            long_zh = {"all": "同时符合下列各项条件", "any": "有下列情形之一"}.get(
                kind, f"下列情形中至少有{said.count if isinstance(said, Several) else ''}项"
            )
            long_en = {"all": "all of the following hold", "any": "any of the following holds"}.get(
                kind, f"at least {said.count if isinstance(said, Several) else ''} of the following hold"
            )
            return sentence(
                LABEL,
                speech(f"{name}{whose} means that {{}}.", f"{name}{whose}，是指{{}}。"),
                speech(f"{name}{whose} means that {long_en}:", f"{name}{whose}，是指{long_zh}："),
                said,
                about,
            )
        case DefineDeclaration(value=defined):
            worth = value(defined, about)
            return Sentence(LABEL, speech(f"{name}{whose} is {worth}.", f"{name}{whose}，是指{worth}。"))
        case TableDeclaration():
            how = _HIT[node.hit].in_(speech.language)
            lines = tuple(_rows(node, schema.column, about))
            return Sentence(LABEL, speech(f"{name}{whose} is told {how}:", f"{name}{whose}，{how}："), lines)
        case _:
            assert_never(node)


def _rows(node: TableDeclaration, column: int, speech: Speech) -> Iterator[tuple[int, str]]:
    for row in node.rows:
        said: list[Said] = [
            _cell(head, cell, speech)
            for head, cell in zip(node.columns, row.conditions, strict=True)
            if not isinstance(cell, AnyCell)
        ]
        result = row.results[column]
        gives = _result(result, speech)
        if not said:
            yield 0, speech(f"otherwise {gives}.", f"其他情形，为{gives}。")
            continue
        asked = inline(Several("all", tuple(said)), speech.language)
        yield 0, speech(f"where {asked}: {gives};", f"{asked}的，为{gives}；")


def _cell(head: Expression, cell: Cell, speech: Speech) -> Said:
    match cell:
        case ValueCell(value=NoneLiteral()):
            lacking = value(head, speech)
            return speech(f"there is nothing for {lacking}", f"无{lacking}")
        case ValueCell(value=wanted):
            return compared(Compare("=", head, wanted, cell.span), speech) or ""
        case CompareCell(operator=operator, value=wanted):
            return compared(Compare(operator, head, wanted, cell.span), speech) or ""
        case SetCell(members=members):
            return condition(InSet(head, SetLiteral(members, cell.span), False, cell.span), speech)
        case RangeCell(low=low, high=high):
            return condition(InRange(head, low, high, False, cell.span), speech)
        case AnyCell() | ActionCell():
            return speech("in every case", "任何情形")
        case _:
            assert_never(cell)


def _result(cell: Cell, speech: Speech) -> str:
    match cell:
        case ValueCell(value=given):
            return value(given, speech)
        case ActionCell(action=what):
            return action(what, speech)
        case _:
            return speech("nothing", "无")
