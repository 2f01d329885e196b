"""Was anything done, or over, before it began? Facts of a deadline or a quota's span that cannot both be true."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from policyrules.core import ir
from policyrules.core.combine import standing_of
from policyrules.core.decision.deadlines import deadline_in
from policyrules.core.evaluate.deadlines import comes_before
from policyrules.core.packed.kinds import rules_with
from policyrules.core.uses import quotas_of
from policyrules.core.values import UNKNOWN
from policyrules.core.words import words
from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import FactError, FactProblem
from policyrules.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from policyrules.core.evaluate import Evaluation
    from policyrules.core.facts import Facts
    from policyrules.semantics.schema import RecordSchema


_CORRECT: Final = (Phrase("correct one of the two dates", "请更正其中一个日期"),)


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


def refuse_disorder(
    orders: tuple[Order, ...], facts: Facts, zone: tzinfo, evaluation: Callable[[], Evaluation]
) -> None:
    """Raise `FactError` where something was done before it began, by an item that may be about the record."""
    wrong = [order for order in orders if _is_wrong(order, facts, zone)]
    if not wrong:
        return
    asked = evaluation()
    rules = asked.program.rules.get(facts.record, ())
    concerned = set()
    for standing in standing_of(rules, asked):
        standing.settle()
        if standing.condition is not False:
            concerned.add(standing.rule.id)
    problems = [_problem(order, facts, asked) for order in wrong if order.item in concerned]
    if problems:
        raise FactError(facts.record, problems, name=facts.schema.names.for_people())


def _is_wrong(order: Order, facts: Facts, zone: tzinfo) -> bool:
    start, done = facts.values[order.start], facts.values[order.done]
    if start is None or done is None or start is UNKNOWN or done is UNKNOWN:
        return False
    return comes_before(done, start, zone)


def _problem(order: Order, facts: Facts, asked: Evaluation) -> FactProblem:
    schema: RecordSchema = facts.schema
    start, done = schema.fields[order.start], schema.fields[order.done]
    program, zone = asked.program, asked.zone
    days = [
        Phrase(
            words(facts.values[at], schema.fields[at].type, "en", program, zone),
            words(facts.values[at], schema.fields[at].type, "zh", program, zone),
        )
        for at in (order.done, order.start)
    ]
    item = order.item.item
    if order.by == "span":
        return FactProblem(
            done.names.first,
            Phrase(
                f"{days[0].en} comes before `{start.names.first}`, {days[1].en}, from which `{item}` counts",
                f"{days[0].zh}早于 `{start.names.for_people()}`（{days[1].zh}），而 `{item}` 按两者之间的时段统计",
            ),
            code="ends-before-start",
            names=(done.names.first, done.names.second),
            helps=_CORRECT,
        )
    return FactProblem(
        done.names.first,
        Phrase(
            f"{days[0].en} comes before `{start.names.first}`, {days[1].en}, from which the deadline of `{item}` runs",
            f"{days[0].zh}早于 `{start.names.for_people()}`（{days[1].zh}），而 `{item}` 的时限自后者起算",
        ),
        code="done-before-start",
        names=(done.names.first, done.names.second),
        helps=_CORRECT,
    )
