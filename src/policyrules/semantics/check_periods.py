"""What can a list or definition about each period not ask?

It looks at the rows of a ledger as they stand. What belongs to the moment a record is admitted or changed,
its quotas and its earlier version, is asked then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from policyrules.diagnostics.diagnostic import Label
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place
from policyrules.semantics.check_derived import Derived
from policyrules.semantics.check_lists import ItemReads
from policyrules.semantics.checking import Checking
from policyrules.semantics.names import ItemEntry
from policyrules.semantics.scope import Reads
from policyrules.semantics.wording import quoted
from policyrules.syntax.ast.clauses import PeriodUnit, Quota
from policyrules.syntax.ast.declarations import DefineDeclaration
from policyrules.syntax.keywords import keywords

Key = tuple[str, str]


def check_periods(checking: Checking, derived: Derived, items: Iterable[ItemReads]) -> None:
    """Report quotas in periodic lists, and the earlier version of a record where a period is asked about."""
    of_facts = {
        derivation.key: unit.reads for unit in derived.units for derivation in unit.deriving.derivations
    }
    for unit in derived.units:
        node = unit.deriving.node
        if isinstance(node, DefineDeclaration) and node.each is not None:
            _check_before(checking, (unit.reads,), of_facts)
    for item in items:
        if item.entry.list.node.each is not None:
            _check_quotas(checking, item.entry)
            _check_before(checking, (item.deciding, item.explaining), of_facts)


def _check_quotas(checking: Checking, item: ItemEntry) -> None:
    view = item.list.view
    for clause in item.node.clauses:
        if isinstance(clause, Quota):
            limit = view.place(clause.limit.span).text
            checking.report.error(
                "quota-in-period",
                view.place(clause.span),
                Phrase(
                    "a quota counts a record when it is admitted, and a periodic list looks at rows that are there",
                    "限额在登记时计数，而按期清单所看的是已在台账中的各件",
                ),
                label=Phrase("a quota", "限额"),
                labels=(
                    Label(view.place(item.list.node.names.first.span), Phrase("a periodic list", "按期清单")),
                ),
                help=(
                    Phrase(
                        f"put it into a list without `each {item.list.node.each}`",
                        f"请写入不带 `{_each(item.list.node.each)}` 的清单",
                    ),
                    Phrase(
                        f"or count the entries of another ledger: `ensure count(v in … where …) <= {limit}`",
                        f"或统计其他台账中的各件：`须 计数（… 项 其中 …）不超过 {limit}`",
                    ),
                ),
            )


def _each(unit: PeriodUnit | None) -> str:
    return "" if unit is None else keywords().spelling(f"EACH_{unit.upper().replace(' ', '_')}", "zh")


def _check_before(checking: Checking, reads: Iterable[Reads], of_facts: Mapping[Key, Reads]) -> None:
    """Report the first place, among what an item or definition reads, that rests on `before`."""
    for read in reads:
        for place, through, at in _resting_on_before(read, of_facts):
            checking.report.error(
                "before-in-period",
                place,
                Phrase(
                    "a periodic list looks at rows as they stand, not at what they were before a change",
                    "按期清单所看的是台账中现行的各件，不看变更之前的情形",
                )
                if through is None
                else Phrase(
                    f"{quoted(through)} rests on what a record was before a change, and a periodic list looks at "
                    "rows as they stand",
                    f"{quoted(through)} 依据变更之前的情形，而按期清单所看的是台账中现行的各件",
                ),
                label=Phrase("the earlier version", "变更之前的版本"),
                labels=() if through is None else (Label(at, Phrase("it is read here", "在此处读取")),),
                help=(
                    Phrase(
                        "ask it in a list without `each month` or the like, when the change is admitted",
                        "请写入不带 `每月` 等期间的清单，在登记变更时判断",
                    ),
                ),
            )
            return


def _resting_on_before(
    reads: Reads, of_facts: Mapping[Key, Reads]
) -> Iterator[tuple[Place, str | None, Place]]:
    """Yield where something rests on `before`, through which derived fact, and where that reads it."""
    if reads.before is not None:
        yield reads.before, None, reads.before
    for key, place in reads.derived.items():
        seen = {key}
        waiting = [key]
        while waiting:
            inside = of_facts.get(waiting.pop())
            if inside is None:
                continue
            if inside.before is not None:
                yield place, key[1], inside.before
                break
            new = [other for other in inside.derived if other not in seen]
            seen.update(new)
            waiting += new
