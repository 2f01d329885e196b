"""Which other engines can be called from Python, and how is each asked the same?

Each module of this folder is one peer: `PACKAGE` as the registry calls it, `NOTE` on what it cannot express and what was
done instead, and `prepare`, which writes a workload in the peer's language and compiles it once. A peer that is not
installed, or that refuses the rules, is reported with the reason; none is left out without a word.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Protocol, cast

from attrs import frozen

from tests.benchmarks.workload import Facts, Workload

MODULES = ("datalogic", "zen_engine", "cel", "cedar", "rego", "ruleengine", "pycasbin")


@frozen
class Prepared:
    """A workload as a peer has it."""

    convert: Callable[[Facts], Any]
    """facts of Python in the form the peer takes"""
    answer: Callable[[Any], list[str]]
    """the ids of the rules that match, of facts in that form"""


class Peer(Protocol):
    """What a module of a peer has."""

    PACKAGE: str
    NOTE: str

    def prepare(self, workload: Workload) -> Prepared: ...


def peers() -> list[Peer]:
    """Return all of them, installed or not: their modules import the packages when a workload is prepared."""
    return [cast("Peer", import_module(f"{__name__}.{name}")) for name in MODULES]


def installed(peer: Peer) -> str | None:
    """Return a peer's version; None where it is not installed."""
    try:
        return version(peer.PACKAGE)
    except PackageNotFoundError:
        return None


def as_json(facts: Facts) -> dict[str, Any]:
    """Return facts as JSON has them: dates as texts, decimals as floats."""
    found = dict(facts)
    found["cost"] = float(found["cost"])
    found["start"] = found["start"].isoformat()
    found["due"] = found["due"].isoformat()
    return found
