"""Can what follows be done: does the verb exist, is WHO a text, is the time a length of time?"""

from __future__ import annotations

from itertools import chain
from typing import assert_never

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.check_heads import head_of
from policyrules.semantics.check_numbers import report_ratio
from policyrules.semantics.check_types import report_unseen
from policyrules.semantics.checking import Checking
from policyrules.semantics.no_calendar import value_type
from policyrules.semantics.respelling import respelt
from policyrules.semantics.scope import Scope
from policyrules.semantics.spellings import BUILTIN_VERBS
from policyrules.semantics.types import (
    DurationType,
    EnumType,
    ErrorType,
    NoneType,
    RatioType,
    RefType,
    TextType,
    required,
)
from policyrules.semantics.wording import did_you_mean, kind_of, quoted, written
from policyrules.syntax.ast.clauses import (
    ActionPhrase,
    DeclaredAction,
    Order,
    ReferTo,
    ReturnTo,
    RouteTo,
)
from policyrules.syntax.ast.expressions import Expression
from policyrules.syntax.ast.names import Name
from policyrules.syntax.from_tree.actions import REFERRALS
from policyrules.syntax.keywords import keywords


def check_action(checking: Checking, node: ActionPhrase, scope: Scope) -> None:
    """Check one action."""
    match node:
        case ReferTo(who=who) | RouteTo(who=who):
            check_who(checking, who, scope)
        case ReturnTo(who=who):
            if who is not None:
                check_who(checking, who, scope)
        case Order(who=who, what=what):
            check_who(checking, who, scope)
            checking.value_of(what, scope, TextType())
        case DeclaredAction(about=about):
            check_verb(checking, node.verb, scope, about=node.about)
            if about is not None and not checking.damage.touches(scope.at(node.verb.span)):
                _check_about(checking, about, scope)
        case _:
            assert_never(node)
    if node.within is not None:
        checking.value_of(node.within, scope, DurationType())


def check_who(checking: Checking, node: Expression, scope: Scope) -> None:
    """Check a person or office: a text, or what prints as one."""
    type_ = checking.type_of(node, scope, TextType())
    if isinstance(required(type_), TextType | EnumType | RefType | ErrorType):
        return
    is_ = kind_of(type_)
    words = written(scope.place(node))
    checking.report.error(
        "type-mismatch",
        scope.place(node),
        Phrase(
            f"{words} is {is_.en}, not the name of an office or a person",
            f"{words} 是{is_.zh}，不是单位或人员的名称",
        ),
        label=Phrase("whom?", "向谁？"),
        help=(
            Phrase(
                'write a name in quotes, `"the General Office"`, or a field that holds one',
                "请写引号中的名称，如 `“办公室”`，或写明其名称的字段",
            ),
        ),
    )


def _check_about(checking: Checking, node: Expression, scope: Scope) -> None:
    type_ = required(value_type(checking, node, scope, TextType()))
    if isinstance(type_, RatioType):
        report_ratio(checking, node, scope)
    elif isinstance(type_, NoneType):
        checking.mismatch(node, scope, type_, TextType())


def check_verb(checking: Checking, verb: Name, scope: Scope, *, about: Expression | None = None) -> None:
    """Check a verb of an office's own: it must be declared."""
    action = checking.names.actions.get(verb.text)
    if action is not None:
        if scope.view.sees(action.policy) or _declared_here(checking, verb.text, scope):
            scope.reads.actions.add(action.names.first)
            return
        report_unseen(verb, action.policy, scope.view, checking.report)
        return
    if scope.view.unresolved or checking.damage.may_declare(verb.text):
        return
    if checking.damage.touches(scope.at(verb.span)):  # that it is no verb has been said
        return
    near = checking.report.near(verb.text, chain(checking.names.actions, BUILTIN_VERBS))
    checking.report.error(
        "unknown-action",
        scope.at(verb.span),
        Phrase(f"no action is called {quoted(verb.text)}", f"没有名为 {quoted(verb.text)} 的办理方式"),
        label=Phrase("not a verb of `then`", "不是办理方式"),
        help=did_you_mean(near) or _instead_of_verb(checking, verb.text, about, scope),
        edits=respelt(scope.at(verb.span), near),
    )


def _instead_of_verb(
    checking: Checking, word: str, about: Expression | None, scope: Scope
) -> tuple[Phrase, ...]:
    """Return what may be meant by a word that is no verb: to whom, or what for; at last a verb to declare."""
    declare = Phrase(f"declare it: `action {word}`", f"请先声明：`办理方式 {word}`")
    who = '"the office"', "“办公室”"
    if about is not None:
        who = (scope.place(about).text,) * 2
    for terminal in REFERRALS:
        en, zh = keywords().spelling(terminal, "en"), keywords().spelling(terminal, "zh")
        if word in (en, zh):
            return (Phrase(f"write `refer to {who[0]} for {en}`", f"请写 `报 {who[1]} {zh}`"),)
    head = head_of(checking, word, scope)
    if head is None or not isinstance(required(head.type), TextType | EnumType | RefType):
        return (declare,)
    return (
        Phrase(
            f"to pass it on write `route to {word}`; a verb of your own is declared first, `action {word}`",
            f"如果是转给它办理，请写 `转 {word}`；如果是自定的办理方式，请先声明 `办理方式 {word}`",
        ),
    )


def _declared_here(checking: Checking, spelling: str, scope: Scope) -> bool:
    """Return whether another file seen from here declares the same verb again."""
    return any(
        policy == scope.view.policy or policy in scope.view.uses
        for policy in checking.names.also_declared.get(spelling, ())
    )
