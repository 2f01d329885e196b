"""Why can a record that was given not be used? Every problem, its field by both names."""

from typing import Any

from policyrules.errors import FactError, PolicyRulesError
from policyrules.surfaces.cli.given import Given, Supplied
from policyrules.surfaces.output import Output, plain


def complain(
    output: Output,
    given: Given,
    error: PolicyRulesError,
    *,
    extra: Supplied,
    many: bool,
    partial: bool = True,
) -> None:
    """Say why facts cannot be used, and where each of them came from; that more may be left out, unless `partial`."""
    problems = error.problems if isinstance(error, FactError) else ()
    sources = [extra.source_of(problem.path) or given.place for problem in problems]
    if output.format == "json":
        output.json(_told(output, given, error, problems, sources), indent=None if many else 2)
        return
    place = output.words(", ", "、").join(dict.fromkeys(sources)) or given.place
    said = error.message.in_(output.language)
    colon = output.words(": ", "：")
    output.mistake(said if given.problem is not None else f"{place}{colon}{said}")
    if not isinstance(error, FactError):
        return
    mixed = len(set(sources)) > 1
    for problem, source in zip(problems, sources, strict=True):
        lead = f"{source}{colon}" if mixed and source != given.place else ""
        output.complain([plain(f"  - {lead}{_problem(problem, output)}")])
    if error.omitted:
        output.complain(
            [plain(output.words(f"  … and {error.omitted} more", f"  …… 另有 {error.omitted} 处"))]
        )
    if any(problem.code == "is-missing" for problem in problems) and not partial:
        said = output.words(
            "with `--partial` facts may be left out; what rests on them is undetermined",
            "事实尚不齐全的，可加 `--partial`：取决于所缺事实的条目待定",
        )
        output.complain([plain(f"  {said}")])


def _told(
    output: Output, given: Given, error: PolicyRulesError, problems: Any, sources: list[str]
) -> dict[str, Any]:
    return {
        "file": given.file,
        "line": given.line,
        "message": error.message.in_(output.language),
        "problems": [
            {
                "path": problem.path,
                "source": source,
                "names": {"first": problem.names[0], "second": problem.names[1]},
                "code": problem.code,
                "message": problem.message.in_(output.language),
                "help": "\n".join(help_.in_(output.language) for help_ in problem.help),
            }
            for problem, source in zip(problems, sources, strict=True)
        ],
    }


def _problem(problem: Any, output: Output) -> str:
    """Return a problem of the facts with its field by both names."""
    first, second = problem.names
    both = [name for name in (first, second) if name and name != problem.path]
    other = output.words(f" ({', '.join(both)})", f"（{'、'.join(both)}）") if both else ""
    said = problem.message.in_(output.language)
    helps = "".join(
        output.words("; ", "；") + text for each in problem.help if (text := each.in_(output.language))
    )
    return f"`{problem.path}`{other}{output.words(': ', '：')}{said}{helps}" if problem.path else said + helps
