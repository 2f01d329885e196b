"""What is known while one text is being read?"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from copy import copy
from typing import TYPE_CHECKING, Final, TypeVar

from policyrules.diagnostics.diagnostic import Diagnostic, Edit, Label
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place, Span
from policyrules.syntax.folding import fold

if TYPE_CHECKING:
    from policyrules.diagnostics.source import Source
    from policyrules.syntax.ast.expressions import Expression
    from policyrules.syntax.ast.names import Comment
    from policyrules.syntax.tokens import Token

MAX_MISTAKES: Final = 100
"""Mistakes told of one text; a text with more is not a policy yet."""

MAX_TOKENS: Final = 600_000
"""Words and marks a text may have; some 20,000 items."""

MAX_DEPTH: Final = 100
"""How deep an expression or a type may be nested, with brackets or without."""

_Node = TypeVar("_Node")


class GiveUpError(Exception):
    """Reading on would help nobody; what is wrong has been said."""


class _Left:
    """How many tokens may still be read, by a reading and its pieces together."""

    def __init__(self) -> None:
        self.tokens = MAX_TOKENS


class Reading:
    """One reading of one text: where it is, and what it has found so far.

    The lexer moves `at` up to `stop`. A reading of a piece (an item of a broken file, an
    expression in a template) shares what was found with the reading it comes from.
    """

    def __init__(self, source: Source, parse_expression: Callable[[Reading], Expression | None]) -> None:
        self.source = source
        self.folded = fold(source.text)
        self.is_normal = unicodedata.is_normalized("NFC", self.folded)
        """Whether every name is spelt in composed characters already."""
        self.at = 0
        self.stop = len(source.text)
        self.in_template = False
        self.open_brackets = 0
        self.previous = ""
        self.is_mended = False
        """Whether parts with mistakes were left out, so that what is absent is nobody's mistake."""
        self.left = _Left()
        self.parse_expression = parse_expression
        self.diagnostics: list[Diagnostic] = []
        self.comments: dict[int, Comment] = {}
        self.spoken: Counter[str] = Counter()
        self.plain_names: set[str] = set()
        """Words met that are names wherever they stand, unless an item's code begins there."""
        self._depths: dict[int, int] = {}

    def piece(self, start: int, stop: int, *, in_template: bool = False) -> Reading:
        """Return a reading of a part of the text; what it finds belongs to this one as well."""
        part = copy(self)
        part.at = start
        part.stop = stop
        part.in_template = in_template
        part.open_brackets = 0
        part.previous = ""
        return part

    def again(self) -> Reading:
        """Return a reading of the same text from its beginning that has found nothing yet."""
        fresh = self.piece(0, len(self.source.text))
        fresh.diagnostics = []
        fresh.spoken = Counter()
        fresh.left = _Left()
        return fresh

    @property
    def is_exhausted(self) -> bool:
        """Whether the whole text is given up, not just a piece of it."""
        return len(self.diagnostics) >= MAX_MISTAKES or self.left.tokens < 0

    def report(
        self,
        code: str,
        span: Span,
        message: Phrase,
        *,
        label: Phrase | None = None,
        help_: tuple[Phrase, ...] = (),
        labels: tuple[tuple[Span, Phrase], ...] = (),
        instead: str | None = None,
    ) -> None:
        """Add an error about this text, if nothing is said of its place yet; enough errors end the reading.

        `instead` is what surely belongs there in place of the span.
        """
        if any(told.place.span == span for told in self.diagnostics):
            return
        self.diagnostics.append(
            Diagnostic(
                code,
                Place(self.source, span),
                message,
                label or Phrase("", ""),
                tuple(Label(Place(self.source, where), text) for where, text in labels),
                help_,
                edits=() if instead is None else (Edit(Place(self.source, span), instead),),
            )
        )
        if len(self.diagnostics) >= MAX_MISTAKES:
            raise GiveUpError

    def nest(self, node: _Node, token: Token, parts: Iterable[object]) -> _Node:
        """Return the node after noting that it is one deeper than the deepest of its parts; `token` is marked if need be."""
        depths = self._depths
        depth = 0
        for part in parts:
            deep = depths.get(id(part), 0)
            depth = max(depth, deep)
        depth += 1
        if depth > MAX_DEPTH:
            self.report_depth(token.span)
            depth = 0
        depths[id(node)] = depth
        return node

    def report_depth(self, span: Span) -> None:
        """Say that something is nested too deeply; once is enough for a text."""
        if any(found.code == "too-deep" for found in self.diagnostics):
            return
        self.report(
            "too-deep",
            span,
            Phrase("this is nested too deeply to be followed", "这里嵌套过深，无法读懂"),
            label=Phrase("too many levels inside one another", "层数过多"),
            help_=(
                Phrase(
                    "give the inner parts names with `define` and use the names here",
                    "请用 `定义` 为内层的部分命名，再在此处使用这些名称",
                ),
            ),
        )
