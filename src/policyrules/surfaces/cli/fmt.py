"""`policyrules fmt`: write policies in their canonical form, or in the other language."""

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

from policyrules.diagnostics.diagnostic import Diagnostic, Severity
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Place, Span
from policyrules.frozen import evolve, frozen
from policyrules.surfaces.cli.mistakes import UsageError
from policyrules.surfaces.cli.options import PATH, PATH_NAME, Options
from policyrules.surfaces.cli.status import FINDINGS, FINE, UNUSABLE
from policyrules.surfaces.cli.stdin import STDIN
from policyrules.surfaces.output import Output, diagnostic_lines

if TYPE_CHECKING:
    from policyrules.surfaces.policy_files import PolicyFile
    from policyrules.syntax.ast.declarations import File

HELP = Phrase(
    "write policies in their canonical form\n\nKeywords are those of the language most of the file is in. Comments keep "
    "their place. If any file has errors, none is changed. - formats what stands on stdin and prints it.",
    "将政策文件整理为规范格式\n\n规则用语以文件的主要语言为准，注释位置不变；只要有一个文件有错误，所有文件都不作改动。"
    "路径写作 - 时，读取标准输入，整理后输出。",
)
USAGE = Phrase("PATH… [--check | --diff] [--to en|zh]", "路径… [--check | --diff] [--to en|zh]")
CHECK = Phrase("change nothing, only say which files would change", "只列出需要整理的文件，不作改动")
LANGUAGE_NAME = Phrase("LANGUAGE", "语言")
DIFF = Phrase("change nothing, only show what would change", "只显示将作的改动，不作改动")
TO = Phrase(
    "write the keywords, and the order of the words, in this language; names, texts and comments stay",
    "将规则用语和语序换成这种语言；名称、文本和注释不变",
)


def command(output: Output) -> Callable[..., int]:
    """Return the command, its help in the language of the output."""
    options = Options(output.language)

    def fmt(
        *paths: Annotated[str, options.argument(PATH_NAME, PATH)],
        check: Annotated[bool, options.flag("--check", CHECK)] = False,
        diff: Annotated[bool, options.flag("--diff", DIFF)] = False,
        to: Annotated[Literal["en", "zh"] | None, options.option("--to", TO, LANGUAGE_NAME)] = None,
        format: Annotated[Literal["text", "json"], options.format] = "text",  # noqa: A002  # the option's name
        language: Annotated[Literal["en", "zh"] | None, options.speak] = None,
    ) -> int:
        del language  # heard before the command line was read
        options.require_paths("fmt", paths)
        return run(evolve(output, format=format), paths, to, Asked(check=check, diff=diff))

    return fmt


@frozen(kw_only=True)
class Asked:
    """What is to be done with the canonical form: only said, or shown, or else written."""

    check: bool
    diff: bool

    @property
    def writes(self) -> bool:
        """Whether files are changed."""
        return not (self.check or self.diff)


@frozen
class Formatted:
    """A file, what it holds, and what it should hold where that differs."""

    path: Path
    name: str
    raw: bytes
    text: str | None
    diagnostics: tuple[Diagnostic, ...] = ()


def run(output: Output, paths: Sequence[str], to: Language | None, asked: Asked) -> int:
    """Format the files at some paths, all or none of them, and return the exit status."""
    if STDIN in paths and len(paths) > 1:
        raise UsageError(
            Phrase("`-` stands alone, and other paths are given too", "`-` 应单独使用，而另给出了路径"),
            Phrase("policyrules fmt - < FILE", "policyrules fmt - < 文件"),
        )
    files = _on_stdin(to) if STDIN in paths else _at(paths, to)
    diagnostics = [each for file in files for each in file.diagnostics]
    if diagnostics:
        if output.format == "text":
            output.complain(diagnostic_lines(diagnostics, output.language))
        else:
            output.diagnostics(diagnostics)
        return UNUSABLE
    changed = [file for file in files if file.text is not None]
    from policyrules.surfaces.replacing import Replacement, replace_all

    if asked.writes and STDIN in paths:
        _print(output, files[0])
        return FINE
    if asked.writes:
        replace_all([Replacement(file.path, file.name, (file.text or "").encode()) for file in changed])
    if asked.diff and output.format == "text":
        for file in changed:
            output.out.writelines(_differences(file))
    else:
        _report(output, files, asked)
    return FINDINGS if changed and not asked.writes else FINE


def _at(paths: Sequence[str], to: Language | None) -> list[Formatted]:
    from policyrules.surfaces.policy_files import policy_paths, read_policy

    return [formatted(read_policy(path), path.read_bytes(), to) for path in policy_paths(paths)]


def _on_stdin(to: Language | None) -> list[Formatted]:
    import sys

    from policyrules.surfaces.policy_files import BYTES, policy_in_bytes

    raw = sys.stdin.buffer.read(BYTES + 1)
    return [formatted(policy_in_bytes(raw, Path(), STDIN), raw, to)]


def formatted(read: "PolicyFile", raw: bytes, to: Language | None) -> Formatted:
    """Return what a file should hold. What it means is the same, or it is left as it is."""
    from policyrules.syntax.format import format_file
    from policyrules.syntax.parse import parse_file

    path, name = read.path or Path(), read.source.name
    if read.diagnostics:
        return Formatted(path, name, raw, None, read.diagnostics)
    file, found = parse_file(read.source)
    errors = tuple(each for each in found if each.severity is Severity.ERROR)
    if errors:
        return Formatted(path, name, raw, None, errors)
    for quotes in (False, True):
        text = format_file(file, to, quotes_keywords=quotes)
        if _means_the_same(file, text, name):
            return Formatted(path, name, raw, None if text.encode() == raw else text)
    return Formatted(path, name, raw, None, (_unsafe(read.source),))


def _print(output: Output, file: Formatted) -> None:
    """Print what stdin should have held."""
    text = file.raw.decode("utf-8") if file.text is None else file.text
    if output.format == "json":
        output.json({"files": [{"file": file.name, "changed": file.text is not None, "text": text}]})
    else:
        output.out.write(text)


def _differences(file: Formatted) -> Iterator[str]:
    """Yield the lines of what would change, in the form that patches have."""
    before = _LINES.findall(file.raw.decode("utf-8"))
    after = _LINES.findall(file.text or "")
    for line in unified_diff(before, after, f"{file.name}", f"{file.name}"):
        yield line
        if not line.endswith("\n"):
            yield "\n\\ No newline at end of file\n"


_LINES: Final = re.compile(r"[^\n]*\n|[^\n]+")


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


def _report(output: Output, files: Sequence[Formatted], asked: Asked) -> None:
    if output.format == "json":
        told: list[dict[str, object]] = [
            {"file": file.name, "changed": file.text is not None} for file in files
        ]
        if asked.diff:
            for each, file in zip(told, files, strict=True):
                each["diff"] = "".join(_differences(file)) if file.text is not None else ""
        output.json({"files": told})
        return
    changed = [file for file in files if file.text is not None]
    said = output.words("formatted", "已整理") if asked.writes else output.words("would change", "需要整理")
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
