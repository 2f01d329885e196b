"""Which pieces of a column's values can its cells tell apart, and which of them does each cell take?"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.check_comparisons import constant_order
from policyrules.semantics.checked import MemberMeaning
from policyrules.semantics.checking import Checking
from policyrules.semantics.table_cases import Column
from policyrules.semantics.types import (
    BooleanType,
    DateType,
    EnumType,
    IntegerType,
    NumberType,
    OptionalType,
    RatioType,
    RefType,
    TextType,
    Type,
    required,
)
from policyrules.syntax.ast.declarations import (
    AnyCell,
    Cell,
    CompareCell,
    RangeCell,
    SetCell,
    ValueCell,
)
from policyrules.syntax.ast.expressions import (
    BooleanLiteral,
    CompareOperator,
    Expression,
    NoneLiteral,
    TextLiteral,
)

_NONE: Final = Phrase("none", "无")
_DAY: Final = timedelta(days=1)


def column_of(checking: Checking, type_: Type, cells: Sequence[Cell]) -> Column:
    """Return a column's atoms and what each of its cells takes."""
    kind = required(type_)
    may_be_none = isinstance(type_, OptionalType)
    constants = _Constants(checking)
    match kind:
        case BooleanType():
            atoms: list[Any] = [True, False]
            names = [Phrase("yes", "是"), Phrase("no", "否")]
            return _listed(constants, cells, atoms, names, may_be_none=may_be_none)
        case EnumType(members=members, people=people):
            names = [Phrase(first, second) for first, second in zip(members, people, strict=True)]
            return _listed(
                constants, cells, list(members), names, may_be_none=may_be_none, order=list(members)
            )
        case IntegerType() | NumberType() | RatioType() | DateType():
            return _cut(constants, cells, kind, may_be_none=may_be_none)
        case TextType() | RefType():
            words = list(dict.fromkeys(v for v in constants.all_in(cells) if isinstance(v, str)))
            names = [Phrase(f'"{word}"', f"“{word}”") for word in words]
            return _listed(
                constants,
                cells,
                [*words, _OTHER],
                [*names, Phrase("another text", "其他文本")],
                may_be_none=may_be_none,
            )
        case _:
            return _opaque(cells)


_OTHER: Final = object()


class _Constants:
    """Reads the written values in cells."""

    def __init__(self, checking: Checking) -> None:
        self._checking = checking

    def value(self, node: Expression) -> Any:
        """Return what a cell writes; `...` when it is not written out."""
        match node:
            case BooleanLiteral(value=value):
                return value
            case TextLiteral(value=text):
                return text
            case NoneLiteral():
                return None
            case _:
                meaning = self._checking.tables.meanings.get(id(node))
                if isinstance(meaning, MemberMeaning):
                    return meaning.member
                found = constant_order(self._checking, node)
                return ... if found is None or isinstance(found, datetime) else found

    def all_in(self, cells: Iterable[Cell]) -> Iterable[Any]:
        """Yield every value written in cells."""
        for cell in cells:
            match cell:
                case ValueCell(value=value) | CompareCell(value=value):
                    yield self.value(value)
                case SetCell(members=members):
                    yield from map(self.value, members)
                case RangeCell(low=low, high=high):
                    yield self.value(low)
                    yield self.value(high)
                case _:
                    pass


def _opaque(cells: Sequence[Cell]) -> Column:
    """Return a column whose values cannot be told apart: only `*` surely takes them."""
    sure = tuple(1 if isinstance(cell, AnyCell) else 0 for cell in cells)
    return Column((Phrase("…", "……"),), sure, (1,) * len(cells))


def _column(
    atoms: Sequence[Phrase], cells: Sequence[Cell], taken: Callable[[Cell], int | None], *, may_be_none: bool
) -> Column:
    names = [*atoms, _NONE] if may_be_none else list(atoms)
    everything = (1 << len(names)) - 1
    sure: list[int] = []
    possible: list[int] = []
    for cell in cells:
        mask = everything if isinstance(cell, AnyCell) else taken(cell)
        if mask is None:
            sure.append(0)
            possible.append(everything)
        else:
            sure.append(mask)
            possible.append(mask)
    return Column(tuple(names), tuple(sure), tuple(possible))


# --- values that can be listed --------------------------------------------------------------


