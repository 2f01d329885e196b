"""`policyrules check`: is anything wrong with these policies?"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Literal

from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import evolve
from policyrules.surfaces.cli.options import PATH, PATH_NAME, Options
from policyrules.surfaces.cli.status import FINDINGS, FINE, UNUSABLE
from policyrules.surfaces.output import Line, Output

if TYPE_CHECKING:
    from policyrules.diagnostics.diagnostic import Diagnostic
    from policyrules.engine.assemble import Assembled

HELP = Phrase(
    "check policies: syntax, names, types, likely slips\n\nThe exit status is 2 on errors, 1 on warnings only. "
    "With --fix, what can safely be put right is; if errors remain, no file is changed.",
    "检查政策文件：语法、名称、类型和可能的疏漏\n\n有错误时退出状态为 2，仅有警告时为 1。"
    "加 --fix 则改正有把握的错误；改后仍有错误的，所有文件都不作改动。",
)
USAGE = Phrase("PATH… [--fix] [--diff]", "路径… [--fix] [--diff]")
FIX = Phrase(
    "put right what can safely be put right, and say what was changed", "改正有把握的错误，并列出所作的改动"
)
DIFF = Phrase("show what --fix would change, and change nothing", "只显示 --fix 将作的改动，不写入文件")


def command(output: Output) -> Callable[..., int]:
    """Return the command, its help in the language of the output."""
    options = Options(output.language)

    def check(
        *paths: Annotated[str, options.argument(PATH_NAME, PATH)],
        fix: Annotated[bool, options.flag("--fix", FIX)] = False,
        diff: Annotated[bool, options.flag("--diff", DIFF)] = False,
        param: Annotated[tuple[str, ...], options.param] = (),
        params: Annotated[str | None, options.params] = None,
        format: Annotated[Literal["text", "json", "sarif"], options.format] = "text",  # noqa: A002  # the option's name
        language: Annotated[Literal["en", "zh"] | None, options.speak] = None,
    ) -> int:
        del language  # heard before the command line was read
        options.require_paths("check", paths)
        spoken = evolve(output, format=format)
        if fix or diff:
            from policyrules.surfaces.cli.fixes import run_fixes

            return run_fixes(spoken, paths, only_show=diff)
        return run(spoken, paths, param, params)

    return check


def run(output: Output, paths: tuple[str, ...], param: tuple[str, ...], params: str | None) -> int:
    """Print every diagnostic of the policies and return the exit status."""
    from policyrules.engine.advising import advised
    from policyrules.surfaces.cli.loading import examined, with_parameters

    found = advised(examined(paths))
    if found.policies is not None and (param or params is not None):
        with_parameters(found.policies, param, params)
    return told(output, found)


def told(output: Output, found: "Assembled") -> int:
    """Print every diagnostic of examined policies and return the exit status."""
    from policyrules.diagnostics.diagnostic import Severity

    output.diagnostics(found.diagnostics)
    severities = {each.severity for each in found.diagnostics}
    if output.format == "text":
        if not severities & {Severity.ERROR, Severity.WARNING}:
            output.lines([_no_problems(output, len(found.files))])
        fixable = sum(bool(each.edits) for each in found.diagnostics)
        if fixable:
            output.lines([_fixable(output, fixable, after=any(_is_left(each) for each in found.diagnostics))])
    if Severity.ERROR in severities or found.policies is None:
        return UNUSABLE
    return FINDINGS if Severity.WARNING in severities else FINE


def _no_problems(output: Output, count: int) -> Line:
    files = f"{count} file{'' if count == 1 else 's'}"
    return (("good", output.words(f"no problems in {files}", f"{count} 个文件，没有问题")),)


def _is_left(diagnostic: "Diagnostic") -> bool:
    """Return whether an error must be put right by hand: until then nothing is written."""
    return diagnostic.severity.value == "error" and not diagnostic.edits


def _fixable(output: Output, count: int, *, after: bool) -> Line:
    words = (
        output.words(
            f"once the others are put right, {count} of them can be by `policyrules check --fix`",
            f"其余错误改正之后，其中 {count} 处可用 `policyrules check --fix` 改正",
        )
        if after
        else output.words(
            f"{count} of them can be put right by `policyrules check --fix`",
            f"其中 {count} 处可用 `policyrules check --fix` 改正",
        )
    )
    return (("quiet", words),)
