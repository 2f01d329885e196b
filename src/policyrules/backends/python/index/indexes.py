"""What is looked up, so that only the rules that may speak are asked?

Rules are numbers from 0, or from the place of their group among all rules of the record. A table gives those under
a key; below it, or alone, bounds give a stretch of rules in the order of their constants, segments those whose
range holds a value, and a tree the same in little memory where ranges overlap much.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import product
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Literal

from policyrules.backends.python.comparisons import exact
from policyrules.backends.python.index.keys import ENTRIES, have_one_key
from policyrules.frozen import frozen
from policyrules.semantics.types import DateType, IntegerType, required

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from decimal import Decimal
    from fractions import Fraction

    from policyrules.backends.python.index.keys import Bound, Keys, Lookup

Found = Sequence[int]
"""Rules: a tuple, or a range where they stand beside one another."""


@frozen(eq=False)
class Index:
    """The rules of a group as they are looked up.

    `table` gives a leaf for a key (the tuple of keys, where there are several), or is None where there is only a leaf.
    A leaf is the rules themselves (`listed`); or the sorted constants and the rules in their order (`bounds`); or
    the first values of segments and the rules of each (`segments`); or a tree (`tree`); or, of rules that stand side by
    side in the order of their constants, the sorted constants alone (`beside`): `alone` says which rules these are.
    """

    leaf: Literal["listed", "bounds", "beside", "segments", "tree"]
    table: dict[Any, Any] | None
    alone: Any = None


@frozen(eq=False)
class Beside:
    """Rules that stand side by side in the order of their bound, those of each key together.

    Which were found is told by the key and the place of a value among the bounds, and worked out when somebody asks.
    What is looked up for a decision are the bounds alone: those of many keys are the same, and then one object, so that
    less must be fetched from memory.
    """

    bounds: Mapping[Any, Sequence[Any]]
    starts: Mapping[Any, int]
    """The first rule under each key."""
    lower: bool
    """Whether the rules before the place are found; else those from it on."""

    def rules(self, key: Any, place: int) -> range:
        """Return the rules that were found."""
        start = self.starts[key]
        if self.lower:
            return range(start, start + place)
        return range(start + place, start + len(self.bounds[key]))


def order_of(keys: Keys, columns: Sequence[Sequence[Any]], count: int) -> list[int]:
    """Return the rules in the order in which they best stand: by the bound that tells them apart.

    Those of the same keys stand side by side, where each has one key only.
    """
    if len(keys.bounds) != 1 or not all(have_one_key(lookup, columns) for lookup in keys.lookups):
        return list(range(count))
    column = columns[keys.bounds[0].column]
    by_bound = sorted(range(count), key=column.__getitem__)
    if not keys.lookups:
        return by_bound
    under: dict[Any, list[int]] = {}
    alike = [columns[lookup.column] for lookup in keys.lookups]
    for rule in by_bound:
        under.setdefault(tuple([constants[rule] for constants in alike]), []).append(rule)
    return [rule for rules in under.values() for rule in rules]


def index_of(keys: Keys, columns: Sequence[Sequence[Any]], count: int, first: int) -> Index:
    """Return the index of so many rules, numbered from `first`, in the order of `order_of`."""
    if not keys.lookups:
        leaf = _leaf_of(keys, [range(count)], columns)
        return Index(leaf, None, _leaf(leaf, keys, range(count), columns, first))
    under: dict[Any, list[int]] = {}
    ways = [_forms(lookup, columns[lookup.column]) for lookup in keys.lookups]
    if len(ways) == 1:
        for rule, found in enumerate(ways[0]):
            for key in found:
                under.setdefault(key, []).append(rule)
    else:
        for rule, parts in enumerate(zip(*ways, strict=True)):
            for key in product(*parts):
                under.setdefault(key, []).append(rule)
    leaf = _leaf_of(keys, under.values(), columns)
    if leaf == "bounds" and all(map(_stand_beside, under.values())):
        limits = _bounds(keys.bounds[0], range(count), columns, first)[0]
        ordered = all(map(_ascend(limits), under.values()))
        if ordered:
            same: dict[tuple[Any, ...], tuple[Any, ...]] = {}
            below = {key: tuple(limits[rules[0] : rules[-1] + 1]) for key, rules in under.items()}
            shared = {key: same.setdefault(each, each) for key, each in below.items()}
            starts = {key: rules[0] + first for key, rules in under.items()}
            return Index("beside", shared, Beside(shared, starts, keys.bounds[0].lower))
    return Index(leaf, {key: _leaf(leaf, keys, rules, columns, first) for key, rules in under.items()})


def _forms(lookup: Lookup, column: Sequence[Any]) -> list[Sequence[Any]]:
    forms = {constant: lookup.form(constant) for constant in dict.fromkeys(column)}
    return [forms[constant] for constant in column]


def _stand_beside(rules: Sequence[int]) -> bool:
    return rules[-1] - rules[0] == len(rules) - 1 and all(map(int.__lt__, rules, rules[1:]))


def _ascend(limits: Sequence[Any]) -> Callable[[Sequence[int]], bool]:
    return lambda rules: all(limits[rule] <= limits[rule + 1] for rule in rules[:-1])


# --- below a key, or alone -----------------------------------------------------------------------


def _leaf_of(
    keys: Keys, groups: Iterable[Sequence[int]], columns: Sequence[Sequence[Any]]
) -> Literal["listed", "bounds", "segments", "tree"]:
    match keys.bounds:
        case ():
            return "listed"
        case (_,):
            return "bounds"
        case (lower, upper):
            if not isinstance(required(lower.value.type), DateType | IntegerType):
                return "tree"
            entries = rules = 0
            for group in groups:
                rules += len(group)
                entries += _entries(lower, upper, group, columns)
                if entries > ENTRIES * (rules + 1):
                    return "tree"
            return "segments"
        case _:
            message = "a value has one lower and one upper bound"
            raise AssertionError(message)


def _leaf(leaf: str, keys: Keys, rules: Sequence[int], columns: Sequence[Sequence[Any]], first: int) -> Any:
    match leaf:
        case "listed":
            return _numbered(rules, first)
        case "bounds":
            return _bounds(keys.bounds[0], rules, columns, first)
        case "segments":
            lower, upper = keys.bounds
            return _segments(lower, upper, rules, columns, first)
        case _:
            lower, upper = keys.bounds
            return _tree(lower, upper, rules, columns, first)


def _numbered(rules: Sequence[int], first: int) -> Found:
    return (
        range(rules.start + first, rules.stop + first)
        if isinstance(rules, range)
        else tuple([rule + first for rule in rules])
    )


def _bounds(
    bound: Bound, rules: Sequence[int], columns: Sequence[Sequence[Any]], first: int
) -> tuple[list[Any], Found]:
    column = columns[bound.column]
    if not isinstance(rules, range):
        rules = sorted(rules, key=column.__getitem__)
    beside = bound.value.type
    return [exact(column[rule], beside) for rule in rules], _numbered(rules, first)


# --- ranges of days and whole numbers: segments -----------------------------------------------------


def _half_open(
    lower: Bound, upper: Bound, rules: Sequence[int], columns: Sequence[Sequence[Any]]
) -> list[tuple[Any, Any]]:
    """Return each rule's range as its first value and the one after its last; None where there is none after."""
    lows, highs = columns[lower.column], columns[upper.column]
    kind = required(lower.value.type)
    after: Callable[..., Any] = _next_day if isinstance(kind, DateType) else _next_whole
    made: list[tuple[Any, Any]] = []
    for rule in rules:
        low, high = lows[rule], highs[rule]
        start = after(low, strict=True) if lower.strict else after(low, strict=False)
        stop = after(high, strict=not upper.strict)
        made.append((start, stop))
    return made


