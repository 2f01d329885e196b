"""Why does an expression have its value? A tree of what was asked, with the words of the policy.

The value of `not`, `and`, `or` and `at least` is worked out from the branches of the tree itself;
what was not asked, because the answer was clear before, is shown as not asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from policyrules.core import ir
from policyrules.core.combine import rules_asked
from policyrules.core.decision.names import said_in_both
from policyrules.core.evaluate.choices import conditions_asked, could_give
from policyrules.core.evaluate.lists import counted
from policyrules.core.evaluate.paths import joined, path_of
from policyrules.core.evaluate.rows import row_scope
from policyrules.core.explain.days import derivation_said, entry_said
from policyrules.core.explain.measured import deadline_shown, match_shown, quota_shown
from policyrules.core.explain.origins import entry_called, origin_said, presence_said
from policyrules.core.explain.tree import Proof
from policyrules.core.explain.versions import version_said
from policyrules.core.explain.written import counts_failures, quoted
from policyrules.core.logic import Kleene, all_of, any_of, at_least, not_
from policyrules.core.parts import parts
from policyrules.core.values import UNKNOWN, CannotTell
from policyrules.core.words import UNKNOWN_WORD, words
from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import evolve
from policyrules.semantics.types import BooleanType, OptionalType

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.evaluate.scope import Scope

_ENTRIES: Final = 3
"""So many entries of a list are shown; the rest are counted."""
_DERIVATIONS: Final = 12
"""So deep are derived facts followed."""


class Prover:
    """Builds the proofs of one item; a derived fact is followed where it is first met."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self._followed: set[tuple[str, str]] = set()
        self._depth = 0

    def prove(self, expr: ir.Expr, scope: Scope | None = None) -> Proof:
        """Return the proof of an expression's value."""
        here = self.evaluation.root if scope is None else scope
        match expr:
            case ir.And(operands):
                shown = self._until(operands, here, stop=False)
                return self._logical(expr, all_of(part.holds for part in shown if part.asked), shown)
            case ir.Or(operands):
                shown = self._until(operands, here, stop=True)
                return self._logical(expr, any_of(part.holds for part in shown if part.asked), shown)
            case ir.Not(operand):
                inner = self.prove(operand, here)
                return self._logical(expr, not_(inner.holds), (inner,))
            case ir.AtLeast(count, operands):
                return self._at_least(expr, count, operands, here)
            case ir.Derived():
                return self._derived(expr, here)
            case ir.Aggregate():
                return self._aggregate(expr, here)
            case ir.Case(hit="first"):
                asked = [
                    *conditions_asked(self.evaluation, expr, here),
                    *could_give(self.evaluation, expr, here),
                ]
                return self._plain(expr, here, self._all(asked, here))
            case ir.Parameter():
                note = version_said(self.evaluation, expr, here)
                return self._plain(expr, here, self._all(expr.keys, here), kind="parameter", note=note)
            case ir.Shift():
                note = derivation_said(self.evaluation, expr, here)
                return self._plain(expr, here, self._all(parts(expr), here), note=note)
            case ir.InCalendar():
                note = entry_said(self.evaluation, expr, here)
                return self._plain(expr, here, self._all(parts(expr), here), note=note)
            case ir.Field() | ir.Variable() | ir.Before() | ir.Rows():
                return self._plain(expr, here, kind="fact", note=origin_said(self.evaluation, expr, here))
            case ir.Present(operand):
                note = presence_said(self.evaluation, operand, here)
                return self._plain(expr, here, self._all((operand,), here), note=note)
            case ir.AtMost() | ir.Used():
                note, shown = quota_shown(self.evaluation, expr, here)
                return self._plain(expr, here, (*self._all(parts(expr), here), *shown), note=note)
            case ir.Deadline(done=done, start=start):
                note, shown = deadline_shown(self.evaluation, expr, here)
                return self._plain(expr, here, (*self._all((done, start), here), *shown), note=note)
            case ir.Match():
                note, shown = match_shown(self.evaluation, expr, here)
                mine = [key.mine for keys in (*expr.alternatives, expr.comparing) for key in keys]
                return self._plain(expr, here, shown or self._all(mine, here), note=note)
            case ir.Broken(rule):
                said = self._plain(expr, here, kind="item", names=(str(rule.whole),))
                return evolve(said, answer=self._answer(rule, said.holds))
            case _:
                return self._plain(expr, here, self._all(_operands(expr), here))

    def _answer(self, item: ir.RuleId, holds: Kleene) -> Phrase | None:
        if holds is UNKNOWN:
            return None
        if any(rule.id == item and rule.modality == "may" for rule in rules_asked(self.evaluation)):
            return Phrase("matches", "符合") if holds else Phrase("does not match", "不符合")
        return Phrase("broken", "违反") if holds else Phrase("not broken", "未违反")

    def _all(self, exprs: Iterable[ir.Expr], scope: Scope) -> tuple[Proof, ...]:
        return tuple(self.prove(expr, scope) for expr in exprs if not isinstance(expr, ir.Const | ir.WordSet))

    def _until(self, operands: Sequence[ir.Expr], scope: Scope, *, stop: bool) -> tuple[Proof, ...]:
        """The conditions asked in order, up to the one that settles it; the rest not asked."""
        shown: list[Proof] = []
        for number, operand in enumerate(operands):
            shown.append(self.prove(operand, scope))
            if shown[-1].holds is stop:
                shown += [_unasked(later) for later in operands[number + 1 :]]
                break
        return tuple(shown)

    def _at_least(
        self, expr: ir.AtLeast, count: ir.Expr, operands: tuple[ir.Expr, ...], scope: Scope
    ) -> Proof:
        number = self.evaluation.value(count, scope)
        shown = self._all(operands, scope)
        held = [self.evaluation.condition(operand, scope) for operand in operands]
        value: Kleene = False if number is None else UNKNOWN
        if number is not None and number is not UNKNOWN:
            value = at_least(number, held)
        return self._logical(expr, value, (*self._all([count], scope), *shown))

    def _logical(self, expr: ir.Expr, value: Kleene, shown: tuple[Proof, ...]) -> Proof:
        said = said_in_both(self.evaluation, value, expr.type)
        place = None if _gathered(expr) else expr.place
        return Proof(text_of(expr), value, said, "condition", parts=shown, place=place)

    def _plain(
        self,
        expr: ir.Expr,
        scope: Scope,
        shown: tuple[Proof, ...] = (),
        *,
        kind: Literal["fact", "parameter", "derived", "item", "condition", "value"] | None = None,
        note: Phrase | None = None,
        names: tuple[str, ...] = (),
    ) -> Proof:
        try:
            value = self.evaluation.told(expr, scope)
        except CannotTell as reason:
            value, note = UNKNOWN, reason.message
        if kind is None:
            kind = "condition" if _is_condition(expr) else "value"
        said = said_in_both(self.evaluation, value, expr.type)
        return Proof(text_of(expr), value, said, kind, note, shown, names=names, place=expr.place)

    def _derived(self, expr: ir.Derived, scope: Scope) -> Proof:
        there = row_scope(self.evaluation, expr, scope)
        key = (expr.record, expr.name)
        if there is None or key in self._followed or self._depth >= _DERIVATIONS:
            return self._plain(expr, scope, kind="derived")
        if expr.row == "this":
            self._followed.add(key)
        self._depth += 1
        inner = self.prove(self.evaluation.program.defines[key].value, there)
        self._depth -= 1
        return self._plain(expr, scope, (inner,), kind="derived")

    def _aggregate(self, expr: ir.Aggregate, scope: Scope) -> Proof:
        source = self.evaluation.value(expr.source, scope)
        if source is UNKNOWN:
            return self._plain(expr, scope, self._all([expr.source], scope))
        found = counted(self.evaluation, expr, scope, source or ())
        counts = [held for _, held in found]
        sure, unsure = counts.count(True), sum(held is UNKNOWN for held in counts)
        decisive: Kleene = True if sure else (UNKNOWN if unsure else False)
        if expr.kind != "any" and unsure:
            decisive = UNKNOWN
        chosen = [pair for pair in enumerate(found) if pair[1][1] is decisive][:_ENTRIES]
        shown = tuple(self._entry(expr, index, inner, scope) for index, (inner, _) in chosen)
        note = _counted(len(found), sure, unsure, failing=counts_failures(expr))
        return self._plain(expr, scope, shown, note=note)

    def _entry(self, expr: ir.Aggregate, index: int, inner: Scope, outer: Scope) -> Proof:
        path = path_of(self.evaluation, expr.source, outer)
        where = expr.where
        if counts_failures(expr):
            assert isinstance(where, ir.Not), "an entry fails by what it is denied"
            where = where.operand
        asked = [part for part in (where, expr.value) if part is not None]
        shown = self._all(asked, inner)
        bound = inner.variables[expr.variable].value
        type_ = expr.value.type if expr.value is not None else where.type
        value = self.evaluation.value(expr.value, inner) if expr.value is not None else None
        if expr.value is None:
            value = self.evaluation.condition(where, inner)
        said = said_in_both(self.evaluation, value, type_)
        if isinstance(expr.source, ir.Rows):
            named = entry_called(self.evaluation, bound)
            return Proof(named.en, value, said, "value", None, shown, called=named)
        name = f"{path or text_of(expr.source)}[{index}]"
        called = _called(self.evaluation, expr, bound)
        called = None if called in (said, UNKNOWN_WORD) else called
        return Proof(name, value, said, "value", called, shown)


