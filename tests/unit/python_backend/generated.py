"""Programs and records drawn at random, of every kind of core expression, for the two evaluators to agree on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

from attrs import evolve

from policyrules.core import ir
from policyrules.core.calendars import Dates, Entry, OtherCalendar, Weekdays, WeekOfMonth, WorkingDays
from policyrules.core.values import UNKNOWN, Duration, Row
from policyrules.semantics.schema import RecordSchema, Titled, Version
from policyrules.semantics.types import (
    EnumType,
    ListType,
    OptionalType,
    RecordType,
    RefType,
    Type,
    WordsType,
    required,
)
from tests.unit.core import build as b

if TYPE_CHECKING:
    from collections.abc import Callable

DAYS = [date(2024, 2, 28) + timedelta(days=step) for step in (0, 1, 2, 3, 366)]
TEXTS = ("", "a", "ab", "b a", "市")
NUMBERS = tuple(Decimal(text) for text in ("0", "0.1", "0.3", "1", "2.5", "-3"))
LENGTHS = (
    Duration(days=1),
    Duration(days=2),
    Duration(months=1),
    Duration(working_days=2),
    Duration(minutes=90),
    Duration(days=1, minutes=60),
)
CALENDARS = {
    "weeks": (
        Entry("add", WeekOfMonth(-1, 0)),
        Entry("add", WeekOfMonth(1, None)),
        Entry("except", Weekdays(frozenset({3}))),
    ),
    "worked": (Entry("add", WorkingDays("CN")), Entry("add", Dates(DAYS[3], DAYS[3]))),
    "nowhere": (Entry("only", WorkingDays("XX")), Entry("except", OtherCalendar("weeks"))),
}
"""Working days of XX are those of a calendar that is not there."""
LIMIT = b.parameter(
    "limit", b.INTEGER, Version(2, date(2024, 2, 29), None), Version(1, None, date(2024, 2, 28))
)
BY_TEXT = b.parameter("by_text", b.NUMBER, keys=(b.TEXT,))


class Draw:
    """Draws expressions; `bound` are the variables in scope, each with the type of what it stands for."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.bound: list[tuple[str, Type]] = []
        self.in_task = False
        self.items: list[str] = []
        self.derived: list[tuple[str, Type]] = []
        self.of_task: list[tuple[str, Type]] = []

    def pick(self, *options: Any) -> Any:
        return self.random.choice(options)

    def one(self, *options: ir.Expr) -> ir.Expr:
        return self.random.choice(options)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    # --- reading ----------------------------------------------------------------------------

    def reads(self, fits: Callable[[Type], bool]) -> list[ir.Expr]:
        schema = b.TASK if self.in_task else b.CASE
        record = schema.names.first
        found: list[ir.Expr] = [
            ir.Field("this", record, (each.names.first,), each.type)
            for each in schema.fields
            if fits(each.type)
        ]
        derived = self.of_task if self.in_task else self.derived
        found += [ir.Derived("this", record, name, type_) for name, type_ in derived if fits(type_)]
        if not self.in_task:
            found += [
                ir.Field("this", "Case", ("lead", each.names.first), each.type)
                for each in b.TASK.fields
                if fits(each.type)
            ]
        for variable, type_ in self.bound:
            if fits(type_):
                found.append(ir.Variable(variable, type_))
            if type_ == RecordType("Task"):
                found += [
                    ir.Field(variable, "Task", (each.names.first,), each.type)
                    for each in b.TASK.fields
                    if fits(each.type)
                ]
                found += [
                    ir.Derived(variable, "Task", name, kind) for name, kind in self.of_task if fits(kind)
                ]
        return found

    def read(self, *kinds: Any, otherwise: ir.Expr) -> ir.Expr:
        found = self.reads(lambda type_: isinstance(required(type_), kinds))
        return self.one(*found) if found else otherwise

    # --- conditions -------------------------------------------------------------------------

    def condition(self, depth: int) -> ir.Expr:
        if depth <= 0:
            return self.one(
                self.read(type(b.BOOLEAN), otherwise=b.YES),
                self.read(type(b.BOOLEAN), otherwise=b.NO),
                self.test(0),
            )
        match self.random.randrange(11):
            case 0 | 1:
                return self.test(depth - 1)
            case 2:
                return ir.Not(self.condition(depth - 1))
            case 3:
                return ir.And(self.conditions(depth))
            case 4:
                return ir.Or(self.conditions(depth))
            case 5:
                return ir.AtLeast(self.pick(b.const(1), b.const(2), self.integer(0)), self.conditions(depth))
            case 6:
                return self.over(depth, "any", b.BOOLEAN)
            case 7:
                return self.choice(depth, b.BOOLEAN, lambda: self.condition(0))
            case 8:
                return ir.Known(self.anything(depth - 1))
            case 9:
                return ir.Present(self.anything(depth - 1))
            case _:
                if self.items and not self.in_task:
                    return ir.Broken(ir.RuleId("p", self.pick(*self.items)))
                return self.test(depth - 1)

    def conditions(self, depth: int) -> tuple[ir.Expr, ...]:
        return tuple(self.condition(depth - 1) for _ in range(self.random.randint(1, 3)))

    def test(self, depth: int) -> ir.Expr:
        operator = self.pick("=", "!=", "<", "<=")
        match self.random.randrange(12):
            case 0 | 1 | 2:
                return ir.Compare(operator, self.number(depth), self.number(depth))
            case 3 | 4:
                return ir.Compare(operator, self.day(depth), self.day(depth))
            case 5:
                return ir.Compare(operator, self.tier(depth), self.tier(depth))
            case 6:
                return ir.Compare(self.pick("=", "!="), self.text(depth), self.text(depth))
            case 7:
                return ir.Compare(
                    self.pick("=", "!="), self.condition(0), self.pick(b.YES, b.NO, self.condition(0))
                )
            case 8:
                several = self.random.randint(1, 5)
                kind: Any = self.pick(self.text, self.number, self.tier, self.day)
                members = [self.constant_of(kind) for _ in range(several)]
                return ir.In(kind(depth), tuple(members))
            case 9:
                how = self.pick("contains", "starts with", "ends with")
                return ir.Contains(how, self.text(depth), self.text(depth))
            case 10:
                return ir.Contains("contains", self.read(ListType, otherwise=b.const(())), self.text(depth))
            case _:
                return self.one(
                    ir.Like(self.text(depth), "a.*"),
                    ir.InCalendar(self.day(depth), self.pick(*CALENDARS)),
                    ir.InCalendar(self.day(depth), self.pick(*CALENDARS)),
                    ir.InPeriod(
                        self.day(depth),
                        ir.MakePeriod(self.day(depth), self.day(depth), OptionalType(b.PERIOD)),
                    ),
                )

    def constant_of(self, kind: Any) -> ir.Const:
        if kind == self.text:
            return b.const(self.pick(*TEXTS))
        if kind == self.tier:
            return b.const(self.pick(*b.TIER.members), b.TIER)
        if kind == self.day:
            return b.const(self.pick(*DAYS))
        return b.const(self.random.randint(-1, 3) if self.chance(0.5) else self.pick(*NUMBERS))

    # --- values -----------------------------------------------------------------------------

    def anything(self, depth: int) -> ir.Expr:
        kinds = (self.number, self.day, self.text, self.tier, self.condition, self.lists)
        return self.random.choice(kinds)(depth)

    def lists(self, _depth: int) -> ir.Expr:
        return self.read(ListType, RefType, RecordType, otherwise=self.text(0))

    def integer(self, depth: int) -> ir.Expr:
        if depth <= 0:
            return self.one(
                self.read(type(b.INTEGER), otherwise=b.const(1)),
                self.read(type(b.INTEGER), otherwise=b.const(1)),
                b.const(self.random.randint(-1, 3)),
                ir.Parameter("limit", (), b.INTEGER),
            )
        match self.random.randrange(6):
            case 0:
                return ir.Arithmetic(
                    self.pick("+", "-", "*"), self.integer(depth - 1), self.integer(0), b.INTEGER
                )
            case 1:
                return ir.Between(self.day(depth - 1), self.day(depth - 1), b.INTEGER)
            case 2:
                return self.over(depth, self.pick("count", "distinct"), b.INTEGER)
            case 3:
                half = b.function(lambda n: n // 2 if n else UNKNOWN, b.INTEGER)
                return ir.Call(half, (self.integer(depth - 1),), (), b.INTEGER)
            case 4:
                kind = OptionalType(b.TEXT)
                length = b.function(lambda t: len(t or "none"), kind)
                return ir.Call(length, (self.text(depth - 1),), (), b.INTEGER)
            case _:
                return self.integer(0)

    def number(self, depth: int) -> ir.Expr:
        if depth <= 0:
            return self.one(
                self.integer(0),
                self.read(type(b.NUMBER), otherwise=b.const(NUMBERS[1])),
                b.const(self.pick(*NUMBERS)),
            )
        match self.random.randrange(8):
            case 0:
                return ir.Arithmetic(
                    self.pick("+", "-", "*"), self.number(depth - 1), self.number(0), b.NUMBER
                )
            case 1:
                return ir.Divide(self.number(depth - 1), self.number(0), b.RATIO)
            case 2:
                divided = ir.Divide(self.number(depth - 1), self.number(0), b.RATIO)
                return ir.Round(divided, 2, b.NUMBER)
            case 3:
                return self.over(
                    depth, self.pick("sum", "min", "max", "mean", "median"), OptionalType(b.RATIO)
                )
            case 4:
                return ir.Parameter("by_text", (self.text(depth - 1),), b.NUMBER)
            case 5:
                return self.choice(depth, b.NUMBER, lambda: self.number(0))
            case 6:
                return self.integer(depth)
            case _:
                return self.number(0)

    def day(self, depth: int) -> ir.Expr:
        if depth <= 0:
            return self.one(
                self.read(type(b.DATE), type(b.DATETIME), otherwise=b.const(DAYS[1])),
                self.read(type(b.DATE), otherwise=b.const(DAYS[0])),
                b.const(self.pick(*DAYS)),
                ir.Today(b.DATE),
            )
        match self.random.randrange(4):
            case 0 | 1:
                length = ir.Const(self.pick(*LENGTHS), b.DURATION)
                moment, rolls = self.day(depth - 1), self.chance(0.5)
                return ir.Shift(
                    moment, self.pick(1, -1), length, self.pick("CN", "CN", "XX"), moment.type, rolls=rolls
                )
            case 2:
                return self.choice(depth, b.DATE, lambda: self.read(type(b.DATE), otherwise=b.const(DAYS[0])))
            case _:
                return self.day(0)

    def tier(self, _depth: int) -> ir.Expr:
        return self.one(self.read(EnumType, otherwise=b.const("county", b.TIER)), self.constant_of(self.tier))

    def text(self, depth: int) -> ir.Expr:
        if depth > 0 and self.chance(0.3):
            return self.choice(depth, b.TEXT, lambda: self.text(0))
        if depth > 0 and self.chance(0.2):
            marked = b.function(lambda t, words: t + str(len(words)), b.TEXT, WordsType(), returns=b.TEXT)
            return ir.Call(marked, (self.text(depth - 1), ir.WordSet(("a", "b"), WordsType())), (), b.TEXT)
        return self.one(self.read(type(b.TEXT), RefType, otherwise=b.const("a")), b.const(self.pick(*TEXTS)))

    # --- over lists and branches ------------------------------------------------------------

    def over(self, depth: int, kind: Any, type_: Type) -> ir.Expr:
        lists = self.reads(lambda type_: isinstance(type_, ListType))
        if not lists:
            return b.const(None)
        source = self.one(*lists)
        assert isinstance(source.type, ListType)
        name = self.pick("v", "w", "a")
        element = source.type.element
        outer = list(self.bound)
        self.bound = [pair for pair in outer if pair[0] != name] + [(name, element)]
        where = self.condition(depth - 1) if self.chance(0.8) else b.YES
        value: ir.Expr | None = None
        if kind in ("sum", "min", "max", "mean", "median"):
            value = self.number(depth - 1)
        elif kind == "distinct":
            value = self.anything(0)
        self.bound = outer
        return ir.Aggregate(kind, name, source, where, value, type_)

    def choice(self, depth: int, type_: Type, result: Callable[[], ir.Expr]) -> ir.Expr:
        hit: Any = "first" if type_ != b.NUMBER else self.pick("first", "unique")
        branches = tuple((self.condition(depth - 1), result()) for _ in range(self.random.randint(1, 3)))
        rest = self.one(result(), ir.Const(None, OptionalType(type_)))
        if self.chance(0.3):
            rest = ir.Case("first", ((self.condition(depth - 1), result()),), rest, type_)
        return ir.Case(hit, branches, rest, type_)

    # --- whole programs ---------------------------------------------------------------------

    def program(self) -> ir.Program:
        self.in_task = True
        task_defines: dict[tuple[str, str], ir.Define] = {}
        for name, make in (("late", self.condition), ("twice", self.integer)):
            value = make(2)
            task_defines["Task", name] = ir.Define("Task", Titled(name), value.type, value)
            self.of_task.append((name, value.type))
        self.in_task = False
        defines: dict[str, ir.Expr] = {}
        for name, draw in (
            ("grave", self.condition),
            ("due", self.day),
            ("share", self.number),
            ("kept", self.collected),
        ):
            made = draw(2)
            defines[name] = made
            self.derived.append((name, made.type))
        rules: list[ir.Rule] = []
        for number in range(self.random.randint(1, 8)):
            rules.append(self.rule(f"I-{number}", [each.id.item for each in rules]))
            self.items.append(f"I-{number}")
        schema = self.pick(b.CASE, b.DATED_CASE)
        made_program = b.program(
            *rules,
            defines=defines,
            parameters=(LIMIT, BY_TEXT),
            schema=schema,
            policies=b.policy(zone=self.pick(None, "Asia/Shanghai", "Europe/Berlin")),
            calendars=CALENDARS,
        )
        return evolve(made_program, defines={**task_defines, **made_program.defines})

    def collected(self, depth: int) -> ir.Expr:
        branches = tuple((self.condition(depth - 1), self.text(0)) for _ in range(3))
        return ir.Case("collect", branches, ir.Const(None, OptionalType(b.TEXT)), ListType(b.TEXT))

    def rule(self, name: str, earlier: list[str]) -> ir.Rule:
        modality = self.pick("must", "must not", "should", "should not", "may", "encourage")
        effects = {
            "must": "forbid",
            "must not": "forbid",
            "should": "warn",
            "should not": "warn",
            "may": "permit",
        }
        exempt = tuple(
            self.pick(b.unless, b.without)(self.condition(1)) for _ in range(self.pick(0, 0, 0, 1, 2))
        )
        return b.rule(
            name,
            when=self.condition(self.pick(1, 2, 3)),
            modality=modality,
            effect=self.pick(effects.get(modality, "advise"), "refer", "return"),
            test=self.condition(2) if modality in ("must", "should", "encourage") else None,
            applies=self.pick(b.YES, b.YES, b.f("a"), self.condition(1)),
            exempt=exempt,
            if_unknown=self.pick(None, None, "block", "warn", "skip", "undetermined"),
            overrides=tuple(
                other for other in LATER if other not in earlier and other != name and self.chance(0.08)
            ),
            validity=self.pick(
                (None, None), (None, None), (DAYS[1], None), (DAYS[0], DAYS[2]), (None, DAYS[1])
            ),
        )

    # --- records ----------------------------------------------------------------------------

    def row(self, schema: RecordSchema, unknown: float) -> Row:
        values = {each.names.first: self.value(each.type, unknown) for each in schema.fields}
        return Row(schema.names.first, values)

    def value(self, type_: Type, unknown: float) -> Any:
        if self.chance(unknown):
            return UNKNOWN
        if isinstance(type_, OptionalType):
            return None if self.chance(0.3) else self.value(type_.element, 0)
        match type_:
            case b.BOOLEAN:
                return self.chance(0.5)
            case b.INTEGER:
                return self.random.randint(-1, 3)
            case b.NUMBER:
                return self.pick(*NUMBERS)
            case b.DATE:
                return self.pick(*DAYS)
            case b.DATETIME:
                return datetime.combine(self.pick(*DAYS), datetime.min.time(), UTC) + timedelta(
                    hours=self.pick(0, 7, 20)
                )
            case EnumType(members=members):
                return self.pick(*members)
            case RecordType():
                return self.row(b.TASK, unknown)
            case ListType(element):
                return tuple(self.value(element, unknown / 2) for _ in range(self.random.randint(0, 3)))
            case _:
                return self.pick(*TEXTS)


LATER = tuple(f"I-{number}" for number in range(8))
