"""How does the engine ask the items of a record, in words?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from policyrules.backends.python.index.keys import Lookup
from policyrules.backends.python.index.plan import Plan, plan_of
from policyrules.core.decision.names import names_read
from policyrules.core.packed.alike import Reason
from policyrules.core.simplify import with_simplified_facts
from policyrules.diagnostics.phrase import Language, Phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyrules.backends.python.index.keys import Keys
    from policyrules.backends.python.index.plan import Group
    from policyrules.core import ir
    from policyrules.semantics.schema import Titled

_WHY: Final[dict[Reason, Phrase]] = {
    "few": Phrase("too few alike for a look-up to be quicker", "同类条目较少，逐条判断更快"),
    "asked": Phrase(
        "asked about by other items, or overriding or overridden, so in order",
        "与其他条目相互引用或有优先关系，须按次序判断",
    ),
    "alone": Phrase("unlike any other", "没有同类条目"),
}
_LOOKUPS: Final = {
    "equal": Phrase("`{}`, an equal value", "`{}` 取值相等"),
    "among": Phrase("`{}`, one of some values", "`{}` 取值在所列范围内"),
    "order": Phrase("`{}`, by the order of its values", "`{}` 按取值高低"),
    "has": Phrase("`{}`, a value in the list", "`{}` 所含的值"),
}
_LEAST: Final = Phrase("`{}`, at least so much", "`{}` 的下限")
_MOST: Final = Phrase("`{}`, at most so much", "`{}` 的上限")
_RANGE: Final = Phrase("`{}`, within a range", "`{}` 所在区间")


class PlanInWords:
    """What is looked up, and what is asked item by item, for one record."""

    def __init__(self, program: ir.Program, record: str) -> None:
        self._program = program
        self._record = record
        self._rules = program.rules.get(record, ())
        self._plan: Plan = plan_of(with_simplified_facts(program), record)

    def lines(self, language: Language) -> Iterator[str]:
        """Yield the plan as lines, the record first."""
        names = self._program.records[self._record].names
        called = names.for_people() if language == "zh" else names.first
        count = len(self._rules)
        counted = "1 rule" if count == 1 else f"{count} rules"
        yield Phrase(f"{called}: {counted}", f"{called}：规则 {count} 条").in_(language)
        for group in self._plan.groups:
            first = self._rules[min(group.numbers)].id
            some = Phrase(
                f"  {len(group.numbers)} rules like `{first}`: {self._how(group, 'en')}",
                f"  与 `{first}` 同类的规则 {len(group.numbers)} 条：{self._how(group, 'zh')}",
            )
            yield some.in_(language)
        for reason, number in Counter(self._plan.reasons).items():
            why, counted = _WHY[reason], "1 rule" if number == 1 else f"{number} rules"
            yield Phrase(
                f"  {counted} asked one by one: {why.en}", f"  逐条判断的规则 {number} 条：{why.zh}"
            ).in_(language)

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as JSON."""
        return {
            "record": self._record,
            "rules": len(self._rules),
            "groups": [
                {
                    "rules": len(group.numbers),
                    "first": str(self._rules[min(group.numbers)].id),
                    "keys": [
                        {"fact": self._named(key.value, "en"), "by": _kind(key)} for key in group.keys.all
                    ],
                }
                for group in self._plan.groups
            ],
            "one_by_one": dict(Counter(self._plan.reasons)),
        }

    def _how(self, group: Group, language: Language) -> str:
        if group.asks_the_same:
            return Phrase("asked once, since all ask the same", "条件完全相同，一并判断一次").in_(language)
        if not group.keys.asked:
            return Phrase(
                "gone through in a loop, since no fact tells them apart",
                "没有可供查找的事实，循环逐条判断",
            ).in_(language)
        said = "; ".join(self._keys(group.keys, language)) if language == "en" else ""
        return said or f"按 {'、'.join(self._keys(group.keys, language))}查找"

    def _keys(self, keys: Keys, language: Language) -> Iterator[str]:
        for lookup in keys.lookups:
            how = _LOOKUPS[lookup.kind].in_(language)
            yield how.format(self._named(lookup.value, language))
        if keys.bounds:
            first = keys.bounds[0]
            bound = _RANGE if len(keys.bounds) > 1 else _LEAST if first.lower else _MOST
            yield bound.in_(language).format(self._named(first.value, language))

    def _named(self, value: ir.Expr, language: Language) -> str:
        names: Titled = names_read(self._program, value)
        return names.for_people() if language == "zh" else names.first


def _kind(key: object) -> str:
    if isinstance(key, Lookup):
        return key.kind
    return "least" if getattr(key, "lower", False) else "most"