def _next_day(day: date, *, strict: bool) -> date | None:
    """Return the first day after another, or (not strict) from it on; None beyond the calendar."""
    if not strict:
        return day
    return None if day == date.max else day + timedelta(days=1)


def _next_whole(value: int | Decimal | Fraction, *, strict: bool) -> int:
    """Return the first whole number above a number, or (not strict) from it on."""
    return floor(value) + 1 if strict else ceil(value)


def _entries(lower: Bound, upper: Bound, rules: Sequence[int], columns: Sequence[Sequence[Any]]) -> int:
    ranges = _half_open(lower, upper, rules, columns)
    at = {value: number for number, value in enumerate(_starts(ranges))}
    return sum(_stop(at, stop) - at[start] for start, stop in ranges if _is_any(start, stop))


def _starts(ranges: Iterable[tuple[Any, Any]]) -> list[Any]:
    ends = {end for start, stop in ranges if _is_any(start, stop) for end in (start, stop)}
    ends.discard(None)
    return sorted(ends)


def _is_any(start: Any, stop: Any) -> bool:
    """Return whether any value lies in a range."""
    return start is not None and (stop is None or start < stop)


def _stop(at: dict[Any, int], stop: Any) -> int:
    return len(at) if stop is None else at[stop]


def _segments(
    lower: Bound, upper: Bound, rules: Sequence[int], columns: Sequence[Sequence[Any]], first: int
) -> tuple[list[Any], list[Found]]:
    """Return where segments begin, and the rules of each; those before the first hold none."""
    ranges = _half_open(lower, upper, rules, columns)
    starts = _starts(ranges)
    at = {value: number for number, value in enumerate(starts)}
    inside: list[list[int]] = [[] for _ in range(len(starts) + 1)]
    for rule, (start, stop) in zip(rules, ranges, strict=True):
        if _is_any(start, stop):
            for number in range(at[start], _stop(at, stop)):
                inside[number + 1].append(rule + first)
    return starts, [tuple(found) for found in inside]


