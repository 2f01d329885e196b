"""How does an explanation look in JSON?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policyrules.core.explain.grounds_said import change_json, ground_json, grounds_said, lacking_said
from policyrules.core.explain.reasons import reason_of
from policyrules.core.plain import plain
from policyrules.core.values import UNKNOWN

if TYPE_CHECKING:
    from policyrules.core.explain import Explanation, ItemProof
    from policyrules.core.explain.tree import Proof
    from policyrules.core.logic import Kleene


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    """Return the whole explanation; unknown answers are null."""
    return {
        "outcome": explanation.outcome.value,
        "record": explanation.record,
        "on": plain(explanation.on),
        "governing": plain(explanation.governing),
        "items": [_item(item, explanation) for item in explanation.items],
        "checks": [
            *(
                {"item": found.item, "effect": found.effect.value, "reason": found.reason}
                for found in explanation.findings
            ),
            *({"item": item.item, "effect": None, "reason": None} for item in explanation.undetermined),
        ],
    }


def _item(item: ItemProof, explanation: Explanation) -> dict[str, Any]:
    return {
        **_rule(item),
        **_grounds(item, explanation),
        "stages": [_stage(stage, explanation) for stage in item.stages],
    }


def _grounds(item: ItemProof, explanation: Explanation) -> dict[str, Any]:
    """What a finding follows from and what would change it; of what is undetermined, what is lacking."""
    evaluation = explanation.evaluation
    reason = explanation.because_of(item)
    return {
        "because_of": None
        if reason is None or not reason.tried
        else [ground_json(ground) for ground in grounds_said(evaluation, reason.grounds)],
        "changes": [change_json(evaluation, change) for change in explanation.changes(item)],
        "lacking": [plain(said) for said in lacking_said(evaluation, explanation.lacking(item))],
    }


def _stage(stage: ItemProof, explanation: Explanation) -> dict[str, Any]:
    part = stage.part
    return {
        "part": None if part is None else {"name": part.name, "said": plain(part.said)},
        **_rule(stage),
        **_grounds(stage, explanation),
    }


def _rule(item: ItemProof) -> dict[str, Any]:
    rule, say = item.rule, item.say
    return {
        "policy": rule.id.policy,
        "list": rule.list,
        "item": rule.names.first,
        "title": rule.title,
        "kind": say.kind,
        "effect": say.effect.value if say.kind in ("finding", "undetermined") else None,
        "reason": plain(reason_of(item)),
        "in_force": {
            "holds": _answer(item.force),
            "from": plain(rule.validity.from_),
            "until": plain(rule.validity.until),
        },
        "applies": _maybe(item.applies),
        "when": _maybe(item.when),
        "exceptions": [
            {"kind": exemption.kind, "proof": _proof(proof)}
            for exemption, proof in zip(rule.exempt, item.exemptions, strict=False)
        ],
        "test": _maybe(item.test),
        "broken": _answer(item.broken),
        "beaten_by": [str(other) for other in item.beaten_by],
        "maybe_beaten_by": [str(other) for other in item.maybe_beaten_by],
        "says": _answer(item.says),
    }


def _answer(holds: Kleene) -> bool | None:
    return None if holds is UNKNOWN else bool(holds)


def _maybe(proof: Proof | None) -> dict[str, Any] | None:
    return None if proof is None else _proof(proof)


def _proof(proof: Proof) -> dict[str, Any]:
    return {
        "text": proof.text,
        "called": None if proof.called is None else plain(proof.called),
        "kind": proof.kind,
        "asked": proof.asked,
        "value": plain(proof.value),
        "said": plain(proof.said),
        "note": None if proof.note is None else plain(proof.note),
        "parts": [_proof(part) for part in proof.parts],
    }
