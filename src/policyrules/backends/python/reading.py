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
from operator import itemgetter
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
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from policyrules.core.facts.records import RecordReaders
    from policyrules.semantics.schema import RecordSchema

_GIVEN, _FULL, _GET, _WHOLE, _CALLED, _UNKNOWN, _TEXT = "_g", "_f", "_get", "_whole", "_called", "_u", "_t"
_FEW_TEXTS: Final = 16
"""Longer lists are not gone through text by text."""
_BUILTINS: Final[Mapping[str, object]] = {
    "_type": type,
    "_len": len,
    "_dict": dict,
    "_str": str,
    "_int": int,
    "_list": list,
    "_tuple": tuple,
    "_date": date,
    "_decimal": Decimal,
    "KeyError": KeyError,
}


def compile_reading(
    readers: RecordReaders, schema: RecordSchema, *, partial: bool
) -> Callable[[Any], tuple[Any, ...]]:
    """Return what reads the facts of a record; with `partial` facts that are not given are unknown.

    Numbers come back exact, and with as many decimals as their field keeps: `tidy` makes them as all others are.
    """
    if len(schema.fields) < _FEWEST:  # taking out one fact gives no tuple, and none is worth no function
        fitting = Fitting(readers, schema)
        return lambda given: fitting.values(given, partial=partial)
    return _Written(readers, schema, partial=partial).function()


_FEWEST: Final = 2


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


class _Written:
    """The function that reads one kind of record, while it is put together."""

    def __init__(self, readers: RecordReaders, schema: RecordSchema, *, partial: bool) -> None:
        self._schema = schema
        self._partial = partial
        self._line = Line(schema.place.line)
        fitting = Fitting(readers, schema)
        names = [field.names.first for field in schema.fields]
        self._read_of = fitting.read_of
        self._names: dict[str, object] = {
            **_BUILTINS,
            "__builtins__": {},
            "__name__": "policyrules.generated",
            _GET: itemgetter(*names),
            _WHOLE: bind(fitting.completed, partial=partial),
            _CALLED: bind(fitting.complete, partial=partial),
            _UNKNOWN: UNKNOWN,
        }

    def function(self) -> Callable[[Any], tuple[Any, ...]]:
        """Return the function."""
        line, count = self._line, len(self._schema.fields)
        locals_ = [f"_{at}" for at in range(count)]
        given = line.name(_GIVEN)
        strange = line.any(
            line.test(self._kind(_GIVEN), "is not", line.name("_dict")),
            line.test(line.call(line.name("_len"), [given]), "!=", line.constant(count)),
        )

        def taken() -> ast.stmt:
            return line.unpack(locals_, line.call(line.name(_GET), [line.name(_FULL)]))

        def full(how: str) -> ast.stmt:
            return line.set(_FULL, line.call(line.name(how), [given]))

        body: list[ast.stmt] = [
            *line.when(strange, [full(_WHOLE)], [line.set(_FULL, given)]),
            line.attempt([taken()], "KeyError", [full(_CALLED), taken()]),
        ]
        for local, field in zip(locals_, self._schema.fields, strict=True):
            body += self._read(local, field.type)
        body.append(line.give(line.tuple_of(map(line.name, locals_))))
        tree = line.function(f"facts of {self._schema.names.first}", [_GIVEN], body)
        filename = self._schema.place.source.name
        module = compile(ast.Module([tree], []), filename, "exec", dont_inherit=True)
        code = next(constant for constant in module.co_consts if isinstance(constant, CodeType))
        return FunctionType(code, self._names)

    def _read(self, local: str, type_: Type) -> list[ast.stmt]:
        """Return the statements that read one fact where it stands, in its variable."""
        line = self._line
        none = line.test(line.name(local), "is", line.constant(None))
        there = line.test(line.name(local), "is not", line.name(_UNKNOWN))
        if isinstance(type_, OptionalType):
            return line.when(line.both(line.not_(none), there), self._read_there(local, type_.element))
        read = self._read_there(local, type_)
        if not self._partial:
            return read
        return line.when(none, [line.set(local, line.name(_UNKNOWN))], line.when(there, read))

    def _read_there(self, local: str, type_: Type) -> list[ast.stmt]:
        """Return the statements that read a fact that is neither none nor unknown."""
        line = self._line

        def value() -> ast.expr:
            return line.name(local)

        read = self._constant(f"{local}_read", self._read_of(type_))
        by_reader = line.set(local, line.call(read, [value()]))
        match type_:
            case TextType() | RefType():
                plain = line.call(line.attribute(value(), "isascii"), [])
                strange = line.any(
                    line.test(self._kind(local), "is not", line.name("_str")), line.not_(plain)
                )
                return line.when(strange, [by_reader])
            case IntegerType():
                bound = self._constant(f"{local}_bound", INTEGER_BOUND)
                low = self._constant(f"{local}_low", -INTEGER_BOUND)
                strange = line.any(
                    line.test(self._kind(local), "is not", line.name("_int")),
                    line.test(value(), "<=", low),
                    line.test(value(), ">=", bound),
                )
                return line.when(strange, [by_reader])
            case NumberType(scale=scale, precision=precision):
                # what does not fit exactly raises
                exact = Context(prec=precision, traps=[Inexact, InvalidOperation]).quantize
                step = self._constant(f"{local}_step", Decimal(1).scaleb(-scale))
                quantized = line.set(
                    local, line.call(self._constant(f"{local}_exact", exact), [value(), step])
                )
                known = line.any(
                    line.test(self._kind(local), "is", line.name("_decimal")),
                    line.test(self._kind(local), "is", line.name("_int")),
                )
                return line.when(known, [quantized], [by_reader])
            case BooleanType():
                strange = line.both(
                    line.test(value(), "is not", line.constant(True)),
                    line.test(value(), "is not", line.constant(False)),
                )
                return line.when(strange, [by_reader])
            case DateType():
                return line.when(line.test(self._kind(local), "is not", line.name("_date")), [by_reader])
            case EnumType():
                members = {
                    **dict(zip(type_.people, type_.members, strict=True)),
                    **dict(zip(type_.members, type_.members, strict=True)),
                }
                found = line.lookup(self._constant(f"{local}_members", members), value())
                known = line.both(
                    line.test(self._kind(local), "is", line.name("_str")),
                    line.test(value(), "in", self._constant(f"{local}_members", members)),
                )
                return line.when(known, [line.set(local, found)], [by_reader])
            case ListType(TextType()):
                listed = line.both(
                    line.any(
                        line.test(self._kind(local), "is", line.name("_list")),
                        line.test(self._kind(local), "is", line.name("_tuple")),
                    ),
                    line.test(line.call(line.name("_len"), [value()]), "<=", line.constant(_FEW_TEXTS)),
                )
                plain = line.call(line.attribute(line.name(_TEXT), "isascii"), [])
                strange = line.any(
                    line.test(self._kind(_TEXT), "is not", line.name("_str")), line.not_(plain)
                )
                each = line.for_each(_TEXT, value(), line.when(strange, [by_reader, line.leave()]))
                copied = line.set(local, line.call(line.name("_tuple"), [value()]))
                return line.when(listed, [copied, each], [by_reader])
            case _:
                return [by_reader]

    def _kind(self, local: str) -> ast.expr:
        line = self._line
        return line.call(line.name("_type"), [line.name(local)])

    def _constant(self, name: str, value: object) -> ast.expr:
        self._names[name] = value
        return self._line.name(name)
