"""`policyrules test`: do the tests written beside the rules hold?"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from attrs import evolve

from policyrules.diagnostics.phrase import Phrase
from policyrules.surfaces.cli.options import PATH, PATH_NAME, Options
from policyrules.surfaces.cli.status import FINDINGS, FINE, UNUSABLE
from policyrules.surfaces.output import Line, Output

if TYPE_CHECKING:
    from policyrules.testing.rules import TestResult

HELP = Phrase(
    "run the tests written in the files\n\nThe exit status is 1 when one fails; it is shown with what was "
    "expected, what is, and why.",
    "运行文件中的测试\n\n有测试不通过的，退出状态为 1，并列出期望、实际和原因。",
)
USAGE = Phrase("PATH…", "路径…")


def command(output: Output) -> Callable[..., int]:
    """Return the command, its help in the language of the output."""
    options = Options(output.language)

    def test(
        *paths: Annotated[str, options.argument(PATH_NAME, PATH)],
        param: Annotated[tuple[str, ...], options.param] = (),
        params: Annotated[str | None, options.params] = None,
        format: Annotated[Literal["text", "json"], options.format] = "text",  # noqa: A002  # the option's name
        language: Annotated[Literal["en", "zh"] | None, options.speak] = None,
    ) -> int:
        del language  # heard before the command line was read
        options.require_paths("test", paths)
        return run(evolve(output, format=format), paths, param, params)

    return test


def run(output: Output, paths: Sequence[str], param: Sequence[str], params: str | None) -> int:
    """Run all tests of some policies and return the exit status."""
    from policyrules.surfaces.cli.loading import loaded
    from policyrules.testing.rules import run_tests

    policies = loaded(output, paths, param, params)
    if policies is None:
        return UNUSABLE
    results = run_tests(policies)
    if output.format == "json":
        output.json(_json(results, output))
    else:
        output.lines(line for result in results if not result.passed for line in _lines(result, output))
        output.lines([_summary(results, output)])
    return FINDINGS if any(result.status == "failed" for result in results) else FINE


def _lines(result: "TestResult", output: Output) -> list[Line]:
    failed = result.status == "failed"
    style, word = (
        ("bad", output.words("failed", "不通过")) if failed else ("quiet", output.words("not run", "未运行"))
    )
    place = f"{result.source.name}:{result.position.line}"
    lines: list[Line] = [((style, word), ("plain", "  "), ("heading", result.name), ("quiet", f"  {place}"))]
    lines.extend((("plain", f"  {line}"),) for line in result.text(output.language).split("\n"))
    return [*lines, ()]


def _summary(results: Sequence["TestResult"], output: Output) -> Line:
    counts = {
        status: sum(result.status == status for result in results)
        for status in ("passed", "failed", "skipped")
    }
    if not results:
        return (("quiet", output.words("there are no tests", "没有测试")),)
    parts = [output.words(f"{counts['passed']} passed", f"通过 {counts['passed']} 项")]
    if counts["failed"]:
        parts.append(output.words(f"{counts['failed']} failed", f"不通过 {counts['failed']} 项"))
    if counts["skipped"]:
        parts.append(output.words(f"{counts['skipped']} not run", f"未运行 {counts['skipped']} 项"))
    return (("bad" if counts["failed"] else "good", output.words(", ", "，").join(parts)),)


def _json(results: Sequence["TestResult"], output: Output) -> dict[str, Any]:
    language = output.language
    return {
        "passed": sum(result.passed for result in results),
        "failed": sum(result.status == "failed" for result in results),
        "skipped": sum(result.status == "skipped" for result in results),
        "tests": [
            {
                "name": result.name,
                "policy": result.policy,
                "file": result.source.name,
                "line": result.position.line,
                "status": result.status,
                "failures": [
                    {
                        "line": result.source.position(failure.span.start).line,
                        "message": failure.message.in_(language),
                        "why": failure.why(language),
                    }
                    for failure in result.failures
                ],
                "skipped": None if result.skipped is None else result.skipped.in_(language),
            }
            for result in results
        ],
    }
