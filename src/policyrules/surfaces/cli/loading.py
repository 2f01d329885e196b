"""Which policies does a command work on, with which parameters?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from policyrules.diagnostics.diagnostic import Severity
from policyrules.errors import ParameterError, ParameterProblem, PolicyError
from policyrules.surfaces.cli.assignments import assignments, typed
from policyrules.surfaces.output import Output, diagnostic_lines
from policyrules.surfaces.parameter_files import ParameterFile, read_parameters

if TYPE_CHECKING:
    from policyrules.diagnostics.diagnostic import Diagnostic
    from policyrules.engine import PolicySet
    from policyrules.engine.assemble import Assembled


def examined(paths: Sequence[str]) -> Assembled:
    """Return everything there is to say of the policies at some paths."""
    from policyrules.surfaces.files import examine

    return examine(paths)


def loaded(
    output: Output, paths: Sequence[str], param: Sequence[str] = (), params: str | None = None
) -> PolicySet | None:
    """Return the policies at some paths with the parameters given; None after saying why not.

    Raises `ParameterError` for parameters that do not fit.
    """
    from policyrules.surfaces.loading import load

    try:
        policies = load(paths)
    except PolicyError as error:
        complain_of(output, error.diagnostics)
        return None
    return with_parameters(policies, param, params)


def whole(
    output: Output, paths: Sequence[str], param: Sequence[str] = (), params: str | None = None
) -> PolicySet | None:
    """Return the same, its syntax trees included: for who shows what was written, and what it means."""
    found = examined(paths)
    if found.policies is None:
        complain_of(output, found.diagnostics)
        return None
    return with_parameters(found.policies, param, params)


def complain_of(output: Output, diagnostics: Iterable[Diagnostic]) -> None:
    """Say everything that is wrong with policies: as diagnostics where JSON is asked for."""
    errors = [each for each in diagnostics if each.severity is Severity.ERROR]
    if output.format == "text":
        output.complain(diagnostic_lines(errors, output.language))
    else:
        output.diagnostics(errors)


def with_parameters(policies: PolicySet, param: Sequence[str], params: str | None) -> PolicySet:
    """Return the policies with the values of `--params FILE` and, over them, of `--param NAME=VALUE`."""
    file = None if params is None else read_parameters(params)
    supplied: dict[str, Any] = {} if file is None else dict(file.values)
    typed_here: set[tuple[str, ...]] = set()
    for given in assignments(param, "--param"):
        typed_here.add((given.name, *given.keys))
        schema = policies.parameter_named(given.name)
        if schema is None or not given.keys:
            supplied[given.name] = given.value if schema is None else typed(given.value, schema.type)
            continue
        keys = tuple(typed(key, type_) for key, type_ in zip(given.keys, schema.key_types, strict=False))
        keys = keys if len(keys) == len(given.keys) else given.keys
        before = supplied.get(given.name)
        supplied[given.name] = {
            **(before if isinstance(before, dict) else {}),
            keys: typed(given.value, schema.type),
        }
    try:
        return policies.with_parameters(supplied) if supplied else policies
    except ParameterError as error:
        raise _with_places(error, file, typed_here) from None


def _with_places(
    error: ParameterError, file: ParameterFile | None, typed_here: set[tuple[str, ...]]
) -> ParameterError:
    """Return the error with the lines of what a file said, but not of what was typed over it."""
    if file is None:
        return error
    problems = []
    for problem in error.problems:
        is_typed = any(problem.steps[:length] in typed_here for length in range(1, len(problem.steps) + 1))
        place = None if is_typed or problem.steps[0] not in file.values else file.place_of(problem.steps)
        problems.append(
            ParameterProblem(
                problem.name, problem.message, helps=problem.help, steps=problem.steps, place=place
            )
        )
    return ParameterError(problems)
