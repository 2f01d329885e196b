"""What is declared and never read?

Only what is surely useless in this set is said: a shared vocabulary is not blamed for what other sets
may need.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from policyrules.diagnostics.diagnostic import Diagnostic, Label
from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import evolve
from policyrules.semantics.check_derived import Derived
from policyrules.semantics.checking import Checking
from policyrules.semantics.names import Declared, ListEntry, Names
from policyrules.semantics.report import Report
from policyrules.semantics.respelling import without_line
from policyrules.semantics.scope import Reads
from policyrules.semantics.wording import quoted, series


def warn_of_unread(
    checking: Checking,
    declared: Sequence[Declared],
    derived: Derived,
    lists: Sequence[ListEntry],
    reads: Reads,
    *,
    expected: Reads,
) -> None:
    """Warn of what is never read.

    `reads` is what everything but tests reads, `expected` what tests expect values of.
    """
    with_rules = {id(entry.view) for entry in lists}
    _warn_of_unread_fields(checking, declared, lists, reads)
    _warn_of_unread_declarations(checking, declared, with_rules, reads)
    _warn_of_unread_facts(checking, derived, reads, expected)
    _warn_of_unused_verbs(checking, with_rules, reads)
    _warn_of_unused_uses(checking)


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


def gather_unread_fields(report: Report, names: Names) -> None:
    """Say of several fields of one record at once that they are never read: they are one thing to look at."""
    found = {each.place: each for each in report.diagnostics if each.code == "unused-field"}
    gathered: dict[int, Diagnostic | None] = {}
    for schema in names.records.values():
        unread = [field for field in schema.fields if field.place in found]
        if len(unread) < _SEVERAL:
            continue
        first, *others = (found[field.place] for field in unread)
        names_en = series(field.names.first for field in unread)
        names_zh = series(field.names.for_people() for field in unread)
        gathered[id(first)] = evolve(
            first,
            message=Phrase(
                f"no rule reads {names_en.en} of `{schema.names.first}`",
                f"没有规则用到 `{schema.names.for_people()}` 的字段 {names_zh.zh}",
            ),
            labels=tuple(Label(each.place, first.label) for each in others[:_SHOWN]),
            help=(
                Phrase(
                    "leave them out, or write the rules that need them",
                    "请删去这些字段，或写出用到它们的规则",
                ),
            ),
        )
        gathered.update((id(each), None) for each in others)
    report.diagnostics[:] = [
        kept for each in report.diagnostics if (kept := gathered.get(id(each), each)) is not None
    ]


_SEVERAL: Final = 2
_SHOWN: Final = 7


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
                edits=without_line(view.place(span)),
            )
