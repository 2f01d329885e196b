"""How is a piece of Python put together, each node with its line?

Positions are passed to the constructors: setting them afterwards doubles the cost of generating.
Conditions are folded as they are built, so that what is certain costs nothing.
"""

from __future__ import annotations

import ast
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_COMPARISONS: Final[dict[str, type[ast.cmpop]]] = {
    "==": ast.Eq,
    "!=": ast.NotEq,
    "<": ast.Lt,
    "<=": ast.LtE,
    ">": ast.Gt,
    ">=": ast.GtE,
    "in": ast.In,
    "is": ast.Is,
    "is not": ast.IsNot,
}
Comparison = Literal["==", "!=", "<", "<=", ">", ">=", "in", "is", "is not"]

NOTHING: Final[Mapping[str, bool | None]] = MappingProxyType({})

_LOAD: Final = ast.Load()
_STORE: Final = ast.Store()


class Line:
    """Builds the nodes that stand on one line of a policy file."""

    __slots__ = ("_at", "number")

    def __init__(self, number: int) -> None:
        self.number = number
        self._at: dict[str, Any] = {
            "lineno": number,
            "end_lineno": number,
            # no columns: a traceback then shows the line without guessing at a part of it
            "col_offset": -1,
            "end_col_offset": -1,
        }

    # --- values -----------------------------------------------------------------------------

    def name(self, name: str) -> ast.expr:
        """Return a variable read."""
        return ast.Name(name, _LOAD, **self._at)

    def constant(self, value: str | int | bool | None) -> ast.expr:  # noqa: FBT001  # a value, not a switch
        """Return a constant."""
        return ast.Constant(value, **self._at)

    def item(self, of: ast.expr, key: str | int) -> ast.expr:
        """Return `of[key]`."""
        return ast.Subscript(of, self.constant(key), _LOAD, **self._at)

    def lookup(self, of: ast.expr, key: ast.expr) -> ast.expr:
        """Return `of[key]` for a key that is worked out."""
        return ast.Subscript(of, key, _LOAD, **self._at)

    def stretch(self, of: ast.expr, start: ast.expr | None, stop: ast.expr | None) -> ast.expr:
        """Return `of[start:stop]`."""
        return ast.Subscript(of, ast.Slice(start, stop, None, **self._at), _LOAD, **self._at)

    def plus(self, left: ast.expr, amount: int) -> ast.expr:
        """Return `left + amount`."""
        return ast.BinOp(left, ast.Add(), self.constant(amount), **self._at)

    def attribute(self, of: ast.expr, name: str) -> ast.expr:
        """Return `of.name`."""
        return ast.Attribute(of, name, _LOAD, **self._at)

    def call(
        self, function: ast.expr, arguments: Sequence[ast.expr], by_name: Sequence[str] = ()
    ) -> ast.expr:
        """Return a call with arguments in order, and with variables `by_name` whose names are those of arguments."""
        keywords = [ast.keyword(name, self.name(name), **self._at) for name in by_name]
        return ast.Call(function, list(arguments), keywords, **self._at)

    def tuple_of(self, parts: Iterable[ast.expr]) -> ast.expr:
        """Return a tuple."""
        return ast.Tuple(list(parts), _LOAD, **self._at)

    def text_of(self, *parts: str | ast.expr) -> ast.expr:
        """Return the text of some parts, one after the other."""
        values = [
            self.constant(part) if isinstance(part, str) else ast.FormattedValue(part, -1, None, **self._at)
            for part in parts
        ]
        return ast.JoinedStr(values, **self._at)

    def list_of(self, parts: Iterable[ast.expr], rest: str | None = None) -> ast.expr:
        """Return a new list, with the parts of another at its end."""
        parts = list(parts)
        if rest is not None:
            parts.append(ast.Starred(self.name(rest), _LOAD, **self._at))
        return ast.List(parts, _LOAD, **self._at)

    def new_list(self) -> ast.expr:
        """Return a new empty list."""
        return self.list_of(())

    def either(self, test: ast.expr, then: ast.expr, otherwise: ast.expr) -> ast.expr:
        """Return `then if test else otherwise`."""
        return ast.IfExp(test, then, otherwise, **self._at)

    def kept(self, name: str, value: ast.expr) -> ast.expr:
        """Return `(name := value)`."""
        return ast.NamedExpr(ast.Name(name, _STORE, **self._at), value, **self._at)

    # --- conditions -------------------------------------------------------------------------

    def test(self, left: ast.expr, comparison: Comparison, right: ast.expr) -> ast.expr:
        """Return a comparison."""
        return ast.Compare(left, [_COMPARISONS[comparison]()], [right], **self._at)

    def both(self, *tests: ast.expr) -> ast.expr:
        """Return that all tests hold; of none, yes."""
        left: list[ast.expr] = []
        for test in tests:
            certain = certainty(test)
            if certain is False:
                # what stands before it may keep a value for later, but nobody will ask for it
                return test
            if certain is None:
                left += _terms(test, ast.And)
        return self._joined(ast.And(), left, empty=True)

    def any(self, *tests: ast.expr) -> ast.expr:
        """Return that one of the tests holds; of none, no."""
        left: list[ast.expr] = []
        for test in tests:
            certain = certainty(test)
            if certain is True:
                return test
            if certain is None:
                left += _terms(test, ast.Or)
        return self._joined(ast.Or(), left, empty=False)

    def _joined(self, how: ast.boolop, tests: list[ast.expr], *, empty: bool) -> ast.expr:
        match tests:
            case []:
                return self.constant(empty)
            case [only]:
                return only
            case _:
                return ast.BoolOp(how, tests, **self._at)

    def not_(self, test: ast.expr) -> ast.expr:
        """Return the opposite of a test."""
        certain = certainty(test)
        if certain is not None:
            return self.constant(not certain)
        if isinstance(test, ast.UnaryOp):
            return test.operand
        return ast.UnaryOp(ast.Not(), test, **self._at)

    # --- statements -------------------------------------------------------------------------

    def set(self, name: str, value: ast.expr) -> ast.Assign:
        """Return `name = value`."""
        return ast.Assign([ast.Name(name, _STORE, **self._at)], value, **self._at)

    def unpack(self, names: Sequence[str], value: ast.expr) -> ast.stmt:
        """Return `name, name, … = value`."""
        targets: list[ast.expr] = [ast.Name(name, _STORE, **self._at) for name in names]
        return ast.Assign([ast.Tuple(targets, _STORE, **self._at)], value, **self._at)

    def set_attribute(self, of: str, name: str, value: ast.expr) -> ast.stmt:
        """Return `of.name = value`."""
        target = ast.Attribute(self.name(of), name, _STORE, **self._at)
        return ast.Assign([target], value, **self._at)

    def set_item(self, of: ast.expr, key: ast.expr, value: ast.expr) -> ast.stmt:
        """Return `of[key] = value`."""
        return ast.Assign([ast.Subscript(of, key, _STORE, **self._at)], value, **self._at)

    def store_item(self, of: str, key: int) -> ast.expr:
        """Return the target `of[key]`."""
        return ast.Subscript(self.name(of), self.constant(key), _STORE, **self._at)

    def add(self, name: str, amount: int) -> ast.stmt:
        """Return `name += amount`."""
        return ast.AugAssign(ast.Name(name, _STORE, **self._at), ast.Add(), self.constant(amount), **self._at)

    def extend(self, name: str, *values: ast.expr) -> ast.stmt:
        """Return `name += (value, …)`."""
        more = self.tuple_of(values)
        return ast.AugAssign(ast.Name(name, _STORE, **self._at), ast.Add(), more, **self._at)

    def turn_on(self, name: str, bits: int) -> ast.stmt:
        """Return `name |= bits`."""
        return ast.AugAssign(ast.Name(name, _STORE, **self._at), ast.BitOr(), self.constant(bits), **self._at)

    def joined(self, left: str, right: str) -> ast.expr:
        """Return `left | right`, of numbers."""
        return self.merged(self.name(left), self.name(right))

    def sum(self, parts: Sequence[ast.expr]) -> ast.expr:
        """Return `part + part + …`."""
        first, *others = parts
        for other in others:
            first = ast.BinOp(first, ast.Add(), other, **self._at)
        return first

    def merged(self, left: ast.expr, right: ast.expr) -> ast.expr:
        """Return `left | right`, of dicts."""
        return ast.BinOp(left, ast.BitOr(), right, **self._at)

    def masked(self, name: str, bits: int) -> ast.expr:
        """Return `name & bits`: true where any of the bits is on, for who only asks that."""
        return ast.BinOp(self.name(name), ast.BitAnd(), self.constant(bits), **self._at)

    def has_bit(self, name: str, bits: int) -> ast.expr:
        """Return whether any of the bits is on."""
        return self.test(self.masked(name, bits), "!=", self.constant(0))

    def do(self, value: ast.expr) -> ast.stmt:
        """Return a statement that only evaluates."""
        return ast.Expr(value, **self._at)

    def give(self, value: ast.expr) -> ast.stmt:
        """Return `return value`."""
        return ast.Return(value, **self._at)

    def when(
        self, test: ast.expr, then: Sequence[ast.stmt], otherwise: Sequence[ast.stmt] = ()
    ) -> list[ast.stmt]:
        """Return an `if`, or only the part that is certain."""
        if not then:
            return self.when(self.not_(test), otherwise) if otherwise else []
        certain = certainty(test)
        if certain is True:
            return list(then)
        if certain is False:
            return list(otherwise)
        return [ast.If(test, list(then), list(otherwise), **self._at)]

    def attempt(self, body: Sequence[ast.stmt], error: str, otherwise: Sequence[ast.stmt]) -> ast.stmt:
        """Return `try: body` with `except error: otherwise`."""
        handler = ast.ExceptHandler(self.name(error), None, list(otherwise), **self._at)
        return ast.Try(list(body), [handler], [], [], **self._at)

    def holding(self, lock: ast.expr, body: Sequence[ast.stmt]) -> ast.stmt:
        """Return `with lock: body`."""
        return ast.With([ast.withitem(lock, None)], list(body), **self._at)

    def for_each(self, name: str, source: ast.expr, body: Sequence[ast.stmt]) -> ast.stmt:
        """Return `for name in source: body`."""
        return ast.For(
            ast.Name(name, _STORE, **self._at), source, list(body) or [ast.Pass(**self._at)], [], **self._at
        )

    def go_on(self) -> ast.stmt:
        """Return `continue`."""
        return ast.Continue(**self._at)

    def leave(self) -> ast.stmt:
        """Return `break`."""
        return ast.Break(**self._at)

    def function(
        self,
        name: str,
        arguments: Sequence[str],
        body: Sequence[ast.stmt],
        *,
        defaults: int = 0,
        by_name: Mapping[str, bool | None] = NOTHING,
    ) -> ast.FunctionDef:
        """Return a function; the values of its last `defaults` arguments are given when it is made.

        `by_name` are those that are given by name only, and what they are where they are not given.
        """
        return ast.FunctionDef(
            name,
            ast.arguments(
                posonlyargs=[],
                args=[ast.arg(argument, **self._at) for argument in arguments],
                kwonlyargs=[ast.arg(argument, **self._at) for argument in by_name],
                kw_defaults=[self.constant(value) for value in by_name.values()],
                defaults=[self.constant(None)] * defaults,
            ),
            list(body),
            [],
            **self._at,
        )


def certainty(test: ast.expr) -> bool | None:
    """Return what a test comes to whatever the facts; None when that depends on them."""
    if isinstance(test, ast.Constant) and isinstance(test.value, bool):
        return test.value
    return None


def _terms(test: ast.expr, how: type[ast.boolop]) -> list[ast.expr]:
    return test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, how) else [test]
