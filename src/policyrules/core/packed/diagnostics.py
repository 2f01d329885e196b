"""How is what was said of a policy written as plain JSON?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from policyrules.core.packed.classes import Parts
from policyrules.core.packed.forms import PLACE, TEXT, Each, Maybe, OneOf
from policyrules.core.packed.written import called
from policyrules.diagnostics.diagnostic import Diagnostic, Edit, Label, Severity
from policyrules.diagnostics.phrase import Phrase

if TYPE_CHECKING:
    from policyrules.core.packed.forms import Plain
    from policyrules.core.packed.tables import Reading, Writing


class _OfSeverity:
    """How much a diagnostic matters, by its word."""

    __slots__ = ()
    _word: Final = OneOf(*(each.value for each in Severity))

    def write(self, value: Severity, writing: Writing) -> Plain:
        """Return the word."""
        return self._word.write(value.value, writing)

    def text(self, value: str, known: dict[str, Any]) -> str:
        """Return the text of a call."""
        return called(self.write, value, known)

    def read(self, plain: Plain, reading: Reading) -> Any:
        """Return the severity."""
        return Severity(self._word.read(plain, reading))


_PHRASE: Final = Parts(Phrase, en=TEXT, zh=TEXT)

DIAGNOSTIC: Final = Parts(
    Diagnostic,
    code=TEXT,
    place=PLACE,
    message=_PHRASE,
    label=_PHRASE,
    labels=Each(Parts(Label, place=PLACE, text=_PHRASE)),
    help=Each(_PHRASE),
    severity=_OfSeverity(),
    edits=Each(Parts(Edit, place=PLACE, text=TEXT)),
    title=Maybe(_PHRASE),
)
