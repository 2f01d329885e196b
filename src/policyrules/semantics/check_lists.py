"""What may each list hold, and is every item of it whole?"""

from __future__ import annotations

from collections.abc import Iterable

from policyrules.diagnostics.diagnostic import Label
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place
from policyrules.frozen import define, field
from policyrules.semantics.check_items import check_item
from policyrules.semantics.check_validity import Days, check_dates, check_within, days_of
from policyrules.semantics.checking import Checking
from policyrules.semantics.names import ItemEntry, ListEntry
from policyrules.semantics.scope import Reads, Scope
from policyrules.semantics.wording import quoted
from policyrules.syntax.ast.clauses import AppliesWhen, Clause, From, Quota, Until
from policyrules.syntax.ast.declarations import ListKind, Modality, Otherwise

_MODALITY_ZH = {
    "must not": "不得",
    "must": "应当",
    "should not": "一般不得",
    "should": "一般应",
    "encourage": "提倡",
    "may": "可以",
}
_KIND_ZH = {"negative list": "负面清单", "positive list": "正面清单", "checklist": "评估清单", "list": "规定"}


@define(eq=False)
class ItemReads:
    """What an item reads: to decide, and to explain."""

    entry: ItemEntry
    deciding: Reads = field(factory=Reads)
    explaining: Reads = field(factory=Reads)


def check_lists(checking: Checking, lists: Iterable[ListEntry]) -> list[ItemReads]:
    """Check every list and item; return what the items read."""
    found: list[ItemReads] = []
    for entry in lists:
        found += _check_list(checking, entry)
    return found


def _check_list(checking: Checking, entry: ListEntry) -> list[ItemReads]:
    node = entry.node
    view = entry.view
    place = view.place(node.names.first.span)
    policy = Days(view.schema.from_, view.schema.until)
    days = days_of(node.clauses)
    check_dates(checking.report, _dates_place(entry, node.clauses, place), days.first, days.last)
    check_within(
        checking.report, _dates_place(entry, node.clauses, place), days, policy, Phrase("policy", "政策")
    )
    shared = Reads()
    scope = _scope(checking, entry, shared, node)
    for clause in node.clauses:
        if isinstance(clause, AppliesWhen):
            checking.condition(clause.condition, scope)
    if not entry.items and not checking.damage.touches(view.place(node.span)):
        checking.report.warning(
            "empty-list",
            place,
            Phrase(
                f"{quoted(entry.names.first)} has no items",
                f"清单 {quoted(entry.names.for_people())} 没有条目",
            ),
            label=Phrase("says nothing", "没有内容"),
        )
    guarded = any(isinstance(clause, AppliesWhen) for clause in node.clauses)
    found: list[ItemReads] = []
    for item in entry.items:
        reads = ItemReads(item)
        reads.deciding.add(shared)
        found.append(reads)
        _check_modality(checking, item)
        _check_item_dates(checking, item, days, policy)
        check_item(
            checking,
            item,
            _scope(checking, entry, reads.deciding, item.node),
            reads.explaining,
            guarded=guarded,
        )
    _check_closing(checking, entry)
    return found


def _scope(checking: Checking, entry: ListEntry, reads: Reads, around: object) -> Scope:
    record = None if entry.record is None else checking.names.records[entry.record]
    return Scope(entry.view, record, reads, each=entry.node.each, silent=record is None, around=around)


# --- dates ----------------------------------------------------------------------------------


def _dates_place(entry: ListEntry, clauses: Iterable[Clause], otherwise: Place) -> Place:
    """Return where the dates among some clauses stand."""
    spans = [clause.span for clause in clauses if isinstance(clause, From | Until)]
    if not spans:
        return otherwise
    span = spans[0]
    for other in spans[1:]:
        span = span.cover(other)
    return entry.view.place(span)


def _check_item_dates(checking: Checking, item: ItemEntry, of_list: Days, policy: Days) -> None:
    days = days_of(item.node.clauses)
    if days == Days():
        return
    place = _dates_place(item.list, item.node.clauses, item.place)
    check_dates(checking.report, place, days.first, days.last)
    check_within(checking.report, place, days, of_list, Phrase("list", "清单"))
    both = days.within(of_list)
    if of_list == Days() or (not both.empty and both.within(policy).empty):
        check_within(checking.report, place, both, policy, Phrase("policy", "政策"))


