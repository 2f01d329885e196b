"""Which commands are there?"""

from __future__ import annotations

from importlib import import_module
from typing import Final

from cyclopts import App, Group

from policyrules import __version__
from policyrules.diagnostics.phrase import Phrase
from policyrules.surfaces.cli.help import (
    ARGUMENTS,
    COMMANDS,
    EXAMPLES,
    HELP_FLAGS,
    OPTIONS,
    SUMMARY,
    VERSION_FLAGS,
    PlainHelp,
)
from policyrules.surfaces.output import Output

_COMMANDS: Final = {
    "new": "new",
    "check": "check",
    "decide": "decide",
    "admit": "admit",
    "withdraw": "withdraw",
    "review": "review",
    "test": "run_tests",
    "explain": "explain",
    "docs": "docs",
    "fmt": "fmt",
    "help": "more",
}
"""Each command and the module beside this one that it comes from."""


def build(output: Output, asked: str | None = None) -> App:
    """Return the command line in the language of the output; each command returns its exit status.

    Where the command `asked` for is known, the others are not even imported.
    """
    language = output.language
    app = App(
        name="policyrules",
        help=SUMMARY.in_(language),
        help_epilogue=EXAMPLES.in_(language),
        usage=Phrase("policyrules COMMAND …", "policyrules 命令 …").in_(language),
        help_format="plaintext",
        help_formatter=PlainHelp(language),
        help_flags=HELP_FLAGS,
        version=__version__,
        version_flags=VERSION_FLAGS,
        group_arguments=Group(ARGUMENTS.in_(language), sort_key=0),
        group_parameters=Group(OPTIONS.in_(language), sort_key=1),
        group_commands=Group(COMMANDS.in_(language), sort_key=2),
        result_action="return_value",
        exit_on_error=False,
        print_error=False,
        suppress_keyboard_interrupt=False,
    )
    app["--help"].help = Phrase("show this", "显示本说明").in_(language)
    app["--version"].help = Phrase("show the version", "显示版本").in_(language)
    for order, (name, home) in enumerate(_COMMANDS.items()):
        if asked in _COMMANDS and name != asked:
            continue
        module = import_module(f"policyrules.surfaces.cli.{home}")
        app.command(
            module.command(output),
            name=name,
            help=module.HELP.in_(language),
            usage=f"policyrules {name} {module.USAGE.in_(language)}",
            help_epilogue="",
            sort_key=order,
        )
    return app
