"""Was anything done, or over, before it began?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policyrules.core.combine import standing_of
from policyrules.core.dates import zone_of
from policyrules.core.evaluate.deadlines import comes_before
from policyrules.core.values import UNKNOWN
from policyrules.core.words import words
from policyrules.diagnostics.phrase import Phrase
from policyrules.engine.by_reference import evaluation_of
from policyrules.errors import FactError, FactProblem

if TYPE_CHECKING:
    from datetime import date, tzinfo

    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.facts import Facts
    from policyrules.core.history import History
    from policyrules.engine.grounds import Grounds
    from policyrules.engine.orders import Order
    from policyrules.semantics.schema import RecordSchema


_CORRECT: Final = (Phrase("correct one of the two dates", "请更正其中一个日期"),)


def refuse_disorder(
    orders: tuple[Order, ...], facts: Facts, grounds: Grounds, *, on: date | None, history: History
) -> None:
    """Raise `FactError` where something was done before it began, by an item that may be about the record."""
    zone = zone_of(grounds.program, facts.record)
    wrong = [order for order in orders if _is_wrong(order, facts, zone)]
    if not wrong:
        return
    asked = evaluation_of(grounds, facts, on, history)
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
