"""How does the grammar become a table?

Lark builds it from rules.lark, and is needed for nothing else: what is kept of its table is what
`tables` reads. Building takes a good part of a second, so it is done when the package is built.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, Final

import lark
from lark.lexer import Lexer
from lark.parsers.lalr_analysis import Shift

from policyrules.syntax.grammar import digest, grammar_text

if TYPE_CHECKING:
    from collections.abc import Iterator

STARTS: Final = ["file", "declaration", "item", "otherwise", "expression"]
"""What can be parsed on its own: a whole file and the pieces a broken one is cut into."""


def build_parser(*, strict: bool) -> lark.Lark:
    """Return the parser Lark builds from the grammar; `strict` refuses any conflict (and needs interegular)."""
    return lark.Lark(
        grammar_text("rules.lark"),
        parser="lalr",
        lexer=_NoLexer,
        start=STARTS,
        strict=strict,
        keep_all_tokens=True,
        maybe_placeholders=True,
    )


def built(*, strict: bool) -> dict[str, Any]:
    """Return what is written down of the grammar, as JSON has it (`tables.table_from` reads it).

    Of a state: what it shifts, flat (symbol, next state, …), and what it reduces, flat (rule, set
    of terminals, …). Symbols, rules and sets of terminals are numbers of their lists.
    """
    parser: Any = build_parser(strict=strict)
    table = parser.parser.parser._parse_table  # noqa: SLF001  # there is no public way to Lark's table
    symbols: dict[str, int] = {}
    terminals: dict[tuple[int, ...], int] = {}
    rules = {rule: number for number, rule in enumerate(parser.rules)}
    numbered = {state: number for number, state in enumerate(table.states)}
    states = []
    for row in table.states.values():
        shifted: list[int] = []
        reduced: dict[int, list[int]] = {}
        for name, (action, argument) in row.items():
            symbol = symbols.setdefault(name, len(symbols))
            if action is Shift:
                shifted += (symbol, numbered[argument])
            else:
                reduced.setdefault(rules[argument], []).append(symbol)
        states.append(
            [
                shifted,
                [
                    number
                    for rule, before in reduced.items()
                    for number in (rule, terminals.setdefault(tuple(sorted(before)), len(terminals)))
                ],
            ]
        )
    return {
        "digest": digest(),
        "keywords": tomllib.loads(grammar_text("keywords.toml")),
        "rules": [_rule(rule, symbols) for rule in parser.rules],
        "starts": {start: numbered[state] for start, state in table.start_states.items()},
        "ends": {start: numbered[state] for start, state in table.end_states.items()},
        "symbols": list(symbols),
        "terminals": list(terminals),
        "states": states,
    }


def _rule(rule: Any, symbols: dict[str, int]) -> list[Any]:
    """Return a rule: its name, its symbols, its alias, whether it hands on its only part, what may be left out.

    The last is a number for each place between its symbols: so many optional parts are not written there.
    """
    left_out: list[int] = []
    if any(rule.options.empty_indices):
        places = "".join("1" if absent else "0" for absent in rule.options.empty_indices)
        left_out = [len(absent) for absent in places.split("0")]
    return [
        rule.origin.name,
        [symbols.setdefault(symbol.name, len(symbols)) for symbol in rule.expansion],
        rule.alias or "",
        bool(rule.options.expand1),
        left_out,
    ]


class _NoLexer(Lexer):
    """Stands for the lexer while a table is built: the table does not depend on it."""

    __future_interface__ = 2

    def __init__(self, _: object) -> None:
        """Take the configuration Lark hands over, and need none of it."""

    def lex(self, lexer_state: Any, parser_state: Any) -> Iterator[Any]:  # noqa: ARG002  # Lark's interface
        """Yield nothing."""
        yield from ()
