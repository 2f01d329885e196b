"""`policyrules help`: what does the code in brackets after an error mean, or how is a command typed?"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Final, Literal

from policyrules.diagnostics.codes import TITLES, link_of
from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import evolve
from policyrules.surfaces.cli.mistakes import UsageError, commands_of, more_about
from policyrules.surfaces.cli.options import Options
from policyrules.surfaces.cli.status import FINE
from policyrules.surfaces.output import Output, plain

if TYPE_CHECKING:
    from policyrules.plugins.lints import Lint

HELP = Phrase(
    "say what a message of `check` means, with a sample and how to write it instead",
    "详解 `check` 给出的提示：含义、例子和改法",
)
USAGE = Phrase("CODE…", "代码…")
CODE: Final = Phrase(
    "what stands in brackets in a message, as `unknown-name`; or a command's name",
    "提示中方括号里的代码，如 `unknown-name`；也可以是命令名",
)


def command(output: Output) -> Callable[..., int]:
    """Return the command, its help in the language of the output."""
    options = Options(output.language)

    def help(  # noqa: A001  # the command's name
        *codes: Annotated[str, options.argument(Phrase("CODE", "代码"), CODE)],
        format: Annotated[Literal["text", "json"], options.format] = "text",  # noqa: A002  # the option's name
        language: Annotated[Literal["en", "zh"] | None, options.speak] = None,
    ) -> int:
        del language  # heard before the command line was read
        return run(evolve(output, format=format), codes)

    return help


def run(output: Output, asked: tuple[str, ...]) -> int:
    """Print what there is to read of each code; without any, how to use the command line."""
    if not asked:
        return _of_commands(output, [])
    codes = [each.strip("[]`") for each in asked]
    if len(codes) == 1 and codes[0] in _commands(output):
        return _of_commands(output, codes)
    lints = _lints() if any("/" in code for code in codes) else {}
    for code in codes:
        if code not in TITLES and code not in lints:
            raise _unknown(code, output, lints)
    if output.format == "json":
        output.json({"codes": [_told(code, output, lints) for code in codes]})
        return FINE
    for number, code in enumerate(codes):
        told = _told(code, output, lints)
        output.lines([*([()] if number else []), (("heading", code), ("message", f"  {told['title']}")), ()])
        output.lines(map(plain, told["text"].split("\n")))
    return FINE


def _lints() -> "Mapping[str, Lint]":
    """Return the lints of the plugins installed, by code."""
    from policyrules.plugins.manager import build as build_plugins

    return {lint.code: lint for lint in build_plugins().lints}


def _told(code: str, output: Output, lints: "Mapping[str, Lint]") -> dict[str, str]:
    if code in lints:
        return _told_by_plugin(lints[code], output)
    from policyrules.surfaces.diagnostic_pages import section_of

    lines = section_of(code, output.language) or ()
    return {
        "code": code,
        "title": TITLES[code].in_(output.language),
        "text": "\n".join(lines),
        "page": link_of(code, output.language) or "",
    }


def _told_by_plugin(lint: "Lint", output: Output) -> dict[str, str]:
    whose = output.words(f"Advice of the plugin `{lint.plugin}`.", f"插件 `{lint.plugin}` 的提示。")
    about = lint.about.in_(output.language)
    not_so = output.words(
        f'Where it does not apply: `@allow("{lint.code}", "…")`, with the reason.',
        f'不适用之处，请写明理由：`@不提示("{lint.code}", "…")`。',
    )
    return {
        "code": lint.code,
        "title": lint.title.in_(output.language),
        "text": "\n\n".join(part for part in (about, whose, not_so) if part),
        "page": "",
    }


def _of_commands(output: Output, command_line: list[str]) -> int:
    from policyrules.surfaces.cli.app import build
    from policyrules.surfaces.cli.help import plain_console

    asked = [*command_line, "--help"]
    build(output)(asked, console=plain_console(output, asked))
    return FINE


def _commands(output: Output) -> list[str]:
    from policyrules.surfaces.cli.app import build

    return commands_of(build(output))


def _unknown(code: str, output: Output, lints: "Iterable[str]") -> UsageError:
    from policyrules.diagnostics.suggest import near

    names = near(code, [*TITLES, *lints, *_commands(output)])
    meant = Phrase(
        f"did you mean {' or '.join(f'`policyrules help {name}`' for name in names)}?",
        f"是否想看 {'、'.join(f'`policyrules help {name}`' for name in names)}？",
    )
    return UsageError(
        Phrase(f"no message has the code `{code}`", f"没有代码为 `{code}` 的提示"),
        *([meant] if names else []),
        Phrase(
            "the code stands in brackets in the message: `error[unknown-name]`",
            "代码在提示的方括号里：`错误[unknown-name]`",
        ),
        more_about("help"),
    )
