"""What type has each derived fact, and which of them rest on themselves?

A derived fact is checked after those it reads, however they are ordered in the text. The chain of
what waits for what is kept here, not on Python's stack, so it may be as long as the text is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policyrules.diagnostics.diagnostic import Label
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place
from policyrules.frozen import define, field
from policyrules.semantics.check_tables import check_table
from policyrules.semantics.checking import ERROR, Checking, NeedsFirst
from policyrules.semantics.declaring import Deriving
from policyrules.semantics.names import Derivation
from policyrules.semantics.scope import Reads, Scope
from policyrules.semantics.types import (
    CalendarType,
    IntegerType,
    NoneType,
    Type,
    required,
)
from policyrules.semantics.wording import chain, kind_of, written
from policyrules.syntax.ast.declarations import DefineDeclaration, TableDeclaration
from policyrules.syntax.ast.names import Name
from policyrules.syntax.walk import walk


@define(eq=False)
class Unit:
    """A define, or a table with all it derives: what is checked in one go."""

    deriving: Deriving
    reads: Reads = field(factory=Reads)
    done: bool = False
    looked_ahead: bool = False
    in_cycle: bool = False

    @property
    def called(self) -> str:
        """What it derives, by the first name of the first."""
        derivations = self.deriving.derivations
        return derivations[0].names.first if derivations else self.deriving.node.names.first.text

    @property
    def place(self) -> Place:
        """Where its name stands."""
        return self.deriving.view.place(self.deriving.node.names.first.span)


@define(eq=False)
class Waiting:
    """A unit on the chain.

    `run` are the units on the chain up to this one of which each was found to read the next.
    """

    unit: Unit
    run: dict[int, Unit]


@define(eq=False)
class Derived:
    """All derived facts of the set, each after those it reads, and what defines and tables read."""

    in_order: list[Derivation] = field(factory=list)
    units: list[Unit] = field(factory=list)


def check_derived(checking: Checking, deriving: Iterable[Deriving]) -> Derived:
    """Check every define and table, and give every derived fact its type."""
    units: dict[int, Unit] = {}
    by_spelling: dict[str, list[Unit]] = {}
    for entry in deriving:
        unit = units[id(entry.node)] = Unit(entry)
        for derivation in entry.derivations:
            for spelling in derivation.names.spellings:
                by_spelling.setdefault(spelling, []).append(unit)
    result = Derived(units=list(units.values()))
    for unit in result.units:
        _check_after_what_it_reads(checking, unit, units, by_spelling, result)
    return result


def _check_after_what_it_reads(
    checking: Checking,
    first: Unit,
    units: dict[int, Unit],
    by_spelling: dict[str, list[Unit]],
    result: Derived,
) -> None:
    stack = [Waiting(first, {id(first): first})]
    while stack:
        unit = stack[-1].unit
        run = stack[-1].run
        if unit.done:
            stack.pop()
            run.pop(id(unit), None)
            continue
        if not unit.looked_ahead:
            unit.looked_ahead = True
            ahead = _named_in(unit, by_spelling)
            stack += [
                Waiting(other, {id(other): other})
                for other in ahead
                if not (other.done or other.looked_ahead)
            ]
            if stack[-1].unit is not unit:
                continue
        needs = _attempt(checking, unit)
        if needs is None:
            unit.done = True
            result.in_order += unit.deriving.derivations
            continue
        wanted = units[id(needs.node)]
        if id(wanted) in run:
            waiting = list(run.values())
            _refuse(checking, needs, waiting[next(at for at, u in enumerate(waiting) if u is wanted) :])
        else:
            run[id(wanted)] = wanted
            stack.append(Waiting(wanted, run))


def _named_in(unit: Unit, by_spelling: dict[str, list[Unit]]) -> list[Unit]:
    """Return the units that a unit's text may read, judging by the names in it."""
    found: dict[int, Unit] = {}
    for node in walk(unit.deriving.node):
        if isinstance(node, Name):
            for other in by_spelling.get(node.text, ()):
                if other is not unit:
                    found.setdefault(id(other), other)
    return list(found.values())


def _attempt(checking: Checking, unit: Unit) -> Derivation | None:
    """Check a unit; return the derived fact it needs first, leaving no trace then."""
    mark = len(checking.report.diagnostics)
    unit.reads = Reads()
    try:
        types = _types_of(checking, unit)
    except NeedsFirst as needs:
        del checking.report.diagnostics[mark:]
        checking.depth = 0
        return needs.derivation
    for derivation, type_ in zip(unit.deriving.derivations, types, strict=True):
        if derivation.type is None:
            derivation.type = type_
    return None


def _types_of(checking: Checking, unit: Unit) -> Sequence[Type]:
    entry = unit.deriving
    node = entry.node
    record = checking.names.records[entry.record]
    each = node.each if isinstance(node, DefineDeclaration) else None
    scope = Scope(entry.view, record, unit.reads, each=each, around=node)
    if isinstance(node, TableDeclaration):
        by_column = check_table(checking, node, scope)
        return [by_column.get(derivation.column, ERROR) for derivation in entry.derivations]
    type_ = checking.type_of(node.value, scope)
    kind = required(type_)
    if isinstance(kind, NoneType | CalendarType):
        is_ = kind_of(type_)
        words = written(scope.place(node.value))
        checking.report.error(
            "not-a-value",
            scope.place(node.value),
            Phrase(
                f"{words} is {is_.en}; a definition gives one value", f"{words} 是{is_.zh}；定义须给出一个值"
            ),
            label=Phrase("not one value", "不是一个值"),
        )
        type_ = ERROR
    for derivation in entry.derivations:
        if isinstance(kind, IntegerType):
            derivation.bound = checking.bounds.get(id(node.value))
    return [type_] * len(entry.derivations)


def _refuse(checking: Checking, needs: Derivation, waiting: Sequence[Unit]) -> None:
    """Report a circle; of `waiting`, each reads the next, and the last reads `needs`, of the first."""
    needs.type = ERROR
    if any(unit.in_cycle for unit in waiting):
        return
    for unit in waiting:
        unit.in_cycle = True
    around = list(waiting)
    first = min(range(len(around)), key=lambda at: _written_at(around[at]))
    around = around[first:] + around[:first]
    names = [unit.called for unit in around]
    labels = [Label(unit.place, Phrase("part of the circle", "循环的一环")) for unit in around[1:8]]
    checking.report.error(
        "define-cycle",
        around[0].place,
        Phrase(
            f"this is derived from itself: {chain((*names, names[0]))}",
            f"此定义依赖自身：{chain((*names, names[0]))}",
        ),
        label=Phrase("derived from itself", "依赖自身"),
        labels=labels,
        help=(Phrase("write one of them without the others", "请将其中一个改为不依赖其余各项"),),
    )


def _written_at(unit: Unit) -> tuple[str, int]:
    return unit.place.source.name, unit.place.span.start
