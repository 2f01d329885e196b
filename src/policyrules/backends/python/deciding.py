"""How is a record decided in one piece, from what was given to the decision?

A function for one record, one for a record whose ledger is at hand in memory, and one for many that yields no more than
a brief of each. They read what was given, ask the rules and make what is said of it without a call in between: calls and tuples handed on were half of what a decision
cost. `self` is the decider the functions belong to (`engine/record_decider.py`), which does whatever is out of the
ordinary.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, assert_never

from policyrules.backends.python.blank import BLANK as BLANK_VALUE
from policyrules.backends.python.generated import Generated
from policyrules.backends.python.index.in_force import GOVERNS
from policyrules.backends.python.reading import GIVEN
from policyrules.backends.python.unit import (
    BLANK,
    FACTS,
    HISTORY_ASKED,
    ON,
    PARAMETERS_ASKED,
    PARTIAL,
    TODAY_ASKED,
    UNKNOWN,
    Unit,
)
from policyrules.backends.python.worst import NAMES, OUTCOME
from policyrules.core.decision import Decision
from policyrules.core.facts import Facts
from policyrules.core.history import NO_HISTORY
from policyrules.core.values import UNKNOWN as UNKNOWN_VALUE
from policyrules.semantics.types import DateType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from policyrules.backends.python.generated import Namespaces
    from policyrules.backends.python.nodes import Line
    from policyrules.backends.python.reading import Reading
    from policyrules.semantics.schema import RecordSchema

_SELF, _KEPT = "_self", "_facts"
_BESIDE: Final = {ON: None, PARTIAL: False}
_DECISION, _MADE, _NO_HISTORY = "_Decision", "_decision", "_no_history"
_EACH, _TOLD, _BRIEFS, _BRIEF = "_together", "_all_briefs", "_briefs", "_brief"
_ASK, _COMES_TO, _ANSWER = "_ask", "_comes_to", "_answer"
_SHELF, _LEDGER, _CHANGE, _LATEST = "_shelf", "_ledger", "_change", "_latest"

How = Literal["one", "at hand", "many"]
"""What is decided in one piece: a record, one whose ledger is at hand, or many."""


class Asked(Protocol):
    """The rules of a record as statements of a function that has read the facts."""

    unit: Unit

    @property
    def asks_on_days(self) -> bool:
        """Whether the rules ask for the governing date, the decision's day, parameters or ledgers."""
        ...

    def statements(self) -> list[ast.stmt]:
        """Return the statements that ask the rules."""
        ...

    def answer(self) -> ast.expr:
        """Return what reads the answer."""
        ...

    def key(self) -> ast.expr | None:
        """Return what reads the `key_of` the answer; None where answers are not worth keeping."""
        ...

    def worst(self) -> list[ast.stmt]:
        """Return the statements that say what the answer comes to."""
        ...


class Called:
    """Rules that are asked by functions of their own, since they are too many for one."""

    def __init__(self, schema: RecordSchema) -> None:
        self.unit = Unit(schema, schema.place)
        self.asks_on_days = True

    def statements(self) -> list[ast.stmt]:
        """Return the statements that ask the rules."""
        line = self.unit.line
        given = (FACTS, GOVERNS, TODAY_ASKED, PARAMETERS_ASKED, HISTORY_ASKED)
        return [line.set(_ANSWER, line.call(line.name(_ASK), [line.name(name) for name in given]))]

    def answer(self) -> ast.expr:
        """Return what reads the answer."""
        return self.unit.line.name(_ANSWER)

    def key(self) -> ast.expr | None:
        """Return that answers are not worth keeping: where they are, this is seldom what takes the time."""
        return None

    def worst(self) -> list[ast.stmt]:
        """Return the statements that say what the answer comes to."""
        line = self.unit.line
        return [line.set(OUTCOME, line.call(line.name(_COMES_TO), [line.name(_ANSWER)]))]


