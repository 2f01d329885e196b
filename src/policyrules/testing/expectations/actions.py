"""Does an item ask for what a test expects to follow?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from policyrules.core.decision.finding import Finding, Note, Undetermined
from policyrules.diagnostics.phrase import Phrase
from policyrules.syntax.ast.names import Name
from policyrules.testing.expectations.decided import Decided, Failure
from policyrules.testing.expectations.named import no_item, rule_named
from policyrules.testing.expectations.told import Said, all_decided_on, said_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from policyrules.core.decision.finding import Action
    from policyrules.syntax.ast.tests import BuiltinVerb, ExpectActions

_IN_CHINESE: Final[dict[BuiltinVerb, str]] = {
    "refer": "报请",
    "return": "退回",
    "route": "转",
    "order": "责令",
}


def actions_unmet(step: ExpectActions, decided: Decided) -> Iterator[Failure]:
    """Yield the items that ask for other actions, for fewer or more, or in another order."""
    en = ", ".join(verb.text if isinstance(verb, Name) else verb for verb in step.verbs)
    zh = "、".join(verb.text if isinstance(verb, Name) else _IN_CHINESE[verb] for verb in step.verbs)
    en, zh = en or "nothing", zh or "无需办理"
    for ref in step.by:
        rule = rule_named(ref, decided)
        if rule is None:
            yield Failure(step.span, no_item(ref))
            continue
        decision = decided.decide(rule.each)
        told = all_decided_on(rule.id, decision)
        actions = [action for each in told if isinstance(each, Finding) for action in each.actions]
        untold = next((each for each in told if _leaves_open(each)), None)
        if untold is None and _are(step.verbs, actions):
            continue
        got = said_of(untold or (told[0] if told else None))
        if untold is None and actions:
            got = Phrase(
                f"asks for {', '.join(action.names.first for action in actions)}",
                f"要求{'、'.join(action.names.for_people() for action in actions)}",
            )
        elif untold is None and told and isinstance(told[0], Finding):
            got = Phrase("asks for nothing", "没有提出办理要求")
        message = Phrase(
            f"expected {en} to follow by `{rule.names.first}`, but it {got.en}",
            f"期望由 `{rule.names.for_people()}` {zh}，但该条{got.zh}",
        )
        yield Failure(step.span, decided.of(rule.each, message), decision, (rule.id,))


def _leaves_open(said: Said) -> bool:
    """Return whether facts are lacking that say what an item asks for."""
    return isinstance(said, Undetermined | Note) or (isinstance(said, Finding) and not said.settled)


def _are(verbs: Sequence[Name | BuiltinVerb], actions: Sequence[Action]) -> bool:
    return len(verbs) == len(actions) and all(
        verb.text in action.names.spellings if isinstance(verb, Name) else verb == action.kind
        for verb, action in zip(verbs, actions, strict=True)
    )
