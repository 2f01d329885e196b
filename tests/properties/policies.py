"""Which well-typed policies can be written? A strategy of syntax trees.

The trees have no meaningful spans: a test formats them to text and parses that, so every generated
case also goes through the formatter, the parser, the checker and the lowering.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Literal

from hypothesis import strategies as st

from policyrules.diagnostics.source import Source
from policyrules.syntax.ast import clauses as c
from policyrules.syntax.ast import declarations as d
from policyrules.syntax.ast import expressions as e
from policyrules.syntax.ast import types as t
from policyrules.syntax.ast.names import Annotation, ItemRef
from tests.properties.measuring import key_field, measured, plan_record, references, staged
from tests.properties.world import (
    AT,
    FIELD_NAMES,
    Draw,
    Slot,
    World,
    days,
    decimals,
    name,
    names,
    number,
    path,
    small,
    words,
)

ALIKE = {"text": ("ref",), "ref": ("text",)}
"""What else a kind compares with."""


class Writer:
    """Draws expressions of a wanted kind from what the world declares."""

    def __init__(self, draw: Draw, world: World) -> None:
        self.draw = draw
        self.world = world
        self.bound: list[tuple[str, list[Slot] | str]] = []

    # --- choosing ---------------------------------------------------------------------------

    def pick(self, options: list[Any]) -> Any:
        return self.draw(st.sampled_from(options))

    def often(self, times: int = 2) -> bool:
        return bool(self.draw(st.integers(0, times)))

    def readable(self, *kinds: str) -> list[Slot]:
        world = self.world
        slots = [s for s in world.slots + world.parameters + world.looking_back if s.kind in kinds]
        for variable, what in self.bound:
            if isinstance(what, str):
                if what in kinds:
                    slots.append(Slot((variable,), what))
            else:
                slots += [
                    Slot((variable, *s.path), s.kind, s.optional, s.enum) for s in what if s.kind in kinds
                ]
        return slots

    def read(self, slot: Slot) -> e.Expression:
        return path(*slot.path)

    # --- conditions -------------------------------------------------------------------------

    def condition(self, depth: int) -> e.Expression:
        if depth <= 0:
            return self.simple_condition()
        build = self.pick(
            [
                self.simple_condition,
                self.simple_condition,
                lambda: e.Not(self.condition(depth - 1), AT),
                lambda: e.And(self.conditions(depth), AT),
                lambda: e.Or(self.conditions(depth), AT),
                lambda: e.AtLeast(number(self.draw(st.integers(0, 3))), self.conditions(depth), AT),
                lambda: self.quantified(depth),
                lambda: e.Compare(self.operator(), self.integer(1), self.integer(1), AT),
                lambda: e.Compare(self.operator(), self.numeric(1), self.numeric(1), AT),
                lambda: e.Compare(self.operator(), self.day(1), self.day(1), AT),
                lambda: e.If(
                    self.condition(depth - 1), self.condition(depth - 1), self.condition(depth - 1), AT
                ),
            ]
        )
        built: e.Expression = build()
        return built

    def conditions(self, depth: int) -> tuple[e.Expression, ...]:
        made = [self.condition(depth - 1) for _ in range(self.draw(st.integers(2, 3)))]
        return tuple(made)

    def operator(self) -> e.CompareOperator:
        chosen: e.CompareOperator = self.draw(st.sampled_from(["=", "!=", "<", "<=", ">", ">="]))
        return chosen

    def simple_condition(self) -> e.Expression:
        options: list[Callable[[], e.Expression]] = [lambda: e.BooleanLiteral(self.draw(st.booleans()), AT)]
        booleans = self.readable("boolean")
        if booleans:
            options += [lambda: self.read(self.pick(booleans))] * 2
        integers = self.readable("integer")
        if integers:
            options += [
                lambda: e.Compare(
                    self.operator(), self.read(self.pick(integers)), number(self.draw(small)), AT
                ),
                lambda: e.InRange(
                    self.read(self.pick(integers)),
                    number(self.draw(st.integers(-2, 1))),
                    number(self.draw(st.integers(1, 4))),
                    self.draw(st.booleans()),
                    AT,
                ),
                lambda: e.InSet(
                    self.read(self.pick(integers)),
                    e.SetLiteral((number(self.draw(small)), number(7)), AT),
                    self.draw(st.booleans()),
                    AT,
                ),
            ]
        numbers = self.readable("number")
        if numbers:
            options.append(
                lambda: e.Compare(
                    self.operator(), self.read(self.pick(numbers)), number(self.draw(decimals)), AT
                )
            )
        texts = self.readable("text")
        if texts:
            options += [
                lambda: e.Compare(
                    self.pick(["=", "!="]),
                    self.read(self.pick(texts)),
                    e.TextLiteral(self.draw(words), AT),
                    AT,
                ),
                lambda: e.TextTest(
                    self.pick(["contains", "starts with", "ends with"]),
                    self.read(self.pick(texts)),
                    e.TextLiteral(self.draw(words), AT),
                    False,
                    AT,
                ),
                lambda: e.TextTest(
                    "like",
                    self.read(self.pick(texts)),
                    e.TextLiteral(self.pick(["a.*", "[ab]+", "全.{3}"]), AT),
                    False,
                    AT,
                ),
            ]
        dates = self.readable("date")
        if dates:
            options += [
                lambda: e.Compare(self.operator(), self.read(self.pick(dates)), self.date_literal(), AT),
                lambda: e.Compare(self.operator(), self.read(self.pick(dates)), path("today"), AT),
            ]
        if self.world.calendars:
            options.append(
                lambda: e.InCollection(
                    self.read(self.pick(dates)) if dates else path("today"),
                    path(self.pick(self.world.calendars)),
                    self.draw(st.booleans()),
                    AT,
                )
            )
        for slot in self.readable("enum"):
            options.append(lambda slot=slot: self.enum_condition(slot))  # type: ignore[misc]  # lambda default
        optional = [
            s for s in self.readable("integer", "text", "date", "boolean", "number", "enum") if s.optional
        ]
        if optional:
            options.append(lambda: e.Has(path(*self.pick(optional).path), self.draw(st.booleans()), AT))
        plain = self.readable("integer", "text", "date", "boolean", "number", "ref")
        if plain and self.world.ask_unknowns:
            options.append(lambda: e.IsUnknown(self.read(self.pick(plain)), self.draw(st.booleans()), AT))
        references = self.readable("ref")
        if references:
            options += [
                lambda: e.Has(path(*self.pick(references).path), self.draw(st.booleans()), AT),
                lambda: e.Compare(self.pick(["=", "!="]), self.read(self.pick(references)), self.key(), AT),
                lambda: e.InSet(
                    self.read(self.pick(references)),
                    e.SetLiteral((self.key(), self.key()), AT),
                    self.draw(st.booleans()),
                    AT,
                ),
            ]
        if self.world.rows.get("Case") and not self.bound:
            options.append(lambda: e.Has(path("before"), self.draw(st.booleans()), AT))
        spans = self.readable("period")
        if spans:
            options.append(
                lambda: e.InCollection(self.day(0), self.read(self.pick(spans)), self.draw(st.booleans()), AT)
            )
        if self.world.ask_items and not self.bound:
            for state, items in (("broken", self.world.breakable), ("overdue", self.world.deadlines)):
                if items:
                    options.append(lambda state=state, items=items: self.item_state(state, items))  # type: ignore[misc]  # lambda default
            if self.world.list_names:
                options.append(
                    lambda: e.Complies(ItemRef(None, name(self.pick(self.world.list_names)), AT), AT)
                )
        built: e.Expression = self.pick(options)()
        return built

    def item_state(self, state: Literal["broken", "overdue"], items: list[str]) -> e.Expression:
        return e.ItemState(state, ItemRef(None, name(self.pick(items)), AT), AT)

    def key(self) -> e.Expression:
        return e.TextLiteral(self.pick(["1", "2", "9"]), AT)

    def enum_condition(self, slot: Slot) -> e.Expression:
        members, ordered = self.world.enums[slot.enum or ""]
        member = path(self.pick(list(members)))
        if self.often(3):
            operators: list[e.CompareOperator] = ["=", "!=", "<", "<=", ">", ">="] if ordered else ["=", "!="]
            return e.Compare(self.pick(operators), self.read(slot), member, AT)
        return e.InSet(self.read(slot), e.SetLiteral((member,), AT), self.draw(st.booleans()), AT)

    def date_literal(self) -> e.Expression:
        return e.DateLiteral(self.draw(days), AT)

    def fresh(self) -> str:
        self.world.variables += 1
        return f"v{self.world.variables}"

    def binder(
        self, depth: int, *, always: bool
    ) -> tuple[str, list[Slot] | str, Callable[[e.Expression | None], e.Binder]]:
        source, kind = self.pick(self.world.lists)
        variable = self.fresh()
        what: list[Slot] | str = self.world.rows.get(kind, kind)
        del depth, always
        return variable, what, lambda where: e.Binder(name(variable), path(*source), where, AT)

    def quantified(self, depth: int) -> e.Expression:
        if not self.world.lists:
            return self.simple_condition()
        quantifier = self.pick(["some", "no", "every"])
        variable, what, build = self.binder(depth, always=True)
        self.bound.append((variable, what))
        where = None
        if quantifier == "every" or self.often(3):
            where = self.of_entries(variable, what) or self.condition(min(depth - 1, 1))
        self.bound.pop()
        return e.Quantified(quantifier, build(where), AT)

    def of_entries(self, variable: str, what: list[Slot] | str) -> e.Expression | None:
        """Now and then what rows are looked up by: that they have what this record has, and maybe more."""
        if isinstance(what, str) or self.often(1):
            return None
        pairs = [
            (inner.under(variable), other)
            for inner in what
            for other in self.readable(inner.kind, *ALIKE.get(inner.kind, ()))
            if other.path[0] != variable and other.enum == inner.enum
        ]
        if not pairs:
            return None
        sides = list(self.pick(pairs))
        if self.often(3):
            sides.reverse()
        left, right = map(self.read, sides)
        equal = e.Compare("=", left, right, AT)
        return equal if self.often(1) else e.And((equal, self.condition(1)), AT)

    # --- values -----------------------------------------------------------------------------

    def aggregate(self, kind: e.Aggregation, value_kind: str | None) -> e.Expression | None:
        if not self.world.lists:
            return None
        variable, what, build = self.binder(1, always=False)
        self.bound.append((variable, what))
        value: e.Expression | None = None
        if value_kind is not None:
            inner = [s for s in self.readable(value_kind) if s.path[0] == variable]
            value = self.read(self.pick(inner)) if inner else None
        where = (self.of_entries(variable, what) or self.condition(1)) if self.often(1) else None
        self.bound.pop()
        if value_kind is not None and value is None:
            return None
        return e.Aggregate(kind, value, build(where), AT)

    def integer(self, depth: int) -> e.Expression:
        options: list[Callable[[], e.Expression | None]] = [lambda: number(self.draw(small))]
        slots = self.readable("integer")
        if slots:
            options += [lambda: self.read(self.pick(slots))] * 3
        if depth > 0:
            options += [
                lambda: e.Arithmetic(
                    self.pick(["+", "-"]), self.integer(depth - 1), self.integer(depth - 1), AT
                ),
                lambda: e.Arithmetic("*", self.integer(0), number(self.draw(small)), AT),
                lambda: self.aggregate("count", None),
                lambda: self.aggregate(self.pick(["sum", "min", "max"]), "integer"),
                lambda: self.aggregate("distinct", "text"),
                self.day_difference,
                lambda: e.If(self.condition(1), self.integer(0), self.integer(0), AT),
            ]
        built = self.pick(options)()
        return number(1) if built is None else built

    def day_difference(self) -> e.Expression:
        return e.Arithmetic("-", self.day(0), self.day(0), AT)

    def numeric(self, depth: int) -> e.Expression:
        """An integer, a number or a ratio: whatever compares with numbers."""
        options: list[Callable[[], e.Expression | None]] = [
            lambda: number(self.draw(decimals)),
            lambda: self.integer(depth),
        ]
        slots = self.readable("number")
        if slots:
            options += [lambda: self.read(self.pick(slots))] * 3
            options += [
                lambda: e.Arithmetic(
                    self.pick(["+", "-", "*"]), self.read(self.pick(slots)), number(self.draw(decimals)), AT
                ),
                lambda: e.Arithmetic("/", self.read(self.pick(slots)), self.divisor(), AT),
            ]
        if depth > 0:
            options += [
                lambda: e.Arithmetic("/", self.integer(0), self.divisor(), AT),
                self.rounded,
                lambda: self.aggregate(self.pick(["mean", "median"]), "integer"),
                lambda: self.aggregate(self.pick(["sum", "max", "mean"]), "number"),
            ]
        built = self.pick(options)()
        return number(1) if built is None else built

    def divisor(self) -> e.Expression:
        """What to divide by: a literal zero is refused at load, a field that is zero is not."""
        slots = self.readable("integer")
        return self.read(self.pick(slots)) if slots else number(self.draw(st.integers(1, 4)))

    def rounded(self) -> e.Expression:
        ratio = e.Arithmetic("/", self.integer(0), self.divisor(), AT)
        return e.Call(
            name("round"),
            (e.Argument(None, ratio, AT), e.Argument(None, number(self.draw(st.integers(0, 3))), AT)),
            AT,
        )

    def day(self, depth: int) -> e.Expression:
        options: list[Callable[[], e.Expression]] = [self.date_literal, lambda: path("today")]
        slots = self.readable("date")
        if slots:
            options += [lambda: self.read(self.pick(slots))] * 3
        if depth > 0:
            options.append(
                lambda: e.Arithmetic(
                    self.pick(["+", "-"]),
                    self.day(0),
                    e.DurationLiteral(
                        Decimal(self.draw(st.integers(0, 14))),
                        self.pick(["day", "week", "month", "year"]),
                        AT,
                    ),
                    AT,
                )
            )
        built: e.Expression = self.pick(options)()
        return built

    def text(self) -> e.Expression:
        slots = self.readable("text")
        return self.read(self.pick(slots)) if slots and self.often() else e.TextLiteral(self.draw(words), AT)

    def template(self) -> e.Template:
        parts: list[str | e.Expression] = ["cause "]
        slots = self.readable("integer", "text", "number", "date", "boolean", "enum")
        if slots and self.often():
            parts += [path(*self.pick(slots).path), " {and} more"]
        return e.Template(tuple(parts), AT)


def written_type(slot: Slot) -> t.TypeExpression:
    inner: t.TypeExpression
    if slot.kind == "enum":
        inner = t.NamedType(name(slot.enum or ""), span=AT)
    elif slot.kind == "ref":
        inner = t.RefType(name("Plan"), span=AT)
    else:
        inner = t.NamedType(name(slot.kind), span=AT)
    return t.OptionalType(inner, span=AT) if slot.optional else inner


def field_declaration(
    slot: Slot, type_: t.TypeExpression, default: e.Expression | None = None
) -> d.FieldDeclaration:
    return d.FieldDeclaration(
        names=names(slot.path[0]),
        type=type_,
        key=False,
        default=default,
        question=None,
        asked_of=None,
        annotations=(),
        span=AT,
    )


SCALARS = ("integer", "number", "text", "boolean", "date")


def _fields(draw: Draw, world: World, spellings: list[str], least: int) -> list[Slot]:
    made = []
    for spelling in spellings[: draw(st.integers(least, len(spellings)))]:
        kind = draw(st.sampled_from([*SCALARS, "boolean", "enum", "enum"]))
        enum = draw(st.sampled_from(sorted(world.enums))) if kind == "enum" else None
        made.append(Slot((spelling,), kind, draw(st.integers(0, 3)) == 0, enum))
    return made


def _parameters(draw: Draw, world: World) -> list[d.Declaration]:
    made: list[d.Declaration] = []
    for index in range(draw(st.integers(0, 2))):
        spelling = f"limit{index}"
        kind = draw(st.sampled_from(["integer", "number"]))
        value = number(draw(small)) if kind == "integer" else number(draw(decimals))
        dated: tuple[d.DatedValue, ...] = ()
        if draw(st.booleans()):
            changes = sorted(draw(st.sets(days, min_size=1, max_size=3)))
            dated = tuple(d.DatedValue(number(draw(st.integers(0, 5))), day, None, AT) for day in changes)
        made.append(
            d.ParameterDeclaration(
                names(spelling),
                None,
                t.NamedType(name(kind), span=AT),
                None if dated else value,
                dated,
                (),
                None,
                (),
                AT,
            )
        )
        world.parameters.append(Slot((spelling,), kind))
    return made


WEEKDAYS: tuple[d.Weekday, ...] = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)


def _calendars(draw: Draw, world: World) -> list[d.Declaration]:
    """A few calendars; each may rest on those before it."""
    made: list[d.Declaration] = []
    weekday = st.sampled_from(WEEKDAYS)
    for index in range(draw(st.integers(0, 2))):
        kinds: list[st.SearchStrategy[d.CalendarDays]] = [
            st.builds(
                d.WeekOfMonth, st.sampled_from([-1, 1, 2, 5]), st.one_of(st.just("row"), weekday), st.just(AT)
            ),
            st.lists(weekday, min_size=1, max_size=3, unique=True).map(
                lambda several: d.EveryWeekday(tuple(several), AT)
            ),
            st.tuples(days, days).map(lambda pair: d.DateRange(min(pair), max(pair), AT)),
            days.map(lambda day: d.DateRange(day, day, AT)),
        ]
        if world.calendars:
            kinds.append(st.sampled_from(world.calendars).map(lambda other: d.OtherCalendar(name(other), AT)))
        entry = st.builds(
            d.CalendarEntry, st.sampled_from(["add", "add", "except", "only"]), st.one_of(kinds), st.just(AT)
        )
        entries = draw(st.lists(entry, min_size=1, max_size=4))
        spelling = f"quiet{index}"
        made.append(d.CalendarDeclaration(names(spelling), tuple(entries), (), AT))
        world.calendars.append(spelling)
    return made


def _item(draw: Draw, world: World, writer: Writer, kind: d.ListKind, code: str) -> d.Item:
    modality: d.Modality = draw(
        st.sampled_from(
            {
                "negative list": ["must not", "should not", "must", "should"],
                "positive list": ["may"],
                "checklist": ["must not", "must", "should", "should not", "encourage"],
                "list": ["must not", "must", "should not", "should", "encourage", "may"],
            }[kind]
        )
    )
    if world.over_time and modality != "must" and draw(st.integers(0, 2)):
        modality = draw(st.sampled_from(["must", "should"]))
    said: list[c.Clause] = []
    overrides = bool(world.items) and draw(st.integers(0, 3)) == 0
    world.ask_items = not overrides
    tested = modality in ("must", "should", "encourage")
    if draw(st.integers(0, 5)) == 0:
        said.append(c.AppliesWhen(writer.condition(1), AT))
    if not tested or draw(st.integers(0, 3 if world.over_time else 1)) == 0:
        said.append(c.When(writer.condition(3), AT))
    if draw(st.integers(0, 3)) == 0:
        said.append(c.Unless(writer.condition(1), AT))
    referred = modality != "may" and draw(st.integers(0, 4)) == 0
    if referred:
        kind_of = draw(st.sampled_from(["approval", "filing", "explanation"]))
        said.append(c.Without(kind_of, e.TextLiteral("the office", AT), writer.condition(0), AT))
    follows: list[c.Then] = []
    if tested:
        tests = measured(draw, world, writer, only_quotas=kind == "negative list")
        said += tests or [c.Ensure(writer.condition(2), AT)]
        follows = staged(draw, world, tests)
        if any(isinstance(test, c.Deadline) for test in tests):
            world.deadlines.append(code)
    if follows:
        said += follows
    elif modality != "may" and draw(st.integers(0, 4)) == 0:
        action: c.ActionPhrase = draw(
            st.sampled_from(
                [
                    c.ReturnTo(e.TextLiteral("the drafter", AT), None, AT),
                    c.ReferTo(e.TextLiteral("the office", AT), "filing", None, AT),
                    c.RouteTo(e.TextLiteral("the desk", AT), None, AT),
                    c.DeclaredAction(name("urge"), e.TextLiteral("the unit", AT), None, AT),
                ]
            )
        )
        said.append(c.Then(((action, None),), AT))
    if draw(st.booleans()):
        said.append(c.Because(writer.template(), AT))
    if draw(st.integers(0, 3)) == 0:
        first = draw(days)
        said.append(c.From(first, AT))
        if draw(st.booleans()):
            said.append(c.Until(max(first, draw(days)), AT))
    if overrides:
        said.append(c.Overrides((ItemRef(None, name(draw(st.sampled_from(world.items))), AT),), AT))
    if world.ask_unknowns and draw(st.integers(0, 3)) == 0:
        said.append(c.IfUnknown(draw(st.sampled_from(["block", "warn", "skip"])), AT))
    world.ask_items = False
    marks = (Annotation(name("source"), ("R1",), AT),) if draw(st.booleans()) else ()
    return d.Item(modality, names(code), e.TextLiteral(f"title of {code}", AT), tuple(said), marks, AT)


def _list(draw: Draw, world: World, writer: Writer, index: int) -> d.ListDeclaration:
    kinds: list[d.ListKind] = ["negative list", "positive list", "checklist", "list"]
    kind = draw(st.sampled_from(["checklist", "list"] if world.over_time else kinds))
    said: list[c.Clause] = []
    if draw(st.integers(0, 4)) == 0:
        said.append(c.AppliesWhen(writer.condition(1), AT))
    if draw(st.integers(0, 4)) == 0:
        said.append(c.From(draw(days), AT))
    items = []
    for _ in range(draw(st.integers(2, 6) if world.over_time else st.integers(1, 4))):
        # an item may ask of, or override, only earlier ones, so nothing goes round in a circle
        code = f"IT-{len(world.items) + 1:02}"
        items.append(_item(draw, world, writer, kind, code))
        world.items.append(code)
        if items[-1].modality != "may":
            world.breakable.append(code)
    otherwise = None
    if kind == "positive list" and draw(st.booleans()):
        otherwise = d.Otherwise(
            "must not", names(f"OT-{index}"), e.TextLiteral("anything else", AT), (), (), AT
        )
        world.items.append(f"OT-{index}")
        world.breakable.append(f"OT-{index}")
    world.list_names.append(f"list{index}")
    return d.ListDeclaration(
        kind,
        names(f"list{index}", f"清单{index}" if index else None),
        None,
        name("Case"),
        None,
        tuple(said),
        tuple(items),
        otherwise,
        (),
        AT,
    )


@st.composite
def files(draw: Draw, *, over_time: bool = False, unknowns: bool = True) -> d.File:
    """One policy: enums, a nested record, a record and another it refers to, parameters, defines, lists.

    In one that is `over_time` most items measure: they have quotas, deadlines and matches. Without `unknowns`
    nothing asks what is known.
    """
    world = World(over_time=over_time, ask_unknowns=unknowns)
    world.enums = {"Tier": (("village", "county", "province"), True), "Colour": (("red", "green"), False)}
    world.working_days = draw(st.integers(0, 2)) == 0
    calendar = e.TextLiteral("CN", AT) if world.working_days else None
    zone = draw(st.sampled_from([None, e.TextLiteral("Asia/Shanghai", AT)]))
    rolls = world.working_days and draw(st.booleans())
    declared: list[d.Declaration] = [
        d.PolicyHeader(names("generated"), None, None, None, None, calendar, zone, rolls, (), AT)
    ]
    for spelling, (members, ordered) in world.enums.items():
        body = t.EnumBody(tuple(t.EnumMember(names(m), (), AT) for m in members), ordered, AT)
        declared.append(d.EnumDeclaration(names(spelling), body, (), AT))
    spellings = list(draw(st.permutations(FIELD_NAMES)))
    parts = world.rows["Part"] = _fields(draw, world, spellings[:4], 2)
    declared.append(
        d.RecordDeclaration(
            names("Part"), None, tuple(field_declaration(s, written_type(s)) for s in parts), (), AT
        )
    )
    world.slots = _fields(draw, world, spellings[4:14], 4)
    plans = world.rows["Plan"] = _fields(draw, world, spellings[14:20], 3)
    world.slots += references(draw, world, plans)
    # a field of two kinds that only windows and deadlines read, and comparisons with days
    world.slots += [
        slot
        for slot in (Slot(("span",), "period", True), Slot(("moment",), "datetime"))
        if draw(st.booleans())
    ]
    fields = [key_field(), *(field_declaration(s, written_type(s)) for s in world.slots)]
    world.looking_back += [slot.under("before") for slot in world.slots]
    world.rows["Case"] = [*world.slots]
    for index, kind in enumerate(draw(st.lists(st.sampled_from(["Part", "integer", "text"]), max_size=2))):
        spelling = f"many{index}"
        world.lists.append(((spelling,), kind))
        element = t.NamedType(name(kind), span=AT)
        fields.append(field_declaration(Slot((spelling,), "list"), t.ListType(element, span=AT)))
    world.lists += [((record,), record) for record in ("Plan", "Case")]
    declared.append(plan_record([field_declaration(s, written_type(s)) for s in plans]))
    dated = None
    required_dates = [s for s in world.slots if s.kind == "date" and not s.optional]
    if required_dates and draw(st.booleans()):
        dated = name(required_dates[0].path[0])
    declared.append(d.RecordDeclaration(names("Case", "案件"), dated, tuple(fields), (), AT))
    declared.append(d.ActionDeclaration((names("urge", "催办"),), (), AT))
    declared += _parameters(draw, world)
    declared += _calendars(draw, world)
    writer = Writer(draw, world)
    for index in range(draw(st.integers(0, 3))):
        kind, value = draw(
            st.sampled_from(
                [
                    ("boolean", writer.condition),
                    ("integer", writer.integer),
                    ("date", writer.day),
                    ("numeric", writer.numeric),
                ]
            )
        )
        spelling = f"derived{index}"
        declared.append(d.DefineDeclaration(names(spelling), name("Case"), None, value(2), (), AT))
        world.slots.append(Slot((spelling,), kind))
        world.rows["Case"].append(Slot((spelling,), kind))
    for index in range(draw(st.integers(1, 2))):
        declared.append(_list(draw, world, writer, index))
    return d.File(Source("generated.rules", ""), tuple(declared), ())
