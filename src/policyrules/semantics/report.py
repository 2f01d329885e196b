"""What has been found so far?

The checks hand their findings about policy text to one `Report`; nothing is raised, and nothing is
said twice.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, field

from policyrules.diagnostics.diagnostic import Diagnostic, Label, Severity
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place
from policyrules.diagnostics.suggest import near

_MOST_COMPARED = 500_000
"""Names compared for suggestions in one run; a text with more mistakes than that gets fewer hints."""


@define(eq=False)
class Report:
    """Everything the checks have to say."""

    diagnostics: list[Diagnostic] = field(factory=list)
    _compared: int = 0

    def error(
        self,
        code: str,
        place: Place,
        message: Phrase,
        *,
        label: Phrase = Phrase("", ""),
        help: Iterable[Phrase] = (),  # noqa: A002  # the diagnostic's own word
        labels: Iterable[Label] = (),
    ) -> None:
        """Add something that refuses the policy."""
        self._add(Severity.ERROR, code, place, message, label, help, labels)

    def warning(
        self,
        code: str,
        place: Place,
        message: Phrase,
        *,
        label: Phrase = Phrase("", ""),
        help: Iterable[Phrase] = (),  # noqa: A002  # the diagnostic's own word
        labels: Iterable[Label] = (),
    ) -> None:
        """Add something that is probably not meant."""
        self._add(Severity.WARNING, code, place, message, label, help, labels)

    def note(
        self,
        code: str,
        place: Place,
        message: Phrase,
        *,
        label: Phrase = Phrase("", ""),
        help: Iterable[Phrase] = (),  # noqa: A002  # the diagnostic's own word
        labels: Iterable[Label] = (),
    ) -> None:
        """Add something worth knowing."""
        self._add(Severity.NOTE, code, place, message, label, help, labels)

    def near(self, name: str, candidates: Iterable[str], *, limit: int = 3) -> tuple[str, ...]:
        """Return the candidates spelt nearly like a name; none once too much has been compared."""
        if self._compared > _MOST_COMPARED:
            return ()
        names = tuple(candidates)
        self._compared += len(names)
        return near(name, names, limit=limit)

    def _add(
        self,
        severity: Severity,
        code: str,
        place: Place,
        message: Phrase,
        label: Phrase,
        help: Iterable[Phrase],  # noqa: A002  # the diagnostic's own word
        labels: Iterable[Label],
    ) -> None:
        self.diagnostics.append(
            Diagnostic(
                code=code,
                place=place,
                message=message,
                label=label,
                labels=tuple(labels),
                help=tuple(help),
                severity=severity,
            )
        )
