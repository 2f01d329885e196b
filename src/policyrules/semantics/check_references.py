"""Which item or list is meant, and can this be asked of it?"""

from __future__ import annotations

from collections.abc import Iterable

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.checked import ItemMeaning, ListMeaning
from policyrules.semantics.checking import Checking
from policyrules.semantics.names import ItemEntry, ListEntry, View
from policyrules.semantics.respelling import respelt
from policyrules.semantics.scope import Scope
from policyrules.semantics.wording import did_you_mean, listed, quoted
from policyrules.syntax.ast.clauses import Deadline
from policyrules.syntax.ast.expressions import Complies, ItemState
from policyrules.syntax.ast.names import ItemRef


def item_state(checking: Checking, node: ItemState, scope: Scope) -> None:
    """Check `broken(ITEM)` and `overdue(ITEM)`."""
    entry = resolve_item(checking, node.item, scope)
    if entry is None:
        return
    scope.reads.items.setdefault(entry.key, scope.place(node))
    if not same_record(checking, node.item, entry, scope):
        return
    if node.state == "broken" and entry.node.modality == "may":
        checking.report.error(
            "not-breakable",
            scope.place(node.item),
            Phrase(
                f"{quoted(node.item.item.text)} allows something; it cannot be broken",
                f"{quoted(node.item.item.text)} 是允许事项，谈不上违反",
            ),
            label=Phrase("a permission", "允许事项"),
            help=(Phrase("ask what it asks, its `when`", "请直接写出其 `凡` 的条件"),),
        )
    if node.state == "overdue" and not any(isinstance(clause, Deadline) for clause in entry.node.clauses):
        no_deadline(checking, node.item, scope)


def no_deadline(checking: Checking, ref: ItemRef, scope: Scope) -> None:
    """Report that an item without a deadline is asked whether it is overdue."""
    checking.report.error(
        "no-deadline",
        scope.place(ref),
        Phrase(f"{quoted(ref.item.text)} has no deadline", f"{quoted(ref.item.text)} 没有时限"),
        label=Phrase("cannot be overdue", "谈不上逾期"),
        help=(Phrase("name an item with a `deadline` clause", "请写有 `时限` 的条目"),),
    )


def complies(checking: Checking, node: Complies, scope: Scope) -> None:
    """Check `complies with LIST`."""
    entry = _resolve_list(checking, node.list, scope)
    if entry is None:
        return
    scope.reads.lists.setdefault((entry.view.policy, entry.names.first), scope.place(node))
    if not (entry.record is None or scope.record is None or entry.record == scope.record.names.first):
        _other_record(checking, node.list, entry.record, scope)
    elif entry.node.each != scope.each:
        _other_period(checking, node.list, scope)


def same_record(checking: Checking, ref: ItemRef, entry: ItemEntry, scope: Scope) -> bool:
    """Return whether an item is about the record at hand, reporting it when not."""
    if entry.list.record is None or scope.record is None:
        return True
    if entry.list.record != scope.record.names.first:
        _other_record(checking, ref, entry.list.record, scope)
        return False
    if entry.list.node.each != scope.each:
        _other_period(checking, ref, scope)
        return False
    return True


def _other_record(checking: Checking, ref: ItemRef, record: str, scope: Scope) -> None:
    assert scope.record is not None
    mine = scope.record.names
    checking.report.error(
        "other-record",
        scope.place(ref),
        Phrase(
            f"{quoted(ref.item.text)} is about `{record}`, and this is about `{mine.first}`",
            f"{quoted(ref.item.text)} 适用于 `{record}`，此处适用于 `{mine.for_people()}`",
        ),
        label=Phrase("about another record", "适用于其他记录"),
        help=(
            Phrase(
                f"name one that is about `{mine.first}`", f"请写适用于 `{mine.for_people()}` 的条目或清单"
            ),
        ),
    )


def _other_period(checking: Checking, ref: ItemRef, scope: Scope) -> None:
    checking.report.error(
        "no-period",
        scope.place(ref),
        Phrase(
            f"{quoted(ref.item.text)} is asked of other periods than this",
            f"{quoted(ref.item.text)} 的适用周期与此处不同",
        ),
        label=Phrase("of which period?", "哪一期？"),
        help=(Phrase("name one of a list with the same `each …`", "请写周期相同的清单中的条目"),),
    )


# --- resolving ------------------------------------------------------------------------------


