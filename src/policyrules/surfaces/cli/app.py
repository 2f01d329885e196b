"""Which commands are there?"""

from __future__ import annotations

from cyclopts import App, Group

from policyrules import __version__
from policyrules.diagnostics.phrase import Phrase
from policyrules.surfaces.cli import (
    admit,
    check,
    decide,
    docs,
    explain,
    fmt,
    more,
    new,
    review,
    run_tests,
    withdraw,
)
from policyrules.surfaces.cli.help import ARGUMENTS, COMMANDS, EXAMPLES, OPTIONS, SUMMARY, PlainHelp
from policyrules.surfaces.output import Output

_COMMANDS = (
    ("new", new),
    ("check", check),
    ("decide", decide),
    ("admit", admit),
    ("withdraw", withdraw),
    ("review", review),
    ("test", run_tests),
    ("explain", explain),
    ("docs", docs),
    ("fmt", fmt),
    ("help", more),
)


def build(output: Output) -> App:
    """Return the command line in the language of the output; each command returns its exit status."""
    language = output.language
    app = App(
        name="policyrules",
        help=SUMMARY.in_(language),
        help_epilogue=EXAMPLES.in_(language),
        usage=Phrase("policyrules COMMAND …", "policyrules 命令 …").in_(language),
        help_format="plaintext",
        help_formatter=PlainHelp(language),
        help_flags=["--help", "-h"],
        version=__version__,
        version_flags=["--version"],
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
    for order, (name, module) in enumerate(_COMMANDS):
        app.command(
            module.command(output),
            name=name,
            help=module.HELP.in_(language),
            usage=f"policyrules {name} {module.USAGE.in_(language)}",
            help_epilogue="",
            sort_key=order,
        )
    return app
