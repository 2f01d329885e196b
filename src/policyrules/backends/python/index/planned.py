"""Which rules of a record stand alone, which go together, and what are they looked up in: once for all its code?

A record's rules are compiled more than once (for facts that are all known and for others, for one record and for
many). What does not change from one to the other is kept here.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from policyrules.backends.python.index.indexes import index_of
from policyrules.backends.python.index.plan import plan_of

if TYPE_CHECKING:
    from policyrules.backends.python.index.indexes import Index
    from policyrules.backends.python.index.plan import Group, Indexing, Plan
    from policyrules.core import ir


class Planned:
    """How the rules of one record are asked; worked out when it is first needed."""

    def __init__(self, program: ir.Program, record: str, *, indexing: Indexing = "auto") -> None:
        self._program = program
        self._record = record
        self._indexing = indexing
        self._indexes: dict[tuple[Group, int], Index] = {}

    @cached_property
    def plan(self) -> Plan:
        """The plan."""
        return plan_of(self._program, self._record, indexing=self._indexing)

    def index(self, group: Group, first: int) -> Index:
        """Return what the rules of a group are looked up in, numbered from `first`."""
        found = self._indexes.get((group, first))
        if found is None:
            found = index_of(group.keys, group.columns, len(group.numbers), first)
            self._indexes[group, first] = found
        return found
