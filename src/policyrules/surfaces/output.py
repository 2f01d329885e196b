"""How are results printed: to which stream, in which language, as text or as JSON?

Text is lines of styled pieces; colours are put on only for a terminal and are never needed to
read it. JSON keeps its order and is UTF-8 as it is.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal, TextIO

from policyrules.diagnostics.codes import title_of
from policyrules.diagnostics.diagnostic import Diagnostic, Severity
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.diagnostics.render import rows, to_json
from policyrules.frozen import frozen

if TYPE_CHECKING:
    from rich.console import Console

Format = Literal["text", "json", "sarif"]
Style = str
Line = tuple[tuple[Style, str], ...]
"""One line of text: what each piece is, and the piece."""

STYLES: Final[Mapping[Style, str]] = {
    "error": "bold red",
    "warning": "bold yellow",
    "note": "bold cyan",
    "message": "bold",
    "frame": "blue",
    "mark": "bold red",
    "other mark": "blue",
    "good": "bold green",
    "bad": "bold red",
    "doubtful": "bold yellow",
    "heading": "bold",
    "quiet": "dim",
}
"""The colours of what is printed; anything else is printed as it is."""

_CODES_NAMED: Final = 3
"""So many codes are named after the diagnostics, to be read about."""


def plain(text: str) -> Line:
    """Return a line of one unstyled piece."""
    return (("plain", text),)


@frozen
class Output:
    """Where a command's results (`out`) and complaints (`err`) go, and how they are said."""

    out: TextIO
    err: TextIO
    language: Language = "en"
    format: Format = "text"
    colours: bool = False

    def words(self, en: str, zh: str) -> str:
        """Return the one of two texts that is in the language spoken."""
        return zh if self.language == "zh" else en

    def said(self, phrase: Phrase) -> str:
        """Return a phrase in the language spoken."""
        return phrase.in_(self.language)

    def lines(self, lines: Iterable[Line]) -> None:
        """Print lines of results."""
        for line in lines:
            _write(self.out, self._console_out, line)

    def complain(self, lines: Iterable[Line]) -> None:
        """Print lines of complaints."""
        for line in lines:
            _write(self.err, self._console_err, line)

    def mistake(self, message: str, helps: Iterable[str] = ()) -> None:
        """Complain that something given to the command cannot be used, and what to give instead."""
        colon = self.words(": ", "：")
        self.complain([(("error", self.words("error", "错误")), ("message", f"{colon}{message}"))])
        self.complain(
            (("frame", f"  = {self.words('help', '帮助')}{colon}"), ("plain", text)) for text in helps
        )

    def json(self, value: Any, *, indent: int | None = 2) -> None:
        """Print a JSON value: indented, or with `indent` none on one line."""
        print(written_json(value, indent=indent), file=self.out)

    def diagnostics(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Print diagnostics in the form asked for; text ends with how many there are."""
        listed = tuple(diagnostics)
        match self.format:
            case "json":
                self.json(to_json(listed, self.language))
            case "sarif":
                from policyrules import __version__ as version  # noqa: PLC0415  # as above
                from policyrules.diagnostics.sarif import to_sarif  # noqa: PLC0415  # asked for rarely

                self.json(to_sarif(listed, self.language, version=version))
            case "text":
                self.lines(diagnostic_lines(listed, self.language))

    @cached_property
    def _console_out(self) -> Console | None:
        return _console(self.out) if self.colours else None

    @cached_property
    def _console_err(self) -> Console | None:
        return _console(self.err) if self.colours else None


def written_json(value: Any, *, indent: int | None = 2) -> str:
    """Return a value as JSON text: order kept, Chinese as it is, exact numbers as texts."""
    return json.dumps(value, indent=indent, ensure_ascii=False, default=str, allow_nan=False)


def diagnostic_lines(diagnostics: Iterable[Diagnostic], language: Language) -> Iterable[Line]:
    """Yield the lines of all diagnostics, one empty line after each, then how many, and where to read more."""
    counts = dict.fromkeys(Severity, 0)
    codes: dict[str, None] = {}
    for diagnostic in diagnostics:
        if title_of(diagnostic.code) is not None or diagnostic.title is not None:
            codes[diagnostic.code] = None
        counts[diagnostic.severity] += 1
        severity = diagnostic.severity.value
        for row in rows(diagnostic, language):
            pieces = tuple(
                (severity if piece.role == "severity" else piece.role, piece.text) for piece in row
            )
            yield pieces
        yield ()
    if any(counts.values()):
        yield (("heading", counted(counts, language)),)
    if codes:
        lead = Phrase("to read more: ", "详细说明：").in_(language)
        typed = " ".join(["policyrules help", *list(codes)[:_CODES_NAMED]])
        yield (("quiet", lead), ("plain", typed))


def counted(counts: Mapping[Severity, int], language: Language) -> str:
    """Return how many diagnostics there are of each severity.

    >>> counted({Severity.ERROR: 2, Severity.WARNING: 1, Severity.NOTE: 0}, "en")
    '2 errors, 1 warning'
    >>> counted({Severity.ERROR: 2, Severity.WARNING: 1, Severity.NOTE: 0}, "zh")
    '错误 2 处，警告 1 处'
    """
    if language == "zh":
        words = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.NOTE: "提示"}
        return "，".join(f"{words[severity]} {count} 处" for severity, count in counts.items() if count)
    return ", ".join(
        f"{count} {severity.value}{'' if count == 1 else 's'}" for severity, count in counts.items() if count
    )


def speak_utf8(stream: TextIO) -> None:
    """Make a stream write UTF-8 whatever the locale says; what cannot be written is escaped."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def has_colours(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Return whether a stream is a terminal on which colours are welcome (see no-color.org)."""
    return stream.isatty() and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


def _console(stream: TextIO) -> Console:
    from rich.console import Console  # noqa: PLC0415  # costs time, and only a terminal has colours

    return Console(
        file=stream, force_terminal=True, highlight=False, markup=False, emoji=False, soft_wrap=True
    )


def _write(stream: TextIO, console: Console | None, line: Line) -> None:
    if console is None:
        print("".join(text for _, text in line).rstrip(), file=stream)
        return
    from rich.text import Text  # noqa: PLC0415  # as above

    text = Text()
    for style, piece in line:
        text.append(piece, STYLES.get(style, ""))
    text.rstrip()
    console.print(text)
