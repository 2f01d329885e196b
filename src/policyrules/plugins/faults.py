"""What can go wrong with a plugin, and whose fault is it?

`PluginError` is raised when an engine is built. What a plugin does wrong while a decision is made is a
`Faulty` (core/calling.py) and leaves that decision undetermined. `ReaderError` is about a file, not
about a plugin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.core.evaluate.calling import Fault, Faulty
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.errors import PolicyRulesError

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHOWN = 200
"""So many characters of another program's words are shown."""


class PluginProblem:
    """One thing wrong with a plugin: `plugin` is its name, `message` and `help` say what and what to do."""

    __slots__ = ("help", "message", "plugin")

    def __init__(
        self,
        plugin: str,
        message: Phrase,
        *,
        help: tuple[Phrase, ...] = (),  # noqa: A002  # the word diagnostics use
    ) -> None:
        self.plugin = plugin
        self.message = message
        self.help = help

    def in_(self, language: Language) -> str:
        """Return the problem on one line, its helps after it."""
        lead = "；" if language == "zh" else "; "
        head = f"插件 `{self.plugin}`：" if language == "zh" else f"plugin `{self.plugin}`: "
        return (
            head
            + self.message.in_(language)
            + "".join(lead + words for phrase in self.help if (words := phrase.in_(language)))
        )

    def __repr__(self) -> str:
        return f"PluginProblem({self.in_('en')!r})"


class PluginError(PolicyRulesError):
    """Plugins that cannot be used: `problems` lists everything wrong with all of them."""

    def __init__(self, problems: Iterable[PluginProblem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        super().__init__(
            Phrase(
                f"the plugins cannot be used ({count} {'problem' if count == 1 else 'problems'})",
                f"插件无法使用（共 {count} 处）",
            )
        )

    def in_(self, language: Language) -> str:
        """Return every problem, one a line."""
        head = self.message.in_(language) + ("：" if language == "zh" else ":")
        return "\n".join([head, *(f"- {problem.in_(language)}" for problem in self.problems)])


def faulty(plugin: str, name: str, what: Phrase, did: Phrase) -> Faulty:
    """Return the fault of a plugin's part (`what` in words, `name` as written) that did something."""
    return Faulty(
        Fault(
            name,
            plugin,
            Phrase(f"{what.en} of plugin `{plugin}` {did.en}", f"插件 `{plugin}` 的{what.zh} {did.zh}"),
        )
    )


class ReaderError(PolicyRulesError):
    """A file that cannot be read as what its name says; `name` is the file's."""

    def __init__(self, name: str, message: Phrase) -> None:
        super().__init__(Phrase(f"`{name}` {message.en}", f"`{name}` {message.zh}"))
        self.name = name


class RendererError(PolicyRulesError):
    """A document that cannot be written in a form; `name` is the renderer's."""

    def __init__(self, name: str, message: Phrase) -> None:
        super().__init__(message)
        self.name = name


def said_by(error: BaseException) -> str:
    """Return what another program's exception says, on one line and not too long.

    >>> said_by(ValueError("no such  unit"))
    'ValueError: no such unit'
    """
    kind = type(error).__name__
    try:
        words = " ".join(str(error).split())
    except Exception:  # noqa: BLE001  # an exception that cannot even be printed
        words = ""
    said = f"{kind}: {words}" if words else kind
    return said if len(said) <= _SHOWN else said[: _SHOWN - 1] + "…"


def raised(error: BaseException) -> Phrase:
    """Return the words for a plugin's part that raised something."""
    return Phrase(f"failed ({said_by(error)})", f"运行出错（{said_by(error)}）")
