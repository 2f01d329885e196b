"""How do the stages fit together? Policy sets, and engines that decide by them."""

from typing import TYPE_CHECKING

from policyrules.lazily import fetching

if TYPE_CHECKING:
    from policyrules.engine.engine import Engine as Engine
    from policyrules.engine.policy_set import PolicySet as PolicySet

_HOMES = {
    "Engine": "policyrules.engine.engine",
    "PolicySet": "policyrules.engine.policy_set",
}
"""Public name → the module it comes from; none is imported before it is used."""

__all__ = [*_HOMES]  # noqa: PLE0604  # the names are text, spelt once

if not TYPE_CHECKING:
    __getattr__, __dir__ = fetching(__name__, _HOMES)
