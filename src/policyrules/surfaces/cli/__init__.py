"""policyrules on the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TextIO

from policyrules.surfaces.cli.status import FINE, UNUSABLE
from policyrules.surfaces.cli.stdin import STDIN
from policyrules.surfaces.locale import language_asked_for
from policyrules.surfaces.output import Output, has_colours, speak_utf8

__all__ = ["main"]

_INTERRUPTED = 130
_PIPE_CLOSED = 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 fine, 1 findings, 2 the input is unusable.

    `arguments` are those after the program's name; without them, those of this process.
    """
    typed = list(sys.argv[1:] if arguments is None else arguments)
    speak_utf8(sys.stdout)
    speak_utf8(sys.stderr)
    output = _output(typed, os.environ)
    try:
        status = _run(typed, output)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        _leave_quietly()
        return _PIPE_CLOSED
    except OSError as error:
        return _not_written(error, output)
    return status


def _not_written(error: OSError, output: Output) -> int:
    """Say that the results could not be written (the disk may be full) and return the exit status."""
    if error.filename is not None:  # a file of the author's, not the output
        raise error
    _drop(sys.stdout)
    reason = error.strerror or type(error).__name__
    with suppress(OSError):
        output.mistake(
            output.words(f"the results cannot be written: {reason}", f"无法写出结果：{reason}"),
            [
                output.words(
                    "see that there is room where the output goes, and run the command again",
                    "请确认输出位置有可用空间，再重新运行此命令",
                )
            ],
        )
    return UNUSABLE


def _output(typed: Sequence[str], environment: Mapping[str, str]) -> Output:
    return Output(
        sys.stdout,
        sys.stderr,
        language=language_asked_for(typed, environment),
        colours=has_colours(sys.stdout, environment) and has_colours(sys.stderr, environment),
    )


def _run(typed: list[str], output: Output) -> int:
    from cyclopts import CycloptsError

    from policyrules.errors import PolicyRulesError
    from policyrules.surfaces.cli.app import build
    from policyrules.surfaces.cli.help import plain_console
    from policyrules.surfaces.cli.mistakes import UsageError, mistake_of

    ordered = _command_first(typed)
    app = build(output, ordered[0] if ordered else None)
    try:
        status = app(ordered, console=plain_console(output, ordered))
    except CycloptsError as error:
        mistake = mistake_of(error, app)
        message, helps = output.said(mistake.message), [output.said(each) for each in mistake.help]
    except UsageError as error:
        message = output.said(error.mistake.message)
        helps = [output.said(each) for each in error.mistake.help]
    except PolicyRulesError as error:
        message, helps = error.in_(output.language), []
    else:
        return status if isinstance(status, int) else FINE
    if json_asked_for(typed):
        output.json({"error": {"message": message, "help": "\n".join(helps)}})
    output.mistake(message, helps)
    return UNUSABLE


def json_asked_for(typed: Sequence[str]) -> bool:
    """Return whether JSON was asked for, also where the rest of the command line cannot be read."""
    return any(
        argument == "--format=json" or pair == ("--format", "json")
        for argument, pair in zip(typed, zip(typed, [*typed[1:], ""], strict=True), strict=True)
    )


def _command_first(typed: list[str]) -> list[str]:
    """Return the arguments as the parser of commands can take them.

    A `--language` before the command has been heard already; `-`, which it takes for an option, is
    stdin.
    """
    rest = [STDIN if argument == "-" else argument for argument in typed]
    while rest and rest[0].startswith("--language"):
        del rest[: 1 if "=" in rest[0] else 2]
    return rest


def _leave_quietly() -> None:
    """Let nothing more be written to a pipe that nobody reads, not even when Python ends."""
    for stream in (sys.stdout, sys.stderr):
        _drop(stream)


def _drop(stream: TextIO) -> None:
    """Let what a stream still holds, and all that follows, go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, stream.fileno())
    except (OSError, ValueError):  # not a file: nothing of it is written later
        return
    finally:
        os.close(nowhere)
