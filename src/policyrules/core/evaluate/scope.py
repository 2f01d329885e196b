"""What does each name stand for while an expression is read?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping


@frozen
class Binding:
    """What a name stands for, and the path of that fact in the record (None: it is no fact)."""

    value: Any
    path: str | None


class Scope:
    """Which row is `this` and what the bound variables are; `memo` holds what was asked before."""

    __slots__ = ("memo", "this", "variables")

    def __init__(
        self,
        this: Binding,
        variables: Mapping[str, Binding] | None = None,
        memo: dict[object, Any] | None = None,
    ) -> None:
        self.this = this
        self.variables: Mapping[str, Binding] = {} if variables is None else variables
        self.memo: dict[object, Any] = {} if memo is None else memo

    def bind(self, name: str, binding: Binding) -> Scope:
        """Return the scope in which a variable stands for a value."""
        return Scope(self.this, {**self.variables, name: binding}, self.memo)

    def outside(self) -> Scope:
        """Return the scope without its variables."""
        return Scope(self.this, None, self.memo) if self.variables else self

    def binding(self, row: str) -> Binding | None:
        """Return what a row's name stands for; None for `before`, which only a ledger knows."""
        return self.this if row == "this" else self.variables.get(row)
