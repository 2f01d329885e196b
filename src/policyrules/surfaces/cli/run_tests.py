"""`policyrules test`: do the tests written beside the rules hold, and what do they leave out?"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import evolve, frozen
from policyrules.surfaces.cli.mistakes import UsageError
from policyrules.surfaces.cli.options import PATH, PATH_NAME, Options
from policyrules.surfaces.cli.status import FINDINGS, FINE, UNUSABLE
from policyrules.surfaces.output import Line, Output

if TYPE_CHECKING:
    from policyrules.engine import PolicySet
    from policyrules.testing.coverage import Coverage
    from policyrules.testing.rules import RulesTest, TestResult
    from policyrules.testing.summary import Summary

HELP = Phrase(
    "run the tests written in the files\n\nThe exit status is 1 when one fails; it is shown with what was "
    "expected, what is, and why.",
    "运行文件中的测试\n\n有测试不通过的，退出状态为 1，并列出期望、实际和原因。",
)
USAGE = Phrase(
    "PATH… [-k WORDS] [--coverage] [--summary] [--items FILE] [--junit FILE]",
    "路径… [-k 词语] [--coverage] [--summary] [--items 文件] [--junit 文件]",
)

_WORDS = Phrase(
    "run only the tests with all these words in their title or policy",
    "只运行标题或政策名称含有这些词语的测试",
)
_COVERAGE = Phrase("show what the tests never show, and how much they do", "列出测试未覆盖之处和覆盖率")
_UNDER = Phrase("exit with 1 when less than so many percent are covered", "覆盖率低于此百分数时退出状态为 1")
_SUMMARY = Phrase("count the items of each pack and their tests", "统计各政策包的条目数和测试数")
_ITEMS = Phrase(
    "a file with the codes of all items there should be, a line each: those that are not written are shown",
    "应当写成规则的条目代码，每行一个；列出没有写成规则的",
)
_JUNIT = Phrase("also write the results as JUnit XML", "另将结果写为 JUnit XML 文件")


@frozen
class Asked:
    """What was asked for beyond running the tests."""

    words: tuple[str, ...] = ()
    coverage: bool = False
    fail_under: float | None = None
    junit: str | None = None
    summary: bool = False
    items: str | None = None


def command(output: Output) -> Callable[..., int]:
    """Return the command, its help in the language of the output."""
    options = Options(output.language)

    def test(
        *paths: Annotated[str, options.argument(PATH_NAME, PATH)],
        k: Annotated[str, options.option("-k", _WORDS, Phrase("WORDS", "词语"))] = "",
        coverage: Annotated[bool, options.flag("--coverage", _COVERAGE)] = False,
        coverage_fail_under: Annotated[
            float | None, options.option("--coverage-fail-under", _UNDER, Phrase("PERCENT", "百分数"))
        ] = None,
        summary: Annotated[bool, options.flag("--summary", _SUMMARY)] = False,
        items: Annotated[str | None, options.option("--items", _ITEMS, Phrase("FILE", "文件"))] = None,
        junit: Annotated[str | None, options.option("--junit", _JUNIT, Phrase("FILE", "文件"))] = None,
        param: Annotated[tuple[str, ...], options.param] = (),
        params: Annotated[str | None, options.params] = None,
        format: Annotated[Literal["text", "json"], options.format] = "text",  # noqa: A002  # the option's name
        language: Annotated[Literal["en", "zh"] | None, options.speak] = None,
    ) -> int:
        del language  # heard before the command line was read
        options.require_paths("test", paths)
        asked = Asked(
            tuple(k.split()),
            coverage or coverage_fail_under is not None,
            coverage_fail_under,
            junit,
            summary or items is not None,
            items,
        )
        return run(evolve(output, format=format), paths, param, params, asked)

    return test


def run(
    output: Output,
    paths: Sequence[str],
    param: Sequence[str],
    params: str | None,
    asked: Asked,
) -> int:
    """Run the tests of some policies and return the exit status."""
    from policyrules.surfaces.cli.loading import whole
    from policyrules.surfaces.progress import shown
    from policyrules.testing.coverage import coverage_of
    from policyrules.testing.observed import Seen
    from policyrules.testing.rules import each_test
    from policyrules.testing.summary import Listed, summary_of

    listed: tuple[Listed, ...] = ()
    if asked.items is not None:
        from policyrules.surfaces.item_lists import read_items

        listed = read_items(asked.items)
    policies = whole(output, paths, param, params)
    if policies is None:
        return UNUSABLE
    seen = Seen() if asked.coverage else None
    tests = _chosen(each_test(policies, seen=seen), policies, asked.words)
    results = tuple(test.result() for test in shown(tests, output, output.words("testing", "正在测试")))
    coverage = None if seen is None else coverage_of(policies, seen, _asked_about(paths))
    summary = summary_of(policies, tests, listed) if asked.summary else None
    if asked.junit is not None:
        from policyrules.surfaces.junit import junit_xml
        from policyrules.surfaces.written_whole import write_whole

        write_whole(asked.junit, junit_xml(results, output.language))
    if output.format == "json":
        output.json(_json(results, coverage, summary, output))
    else:
        _print(results, coverage, summary, output)
    failed = any(result.status == "failed" for result in results)
    is_short = _too_little(coverage, asked.fail_under) or (summary is not None and bool(summary.unexplained))
    return FINDINGS if failed or is_short else FINE


def _chosen(
    tests: Sequence["RulesTest"], policies: "PolicySet", words: Sequence[str]
) -> tuple["RulesTest", ...]:
    """Return the tests whose title, policy or values hold all the words, in whatever case.

    Raises `UsageError` when there are tests and none does.
    """
    sought = [word.casefold() for word in words]

    def named(test: "RulesTest") -> str:
        policy = policies.policies.get(test.test.policy)
        names = () if policy is None else policy.names.spellings
        return "\n".join((test.name, *names)).casefold()

    chosen = tuple(test for test in tests if all(word in named(test) for word in sought))
    if tests and not chosen:
        said = " ".join(words)
        raise UsageError(
            Phrase(f"no test has `{said}` in its title or policy", f"没有标题或政策名称含 `{said}` 的测试"),
            Phrase("without `-k` all tests run", "不写 `-k` 则运行全部测试"),
        )
    return chosen


def _asked_about(paths: Sequence[str]) -> frozenset[str]:
    """Return the files that were named, or lie in a folder that was: not those that they bring in."""
    from policyrules.surfaces.policy_files import policy_paths

    return frozenset(path.as_posix() for path in policy_paths(paths))


def _too_little(coverage: "Coverage | None", percent: float | None) -> bool:
    return coverage is not None and percent is not None and coverage.whole.percent < percent


def _print(
    results: Sequence["TestResult"], coverage: "Coverage | None", summary: "Summary | None", output: Output
) -> None:
    output.lines(line for result in results if not result.passed for line in _lines(result, output))
    if coverage is not None:
        from policyrules.surfaces.coverage_text import coverage_lines

        output.lines(coverage_lines(coverage, output.language))
    if summary is not None:
        from policyrules.surfaces.summary_text import summary_lines

        output.lines(summary_lines(summary, output.language))
    output.lines([_summary(results, output)])


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


def _json(
    results: Sequence["TestResult"], coverage: "Coverage | None", summary: "Summary | None", output: Output
) -> dict[str, Any]:
    language = output.language
    whole: dict[str, Any] = {
        "passed": sum(result.passed for result in results),
        "failed": sum(result.status == "failed" for result in results),
        "skipped": sum(result.status == "skipped" for result in results),
        "tests": [
            {
                "name": result.name,
                "policy": result.policy,
                "file": result.source.name,
                "line": result.position.line,
                "values": dict(result.values),
                "status": result.status,
                "failures": [
                    {
                        "line": result.source.position(failure.span.start).line,
                        "message": failure.message.in_(language),
                        "near": [each.in_(language) for each in failure.near],
                        "why": failure.why(language),
                    }
                    for failure in result.failures
                ],
                "skipped": None if result.skipped is None else result.skipped.in_(language),
            }
            for result in results
        ],
    }
    if coverage is not None:
        from policyrules.surfaces.coverage_text import coverage_json

        whole["coverage"] = coverage_json(coverage, language)
    if summary is not None:
        from policyrules.surfaces.summary_text import summary_json

        whole["summary"] = summary_json(summary)
    return whole
