"""What is declared and never read, and which names mislead?

Nothing here is wrong. Only what is surely useless in this set is said: a shared vocabulary is not
blamed for what other sets may need, and a set without rules is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policyrules.diagnostics.diagnostic import Label
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place
from policyrules.semantics.check_derived import Derived
from policyrules.semantics.checking import Checking
from policyrules.semantics.names import Declared, ItemEntry, ListEntry, View
from policyrules.semantics.scope import Reads
from policyrules.semantics.wording import quoted
from policyrules.syntax.ast.declarations import ListDeclaration


def lint(
    checking: Checking,
    declared: Iterable[Declared],
    derived: Derived,
    lists: Sequence[ListEntry],
    reads: Reads,
    *,
    expected: Reads,
) -> None:
    """Warn of what is never read and of names that mislead.

    `reads` is what everything but tests reads, `expected` what tests expect values of.
    """
    _warn_of_same_names(checking, lists)
    declared = list(declared)
    _warn_of_hidden_names(checking, declared)
    if checking.damage or checking.report.has_errors or not any(entry.items for entry in lists):
        return  # what is not read may be what was misspelt
    with_rules = {id(entry.view) for entry in lists}
    _warn_of_unread_fields(checking, declared, lists, reads)
    _warn_of_unread_declarations(checking, declared, with_rules, reads)
    _warn_of_unread_facts(checking, derived, reads, expected)
    _warn_of_unused_verbs(checking, with_rules, reads)
    _warn_of_unused_uses(checking)


# --- never read -----------------------------------------------------------------------------


def _warn_of_unread_fields(
    checking: Checking, declared: Iterable[Declared], lists: Sequence[ListEntry], reads: Reads
) -> None:
    ruled = {entry.record for entry in lists if entry.items}
    for entry in declared:
        if entry.kind != "record" or entry.names.first not in ruled:
            continue
        schema = checking.names.records[entry.names.first]
        for field in schema.fields:
            first = field.names.first
            if field.key or first == schema.dated or field.question is not None or field.asked_of is not None:
                continue
            if (schema.names.first, first) in reads.fields:
                continue
            checking.report.warning(
                "unused-field",
                field.place,
                Phrase(
                    f"no rule reads {quoted(first)} of `{schema.names.first}`",
                    f"没有规则用到 `{schema.names.for_people()}` 的字段 {quoted(field.names.for_people())}",
                ),
                label=Phrase("never read", "未被用到"),
                help=(
                    Phrase(
                        "leave it out, or write the rule that needs it", "请删去该字段，或写出用到它的规则"
                    ),
                ),
            )


def _warn_of_unread_declarations(
    checking: Checking, declared: Iterable[Declared], with_rules: set[int], reads: Reads
) -> None:
    hidden = {found.place for found in checking.report.diagnostics if found.code == "shadowed-name"}
    for entry in declared:
        first = entry.names.first
        if entry.kind == "parameter" and first not in reads.parameters and entry.place not in hidden:
            checking.report.warning(
                "unused-parameter",
                entry.place,
                Phrase(
                    f"no rule reads the parameter {quoted(first)}",
                    f"没有规则用到参数 {quoted(entry.names.for_people())}",
                ),
                label=Phrase("never read", "未被用到"),
                help=(
                    Phrase(
                        "leave it out, or write the rule that needs it", "请删去该参数，或写出用到它的规则"
                    ),
                ),
            )
        elif entry.kind == "calendar" and first not in reads.calendars and id(entry.view) in with_rules:
            checking.report.warning(
                "unused-calendar",
                entry.place,
                Phrase(
                    f"no rule asks the calendar {quoted(first)}",
                    f"没有规则用到日历 {quoted(entry.names.for_people())}",
                ),
                label=Phrase("never asked", "未被用到"),
                help=(Phrase(f"ask it: `… in {first}`", f"请用于条件：`… 在 {entry.names.for_people()}`"),),
            )


def _warn_of_unread_facts(checking: Checking, derived: Derived, reads: Reads, expected: Reads) -> None:
    for unit in derived.units:
        for derivation in unit.deriving.derivations:
            if derivation.key in reads.derived or derivation.key in expected.derived:
                continue
            first, people = derivation.names.first, derivation.names.for_people()
            checking.report.warning(
                "unused-definition",
                derivation.place,
                Phrase(f"no rule reads {quoted(first)}", f"没有规则用到 {quoted(people)}"),
                label=Phrase("never read", "未被用到"),
                help=(
                    Phrase(
                        "leave it out, or write the rule that needs it", "请删去该定义，或写出用到它的规则"
                    ),
                ),
            )


def _warn_of_unused_verbs(checking: Checking, with_rules: set[int], reads: Reads) -> None:
    owners = {view.policy: id(view) for view in checking.names.views}
    for schema in {id(action): action for action in checking.names.actions.values()}.values():
        if schema.names.first in reads.actions or owners.get(schema.policy) not in with_rules:
            continue
        checking.report.warning(
            "unused-action",
            schema.place,
            Phrase(
                f"no `then` uses {quoted(schema.names.first)}",
                f"没有条目用到办理方式 {quoted(schema.names.for_people())}",
            ),
            label=Phrase("never used", "未被用到"),
            help=(
                Phrase(
                    f"use it: `then {schema.names.first} …`", f"请使用：`则 {schema.names.for_people()} …`"
                ),
            ),
        )


def _warn_of_unused_uses(checking: Checking) -> None:
    for view in checking.names.views:
        for policy, span in view.uses.items():
            if policy in view.used or policy == view.policy:
                continue
            checking.report.warning(
                "unused-use",
                view.place(span),
                Phrase(
                    f"nothing here comes from {quoted(policy)}", f"本文件没有用到 {quoted(policy)} 的内容"
                ),
                label=Phrase("not needed", "不需要"),
                help=(Phrase("leave this line out", "请删去此行"),),
            )


# --- names that mislead ---------------------------------------------------------------------


def _warn_of_hidden_names(checking: Checking, declared: Sequence[Declared]) -> None:
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


def _warn_of_same_names(checking: Checking, lists: Iterable[ListEntry]) -> None:
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
