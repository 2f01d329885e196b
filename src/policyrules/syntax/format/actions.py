"""How is what follows written: refer, return, route, order, a verb of the office's own?"""

from __future__ import annotations

from typing import Final, assert_never

from policyrules.diagnostics.span import Span
from policyrules.syntax.ast.clauses import (
    ActionPhrase,
    DeclaredAction,
    Order,
    ReferralKind,
    ReferTo,
    ReturnTo,
    RouteTo,
    Stage,
    Then,
)
from policyrules.syntax.ast.expressions import DurationLiteral, Expression, TextLiteral
from policyrules.syntax.format.expressions import SUM, expression, who
from policyrules.syntax.format.layout import BREAK, SOFT, Align, Doc, Group, join
from policyrules.syntax.format.words import Words

REFERRALS: Final[dict[ReferralKind, str]] = {
    "approval": "APPROVAL",
    "filing": "FILING",
    "explanation": "EXPLANATION",
}
_STAGES: Final = {
    "missing": "IF_MISSING",
    "differs": "IF_DIFFERS",
    "repeated": "IF_REPEATED",
    "overdue": "IF_OVERDUE",
    "used": "IF_USED",
}


def then(node: Then, words: Words) -> Doc:
    """Return `then ACTION, ACTION`."""
    steps = [_step(action, stage, words) for action, stage in node.actions]
    lead = words("THEN")
    first, _ = node.actions[0]
    if (in_turn := words.wrote("IN_TURN", Span(node.span.start, first.span.start))) is not None:
        lead += f" {in_turn}"
    return (f"{lead} ", Align(Group(join((words.comma, SOFT if words.chinese else BREAK), steps))))


def _step(phrase: ActionPhrase, stage: Stage | None, words: Words) -> Doc:
    written = action(phrase, words)
    if stage is None:
        return written
    if words.chinese:
        return (_stage(stage, words), " ", written)
    return (written, " ", _stage(stage, words))


def _stage(node: Stage, words: Words) -> Doc:
    if node.amount is None:
        return words(_STAGES[node.kind])
    lead = words("IF_OVERDUE_BY" if node.kind == "overdue" else _STAGES[node.kind])
    amount = expression(node.amount, words, SUM)
    return (f"{lead} ", amount, f" {words('STAGE_CLOSE')}" if words.chinese else "")


def in_cell(node: ActionPhrase, words: Words) -> Doc:
    """Return an action as it stands in a table: a bare verb has its time before it in every language."""
    match node:
        case DeclaredAction(verb=verb, about=None, within=DurationLiteral() as within):
            return (expression(within, words), f" {words('WITHIN_CLOSE')} ", words.name(verb))
        case _:
            return action(node, words)


def action(node: ActionPhrase, words: Words) -> Doc:
    """Return one action."""
    match node:
        case ReferTo(who=to, kind=kind, within=within):
            about = words(REFERRALS[kind])
            purpose = "" if words.chinese else f"{words('REFER_FOR')} "
            addressee = (f"{words('REFER_TO')} ", addressed(to, words), f" {purpose}")
            return _timed((*addressee, about), within, words)
        case ReturnTo(who=None, within=within):
            return _timed(words("RETURN_TO", 1), within, words)
        case ReturnTo(who=to, within=within):
            assert to is not None
            return _timed((f"{words('RETURN_TO')} ", addressed(to, words)), within, words)
        case RouteTo(who=to, within=within):
            return _timed((f"{words('ROUTE_TO')} ", addressed(to, words)), within, words)
        case Order():
            return _order(node, words)
        case DeclaredAction(verb=verb, about=about, within=within):
            said = words.name(verb)
            return _timed(said if about is None else (f"{said} ", addressed(about, words)), within, words)
        case _:
            assert_never(node)


def _order(node: Order, words: Words) -> Doc:
    addressee: Doc = (f"{words('ORDER')} ", addressed(node.who, words))
    what = expression(node.what, words)
    due: Doc = "" if node.within is None else (" ", limit(node.within, words))
    if words.chinese:
        return (addressee, due, " ", what)
    return (addressee, f" {words('ORDER_TO')} ", what, due)


def _timed(said: Doc, within: Expression | None, words: Words) -> Doc:
    if within is None:
        return said
    if words.chinese and isinstance(within, DurationLiteral):
        return (expression(within, words), words("WITHIN_CLOSE"), " ", said)
    return (said, " ", limit(within, words))


def addressed(node: Expression, words: Words) -> Doc:
    """Return whom an action is addressed to; braces in a plain text are no template in brackets."""
    if isinstance(node, TextLiteral) and {"{", "}"} & set(node.value):
        return ("(", words.text(node.value), ")")
    return who(node, words)


def limit(within: Expression, words: Words) -> Doc:
    """Return `within D` 限 D 内."""
    return (f"{words('WITHIN')} ", inside(within, words))


def inside(length: Expression, words: Words) -> Doc:
    """Return a length of time with the word that closes it in Chinese: 3 日内."""
    written = expression(length, words, SUM)
    if not words.chinese:
        return written
    gap = "" if isinstance(length, DurationLiteral) else " "
    return (written, f"{gap}{words('WITHIN_CLOSE')}")
