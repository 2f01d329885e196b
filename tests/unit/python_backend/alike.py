"""Programs of many rules of few shapes, drawn at random: the same conditions with other constants in each rule."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from policyrules.core import ir
from tests.unit.core import build as b
from tests.unit.python_backend.generated import CALENDARS, LIMIT, Draw

if TYPE_CHECKING:
    from random import Random

Days = tuple[date | None, date | None]
RULES = 40
FIRST = date(2024, 2, 27)


class Alike:
    """Draws shapes, and rules of each."""

    def __init__(self, seed: int, *, same: bool = False) -> None:
        self.draw = Draw(seed)
        self.same = same
        """Whether rules of a shape ask the very same."""
        self.random: Random = self.draw.random

    def constant(self, kind: Any) -> ir.Const:
        """A written value: often the one another rule has, or its neighbour."""
        match kind:
            case b.INTEGER:
                return b.const(self.random.randint(-2, 4))
            case b.NUMBER:
                return b.const(Decimal(self.random.randint(-40, 40)) / 10)
            case b.DATE:
                return b.const(FIRST + timedelta(days=self.random.randint(0, 6)))
            case b.TIER:
                return b.const(self.random.choice(b.TIER.members), b.TIER)
            case _:
                return b.const(self.random.choice(("", "a", "ab", "b a", "市")))

    def shape(self) -> Any:
        """A function that gives a condition, with other constants each time it is called."""
        pick = self.random.choice
        if self.same:
            fixed = self.draw.condition(2)
            return lambda: fixed
        kind, names = pick(
            (
                (b.INTEGER, ("n", "m")),
                (b.NUMBER, ("x",)),
                (b.NUMBER, ("n", "m")),
                (b.DATE, ("start", "finish")),
                (b.TIER, ("tier",)),
                (b.TEXT, ("t",)),
            )
        )
        value: ir.Expr = b.f(pick(names))
        if kind is b.INTEGER and self.draw.chance(0.2):
            value = ir.Derived("this", "Case", "twice_n", b.INTEGER)
        operator = pick(("=", "<", "<=", "<", "<="))
        first, closed = self.draw.chance(0.5), pick(("<", "<="))
        match pick(("one", "one", "range", "range", "among", "has", "not", "part", "none")):
            case "one" if first:
                return lambda: b.compare(operator, self.constant(kind), value)
            case "one":
                return lambda: b.compare(operator, value, self.constant(kind))
            case "range":
                return lambda: ir.And(
                    (
                        b.compare(operator, self.constant(kind), value),
                        b.compare(closed, value, self.constant(kind)),
                    )
                )
            case "among":
                return lambda: ir.In(
                    value, tuple(self.constant(kind) for _ in range(self.random.randint(1, 3)))
                )
            case "has":
                return lambda: ir.Contains("contains", b.f("words"), self.constant(b.TEXT))
            case "not":
                return lambda: ir.Not(b.compare(operator, value, self.constant(kind)))
            case "part":
                return lambda: ir.Contains(pick(("contains", "starts with")), b.f("t"), self.constant(b.TEXT))
            case _:
                fixed = self.draw.condition(2)
                return lambda: fixed

    def program(self) -> ir.Program:
        """Some shapes with as many rules in all as `RULES`, in a mixed order."""
        pick = self.random.choice
        rules: list[ir.Rule] = []
        for number in range(self.random.randint(1, 3)):
            parts = [self.shape() for _ in range(self.random.randint(1, 3))]
            test, exempt, applies = self.shape(), self.shape(), self.shape()
            modality = pick(("must not", "must", "should not", "should"))
            has_exempt, has_applies = self.draw.chance(0.3), self.draw.chance(0.2)
            days: Days = pick(((None, None), (None, None), (FIRST, FIRST + timedelta(days=3))))
            each_has_days = self.draw.chance(0.25)
            if_unknown = pick((None, "block", "warn", "skip", "undetermined"))
            effect = pick(("forbid", "warn", "refer"))
            for each in range(RULES):
                validity = days
                if each_has_days:
                    start = FIRST + timedelta(days=self.random.randint(0, 4))
                    validity = pick(((start, None), (None, start), (start, start), (None, None)))
                rules.append(
                    b.rule(
                        f"I-{number}-{each}",
                        when=ir.And(tuple(part() for part in parts)),
                        modality=modality,
                        effect=effect,
                        test=test() if modality in ("must", "should") else None,
                        exempt=(b.unless(exempt()),) if has_exempt else (),
                        applies=applies() if has_applies else b.YES,
                        if_unknown=if_unknown,
                        validity=validity,
                    )
                )
        self.random.shuffle(rules)
        if self.draw.chance(0.5):
            first = rules[0]
            # one that sets another aside, and one that asks of it
            rules[0] = b.rule("first", when=first.when, validity=(None, None), overrides=(rules[-1].id.item,))
            rules.append(b.rule("last", when=ir.Not(ir.Broken(rules[0].id))))
        twice = ir.Arithmetic("*", b.f("n"), b.const(2), b.INTEGER)
        return b.program(
            *rules,
            defines={"twice_n": twice},
            parameters=(LIMIT,),
            schema=pick((b.CASE, b.DATED_CASE)),
            calendars=CALENDARS,
        )

    def row(self, program: ir.Program, unknown: float) -> Any:
        """Facts at the constants and beside them."""
        row = self.draw.row(program.records["Case"], unknown)
        values = dict(row.values)
        for name, kind in (("n", b.INTEGER), ("x", b.NUMBER), ("start", b.DATE), ("tier", b.TIER)):
            if not self.draw.chance(unknown):
                values[name] = self.constant(kind).value
        return type(row)(row.record, values)