class Deciding:
    """The functions that decide one kind of record, while they are put together.

    `complete` functions decide facts of which all that must be known is; whatever else they are given they leave to
    the others.
    """

    def __init__(self, schema: RecordSchema, reading: Reading, rules: Asked, *, complete: bool) -> None:
        self._schema = schema
        self._reading = reading
        self._rules = rules
        self._complete = complete
        self._line: Line = rules.unit.line

    def compiled(self, namespaces: Namespaces, how: How) -> Callable[..., Any]:
        """Return the function that decides so, compiled beside those of the rules."""
        match how:
            case "one":
                tree = self.one()
            case "at hand":
                tree = self.at_hand()
            case "many":
                tree = self.many()
            case _:
                assert_never(how)
        function = namespaces.add(Generated("_decide", tree, self._rules.unit.source))
        namespaces.share(self._names())
        return function

    def _names(self) -> Mapping[str, object]:
        """Return the global names that the functions read, beside those of the rules; once they are written."""
        return {
            **self._reading.names,
            **NAMES,
            _DECISION: Decision,
            "_Facts": Facts,
            "_schema": self._schema,
            "_Exception": Exception,
            _NO_HISTORY: NO_HISTORY,
            f"{UNKNOWN}_": UNKNOWN_VALUE,
            f"{BLANK}_": BLANK_VALUE,
        }

    def one(self) -> ast.FunctionDef:
        """Return the function that decides one record: `self`, what was given, the day, whether facts may lack."""
        line = self._line
        body = [
            *self._decided(
                otherwise=[line.give(self._left_to("otherwise"))], partly=[line.give(self._left_to("partly"))]
            ),
            *self._made(line.name(_SELF)),
        ]
        return line.function(self._called, [_SELF, GIVEN], [*self._first(), *body], by_name=_BESIDE)

    def at_hand(self) -> ast.FunctionDef:
        """Return the function that decides a record new to its ledger, of which each look is at one number.

        It takes no lock: if no change was under way and none began, all it looked at is of one moment. Else, and
        where the ledger knows the record, it leaves it to who does.
        """
        line = self._line
        at_length = [line.give(self._left_to("at_length"))]
        shelf, ledger, change = line.name(_SHELF), line.name(_LEDGER), line.name(_CHANGE)
        guard: list[ast.stmt] = [
            line.set(_SHELF, line.attribute(line.name(_SELF), "shelf")),
            line.set(_LEDGER, line.attribute(shelf, "ledger")),
            line.set(_CHANGE, line.attribute(ledger, "settled")),
        ]
        if self._schema.key is not None:
            key = line.name(self._rules.unit.fact(self._schema.key))
            guard += line.when(line.test(key, "in", line.attribute(shelf, "last")), at_length)
            guard += line.when(line.test(key, "in", line.attribute(shelf, "called_otherwise")), at_length)
        decided = self._decided(
            otherwise=at_length, partly=at_length, guard=guard, history=line.attribute(shelf, "now")
        )
        latest = line.name(_LATEST)
        is_latest = line.test(line.item(latest, 0), "==", change)
        as_of = line.call(line.attribute(line.name(_SELF), "as_of"), [change])
        body = [
            *decided,
            *line.when(line.test(line.attribute(ledger, "number"), "!=", change), at_length),
            line.set(_LATEST, line.attribute(line.name(_SELF), "latest")),
            *self._made(line.either(is_latest, line.item(latest, 1), as_of)),
        ]
        return line.function(self._called, [_SELF, GIVEN], [*self._first(), *body], by_name=_BESIDE)

    def _made(self, made_by: ast.expr) -> list[ast.stmt]:
        """Return the statements that make the decision of the answer, and return it."""
        line = self._line
        return [
            *self._rules.worst(),
            line.set(_MADE, line.call(line.name(_DECISION), [])),
            line.set_attribute(_MADE, "outcome", line.name(OUTCOME)),
            line.set_attribute(_MADE, "on", line.name(TODAY_ASKED)),
            line.set_attribute(_MADE, "_made_by", made_by),
            line.set_attribute(_MADE, "_facts", line.name(_KEPT)),
            line.set_attribute(_MADE, "_answer", self._rules.answer()),
            line.give(line.name(_MADE)),
        ]

    def many(self) -> ast.FunctionDef:
        """Return the function that adds to a list a brief of each of some records."""
        line = self._line
        brief = line.call(line.name(_BRIEF), [self._rules.answer()])
        key = self._rules.key()
        if key is not None:
            brief = line.any(line.call(line.attribute(line.name(_BRIEFS), "get"), [key]), brief)
        each = [
            *self._decided(
                otherwise=[self._tell(self._left_to("otherwise_in_brief")), line.go_on()],
                partly=[self._tell(self._left_to("partly_in_brief")), line.go_on()],
                keeps=False,
            ),
            self._tell(brief),
        ]
        body = [line.for_each(GIVEN, line.name(_EACH), each)]
        arguments = [_SELF, _EACH, _TOLD]
        return line.function(self._called, arguments, [*self._first(), *body], by_name=_BESIDE)

    def _first(self) -> list[ast.stmt]:
        """Return the statements that each function begins with."""
        line = self._line
        day = line.call(line.attribute(line.name(_SELF), "day_asked"), [line.name(ON)])
        is_date = line.test(line.call(line.name("_type"), [line.name(ON)]), "is", line.name("_date"))
        return [
            *line.when(
                line.test(line.name(ON), "is not", line.constant(None)),
                line.when(line.not_(is_date), [line.set(ON, day)]),
            ),
            # local variables are read quicker
            *(line.set(local, line.name(f"{local}_")) for local in (UNKNOWN, BLANK)),
        ]

    def _tell(self, brief: ast.expr) -> ast.stmt:
        line = self._line
        return line.do(line.call(line.attribute(line.name(_TOLD), "append"), [brief]))

    def _left_to(self, how: str) -> ast.expr:
        line = self._line
        return line.call(line.attribute(line.name(_SELF), how), [line.name(GIVEN)], by_name=(ON, PARTIAL))

    @property
    def _called(self) -> str:
        return self._schema.names.first

    # --- what stands before the rules --------------------------------------------------------------

    def _decided(
        self,
        *,
        otherwise: Sequence[ast.stmt],
        partly: Sequence[ast.stmt],
        guard: Sequence[ast.stmt] = (),
        history: ast.expr | None = None,
        keeps: bool = True,
    ) -> list[ast.stmt]:
        """Return the statements that take or read the facts and ask the rules.

        `otherwise` stands where something does not simply fit, `partly` where facts may lack, `guard` between the facts
        and the rules. `history` reads the ledgers, where there are any. What was read is put together again if
        the decision `keeps` it, or the rules ask for all of it.
        """
        line, unit = self._line, self._rules.unit
        # first, since they say what facts they read
        asking = [*guard, *self._days(history), *self._rules.statements()]
        given = line.name(GIVEN)
        is_facts = line.test(line.call(line.name("_type"), [given]), "is", line.name("_Facts"))
        strange = line.test(line.attribute(given, "schema"), "is not", line.name("_schema"))
        taken: list[ast.stmt] = [
            *line.when(strange, otherwise),
            *([line.set(_KEPT, given)] if keeps else []),
            line.set(FACTS, line.attribute(given, "values")),
            *unit.reading(),
        ]
        locals_ = unit.locals_of_facts()
        read: list[ast.stmt] = [
            line.attempt(self._reading.statements(locals_), "_Exception", otherwise),
        ]
        if keeps or _reads(asking, FACTS):
            read.append(line.set(FACTS, line.tuple_of(map(line.name, locals_))))
        if keeps:
            read.append(line.set(_KEPT, line.name(FACTS)))
        if self._complete:
            taken[1:1] = line.when(line.not_(line.attribute(given, "complete")), partly)
            read[:0] = line.when(line.name(PARTIAL), partly)
        return [*line.when(is_facts, taken, read), *asking]

    def _days(self, history: ast.expr | None) -> list[ast.stmt]:
        """Return the statements that say which day governs, which it is, and what else rules may rest on."""
        line, dated = self._line, self._schema.dated
        on = line.name(ON)
        days: list[ast.stmt]
        if dated is None:
            days = [line.set(GOVERNS, on), line.set(TODAY_ASKED, on)]
        else:
            type_ = next(field.type for field in self._schema.fields if field.names.first == dated)
            if self._complete and isinstance(type_, DateType):
                day = line.name(self._rules.unit.fact(dated))
                days = [line.set(GOVERNS, day), line.set(TODAY_ASKED, line.any(on, line.name(GOVERNS)))]
            else:
                asked = line.call(line.attribute(line.name(_SELF), "days"), [line.name(FACTS), on])
                days = [line.unpack([GOVERNS, TODAY_ASKED], asked)]
        if not self._rules.asks_on_days:
            return days
        return [
            *days,
            line.set(PARAMETERS_ASKED, line.attribute(line.name(_SELF), "parameters")),
            line.set(HISTORY_ASKED, line.name(_NO_HISTORY) if history is None else history),
        ]


def _reads(statements: Sequence[ast.stmt], name: str) -> bool:
    """Return whether statements read a variable."""
    return any(getattr(node, "id", None) == name for each in statements for node in ast.walk(each))