# --- modalities -----------------------------------------------------------------------------


def _check_modality(checking: Checking, item: ItemEntry) -> None:
    node, kind = item.node, item.list.node.kind
    modality = node.modality
    if isinstance(node, Otherwise):
        _check_otherwise(checking, item, kind)
        return
    if _allowed(kind, modality, has_quota=any(isinstance(clause, Quota) for clause in node.clauses)):
        return
    helps = _instead(kind, modality)
    checking.report.error(
        "modality-in-list",
        item.place,
        Phrase(
            f"a {kind} does not hold `{modality}`",
            f"{_KIND_ZH[kind]}中不能写 `{_MODALITY_ZH[modality]}` 条目",
        ),
        label=Phrase(f"`{modality}` in a {kind}", f"{_KIND_ZH[kind]}中的 `{_MODALITY_ZH[modality]}`"),
        labels=(
            Label(item.list.view.place(item.list.node.names.first.span), Phrase(f"a {kind}", _KIND_ZH[kind])),
        ),
        help=helps,
    )


def _allowed(kind: ListKind, modality: Modality, *, has_quota: bool) -> bool:
    match kind:
        case "negative list":
            return modality in ("must not", "should not") or (modality in ("must", "should") and has_quota)
        case "positive list":
            return modality == "may"
        case "checklist":
            return modality != "may"
        case "list":
            return True


def _instead(kind: ListKind, modality: Modality) -> tuple[Phrase, ...]:
    plain = Phrase("or make it a plain `list`, which holds any", "或改用 `规定`，其中可写任何条目")
    match kind:
        case "negative list" if modality in ("must", "should"):
            return (
                Phrase(
                    f"say it as `{modality} not … when …`; only a quota (`at most`) may stand here as `{modality}`",
                    f"请改写为 `{_MODALITY_ZH[modality + ' not']} … 凡 … 的`；负面清单中只有限额（`不得超过`）可写 `{_MODALITY_ZH[modality]}`",
                ),
                plain,
            )
        case "negative list":
            return (
                Phrase(
                    "a negative list holds `must not` and `should not`", "负面清单只写 `不得`、`一般不得`"
                ),
                plain,
            )
        case "positive list":
            return (
                Phrase(
                    "a positive list holds `may`, and ends, if it is closed, with `otherwise must not`",
                    "正面清单只写 `可以`，需要封闭的在末尾写 `除上列外 不得`",
                ),
                plain,
            )
        case _:
            return (Phrase("put what is allowed into a `positive list`", "允许事项请写入 `正面清单`"), plain)


def _check_otherwise(checking: Checking, item: ItemEntry, kind: ListKind) -> None:
    if kind != "positive list":
        checking.report.error(
            "otherwise-in-list",
            item.place,
            Phrase(
                f"only a positive list can be closed, and this is a {kind}",
                f"只有正面清单可以封闭，此处是{_KIND_ZH[kind]}",
            ),
            label=Phrase("everything else?", "“除上列外”"),
            help=(Phrase("make it a `positive list`", "请改用 `正面清单`"),),
        )
    elif item.node.modality not in ("must not", "should not"):
        checking.report.error(
            "otherwise-in-list",
            item.place,
            Phrase(
                f"after `otherwise` stands `must not` or `should not`, not `{item.node.modality}`",
                f"`除上列外` 后只能写 `不得` 或 `一般不得`，不能写 `{_MODALITY_ZH[item.node.modality]}`",
            ),
            label=Phrase("closes the list", "封闭清单"),
            help=(Phrase("write `otherwise must not`", "请写 `除上列外 不得`"),),
        )


def _check_closing(checking: Checking, entry: ListEntry) -> None:
    """Warn of a closed list that allows nothing."""
    closing = [item for item in entry.items if isinstance(item.node, Otherwise)]
    if not closing or entry.node.kind != "positive list" or len(entry.items) > 1:
        return
    if checking.damage.touches(entry.view.place(entry.node.span)):
        return
    checking.report.warning(
        "empty-list",
        closing[0].place,
        Phrase("this list allows nothing, so everything is refused", "此清单没有允许事项，一切均被禁止"),
        label=Phrase("refuses everything", "全部禁止"),
        help=(Phrase("add what is allowed: `may … { when … }`", "请写出允许事项：`可以 … { 凡 … 的 }`"),),
    )
