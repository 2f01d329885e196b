"""What is to follow from a finding?"""

from __future__ import annotations

import re
from typing import Any, Final, Literal

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.frozen import evolve, frozen
from policyrules.syntax.ast.clauses import (
    ActionPhrase,
    DeclaredAction,
    Order,
    ReferralKind,
    ReferTo,
    ReturnTo,
    RouteTo,
    Stage,
    Then,
)
from policyrules.syntax.ast.expressions import Expression, TextLiteral
from policyrules.syntax.from_tree.names import name_of
from policyrules.syntax.from_tree.places import Parts, span_of
from policyrules.syntax.from_tree.templates import said, template
from policyrules.syntax.leading import CLAUSES
from policyrules.syntax.reading import Reading
from policyrules.syntax.tokens import Token
from policyrules.syntax.vocabulary import vocabulary

REFERRALS: Final[dict[str, ReferralKind]] = {
    "APPROVAL": "approval",
    "FILING": "filing",
    "EXPLANATION": "explanation",
}
_STAGES: Final[dict[str, Literal["missing", "differs", "repeated", "overdue", "used"]]] = {
    "IF_MISSING": "missing",
    "IF_DIFFERS": "differs",
    "IF_REPEATED": "repeated",
    "IF_OVERDUE": "overdue",
    "IF_OVERDUE_BY": "overdue",
    "IF_USED": "used",
}


@frozen
class Step:
    """One action of a `then`, with its stage."""

    action: ActionPhrase
    stage: Stage | None
    span: Span


@frozen
class Staged:
    """A stage, and what it was read in."""

    stage: Stage
    reading: Reading
    span: Span


@frozen
class Lead:
    """The time before an action, 5个工作日内, and what it was read in."""

    within: Expression
    reading: Reading
    span: Span


def then(parts: Parts) -> Then:
    """`then ACTION if missing, ACTION`."""
    steps = [part for part in parts if isinstance(part, Step)]
    return Then(tuple((step_.action, step_.stage) for step_ in steps), span_of(parts))


def step(parts: Parts) -> Step:
    """An action, when it is due and at which stage: before it in Chinese, after it in English."""
    before, lead_, action, after = parts
    if before is not None and after is not None:
        begin = action.span.start if lead_ is None else lead_.span.start
        first = _words(after.reading, before.span.start, action.span.stop)
        second = _words(after.reading, begin, after.span.stop)
        after.reading.report(
            "two-stages",
            after.span,
            Phrase("this action is given two stages", "这项办理写了两个前提"),
            label=Phrase("a second stage", "第二个前提"),
            labels=((before.span, Phrase("the first one", "第一个前提")),),
            help_=(
                Phrase(
                    f"write one action for each: `{first}, {second}`",
                    f"请分别写成两项办理：`{first}，{second}`",
                ),
            ),
        )
    staged = after or before
    return Step(_with_lead(action, lead_), staged.stage if staged is not None else None, span_of(parts))


def _with_lead(action: Any, lead_: Lead | None) -> ActionPhrase:
    phrase: ActionPhrase = action
    if lead_ is None:
        return phrase
    if phrase.within is not None:
        lead_.reading.report(
            "two-due-times",
            phrase.within.span,
            Phrase("this action has two time limits", "这项办理写了两个时限"),
            label=Phrase("a second time limit", "第二个时限"),
            labels=((lead_.span, Phrase("the first one", "第一个时限")),),
            help_=(
                Phrase(
                    f"leave one of them out: `{_with_one_due(phrase, lead_)}`",
                    f"请只保留一个时限：`{_with_one_due(phrase, lead_)}`",
                ),
            ),
        )
    return evolve(phrase, within=lead_.within, span=Span(lead_.span.start, phrase.span.stop))


def _words(reading: Reading, start: int, stop: int) -> str:
    return " ".join(reading.source.text[start:stop].replace("`", "").split())


_DUE_BEGINS: Final = re.compile(r"\s*(?:限|within)\s*\Z")
_DUE_ENDS: Final = re.compile(r"\s*(?:之内|以内|内)?")


def _with_one_due(phrase: ActionPhrase, lead_: Lead) -> str:
    """Return an action as written, with the time limit before it and without the one in it."""
    assert phrase.within is not None
    head = _words(lead_.reading, lead_.span.start, phrase.within.span.start)
    tail = _words(lead_.reading, phrase.within.span.stop, phrase.span.stop)
    return f"{_DUE_BEGINS.sub('', head)} {_DUE_ENDS.sub('', tail, count=1).strip()}".strip()


def stage(parts: Parts) -> Staged:
    """`if missing`."""
    word: Token = parts[0]
    return Staged(Stage(_STAGES[word.type], None, word.span), word.reading, word.span)


