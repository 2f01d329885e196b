"""What does one load yield?"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from policyrules.core.parameters import ParameterValues
from policyrules.errors import ParameterError
from policyrules.frozen import evolve, field, frozen
from policyrules.semantics.zones import zone_in_common

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, timedelta

    from policyrules.core.derivation import Derivation
    from policyrules.core.ir import ListInfo, Program
    from policyrules.core.packed.program import Packed
    from policyrules.core.parameters import Versions
    from policyrules.core.values import Duration
    from policyrules.diagnostics.diagnostic import Diagnostic
    from policyrules.engine.written import Written
    from policyrules.plugins.manager import Plugins
    from policyrules.semantics.checked import Checked
    from policyrules.semantics.schema import FunctionSchema, ParameterSchema, PolicySchema, RecordSchema
    from policyrules.syntax.ast.declarations import File

PACKED_FROM: Final = 1000
"""So many rules take less room as text than they take time to read again."""
NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@frozen(eq=False)
class PolicySet:
    """Policies that were loaded together, checked, and ready to decide by. Never changes.

    `diagnostics` are what the load had to say short of errors, in source order. `written` is the set as its author
    wrote it, `program` as the backends know it.
    """

    written: Written = field(repr=False)
    program: Program = field(repr=False)
    plugins: Plugins = field(repr=False)
    diagnostics: tuple[Diagnostic, ...] = field(repr=False)
    parameters: ParameterValues = field(repr=False)
    supplied: Mapping[str, Any] = field(repr=False)
    """Parameters whoever loaded the set gave a value, by first name, as given."""
    rows: Mapping[str, Versions] = field(repr=False)
    """What lookup files say, by parameter."""
    given_plugins: tuple[object, ...] = field(default=(), repr=False)
    """The plugins the load was given, beside those installed."""

    @property
    def checked(self) -> Checked:
        """The set as the checker knows it; of one that was loaded, read again when it is first asked for."""
        return self.written.checked()

    @property
    def files(self) -> tuple[File, ...]:
        """The syntax trees of the files, in the order they were read."""
        return self.checked.files

    @property
    def policies(self) -> Mapping[str, PolicySchema]:
        """The policies by first name."""
        return self.program.policies

    @property
    def records(self) -> Mapping[str, RecordSchema]:
        """The records by first name."""
        return self.program.records

    @property
    def lists(self) -> tuple[ListInfo, ...]:
        """The lists, in the order written."""
        return tuple(self.program.lists)

    @property
    def functions(self) -> Mapping[str, FunctionSchema]:
        """The functions rules may call, by every spelling."""
        return self.plugins.functions

    def record_named(self, spelling: str) -> RecordSchema | None:
        """Return the record that either of its names spells, or None."""
        found = self.records.get(spelling)
        if found is None:
            found = next((each for each in self.records.values() if spelling in each.names.spellings), None)
        return found

    def parameter_named(self, spelling: str) -> ParameterSchema | None:
        """Return the parameter that either of its names spells, or None."""
        found = self.program.parameters.get(spelling)
        if found is None:
            parameters = self.program.parameters.values()
            found = next((each for each in parameters if spelling in each.names.spellings), None)
        return found

    def with_parameters(self, supplied: Mapping[str, Any]) -> PolicySet:
        """Return the set with these parameters' values in the place of what they were.

        A parameter with keys keeps what it has for keys that are not given. `ParameterError` lists
        everything that does not fit.
        """
        merged = dict(self.supplied)
        for spelling, value in supplied.items():
            schema = self.parameter_named(spelling)
            name = spelling if schema is None else schema.names.first
            before = merged.get(name)
            if schema is not None and schema.keys and isinstance(before, dict) and isinstance(value, dict):
                merged[name] = {**before, **value}
                continue
            merged[name] = value
        return evolve(
            self,
            parameters=parameter_values(self.program, merged, self.rows),
            supplied=MappingProxyType(merged),
        )

    def at_rest(self, text: Packed | None = None) -> PolicySet:
        """Return the set as it is kept to decide by: without its trees, and many rules as text (core/packed).

        `text` is that of its program, where it has been written already.
        """
        program = self.program
        if sum(map(len, (*program.rules.values(), *program.periodic.values()))) >= PACKED_FROM:
            if text is None:
                from policyrules.engine.packing import packed_to_decide  # noqa: PLC0415  # most sets are small

                text = packed_to_decide(program)
            program = text.program()
        return evolve(self, written=self.written.forgotten(), program=program)

    def date_after(
        self, start: date | str, length: Duration | timedelta | str, *, policy: str | None = None
    ) -> Derivation:
        """Return the date so long after another (`"3 working days"`, `"1个月"`), and how it comes about.

        Counted by the calendar of working days, the zone and the rolling of a policy, by either of its names;
        without one, of those that name a calendar, if they all count alike. `result` of what is returned is the
        date, `text()` says why. Raises `CannotTell` for a year the calendar does not cover, `RequestError` for
        what cannot be read.
        """
        from policyrules.engine.periods import period_end  # noqa: PLC0415  # only who asks for a date pays for it

        return period_end(self, start, length, policy=policy, sign=1)

    def date_before(
        self, start: date | str, length: Duration | timedelta | str, *, policy: str | None = None
    ) -> Derivation:
        """Return the date so long before another, as `date_after` does. A period counted back does not roll."""
        from policyrules.engine.periods import period_end  # noqa: PLC0415  # only who asks for a date pays for it

        return period_end(self, start, length, policy=policy, sign=-1)

    def advice(self) -> tuple[Diagnostic, ...]:
        """Return what the lints of plugins say of the policies: warnings, in source order, as `check` shows them.

        They are not among `diagnostics`, since a load does not ask them. Raises `PluginError` for a lint that fails.
        """
        from policyrules.engine.advising import advice_of_plugins  # noqa: PLC0415  # only who asks pays for it

        return advice_of_plugins(self)

    def __repr__(self) -> str:
        rules = sum(map(len, self.program.rules.values()))
        return f"<PolicySet of {', '.join(self.policies)}: {rules} items>"


def parameter_values(
    program: Program, supplied: Mapping[str, Any], rows: Mapping[str, Versions]
) -> ParameterValues:
    """Return the values of all parameters; `ParameterError` lists everything that does not fit."""
    values, problems = ParameterValues.of(
        program.parameters, supplied, rows=rows, zone=zone_in_common(program.policies.values())
    )
    if problems:
        raise ParameterError(problems)
    return values
