"""Where do the constants of rules of one shape stand?

Each hole of a shape is a column of constants, one for each rule; generated functions read them by the rule's
place in the group.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from policyrules.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policyrules.backends.python.constants import Constants

RULE: Final = "_i"
"""The local variable that says which rule of its group is asked."""

Form = Callable[[Any], Any]
"""Makes of a written constant what values are compared with. Equal forms share a column."""


@frozen
class Hole:
    """Stands in a shape where each rule has a constant of its own: the number of its column."""

    column: int


@frozen
class Column:
    """The global name of a column in one form."""

    name: str


class Columns:
    """The columns of one group, each in the forms in which it is asked for."""

    def __init__(self, columns: Sequence[Sequence[Any]]) -> None:
        self._columns = columns
        self._known: dict[tuple[int, Form], Column] = {}

    def column(self, hole: Hole, form: Form, constants: Constants) -> Column:
        """Return the column that fills a hole, held under a global name."""
        key = (hole.column, form)
        found = self._known.get(key)
        if found is None:
            made: dict[Any, Any] = {}
            values = [_once(made, form, value) for value in self._columns[hole.column]]
            found = self._known[key] = Column(constants.held(values))
        return found


def written(value: Any) -> Any:
    """Return a constant as it is written."""
    return value


def _once(made: dict[Any, Any], form: Form, value: Any) -> Any:
    """Return a constant in a form: one object for all that are written alike."""
    key = (type(value), value)
    if key not in made:
        made[key] = form(value)
    return made[key]
