"""Which of what is known suffices for what an item says? Take any of it away and it no longer follows.

Called a sufficient reason in the literature: a set of facts that settles the answer whatever the others are, none
of which can be left out. Found by leaving out one after the other and asking the reference again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policyrules.core import ir
from policyrules.core.combine import rules_asked, standing_of
from policyrules.core.evaluate.reading import ReadFact, reads
from policyrules.core.explain.withheld import (
    BeforeGround,
    FactGround,
    Ground,
    LedgerGround,
    OnGround,
    ParameterGround,
    WithheldEvaluation,
    facts_of,
)
from policyrules.core.ledgers_read import reads_before, rows_in
from policyrules.core.lower.order import AskedOf
from policyrules.core.rests_on import conditions_of, everything
from policyrules.core.values import UNKNOWN
from policyrules.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.logic import Kleene

_MOST: Final = 400
"""With more facts than this it is not tried."""


@frozen
class SufficientReason:
    """What suffices for what an item says, facts first, in the order declared; nothing where it always says so.

    `tried` is no where there is too much to try.
    """

    grounds: tuple[Ground, ...]
    tried: bool = True


def sufficient_reason(evaluation: Evaluation, rule: ir.Rule) -> SufficientReason:
    """Return a smallest set of grounds from which it follows that a rule is broken (matched) and not set aside.

    Smallest in that none of it can be left out; the evaluation must be one in which the rule says so.
    """
    rules = rules_about(evaluation, rule)
    grounds = grounds_of(evaluation, rules)
    if len(grounds) > _MOST:
        return SufficientReason((), tried=False)

    def follows(kept: Iterable[Ground]) -> bool:
        return says(WithheldEvaluation(evaluation, frozenset(kept)), rules, rule.id) is True

    if not follows(grounds):
        return SufficientReason((), tried=False)
    kept = list(grounds)
    decided = _decided(evaluation, rules, rule)
    for whole in ({ground for ground in grounds if ground not in decided}, *_wholes(grounds)):
        rest = [ground for ground in kept if ground not in whole]
        if follows(rest):
            kept = rest
    for ground in sorted(kept, key=lambda ground: ground in decided):
        rest = [other for other in kept if other != ground]
        if follows(rest):
            kept = rest
    return SufficientReason(tuple(kept))


def _decided(evaluation: Evaluation, rules: Sequence[ir.Rule], rule: ir.Rule) -> set[Ground]:
    """The facts and parameters that decided: those that are shown in the proof are the last to be left out."""
    asked = evaluation.again()
    _ = says(asked, rules, rule.id)
    found: set[Ground] = set()
    for expr in conditions_of(rule):
        for read in reads(asked, expr, asked.root):
            found.add(FactGround(read.path) if isinstance(read, ReadFact) else ParameterGround(read.name))
    return found


def says(evaluation: Evaluation, rules: Sequence[ir.Rule], asked: ir.RuleId) -> Kleene:
    """Return whether one of some rules says something, asking them in order; the evaluation must be fresh."""
    answer: Kleene = UNKNOWN
    for standing in standing_of(rules, evaluation):
        standing.settle()
        if standing.rule.id == asked:
            answer = standing.says
    return answer


def rules_about(evaluation: Evaluation, rule: ir.Rule) -> tuple[ir.Rule, ...]:
    """Return the rules that tell what one says: itself, those that set it aside, those it asks, and theirs."""
    rules = rules_asked(evaluation)
    by_id = {each.id: each for each in rules}
    asked = AskedOf(evaluation.program.defines)
    overriders: dict[ir.RuleId, list[ir.RuleId]] = {}
    for each in rules:
        for beaten in each.overrides:
            overriders.setdefault(beaten, []).append(each.id)
    wanted: set[ir.RuleId] = set()
    waiting = [rule.id]
    while waiting:
        found = waiting.pop()
        if found in wanted or found not in by_id:
            continue
        wanted.add(found)
        waiting += overriders.get(found, ())
        waiting += [other for expr in conditions_of(by_id[found]) for other in asked.by(expr)]
    return tuple(each for each in rules if each.id in wanted)


def nodes_of(program: ir.Program, rules: Iterable[ir.Rule]) -> list[ir.Expr]:
    """Return every expression that rules rest on, those of derived facts once each."""
    found: list[ir.Expr] = []
    seen: set[tuple[str, str]] = set()
    waiting = [expr for rule in rules for expr in conditions_of(rule)]
    while waiting:
        for node in everything(waiting.pop()):
            found.append(node)
            if isinstance(node, ir.Derived) and (node.record, node.name) not in seen:
                seen.add((node.record, node.name))
                waiting.append(program.defines[node.record, node.name].value)
    return found


def grounds_of(evaluation: Evaluation, rules: Sequence[ir.Rule]) -> tuple[Ground, ...]:
    """Return everything that rules may rest on; what is not known is one too: they may rest on its not being."""
    program = evaluation.program
    nodes = nodes_of(program, rules)
    dated = program.records[evaluation.record].dated
    fields = {node.steps[0] for node in nodes if isinstance(node, ir.Field)} | ({dated} if dated else set())
    grounds: list[Ground] = [FactGround(path) for path in facts_of(evaluation.row) if _first(path) in fields]
    found = dict.fromkeys(node.name for node in nodes if isinstance(node, ir.Parameter))
    grounds += [ParameterGround(name) for name in program.parameters if name in found]
    if evaluation.on is not None:
        grounds.append(OnGround())
    ledgers = {record for node in nodes for record in rows_in(program, node)}
    ledgers |= {node.quota.record for node in nodes if isinstance(node, ir.AtMost | ir.Used)}
    grounds += [LedgerGround(name) for name in program.records if name in ledgers]
    if any(reads_before(node) for node in nodes):
        grounds.append(BeforeGround())
    return tuple(grounds)


def _first(path: str) -> str:
    return path.split(".", 1)[0].split("[", 1)[0]


def _wholes(grounds: Iterable[Ground]) -> list[set[Ground]]:
    """Return the facts of each field that has several, to be left out together first."""
    found: dict[str, set[Ground]] = {}
    for ground in grounds:
        if isinstance(ground, FactGround):
            found.setdefault(_first(ground.path), set()).add(ground)
    return [whole for whole in found.values() if len(whole) > 1]
