"""How are the facts of a plain dict read in one go, when everything about them fits?

One generated function for each record: it takes the facts out of the dict, looks at the type of each, and
returns them in the order of the record's fields. Nothing is reported here: whatever is out of the ordinary
raises, and the thorough reading (core/facts/thorough.py) then says what it is, or reads it after all.
Single values are read by the same readers as there, so both agree.
"""

from __future__ import annotations

import ast
from datetime import date
from decimal import Context, Decimal, Inexact, InvalidOperation
from functools import partial as bind
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, Final

from policyrules.backends.python.nodes import Line
from policyrules.core.facts.fitting import Fitting
from policyrules.core.facts.numbers import INTEGER_BOUND
from policyrules.core.numbers import tidied
from policyrules.core.values import UNKNOWN
from policyrules.semantics.types import (
    BooleanType,
    DateType,
    EnumType,
    IntegerType,
    ListType,
    NumberType,
    OptionalType,
    RefType,
    TextType,
    Type,
    required,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from policyrules.core.facts.records import RecordReaders
    from policyrules.semantics.schema import RecordSchema

GIVEN: Final = "_given"
"""What was given, of which the statements of a reading take the facts."""
_FULL, _TEXT, _UNKNOWN = "_full", "_text", "_u"
_GET, _DEFAULTS, _WHOLE, _CALLED = "_get", "_defaults", "_whole", "_called"
_FEW_TEXTS: Final = 16
"""Longer lists are not gone through text by text."""
_SMALL: Final = 2**30 - 1
"""Python compares whole numbers of one digit of its own, which most are, in half the time of others."""
_BUILTINS: Final[Mapping[str, object]] = {
    "_type": type,
    "_len": len,
    "_dict": dict,
    "_str": str,
    "_int": int,
    "_float": float,
    "_repr": repr,
    "_list": list,
    "_tuple": tuple,
    "_date": date,
    "_decimal": Decimal,
    "_KeyError": KeyError,
}


def compile_reading(
    readers: RecordReaders, schema: RecordSchema, *, partial: bool
) -> Callable[[Any], tuple[Any, ...]]:
    """Return what reads the facts of a record; with `partial` facts that are not given are unknown.

    Numbers come back exact, and with as many decimals as their field keeps: `tidy` makes them as all others are.
    """
    return Reading(readers, schema, partial=partial).function()


def tidying(schema: RecordSchema) -> Callable[[tuple[Any, ...]], tuple[Any, ...]] | None:
    """Return what gives values as read by a compiled reading the form they have everywhere else.

    That is: numbers without zeros at their end. None for a record in which nothing is to be done.
    """
    places = [
        at
        for at, field in enumerate(schema.fields)
        if isinstance(field.type, NumberType)
        or (isinstance(field.type, OptionalType) and isinstance(field.type.element, NumberType))
    ]
    if not places:
        return None

    def tidy(values: tuple[Any, ...]) -> tuple[Any, ...]:
        whole = list(values)
        for at in places:
            if type(whole[at]) is Decimal:
                whole[at] = tidied(whole[at])
        return tuple(whole)

    return tidy


class Reading:
    """The statements that read one kind of record.

    They stand in a function of their own, or at the beginning of what decides the record.
    """

    def __init__(self, readers: RecordReaders, schema: RecordSchema, *, partial: bool) -> None:
        self._schema = schema
        self._partial = partial
        self._line = Line(schema.place.line)
        fitting = Fitting(readers, schema)
        self._read_of = fitting.read_of
        self.names: dict[str, object] = {
            **_BUILTINS,
            _GET: fitting.taken,
            _DEFAULTS: fitting.defaults(partial=partial),
            _WHOLE: bind(fitting.completed, partial=partial),
            _CALLED: bind(fitting.complete, partial=partial),
            _UNKNOWN: UNKNOWN,
        }
        """The global names that the statements read; all are there once these are written."""

    def function(self) -> Callable[[Any], tuple[Any, ...]]:
        """Return the function."""
        line = self._line
        locals_ = [f"_{at}" for at in range(len(self._schema.fields))]
        body = [*self.statements(locals_), line.give(line.tuple_of(map(line.name, locals_)))]
        tree = line.function(f"facts of {self._schema.names.first}", [GIVEN], body)
        filename = self._schema.place.source.name
        module = compile(ast.Module([tree], []), filename, "exec", dont_inherit=True)
        code = next(constant for constant in module.co_consts if isinstance(constant, CodeType))
        return FunctionType(code, {**self.names, "__builtins__": {}, "__name__": "policyrules.generated"})

    def statements(self, locals_: Sequence[str]) -> list[ast.stmt]:
        """Return the statements that take the facts out of what was given, into these variables; or raise."""
        line, count = self._line, len(self._schema.fields)

        def taken() -> ast.stmt:
            return line.unpack(locals_, line.call(line.name(_GET), [line.name(_FULL)]))

        def full(how: str) -> ast.stmt:
            return line.set(_FULL, line.call(line.name(how), [line.name(GIVEN)]))

        def is_full(name: str) -> ast.expr:
            return line.test(line.call(line.name("_len"), [line.name(name)]), "==", line.constant(count))

        filled = line.set(_FULL, line.merged(line.name(_DEFAULTS), line.name(GIVEN)))
        of_a_dict = line.when(
            is_full(GIVEN),
            [line.set(_FULL, line.name(GIVEN))],
            [filled, *line.when(line.not_(is_full(_FULL)), [full(_CALLED)])],
        )
        is_dict = line.test(self._kind(GIVEN), "is", line.name("_dict"))
        body: list[ast.stmt] = [
            *line.when(is_dict, of_a_dict, [full(_WHOLE)]),
            line.attempt([taken()], "_KeyError", [full(_CALLED), taken()]),
        ]
        for at, (local, field) in enumerate(zip(locals_, self._schema.fields, strict=True)):
            body += self._read(at, local, field.type)
        return body

    def _read(self, at: int, local: str, type_: Type) -> list[ast.stmt]:
        """Return the statements that read one fact where it stands, in its variable.

        What plainly fits is asked first, so that only other values are asked whether they are none or unknown.
        """
        line = self._line
        element = required(type_)
        reader = self._held(f"_read{at}", self._read_of(element))
        by_reader: list[ast.stmt] = [line.set(local, line.call(reader, [line.name(local)]))]
        none = line.test(line.name(local), "is", line.constant(None))
        there = line.test(line.name(local), "is not", line.name(_UNKNOWN))
        otherwise = by_reader
        if isinstance(type_, OptionalType):
            otherwise = line.when(line.both(line.not_(none), there), by_reader)
        elif self._partial:
            unknown = line.set(local, line.name(_UNKNOWN))
            otherwise = line.when(none, [unknown], line.when(there, by_reader))
        return self._fitting(at, local, element, by_reader, otherwise)

    def _fitting(
        self, at: int, local: str, type_: Type, by_reader: list[ast.stmt], otherwise: list[ast.stmt]
    ) -> list[ast.stmt]:
        """Return the statements that read a fact that plainly fits, and `otherwise`."""
        line = self._line

        def value() -> ast.expr:
            return line.name(local)

        def is_a(*kinds: str) -> ast.expr:
            return line.any(*(line.test(self._kind(local), "is", line.name(kind)) for kind in kinds))

        match type_:
            case TextType() | RefType():
                return line.when(line.not_(line.both(is_a("_str"), self._plain(local))), otherwise)
            case IntegerType():

                def within(bound: int) -> ast.expr:
                    low, high = line.constant(-bound), line.constant(bound)
                    return line.both(line.test(value(), ">", low), line.test(value(), "<", high))

                fits = line.both(is_a("_int"), line.any(within(_SMALL), within(INTEGER_BOUND)))
                return line.when(line.not_(fits), otherwise)
            case NumberType(scale=scale, precision=precision):
                # what does not fit exactly raises; a NaN would not
                exact = Context(prec=precision, traps=[Inexact, InvalidOperation]).quantize
                step = self._held(f"_step{at}", Decimal(1).scaleb(-scale))
                a_number = line.not_(line.call(line.attribute(value(), "is_nan"), []))
                a_float = line.test(value(), "==", value())  # as a NaN is not
                quantize = self._held(f"_exact{at}", exact)

                def quantized(number: ast.expr) -> list[ast.stmt]:
                    return [line.set(local, line.call(quantize, [number, step]))]

                # a float counts as the shortest decimal that means it
                written = line.call(line.name("_decimal"), [line.call(line.name("_repr"), [value()])])
                of_a_float = line.when(line.both(is_a("_float"), a_float), quantized(written), otherwise)
                exactly = line.any(line.both(is_a("_decimal"), a_number), is_a("_int"))
                return line.when(exactly, quantized(value()), of_a_float)
            case BooleanType():
                either = line.any(
                    line.test(value(), "is", line.constant(True)),
                    line.test(value(), "is", line.constant(False)),
                )
                return line.when(line.not_(either), otherwise)
            case DateType():
                return line.when(line.not_(is_a("_date")), otherwise)
            case EnumType():
                called = {
                    **dict(zip(type_.people, type_.members, strict=True)),
                    **dict(zip(type_.members, type_.members, strict=True)),
                }
                members = self._held(f"_members{at}", called)
                # a text that is none of them raises
                found = line.set(local, line.lookup(members, value()))
                return line.when(is_a("_str"), [found], otherwise)
            case ListType(TextType()):
                length = line.call(line.name("_len"), [value()])
                few = line.both(is_a("_list", "_tuple"), line.test(length, "<=", line.constant(_FEW_TEXTS)))
                is_text = line.test(self._kind(_TEXT), "is", line.name("_str"))
                strange = line.not_(line.both(is_text, self._plain(_TEXT)))
                each = line.for_each(_TEXT, value(), line.when(strange, [*by_reader, line.leave()]))
                copied = line.set(local, line.call(line.name("_tuple"), [value()]))
                return line.when(few, [copied, each], otherwise)
            case _:
                return otherwise

    def _plain(self, local: str) -> ast.expr:
        line = self._line
        return line.call(line.attribute(line.name(local), "isascii"), [])

    def _kind(self, local: str) -> ast.expr:
        line = self._line
        return line.call(line.name("_type"), [line.name(local)])

    def _held(self, name: str, value: object) -> ast.expr:
        self.names[name] = value
        return self._line.name(name)
