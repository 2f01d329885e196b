"""Which facts of a deadline or a quota's span cannot both be true, when the second comes before the first?"""

from __future__ import annotations

from typing import Literal

from policyrules.core import ir
from policyrules.core.limits import deadline_in, quotas_of
from policyrules.core.packed.kinds import rules_with
from policyrules.frozen import frozen


@frozen
class Order:
    """Two facts of a record of which the second must not come before the first, by an item's deadline or span."""

    item: ir.RuleId
    start: int
    done: int
    by: Literal["deadline", "span"]


def orders_of(program: ir.Program, record: str) -> tuple[Order, ...]:
    """Return the pairs of facts that deadlines and the spans of quotas of a record put in order."""
    places = {field.names.first: number for number, field in enumerate(program.records[record].fields)}
    found: list[Order] = []
    for id_, quota in quotas_of(program, record).items():
        match quota.first, quota.last:
            case ir.Field(row="this", steps=(start,)), ir.Field(row="this", steps=(finish,)):
                found.append(Order(id_, places[start], places[finish], "span"))
            case _:
                pass
    for rule in rules_with(program.rules.get(record, ()), ir.Deadline, ir.Overdue):
        node = deadline_in(rule)
        if rule.id.part or node is None or node.ahead:
            continue
        match node.start, node.done:
            case ir.Field(row="this", steps=(start,)), ir.Field(row="this", steps=(done,)):
                found.append(Order(rule.id, places[start], places[done], "deadline"))
            case _:
                pass
    return tuple(found)