def _operands(expr: ir.Expr) -> tuple[ir.Expr, ...]:
    if not isinstance(expr, ir.Arithmetic):
        return () if isinstance(expr, ir.Text) else parts(expr)
    chain = [expr]
    while isinstance(chain[-1].left, ir.Arithmetic):
        chain.append(chain[-1].left)
    return (chain[-1].left, *(link.right for link in reversed(chain)))


def _is_condition(expr: ir.Expr) -> bool:
    type_ = expr.type.element if isinstance(expr.type, OptionalType) else expr.type
    return isinstance(type_, BooleanType)


def _unasked(expr: ir.Expr) -> Proof:
    said = Phrase("not asked", "不必再问")
    return Proof(text_of(expr), None, said, "condition", asked=False, place=expr.place)


def _counted(count: int, sure: int, unsure: int, *, failing: bool) -> Phrase:
    en = f"{sure} of {count} entries{' fail' if failing else ''}"
    zh = f"{count} 项中 {sure} 项{'不符' if failing else ''}"
    if unsure:
        en += f", {unsure} cannot be told"
        zh += f"，{unsure} 项尚不能确定"
    return Phrase(en, zh)


def _called(evaluation: Evaluation, expr: ir.Aggregate, value: Any) -> Phrase | None:
    program, zone = evaluation.program, evaluation.zone
    return Phrase(
        words(value, expr.source.type, "en", program, zone),
        words(value, expr.source.type, "zh", program, zone),
    )


