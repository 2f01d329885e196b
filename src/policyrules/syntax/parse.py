"""What does a text say, and what is wrong with how it says it?"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from policyrules.diagnostics.diagnostic import Diagnostic, Severity, in_source_order
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Place, Span
from policyrules.syntax.ast.declarations import File
from policyrules.syntax.collector import collector_resting
from policyrules.syntax.driver import Driver, UnreadError
from policyrules.syntax.from_tree.callbacks import callbacks
from policyrules.syntax.grammar import written
from policyrules.syntax.keywords import keywords
from policyrules.syntax.reading import MAX_MISTAKES, GiveUpError, Reading
from policyrules.syntax.stands import Stands
from policyrules.syntax.tables import table_from
from policyrules.syntax.too_much import too_large

if TYPE_CHECKING:
    from policyrules.syntax.ast.expressions import Expression
    from policyrules.syntax.learned import Learned

MAX_CHARACTERS: Final = 4_000_000
"""Longer texts are refused; ten thousand items take about two million characters."""


def parse_file(source: Source) -> tuple[File, tuple[Diagnostic, ...]]:
    """Return the file a text writes, and everything wrong with its form, in source order.

    Never raises: what cannot be read is left out of the file and said in a diagnostic.
    """
    if len(source.text) > MAX_CHARACTERS:
        refused = Reading(Source(source.name, ""), _expression)
        refused.source = source
        too_large(refused)
        return File(source, (), (), "en"), tuple(refused.diagnostics)
    reading = Reading(source, _expression)
    with collector_resting():
        try:
            declarations = _parsed(reading, "file")
        except (UnreadError, GiveUpError):
            declarations = ()
            if not reading.is_exhausted:
                reading = reading.again()
                declarations = _recovered(reading)
    if not source.text.strip():
        _empty(reading)
    comments = tuple(reading.comments[start] for start in sorted(reading.comments))
    return File(source, declarations, comments, _language(reading)), _told(reading)


def parse_expression(text: str) -> tuple[Expression | None, tuple[Diagnostic, ...]]:
    """Return the expression a text writes, and everything wrong with its form."""
    source = Source("<text>", text)
    if len(text) > MAX_CHARACTERS:
        return None, parse_file(source)[1]
    reading = Reading(source, _expression)
    try:
        expression = _expression(reading)
    except GiveUpError:
        expression = None
    return expression, _told(reading)


def _empty(reading: Reading) -> None:
    """Say that there is nothing in a file; that may be meant, so it is a warning."""
    reading.diagnostics.append(
        Diagnostic(
            "empty-file",
            Place(reading.source, Span(0, 0)),
            Phrase("there is nothing in this file", "这个文件没有内容"),
            help=(
                Phrase(
                    "write a declaration such as `record Visit { people: integer }`",
                    "请写声明，例如 `记录 走访 { 人数: 整数 }`",
                ),
            ),
            severity=Severity.WARNING,
        )
    )


# What explains mistakes is imported when there is one: most texts have none.


def _recovered(reading: Reading) -> tuple[Any, ...]:
    from policyrules.syntax.recover import recovered  # noqa: PLC0415  # see above

    return recovered(reading, _driver(), _learned())


def _expression(reading: Reading) -> Expression | None:
    """Parse an expression where it stands; what is wrong is reported to the reading."""
    start = reading.at
    try:
        return cast("Expression", _parsed(reading, "expression"))
    except UnreadError:
        from policyrules.syntax.recover import explain_first  # noqa: PLC0415  # see above

        again = reading.piece(start, reading.stop, in_template=reading.in_template)
        explain_first(again, _driver().stands, _learned(), "expression")
    return None


def _parsed(reading: Reading, start: str) -> Any:
    return _driver().parse(reading, start)


@cache
def _driver() -> Driver:
    return Driver(Stands(table_from(written(), callbacks())))


@cache
def _learned() -> Learned:
    from policyrules.syntax.learned import learn  # noqa: PLC0415  # see above

    return learn(_driver().stands)


def _told(reading: Reading) -> tuple[Diagnostic, ...]:
    """Return what was found in source order, in the words of the text; a note ends a list that was cut short."""
    found = in_source_order(reading.diagnostics)
    if not found:
        return ()
    from policyrules.syntax.own_words import in_words_of, likely_language  # noqa: PLC0415  # see above

    language = likely_language(reading.source.text, _spoken(reading))
    found = tuple(in_words_of(each, language) for each in found)
    if len(reading.diagnostics) < MAX_MISTAKES:
        return found
    last = found[-1].place.span
    note = Diagnostic(
        "too-many-mistakes",
        Place(reading.source, Span(last.stop, last.stop)),
        Phrase(
            f"only the first {len(found)} mistakes of this file are listed",
            f"此文件只列出前 {len(found)} 处错误",
        ),
        help=(Phrase("correct these first", "请先改正这些错误"),),
        severity=Severity.NOTE,
    )
    return (*found, note)


def _language(reading: Reading) -> Literal["en", "zh"]:
    counts = _spoken(reading)
    return "zh" if counts["zh"] > counts["en"] else "en"


def _spoken(reading: Reading) -> dict[str, int]:
    """Return how many keywords of each language a text has."""
    of = keywords().language_of
    counts = {"en": 0, "zh": 0}
    for spelling, times in reading.spoken.items():
        language = of.get(spelling)
        if language in counts:
            counts[language] += times
    return counts
