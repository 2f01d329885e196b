"""In which policy, file and record does the text stand that is being lowered?"""

from __future__ import annotations

from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from policyrules.core.lower.not_yet import NotYet, said_of
from policyrules.diagnostics.span import Place, Span
from policyrules.frozen import field, frozen
from policyrules.semantics.types import Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policyrules.diagnostics.diagnostic import Diagnostic
    from policyrules.diagnostics.source import Source
    from policyrules.semantics.checked import Checked, Meaning
    from policyrules.semantics.schema import RecordSchema
    from policyrules.syntax.ast.clauses import PeriodUnit


class Written(Protocol):
    """Anything of the syntax tree: it knows its span."""

    @property
    def span(self) -> Span:
        """Where it was written."""
        ...


class LeftOut(Exception):  # noqa: N818  # not a mistake: the item it stands in is left out
    """Raised where the text needs what is not there yet; it has been reported."""


@frozen(eq=False)
class Scope:
    """What lowering a piece of text needs to know of its surroundings.

    `each` is the period of a periodic list.
    """

    checked: Checked
    source: Source
    policy: str
    record: str
    diagnostics: list[Diagnostic] = field(repr=False)
    each: PeriodUnit | None = None

    def place(self, node: Written) -> Place:
        """Return where a node stands."""
        return Place(self.source, node.span)

    def type_of(self, node: object) -> Type:
        """Return the type the checker gave an expression."""
        return self.checked.tables.type_of(node)

    def meaning_of(self, node: object) -> Meaning:
        """Return what the checker found a name to mean."""
        return self.checked.tables.meaning_of(node)

    @property
    def records(self) -> Mapping[str, RecordSchema]:
        """The declared records."""
        return self.checked.records

    @property
    def working_days(self) -> str | None:
        """The calendar that `working day` means here."""
        return self.checked.policies[self.policy].working_days

    @property
    def zone(self) -> tzinfo:
        """The zone in which the policy's times are written."""
        name = self.checked.policies[self.policy].zone
        return UTC if name is None else ZoneInfo(name)

    def not_yet(self, what: NotYet, node: Written) -> LeftOut:
        """Report something that cannot be decided yet, and return what to raise."""
        self.diagnostics.append(said_of(what, self.place(node)))
        return LeftOut()
