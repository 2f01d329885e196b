"""By which facts can the rules of one shape be looked up, instead of asking each?

A rule speaks only where all its conditions hold. A condition that compares a fact with the rule's own constant is
a key: of the rules whose constant does not fit the fact nothing more need be asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from policyrules.backends.python.comparisons import Members, exact
from policyrules.backends.python.index.columns import Hole
from policyrules.backends.python.index.shapes import holes_in
from policyrules.core import ir
from policyrules.frozen import field, frozen
from policyrules.semantics.types import (
    BooleanType,
    DateTimeType,
    DateType,
    EnumType,
    IntegerType,
    ListType,
    NumberType,
    RefType,
    TextType,
    is_numeric,
    required,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ENTRIES: Final = 16
"""So many entries a rule may have in an index, on average."""
_FEW: Final = 8
"""So many rules that share their keys are asked one by one; more are told apart by a bound, too."""

_SEVERAL: Final = 2
"""So many of them are, where each stands under one key, with its like side by side."""

_EQUAL = (TextType, RefType, EnumType, BooleanType, IntegerType, NumberType, DateType, DateTimeType)
_ORDERED = (IntegerType, NumberType, DateType, DateTimeType, TextType)


@frozen
class Asked:
    """A condition that must hold, or must not, for a rule of the shape to speak."""

    expr: ir.Expr
    wanted: bool = True


@frozen
class Lookup:
    """A value, and the constants of each rule that it must be one of; `has` for a list that has one of them."""

    asked: Asked
    value: ir.Expr
    column: int
    form: Callable[[Any], Sequence[Any]]
    kind: Literal["equal", "among", "order", "has"]
    none_fits: bool = False
    """Whether none counts as well: a rule that must not be above something is broken by none."""


@frozen
class Bound:
    """A value, and the constant of each rule that it must not be below (`lower`), or above."""

    asked: Asked
    value: ir.Expr
    column: int
    lower: bool = field(kw_only=True)
    strict: bool = field(kw_only=True)
    none_fits: bool = field(kw_only=True)


@frozen
class Keys:
    """How the rules of a shape are looked up: by equal values first, then by one or two bounds of one value."""

    lookups: tuple[Lookup, ...] = ()
    bounds: tuple[Bound, ...] = ()

    @property
    def all(self) -> tuple[Lookup | Bound, ...]:
        """Both kinds of keys."""
        return (*self.lookups, *self.bounds)

    @property
    def asked(self) -> tuple[Asked, ...]:
        """The conditions that need not be asked of a rule that was found."""
        return tuple(key.asked for key in self.all)


# --- what must hold --------------------------------------------------------------------------


def conditions_asked(rule: ir.Rule) -> tuple[Asked, ...]:
    """Return everything that must hold, or must not, for a rule to speak, in the order it is asked."""
    found = [*_parts(rule.applies, wanted=True), *_parts(rule.when, wanted=True)]
    for exemption in rule.exempt:
        found += _parts(exemption.condition, wanted=False)
    if rule.test is not None:
        found += _parts(rule.test, wanted=False)
    return tuple(found)


def _parts(expr: ir.Expr, *, wanted: bool) -> Iterator[Asked]:
    match expr:
        case ir.And(operands) if wanted:
            for each in operands:
                yield from _parts(each, wanted=True)
        case ir.Or(operands) if not wanted:
            for each in operands:
                yield from _parts(each, wanted=False)
        case ir.Not(operand):
            yield from _parts(operand, wanted=not wanted)
        case ir.Const(value=bool(value)) if value is wanted:
            pass
        case _:
            yield Asked(expr, wanted)


# --- which conditions are keys ------------------------------------------------------------------


def key_of(asked: Asked) -> Lookup | Bound | None:
    """Return how a condition serves to look rules up; None where it does not."""
    match asked.expr:
        case ir.Compare("=", value, ir.Const(value=Hole(column))) if asked.wanted:
            return _equal(asked, value, column)
        case ir.Compare("=", ir.Const(value=Hole(column)), value) if asked.wanted:
            return _equal(asked, value, column)
        case ir.In(value, (ir.Const(value=Hole(column)),)) if asked.wanted:
            return _among(asked, value, column)
        case ir.Contains("contains", value, ir.Const(value=Hole(column))) if asked.wanted:
            return _has(asked, value, column)
        case ir.Compare("<" | "<=" as operator, value, ir.Const(value=Hole(column))):
            return _ordered(asked, value, column, operator, constant_first=False)
        case ir.Compare("<" | "<=" as operator, ir.Const(value=Hole(column)), value):
            return _ordered(asked, value, column, operator, constant_first=True)
        case _:
            return None


def _equal(asked: Asked, value: ir.Expr, column: int) -> Lookup | None:
    kind = required(value.type)
    if not isinstance(kind, _EQUAL):
        return None
    return Lookup(asked, value, column, lambda constant: (exact(constant, kind),), "equal")


def _among(asked: Asked, value: ir.Expr, column: int) -> Lookup | None:
    kind = required(value.type)
    if not isinstance(kind, _EQUAL):
        return None
    return Lookup(asked, value, column, lambda members: _each_once(members, kind), "among")


def _each_once(members: Sequence[Any], kind: Any) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(exact(member, kind) for member in members))


def _has(asked: Asked, value: ir.Expr, column: int) -> Lookup | None:
    kind = required(value.type)
    if not isinstance(kind, ListType):
        return None
    element = required(kind.element)
    if not isinstance(element, _EQUAL):
        return None
    return Lookup(asked, value, column, lambda constant: (exact(constant, element),), "has")


def _ordered(
    asked: Asked, value: ir.Expr, column: int, operator: str, *, constant_first: bool
) -> Lookup | Bound | None:
    kind = required(value.type)
    if isinstance(kind, EnumType):
        return _members(asked, value, column, operator, kind, constant_first=constant_first)
    if not (isinstance(kind, _ORDERED) or is_numeric(kind)):
        return None
    lower, strict = constant_first, operator == "<"
    if not asked.wanted:
        # not to be up to something is to be above it, or none
        lower, strict = not lower, not strict
    return Bound(asked, value, column, lower=lower, strict=strict, none_fits=not asked.wanted)


def _members(
    asked: Asked, value: ir.Expr, column: int, operator: str, kind: EnumType, *, constant_first: bool
) -> Lookup:
    """Return the members for which an order comparison holds as keys: an enum has few."""
    fits = Members(operator, kind, constant_first=constant_first)

    def form(member: str) -> Sequence[Any]:
        if asked.wanted:
            return fits(member)
        fitting = set(fits(member))
        return [None, *(each for each in kind.members if each not in fitting)]

    return Lookup(asked, value, column, form, "order", none_fits=not asked.wanted)


# --- which of them to use ------------------------------------------------------------------------


def keys_of(asked: Sequence[Asked], columns: Sequence[Sequence[Any]], count: int) -> Keys:
    """Return the keys by which so many rules of one shape are told apart best; none where nothing does.

    Values that take working out are keys only where no cheap one is: else most decisions need not know them.
    """
    found = [key for key in map(key_of, asked) if key is not None]
    found = [key for key in found if len(holes_in(key.asked.expr)) == 1]
    cheap = [key for key in found if _is_fact(key.value)]
    for usable in (cheap, found):
        keys = _best(usable, columns, count)
        if keys.asked:
            return keys
    return Keys()


def _is_fact(expr: ir.Expr) -> bool:
    """Return whether a value is a fact of the record itself, or the decision's day."""
    match expr:
        case ir.Field(row="this", steps=(_,)) | ir.Today():
            return True
        case _:
            return False


