"""How is each declaration of a file written?"""

from __future__ import annotations

from typing import assert_never

from policyrules.diagnostics.span import Span
from policyrules.diagnostics.width import width
from policyrules.syntax.ast.declarations import (
    ActionDeclaration,
    CalendarDeclaration,
    DatedValue,
    Declaration,
    DefineDeclaration,
    EnumDeclaration,
    ListDeclaration,
    ParameterDeclaration,
    PolicyHeader,
    RecordDeclaration,
    TableDeclaration,
    Use,
)
from policyrules.syntax.ast.expressions import TextLiteral
from policyrules.syntax.ast.tests import TestDeclaration
from policyrules.syntax.format.annotations import above
from policyrules.syntax.format.calendars import calendar
from policyrules.syntax.format.clauses import EACH
from policyrules.syntax.format.expressions import SUM, expression, one_line, path, value
from policyrules.syntax.format.layout import BREAK, INDENT, WIDEST, Group, Nest, lay_out
from policyrules.syntax.format.lists import closing, list_
from policyrules.syntax.format.records import enum, record
from policyrules.syntax.format.tables import table
from policyrules.syntax.format.tests import test
from policyrules.syntax.format.types import type_
from policyrules.syntax.format.weave import Piece
from policyrules.syntax.format.words import Words


def declaration(node: Declaration, words: Words) -> list[Piece]:
    """Return a declaration as pieces, its annotations first."""
    match node:
        case PolicyHeader():
            return _policy(node, words)
        case Use(name=name):
            return [Piece(f"{words('USE')} {words.name(name)}", 0, node.span.start, node.span.stop)]
        case EnumDeclaration():
            return enum(node, words)
        case RecordDeclaration():
            return record(node, words)
        case ParameterDeclaration():
            return _parameter(node, words)
        case DefineDeclaration():
            return _define(node, words)
        case TableDeclaration():
            return table(node, words)
        case CalendarDeclaration():
            return calendar(node, words)
        case ActionDeclaration(verbs=verbs):
            text = f"{words('ACTION')} " + ", ".join(map(words.names, verbs))
            return [*above(node.annotations, words, 0), Piece(text, 0, _start(node, words), node.span.stop)]
        case ListDeclaration():
            return list_(node, words)
        case TestDeclaration():
            return test(node, words)
        case _:
            assert_never(node)


def _start(
    node: PolicyHeader | ParameterDeclaration | DefineDeclaration | ActionDeclaration, words: Words
) -> int:
    """Return where a declaration begins after its annotations."""
    return words.after(node.annotations[-1].span.stop) if node.annotations else node.span.start


# --- the policy -----------------------------------------------------------------------------


def _policy(node: PolicyHeader, words: Words) -> list[Piece]:
    head = f"{words('POLICY')} {words.names(node.names)}"
    name = (node.names.second or node.names.first).span
    if node.title is not None:
        head += f" {words.text(node.title.value)}"
        name = node.title.span
    start = _start(node, words)
    annotations = above(node.annotations, words, 0)
    body = _policy_body(node, words, Span(name.stop, max(node.span.stop, name.stop)))
    if not body:
        return [*annotations, Piece(head, 0, start, node.span.stop)]
    return [*annotations, Piece(f"{head} {{", 0, start, name.stop, opens=True), *body, closing(node.span, 0)]


def _policy_body(node: PolicyHeader, words: Words, within: Span) -> list[Piece]:
    def line(text: str, start: int) -> Piece:
        return Piece(text, INDENT, start, start)

    def quoted(terminal: str, said: TextLiteral) -> Piece:
        return Piece(f"{words(terminal)} {words.text(said.value)}", INDENT, words.place(terminal, Span(
            within.start, said.span.start)), said.span.stop)  # fmt: skip

    pieces: list[Piece] = []
    if node.issued_by is not None:
        pieces.append(quoted("ISSUED_BY", node.issued_by))
    for terminal, date in (("FROM", node.from_), ("UNTIL", node.until)):
        if date is not None:
            close = f" {words(f'{terminal}_CLOSE')}" if words.chinese else ""
            place = words.place(terminal, within, r"\s*[0-9]")
            pieces.append(line(f"{words(terminal)} {date}{close}", place))
    if node.working_days is not None:
        pieces.append(quoted("WORKING_DAYS_OF", node.working_days))
    if node.zone is not None:
        pieces.append(quoted("ZONE", node.zone))
    if node.rolls:
        pieces.append(line(words("ROLLS"), words.place("ROLLS", within)))
    return pieces


# --- parameters and derived facts -----------------------------------------------------------


def _parameter(node: ParameterDeclaration, words: Words) -> list[Piece]:
    head = f"{words('PARAMETER')} {words.names(node.names)}"
    if node.title is not None:
        head += f" {words.text(node.title.value)}"
    head += f": {type_(node.type, words)}"
    start = _start(node, words)
    annotations = above(node.annotations, words, 0)
    if node.dated:
        return [*annotations, *_dated(head, node, words, start)]
    text = head
    if node.value is not None:
        text = lay_out((f"{head} = ", value(node.value, words)))
    elif node.file is not None:
        keys = words.listing.join(path(key, words) for key in node.keys)
        text = f"{head} {words('BY')} {keys} {words('FROM_FILE')} {words.text(node.file.value)}"
    return [*annotations, Piece(text, 0, start, node.span.stop)]


def _dated(head: str, node: ParameterDeclaration, words: Words, start: int) -> list[Piece]:
    values = [_dated_value(each, words) for each in node.dated]
    text = f"{head} {{ {', '.join(values)} }}"
    if width(text) <= WIDEST and words.on_one_line(Span(node.dated[0].span.start, node.dated[-1].span.stop)):
        return [Piece(text, 0, start, node.span.stop)]
    pieces = [Piece(f"{head} {{", 0, start, node.type.span.stop, opens=True)]
    for each, written in zip(node.dated, values, strict=True):
        pieces.append(Piece(written, INDENT, each.span.start, each.span.stop))
    return [*pieces, closing(node.span, 0)]


def _dated_value(node: DatedValue, words: Words) -> str:
    amount = one_line(expression(node.value, words, SUM))
    closes = (f" {words('FROM_CLOSE')}", f" {words('UNTIL_CLOSE')}") if words.chinese else ("", "")
    dates = f"{words('FROM')} {node.from_}{closes[0]}"
    if node.until is not None:
        dates += f" {words('UNTIL')} {node.until}{closes[1]}"
    return f"{dates} {amount}" if words.chinese else f"{amount} {dates}"


def _define(node: DefineDeclaration, words: Words) -> list[Piece]:
    head = [words("DEFINE"), words.names(node.names), words("FOR"), words.name(node.record)]
    if node.each is not None:
        head.append(words(EACH[node.each]))
    written = expression(node.value, words)
    text = lay_out(Group((" ".join([*head, "="]), Nest((BREAK, written)))))
    return [*above(node.annotations, words, 0), Piece(text, 0, _start(node, words), node.span.stop)]