def stage_after(parts: Parts) -> Staged:
    """`if overdue by D`, `if used P%`."""
    word, amount, _ = parts
    span = span_of(parts)
    return Staged(Stage(_STAGES[word.type], amount, span), word.reading, span)


def lead(parts: Parts) -> Lead:
    """`5个工作日内` before an action."""
    within, close = parts
    return Lead(within, close.reading, span_of(parts))


def due(parts: Parts) -> Expression:
    """`within D`, `限 D 内`, `D 内` after an action."""
    within: Expression = parts[1] if type(parts[0]) is Token else parts[0]
    return within


def refer_to(parts: Parts) -> ReferTo:
    """`refer to WHO for approval`."""
    word, who, _, kind, within = parts
    return ReferTo(_who(who, word), REFERRALS[kind.type], within, span_of(parts))


def return_to(parts: Parts) -> ReturnTo:
    """`return to WHO`."""
    word, who, within = parts
    return ReturnTo(_who(who, word) if who is not None else None, within, span_of(parts))


def route_to(parts: Parts) -> RouteTo:
    """`route to WHO`."""
    word, who, within = parts
    return RouteTo(_who(who, word), within, span_of(parts))


def order(parts: Parts) -> Order:
    """`order WHO to "…" within D`."""
    word, who, before, _, what, after = parts
    said_ = said(what) if type(what) is Token else what
    return Order(_who(who, word), said_, after or before, span_of(parts))


def declared_action(parts: Parts) -> DeclaredAction:
    """`urge organiser within D`."""
    verb, about, within = parts
    _check_verb(verb)
    return DeclaredAction(
        name_of(verb), _who(about, verb) if about is not None else None, within, span_of(parts)
    )


def _check_verb(verb: Token) -> None:
    """A clause keyword is a name where a verb belongs: the action was left out."""
    is_quoted = verb.stop - verb.start > len(verb.text)
    terminals = vocabulary().words.get(verb.text, ())
    if is_quoted or CLAUSES.isdisjoint(terminals):
        return
    if "IF_UNKNOWN" in terminals:  # 则 资料不足时 退回: 退回 is an action too, but not here
        verb.reading.report(
            "missing-action",
            verb.span,
            Phrase(f"`{verb.text}` is a clause of its own", f"`{verb.text}` 单独成为一项，前面不写 `则`"),
            label=Phrase("no action", "不是办理方式"),
            help_=(Phrase("leave out `then` before it", "请删去它前面的 `则`"),),
        )
        return
    verb.reading.report(
        "missing-action",
        verb.span,
        Phrase(f"`{verb.text}` stands where an action belongs", f"应写办理方式之处写了 `{verb.text}`"),
        label=Phrase("what follows?", "如何办理？"),
        help_=(
            Phrase(
                f"write the action before it; a verb called so needs backquotes: `` `{verb.text}` ``",
                f"请在其前写办理方式；如果是自定的用语，请加反引号：`` `{verb.text}` ``",
            ),
        ),
    )


def _who(who: Expression, word: Token) -> Expression:
    """A plain string in an action may have expressions in braces."""
    if isinstance(who, TextLiteral) and ("{" in who.value or "}" in who.value):
        opening = word.reading.source.text[who.span.start]
        if opening != "(":
            return template(Token("STRING", who.value, who.span.start, who.span.stop, word.reading))
    return who


# --- actions in decision tables -------------------------------------------------------------


def table_action(parts: Parts) -> ActionPhrase:
    """`route to "…"` in a cell."""
    return _with_lead(parts[-1], parts[0] if len(parts) > 1 else None)


def verb_action(parts: Parts) -> ActionPhrase:
    """`urge unit within D` in a cell."""
    *before, verb, about, within = parts
    node = DeclaredAction(
        name_of(verb), said(about) if type(about) is Token else about, within, span_of([verb, about, within])
    )
    return _with_lead(node, before[0] if before else None)


def verb_action_alone(parts: Parts) -> ActionPhrase:
    """`3日内 催办` in a cell."""
    lead_, verb = parts
    return _with_lead(DeclaredAction(name_of(verb), None, None, verb.span), lead_)


CALLBACKS: Final = {
    "then": then,
    "step": step,
    "stage": stage,
    "stage_after": stage_after,
    "lead": lead,
    "due": due,
    "refer_to": refer_to,
    "return_to": return_to,
    "route_to": route_to,
    "order": order,
    "declared_action": declared_action,
    "table_action": table_action,
    "verb_action": verb_action,
    "verb_action_alone": verb_action_alone,
}
