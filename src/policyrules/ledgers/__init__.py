"""Accepted records, kept: in memory or in a database, with the counts that quotas need."""

from policyrules.ledgers.memory import MemoryLedger

__all__ = ["MemoryLedger"]
