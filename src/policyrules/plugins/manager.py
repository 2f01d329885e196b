"""Which plugins are there, and what do they give an engine together?

Most often there is none but the standard set. What it gives is gathered when somebody asks for it: policies that were
loaded before are decided by without it, and without pluggy.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from policyrules.frozen import field, frozen
from policyrules.plugins import installed as there
from policyrules.plugins.calendars import Countries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from policyrules.core.decision import Decision
    from policyrules.core.facts import Facts
    from policyrules.plugins.calendars import WorkingCalendar
    from policyrules.plugins.checks import Check
    from policyrules.plugins.ledgers import LedgerOpener
    from policyrules.plugins.lints import Lint
    from policyrules.plugins.readers.reader import Reader
    from policyrules.plugins.renderers.renderer import Renderer
    from policyrules.semantics.schema import FunctionSchema, RecordSchema

STANDARD_SET: Final = "policyrules"
"""What the standard set is called among plugins."""


@frozen(eq=False)
class Given:
    """What plugins give that is asked for when policies are loaded anew, documents read or printed, ledgers opened."""

    functions: Mapping[str, FunctionSchema]
    readers: tuple[Reader, ...]
    renderers: tuple[Renderer, ...]
    ledgers: Mapping[str, LedgerOpener]


@frozen(eq=False)
class Plugins:
    """What all plugins of an engine give together.

    `names` are the plugins in order, the standard set first. `calendars` has every calendar of working days by
    name (`CN`), `observers` the plugins told of decisions. Nothing here changes; it is safe to share.
    """

    names: tuple[str, ...]
    _gather: Callable[[], Given] = field(repr=False)
    calendars: Mapping[str, WorkingCalendar] = field(repr=False)
    checks: tuple[Check, ...] = field(default=(), repr=False)
    observers: tuple[tuple[str, Callable[..., Any]], ...] = field(default=(), repr=False)
    lints: tuple[Lint, ...] = field(default=(), repr=False)
    installed: frozenset[str] = field(default=frozenset(), repr=False)
    """The names of the plugins found by their entry points: nobody chose them for these policies."""

    @cached_property
    def given(self) -> Given:
        """What no decision asks of plugins; of the standard set gathered when it is first asked."""
        return self._gather()

    @property
    def functions(self) -> Mapping[str, FunctionSchema]:
        """The functions rules may call, by every spelling."""
        return self.given.functions

    @property
    def readers(self) -> tuple[Reader, ...]:
        """What reads facts from documents."""
        return self.given.readers

    @property
    def renderers(self) -> tuple[Renderer, ...]:
        """What prints documents."""
        return self.given.renderers

    @property
    def ledgers(self) -> Mapping[str, LedgerOpener]:
        """What opens ledgers, by the scheme of their address."""
        return self.given.ledgers

    def checks_of(self, schema: RecordSchema) -> tuple[Check, ...]:
        """Return the checks of a record, by either of its names, in the plugins' order."""
        return tuple(check for check in self.checks if check.record in schema.names.spellings)

    def checks_beside(self, records: Iterable[RecordSchema]) -> tuple[Check, ...]:
        """Return the checks of records that are not among these: they would never be asked."""
        spellings = {spelling for schema in records for spelling in schema.names.spellings}
        return tuple(check for check in self.checks if check.record not in spellings)

    def reader_for(self, path: Path) -> Reader | None:
        """Return the reader for a file's suffix, the latest plugin's where several read it; or None."""
        return next((reader for reader in reversed(self.readers) if reader.reads(path)), None)

    def renderer_for(self, suffix: str) -> Renderer | None:
        """Return the renderer for files with a suffix, the latest plugin's where several write it; or None."""
        return next((each for each in reversed(self.renderers) if each.writes(suffix)), None)

    def renderer_named(self, name: str) -> Renderer | None:
        """Return the renderer so called, or None."""
        return next((each for each in self.renderers if each.name == name), None)

    def decided(self, decision: Decision, facts: Facts) -> None:
        """Tell every observer of a decision. One that fails is logged; the decision stands."""
        for name, told in self.observers:
            try:
                told(decision=decision, facts=facts)
            except Exception as error:  # noqa: BLE001  # whatever it raises is logged as its own
                import logging  # noqa: PLC0415  # only what failed is logged

                from policyrules.plugins.faults import said_by  # noqa: PLC0415  # as above

                faults = logging.getLogger(__name__)
                faults.error(
                    "plugin `%s` failed when told of a decision: %s", name, said_by(error), exc_info=error
                )


def build(plugins: Iterable[object] = (), *, entry_points: bool = True) -> Plugins:
    """Return what the plugins give: the standard set, the installed ones (by name), then those given.

    A plugin is a module or an object with functions marked `@hookimpl`. One that is installed and
    given counts once. Raises `PluginError` with everything wrong with any of them, by its name.
    """
    given = tuple(plugins)
    if not given and not (entry_points and not there.surely_none(there.PROJECT)):
        return Plugins((STANDARD_SET,), _of_standard_set, Countries())
    from policyrules.plugins.gathering import gathered  # noqa: PLC0415  # as the docstring of this module says

    return gathered(given, entry_points=entry_points)


def _of_standard_set() -> Given:
    from policyrules.plugins.gathering import given_by_standard_set  # noqa: PLC0415  # as above

    return given_by_standard_set()
