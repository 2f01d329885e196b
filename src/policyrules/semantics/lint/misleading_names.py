"""Which names mislead, because something else is spelt the same?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policyrules.diagnostics.diagnostic import Label
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place
from policyrules.semantics.checking import Checking
from policyrules.semantics.names import Declared, ItemEntry, ListEntry, View
from policyrules.semantics.wording import quoted
from policyrules.syntax.ast.declarations import ListDeclaration


def warn_of_hidden_names(checking: Checking, declared: Sequence[Declared]) -> None:
    """Warn of parameters that cannot be named where a record's fact is called the same."""
    names = checking.names
    lists_of, owners = _records_of_lists(checking), checking.fact_owners()
    for entry in declared:
        if entry.kind != "parameter":
            continue
        for spelling in entry.names.spellings:
            for record in owners.get(spelling, ()):
                users = lists_of.get(record, ())
                if not any(view is entry.view or entry.policy in view.uses for view in users):
                    continue
                fact = names.fields[record].get(spelling) or names.derived[record].get(spelling)
                if fact is None:
                    continue
                checking.report.warning(
                    "shadowed-name",
                    entry.place,
                    Phrase(
                        f"in rules about `{record}`, {quoted(spelling)} means its fact, never this parameter",
                        f"在适用于 `{record}` 的规则中，{quoted(spelling)} 表示其事实，而不是此参数",
                    ),
                    label=Phrase("cannot be read there", "在那里无法使用"),
                    labels=(Label(fact.place, Phrase("this is read instead", "实际读取的是这个")),),
                    help=(Phrase("give one of them another name", "请将其中一个改名"),),
                )


def _records_of_lists(checking: Checking) -> dict[str, list[View]]:
    found: dict[str, list[View]] = {}
    for view in checking.names.views:
        for node in view.file.declarations:
            if isinstance(node, ListDeclaration):
                declared = checking.names.of_kind(node.record.text, "record")
                if declared is not None:
                    found.setdefault(declared.names.first, []).append(view)
    return found


def warn_of_same_names(checking: Checking, lists: Iterable[ListEntry]) -> None:
    """Warn of items called like a fact of their record, or like a list."""
    for entry in lists:
        for item in entry.items:
            for spelling in dict.fromkeys(item.names.spellings):
                other = _same_name(checking, entry, spelling)
                if other is not None:
                    _same(checking, item, spelling, *other)
                    break


def _same_name(checking: Checking, entry: ListEntry, spelling: str) -> tuple[Phrase, Place] | None:
    names = checking.names
    if entry.record is not None:
        record = names.records[entry.record].names
        fact = names.fields[entry.record].get(spelling) or names.derived[entry.record].get(spelling)
        if fact is not None:
            return Phrase(f"a fact of `{record.first}`", f" `{record.for_people()}` 的事实"), fact.place
    other = names.lists[entry.view.policy].get(spelling)
    if other is not None:
        return Phrase("a list", "清单"), other.view.place(other.node.names.first.span)
    return None


def _same(checking: Checking, item: ItemEntry, spelling: str, what: Phrase, place: Place) -> None:
    checking.report.warning(
        "same-name",
        item.place,
        Phrase(f"{quoted(spelling)} is an item and {what.en}", f"{quoted(spelling)} 既是条目，又是{what.zh}"),
        label=Phrase("an item", "条目"),
        labels=(Label(place, Phrase(what.en, what.zh.strip())),),
        help=(Phrase("give the item a code, such as `IN-01`", "请给条目编号，如 `IN-01`"),),
    )
