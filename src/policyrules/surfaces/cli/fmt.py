"""`policyrules fmt`: write policies in their canonical form, or in the other language."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from attrs import evolve, frozen

from policyrules.diagnostics.diagnostic import Diagnostic, Severity
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Place, Span
from policyrules.surfaces.cli.options import PATH, PATH_NAME, Options
from policyrules.surfaces.cli.status import FINDINGS, FINE, UNUSABLE
from policyrules.surfaces.output import Output, diagnostic_lines

if TYPE_CHECKING:
    from policyrules.syntax.ast.declarations import File

HELP = Phrase(
    "write policies in their canonical form\n\nComments keep their place. If any file has errors, none is changed.",
    "将政策文件整理为规范格式\n\n注释位置不变；只要有一个文件有错误，所有文件都不作改动。",
)
USAGE = Phrase("PATH… [--check] [--to en|zh]", "路径… [--check] [--to en|zh]")
CHECK = Phrase("change nothing, only say which files would change", "只列出需要整理的文件，不作改动")
TO = Phrase("write the keywords in this language", "将规则用语换成这种语言")


def command(output: Output) -> Callable[..., int]:
    """Return the command, its help in the language of the output."""
    options = Options(output.language)

    def fmt(
        *paths: Annotated[str, options.argument(PATH_NAME, PATH)],
        check: Annotated[bool, options.flag("--check", CHECK)] = False,
        to: Annotated[Literal["en", "zh"] | None, options.option("--to", TO)] = None,
        format: Annotated[Literal["text", "json"], options.format] = "text",  # noqa: A002  # the option's name
        language: Annotated[Literal["en", "zh"] | None, options.speak] = None,
    ) -> int:
        del language  # heard before the command line was read
        options.require_paths("fmt", paths)
        return run(evolve(output, format=format), paths, to, only_check=check)

    return fmt


@frozen
class Formatted:
    """A file, and what it should hold where that differs from what it does hold."""

    path: Path
    name: str
    text: str | None
    diagnostics: tuple[Diagnostic, ...] = ()


def run(output: Output, paths: Sequence[str], to: Language | None, *, only_check: bool) -> int:
    """Format the files at some paths, all or none of them, and return the exit status."""
    from policyrules.surfaces.policy_files import policy_paths
    from policyrules.surfaces.replacing import Replacement, replace_all

    files = [formatted(path, to) for path in policy_paths(paths)]
    diagnostics = [each for file in files for each in file.diagnostics]
    if diagnostics:
        if output.format == "text":
            output.complain(diagnostic_lines(diagnostics, output.language))
        else:
            output.diagnostics(diagnostics)
        return UNUSABLE
    changed = [file for file in files if file.text is not None]
    if not only_check:
        replace_all([Replacement(file.path, file.name, (file.text or "").encode()) for file in changed])
    _report(output, files, only_check=only_check)
    return FINDINGS if only_check and changed else FINE


def formatted(path: Path, to: Language | None) -> Formatted:
    """Return what a file should hold. What it means is the same, or it is left as it is."""
    from policyrules.surfaces.policy_files import read_policy
    from policyrules.syntax.format import format_file
    from policyrules.syntax.parse import parse_file

    read = read_policy(path)
    name = read.source.name
    if read.diagnostics:
        return Formatted(path, name, None, read.diagnostics)
    file, found = parse_file(read.source)
    errors = tuple(each for each in found if each.severity is Severity.ERROR)
    if errors:
        return Formatted(path, name, None, errors)
    for quotes in (False, True):
        text = format_file(file, to, quotes_keywords=quotes)
        if _means_the_same(file, text, name):
            same = text.encode() == path.read_bytes()
            return Formatted(path, name, None if same else text)
    return Formatted(path, name, None, (_unsafe(read.source),))


def _means_the_same(file: "File", text: str, name: str) -> bool:
    from policyrules.syntax.parse import parse_file

    again, found = parse_file(Source(name, text))
    return (
        not any(each.severity is Severity.ERROR for each in found)
        and again.declarations == file.declarations
        and len(again.comments) == len(file.comments)
    )


def _unsafe(source: Source) -> Diagnostic:
    return Diagnostic(
        "format-unsafe",
        Place(source, Span(0, 0)),
        Phrase(
            "this file cannot be put into its canonical form without changing what it says",
            "此文件无法在不改变含义的情况下整理为规范格式",
        ),
        help=(
            Phrase(
                "it was left as it is; please report it with the file, this is a fault of the formatter",
                "文件未作改动；这是格式整理的缺陷，请连同文件一并反馈",
            ),
        ),
    )


def _report(output: Output, files: Sequence[Formatted], *, only_check: bool) -> None:
    if output.format == "json":
        output.json({"files": [{"file": file.name, "changed": file.text is not None} for file in files]})
        return
    changed = [file for file in files if file.text is not None]
    said = output.words("would change", "需要整理") if only_check else output.words("formatted", "已整理")
    for file in changed:
        output.lines([(("heading", said), ("plain", f" {file.name}"))])
    same = len(files) - len(changed)
    if same:
        output.lines(
            [
                (
                    (
                        "quiet",
                        output.words(
                            f"{same} file{'' if same == 1 else 's'} unchanged", f"{same} 个文件无需改动"
                        ),
                    ),
                )
            ]
        )
