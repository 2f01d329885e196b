"""What has been found so far?

The checks hand their findings about policy text to one `Report`; nothing is raised, and nothing is
said twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from policyrules.diagnostics.diagnostic import Diagnostic, Edit, Label, Severity
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place
from policyrules.diagnostics.suggest import near
from policyrules.frozen import define, field
from policyrules.semantics.damage import Damage

_NOTHING = Phrase("", "")
_MOST_COMPARED = 500_000
"""Names compared for suggestions in one run; a text with more mistakes than that gets fewer hints."""


@define(eq=False)
class Report:
    """Everything the checks have to say; `damage` is what mistakes of form took away before."""

    damage: Damage = field(factory=Damage)
    diagnostics: list[Diagnostic] = field(factory=list)
    _compared: int = 0

    @property
    def has_errors(self) -> bool:
        """Whether anything has been said that refuses the policy."""
        return any(found.severity is Severity.ERROR for found in self.diagnostics)

    def error(
        self,
        code: str,
        place: Place,
        message: Phrase,
        *,
        label: Phrase = _NOTHING,
        help: Iterable[Phrase] = (),  # noqa: A002  # the diagnostic's own word
        labels: Iterable[Label] = (),
        edits: Iterable[Edit] = (),
    ) -> None:
        """Add something that refuses the policy."""
        self.diagnostics.append(
            Diagnostic(code, place, message, label, tuple(labels), tuple(help), Severity.ERROR, tuple(edits))
        )

    def warning(
        self,
        code: str,
        place: Place,
        message: Phrase,
        *,
        label: Phrase = _NOTHING,
        help: Iterable[Phrase] = (),  # noqa: A002  # the diagnostic's own word
        labels: Iterable[Label] = (),
        edits: Iterable[Edit] = (),
    ) -> None:
        """Add something that is probably not meant."""
        self.diagnostics.append(
            Diagnostic(
                code, place, message, label, tuple(labels), tuple(help), Severity.WARNING, tuple(edits)
            )
        )

    def note(
        self,
        code: str,
        place: Place,
        message: Phrase,
        *,
        label: Phrase = _NOTHING,
        help: Iterable[Phrase] = (),  # noqa: A002  # the diagnostic's own word
        labels: Iterable[Label] = (),
    ) -> None:
        """Add something worth knowing."""
        self.diagnostics.append(
            Diagnostic(code, place, message, label, tuple(labels), tuple(help), Severity.NOTE)
        )

    def near(self, name: str, candidates: Iterable[str], *, limit: int = 3) -> tuple[str, ...]:
        """Return the candidates spelt nearly like a name; none once too much has been compared."""
        left = _MOST_COMPARED - self._compared
        if left <= 0:
            return ()
        names = tuple(islice(candidates, left))
        self._compared += len(names) + 1
        return near(name, names, limit=limit)