# --- other ranges, and those that overlap much: a tree ------------------------------------------------


@frozen(eq=False)
class Node:
    """The ranges that hold the centre, in the order of their lower and of their upper ends; below it, the others."""

    centre: Any
    lows: list[Any]
    by_low: Found
    highs: list[Any]
    by_high: Found
    below: Node | Ends | None
    above: Node | Ends | None


@frozen(eq=False)
class Ends:
    """Ranges looked at one by one: few, or such as no centre tells apart."""

    ranges: tuple[tuple[Any, Any, int], ...]


@frozen(eq=False)
class Tree:
    """Ranges, each held once: takes time by the logarithm of their number, and by how many hold a value."""

    root: Node | Ends | None
    above_low: Callable[[Any, Any], int]
    """How many of the sorted lower ends a value is above enough."""
    below_high: Callable[[Any, Any], int]
    strict: tuple[bool, bool]


_FEW = 4


def _tree(
    lower: Bound, upper: Bound, rules: Sequence[int], columns: Sequence[Sequence[Any]], first: int
) -> Tree:
    beside = lower.value.type
    lows, highs = columns[lower.column], columns[upper.column]
    ranges = [(exact(lows[rule], beside), exact(highs[rule], beside), rule + first) for rule in rules]
    strict = (lower.strict, upper.strict)
    return Tree(
        _node([each for each in ranges if not each[1] < each[0]], strict),
        bisect_left if lower.strict else bisect_right,
        bisect_right if upper.strict else bisect_left,
        strict,
    )


def _node(ranges: list[tuple[Any, Any, int]], strict: tuple[bool, bool]) -> Node | Ends | None:
    if not ranges:
        return None
    if len(ranges) <= _FEW:
        return Ends(tuple(ranges))
    ends = sorted([end for low, high, _ in ranges for end in (low, high)])
    centre = ends[len(ends) // 2]
    holding: list[tuple[Any, Any, int]] = []
    below: list[tuple[Any, Any, int]] = []
    above: list[tuple[Any, Any, int]] = []
    for each in ranges:
        if not _above(centre, each[0], strict=strict[0]):
            above.append(each)
        elif not _above(each[1], centre, strict=strict[1]):
            below.append(each)
        else:
            holding.append(each)
    if len(below) == len(ranges) or len(above) == len(ranges):
        return Ends(tuple(ranges))
    by_low = sorted(holding, key=lambda each: each[0])
    by_high = sorted(holding, key=lambda each: each[1])
    return Node(
        centre,
        [each[0] for each in by_low],
        tuple([each[2] for each in by_low]),
        [each[1] for each in by_high],
        tuple([each[2] for each in by_high]),
        _node(below, strict),
        _node(above, strict),
    )


def _above(value: Any, other: Any, *, strict: bool) -> bool:
    return bool(value > other if strict else value >= other)


def held_by(tree: Tree, value: Any) -> list[Found]:
    """Return the rules whose range holds a value, in stretches that are not empty."""
    found: list[Found] = []
    node = tree.root
    while isinstance(node, Node):
        if value < node.centre:
            stop = tree.above_low(node.lows, value)
            if stop:
                found.append(node.by_low[:stop])
            node = node.below
        else:
            start = tree.below_high(node.highs, value)
            if start < len(node.highs):
                found.append(node.by_high[start:])
            node = node.above
    if node is not None:
        low_strict, high_strict = tree.strict
        some = tuple(
            [
                rule
                for low, high, rule in node.ranges
                if _above(value, low, strict=low_strict) and _above(high, value, strict=high_strict)
            ]
        )
        if some:
            found.append(some)
    return found
