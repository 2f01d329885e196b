"""From parsed files to a policy set, or to everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from policyrules.core.from_checked import lower
from policyrules.core.parameters import Versions
from policyrules.diagnostics.diagnostic import Diagnostic, Severity, in_source_order
from policyrules.diagnostics.span import Place
from policyrules.engine.policy_set import NOTHING, PolicySet, parameter_values
from policyrules.engine.written import Written
from policyrules.frozen import evolve, frozen
from policyrules.semantics.check import check
from policyrules.semantics.checked import Checked
from policyrules.semantics.schema import ParameterSchema
from policyrules.syntax.ast.declarations import ParameterDeclaration
from policyrules.syntax.own_words import in_words_of_files

if TYPE_CHECKING:
    from policyrules.plugins.manager import Plugins
    from policyrules.syntax.ast.declarations import File

ReadLookup = Callable[[ParameterSchema, Checked], tuple[Versions, tuple[Diagnostic, ...]]]
"""From a parameter that names a file to what the file says."""


@frozen(eq=False)
class Assembled:
    """What became of some files: everything there is to say of them, and the set if they can be used."""

    files: tuple[File, ...]
    diagnostics: tuple[Diagnostic, ...]
    policies: PolicySet | None


def assemble(
    files: Sequence[File],
    found: Iterable[Diagnostic],
    *,
    plugins: Plugins,
    given_plugins: tuple[object, ...] = (),
    supplied: Mapping[str, Any] = NOTHING,
    read_lookup: ReadLookup | None = None,
) -> Assembled:
    """Return the policy set of some files and every diagnostic, in source order.

    `found` are the diagnostics of reading and parsing them. Files with mistakes are checked as far as
    they were understood. Raises `ParameterError` for supplied values that do not fit, when nothing is
    wrong with the files.
    """
    diagnostics = list(found)
    checked, checks = check(
        files,
        plugins.functions,
        found=diagnostics,
        supplied=supplied.keys(),
        calendars=plugins.calendars,
    )
    diagnostics += in_words_of_files(checks, files)
    rows: dict[str, Versions] = {}
    for parameter in checked.parameters.values():
        place = _place_of_file(parameter, files)
        unclear = any(not record for record, _ in parameter.keys)  # which column? that has been asked
        if read_lookup is None or place is None or unclear or _is_refused(place, checks):
            continue
        rows[parameter.names.first], said = read_lookup(evolve(parameter, place=place), checked)
        diagnostics += said
    if _has_error(diagnostics):
        return Assembled(tuple(files), in_source_order(diagnostics), None)
    program, said = lower(checked)
    diagnostics += in_words_of_files(said, files)
    ordered = in_source_order(diagnostics)
    if _has_error(diagnostics):
        return Assembled(tuple(files), ordered, None)
    frozen_rows = MappingProxyType(rows)
    policies = PolicySet(
        written=Written(tuple(file.source for file in files), plugins, supplied.keys(), checked),
        program=program,
        plugins=plugins,
        diagnostics=ordered,
        parameters=parameter_values(program, NOTHING, frozen_rows),
        supplied=NOTHING,
        rows=frozen_rows,
        given_plugins=given_plugins,
    )
    return Assembled(tuple(files), ordered, policies.with_parameters(supplied) if supplied else policies)


def _place_of_file(parameter: ParameterSchema, files: Sequence[File]) -> Place | None:
    """Return where a parameter names its file; None when it names none."""
    own = parameter.place
    for file in files:
        if parameter.file is None or file.source is not own.source:
            continue
        for node in file.declarations:
            if isinstance(node, ParameterDeclaration) and node.span.start <= own.span.start < node.span.stop:
                return None if node.file is None else Place(file.source, node.file.span)
    return None


def _is_refused(place: Place, said: Iterable[Diagnostic]) -> bool:
    """Return whether what stands there was refused already: the file is then left alone."""
    return any(found.severity is Severity.ERROR and found.place == place for found in said)


def _has_error(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
