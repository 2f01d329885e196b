"""What looks into ledgers, and which tests measure? References, quotas, deadlines and matches, drawn."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, get_args

from hypothesis import strategies as st

from policyrules.syntax.ast import clauses as c
from policyrules.syntax.ast import declarations as d
from policyrules.syntax.ast import expressions as e
from policyrules.syntax.ast import types as t
from tests.properties.world import AT, Draw, Slot, World, name, names, number, path, percent

if TYPE_CHECKING:
    from tests.properties.policies import Writer

CALENDAR_UNITS = get_args(c.PeriodUnit)
KEYED_BY = ("text", "enum", "integer", "boolean", "date", "ref")
"""The kinds whose values entries are counted by."""
COMPARED = ("text", "enum", "boolean", "integer", "number", "date")
FEW = ("enum", "boolean", "ref", "text")
"""The kinds of which two values are often the same."""
MOMENTS = ("date", "datetime")


def text(value: str) -> e.Expression:
    return e.TextLiteral(value, AT)


# --- other records ----------------------------------------------------------------------------


def references(draw: Draw, world: World, plans: list[Slot]) -> list[Slot]:
    """The references of a case to plans; what they lead to can be read from now on."""
    found = []
    for spelling in ("plan", "fallback")[: draw(st.sampled_from([1, 1, 2, 0]))]:
        optional = draw(st.booleans())
        found.append(Slot((spelling,), "ref", optional))
        world.looking_back += [slot.under(spelling) for slot in plans]
        if draw(st.integers(0, 3)) == 0:  # a reference further on
            world.looking_back += [slot.under(spelling, "about") for slot in world.slots[:2]]
        world.lists.append(((spelling, "tags"), "text"))
    return found


def plan_record(written: list[d.FieldDeclaration]) -> d.RecordDeclaration:
    """The other record: with a key, a list, and a reference back to a case."""
    return d.RecordDeclaration(
        names("Plan", "计划"),
        None,
        (
            key_field(),
            *written,
            plain_field("tags", t.ListType(t.NamedType(name("text"), span=AT), span=AT)),
            plain_field("about", t.OptionalType(t.RefType(name("Case"), span=AT), span=AT)),
        ),
        (),
        AT,
    )


def key_field() -> d.FieldDeclaration:
    return d.FieldDeclaration(
        names("code", "编号"), t.NamedType(name("text"), span=AT), True, None, None, None, (), AT
    )


def plain_field(spelling: str, type_: t.TypeExpression) -> d.FieldDeclaration:
    return d.FieldDeclaration(names(spelling), type_, False, None, None, None, (), AT)


# --- tests that measure -----------------------------------------------------------------------


def measured(draw: Draw, world: World, writer: Writer, *, only_quotas: bool) -> list[c.Clause]:
    """A quota, a deadline or a match, with its early warning; nothing where there is to be another test."""
    kinds = ["quota", "deadline", "match", "quota", *([] if world.over_time else ["", ""])]
    match "quota" if only_quotas else draw(st.sampled_from(kinds)):
        case "quota":
            return _quota(draw, world, writer)
        case "deadline":
            return _deadline(draw, world, writer)
        case "match":
            return _match(draw, world, writer)
        case _:
            return []


def _quota(draw: Draw, world: World, writer: Writer) -> list[c.Clause]:
    measure = draw(st.sampled_from(["count", "different", "total"]))
    values = {
        "count": [],
        "different": writer.readable(*KEYED_BY),
        "total": writer.readable("integer", "number"),
    }
    measured_slot = draw(st.sampled_from(values[measure])) if values[measure] else None
    if measured_slot is None:
        measure = "count"
    limits = [lambda: number(draw(st.integers(0, 3))), lambda: writer.integer(1)]
    if measured_slot is not None and measured_slot.kind == "number" and measure == "total":
        limits.append(lambda: number(draw(st.sampled_from([Decimal("2.5"), Decimal("0.1"), Decimal(-1)]))))
    keys = draw(
        st.lists(st.sampled_from(_keys(world, writer)), min_size=1, max_size=2, unique=True).map(tuple)
    )
    quota = c.Quota(
        draw(st.sampled_from([limits[0], limits[0], *limits]))(),
        measure,
        None if measured_slot is None else path(*measured_slot.path),
        tuple(path(*key) for key in keys),
        _window(draw, writer),
        AT,
    )
    warned = draw(st.sampled_from([None, None, 80, 50, 100]))
    return [quota, *([] if warned is None else [c.Warn(percent(warned), None, AT)])]


def _keys(world: World, writer: Writer) -> list[tuple[str, ...]]:
    own = [slot.path for slot in world.slots if slot.kind in KEYED_BY]
    own += [slot.path for slot in world.slots if slot.kind in FEW] * 2
    lists = [source for source, kind in world.lists if kind in ("text", "integer")]
    further = [slot.path for slot in writer.readable(*KEYED_BY) if len(slot.path) > 1]
    return [*own, *lists, *further, ("code",)]


def _window(draw: Draw, writer: Writer) -> c.Window:
    moments, spans = writer.readable(*MOMENTS), writer.readable("period")
    of: list[st.SearchStrategy[Any]] = []
    if moments:
        one = st.sampled_from([slot.path for slot in moments])
        of += [
            one.map(lambda of: path(*of)),
            st.tuples(one, one).map(lambda pair: e.SpanOf(path(*pair[0]), path(*pair[1]), AT)),
        ]
    if spans:
        of.append(st.sampled_from([slot.path for slot in spans]).map(lambda of: path(*of)))
    if not of or draw(st.integers(0, 5)) == 0:
        return c.EverWindow(AT)
    counted = draw(st.one_of(of))
    if draw(st.booleans()):
        return c.CalendarWindow(draw(st.sampled_from(CALENDAR_UNITS)), counted, AT)
    return c.SlidingWindow(
        e.DurationLiteral(
            Decimal(draw(st.sampled_from([1, 2, 7, 30]))),
            draw(st.sampled_from(["day", "day", "week", "month", "year"])),
            AT,
        ),
        counted,
        AT,
    )


def _deadline(draw: Draw, world: World, writer: Writer) -> list[c.Clause]:
    moments = writer.readable(*MOMENTS)
    if not moments:
        return []
    # what is done may be still to do, as a rule
    open_ = [slot for slot in moments if slot.optional and len(slot.path) == 1]
    done, start = draw(st.sampled_from([*moments, *open_ * 3])), draw(st.sampled_from(moments))
    hours = start.kind == "datetime"
    direction = draw(st.sampled_from(["after", "after", "before", "by"]))
    deadline = c.Deadline(
        path(*done.path),
        None if direction == "by" else _length(draw, world, hours=hours),
        direction,
        path(*start.path),
        AT,
    )
    warned = draw(st.sampled_from([False, False, True]))
    return [deadline, *([c.Warn(None, _length(draw, world, hours=False), AT)] if warned else [])]


def _length(draw: Draw, world: World, *, hours: bool) -> e.Expression:
    units = [*(("working day",) * 2 if world.working_days else ()), "day", "day", "week", "month"]
    units += ["hour", "hour"] if hours else []
    literals = st.builds(
        e.DurationLiteral,
        st.sampled_from([Decimal(amount) for amount in (1, 3, 7, 0)]),
        st.sampled_from(units),
        st.just(AT),
    )
    one = draw(literals)
    return e.Arithmetic("+", one, draw(literals), AT) if draw(st.integers(0, 3)) == 0 else one


def _match(draw: Draw, world: World, writer: Writer) -> list[c.Clause]:
    pairs = [
        (mine, theirs)
        for mine in writer.readable(*COMPARED)
        for theirs in world.rows["Plan"]
        if (mine.kind, mine.enum) == (theirs.kind, theirs.enum)
    ]
    code = Slot(("code",), "text")
    pairs += [(slot, code) for slot in writer.readable("text", "ref")]
    if not pairs:
        return []
    pairs += [pair for pair in pairs if pair[0].kind in FEW and len(pair[0].path) == 1] * 2

    def keys() -> tuple[c.MatchKey, ...]:
        drawn = draw(
            st.lists(st.sampled_from(pairs), min_size=1, max_size=draw(st.sampled_from([1, 2])), unique=True)
        )
        return tuple(_match_key(draw, mine, theirs) for mine, theirs in drawn)

    alternatives = tuple(keys() for _ in range(draw(st.sampled_from([1, 2, 1]))))
    compared = [
        c.MatchCompare(key.mine, key.theirs, key.within, AT)
        for key in (keys() if draw(st.booleans()) else ())
        if key.like is None
    ]
    most = draw(st.sampled_from([None, 0, 1]))
    return [c.Match(name("Plan"), alternatives, tuple(compared), None if most is None else number(most), AT)]


def _match_key(draw: Draw, mine: Slot, theirs: Slot) -> c.MatchKey:
    within: e.Expression | None = None
    like: e.Expression | None = None
    tolerant = draw(st.booleans())
    if tolerant and mine.kind == "date":
        within = e.DurationLiteral(Decimal(draw(st.sampled_from([1, 3, 31]))), "day", AT)
    elif tolerant and mine.kind in ("integer", "number"):
        within = draw(st.sampled_from([number(1), percent(50), number(Decimal("0.5"))]))
    elif tolerant and mine.kind == "text":
        like = percent(draw(st.sampled_from([50, 80])))
    return c.MatchKey(path(*mine.path), path(*theirs.path), within, like, AT)


# --- what follows -----------------------------------------------------------------------------


def staged(draw: Draw, world: World, tests: list[c.Clause]) -> list[c.Then]:
    """What follows at the stages of a test that measures, and maybe whatever stage it is at."""
    stages = [stage for test in tests for stage in _stages(draw, world, test)]
    if not stages or draw(st.booleans()):
        return []
    actions: list[tuple[c.ActionPhrase, c.Stage | None]] = [
        (draw(st.sampled_from(ACTIONS)), draw(st.sampled_from([*stages, *stages, None])))
        for _ in range(draw(st.integers(1, 3)))
    ]
    return [c.Then(tuple(actions), AT)]


def _stages(draw: Draw, world: World, test: c.Clause) -> list[c.Stage]:
    match test:
        case c.Quota():
            return [c.Stage("used", percent(share), AT) for share in (50, 90)]
        case c.Deadline():
            return [c.Stage("overdue", None, AT), c.Stage("overdue", _length(draw, world, hours=False), AT)]
        case c.Match(at_most=at_most):
            kinds = ["missing", "differs", *([] if at_most is None else ["repeated"])]
            return [c.Stage(kind, None, AT) for kind in kinds]  # type: ignore[arg-type]  # kinds of a match
        case _:
            return []


ACTIONS: tuple[c.ActionPhrase, ...] = (
    c.DeclaredAction(name("urge"), text("the unit"), None, AT),
    c.RouteTo(text("the desk"), None, AT),
    c.ReferTo(text("the office"), "explanation", None, AT),
    c.ReturnTo(text("the drafter"), None, AT),
)
