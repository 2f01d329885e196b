"""How is a whole program packed, and what is it once it is read back?

What every decision needs (records, parameters, …) is read at once; rules, derived facts and lists stay lines of text
until somebody asks for one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Final

from policyrules.core import ir
from policyrules.core.packed.alike import ALIKE, CONSTANTS
from policyrules.core.packed.cold import compressed
from policyrules.core.packed.declarations import CALENDAR, PARAMETER, POLICY, RECORD
from policyrules.core.packed.expressions import UNIT
from policyrules.core.packed.forms import TEXT, TYPE, WHOLE, Each, InTurn, Maybe
from policyrules.core.packed.kinds import bits_of
from policyrules.core.packed.lines import Lines, Named, line_of, read_whole
from policyrules.core.packed.malformed import Malformed
from policyrules.core.packed.many_rules import EFFECTS, KNOWN, NAMES, Effects, Names, Order, Rules
from policyrules.core.packed.rules import DEFINE, LIST_INFO, RULE, TABLE_ACTION
from policyrules.core.packed.tables import Tables, Writing
from policyrules.core.packed.types import TYPES
from policyrules.frozen import evolve, frozen

if TYPE_CHECKING:
    from policyrules.core.packed.alike import Alike, Constants
    from policyrules.core.packed.cold import Cold
    from policyrules.core.packed.forms import Form, Plain
    from policyrules.diagnostics.source import Source
    from policyrules.semantics.schema import FunctionSchema

_LINES: Final = InTurn(WHOLE, Each(WHOLE))
"""Where the first of some lines begins, and how long each is."""
_NAMED: Final = InTurn(TEXT, TEXT)
_HOT: Final = InTurn(
    Each(POLICY),
    Each(RECORD),
    Each(PARAMETER),
    Each(CALENDAR),
    Each(InTurn(TEXT, KNOWN)),
    Each(InTurn(TEXT, UNIT, KNOWN)),
    Each(InTurn(TEXT, _LINES)),
    InTurn(Each(_NAMED), _LINES),
    _LINES,
)
_FUNCTION: Final = InTurn(TEXT, TEXT, Maybe(Each(TYPE)))


Grouped = tuple["Alike", "Sequence[Constants]"]
"""Which rules are alike, and the constants of each group."""


@frozen(eq=False)
class Packed:
    """A program as plain JSON (`hot`), lines that are read when they are asked for (`cold`), and what both mean."""

    hot: Plain
    cold: Cold
    tables: Tables

    def program(self) -> ir.Program:
        """Return the program. Raises `Malformed`."""
        return unpacked(self.hot, self.cold, self.tables)


def packed(
    program: ir.Program,
    sources: Iterable[Source] = (),
    *,
    alike: Callable[[str], Grouped | None] = lambda _: None,
) -> Packed:
    """Return a program as text; `sources`, those of its files, have their numbers in this order.

    `alike` says which of a record's rules are alike, where that is worth keeping with them.
    """
    return _Packing(program, Writing(sources)).packed(alike)


class _Packing:
    def __init__(self, program: ir.Program, writing: Writing) -> None:
        self._program = program
        self._writing = writing
        self._cold: list[bytes] = []
        self._length = 0

    def packed(self, alike: Callable[[str], Grouped | None]) -> Packed:
        program, writing = self._program, self._writing
        hot = [
            [POLICY.write(each, writing) for each in _by_first_name(program.policies)],
            [RECORD.write(each, writing) for each in _by_first_name(program.records)],
            [PARAMETER.write(each, writing) for each in _by_first_name(program.parameters)],
            [CALENDAR.write(each, writing) for each in _by_first_name(program.calendars)],
            [[record, self._rules(rules, alike(record))] for record, rules in program.rules.items()],
            [[record, unit, self._rules(rules, None)] for (record, unit), rules in program.periodic.items()],
            [[record, self._lines(TABLE_ACTION, each)] for record, each in program.table_actions.items()],
            [[[*name] for name in program.defines], self._lines(DEFINE, program.defines.values())],
            self._lines(LIST_INFO, program.lists),
        ]
        return Packed(hot, compressed(self._cold), writing.tables)

    def _lines(self, form: Form, values: Iterable[Any]) -> Plain:
        start = self._length
        return [start, [self._line(form.write(value, self._writing)) for value in values]]

    def _rules(self, rules: Sequence[ir.Rule], grouped: Grouped | None) -> Plain:
        """Return where a group of rules is kept; what is known of them all stands before the first."""
        writing, order = self._writing, self._program.order
        written: list[Plain] = []
        kinds: list[int] = []
        for rule in rules:
            writing.met.clear()
            written.append(RULE.write(rule, writing))
            kinds.append(bits_of(writing.met))
        there: dict[tuple[str, str, int], int] = {}
        which = [
            there.setdefault((rule.effect, rule.if_unknown, bits), len(there))
            for rule, bits in zip(rules, kinds, strict=True)
        ]
        names = Names(
            [rule.id.policy for rule in rules],
            [rule.id.item for rule in rules],
            [rule.id.part for rule in rules],
            [order[rule.id] for rule in rules],
        )
        begin = self._length
        alike, constants = (None, ()) if grouped is None else grouped
        lengths = [
            self._line(EFFECTS.write(Effects([*there], which), writing)),
            self._line(NAMES.write(names, writing)),
            0 if alike is None else self._line(ALIKE.write(alike, writing)),
        ]
        of_alike = [self._line(CONSTANTS.write(each, writing)) for each in constants]
        return [begin, *lengths, reduce(or_, kinds, 0), of_alike, [self._line(plain) for plain in written]]

    def _line(self, plain: Plain) -> int:
        line = line_of(plain)
        self._cold.append(line)
        self._length += len(line)
        return len(line)


def _by_first_name(declared: Mapping[str, Any]) -> Iterable[Any]:
    """Return what is declared; its key is always its first name, which is not written again."""
    for name, each in declared.items():
        if name != each.names.first:
            raise TypeError(f"{name} is kept under another name than {each.names.first}")
    return declared.values()


def unpacked(hot: Plain, cold: Cold, tables: Tables) -> ir.Program:
    """Return the program that was packed. Raises `Malformed`."""
    policies, records, parameters, calendars, rules, periodic, actions, defines, lists = read_whole(
        _HOT, hot, tables
    )
    groups = {record: Rules(tables, cold, lines) for record, lines in rules}
    in_periods = {(record, unit): Rules(tables, cold, lines) for record, unit, lines in periodic}
    names, lines = defines
    return ir.Program(
        policies={each.names.first: each for each in policies},
        records={each.names.first: each for each in records},
        parameters={each.names.first: each for each in parameters},
        calendars={each.names.first: each for each in calendars},
        defines=Named(names, Lines(DEFINE, tables, cold, *lines)),
        rules=groups,
        table_actions={record: tuple(Lines(TABLE_ACTION, tables, cold, *lines)) for record, lines in actions},
        lists=Lines(LIST_INFO, tables, cold, *lists),
        order=Order([*groups.values(), *in_periods.values()]),
        periodic=in_periods,
    )


def read_and_kept(program: ir.Program) -> ir.Program:
    """Return a program with all its rules read and kept, each the same object from then on."""
    return evolve(
        program,
        rules={record: tuple(rules) for record, rules in program.rules.items()},
        periodic={key: tuple(rules) for key, rules in program.periodic.items()},
    )


# --- tables ---------------------------------------------------------------------------------


def plain_tables(tables: Tables) -> Plain:
    """Return the types and functions of tables as plain JSON; the texts are known to whoever keeps it."""
    writing = Writing()
    for type_ in tables.types:
        writing.type_number(type_)
    types = [TYPES.write(type_, writing) for type_ in tables.types]
    functions = [
        _FUNCTION.write((each.names.first, each.plugin, each.chosen_for), writing)
        for each in tables.functions
    ]
    more = writing.tables.types[len(tables.types) :]
    return [[*types, *(TYPES.write(type_, writing) for type_ in more)], functions]


def tables_in(
    plain: Plain, sources: tuple[Source, ...], functions: Callable[[], Mapping[str, FunctionSchema]]
) -> Tables:
    """Return the tables that were written, given the texts and what gives the functions there are, if any is meant.

    Raises `Malformed`.
    """
    if type(plain) is not list or len(plain) != 2 or type(plain[0]) is not list:
        raise Malformed("tables", plain)
    types: tuple[Any, ...] = read_whole(Each(TYPES), plain[0], Tables((), (), ()))
    named = read_whole(Each(_FUNCTION), plain[1], Tables(types, (), ()))
    known = functions() if named else {}
    return Tables(types, tuple([_function(each, known) for each in named]), sources)


def _function(
    written: tuple[str, str, tuple[Any, ...] | None], functions: Mapping[str, FunctionSchema]
) -> FunctionSchema:
    name, plugin, types = written
    found = functions.get(name)
    if found is not None and found.names.first == name and found.plugin == plugin:
        if types is None and found.for_types is None:
            return found
        chosen = None if types is None else found.called_for(types)
        if chosen is not None:
            return chosen
    raise Malformed("a function there is", name)
