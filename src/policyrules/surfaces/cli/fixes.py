"""`policyrules check --fix` and `--diff`: what is put right, and what is left to say?"""

from collections.abc import Iterator, Sequence
from difflib import unified_diff

from policyrules.diagnostics.diagnostic import Severity
from policyrules.surfaces.cli.check import told
from policyrules.surfaces.cli.status import FINDINGS, UNUSABLE
from policyrules.surfaces.fixing import Change, FixedFile, Fixing, fix
from policyrules.surfaces.output import Line, Output


def run_fixes(output: Output, paths: Sequence[str], *, only_show: bool) -> int:
    """Put right what can safely be, or only show it; print what is left, and return the exit status."""
    fixing = fix(paths)
    if fixing.changes and not fixing.is_sound:
        return _refused(output, fixing)
    if not only_show:
        fixing.write()
    if output.format == "json":
        from policyrules.diagnostics.render import to_json

        listed = to_json(fixing.last.diagnostics, output.language)
        output.json(
            {**listed, "fixes": [_in_json(change) for change in fixing.changes], "written": not only_show}
        )
        return _status(fixing, only_show=only_show)
    if output.format == "text":
        if only_show:
            output.lines(line for file in fixing.files for line in _difference(file))
        output.lines(_said(output, fixing, only_show=only_show))
    left = told(output, fixing.last)
    return max(left, FINDINGS) if only_show and fixing.files else left


def _status(fixing: Fixing, *, only_show: bool) -> int:
    severities = {each.severity for each in fixing.last.diagnostics}
    if fixing.last.policies is None:
        return UNUSABLE
    return FINDINGS if Severity.WARNING in severities or (only_show and fixing.files) else 0


def _refused(output: Output, fixing: Fixing) -> int:
    """Say which errors would remain, so that no file was changed.

    As text they are shown as they would stand after the fixes; a program gets everything there is to say of
    the files as they are.
    """
    if output.format == "json":
        from policyrules.diagnostics.render import to_json

        output.json({**to_json(fixing.first.diagnostics, output.language), "fixes": [], "written": False})
        return UNUSABLE
    if output.format == "sarif":
        output.diagnostics(fixing.first.diagnostics)
        return UNUSABLE
    output.diagnostics(each for each in fixing.last.diagnostics if each.severity is Severity.ERROR)
    count = len(fixing.changes)
    said = output.words(
        f"nothing was changed: put these right by hand, and {count} other{'' if count == 1 else 's'} can be fixed",
        f"未作任何改动：以上各处须手工改正，改正之后另有 {count} 处可自动改正",
    )
    output.lines([(("doubtful", said),)])
    return UNUSABLE


def _said(output: Output, fixing: Fixing, *, only_show: bool) -> Iterator[Line]:
    for change in fixing.changes:
        after = output.words("left out", "删去") if not change.after.strip() else f"`{change.after.strip()}`"
        yield (
            (
                "heading",
                output.words("would fix", "可改正") if only_show else output.words("fixed", "已改正"),
            ),
            ("plain", f" {change.file}:{change.line} "),
            ("quiet", f"[{change.code}] "),
            ("plain", f"`{change.before.strip()}` → {after}"),
        )
    if not fixing.changes:
        yield (("quiet", output.words("nothing to put right by itself", "没有可自动改正之处")),)
    yield ()


def _difference(file: FixedFile) -> Iterator[Line]:
    before, after = file.before.splitlines(), file.after.splitlines()
    for line in unified_diff(before, after, file.name, file.name, lineterm=""):
        style = {"+": "good", "-": "bad", "@": "quiet"}.get(line[:1], "plain")
        yield ((style, line),)
    yield ()


def _in_json(change: Change) -> dict[str, object]:
    return {
        "code": change.code,
        "file": change.file,
        "line": change.line,
        "before": change.before,
        "after": change.after,
    }