def resolve_item(checking: Checking, ref: ItemRef, scope: Scope) -> ItemEntry | None:
    """Return the item a reference names, writing it down; None after reporting that there is none."""
    view = _policy(checking, ref, scope)
    if view is None:
        return None
    entry = checking.names.items[view.policy].get(ref.item.text)
    if entry is None:
        _unknown_item(checking, ref, view, scope)
        return None
    policy, item = entry.key
    checking.meaning(ref, ItemMeaning(policy, entry.list.names.first, item))
    return entry


def _resolve_list(checking: Checking, ref: ItemRef, scope: Scope) -> ListEntry | None:
    view = _policy(checking, ref, scope)
    if view is None:
        return None
    entry = checking.names.lists[view.policy].get(ref.item.text)
    if entry is None:
        _unknown_list(checking, ref, view, scope)
        return None
    checking.meaning(ref, ListMeaning(view.policy, entry.names.first))
    return entry


def _policy(checking: Checking, ref: ItemRef, scope: Scope) -> View | None:
    """Return the policy a reference looks in: the one it names, else its own."""
    if ref.policy is None:
        return scope.view
    view = checking.names.policies.get(ref.policy.text)
    if view is not None:
        scope.view.sees(view.policy)
        return view
    if scope.view.unresolved or checking.damage.may_declare(ref.policy.text):
        return None
    near = checking.report.near(ref.policy.text, checking.names.policies)
    checking.report.error(
        "unknown-policy",
        scope.at(ref.policy.span),
        Phrase(
            f"no policy is called {quoted(ref.policy.text)}", f"没有名为 {quoted(ref.policy.text)} 的政策"
        ),
        label=Phrase("not one of the files loaded", "不在已载入的文件中"),
        help=did_you_mean(near)
        or (
            Phrase(
                f"an item of this policy is written plainly: `{ref.item.text}`",
                f"本政策的条目直接写编号：`{ref.item.text}`",
            ),
        ),
        edits=respelt(scope.at(ref.policy.span), near),
    )
    return None


def _unknown_item(checking: Checking, ref: ItemRef, view: View, scope: Scope) -> None:
    name = ref.item.text
    if checking.damage.may_declare(name):
        return
    names = checking.names
    entries = names.items[view.policy]
    near = checking.report.near(name, entries)
    helps: tuple[Phrase, ...] = did_you_mean(near)
    if name in names.lists[view.policy]:
        helps = (Phrase(f"it is a list: `complies with {name}`", f"它是清单：请写 `符合 {name}`"),)
    elif not helps:
        helps = _elsewhere((other.policy for other in names.views if name in names.items[other.policy]), name)
    where = (
        Phrase("here", "本政策")
        if view is scope.view
        else Phrase(f"in `{view.policy}`", f"`{view.policy}` 中")
    )
    checking.report.error(
        "unknown-item",
        scope.at(ref.item.span),
        Phrase(f"no item {where.en} is called {quoted(name)}", f"{where.zh}没有名为 {quoted(name)} 的条目"),
        label=Phrase("not an item", "不是条目"),
        help=helps,
        edits=respelt(scope.at(ref.item.span), near),
    )


def _unknown_list(checking: Checking, ref: ItemRef, view: View, scope: Scope) -> None:
    name = ref.item.text
    if checking.damage.may_declare(name):
        return
    names = checking.names
    near = checking.report.near(name, names.lists[view.policy])
    helps: tuple[Phrase, ...] = did_you_mean(near)
    if name in names.items[view.policy]:
        helps = (Phrase(f"it is an item: `not broken({name})`", f"它是条目：请写 `未 违反（{name}）`"),)
    elif not helps:
        helps = _elsewhere((other.policy for other in names.views if name in names.lists[other.policy]), name)
    where = (
        Phrase("here", "本政策")
        if view is scope.view
        else Phrase(f"in `{view.policy}`", f"`{view.policy}` 中")
    )
    checking.report.error(
        "unknown-list",
        scope.at(ref.item.span),
        Phrase(f"no list {where.en} is called {quoted(name)}", f"{where.zh}没有名为 {quoted(name)} 的清单"),
        label=Phrase("not a list", "不是清单"),
        help=helps,
        edits=respelt(scope.at(ref.item.span), near),
    )


def _elsewhere(policies: Iterable[str], name: str) -> tuple[Phrase, ...]:
    found = listed([f"{policy}.{name}" for policy in policies])
    if not found.en:
        return ()
    return (Phrase(f"write it with its policy: {found.en}", f"请连同政策名称写：{found.zh}"),)
