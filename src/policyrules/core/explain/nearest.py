"""Which item came nearest to saying something, and what kept it from doing so?

What keeps an item from speaking is the fewest conditions that would have to come out otherwise, each
as the policy writes it, with the facts it was decided by. A derived fact is followed to its own conditions.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final, Literal

from policyrules.core import ir
from policyrules.core.combine import in_force, rules_asked
from policyrules.core.explain.proof import Prover
from policyrules.core.explain.versions import span_said
from policyrules.core.explain.written import cut
from policyrules.core.rule_parts import ASKED
from policyrules.core.values import UNKNOWN
from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import frozen
from policyrules.semantics.types import BooleanType, required

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.explain import Explanation, ItemProof
    from policyrules.core.explain.tree import Proof

Kept = Literal["validity", "list", "condition", "exception", "test", "override"]

_LONGEST: Final = 60
_FACTS: Final = 4
"""So many facts are named with a condition."""
_DERIVATIONS: Final = 12
"""So deep are derived facts followed."""


@frozen
class Obstacle:
    """One thing that keeps an item from speaking, in words, with the facts it was decided by."""

    kind: Kept
    said: Phrase


@frozen
class Near:
    """An item that does not say what was looked for, and what would have to be otherwise; nothing where it does."""

    rule: ir.Rule
    obstacles: tuple[Obstacle, ...]


def nearest(explanation: Explanation, effect: str, items: Sequence[ir.RuleId] = ()) -> Near | None:
    """Return the item nearest to having an effect, of all items or of some; none where no item has that effect.

    Of those equally near, the first written.
    """
    evaluation, order = explanation.evaluation, explanation.program.order
    proofs = {proof.id: proof for item in explanation.items for proof in (item, *item.stages)}
    rules = [
        rule
        for rule in rules_asked(evaluation)
        if rule.effect == effect and rule.id.part != ASKED and (not items or rule.id.whole in items)
    ]
    found = [Near(rule, tuple(_kept_from(evaluation, rule, proofs.get(rule.id)))) for rule in rules]
    return min(
        found, key=lambda near: (len(near.obstacles), order.get(near.rule.id, len(order))), default=None
    )


def _kept_from(evaluation: Evaluation, rule: ir.Rule, proof: ItemProof | None) -> Iterator[Obstacle]:
    """Yield what keeps a rule from being broken (matched), in the order it is asked."""
    if in_force(rule.validity, evaluation) is not True:
        span, day = span_said(rule.validity.from_, rule.validity.until), evaluation.governing
        if day is UNKNOWN:
            said = Phrase(f"it is in force only {span.en}", f"施行期为{span.zh}，日期不详")
        else:
            said = Phrase(f"it is not in force on {day}, only {span.en}", f"{day} 不在施行期内（{span.zh}）")
        yield Obstacle("validity", said)
    yield from _conditions(evaluation, rule.applies, "list", wanted=True)
    yield from _conditions(evaluation, rule.when, "condition", wanted=True)
    for exemption in rule.exempt:
        yield from _conditions(evaluation, exemption.condition, "exception", wanted=False)
    if rule.test is not None:
        yield from _conditions(evaluation, rule.test, "test", wanted=False)
    for other in () if proof is None else proof.beaten_by:
        yield Obstacle("override", Phrase(f"`{other}` overrides it", f"`{other}` 优先于该条"))


_LABELS: Final[dict[Kept, Phrase]] = {
    "list": Phrase("its list applies when", "清单适用条件"),
    "condition": Phrase("its condition", "条件"),
    "exception": Phrase("its exception", "例外"),
    "test": Phrase("what it asks for", "要求"),
}


def _conditions(evaluation: Evaluation, expr: ir.Expr, kind: Kept, *, wanted: bool) -> Iterator[Obstacle]:
    for leaf in _to_change(evaluation, expr, wanted=wanted):
        yield Obstacle(kind, _said(_LABELS[kind], Prover(evaluation).prove(leaf)))


# --- which conditions -------------------------------------------------------------------------


def _to_change(evaluation: Evaluation, expr: ir.Expr, *, wanted: bool, depth: int = 0) -> tuple[ir.Expr, ...]:
    """Return the fewest conditions that would have to come out otherwise for an expression to be as wanted."""
    value = evaluation.condition(expr)
    if value is wanted:
        return ()
    match expr:
        case ir.And(operands) | ir.Or(operands) if not one_text(expr):
            ways = [_to_change(evaluation, operand, wanted=wanted, depth=depth) for operand in operands]
            if isinstance(expr, ir.And) is wanted:
                return tuple(chain.from_iterable(ways))
            return min(ways, key=len)
        case ir.Not(operand) if not one_text(expr):
            return _to_change(evaluation, operand, wanted=not wanted, depth=depth)
        case ir.AtLeast(count=count, operands=operands):
            number = evaluation.value(count)
            held = [evaluation.condition(operand) for operand in operands]
            if number is None or number is UNKNOWN:
                return (expr,)
            short = number - held.count(True) if wanted else len(held) - held.count(False) - number + 1
            ways = sorted(
                (
                    _to_change(evaluation, operand, wanted=wanted, depth=depth)
                    for operand, now in zip(operands, held, strict=True)
                    if now is not wanted
                ),
                key=len,
            )
            return tuple(chain.from_iterable(ways[:short])) if short <= len(ways) else (expr,)
        case ir.Derived(row="this", record=record, name=name) if depth < _DERIVATIONS and _is_condition(expr):
            value_of = evaluation.program.defines[record, name].value
            deeper = _to_change(evaluation, value_of, wanted=wanted, depth=depth + 1)
            return deeper if _is_condition(value_of) and deeper else (expr,)
        case _:
            return (expr,)


def one_text(expr: ir.And | ir.Or | ir.Not) -> bool:
    """Return whether several conditions of the core are one in the text: `n in 1..20`, `has no plan`."""
    operands = (expr.operand,) if isinstance(expr, ir.Not) else expr.operands
    return expr.place is not None and any(operand.place == expr.place for operand in operands)


def _is_condition(expr: ir.Expr) -> bool:
    return isinstance(required(expr.type), BooleanType)


# --- in words ---------------------------------------------------------------------------------


def _said(label: Phrase, proof: Proof) -> Phrase:
    text = cut(proof.text, _LONGEST)
    facts = list(_facts(proof))[:_FACTS]
    en = ", ".join(f"`{name.en}` is {said.en}" for name, said in facts)
    zh = "、".join(f"`{name.zh}` 为 {said.zh}" for name, said in facts)
    if proof.note is not None:
        en, zh = "; ".join(filter(None, (en, proof.note.en))), "；".join(filter(None, (zh, proof.note.zh)))
    return Phrase(
        f"{label.en} `{text}` is {proof.said.en}" + (f" ({en})" if en else ""),
        f"{label.zh} `{text}` 为{proof.said.zh}" + (f"（{zh}）" if zh else ""),
    )


def _facts(proof: Proof) -> Iterator[tuple[Phrase, Phrase]]:
    """Yield the facts and parameters under a proof with their values, each once, but itself.

    What rests on no fact, such as the count of an empty list, is named itself.
    """
    seen: set[str] = {proof.text}
    waiting = list(reversed(proof.parts))
    while waiting:
        part = waiting.pop()
        is_fact = part.kind in ("fact", "parameter", "derived") or not part.parts
        if not is_fact:
            waiting.extend(reversed(part.parts))
        elif part.asked and part.text not in seen:
            seen.add(part.text)
            yield _short(Phrase.same(part.text) if part.called is None else part.called), _short(part.said)


def _short(words: Phrase) -> Phrase:
    return Phrase(*(cut(" ".join(said.split()), _LONGEST) for said in (words.en, words.zh)))
