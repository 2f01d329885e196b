"""Which names does the set declare, and which of them twice?"""

from __future__ import annotations

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place, Span
from policyrules.frozen import frozen
from policyrules.semantics.check_types import find_record
from policyrules.semantics.duplicates import report_duplicate
from policyrules.semantics.names import (
    Declared,
    Derivation,
    ItemEntry,
    Kind,
    ListEntry,
    Names,
    View,
    titled,
)
from policyrules.semantics.report import Report
from policyrules.semantics.schema import ActionSchema, Titled
from policyrules.semantics.spellings import type_words
from policyrules.semantics.wording import quoted
from policyrules.syntax.ast.declarations import (
    ActionDeclaration,
    CalendarDeclaration,
    DefineDeclaration,
    EnumDeclaration,
    Item,
    ListDeclaration,
    Otherwise,
    ParameterDeclaration,
    RecordDeclaration,
    TableDeclaration,
)

_WHAT = {
    "record": Phrase("record", "记录"),
    "enum": Phrase("enum", "枚举"),
    "parameter": Phrase("parameter", "参数"),
    "calendar": Phrase("calendar", "日历"),
}
_ITEM = Phrase("item", "条目")
_LIST = Phrase("list", "清单")


def declare_names(names: Names, report: Report) -> list[Declared]:
    """Enter records, enums, parameters, calendars and verbs; return those entered, in order."""
    entered: list[Declared] = []
    for view in names.views:
        for node in view.file.declarations:
            declared: Declared | None = None
            match node:
                case RecordDeclaration():
                    declared = _declare("record", node, view, names, report)
                case EnumDeclaration():
                    declared = _declare("enum", node, view, names, report)
                case ParameterDeclaration():
                    declared = _declare("parameter", node, view, names, report)
                case CalendarDeclaration():
                    declared = _declare("calendar", node, view, names, report)
                case ActionDeclaration():
                    _declare_verbs(node, view, names, report)
                case _:
                    pass
            if declared is not None:
                entered.append(declared)
    return entered


def _declare(
    kind: Kind,
    node: RecordDeclaration | EnumDeclaration | ParameterDeclaration | CalendarDeclaration,
    view: View,
    names: Names,
    report: Report,
) -> Declared | None:
    both = titled(node.names)
    spans = dict(zip(both.spellings, (node.names.first.span, _second_span(node)), strict=False))
    place = view.place(node.names.first.span)
    for spelling, span in spans.items():
        if kind in ("record", "enum") and spelling in type_words():
            report.error(
                "reserved-name",
                view.place(span),
                Phrase(f"{quoted(spelling)} is a built-in type", f"{quoted(spelling)} 是自带的类型"),
                label=Phrase("taken by the language", "已被语言占用"),
                help=(Phrase("choose another name", "请另取名称"),),
            )
            return None
        first = names.declared.get(spelling)
        if first is not None:
            report_duplicate(report, spelling, view.place(span), first.place, _WHAT[first.kind])
            report.damage.lose(both.spellings)
            view.unresolved = view.unresolved or first.view is not view
            return None
    declared = Declared(kind, both, view, place, node)
    names.declared.update(dict.fromkeys(spans, declared))
    return declared


def _second_span(
    node: RecordDeclaration | EnumDeclaration | ParameterDeclaration | CalendarDeclaration,
) -> Span:
    return node.names.first.span if node.names.second is None else node.names.second.span


def _declare_verbs(node: ActionDeclaration, view: View, names: Names, report: Report) -> None:
    for verb in node.verbs:
        both = titled(verb)
        place = view.place(verb.first.span)
        schema = ActionSchema(both, view.policy, place)
        known = [names.actions[spelling] for spelling in both.spellings if spelling in names.actions]
        if known and all(other.names == both for other in known):
            if any(other.policy == view.policy for other in known):
                report_duplicate(report, both.first, place, known[0].place, Phrase("verb", "办理方式"))
            for spelling in both.spellings:
                names.also_declared.setdefault(spelling, []).append(view.policy)
            continue
        if known:
            spelling = next(s for s in both.spellings if s in names.actions)
            report_duplicate(report, spelling, place, known[0].place, Phrase("verb", "办理方式"))
            continue
        names.actions.update(dict.fromkeys(both.spellings, schema))


# --- derived facts --------------------------------------------------------------------------


@frozen(eq=False)
class Deriving:
    """A define or a table, whose record is known, with what it derives."""

    node: DefineDeclaration | TableDeclaration
    view: View
    record: str
    derivations: tuple[Derivation, ...]


