"""Why can records that were given not be used? Every problem with its place, its field by both names."""

from collections.abc import Sequence
from typing import Any

from policyrules.diagnostics.file_place import FilePlace
from policyrules.errors import DataError, FactError, FactProblem, PolicyRulesError
from policyrules.frozen import frozen
from policyrules.surfaces.cli.given import Given, Supplied
from policyrules.surfaces.output import Output, plain


@frozen
class _Sourced:
    """A problem, what gave the fact it is about, and where in a file that stands, if in one."""

    problem: FactProblem
    source: str
    place: FilePlace | None


def complain(
    output: Output,
    given: Given,
    error: PolicyRulesError,
    *,
    extra: Supplied,
    many: bool,
    partial: bool = True,
) -> None:
    """Say why facts cannot be used, and where each of them stands; that more may be left out, unless `partial`."""
    problems = _sourced(given, extra, error.problems) if isinstance(error, FactError) else []
    if output.format == "json":
        head = {"file": given.file, "line": given.line}
        output.json(_told(output, head, error, problems), indent=None if many else 2)
        return
    here = given.place.in_(output.language)
    heads = dict.fromkeys(here if each.source == given.file else each.source for each in problems)
    place = output.words(", ", "、").join(heads) or here
    said = error.message.in_(output.language)
    output.mistake(said if given.problem is not None else f"{place}{output.words(': ', '：')}{said}")
    if isinstance(error, FactError):
        _list(output, problems, error.omitted, partial=partial)


def complain_of_file(output: Output, error: DataError, *, partial: bool = True) -> None:
    """Say everything that is wrong with a file of records."""
    problems = [_Sourced(problem, error.file, problem.place) for problem in error.problems]
    if output.format == "json":
        output.json(_told(output, {"file": error.file, "line": None}, error, problems))
        return
    output.mistake(error.message.in_(output.language))
    _list(output, problems, error.omitted, partial=partial)


def _sourced(given: Given, extra: Supplied, problems: Sequence[FactProblem]) -> list[_Sourced]:
    """Return each problem with where what it is about came from."""
    sourced = []
    for problem, place in zip(problems, given.places_of(problems), strict=True):
        source = extra.source_of(problem)
        if source is None:
            sourced.append(_Sourced(problem, given.file, place))
        else:
            found = None if source.located is None else source.located([problem])[0]
            sourced.append(_Sourced(problem, source.name, found))
    return sorted(sourced, key=_reading_order)


def _reading_order(each: _Sourced) -> tuple[bool, int, int]:
    """Return by what problems are put in the order in which whoever reads the file comes upon them."""
    if each.place is None or each.source != each.place.file:
        return (True, 0, 0)
    return (False, each.place.line or 0, each.place.column or 0)


def _list(output: Output, problems: Sequence[_Sourced], omitted: int, *, partial: bool) -> None:
    colon = output.words(": ", "：")
    mixed = len({each.source for each in problems}) > 1
    for each in problems:
        lead = ""
        if each.place is not None:
            lead = each.place.in_(output.language) + colon
        elif mixed:
            lead = each.source + colon
        output.complain([plain(f"  - {lead}{_in_words(each.problem, output)}")])
    if omitted:
        output.complain([plain(output.words(f"  … and {omitted} more", f"  …… 另有 {omitted} 处"))])
    if not partial and any(each.problem.code == "is-missing" for each in problems):
        said = output.words(
            "with `--partial` facts may be left out; what rests on them is undetermined",
            "事实尚不齐全的，可加 `--partial`：取决于所缺事实的条目待定",
        )
        output.complain([plain(f"  {said}")])


def _told(
    output: Output, head: dict[str, Any], error: PolicyRulesError, problems: Sequence[_Sourced]
) -> dict[str, Any]:
    return {
        **head,
        "message": error.message.in_(output.language),
        "problems": [
            {
                "path": each.problem.path,
                "source": each.source,
                **_place_told(each.place),
                "names": {"first": each.problem.names[0], "second": each.problem.names[1]},
                "code": each.problem.code,
                "message": each.problem.message.in_(output.language),
                "help": "\n".join(help_.in_(output.language) for help_ in each.problem.help),
            }
            for each in problems
        ],
    }


def _place_told(place: FilePlace | None) -> dict[str, Any]:
    """Return a place for programs: line and column from 1, or sheet and cell."""
    if place is None:
        return {"line": None, "column": None}
    if place.sheet is not None:
        return {"sheet": place.sheet, "cell": place.cell}
    return {"line": place.line, "column": None if place.column is None else place.column + 1}


def _in_words(problem: FactProblem, output: Output) -> str:
    """Return a problem of the facts with its field by both names."""
    shown = {problem.path, problem.name_used}
    both = [name for name in problem.names if name and name not in shown]
    other = output.words(f" ({', '.join(both)})", f"（{'、'.join(both)}）") if both else ""
    said = problem.message.in_(output.language)
    helps = "".join(
        output.words("; ", "；") + text for each in problem.help if (text := each.in_(output.language))
    )
    return f"`{problem.path}`{other}{output.words(': ', '：')}{said}{helps}" if problem.path else said + helps