def _best(usable: Sequence[Lookup | Bound], columns: Sequence[Sequence[Any]], count: int) -> Keys:
    lookups, share = _lookups([key for key in usable if isinstance(key, Lookup)], columns, count)
    bounds = [key for key in usable if isinstance(key, Bound)]
    if not bounds:
        return Keys(lookups)
    if count * share <= _FEW:
        return Keys(lookups, _beside(lookups, bounds, columns) if count * share >= _SEVERAL else ())
    return Keys(lookups, min(_pairs(bounds), key=lambda pair: _overlap(pair, columns, count)))


def _beside(
    lookups: Sequence[Lookup], bounds: Sequence[Bound], columns: Sequence[Sequence[Any]]
) -> tuple[Bound, ...]:
    """Return the bound by which rules of the same keys are told apart that can all stand side by side."""
    plain = [bound for bound in bounds if not bound.none_fits]
    if not plain or not all(have_one_key(lookup, columns) for lookup in lookups):
        return ()
    return (plain[0],)


def have_one_key(lookup: Lookup, columns: Sequence[Sequence[Any]]) -> bool:
    """Return whether each rule stands under one key only."""
    return all(len(lookup.form(constant)) == 1 for constant in dict.fromkeys(columns[lookup.column]))


def _lookups(
    usable: Sequence[Lookup], columns: Sequence[Sequence[Any]], count: int
) -> tuple[tuple[Lookup, ...], float]:
    """Return the equalities to use together, and which share of the rules a record finds by them.

    Every rule stands under each combination of its constants, so not every membership can be among them; and only
    one list.
    """
    chosen: list[Lookup] = []
    share, entries, has_list = 1.0, 1.0, False
    ways = [(lookup, *_spread(lookup, columns[lookup.column])) for lookup in usable]
    for lookup, each, different in sorted(ways, key=lambda way: way[1] / way[2]):
        if entries * each > ENTRIES or different <= each or (has_list and lookup.kind == "has"):
            continue
        chosen.append(lookup)
        entries *= each
        share *= each / different
        has_list = has_list or lookup.kind == "has"
    in_order = [lookup for lookup in usable if lookup in chosen]
    return tuple(in_order), max(share, 1 / count)


def _spread(lookup: Lookup, column: Sequence[Any]) -> tuple[float, int]:
    """Return how many keys a rule has on average, and how many different ones there are."""
    forms = {constant: lookup.form(constant) for constant in dict.fromkeys(column)}
    different = {key for keys in forms.values() for key in keys}
    return sum(len(forms[constant]) for constant in column) / len(column), max(len(different), 1)


def _pairs(bounds: Sequence[Bound]) -> Iterator[tuple[Bound, ...]]:
    """Yield the bounds one by one, and each lower with each upper one of the same value."""
    for bound in bounds:
        yield (bound,)
        if bound.lower and not bound.none_fits:
            for other in bounds:
                if not other.lower and not other.none_fits and other.value == bound.value:
                    yield (bound, other)


def _overlap(pair: tuple[Bound, ...], columns: Sequence[Sequence[Any]], count: int) -> float:
    """Return how many rules a value finds on average, if values lie where the bounds do."""
    if len(pair) == 1:
        return count / 2
    lower, upper = pair
    lows, highs = columns[lower.column], columns[upper.column]
    found = _Ranked([*lows, *highs])
    spans = sum(max(found.rank(high) - found.rank(low), 0) for low, high in zip(lows, highs, strict=True))
    return spans / max(len(found), 1)


class _Ranked:
    """The place of each constant in order."""

    def __init__(self, values: Sequence[Any]) -> None:
        self._ranks = {value: rank for rank, value in enumerate(sorted(set(values)))}

    def __len__(self) -> int:
        return len(self._ranks)

    def rank(self, value: Any) -> int:
        """Return how many constants are below a value."""
        return self._ranks[value]
