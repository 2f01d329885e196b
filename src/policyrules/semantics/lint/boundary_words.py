"""Do an item's words put the boundary on the same side as its comparison?

It is said only where a number, or a parameter, stands beside one boundary word in the title, the reason
or the citation, and is compared once in the item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import Final

from policyrules.diagnostics.diagnostic import Label
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place
from policyrules.frozen import frozen
from policyrules.semantics.checking import Checking
from policyrules.semantics.lint.boundary_phrases import BoundaryPhrase, Side, boundary_phrases
from policyrules.semantics.lint.conditions import TURNED, compared_in, parameter_of
from policyrules.semantics.names import ItemEntry, ListEntry
from policyrules.semantics.wording import quoted, written
from policyrules.syntax.ast.clauses import Because, Cite, Quota
from policyrules.syntax.ast.expressions import (
    Arithmetic,
    Call,
    CompareOperator,
    DurationLiteral,
    Expression,
    NumberLiteral,
    Template,
    TextLiteral,
)

_SIDE_OF: Final[dict[CompareOperator, Side]] = {">": "lower", "<=": "lower", ">=": "upper", "<": "upper"}
_INSTEAD: Final = {
    ">": Phrase(">=", "不低于"),
    ">=": Phrase(">", "超过"),
    "<": Phrase("<=", "不超过"),
    "<=": Phrase("<", "低于"),
}
_OF_TIME: Final = ("天", "日", "时", "周", "月", "年", "期", "day", "hour", "week", "month", "year", "term")
"""A plain number is taken for a number of days and the like where its name says so."""


@frozen
class _Amount:
    """A number, with its unit where it is a length of time, and the parameter it comes from."""

    value: Decimal | None
    unit: str = ""
    parameter: str = ""


@frozen
class _Compared:
    """An amount an item compares with, and which side the amount itself is on."""

    amount: _Amount
    side: Side
    operator: str
    fact: str
    place: Place


@frozen
class _Shown:
    """What a reason shows in braces: the parameter, if it is one, and how it is written."""

    parameter: str
    words: str


def warn_of_boundary_words(checking: Checking, lists: Sequence[ListEntry]) -> None:
    """Warn of items whose words include a number that their comparison excludes, or the other way round."""
    for entry in lists:
        for item in entry.items:
            compared: list[_Compared] | None = None
            for text, place, shown in _texts(checking, item):
                phrases = list(boundary_phrases(text))
                if not phrases:
                    continue
                if compared is None:
                    compared = list(_compared(checking, item))
                if _told(checking, compared, phrases, shown, place):
                    break


def _told(
    checking: Checking,
    compared: Sequence[_Compared],
    phrases: Sequence[BoundaryPhrase],
    shown: Sequence[_Shown],
    place: Place,
) -> bool:
    """Warn of the first phrase of a text that disagrees with the one comparison it surely speaks of."""
    meant = [[one for one in compared if _same(one, phrase, shown)] for phrase in phrases]
    for phrase, found in zip(phrases, meant, strict=True):
        if len(found) != 1 or found[0].side == phrase.side:
            continue
        others = {
            other.side
            for other, theirs in zip(phrases, meant, strict=True)
            if theirs and theirs[0] is found[0]
        }
        if len(others) == 1:
            _tell(checking, found[0], phrase.side, quoted(_legible(phrase.words, shown)), place)
            return True
    return False


def _same(one: _Compared, phrase: BoundaryPhrase, shown: Sequence[_Shown]) -> bool:
    amount = one.amount
    if phrase.mark is not None:
        return bool(amount.parameter) and shown[phrase.mark].parameter == amount.parameter
    if amount.value is None or amount.value != phrase.value:
        return False
    if amount.unit:
        return amount.unit == phrase.unit
    return not phrase.unit or any(word in one.fact for word in _OF_TIME)


def _legible(words: str, shown: Sequence[_Shown]) -> str:
    """Return words with what the author wrote for each mark."""
    return re.sub(r"\x00(\d+)\x01", lambda mark: f"{{{shown[int(mark[1])].words}}}", words)


def _tell(checking: Checking, one: _Compared, side: Side, words: str, place: Place) -> None:
    condition = written(one.place)
    here, there = _counted(side), _counted(one.side)
    instead = _INSTEAD.get(one.operator)
    checking.report.warning(
        "boundary-word",
        one.place,
        Phrase(
            f"{words} and {condition} disagree about the number itself",
            f"{words} 与 {condition} 对本数的取舍不一致",
        ),
        label=there,
        labels=(Label(place, here),),
        help=(
            Phrase("change the limit by one, or change the words", "请将限额增减一，或修改文字")
            if instead is None
            else Phrase(
                f"write `{instead.en}`, or change the words", f"请将条件改为 `{instead.zh}`，或修改文字"
            ),
        ),
    )


def _counted(side: Side) -> Phrase:
    if side == "upper":
        return Phrase("puts the number itself with what is above it", "本数归入较大的一侧")
    return Phrase("puts the number itself with what is below it", "本数归入较小的一侧")


# --- what the item compares -----------------------------------------------------------------


def _compared(checking: Checking, item: ItemEntry) -> Iterator[_Compared]:
    view = item.list.view
    for node in compared_in(chain(item.list.node.clauses, item.node.clauses)):
        place = view.place(node.span)
        for fact, operator, value in (
            (node.left, node.operator, node.right),
            (node.right, TURNED[node.operator], node.left),
        ):
            side = _SIDE_OF.get(operator)
            amount = None if side is None else _amount(checking, value)
            if side is not None and amount is not None:
                yield _Compared(amount, side, node.operator, view.place(fact.span).text, place)
    for clause in item.node.clauses:
        if isinstance(clause, Quota):
            amount = _amount(checking, clause.limit)
            if amount is not None:
                yield _Compared(amount, "lower", "at most", "", view.place(clause.span))


def _amount(checking: Checking, value: Expression) -> _Amount | None:
    """Return what a value may be called in a text; None where it is not settled."""
    name = parameter_of(checking, value)
    if isinstance(value, NumberLiteral):
        return _Amount(value.value)
    if isinstance(value, Arithmetic) and value.operator == "+" and isinstance(value.right, DurationLiteral):
        return _Amount(value.right.amount, value.right.unit)  # `finish > start + 3 days`
    if name is None:
        return None
    versions = checking.names.parameters[name].versions
    settled = versions[0].value if len(versions) == 1 else None
    if isinstance(settled, int | Decimal) and not isinstance(settled, bool):
        return _Amount(Decimal(settled), "", name)
    return _Amount(None, "", name)


# --- what the item says ---------------------------------------------------------------------


def _texts(checking: Checking, item: ItemEntry) -> Iterator[tuple[str, Place, Sequence[_Shown]]]:
    """Yield the texts that say what the condition says, with the parameter each mark in them shows."""
    view = item.list.view
    title = item.node.title
    if title is not None:
        yield title.value, view.place(title.span), ()
    for clause in item.node.clauses:
        match clause:
            case Cite(article=TextLiteral() as article):
                yield article.value, view.place(article.span), ()
            case Because(text=text):
                words, shown = _with_marks(checking, text, item)
                yield words, view.place(text.span), shown
            case _:
                pass


def _with_marks(checking: Checking, text: Template, item: ItemEntry) -> tuple[str, Sequence[_Shown]]:
    """Return a reason with a numbered mark for each expression, and what each mark shows."""
    words: list[str] = []
    shown: list[_Shown] = []
    for part in text.parts:
        if isinstance(part, str):
            words.append(part.replace("\x00", "").replace("\x01", ""))
            continue
        value = part.arguments[0].value if isinstance(part, Call) and part.arguments else part
        words.append(f"\x00{len(shown)}\x01")
        shown.append(_Shown(parameter_of(checking, value) or "", item.list.view.place(value.span).text))
    return "".join(words), shown
