"""Is a rule in force on the governing date? Which tests ask it, each once for all rules of a function."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from policyrules.backends.python.index.columns import RULE
from policyrules.backends.python.unit import UNKNOWN

if TYPE_CHECKING:
    import ast
    from collections.abc import Sequence

    from policyrules.backends.python.computations import Computations
    from policyrules.backends.python.nodes import Line
    from policyrules.core import ir

GOVERNS: Final = "_g"
"""The local variable of the governing date."""
_DAY_KNOWN: Final = "_dated"


class DaysInForce:
    """The tests of one function, and the statements they rest on."""

    def __init__(self, code: Computations, line: Line) -> None:
        self._code = code
        self._line = line
        self._validities: dict[ir.Validity, str] = {}
        self.is_asked = False
        """Whether any rule of the function is in force on some days only."""

    def possibly(self, validity: ir.Validity) -> ast.expr:
        """Return the test that the governing date lies in a validity, or is not known."""
        if validity.always:
            return self._line.constant(True)
        self.is_asked = True
        local = self._validities.setdefault(validity, f"_in{len(self._validities)}")
        return self._line.name(local)

    def surely(self, validity: ir.Validity) -> ast.expr:
        """Return the test that it surely does, where it possibly does."""
        if validity.always:
            return self._line.constant(True)
        return self._known()

    def possibly_each(self, validities: Sequence[ir.Validity]) -> ast.expr:
        """Return the same test of the rule of a group that is asked, each with a validity of its own."""
        line, constants = self._line, self._code.constants
        firsts = [validity.from_ or date.min for validity in validities]
        lasts = [validity.until or date.max for validity in validities]
        first, last = (
            line.lookup(line.name(constants.held(days)), line.name(RULE)) for days in (firsts, lasts)
        )
        always = line.any()
        if any(validity.always for validity in validities):
            held = constants.held([validity.always for validity in validities])
            always = line.lookup(line.name(held), line.name(RULE))
        within = line.both(
            line.test(first, "<=", line.name(GOVERNS)), line.test(line.name(GOVERNS), "<=", last)
        )
        return line.any(line.not_(self._known()), always, within)

    def surely_each(self, validities: Sequence[ir.Validity]) -> ast.expr:
        """Return the same test that it surely does."""
        line = self._line
        if not any(validity.always for validity in validities):
            return self._known()
        held = self._code.constants.held([validity.always for validity in validities])
        return line.any(self._known(), line.lookup(line.name(held), line.name(RULE)))

    def _known(self) -> ast.expr:
        self.is_asked = True
        return self._line.name(_DAY_KNOWN)

    def beginning(self) -> list[ast.stmt]:
        """Return the statements that ask once whether the governing date is known, and lies where."""
        if not self.is_asked:
            return []
        line = self._line
        known = line.both(
            line.test(line.name(GOVERNS), "is not", line.constant(None)),
            line.test(line.name(GOVERNS), "is not", line.name(UNKNOWN)),
        )
        found: list[ast.stmt] = [line.set(_DAY_KNOWN, known)]
        for validity, local in self._validities.items():
            within: list[ast.expr] = []
            if validity.from_ is not None:
                first = self._code.constants.of(validity.from_, line)
                within.append(line.test(first, "<=", line.name(GOVERNS)))
            if validity.until is not None:
                last = self._code.constants.of(validity.until, line)
                within.append(line.test(line.name(GOVERNS), "<=", last))
            found.append(line.set(local, line.any(line.not_(line.name(_DAY_KNOWN)), line.both(*within))))
        return found