def declare_derived(names: Names, report: Report) -> list[Deriving]:
    """Enter what defines and tables derive; return defines and tables in the order written."""
    entered: list[Deriving] = []
    for view in names.views:
        tables: dict[str, Place] = {}
        for node in view.file.declarations:
            if not isinstance(node, DefineDeclaration | TableDeclaration):
                continue
            if isinstance(node, TableDeclaration):
                _declare_table(node, view, tables, report)
            record = find_record(node.record, view, names, report)
            if record is None:
                report.damage.lose(_names_derived(node))
                continue
            first = record.names.first
            derivations = tuple(
                d for d in _derivations(node, first, view) if _enter_derivation(d, names, report)
            )
            entered.append(Deriving(node, view, first, derivations))
    return entered


def _names_derived(node: DefineDeclaration | TableDeclaration) -> list[str]:
    names = [node.names] if isinstance(node, DefineDeclaration) else [column.names for column in node.results]
    return [spelling for both in names if both is not None for spelling in both.spellings]


def _declare_table(node: TableDeclaration, view: View, tables: dict[str, Place], report: Report) -> None:
    for spelling in dict.fromkeys(node.names.spellings):
        place = view.place(node.names.first.span)
        first = tables.setdefault(spelling, place)
        if first is not place:
            report_duplicate(report, spelling, place, first, Phrase("table", "判定表"))


def _derivations(node: DefineDeclaration | TableDeclaration, record: str, view: View) -> list[Derivation]:
    if isinstance(node, DefineDeclaration):
        place = view.place(node.names.first.span)
        return [Derivation(titled(node.names), record, view, place, node, 0, node.each)]
    return [
        Derivation(
            titled(column.names), record, view, view.place(column.names.first.span), node, number, None
        )
        for number, column in enumerate(node.results)
        if column.names is not None
    ]


def _enter_derivation(derivation: Derivation, names: Names, report: Report) -> bool:
    fields, derived = names.fields.get(derivation.record, {}), names.derived.setdefault(derivation.record, {})
    for spelling in dict.fromkeys(derivation.names.spellings):
        if spelling in fields:
            what = Phrase(f"field of `{derivation.record}`", f" `{derivation.record}` 的字段")
            report_duplicate(report, spelling, derivation.place, fields[spelling].place, what)
            return False
        if spelling in derived:
            what = Phrase(f"fact derived for `{derivation.record}`", f" `{derivation.record}` 的定义")
            report_duplicate(report, spelling, derivation.place, derived[spelling].place, what)
            return False
    derived.update(dict.fromkeys(derivation.names.spellings, derivation))
    return True


# --- lists and items ------------------------------------------------------------------------


def declare_lists(names: Names, report: Report) -> list[ListEntry]:
    """Enter lists and items; return the lists in the order written, their records resolved."""
    entered: list[ListEntry] = []
    for view in names.views:
        lists = names.lists[view.policy]
        for node in view.file.declarations:
            if not isinstance(node, ListDeclaration):
                continue
            record = find_record(node.record, view, names, report)
            entry = ListEntry(view, titled(node.names), node, None if record is None else record.names.first)
            entered.append(entry)
            place = view.place(node.names.first.span)
            for spelling in dict.fromkeys(entry.names.spellings):
                first = lists.setdefault(spelling, entry)
                if first is not entry:
                    report_duplicate(report, spelling, place, _list_place(first), _LIST)
            _declare_items(entry, names, report)
    return entered


def _list_place(entry: ListEntry) -> Place:
    return entry.view.place(entry.node.names.first.span)


def _declare_items(entry: ListEntry, names: Names, report: Report) -> None:
    items = names.items[entry.view.policy]
    nodes: list[Item | Otherwise] = list(entry.node.items)
    if entry.node.otherwise is not None:
        nodes.append(entry.node.otherwise)
    for node in nodes:
        if node.names is None:
            both, span = _unnamed(entry, items), node.span
        else:
            both, span = titled(node.names), node.names.first.span
        item = ItemEntry(entry, both, node, entry.view.place(span))
        entry.items.append(item)
        for spelling in dict.fromkeys(both.spellings):
            first = items.setdefault(spelling, item)
            if first is not item:
                report_duplicate(report, spelling, item.place, first.place, _ITEM)


def _unnamed(entry: ListEntry, items: dict[str, ItemEntry]) -> Titled:
    """Return what an `otherwise` without a name is called: after its list."""
    first = f"{entry.names.first}-otherwise"
    while first in items:
        first += "-otherwise"
    second = None if entry.names.second is None else f"{entry.names.second}（除上列外）"
    return Titled(first, second)
