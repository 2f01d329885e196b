"""policyrules: decide by administrative policy, with reasons.

>>> import policyrules as pr
>>> policies = pr.load_text('''
... record Meeting { people: integer }
... list size for Meeting { must not big "No big meetings" { when people > 50 } }
... ''')
>>> print(pr.Engine(policies).decide("Meeting", {"people": 60}).outcome)
forbid

Importing this package loads nothing else: every name below is fetched when it is first used.
"""

TYPE_CHECKING = False  # importing it from typing would cost more than everything else here
if TYPE_CHECKING:
    from policyrules.core.decision import Action as Action
    from policyrules.core.decision import Decision as Decision
    from policyrules.core.decision import Finding as Finding
    from policyrules.core.decision import Missing as Missing
    from policyrules.core.decision import Sheet as Sheet
    from policyrules.core.effect import Effect as Effect
    from policyrules.core.effect import Outcome as Outcome
    from policyrules.core.explain import Explanation as Explanation
    from policyrules.core.facts import Facts as Facts
    from policyrules.core.values import CannotTell as CannotTell
    from policyrules.diagnostics.diagnostic import Diagnostic as Diagnostic
    from policyrules.diagnostics.diagnostic import Severity as Severity
    from policyrules.engine import Engine as Engine
    from policyrules.engine import PolicySet as PolicySet
    from policyrules.engine.receipt import Receipt as Receipt
    from policyrules.engine.review import Review as Review
    from policyrules.errors import FactError as FactError
    from policyrules.errors import InputError as InputError
    from policyrules.errors import LedgerError as LedgerError
    from policyrules.errors import ParameterError as ParameterError
    from policyrules.errors import PolicyError as PolicyError
    from policyrules.errors import PolicyRulesError as PolicyRulesError
    from policyrules.errors import RequestError as RequestError
    from policyrules.ledgers import MemoryLedger as MemoryLedger
    from policyrules.ledgers.sql import SqlLedger as SqlLedger
    from policyrules.plugins.faults import PluginError as PluginError
    from policyrules.plugins.faults import ReaderError as ReaderError
    from policyrules.plugins.functions import function as function
    from policyrules.plugins.hookspecs import hookimpl as hookimpl
    from policyrules.surfaces.files import load as load
    from policyrules.surfaces.files import load_text as load_text

__version__ = "0.1.0"

_HOMES = {
    "Action": "core.decision",
    "CannotTell": "core.values",
    "Decision": "core.decision",
    "Diagnostic": "diagnostics.diagnostic",
    "Effect": "core.effect",
    "Engine": "engine",
    "Explanation": "core.explain",
    "FactError": "errors",
    "Facts": "core.facts",
    "Finding": "core.decision",
    "InputError": "errors",
    "LedgerError": "errors",
    "MemoryLedger": "ledgers",
    "Missing": "core.decision",
    "Outcome": "core.effect",
    "ParameterError": "errors",
    "PluginError": "plugins.faults",
    "PolicyError": "errors",
    "PolicyRulesError": "errors",
    "PolicySet": "engine",
    "ReaderError": "plugins.faults",
    "Receipt": "engine.receipt",
    "RequestError": "errors",
    "Review": "engine.review",
    "Severity": "diagnostics.diagnostic",
    "Sheet": "core.decision",
    "SqlLedger": "ledgers.sql",
    "function": "plugins.functions",
    "hookimpl": "plugins.hookspecs",
    "load": "surfaces.files",
    "load_text": "surfaces.files",
}
"""Public name → the module of this package it comes from."""

__all__ = ["__version__", *_HOMES]  # noqa: PLE0604  # the names are text, spelt once


if not TYPE_CHECKING:  # so that a type checker reports names that are not there

    def __getattr__(name: str) -> object:
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415  # nothing is imported before it is needed

        value = getattr(import_module(f"{__name__}.{home}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
