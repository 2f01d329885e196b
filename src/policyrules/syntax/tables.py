"""What does the parser do in each state?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Make = Callable[[list[Any]], Any]
"""What makes something of the parts of a rule."""


class Rule:
    """What is done where a rule of the grammar ends: how many values it takes, and what it makes of them."""

    __slots__ = ("alias", "expansion", "hands_on", "make", "name", "size")

    def __init__(self, name: str, expansion: tuple[str, ...], alias: str) -> None:
        self.name = name
        """What stands left of the colon in rules.lark; what repeats has a name that begins with `__`."""
        self.expansion = expansion
        """The symbols it is made of; terminals are written in capitals."""
        self.alias = alias
        """What it is called where its name is that of several rules."""
        self.size = len(expansion)
        self.make: Make = list
        """What makes its value of those of its symbols."""
        self.hands_on = False
        """Whether its value is that of its only symbol."""

    @property
    def called(self) -> str:
        """What rules.lark calls it."""
        return self.alias or self.name


class Repeated:
    """What stands for parts that repeat, until the rule around them takes them in."""

    __slots__ = ("parts",)

    def __init__(self, parts: list[Any]) -> None:
        self.parts = parts


States = Sequence[Mapping[str, int | Rule]]
"""State → symbol → the next state, or the rule that ends before this symbol."""


class Table:
    """What the parser does, as it is written down."""

    __slots__ = ("ends", "rules", "starts", "states")

    def __init__(
        self, states: States, rules: Sequence[Rule], starts: Mapping[str, int], ends: Mapping[str, int]
    ) -> None:
        self.states = states
        self.rules = rules
        self.starts = starts
        """What is parsed → the state it begins in."""
        self.ends = ends
        """What is parsed → the state in which it has been."""


def table_from(written: Mapping[str, Any], callbacks: Mapping[str, Make]) -> Table:
    """Return the table that is written down (`building.built` says how), each rule with its callback."""
    symbols: list[str] = written["symbols"]
    sets = [[symbols[number] for number in numbers] for numbers in written["terminals"]]
    rules = [_rule(symbols, callbacks, row) for row in written["rules"]]
    states: list[dict[str, int | Rule]] = []
    for shifted, reduced in written["states"]:
        row: dict[str, int | Rule] = {}
        for at in range(0, len(reduced), 2):
            row |= dict.fromkeys(sets[reduced[at + 1]], rules[reduced[at]])
        for at in range(0, len(shifted), 2):
            row[symbols[shifted[at]]] = shifted[at + 1]
        states.append(row)
    return Table(states, rules, written["starts"], written["ends"])


def _rule(symbols: list[str], callbacks: Mapping[str, Make], row: list[Any]) -> Rule:
    name, expansion, alias, hands_on_one, left_out = row
    rule = Rule(name, tuple([symbols[number] for number in expansion]), alias)
    make = callbacks.get(rule.called, Repeated)
    if hands_on_one and not alias:
        make = _only_or(make)
    repeats = [symbol.startswith("_") for symbol in rule.expansion]
    if left_out or any(repeats):
        rule.make = _parts_first(repeats, left_out or [0] * (rule.size + 1), make)
    else:
        rule.make = make
        rule.hands_on = hands_on_one and not alias and rule.size == 1
    return rule


def _only_or(make: Make) -> Make:
    def only_or_made(parts: list[Any]) -> Any:
        return parts[0] if len(parts) == 1 else make(parts)

    return only_or_made


def _parts_first(repeats: list[bool], left_out: list[int], make: Make) -> Make:
    """Return what takes in the parts that repeat and puts None for each that is left out, and then makes."""
    if not any(repeats):
        return _with_absent(left_out, make)
    steps = [
        (number, each, absent) for number, (each, absent) in enumerate(zip(repeats, left_out, strict=False))
    ]
    last = [None] * left_out[-1]

    def made(values: list[Any]) -> Any:
        parts: list[Any] = []
        for number, each, absent in steps:
            if absent:
                parts += [None] * absent
            if not each:
                parts.append(values[number])
            elif parts:
                parts += values[number].parts
            else:  # what repeats grows in place: each value is taken in once
                parts = values[number].parts
        parts += last
        return make(parts)

    return made


def _with_absent(left_out: list[int], make: Make) -> Make:
    """Return what puts None for each part that is left out, and then makes."""
    absent = [(number, [None] * count) for number, count in enumerate(left_out) if count]
    absent.reverse()  # so that those before stay where they are counted from

    def made(values: list[Any]) -> Any:
        for number, nothing in absent:
            values[number:number] = nothing
        return make(values)

    return made


def gone_to(states: States, state: int, rule: Rule) -> int:
    """Return the state that follows where a rule that began in a state has ended."""
    following = states[state][rule.name]
    assert isinstance(following, int)
    return following
