"""policyrules: decide by administrative policy, with reasons.

>>> import policyrules as pr
>>> policies = pr.load_text('''
... record Meeting { people: integer }
... list size for Meeting { must not big "No big meetings" { when people > 50 } }
... ''')
>>> print(pr.Engine(policies).decide("Meeting", {"people": 60}).outcome)
forbid

Importing this package loads next to nothing: every name below is fetched when it is first used.
"""

TYPE_CHECKING = False  # importing it from typing would cost more than everything else here
if TYPE_CHECKING:
    from policyrules.core.decision import Decision as Decision
    from policyrules.core.decision.brief import Brief as Brief
    from policyrules.core.decision.finding import Action as Action
    from policyrules.core.decision.finding import Finding as Finding
    from policyrules.core.decision.finding import Missing as Missing
    from policyrules.core.decision.sheets import Sheet as Sheet
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
    from policyrules.surfaces.files import load_text as load_text
    from policyrules.surfaces.loading import load as load

__version__ = "0.1.0"

_HOMES = {
    "Action": "policyrules.core.decision.finding",
    "Brief": "policyrules.core.decision.brief",
    "CannotTell": "policyrules.core.values",
    "Decision": "policyrules.core.decision",
    "Diagnostic": "policyrules.diagnostics.diagnostic",
    "Effect": "policyrules.core.effect",
    "Engine": "policyrules.engine",
    "Explanation": "policyrules.core.explain",
    "FactError": "policyrules.errors",
    "Facts": "policyrules.core.facts",
    "Finding": "policyrules.core.decision.finding",
    "InputError": "policyrules.errors",
    "LedgerError": "policyrules.errors",
    "MemoryLedger": "policyrules.ledgers",
    "Missing": "policyrules.core.decision.finding",
    "Outcome": "policyrules.core.effect",
    "ParameterError": "policyrules.errors",
    "PluginError": "policyrules.plugins.faults",
    "PolicyError": "policyrules.errors",
    "PolicyRulesError": "policyrules.errors",
    "PolicySet": "policyrules.engine",
    "ReaderError": "policyrules.plugins.faults",
    "Receipt": "policyrules.engine.receipt",
    "RequestError": "policyrules.errors",
    "Review": "policyrules.engine.review",
    "Severity": "policyrules.diagnostics.diagnostic",
    "Sheet": "policyrules.core.decision.sheets",
    "SqlLedger": "policyrules.ledgers.sql",
    "function": "policyrules.plugins.functions",
    "hookimpl": "policyrules.plugins.hookspecs",
    "load": "policyrules.surfaces.loading",
    "load_text": "policyrules.surfaces.files",
}
"""Public name → the module it comes from."""

__all__ = ["__version__", *_HOMES]  # noqa: PLE0604  # the names are text, spelt once


if not TYPE_CHECKING:  # so that a type checker reports names that are not there
    from policyrules.lazily import fetching

    __getattr__, __dir__ = fetching(__name__, _HOMES)
