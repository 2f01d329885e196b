"""What can others add, and how?

What a plugin's author needs: `hookimpl` marks a plugin's functions, `function` a function for rules;
`Check`, `CheckFinding`, `Lint`, `Advice`, `Reader`, `Renderer`, `LedgerOpener` and calendars of working days are what hooks return; `CannotTell` is
raised for an answer nobody can give. docs/plugins.md has an example of each.
"""

from policyrules.core.values import UNKNOWN, CannotTell, Duration, Period
from policyrules.plugins.checks import Check, CheckFacts, CheckFinding
from policyrules.plugins.faults import PluginError, PluginProblem, ReaderError, RendererError
from policyrules.plugins.functions import function
from policyrules.plugins.hookspecs import hookimpl
from policyrules.plugins.ledgers import LedgerOpener, LedgerRequest
from policyrules.plugins.lints import Advice, Lint, LintedPolicies
from policyrules.plugins.readers.reader import Reader
from policyrules.plugins.renderers.renderer import Renderer

__all__ = [
    "UNKNOWN",
    "Advice",
    "CannotTell",
    "Check",
    "CheckFacts",
    "CheckFinding",
    "Duration",
    "LedgerOpener",
    "LedgerRequest",
    "Lint",
    "LintedPolicies",
    "Period",
    "PluginError",
    "PluginProblem",
    "Reader",
    "ReaderError",
    "Renderer",
    "RendererError",
    "function",
    "hookimpl",
]
