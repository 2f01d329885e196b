"""What can others add, and how?

What a plugin's author needs: `hookimpl` marks a plugin's functions, `function` a function for rules;
`Check`, `CheckFinding`, `Lint`, `Advice`, `Reader`, `Renderer`, `LedgerOpener` and calendars of working days are what hooks return; `CannotTell` is
raised for an answer nobody can give. docs/plugins.md has an example of each.
"""

from typing import TYPE_CHECKING

from policyrules.lazily import fetching

if TYPE_CHECKING:
    from policyrules.core.values import UNKNOWN as UNKNOWN
    from policyrules.core.values import CannotTell as CannotTell
    from policyrules.core.values import Duration as Duration
    from policyrules.core.values import Period as Period
    from policyrules.plugins.checks import Check as Check
    from policyrules.plugins.checks import CheckFacts as CheckFacts
    from policyrules.plugins.checks import CheckFinding as CheckFinding
    from policyrules.plugins.faults import PluginError as PluginError
    from policyrules.plugins.faults import PluginProblem as PluginProblem
    from policyrules.plugins.faults import ReaderError as ReaderError
    from policyrules.plugins.faults import RendererError as RendererError
    from policyrules.plugins.functions import function as function
    from policyrules.plugins.hookspecs import hookimpl as hookimpl
    from policyrules.plugins.ledgers import LedgerOpener as LedgerOpener
    from policyrules.plugins.ledgers import LedgerRequest as LedgerRequest
    from policyrules.plugins.lints import Advice as Advice
    from policyrules.plugins.lints import Lint as Lint
    from policyrules.plugins.lints import LintedPolicies as LintedPolicies
    from policyrules.plugins.readers.reader import Reader as Reader
    from policyrules.plugins.renderers.renderer import Renderer as Renderer

_HOMES = {
    "Advice": "policyrules.plugins.lints",
    "CannotTell": "policyrules.core.values",
    "Check": "policyrules.plugins.checks",
    "CheckFacts": "policyrules.plugins.checks",
    "CheckFinding": "policyrules.plugins.checks",
    "Duration": "policyrules.core.values",
    "LedgerOpener": "policyrules.plugins.ledgers",
    "LedgerRequest": "policyrules.plugins.ledgers",
    "Lint": "policyrules.plugins.lints",
    "LintedPolicies": "policyrules.plugins.lints",
    "Period": "policyrules.core.values",
    "PluginError": "policyrules.plugins.faults",
    "PluginProblem": "policyrules.plugins.faults",
    "Reader": "policyrules.plugins.readers.reader",
    "ReaderError": "policyrules.plugins.faults",
    "Renderer": "policyrules.plugins.renderers.renderer",
    "RendererError": "policyrules.plugins.faults",
    "UNKNOWN": "policyrules.core.values",
    "function": "policyrules.plugins.functions",
    "hookimpl": "policyrules.plugins.hookspecs",
}
"""Public name → the module it comes from; none is imported before it is used."""

__all__ = [*_HOMES]  # noqa: PLE0604  # the names are text, spelt once

if not TYPE_CHECKING:
    __getattr__, __dir__ = fetching(__name__, _HOMES)
