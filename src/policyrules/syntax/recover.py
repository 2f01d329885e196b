"""How is the rest of a text read when a part of it has mistakes?

The text is cut into pieces (`pieces`), each is parsed alone (`attempt`), and what could be read is
put together: the sound items of a list, the sound fields of a record.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.frozen import evolve
from policyrules.syntax.ast.declarations import Item, ListDeclaration, Otherwise
from policyrules.syntax.ast.tests import GivenLedger, GivenRecord, TestDeclaration
from policyrules.syntax.attempt import Attempt
from policyrules.syntax.driver import Driver
from policyrules.syntax.file_records import record_of
from policyrules.syntax.from_tree.lists import closing
from policyrules.syntax.learned import Learned
from policyrules.syntax.mistakes import explain
from policyrules.syntax.pieces import LISTS, TextPiece, piece_at, pieces
from policyrules.syntax.reading import GiveUpError, Reading
from policyrules.syntax.run import Run
from policyrules.syntax.stands import Stands
from policyrules.syntax.tokens import Token


def recovered(reading: Reading, driver: Driver, learned: Learned) -> tuple[Any, ...]:
    """Return the declarations that can be kept; what is wrong is reported to the reading."""
    gathering = _Gathering(reading)
    with suppress(GiveUpError):
        for piece in pieces(reading.folded):
            rest: TextPiece | None = piece
            while rest is not None:
                attempt = Attempt(reading, rest, driver, learned)
                gathering.add(attempt)
                rest = _rest(reading, attempt, inside=gathering.is_inside_list)
    with suppress(GiveUpError):
        gathering.finish_list()
    return tuple(gathering.declarations)


def _rest(reading: Reading, attempt: Attempt, *, inside: bool) -> TextPiece | None:
    """Return what follows a finished piece on the same line, as a piece of its own."""
    if attempt.rest is None:
        return None
    return piece_at(reading.folded, attempt.rest, attempt.piece, inside_list=inside)


def explain_first(reading: Reading, stands: Stands, learned: Learned, start: str) -> None:
    """Report the first mistake of a text that is not cut: an expression."""
    run = Run(stands, reading, start)
    for token in run.tokens:
        if not run.feed(token):
            explain(run, token, learned)
            return
    explain(run, Token("$END", "", reading.stop, reading.stop, reading), learned)


class _Gathering:
    """The declarations put together so far, and the list whose items are being read."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.declarations: list[Any] = []
        self._list: _OpenList | None = None
        self._told_outside = False

    @property
    def is_inside_list(self) -> bool:
        """Whether the items that follow belong to a list."""
        return self._list is not None and self._list.closed is None

    def add(self, attempt: Attempt) -> None:
        """Put a piece where it belongs."""
        if attempt.piece.kind in ("item", "otherwise"):
            if self._list is not None:
                self._list.add(attempt, self.reading)
            elif attempt.began and not self._told_outside:
                self._told_outside = True
                _report_outside(self.reading, attempt.piece)
            return
        self._told_outside = not attempt.sound  # what could not be read may have been the head of a list
        self.finish_list()
        if attempt.piece.lead in LISTS:
            self._list = _OpenList(attempt)
            return
        node = attempt.node
        if isinstance(node, TestDeclaration) and not attempt.sound:
            node = _without_faults(node, attempt.faults)
        if node is not None:
            self.declarations.extend(node if isinstance(node, tuple) else (node,))

    def finish_list(self) -> None:
        """Declare the list whose items have all been read."""
        if self._list is not None:
            self._list.check_closed(self.reading)
            declared = self._list.declaration(self.reading)
            if declared is not None:
                self.declarations.append(declared)
        self._list = None


