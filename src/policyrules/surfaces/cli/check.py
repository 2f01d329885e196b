"""`policyrules check`: is anything wrong with these policies?"""

from collections.abc import Callable
from typing import Annotated, Literal

from attrs import evolve

from policyrules.diagnostics.phrase import Phrase
from policyrules.surfaces.cli.options import PATH, PATH_NAME, Options
from policyrules.surfaces.cli.status import FINDINGS, FINE, UNUSABLE
from policyrules.surfaces.output import Output

HELP = Phrase(
    "check policies: syntax, names, types, likely slips\n\nThe exit status is 2 on errors, 1 on warnings only.",
    "检查政策文件：语法、名称、类型和可能的疏漏\n\n有错误时退出状态为 2，仅有警告时为 1。",
)
USAGE = Phrase("PATH…", "路径…")


def command(output: Output) -> Callable[..., int]:
    """Return the command, its help in the language of the output."""
    options = Options(output.language)

    def check(
        *paths: Annotated[str, options.argument(PATH_NAME, PATH)],
        param: Annotated[tuple[str, ...], options.param] = (),
        params: Annotated[str | None, options.params] = None,
        format: Annotated[Literal["text", "json", "sarif"], options.format] = "text",  # noqa: A002  # the option's name
        language: Annotated[Literal["en", "zh"] | None, options.speak] = None,
    ) -> int:
        del language  # heard before the command line was read
        options.require_paths("check", paths)
        return run(evolve(output, format=format), paths, param, params)

    return check


def run(output: Output, paths: tuple[str, ...], param: tuple[str, ...], params: str | None) -> int:
    """Print every diagnostic of the policies and return the exit status."""
    from policyrules.diagnostics.diagnostic import Severity
    from policyrules.surfaces.cli.loading import examined, with_parameters

    found = examined(paths)
    if found.policies is not None and (param or params is not None):
        with_parameters(found.policies, param, params)
    output.diagnostics(found.diagnostics)
    severities = {each.severity for each in found.diagnostics}
    if output.format == "text" and not severities & {Severity.ERROR, Severity.WARNING}:
        count = len(found.files)
        output.lines(
            [
                (
                    (
                        "good",
                        output.words(
                            f"no problems in {count} file{'' if count == 1 else 's'}",
                            f"{count} 个文件，没有问题",
                        ),
                    ),
                )
            ]
        )
    if Severity.ERROR in severities or found.policies is None:
        return UNUSABLE
    return FINDINGS if Severity.WARNING in severities else FINE
