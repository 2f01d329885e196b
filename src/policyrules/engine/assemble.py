"""From parsed files to a policy set, or to everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from attrs import frozen

from policyrules.core.from_checked import lower
from policyrules.core.parameters import Versions
from policyrules.diagnostics.diagnostic import Diagnostic, Severity, in_source_order
from policyrules.engine.policy_set import NOTHING, PolicySet, parameter_values
from policyrules.semantics.check import check
from policyrules.semantics.checked import Checked
from policyrules.semantics.schema import ParameterSchema

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
    they were understood. Lookup files of supplied parameters are not read. Raises `ParameterError`
    for supplied values that do not fit, when nothing is wrong with the files.
    """
    diagnostics = list(found)
    checked, said = check(files, plugins.functions)
    diagnostics += said
    rows: dict[str, Versions] = {}
    for parameter in checked.parameters.values():
        if (
            parameter.file is None
            or read_lookup is None
            or not supplied.keys().isdisjoint(parameter.names.spellings)
        ):
            continue
        rows[parameter.names.first], said = read_lookup(parameter, checked)
        diagnostics += said
    if _has_error(diagnostics):
        return Assembled(tuple(files), in_source_order(diagnostics), None)
    program, said = lower(checked)
    diagnostics += said
    ordered = in_source_order(diagnostics)
    if _has_error(diagnostics):
        return Assembled(tuple(files), ordered, None)
    frozen_rows = MappingProxyType(rows)
    policies = PolicySet(
        checked=checked,
        program=program,
        plugins=plugins,
        diagnostics=ordered,
        parameters=parameter_values(program, NOTHING, frozen_rows),
        supplied=NOTHING,
        rows=frozen_rows,
        given_plugins=given_plugins,
    )
    return Assembled(tuple(files), ordered, policies.with_parameters(supplied) if supplied else policies)


def _has_error(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
