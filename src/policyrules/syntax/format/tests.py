"""How are tests written?"""

from __future__ import annotations

from typing import assert_never

from policyrules.syntax.ast.tests import (
    ExpectActions,
    ExpectAnswer,
    ExpectDeadline,
    ExpectNot,
    ExpectOutcome,
    ExpectValue,
    ExpectWarning,
    GivenLedger,
    GivenParameter,
    GivenRecord,
    OnDate,
    TestDeclaration,
    TestStep,
)
from policyrules.syntax.format.annotations import above
from policyrules.syntax.format.examples import examples
from policyrules.syntax.format.expectations import expected
from policyrules.syntax.format.expressions import record, value
from policyrules.syntax.format.layout import INDENT, WIDEST, Doc, join, lay_out
from policyrules.syntax.format.lists import closing
from policyrules.syntax.format.weave import Piece
from policyrules.syntax.format.words import Words


def test(node: TestDeclaration, words: Words) -> list[Piece]:
    """Return a test, one step a line."""
    start = words.after(node.annotations[-1].span.stop) if node.annotations else node.span.start
    head = f"{words('TEST')} {words.text(node.title.value)} {{"
    steps = [piece for step in node.steps for piece in _step(step, words)]
    if node.examples is not None:
        steps += examples(node.examples, words)
    return [
        *above(node.annotations, words, 0),
        Piece(head, 0, start, node.title.span.stop, opens=True),
        *steps,
        closing(node.span, 0),
    ]


def _step(node: TestStep, words: Words) -> list[Piece]:
    if isinstance(node, GivenLedger) and len(node.rows) > 1:
        return _ledger(node, words)
    return [_piece(_written(node, words), node, INDENT)]


def _piece(doc: Doc, node: TestStep, indent: int) -> Piece:
    return Piece(lay_out(doc, widest=WIDEST - indent), indent, node.span.start, node.span.stop)


def _ledger(node: GivenLedger, words: Words) -> list[Piece]:
    head = f"{words('GIVEN')} {words('LEDGER')} {words.name(node.record)} ["
    pieces = [Piece(head, INDENT, node.span.start, node.record.span.stop, opens=True)]
    for row in node.rows:
        text = lay_out(record(row, words), widest=WIDEST - 2 * INDENT)
        pieces.append(Piece(text, 2 * INDENT, row.span.start, row.span.stop))
    pieces.append(Piece("]", INDENT, max(node.span.stop - 1, node.span.start), node.span.stop, closes=True))
    return pieces


def _written(node: TestStep, words: Words) -> Doc:
    given, expect = f"{words('GIVEN')} ", f"{words('EXPECT')} "
    match node:
        case GivenRecord(record=name, facts=facts):
            return (given, f"{words.name(name)} ", record(facts, words))
        case GivenLedger(record=name, rows=rows):
            listed = join(", ", [record(row, words) for row in rows])
            return (given, f"{words('LEDGER')} {words.name(name)} [", listed, "]")
        case GivenParameter(name=name, keys=keys, value=amount):
            index: Doc = ("[", join(", ", [value(key, words) for key in keys]), "]") if keys else ""
            return (given, f"{words('PARAMETER')} {words.name(name)}", index, " = ", value(amount, words))
        case OnDate(date=date):
            return f"{words('ON_DATE')} {date}"
        case (
            ExpectOutcome()
            | ExpectNot()
            | ExpectValue()
            | ExpectAnswer()
            | ExpectDeadline()
            | ExpectWarning()
            | ExpectActions()
        ):
            return (expect, expected(node, words))
        case _:
            assert_never(node)
