"""Is an item a whole sentence: a condition, the test its modality asks for, and what follows?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, assert_never

from policyrules.diagnostics.diagnostic import Label
from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.check_actions import check_action, check_who
from policyrules.semantics.check_deadlines import check_deadline
from policyrules.semantics.check_expressions import check_template
from policyrules.semantics.check_matches import check_match
from policyrules.semantics.check_quotas import check_quota, check_warn
from policyrules.semantics.check_references import resolve_item, same_record
from policyrules.semantics.check_stages import check_stage
from policyrules.semantics.checking import Checking
from policyrules.semantics.names import ItemEntry
from policyrules.semantics.scope import Reads, Scope, Variable
from policyrules.semantics.types import TextType
from policyrules.semantics.wording import quoted
from policyrules.syntax.ast.clauses import (
    AppliesWhen,
    Because,
    Cite,
    Clause,
    Deadline,
    Ensure,
    From,
    IfUnknown,
    Match,
    Overrides,
    Quota,
    ReferTo,
    Remedy,
    ReturnTo,
    Then,
    Unless,
    Until,
    Warn,
    When,
    Without,
)
from policyrules.syntax.ast.declarations import Otherwise
from policyrules.syntax.ast.expressions import And, Expression, Quantified

_NEEDS_TEST = ("must", "should", "encourage")
_SITUATIONS: Final = (When, AppliesWhen)
_TESTS: Final = (Ensure, Quota, Deadline, Match)
_CONDITIONS: Final = (*_SITUATIONS, Unless, Without, *_TESTS)


def check_item(
    checking: Checking, item: ItemEntry, scope: Scope, explaining: Reads, *, guarded: bool
) -> None:
    """Check one item.

    `explaining` takes what only its explanation and actions read; `guarded` says that its list has
    an `applies when`.
    """
    clauses = item.node.clauses
    _check_tests(checking, item, clauses)
    _check_unconditional(checking, item, clauses, guarded=guarded)
    for clause in clauses:
        if isinstance(clause, _SITUATIONS):
            checking.condition(clause.condition, scope)
    witnesses = _witnesses(checking, clauses, scope)
    afterwards = scope.binding(*witnesses).noting(explaining)
    for clause in clauses:
        _check_clause(checking, item, clause, scope, afterwards)


def _check_clause(
    checking: Checking, item: ItemEntry, clause: Clause, scope: Scope, afterwards: Scope
) -> None:
    match clause:
        case When() | AppliesWhen() | Cite() | From() | Until() | IfUnknown():
            pass
        case Unless(condition=condition) | Ensure(condition=condition):
            checking.condition(condition, scope)
        case Without():
            check_who(checking, clause.who, scope.noting(afterwards.reads))
            checking.condition(clause.fact, scope)
            if item.node.modality == "may":
                _refers_on_may(checking, clause, scope)
        case Quota():
            check_quota(checking, clause, scope)
        case Warn():
            check_warn(checking, clause, item.node.clauses, scope)
        case Deadline():
            check_deadline(checking, clause, scope)
        case Match():
            check_match(checking, clause, scope)
        case Then():
            _check_then(checking, item, clause, afterwards)
        case Because(text=text) | Remedy(text=text):
            check_template(checking, text, afterwards)
            checking.tables.types[id(text)] = TextType()
        case Overrides():
            _check_overrides(checking, item, clause, scope)
        case _:
            assert_never(clause)


# --- the test -------------------------------------------------------------------------------


def _check_tests(checking: Checking, item: ItemEntry, clauses: Sequence[Clause]) -> None:
    node = item.node
    tests = [clause for clause in clauses if isinstance(clause, _TESTS)]
    view = item.list.view
    if node.modality not in _NEEDS_TEST or isinstance(node, Otherwise):
        if tests:
            word = node.word or node.modality
            checking.report.error(
                "test-not-allowed",
                view.place(tests[0].span),
                Phrase(
                    f"`{word}` is {'matched' if node.modality == 'may' else 'broken'} by its `when`; "
                    "it takes no test",
                    f"`{word}` 条目以 `凡` 的条件为准，不另写要求",
                ),
                label=Phrase("a test", "要求"),
                labels=(Label(item.place, Phrase.same(f"`{word}`")),),
                help=_without_test(node.modality),
            )
        return
    if not tests:
        if not checking.damage.touches(view.place(node.span)):
            _missing_test(checking, item)
        return
    others = [test for test in tests if not isinstance(test, Ensure)]
    if len(tests) > 1 and others:
        second = next(
            test for test in tests if test is not tests[0] and (test in others or tests[0] in others)
        )
        checking.report.error(
            "several-tests",
            view.place(second.span),
            Phrase(
                f"{quoted(item.names.first)} has a second test, and it could not be told which one failed",
                f"{quoted(item.names.for_people())} 有两项要求，无法说明是哪一项不符合",
            ),
            label=Phrase("a second test", "第二项要求"),
            labels=(Label(view.place(tests[0].span), Phrase("the first test", "第一项要求")),),
            help=(
                Phrase(
                    "make them two items; only `ensure` may be repeated", "请分为两条；只有 `须` 可以重复"
                ),
            ),
        )


def _without_test(modality: str) -> tuple[Phrase, ...]:
    if modality == "may":
        return (Phrase("say in `when` what is allowed", "请在 `凡` 中写明允许什么"),)
    positive = modality.removesuffix(" not")
    zh = "应当" if positive == "must" else "一般应"
    return (
        Phrase(
            f"say in `when` what is refused, or write `{positive}`",
            f"请在 `凡` 中写明不得如何，或改写为 `{zh}`",
        ),
    )


def _missing_test(checking: Checking, item: ItemEntry) -> None:
    node = item.node
    has_when = any(isinstance(clause, When) for clause in node.clauses)
    word = node.word or node.modality
    checking.report.error(
        "missing-test",
        item.place,
        Phrase(
            f"`{word}` needs a test: what is it that {node.modality} hold?"
            if node.modality != "encourage"
            else f"`{word}` needs a test: what is encouraged?",
            f"`{word}` 条目须写明要求：{'提倡' if node.modality == 'encourage' else '应当'}做到什么？",
        ),
        label=Phrase("no test", "没有写明要求"),
        help=(
            Phrase(
                "add `ensure …`" + (", or write `must not` if `when` is what is refused" if has_when else ""),
                "请加上 `须 …`" + ("；若 `凡` 写的是不得有的情形，请改写为 `不得`" if has_when else ""),
            ),
        ),
    )


def _check_unconditional(
    checking: Checking, item: ItemEntry, clauses: Sequence[Clause], *, guarded: bool
) -> None:
    """Warn of a prohibition that always holds."""
    node = item.node
    if guarded or isinstance(node, Otherwise) or node.modality not in ("must not", "should not", "may"):
        return
    if any(isinstance(c, _CONDITIONS) for c in clauses):
        return
    if checking.damage.touches(item.list.view.place(node.span)):
        return
    always = (
        Phrase("always allowed", "一律允许")
        if node.modality == "may"
        else Phrase("always broken", "一律违反")
    )
    checking.report.warning(
        "unconditional-item",
        item.place,
        Phrase(
            f"{quoted(item.names.first)} has no condition, so it is {always.en}",
            f"{quoted(item.names.for_people())} 没有条件，因此{always.zh}",
        ),
        label=always,
        help=(
            Phrase("say when: `when …`", "请写明条件：`凡 … 的`"),
            Phrase(
                'if it is meant to hold always, write `@allow("unconditional-item", "no exception")` before it',
                '如果本来就是一律如此，请在条目之前写 `@不提示("unconditional-item", "一律如此")`',
            ),
        ),
    )


# --- what follows ---------------------------------------------------------------------------


def _check_then(checking: Checking, item: ItemEntry, clause: Then, scope: Scope) -> None:
    for action, stage in clause.actions:
        check_action(checking, action, scope)
        if item.node.modality == "may" and isinstance(action, ReferTo | ReturnTo):
            _refers_on_may(checking, action, scope)
        if stage is not None:
            check_stage(checking, stage, item.node.clauses, scope)


def _refers_on_may(checking: Checking, node: ReferTo | ReturnTo | Without, scope: Scope) -> None:
    checking.report.error(
        "refer-on-may",
        scope.place(node),
        Phrase(
            "a permission refers and returns nothing: its effect stays permit",
            "`可以` 条目的结论始终是允许，不能报请或退回",
        ),
        label=Phrase("not on `may`", "不能用于 `可以`"),
        help=(
            Phrase(
                "put it on an item that forbids or asks for something; a permission can `route to` or name a verb",
                "请写在 `不得`、`应当` 等条目上；`可以` 条目只能写 `转 …` 或声明的办理方式",
            ),
        ),
    )


def _check_overrides(checking: Checking, item: ItemEntry, clause: Overrides, scope: Scope) -> None:
    seen: set[tuple[str, str]] = set()
    for ref in clause.items:
        beaten = resolve_item(checking, ref, scope)
        if beaten is None or not same_record(checking, ref, beaten, scope):
            continue
        if beaten.key in seen:
            checking.report.warning(
                "duplicate-override",
                scope.place(ref),
                Phrase(
                    f"{quoted(ref.item.text)} is overridden already", f"已写明优先于 {quoted(ref.item.text)}"
                ),
                label=Phrase("again", "重复"),
                help=(Phrase("leave it out", "请删去"),),
            )
        seen.add(beaten.key)
        checking.overrides.setdefault(item.key, {}).setdefault(beaten.key, scope.place(ref))


# --- witnesses ------------------------------------------------------------------------------


def _witnesses(checking: Checking, clauses: Sequence[Clause], scope: Scope) -> list[Variable]:
    """Return the variables that `when` names for the explanation: those of `some` it cannot hold without."""
    found: dict[str, Variable] = {}
    for clause in clauses:
        if not isinstance(clause, When):
            continue
        for part in conjuncts(clause.condition):
            if not isinstance(part, Quantified) or part.quantifier != "some":
                continue
            bound = checking.variables.get(id(part.binder))
            if bound is None:
                continue
            first = found.setdefault(bound.name, bound)
            if first is bound:
                continue
            checking.report.error(
                "duplicate-variable",
                scope.place(part.binder.variable),
                Phrase(
                    f"{quoted(bound.name)} names two entries for the reason and what follows",
                    f"{quoted(bound.name)} 在认定理由和办理事项中指代两项",
                ),
                label=Phrase("named again", "重复命名"),
                labels=(Label(first.place, Phrase("first named here", "首次命名于此")),),
                help=(Phrase("give one of them another name", "请将其中一个改名"),),
            )
    return list(found.values())


def conjuncts(condition: Expression) -> list[Expression]:
    """Return what must all hold for a condition to hold, through `and` and brackets."""
    found: list[Expression] = []
    waiting = [condition]
    while waiting:
        node = waiting.pop()
        if isinstance(node, And):
            waiting.extend(reversed(node.operands))
        else:
            found.append(node)
    return found
