"""How do the stages fit together? Policy sets, and engines that decide by them."""

from policyrules.engine.engine import Engine
from policyrules.engine.policy_set import PolicySet

__all__ = ["Engine", "PolicySet"]
