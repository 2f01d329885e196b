"""What do these files mean together, and what is wrong with what they say?

The one entrance to semantics: syntax trees in, a checked tree and every diagnostic out. It answers
for any tree the parser gives, in time that grows with the text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from policyrules.diagnostics.diagnostic import Diagnostic, in_source_order
from policyrules.semantics.check_calendars import check_calendars
from policyrules.semantics.check_cycles import check_cycles
from policyrules.semantics.check_derived import Derived, check_derived
from policyrules.semantics.check_expressions import infer
from policyrules.semantics.check_lists import ItemReads, check_lists
from policyrules.semantics.check_parameters import build_parameters, fill_parameters
from policyrules.semantics.check_periods import check_periods
from policyrules.semantics.check_policies import read_policies
from policyrules.semantics.check_records import build_defaults, build_enums, build_records
from policyrules.semantics.check_tests import check_tests
from policyrules.semantics.checked import (
    Checked,
    CheckedItem,
    CheckedList,
    CheckedTest,
    DerivedSchema,
)
from policyrules.semantics.checking import ERROR, Checking
from policyrules.semantics.damage import Damage
from policyrules.semantics.declaring import declare_derived, declare_lists, declare_names
from policyrules.semantics.lint import lint
from policyrules.semantics.lint.allowed import take_back_allowed
from policyrules.semantics.lint.unread import gather_unread_fields
from policyrules.semantics.names import Declared, ListEntry, Names
from policyrules.semantics.report import Report
from policyrules.semantics.schema import FunctionSchema
from policyrules.semantics.scope import Reads
from policyrules.syntax.ast.declarations import CalendarDeclaration, File
from policyrules.syntax.collector import collector_resting

__all__ = ["check"]


def check(
    files: Sequence[File],
    functions: Mapping[str, FunctionSchema],
    *,
    found: Iterable[Diagnostic] = (),
    supplied: Collection[str] = (),
    calendars: Collection[str] | None = None,
) -> tuple[Checked, tuple[Diagnostic, ...]]:
    """Return what the files mean together, and everything there is to say of it, in source order.

    `functions` are the functions rules may call, by every spelling. `found` are the diagnostics of
    parsing the files: names that a part with a mistake in its form may have declared are not reported
    as unknown. `supplied` are parameters whose value comes from outside, `calendars` the names of
    calendars of working days (None: any name will do). The checked tree is whole only when no diagnostic
    is an error.
    """
    with collector_resting():
        return _check(files, functions, Report(Damage.of(found)), frozenset(supplied), calendars)


def _check(
    files: Sequence[File],
    functions: Mapping[str, FunctionSchema],
    report: Report,
    supplied: AbstractSet[str],
    calendars: Collection[str] | None,
) -> tuple[Checked, tuple[Diagnostic, ...]]:
    names = Names(functions)
    read_policies(files, names, report, calendars=calendars)
    declared = declare_names(names, report)
    build_enums(declared, names, report)
    build_records(declared, names, report)
    build_parameters(declared, names, report)
    deriving = declare_derived(names, report)
    lists = declare_lists(names, report)
    checking = Checking(names, report, infer)
    build_defaults(checking, declared)
    reads = fill_parameters(checking, declared, supplied)
    reads.add(check_calendars(checking, declared))
    derived = check_derived(checking, deriving)
    items = check_lists(checking, lists)
    check_cycles(checking, derived, items, lists)
    check_periods(checking, derived, items)
    tests, expected = check_tests(checking, names.views)
    for read in _reads(derived, items):
        reads.add(read)
    whole = lint(checking, declared, derived, lists, tests=tests, reads=reads, expected=expected)
    take_back_allowed(report, names.views, whole=whole)
    gather_unread_fields(report, names)
    return _checked(checking, declared, derived, lists, tests), in_source_order(report.diagnostics)


def _reads(derived: Derived, items: Iterable[ItemReads]) -> Iterable[Reads]:
    for unit in derived.units:
        yield unit.reads
    for item in items:
        yield item.deciding
        yield item.explaining


def _checked(
    checking: Checking,
    declared: Iterable[Declared],
    derived: Derived,
    lists: Iterable[ListEntry],
    tests: Iterable[CheckedTest],
) -> Checked:
    names = checking.names
    return Checked(
        files=tuple(view.file for view in names.views),
        policies={view.policy: view.schema for view in names.views},
        records=names.records,
        enums=names.enums,
        parameters=names.parameters,
        actions={action.names.first: action for action in names.actions.values()},
        calendars={
            entry.names.first: entry.node for entry in declared if isinstance(entry.node, CalendarDeclaration)
        },
        derived={
            derivation.key: DerivedSchema(
                derivation.names,
                derivation.record,
                derivation.type or ERROR,
                derivation.node,
                derivation.column,
                derivation.view.policy,
            )
            for derivation in derived.in_order
        },
        lists=tuple(_checked_list(entry) for entry in lists if entry.record is not None),
        tests=tuple(tests),
        tables=checking.tables,
    )


def _checked_list(entry: ListEntry) -> CheckedList:
    policy, name = entry.view.policy, entry.names.first
    assert entry.record is not None
    return CheckedList(
        policy,
        entry.names,
        entry.record,
        entry.node,
        tuple(CheckedItem(policy, name, item.names, item.node) for item in entry.items),
    )
