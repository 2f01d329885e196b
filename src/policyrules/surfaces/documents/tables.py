"""How is a decision table printed?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins.renderers.document import Block, Grid, Link, Pair, Pairs, Row, Section
from policyrules.semantics.check_policies import annotations_of
from policyrules.surfaces.documents.anchors import anchor
from policyrules.surfaces.documents.asked import titled
from policyrules.surfaces.documents.noted import pairs
from policyrules.surfaces.documents.wording import linked, said, speech_about
from policyrules.surfaces.prose.following import action as action_said
from policyrules.syntax.ast.declarations import (
    ActionCell,
    AnyCell,
    Cell,
    CompareCell,
    HitPolicy,
    RangeCell,
    ResultColumn,
    SetCell,
    TableDeclaration,
    ValueCell,
)
from policyrules.syntax.ast.expressions import CompareOperator

if TYPE_CHECKING:
    from policyrules.surfaces.documents.asked import Asked
    from policyrules.surfaces.prose.speech import Speech

_HITS: Final[dict[HitPolicy, Phrase]] = {
    "first": Phrase("from the top down, the first row that fits", "自上而下，取首个相符的一行"),
    "unique": Phrase("the one row that fits; no two fit together", "取相符的一行，各行互不重叠"),
    "collect": Phrase("every row that fits", "相符的各行均取"),
}
_COMPARED: Final[dict[CompareOperator, Phrase]] = {
    "=": Phrase("", ""),
    "!=": Phrase("not ", "非"),
    "<": Phrase("less than ", "不满"),
    "<=": Phrase("at most ", "不超过"),
    ">": Phrase("more than ", "超过"),
    ">=": Phrase("at least ", "不低于"),
}
_ANY: Final = Phrase("any", "不限")
_ACTION: Final = Phrase("action", "办理方式")


def table_printed(asked: Asked, table: TableDeclaration, record: str) -> Section:
    """Return a decision table: how it is read, and its rows in words."""
    owner = asked.policies.records[record]
    speech = speech_about(asked, record)
    about = (
        Pair(
            asked.label(Phrase("about", "适用于")),
            ((Link(asked.called(owner.names), anchor("record", record)),),),
        ),
        Pair(asked.label(Phrase("how to read it", "查表方法")), ((asked.say(_HITS[table.hit]),),)),
        *pairs(asked, annotations_of(table.annotations)),
    )
    head = [said(column, speech) for column in table.columns]
    head.extend(_result(asked, column) for column in table.results)
    rows = tuple(
        Row(
            tuple(
                linked(asked, _cell(asked, cell, speech), [cell]) for cell in (*row.conditions, *row.results)
            ),
        )
        for row in table.rows
    )
    grid = Grid(tuple(head), (1,) * len(head), rows, conditions=len(table.columns))
    blocks: tuple[Block, ...] = (Pairs(about), grid)
    return Section(table_anchor(table, record), asked.both(titled(table.names)), blocks)


def table_anchor(table: TableDeclaration, record: str) -> str:
    """Return where a decision table about a record (by its first name) stands."""
    return anchor("table", record, table.names.first.text)


def _result(asked: Asked, column: ResultColumn) -> str:
    if column.names is None:
        return asked.say(_ACTION)
    return asked.called(titled(column.names))


def _cell(asked: Asked, cell: Cell, speech: Speech) -> str:
    match cell:
        case AnyCell():
            return asked.say(_ANY)
        case ValueCell(value=value):
            return said(value, speech)
        case CompareCell(operator=operator, value=value):
            return asked.say(_COMPARED[operator]) + said(value, speech)
        case SetCell(members=members):
            joint = "或" if asked.chinese else " or "
            return joint.join(said(member, speech) for member in members)
        case RangeCell(low=low, high=high):
            joint = "至" if asked.chinese else " to "
            return joint.join(said(end, speech) for end in (low, high))
        case ActionCell(action=action):
            return action_said(action, speech)
        case _:
            assert_never(cell)
