"""What can a plugin give, and what is it told?

A plugin is a module or object whose functions named below are marked with `@policyrules.hookimpl`. It
reaches an engine through the entry point group `policyrules`, or as `plugins=[…]`. An implementation
may leave out arguments it does not need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pluggy

from policyrules.plugins.installed import PROJECT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from policyrules.core.decision import Decision
    from policyrules.core.facts import Facts
    from policyrules.plugins.calendars import WorkingCalendar
    from policyrules.plugins.checks import Check
    from policyrules.plugins.ledgers import LedgerOpener
    from policyrules.plugins.lints import Lint
    from policyrules.plugins.readers.reader import Reader
    from policyrules.plugins.renderers.renderer import Renderer
    from policyrules.semantics.schema import FunctionSchema

hookspec: Final = pluggy.HookspecMarker(PROJECT)
hookimpl: Final = pluggy.HookimplMarker(PROJECT)
"""Marks a plugin's function as one that gives, or is told, what its name says."""


@hookspec
def policyrules_functions(
    calendars: Mapping[str, WorkingCalendar],
) -> Iterable[Callable[..., Any] | FunctionSchema]:
    """Return functions rules may call: Python functions marked with `@policyrules.function`.

    `calendars` are the working-day calendars of all plugins, by name, for functions that count days.
    """
    raise NotImplementedError


@hookspec
def policyrules_checks() -> Iterable[Check]:
    """Return checks of a record: Python that looks at its facts and returns findings."""
    raise NotImplementedError


@hookspec
def policyrules_readers() -> Iterable[Reader]:
    """Return readers of files: what turns a `.docx` or another file into a record's facts."""
    raise NotImplementedError


@hookspec
def policyrules_renderers() -> Iterable[Renderer]:
    """Return renderers of documents: what writes the printed lists as a `.html` or another file."""
    raise NotImplementedError


@hookspec
def policyrules_lints() -> Iterable[Lint]:
    """Return lints: Python that looks at policies and says what is probably not meant, for `policyrules check`."""
    raise NotImplementedError


@hookspec
def policyrules_ledgers() -> Iterable[LedgerOpener]:
    """Return what opens ledgers at addresses of a kind: `--ledger redis://HOST/0` on the command line."""
    raise NotImplementedError


@hookspec
def policyrules_working_calendars() -> Mapping[str, WorkingCalendar]:
    """Return calendars of working days, by the name `working days of` gives.

    A calendar is called with a date and says whether it is a working day; for a year it does not
    cover it raises `policyrules.CannotTell`. It may have a `reason(day)` that returns, as a `Phrase`, why
    the day works or does not, or None.
    """
    raise NotImplementedError


@hookspec
def policyrules_decided(decision: Decision, facts: Facts) -> None:
    """Be told of a decision, with the facts it is about. Nothing a plugin does here changes it."""
    raise NotImplementedError
