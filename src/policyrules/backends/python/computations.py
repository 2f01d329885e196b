"""Which values of a record are worked out by a function of their own, and asked for how often?

Anything that is more than reading a fact is a computation: it becomes one function, is asked for
only when it is needed, and is kept once it is known. Functions are written from a waiting list, so
that depth of nesting costs no stack.
"""

from __future__ import annotations

from collections import deque
from functools import cached_property
from typing import TYPE_CHECKING

from policyrules.backends.python.constants import Constants
from policyrules.backends.python.runtime import Surroundings
from policyrules.core import ir
from policyrules.core.counters import numbered_quotas
from policyrules.core.dates import WorkingDay, zone_of
from policyrules.core.mentioned import mentioned
from policyrules.core.parts import parts
from policyrules.frozen import field, frozen
from policyrules.semantics.types import BooleanType, required

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from policyrules.backends.python.index.columns import Column, Columns, Form, Hole
    from policyrules.diagnostics.span import Place
    from policyrules.semantics.schema import RecordSchema

_CHEAP = 8
"""A derived condition of at most so many parts is written out where it is asked, not called."""


@frozen(eq=False)
class Computation:
    """A value with a function of its own.

    `name` is the function's global name, `variables` what it is given besides the record's facts,
    `row` the record whose facts `this` reads when that is an entry, not the record decided.
    Its value is kept in the context, after what stands there first, once more than one function asks.
    """

    number: int
    name: str
    called: str
    expr: ir.Expr
    variables: tuple[str, ...]
    row: str | None
    place: Place | None
    asked_by: set[object] = field(factory=set, repr=False)

    @property
    def shared(self) -> bool:
        """Whether several functions ask for the value, which is the same for all of them."""
        return len(self.asked_by) > 1 and not self.variables and self.row is None


class Computations:
    """Everything to be worked out for one record, as it turns up."""

    def __init__(
        self,
        program: ir.Program,
        record: str,
        calendars: Mapping[str, WorkingDay],
        *,
        complete: bool = False,
        keeps_looks: bool = False,
        counts_are_seen: bool = False,
    ) -> None:
        self.program = program
        self.complete = complete
        """Whether every field of the record decided that takes no none is known."""
        self.keeps_looks = keeps_looks
        """Whether what was looked up in counters stays in local variables, for who adds to it afterwards."""
        self.record = record
        self.constants = Constants()
        self.zone: tzinfo = zone_of(program, record)
        self.surroundings = Surroundings(program, self.zone, calendars)
        self.marks: dict[ir.RuleId, tuple[int, int]] = {}
        """For items others ask of: the bits that say whether they possibly and surely say so."""
        self.waiting: deque[Computation] = deque()
        self.all: list[Computation] = []
        self._known: dict[object, Computation] = {}
        self._cheap: dict[tuple[str, str], bool] = {}
        self.columns: Columns | None = None
        """The constants of the rules whose shape is being written."""
        self.counts_are_seen = counts_are_seen
        """Whether a database has been asked for all counts before the rules are asked."""

    def column(self, hole: Hole, form: Form) -> Column:
        """Return where the constants that fill a hole of the shape being written stand, in a form."""
        assert self.columns is not None, "only shapes have holes"
        return self.columns.column(hole, form, self.constants)

    @property
    def schema(self) -> RecordSchema:
        """The record decided."""
        return self.program.records[self.record]

    def of(self, expr: ir.Expr, row: str | None) -> Computation:
        """Return the computation of a value; equal values of the same row share one.

        `row` is the record of the entry that `this` reads, or None for the record decided.
        """
        key: object = (row, expr)
        try:
            found = self._known.get(key)
        except TypeError:  # a constant inside it cannot be looked up: it is known by identity
            key = (row, id(expr))
            found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._made(expr, row)
        return found

    def _made(self, expr: ir.Expr, row: str | None) -> Computation:
        number = len(self.all)
        variables = tuple(sorted(mentioned(expr)))
        made = Computation(number, f"_d{number}", called(expr), expr, variables, row, self.place_of(expr))
        self.all.append(made)
        self.waiting.append(made)
        return made

    def place_of(self, expr: ir.Expr) -> Place | None:
        """Return where an expression is written; a derived fact, where that is defined."""
        if isinstance(expr, ir.Derived):
            define = self.program.defines[expr.record, expr.name]
            return define.value.place or define.place
        return expr.place

    @cached_property
    def quotas(self) -> Mapping[ir.RuleId, int]:
        """The number of each quota of the record, under which a ledger at hand has its counter."""
        return numbered_quotas(self.program, self.record)

    # --- what is not worth a function of its own ---------------------------------------------

    def is_cheap(self, derived: ir.Derived) -> bool:
        """Return whether a derived condition is only a few comparisons of the record's own facts."""
        key = (derived.record, derived.name)
        if key not in self._cheap:
            self._cheap[key] = False  # a circle, which the checker refuses, ends here
            value = self.program.defines[key].value
            self._cheap[key] = isinstance(required(derived.type), BooleanType) and self._cost(value) <= _CHEAP
        return self._cheap[key]

    def cost(self, expr: ir.Expr) -> int:
        """Return so much as a condition or value has parts, where these are only the record's own facts."""
        return self._cost(expr)

    def _cost(self, expr: ir.Expr) -> int:
        match expr:
            case ir.Field(row="this", steps=(_,)) | ir.Const():
                return 1
            case ir.Derived(row="this") if self.is_cheap(expr):
                return self._cost(self.program.defines[expr.record, expr.name].value)
            case ir.In(operand=operand):
                return 1 + self._cost(operand)
            case (
                ir.And()
                | ir.Or()
                | ir.Not()
                | ir.Known()
                | ir.Present()
                | ir.Compare(operator="=" | "!=" | "<" | "<=")
            ):
                return sum(self._cost(part) for part in parts(expr))
            case _:
                return _CHEAP + 1


def called(expr: ir.Expr) -> str:
    """Return what a profiler or a traceback shows for the function that works out an expression."""
    match expr:
        case ir.Derived(name=name):
            return name
        case ir.Parameter(name=name):
            return f"parameter {name}"
        case ir.Call(function=function):
            return function.names.first
        case ir.Aggregate(kind=kind, variable=variable):
            return f"{kind} {variable}"
        case _:
            return type(expr).__name__.lower()