class _OpenList:
    """A list whose items are being read, each from its own piece."""

    def __init__(self, head: Attempt) -> None:
        self.head = head
        self.entries: list[Attempt] = []
        self.closed: Token | None = None if head.needs_items else head.last_brace

    def add(self, entry: Attempt, reading: Reading) -> None:
        """Take an item; a brace that seemed to close the list before it was one too many."""
        if self.closed is not None:
            _report_early_close(self.closed, entry.piece, reading)
        self.closed = None
        self.entries.append(entry)
        if entry.closed_by is not None:
            self.closed = entry.closed_by

    def declaration(self, reading: Reading) -> ListDeclaration | None:
        """Return the list with its sound items; None when nobody knows what it is about."""
        node = self.head.node
        if not isinstance(node, ListDeclaration):
            return None
        entries = [entry.node for entry in self.entries if entry.node is not None and entry.sound]
        own = [item for item in node.items if not _has_fault(item.span, self.head.faults)]
        items = (*own, *(entry for entry in entries if isinstance(entry, Item)))
        ends = [node.otherwise] if node.otherwise is not None else []
        everything = [*own, *ends, *entries]
        lost = (entry.piece.stop for entry in self.entries if not entry.sound)
        stop = max([node.span.stop, *(entry.span.stop for entry in entries), *lost])
        return evolve(
            node,
            items=items,
            otherwise=closing(
                [entry for entry in everything if isinstance(entry, (Item, Otherwise))], reading
            ),
            span=Span(node.span.start, self.closed.stop if self.closed is not None else stop),
        )

    def check_closed(self, reading: Reading) -> None:
        """Report a list that is not closed, unless a mistake at its end may be the cause.

        The last brace closed an item or the list: its column tells which was meant.
        """
        last = self.entries[-1] if self.entries else None
        if self.closed is not None or self.head.node is None or not (last or self.head).sound:
            return
        opening, what = self.head.opening, Phrase("list", "清单")
        if last is not None:
            last.look_closely(reading)
        if last is not None and last.opening is not None and last.last_brace is not None:
            text, brace = reading.folded, last.last_brace.start
            before = text[max(text.rfind("\n", 0, brace), text.rfind("\r", 0, brace)) + 1 : brace]
            if not before.strip() and len(before) <= self.head.piece.indent < last.piece.indent:
                opening, what = last.opening, Phrase("item", "条目")
        if opening is not None:
            reading.report(
                "unclosed-bracket",
                opening.span,
                Phrase(f"the `{{` of this {what.en} is not closed", f"这个{what.zh}的 `{{` 没有闭合"),
                label=Phrase("opened here", "由此开始"),
                help_=(Phrase(f"put `}}` at the end of the {what.en}", f"请在{what.zh}末尾补上 `}}`"),),
            )


def _without_faults(test: TestDeclaration, faults: list[int]) -> TestDeclaration | None:
    """Return a test with its sound steps; None when nobody knows what they are about."""
    steps = tuple(step for step in test.steps if not _has_fault(step.span, faults))
    if not any(isinstance(step, GivenRecord | GivenLedger) for step in steps):
        return None
    return evolve(test, steps=steps, examples=None)


def _has_fault(span: Span, faults: list[int]) -> bool:
    return any(span.start <= fault < span.stop for fault in faults)


def _report_early_close(brace: Token, piece: TextPiece, reading: Reading) -> None:
    reading.report(
        "extra-bracket",
        brace.span,
        Phrase("this `}` closes the list before its last item", "这个 `}` 使清单在最后一个条目之前就结束了"),
        label=Phrase("closes the list", "清单到此结束"),
        labels=((_first_line(piece, reading), Phrase("a further item", "其后还有条目")),),
        help_=(Phrase("leave it out", "请删去"),),
    )


def _report_outside(reading: Reading, piece: TextPiece) -> None:
    record = record_of(reading)
    reading.report(
        "item-outside-list",
        _first_line(piece, reading),
        Phrase("this item stands in no list", "这个条目不在任何清单之内"),
        label=Phrase("an item belongs in a list", "条目应写在清单之内"),
        help_=(
            Phrase(
                f"write a list around it: `negative list rules for {record.en} {{ … }}`",
                f"请在外面写上清单：`负面清单 {record.zh}负面清单 适用于 {record.zh} {{ … }}`",
            ),
        ),
    )


def _first_line(piece: TextPiece, reading: Reading) -> Span:
    """Return where the head of an item stands."""
    line = re.compile(r"[^\n\r{]*").match(reading.folded, piece.at, piece.stop)
    stop = piece.at + len(line.group().rstrip()) if line is not None else piece.at
    return Span(piece.at, max(stop, piece.at + 1))
