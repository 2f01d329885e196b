"""What does a program keep in its ledgers, and what does it look for there?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import tzinfo
from typing import TYPE_CHECKING

from policyrules.core import ir
from policyrules.core.dates import zone_of
from policyrules.core.ledgers_read import rows_searched
from policyrules.core.limits import quotas_of
from policyrules.core.rests_on import asked_by, conditions_of, everything, explained_by
from policyrules.frozen import frozen
from policyrules.ledgers.counting import Shape, shape_of
from policyrules.ledgers.sql.identity import digest_of
from policyrules.semantics.types import ListType, Type, required

if TYPE_CHECKING:
    from policyrules.core.ir import Program, RuleId
    from policyrules.semantics.schema import RecordSchema


@frozen(eq=False)
class PlannedQuota:
    """A quota as it is kept: what tells it from others, how it is counted, and of which types its parts are."""

    quota: ir.Quota
    digest: str
    shape: Shape
    key_types: tuple[Type, ...]
    zone: tzinfo


@frozen(eq=False)
class PlannedRecord:
    """A record's ledger as it is kept.

    `looked_up` are the fields that rules look for entries by, `searched` the records in whose ledgers the rules
    of this one look.
    """

    schema: RecordSchema
    quotas: Mapping[RuleId, PlannedQuota]
    looked_up: tuple[str, ...]
    searched: frozenset[str]
    zone: tzinfo

    @property
    def name(self) -> str:
        """The record's first name."""
        return self.schema.names.first


def planned(program: Program, records: Iterable[str]) -> dict[str, PlannedRecord]:
    """Return how the ledgers of a program's records are kept; `records` are those that have one."""
    names = [name for name in program.records if name in set(records)]
    looked_up = _looked_up(program)
    return {
        name: PlannedRecord(
            program.records[name],
            {rule: _quota(program, quota) for rule, quota in quotas_of(program, name).items()},
            tuple(sorted(looked_up.get(name, ()))),
            rows_searched(program, name) & frozenset(names),
            zone_of(program, name),
        )
        for name in names
    }


def _quota(program: Program, quota: ir.Quota) -> PlannedQuota:
    types = tuple(_member(key.type) for key in quota.keys)
    return PlannedQuota(
        quota, digest_of(program, quota), shape_of(quota), types, zone_of(program, quota.record)
    )


def _member(type_: Type) -> Type:
    kind = required(type_)
    return kind.element if isinstance(kind, ListType) else kind


def _looked_up(program: Program) -> dict[str, set[str]]:
    """Return by record the fields of its entries that some rule wants to equal something."""
    found: dict[str, set[str]] = {}
    for expr in _everything_asked(program):
        for node in everything(expr):
            if isinstance(node, ir.Rows):
                found.setdefault(node.record, set()).update(name for name, _ in node.equal)
    return found


def _everything_asked(program: Program) -> Iterator[ir.Expr]:
    for rules in (*program.rules.values(), *program.periodic.values()):
        for rule in rules:
            yield from conditions_of(rule)
            yield from explained_by(rule)
    for define in program.defines.values():
        yield define.value
    for tables in program.table_actions.values():
        for table in tables:
            for condition, plan in table.branches:
                yield condition
                yield from asked_by(plan)
