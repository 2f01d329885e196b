"""What does the command line say of itself?"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.diagnostics.width import pad, width
from policyrules.frozen import frozen
from policyrules.surfaces.output import Output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cyclopts.help import HelpEntry, HelpPanel
    from rich.console import Console, ConsoleOptions

SUMMARY = Phrase(
    "Check, test and apply policies written as lists in .rules files.",
    "检查、测试、执行以清单写成的政策（.rules 文件）。",
)

EXAMPLES = Phrase(
    """\
Examples:
  policyrules new leave
  policyrules check policies/
  policyrules decide policies/ Inspection plan.json --on 2026-03-02
  policyrules explain policies/ IN-01

`policyrules COMMAND --help` says more of each command.
Exit status: 0 fine, 1 findings, 2 the input cannot be used. `--language zh` speaks Chinese.""",
    """\
示例：
  policyrules new 请假
  policyrules check policies/
  policyrules decide policies/ 督检考 计划.json --on 2026-03-02
  policyrules explain policies/ IN-01

各命令详见 `policyrules 命令 --help`。
退出状态：0 正常，1 有问题，2 输入无法使用。`--language en` 改用英文。""",
)

USAGE = Phrase("Usage", "用法")
ARGUMENTS = Phrase("Arguments", "参数")
OPTIONS = Phrase("Options", "选项")
COMMANDS = Phrase("Commands", "命令")
_CHOICES = Phrase("one of", "可选")

_WIDEST = 96
_INDENT = "  "


HELP_FLAGS = ("--help", "-h")
VERSION_FLAGS = ("--version",)


def plain_console(output: Output, typed: Sequence[str]) -> Console | None:
    """Return where help and the version are printed: results, without colours, lines as long as they are.

    None where nothing that was typed asks for either: a console takes a tenth of the time of a short command to import.
    """
    if typed and {*typed}.isdisjoint((*HELP_FLAGS, *VERSION_FLAGS)):
        return None
    from rich.console import Console  # as commands: only where it is needed

    return Console(
        file=output.out, force_terminal=False, highlight=False, markup=False, emoji=False, width=200
    )


@frozen
class PlainHelp:
    """Prints help as plain text in one language, in two columns that line up in Chinese too."""

    language: Language

    show_metavar = True

    def __call__(self, console: Console, options: ConsoleOptions, panel: HelpPanel) -> None:
        """Print one group of commands, arguments or options."""
        del options
        entries = [(self._label(entry), self._words(entry)) for entry in panel.entries]
        if not entries:
            return
        column = min(max(width(label) for label, _ in entries), 30) + 2
        _print(console, f"\n{panel.title}{Phrase(':', '：').in_(self.language)}")
        for label, words in entries:
            lead = pad(_INDENT + label, column + len(_INDENT))
            if width(label) + 2 > column:
                _print(console, lead)
                lead = " " * (column + len(_INDENT))
            first, *more = _wrapped(words, _WIDEST - width(lead)) or [""]
            _print(console, lead + first)
            for line in more:
                _print(console, " " * width(lead) + line)

    def render_usage(self, console: Console, options: ConsoleOptions, usage: Any) -> None:
        """Print the line that says how the command is typed."""
        del options
        text = getattr(usage, "plain", str(usage)).strip().removeprefix("Usage:").strip()
        _print(console, f"{USAGE.in_(self.language)}{Phrase(': ', '：').in_(self.language)}{text}")

    def render_description(self, console: Console, options: ConsoleOptions, description: Any) -> None:
        """Print what the command does."""
        del options
        text = _plain(description)
        if text:
            lines = [line for part in text.split("\n") for line in (_wrapped(part, _WIDEST) or [""])]
            _print(console, "\n" + "\n".join(lines))

    def _label(self, entry: HelpEntry) -> str:
        return ", ".join(entry.display_labels_with_metavar)

    def _words(self, entry: HelpEntry) -> str:
        text = _plain(entry.description)
        if entry.choices:
            space = "" if self.language == "zh" else " "
            mark = Phrase("(", "（"), Phrase(")", "）")
            listed = ("、" if self.language == "zh" else ", ").join(entry.choices)
            words = f"{mark[0].in_(self.language)}{_CHOICES.in_(self.language)} {listed}"
            text = f"{text}{space}{words}{mark[1].in_(self.language)}"
        return text


def _plain(described: Any) -> str:
    """Return the words of what cyclopts wraps for rich."""
    inner = getattr(described, "primary_renderable", described)
    return str(getattr(inner, "plain", inner or "")).strip()


def _print(console: Console, text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def _wrapped(text: str, columns: int) -> list[str]:
    """Cut text into lines of so many columns; Chinese may break anywhere, English at spaces."""
    if width(text) == len(text):
        return textwrap.wrap(text, max(columns, 20))
    lines = [""]
    for character in text:
        if width(lines[-1] + character) > columns and character not in "，。；：、） ":
            lines.append("")
        lines[-1] += character
    return lines
