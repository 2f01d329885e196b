"""What was wrong with what was typed, and what to type instead?

The argument parser speaks English and of Python types; every exception class of its is said here
again, in both languages, from what the exception carries.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

from cyclopts import (
    App,
    ArgumentOrderError,
    CoercionError,
    CombinedShortOptionError,
    ConsumeMultipleError,
    CycloptsError,
    MissingArgumentError,
    MixedArgumentError,
    RepeatArgumentError,
    RequiresEqualsError,
    TokenizationError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
    ValidationError,
)

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.suggest import near
from policyrules.frozen import field, frozen


@frozen
class Mistake:
    """What is wrong, and what to type instead."""

    message: Phrase
    help: tuple[Phrase, ...] = field(default=())


class UsageError(Exception):
    """Something typed after a command that the command cannot use; `mistake` says what."""

    def __init__(self, message: Phrase, *helps: Phrase) -> None:
        super().__init__(message.en)
        self.mistake = Mistake(message, helps)


def mistake_of(error: CycloptsError, app: App) -> Mistake:
    """Return what the argument parser found, as a person would say it."""
    command = " ".join(error.command_chain or ())
    more = more_about(command)
    match error:
        case UnknownCommandError():
            typed = (error.unused_tokens or [""])[0]
            return Mistake(
                Phrase(f"there is no command `{typed}`", f"没有命令 `{typed}`"),
                (*_perhaps(near(typed, commands_of(app))), more_about("")),
            )
        case UnknownOptionError(token=token):
            typed = token.keyword or token.value
            named = typed.split("=", 1)[0]
            known = [name for argument in error.argument_collection for name in argument.names]
            options = [name for name in (*known, "--help") if name.startswith("--")]
            return Mistake(
                Phrase(f"`{command}` has no option `{named}`", f"`{command}` 没有选项 `{named}`"),
                (*_perhaps(near(named, options)), more),
            )
        case CoercionError():
            return _not_convertible(error, more)
        case ConsumeMultipleError() | MissingArgumentError():
            return _missing(error, command, more)
        case RepeatArgumentError(token=token):
            return Mistake(
                Phrase(f"`{token.keyword}` is given more than once", f"`{token.keyword}` 重复给出"),
                (Phrase("give it once", "只写一次"),),
            )
        case UnusedCliTokensError():
            typed = " ".join(error.unused_tokens or [])
            return Mistake(Phrase(f"`{command}` takes no more than that: `{typed}` is left over",
                                  f"`{command}` 不需要更多内容：`{typed}` 是多余的"), (more,))  # fmt: skip
        case RequiresEqualsError():
            name = _name(error)
            return Mistake(
                Phrase(f"`{name}` takes its value after `=`", f"`{name}` 的值写在 `=` 之后"),
                (Phrase.same(f"{name}=…"),),
            )
        case (
            CombinedShortOptionError()
            | ArgumentOrderError()
            | MixedArgumentError()
            | TokenizationError()
            | ValidationError()
        ):
            return _unreadable(more)
        case _:
            return _unreadable(more)


def _unreadable(more: Phrase) -> Mistake:
    return Mistake(
        Phrase("the options cannot be read in this order", "选项这样排列无法读取"),
        (Phrase("write one option at a time, each with its value", "选项逐个写，各带其值"), more),
    )


def _not_convertible(error: CoercionError, more: Phrase) -> Mistake:
    name = _name(error)
    value = error.token.value if error.token is not None else ""
    if error.target_type is bool:
        return Mistake(
            Phrase(f"`{name}` takes no value, `{value}` was given", f"`{name}` 不带值，却给了 `{value}`"),
            (Phrase(f"write `{name}` alone", f"只写 `{name}`"),),
        )
    choices = [str(choice) for choice in get_args(error.target_type)]
    if not choices:
        return Mistake(Phrase(f"`{value}` does not fit `{name}`", f"`{value}` 不适用于 `{name}`"), (more,))
    listed = ", ".join(f"`{choice}`" for choice in choices)
    listed_zh = "、".join(f"`{choice}`" for choice in choices)
    return Mistake(
        Phrase(f"`{name}` cannot be `{value}`", f"`{name}` 不能是 `{value}`"),
        (Phrase(f"it is one of {listed}", f"可选 {listed_zh}"),),
    )


def _missing(error: MissingArgumentError, command: str, more: Phrase) -> Mistake:
    name = _name(error)
    if name.startswith("-"):
        return Mistake(Phrase(f"`{name}` needs a value after it", f"`{name}` 后面缺少取值"), (more,))
    return Mistake(Phrase(f"`{command}` needs {name}", f"`{command}` 缺少{name}"), (more,))


def _name(error: Any) -> str:
    """Return the option or argument an error speaks of, as the person wrote it."""
    keyword = getattr(error, "keyword", None) or getattr(getattr(error, "token", None), "keyword", None)
    if keyword:
        return str(keyword)
    return str(error.argument.name) if error.argument is not None else ""


def _perhaps(names: Iterable[str]) -> tuple[Phrase, ...]:
    listed = [f"`{name}`" for name in names]
    if not listed:
        return ()
    return (Phrase(f"did you mean {' or '.join(listed)}?", f"是否想写 {'、'.join(listed)}？"),)


def more_about(command: str) -> Phrase:
    """Return where to read what a command takes."""
    typed = f"policyrules {command} --help".replace("  ", " ")
    return Phrase(f"`{typed}` shows what there is", f"`{typed}` 列出全部用法")


def commands_of(app: App) -> list[str]:
    """Return the names of an app's commands, flags left out."""
    return [name for name in app if not name.startswith("-")]
