"""Which items rest on their own answer?

An item needs the answers of the items its conditions ask of (`broken`, `complies with`), directly or
through derived facts, and of the items that override it. An `otherwise` needs its list's permissions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from policyrules.diagnostics.diagnostic import Label
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place
from policyrules.semantics.check_derived import Derived
from policyrules.semantics.check_lists import ItemReads
from policyrules.semantics.checking import Checking
from policyrules.semantics.cycles import cycles_in
from policyrules.semantics.names import ListEntry
from policyrules.semantics.scope import Reads
from policyrules.semantics.wording import chain
from policyrules.syntax.ast.declarations import Otherwise

_Node = tuple[str, str, str]
"""("item", policy, item) or ("fact", record, name)."""


def check_cycles(
    checking: Checking, derived: Derived, items: Sequence[ItemReads], lists: Iterable[ListEntry]
) -> None:
    """Report items and derived facts that rest on their own answer."""
    graph: dict[_Node, dict[_Node, Place]] = {}
    of_list = {(entry.view.policy, entry.names.first): entry for entry in lists}
    for item in items:
        node: _Node = ("item", *item.entry.key)
        needs = graph.setdefault(node, {})
        _add(needs, item.deciding, of_list)
        if isinstance(item.entry.node, Otherwise):
            for other in item.entry.list.items:
                if other.node.modality == "may" and other is not item.entry:
                    needs.setdefault(("item", *other.key), item.entry.place)
    for unit in derived.units:
        for derivation in unit.deriving.derivations:
            _add(graph.setdefault(("fact", *derivation.key), {}), unit.reads, of_list)
    for overrider, beaten in checking.overrides.items():
        for key, place in beaten.items():
            graph.setdefault(("item", *key), {}).setdefault(("item", *overrider), place)
    for cycle in cycles_in(graph):
        if any(kind == "item" for kind, _, _ in cycle):
            _refuse(checking, cycle, graph)


def _add(needs: dict[_Node, Place], reads: Reads, of_list: dict[tuple[str, str], ListEntry]) -> None:
    for key, place in reads.derived.items():
        needs.setdefault(("fact", *key), place)
    for key, place in reads.items.items():
        needs.setdefault(("item", *key), place)
    for key, place in reads.lists.items():
        entry = of_list.get(key)
        for item in () if entry is None else entry.items:
            if item.node.modality in ("must", "must not") or isinstance(item.node, Otherwise):
                needs.setdefault(("item", *item.key), place)


def _refuse(checking: Checking, cycle: tuple[_Node, ...], graph: dict[_Node, dict[_Node, Place]]) -> None:
    steps = list(zip(cycle, (*cycle[1:], cycle[0]), strict=True))
    places = [graph[node][onward] for node, onward in steps]
    overrides = [_is_override(checking, node, onward) for node, onward in steps]
    # an overridden item waits for its overrider: said the other way round, as it is written
    names = [name for _, _, name in cycle]
    if all(overrides):
        names.reverse()
        names = [names[-1], *names[:-1]]
        message = Phrase("these items override each other", "这些条目互相优先")
        help_ = Phrase("leave one `overrides` out", "请删去其中一处 `优先于`")
    else:
        message = Phrase("this item rests on its own answer", "此条目的结论依赖自身")
        help_ = Phrase(
            "write out what one of them asks, instead of asking whether it is broken or met",
            "请直接写出其中一条的条件，而不是问它是否违反或符合",
        )
    checking.report.error(
        "override-cycle" if all(overrides) else "item-cycle",
        places[0],
        Phrase(
            f"{message.en} in a circle: {chain((*names, names[0]))}",
            f"{message.zh}，形成循环：{chain((*names, names[0]))}",
        ),
        label=Phrase("part of the circle", "循环的一环"),
        labels=tuple(Label(place, Phrase("and here", "另一环")) for place in places[1:8]),
        help=(help_,),
    )


def _is_override(checking: Checking, node: _Node, onward: _Node) -> bool:
    if node[0] != "item" or onward[0] != "item":
        return False
    beaten: dict[Any, Place] = checking.overrides.get(onward[1:], {})
    return node[1:] in beaten
