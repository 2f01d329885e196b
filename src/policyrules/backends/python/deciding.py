"""How is a record decided in one piece, from what was given to the decision?

A function for one record, two for a record whose ledger is at hand in memory, and one for many that yields no more than
a brief of each. They read what was given, ask the rules and make what is said of it without a call in between: calls and
tuples handed on were half of what a decision cost. `self` is the decider the functions belong to
(`engine/record_decider.py`), which does whatever is out of the ordinary. `admitting.py` writes one that admits as well.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, Protocol

from policyrules.backends.python.asking_at_once import GOES_BY, TEXT_IN_KEY, AtOnce, asking
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
    ROW,
    SELF,
    TODAY_ASKED,
    UNKNOWN,
    Unit,
    history_seen,
)
from policyrules.backends.python.worst import NAMES, OUTCOME
from policyrules.core.counters import text_in_key
from policyrules.core.decision import Decision
from policyrules.core.facts import Facts
from policyrules.core.history import NO_HISTORY
from policyrules.core.values import UNKNOWN as UNKNOWN_VALUE
from policyrules.semantics.types import DateType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from policyrules.backends.python.generated import Namespaces
    from policyrules.backends.python.nodes import Line
    from policyrules.backends.python.reading import Reading
    from policyrules.semantics.schema import RecordSchema

KEPT, SHELF = "_facts", "_shelf"
_BESIDE: Final = {ON: None, PARTIAL: False}
_DECISION, _MADE, _NO_HISTORY = "_Decision", "_decision", "_no_history"
_EACH, _TOLD, _BRIEFS, _BRIEF = "_together", "_all_briefs", "_briefs", "_brief"
_ASK, _COMES_TO, _ANSWER = "_ask", "_comes_to", "_answer"
_LEDGER, _CHANGE, _LATEST = "_ledger", "_change", "_latest"


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
        self.schema = schema
        self._reading = reading
        self.rules = rules
        self._complete = complete
        self.line: Line = rules.unit.line

    def compiled(self, namespaces: Namespaces, how: How) -> Callable[..., Any]:
        """Return the function that decides so, compiled beside those of the rules."""
        function = namespaces.add(Generated("_decide", how(self), self.rules.unit.source))
        namespaces.share(self._names())
        return function

    def _names(self) -> Mapping[str, object]:
        """Return the global names that the functions read, beside those of the rules; once they are written."""
        return {
            **self._reading.names,
            **NAMES,
            _DECISION: Decision,
            "_Facts": Facts,
            "_schema": self.schema,
            "_Exception": Exception,
            _NO_HISTORY: NO_HISTORY,
            TEXT_IN_KEY: text_in_key,
            f"{UNKNOWN}_": UNKNOWN_VALUE,
            f"{BLANK}_": BLANK_VALUE,
        }

    def one(self) -> ast.FunctionDef:
        """Return the function that decides one record: `self`, what was given, the day, whether facts may lack."""
        line = self.line
        body = [
            *self._asked_of(
                otherwise=[line.give(self._left_to("otherwise"))], partly=[line.give(self._left_to("partly"))]
            ),
            *self._made(line.name(SELF)),
        ]
        return line.function(self.called, [SELF, GIVEN], [*self.first(), *body], by_name=_BESIDE)

    def at_hand(self) -> ast.FunctionDef:
        """Return the function that decides a record new to its ledger, of which each look is at one number.

        It takes no lock: if no change was under way and none began, all it looked at is of one moment. Else, and
        where the ledger knows the record, it leaves it to who does.
        """
        line = self.line
        change = line.name(_CHANGE)
        rules = self._asked_at_hand()
        body = [
            *self.taken(otherwise=self._at_length, partly=self._at_length),
            line.set(SHELF, line.attribute(line.name(SELF), "shelf")),
            line.set(_LEDGER, line.attribute(line.name(SHELF), "ledger")),
            line.set(_CHANGE, line.attribute(line.name(_LEDGER), "settled")),
            *rules,
            *line.when(
                line.test(line.attribute(line.name(_LEDGER), "number"), "!=", change), self._at_length
            ),
            *self._made_at_hand(),
        ]
        return line.function(self.called, [SELF, GIVEN], [*self.first(), *body], by_name=_BESIDE)

    def at_hand_locked(self) -> ast.FunctionDef:
        """Return the function that does so where looks take more than a step, while nobody changes the ledger."""
        line = self.line
        shelf = line.name(SHELF)
        number = line.attribute(line.attribute(shelf, "ledger"), "number")
        asked = [*self._asked_at_hand(), line.set(_CHANGE, number)]
        body = [
            *self.taken(otherwise=self._at_length, partly=self._at_length),
            line.set(SHELF, line.attribute(line.name(SELF), "shelf")),
            line.holding(line.attribute(shelf, "lock"), asked),
            *self._made_at_hand(),
        ]
        return line.function(self.called, [SELF, GIVEN], [*self.first(), *body], by_name=_BESIDE)

    @property
    def _at_length(self) -> list[ast.stmt]:
        return [self.line.give(self._left_to("at_length"))]

    def _asked_at_hand(self) -> list[ast.stmt]:
        """Return the statements that ask the rules of a record, unless the ledger knows it."""
        line = self.line
        known: list[ast.stmt] = []
        if self.schema.key is not None:
            key, shelf = line.name(self.rules.unit.fact(self.schema.key)), line.name(SHELF)
            for where in ("last", "called_otherwise"):
                known += line.when(line.test(key, "in", line.attribute(shelf, where)), self._at_length)
        return [*known, *self.asked(line.attribute(line.name(SHELF), "now"))]

    def _made_at_hand(self) -> list[ast.stmt]:
        line = self.line
        change, latest = line.name(_CHANGE), line.name(_LATEST)
        is_latest = line.test(line.item(latest, 0), "==", change)
        as_of = line.call(line.attribute(line.name(SELF), "as_of"), [change])
        return [
            line.set(_LATEST, line.attribute(line.name(SELF), "latest")),
            *self._made(line.either(is_latest, line.item(latest, 1), as_of)),
        ]

    def at_once(self, how: AtOnce) -> ast.FunctionDef:
        """Return the function that decides a record new to its ledger, by one question to the database.

        What the question sees is of one moment. Where it does not tell all, the decision is left to who asks more: none is
        given of a record that is to be admitted.
        """
        line = self.line
        at_length = [
            line.give(line.constant(None)) if how.admitted else line.give(self._left_to("at_length"))
        ]
        asked = asking(how, self.schema, self.rules.unit, otherwise=at_length)
        rules = self.asked(history_seen(line))
        body = [
            *self.taken(otherwise=at_length, partly=at_length, may_be_partial=not how.admitted),
            *asked,
            *rules,
            # both stay with the decision, and nothing is made of them before its details are read
            line.set(KEPT, line.tuple_of([line.name(KEPT), line.name(ROW)])),
            *self._made(line.attribute(line.name(SELF), "seeing_back")),
        ]
        arguments = [SELF, GIVEN, *([GOES_BY] if how.admitted else [])]
        return line.function(self.called, arguments, [*self.first(), *body], by_name=_BESIDE)

    def _made(self, made_by: ast.expr) -> list[ast.stmt]:
        """Return the statements that make the decision of the answer, and return it."""
        line = self.line
        return [
            *self.rules.worst(),
            line.set(_MADE, line.call(line.name(_DECISION), [])),
            line.set_attribute(_MADE, "outcome", line.name(OUTCOME)),
            line.set_attribute(_MADE, "on", line.name(TODAY_ASKED)),
            line.set_attribute(_MADE, "_made_by", made_by),
            line.set_attribute(_MADE, "_facts", line.name(KEPT)),
            line.set_attribute(_MADE, "_answer", self.rules.answer()),
            line.give(line.name(_MADE)),
        ]

    def many(self) -> ast.FunctionDef:
        """Return the function that adds to a list a brief of each of some records."""
        line = self.line
        brief = line.call(line.name(_BRIEF), [self.rules.answer()])
        key = self.rules.key()
        if key is not None:
            brief = line.any(line.call(line.attribute(line.name(_BRIEFS), "get"), [key]), brief)
        each = [
            *self._asked_of(
                otherwise=[self._tell(self._left_to("otherwise_in_brief")), line.go_on()],
                partly=[self._tell(self._left_to("partly_in_brief")), line.go_on()],
                keeps=False,
            ),
            self._tell(brief),
        ]
        body = [line.for_each(GIVEN, line.name(_EACH), each)]
        arguments = [SELF, _EACH, _TOLD]
        return line.function(self.called, arguments, [*self.first(), *body], by_name=_BESIDE)

    def first(self) -> list[ast.stmt]:
        """Return the statements that each function begins with."""
        line = self.line
        day = line.call(line.attribute(line.name(SELF), "day_asked"), [line.name(ON)])
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
        line = self.line
        return line.do(line.call(line.attribute(line.name(_TOLD), "append"), [brief]))

    def _left_to(self, how: str) -> ast.expr:
        line = self.line
        return line.call(line.attribute(line.name(SELF), how), [line.name(GIVEN)], by_name=(ON, PARTIAL))

    @property
    def called(self) -> str:
        """What a profiler or a traceback shows."""
        return self.schema.names.first

    # --- what stands before the rules --------------------------------------------------------------

    def _asked_of(
        self, *, otherwise: Sequence[ast.stmt], partly: Sequence[ast.stmt], keeps: bool = True
    ) -> list[ast.stmt]:
        """Return the statements that take or read the facts and ask the rules, where no ledger is at hand.

        What was read is put together again if the decision `keeps` it, or the rules ask for all of it.
        """
        asked = self.asked()
        whole = keeps or _reads(asked, FACTS)
        return [*self.taken(otherwise=otherwise, partly=partly, keeps=keeps, whole=whole), *asked]

    def taken(
        self,
        *,
        otherwise: Sequence[ast.stmt],
        partly: Sequence[ast.stmt],
        may_be_partial: bool = True,
        keeps: bool = True,
        whole: bool = True,
    ) -> list[ast.stmt]:
        """Return the statements that take or read the facts; when those after them are there, which say what they read.

        `otherwise` stands where something does not simply fit, `partly` where facts may lack. What is given
        `may_be_partial` in a function that has this argument. What was read is put together again where it is asked
        for as a `whole`, and called what the decision `keeps`.
        """
        line, unit = self.line, self.rules.unit
        given = line.name(GIVEN)
        is_facts = line.test(line.call(line.name("_type"), [given]), "is", line.name("_Facts"))
        strange = line.test(line.attribute(given, "schema"), "is not", line.name("_schema"))
        taken: list[ast.stmt] = [
            *line.when(strange, otherwise),
            *([line.set(KEPT, given)] if keeps else []),
            line.set(FACTS, line.attribute(given, "values")),
            *unit.reading(),
        ]
        locals_ = unit.locals_of_facts()
        read: list[ast.stmt] = [
            line.attempt(self._reading.statements(locals_), "_Exception", otherwise),
        ]
        if whole:
            read.append(line.set(FACTS, line.tuple_of(map(line.name, locals_))))
        if keeps:
            read.append(line.set(KEPT, line.name(FACTS)))
        if self._complete:
            taken[1:1] = line.when(line.not_(line.attribute(given, "complete")), partly)
            if may_be_partial:
                read[:0] = line.when(line.name(PARTIAL), partly)
        return line.when(is_facts, taken, read)

    def asked(self, history: ast.expr | None = None) -> list[ast.stmt]:
        """Return the statements that ask the rules; `history` reads the ledgers, where there are any."""
        rules = self.rules.statements()
        return [*self._days(history), *rules]

    def _days(self, history: ast.expr | None) -> list[ast.stmt]:
        """Return the statements that say which day governs, which it is, and what else rules may rest on."""
        line, dated = self.line, self.schema.dated
        on = line.name(ON)
        days: list[ast.stmt]
        if dated is None:
            days = [line.set(GOVERNS, on), line.set(TODAY_ASKED, on)]
        else:
            type_ = next(field.type for field in self.schema.fields if field.names.first == dated)
            if self._complete and isinstance(type_, DateType):
                day = line.name(self.rules.unit.fact(dated))
                days = [line.set(GOVERNS, day), line.set(TODAY_ASKED, line.any(on, line.name(GOVERNS)))]
            else:
                asked = line.call(line.attribute(line.name(SELF), "days"), [line.name(FACTS), on])
                days = [line.unpack([GOVERNS, TODAY_ASKED], asked)]
        if not self.rules.asks_on_days:
            return days
        return [
            *days,
            line.set(PARAMETERS_ASKED, line.attribute(line.name(SELF), "parameters")),
            *(
                []
                if self.rules.unit.counts_are_seen  # ledgers are made for who asks for them
                else [line.set(HISTORY_ASKED, line.name(_NO_HISTORY) if history is None else history)]
            ),
        ]


How = Callable[[Deciding], ast.FunctionDef]
"""Writes what decides in one piece."""


def _reads(statements: Sequence[ast.stmt], name: str) -> bool:
    """Return whether statements read a variable."""
    return any(getattr(node, "id", None) == name for each in statements for node in ast.walk(each))
