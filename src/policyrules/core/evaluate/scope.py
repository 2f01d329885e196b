"""What does each name stand for while an expression is read?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policyrules.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policyrules.core.values import Period


@frozen
class Binding:
    """What a name stands for, and the path of that fact in the record (None: it is no fact)."""

    value: Any
    path: str | None


class Scope:
    """Which row is `this`, what the bound variables are, and which period is meant.

    `before` is the row's earlier version, for the record decided; `memo` holds what was asked before.
    """

    __slots__ = ("before", "memo", "period", "this", "variables")

    def __init__(
        self,
        this: Binding,
        variables: Mapping[str, Binding] | None = None,
        memo: dict[object, Any] | None = None,
        *,
        before: Binding | None = None,
        period: Period | None = None,
    ) -> None:
        self.this = this
        self.variables: Mapping[str, Binding] = {} if variables is None else variables
        self.memo: dict[object, Any] = {} if memo is None else memo
        self.before = before
        self.period = period

    def bind(self, name: str, binding: Binding) -> Scope:
        """Return the scope in which a variable stands for a value."""
        return self._with({**self.variables, name: binding})

    def outside(self) -> Scope:
        """Return the scope without its variables."""
        return self._with(None) if self.variables else self

    def _with(self, variables: Mapping[str, Binding] | None) -> Scope:
        return Scope(self.this, variables, self.memo, before=self.before, period=self.period)

    def binding(self, row: str) -> Binding | None:
        """Return what a row's name stands for; None for what nothing is known of."""
        if row == "this":
            return self.this
        return self.before if row == "before" else self.variables.get(row)
