"""Why, in a few words, does an item say what it says?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.core.explain.versions import span_said
from policyrules.core.rule_parts import is_silent
from policyrules.core.values import UNKNOWN
from policyrules.diagnostics.phrase import Phrase

if TYPE_CHECKING:
    from policyrules.core.explain import ItemProof


def reason_of(item: ItemProof) -> Phrase:
    """Return what the item, or one of its stages, says, and the part that settles it."""
    say, rule = item.say, item.rule
    effect = say.effect.phrase
    if say.kind == "nothing":
        return _why_not(item)
    if say.kind == "undetermined":
        return Phrase(f"cannot be told yet; could be {effect.en}", f"待定；可能为{effect.zh}")
    if say.kind == "note":
        return Phrase("cannot be told, and is skipped", "尚不能确定，略过")
    if not say.settled:
        return Phrase(f"{effect.en}, since it cannot be told", f"{effect.zh}（资料不足）")
    if rule.modality == "may":
        return Phrase(f"{effect.en}: it matches", f"{effect.zh}：符合")
    if item.part is not None and is_silent(item.part.name):
        return Phrase(f"{effect.en}: {item.part.said.en}", f"{effect.zh}：{item.part.said.zh}")
    if item.part is not None:
        stage = item.part.said
        return Phrase(f"{effect.en}: it is broken ({stage.en})", f"{effect.zh}：违反（{stage.zh}）")
    return Phrase(f"{effect.en}: it is broken", f"{effect.zh}：违反")


def _why_not(item: ItemProof) -> Phrase:
    matched = (
        Phrase("does not match", "不符合") if item.rule.modality == "may" else Phrase("not broken", "未违反")
    )
    reason = _settling(item)
    return Phrase(f"{matched.en}: {reason.en}", f"{matched.zh}：{reason.zh}")


def _settling(item: ItemProof) -> Phrase:
    validity = item.rule.validity
    if item.force is False:
        span = span_said(validity.from_, validity.until)
        return Phrase(f"it is not in force (only {span.en})", f"不在施行期内（{span.zh}）")
    if item.applies is not None and item.applies.holds is False:
        return Phrase("its list does not apply here", "清单不适用于本件")
    if item.when is not None and item.when.holds is False:
        return Phrase("its condition does not hold", "条件不成立")
    if item.exempt is True:
        return Phrase("an exception holds", "属于例外情形")
    if item.test is not None and item.test.holds is True and item.is_waited_for:
        return Phrase("there is time yet", "尚未到期")
    if item.test is not None and item.test.holds is True:
        return Phrase("what it asks for is there", "已符合要求")
    if item.beaten is True:
        others = [str(other) for other in item.beaten_by]
        if item.broken is UNKNOWN:
            return Phrase(
                f"whatever it says, {', '.join(others)} sets it aside",
                f"无论如何，已被 {'、'.join(others)} 排除适用",
            )
        return Phrase(f"it is waived, {', '.join(others)} overrides it", f"不适用，{'、'.join(others)} 优先")
    return Phrase("it cannot be broken", "不可能违反")