def _gathered(expr: ir.Expr) -> bool:
    """Whether conditions written in several places were joined at the place of the first."""
    place = expr.place
    if place is None or not isinstance(expr, ir.And):
        return False
    return any(
        part.place is not None
        and not (
            part.place.source == place.source
            and place.span.start <= part.place.span.start
            and part.place.span.stop <= place.span.stop
        )
        for part in expr.operands
    )


def text_of(expr: ir.Expr) -> str:
    """Return an expression as the policy writes it, on one line; without a place, by its names."""
    if expr.place is not None and not _gathered(expr):
        written = quoted(expr.place)
        if written:
            return written
    match expr:
        case ir.Field(row=row, steps=steps):
            return ".".join(steps) if row == "this" else joined(row, *steps)
        case ir.Variable(name) | ir.Derived(name=name) | ir.Parameter(name=name):
            return name
        case ir.Broken(rule):
            return f"broken({rule})"
        case ir.Compare(operator, left, right) | ir.Arithmetic(operator, left, right):
            return f"{text_of(left)} {operator} {text_of(right)}"
        case ir.Const(value):
            return str(value)
        case ir.Not(operand):
            return f"not {text_of(operand)}"
        case ir.And(operands):
            return " and ".join(text_of(operand) for operand in operands)
        case ir.Or(operands):
            return " or ".join(text_of(operand) for operand in operands)
        case _:
            return type(expr).__name__.lower()
