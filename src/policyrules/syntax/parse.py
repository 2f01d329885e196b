"""What does a text say, and what is wrong with how it says it?"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from lark.exceptions import UnexpectedToken

from policyrules.diagnostics.diagnostic import Diagnostic, in_source_order
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.source import Source
from policyrules.syntax.ast.declarations import File
from policyrules.syntax.collector import collector_resting
from policyrules.syntax.from_tree.callbacks import callbacks
from policyrules.syntax.grammar import load_parser
from policyrules.syntax.keywords import keywords
from policyrules.syntax.lexer import RulesLexer
from policyrules.syntax.oddities import GiveUpError
from policyrules.syntax.reading import Reading
from policyrules.syntax.tokens import Token

if TYPE_CHECKING:
    import lark

    from policyrules.syntax.ast.expressions import Expression


@cache
def _parser() -> lark.Lark:
    return load_parser(RulesLexer, callbacks())


def parse_file(source: Source) -> tuple[File, tuple[Diagnostic, ...]]:
    """Return the file a text writes, and everything wrong with its form, in source order."""
    reading = Reading(source, _expression)
    declarations: tuple[Any, ...] = ()
    with collector_resting():
        declarations = _parsed(reading, "file") or ()
    comments = tuple(reading.comments[start] for start in sorted(reading.comments))
    return File(source, declarations, comments, _language(reading)), in_source_order(reading.diagnostics)


def parse_expression(text: str) -> tuple[Expression | None, tuple[Diagnostic, ...]]:
    """Return the expression a text writes, and everything wrong with its form."""
    reading = Reading(Source("<text>", text), _expression)
    return _expression(reading), in_source_order(reading.diagnostics)


def _expression(reading: Reading) -> Expression | None:
    return cast("Expression | None", _parsed(reading, "expression"))


def _parsed(reading: Reading, start: str) -> Any:
    try:
        return _parser().parse(cast(str, reading), start=start)
    except UnexpectedToken as error:
        token = error.token
        if not isinstance(token, Token):
            token = Token("$END", "", reading.stop, reading.stop, reading)
        reading.report(
            "unexpected",
            token.span,
            Phrase(f"`{token.text}` cannot stand here", f"此处不能写 `{token.text}`"),
        )
    except GiveUpError:
        pass
    return None


def _language(reading: Reading) -> Any:
    of = keywords().language_of
    counts = {"en": 0, "zh": 0}
    for spelling, times in reading.spoken.items():
        language = of.get(spelling)
        if language in counts:
            counts[language] += times
    return "zh" if counts["zh"] > counts["en"] else "en"