def _listed(
    constants: _Constants,
    cells: Sequence[Cell],
    atoms: Sequence[Any],
    names: Sequence[Phrase],
    *,
    may_be_none: bool,
    order: Sequence[Any] = (),
) -> Column:
    place = {atom: number for number, atom in enumerate(atoms)}
    if may_be_none:
        place[None] = len(atoms)
    rank = {value: number for number, value in enumerate(order)}

    def one(node: Expression) -> int | None:
        value = constants.value(node)
        return None if value is ... else 1 << place[value] if value in place else 0

    def taken(cell: Cell) -> int | None:
        match cell:
            case ValueCell(value=value):
                return one(value)
            case SetCell(members=members):
                masks = [one(member) for member in members]
                return None if None in masks else _either(mask for mask in masks if mask is not None)
            case CompareCell(operator=operator, value=value):
                found = constants.value(value)
                if found is ... or found not in place:
                    return None
                if operator == "=":
                    return 1 << place[found]
                if operator == "!=":
                    return ((1 << len(atoms)) - 1) & ~(1 << place[found])
                return _either(
                    1 << place[other] for other in atoms if _holds(rank.get(other), operator, rank.get(found))
                )
            case RangeCell(low=low, high=high):
                ends = [rank.get(constants.value(end)) for end in (low, high)]
                if None in ends:
                    return None
                return _either(
                    1 << place[other]
                    for other in atoms
                    if _holds(rank.get(other), ">=", ends[0]) and _holds(rank.get(other), "<=", ends[1])
                )
            case _:
                return None

    return _column(names, cells, taken, may_be_none=may_be_none)


def _either(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def _holds(left: Any, operator: CompareOperator, right: Any) -> bool:
    match operator:
        case "=":
            return bool(left == right)
        case "!=":
            return bool(left != right)
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case ">":
            return bool(left > right)
        case ">=":
            return bool(left >= right)


# --- values along a line --------------------------------------------------------------------


def _cut(constants: _Constants, cells: Sequence[Cell], kind: Type, *, may_be_none: bool) -> Column:
    """Return a column of numbers or dates, cut at the values its cells write.

    Atoms are single values; each stands for itself or for the stretch between two cuts.
    """
    cuts = sorted({v for v in constants.all_in(cells) if isinstance(v, Decimal | date)})
    line = _representatives(cuts, kind)
    names = [Phrase.same(_shown(value)) for value in line]

    def taken(cell: Cell) -> int | None:
        match cell:
            case ValueCell(value=NoneLiteral()):
                return 1 << len(line) if may_be_none else 0
            case ValueCell(value=value):
                return where(value, "=")
            case CompareCell(operator=operator, value=value):
                return where(value, operator)
            case RangeCell(low=low, high=high):
                above, below = where(low, ">="), where(high, "<=")
                return None if above is None or below is None else above & below
            case SetCell(members=members):
                masks = [where(member, "=") for member in members]
                return None if None in masks else _either(mask for mask in masks if mask is not None)
            case _:
                return None

    def where(node: Expression, operator: CompareOperator) -> int | None:
        found = constants.value(node)
        if not isinstance(found, Decimal | date):
            return None
        below, up_to = (1 << bisect_left(line, found)) - 1, (1 << bisect_right(line, found)) - 1
        everything = (1 << len(line)) - 1
        match operator:
            case "=":
                return up_to & ~below
            case "!=":
                return everything & ~(up_to & ~below)
            case "<":
                return below
            case "<=":
                return up_to
            case ">":
                return everything & ~up_to
            case ">=":
                return everything & ~below

    return _column(names, cells, taken, may_be_none=may_be_none)


def _representatives(cuts: Sequence[Any], kind: Type) -> list[Any]:
    """Return a value for each piece of the line: below, at, between and above the cuts."""
    if not cuts:
        return [date(2026, 1, 1) if isinstance(kind, DateType) else Decimal(0)]
    if isinstance(kind, DateType):
        return _days(cuts)
    step = Decimal(1)
    if isinstance(kind, NumberType):
        step = Decimal(1).scaleb(-kind.scale)
    dense = isinstance(kind, RatioType)
    found: list[Decimal] = [_at_or_below(cuts[0], step) - step]
    for number, cut in enumerate(cuts):
        if dense or cut == _at_or_below(cut, step):
            found.append(cut)
        following = cuts[number + 1] if number + 1 < len(cuts) else None
        between = (cut + following) / 2 if dense and following is not None else _at_or_below(cut, step) + step
        if following is None or between < following:
            found.append(between)
    return found


def _at_or_below(value: Decimal, step: Decimal) -> Decimal:
    units = Fraction(value) / Fraction(step)
    return Decimal(units.numerator // units.denominator) * step


def _days(cuts: Sequence[date]) -> list[date]:
    found = [cuts[0] - _DAY] if cuts[0] > date.min else []
    for number, cut in enumerate(cuts):
        found.append(cut)
        following = cuts[number + 1] if number + 1 < len(cuts) else None
        if cut < date.max and (following is None or cut + _DAY < following):
            found.append(cut + _DAY)
    return found


def _shown(value: Any) -> str:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)
