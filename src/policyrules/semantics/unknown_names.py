"""What is an author told about a name that means nothing where it stands?

Only asked once something is wrong, so that looking everywhere costs nothing otherwise.
"""

from __future__ import annotations

from itertools import chain

from policyrules.diagnostics.diagnostic import Label
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.semantics.check_types import report_unseen
from policyrules.semantics.checking import Checking
from policyrules.semantics.names import ListEntry
from policyrules.semantics.names_meant import elsewhere, near_names, respelt_as_known, said_otherwise
from policyrules.semantics.respelling import respelt
from policyrules.semantics.sample_conditions import condition_on
from policyrules.semantics.scope import Scope
from policyrules.semantics.spellings import builtin_names
from policyrules.semantics.types import EnumType, RecordType, RefType, Type, required
from policyrules.semantics.wording import kind_of, quoted, series
from policyrules.syntax.ast.declarations import DefineDeclaration, TableDeclaration
from policyrules.syntax.ast.expressions import Binder, Path
from policyrules.syntax.ast.names import Name
from policyrules.syntax.keywords import keywords
from policyrules.syntax.walk import walk


def report_unknown(checking: Checking, node: Path, scope: Scope, wanted: Type | None) -> None:
    """Report a name that means nothing here, with the likeliest reason."""
    name = node.names[0]
    if scope.silent or checking.damage.touches(scope.at(name.span)):
        return
    if _unknown_word(checking, node, scope, wanted):
        return
    if checking.damage.may_declare(name.text):
        return
    for explain in (_not_used, _not_a_value, _no_period, _out_of_scope):
        if explain(checking, node, scope):
            return
    near = said_otherwise(name.text, wanted) or near_names(checking, name.text, scope, wanted)
    if scope.view.unresolved and not near:
        return
    checking.report.error(
        "unknown-name",
        scope.at(name.span),
        Phrase(f"nothing here is called {quoted(name.text)}", f"此处没有 {quoted(name.text)} 这个名称"),
        label=_no_such(scope, wanted),
        help=near or elsewhere(checking, name.text, scope, wanted),
        edits=respelt_as_known(checking, name, scope, wanted),
    )


def report_unknown_step(checking: Checking, step: Name, holder: Type, scope: Scope) -> None:
    """Report a name after a dot that the record before it does not have."""
    holder = required(holder)
    if not isinstance(holder, RecordType | RefType):
        is_ = kind_of(holder)
        checking.report.error(
            "no-parts",
            scope.at(step.span),
            Phrase(
                f"this is {is_.en}; it has no {quoted(step.text)}", f"这是{is_.zh}，没有 {quoted(step.text)}"
            ),
            label=Phrase("nothing to look into", "没有可取的下级内容"),
            help=(Phrase(f"leave {quoted(step.text)} out", f"请删去 {quoted(step.text)}"),),
        )
        return
    names = checking.names
    record = names.records.get(holder.record)
    if record is None:
        return
    derivation = names.derived[holder.record].get(step.text)
    if derivation is not None:
        policy = derivation.view.policy
        report_unseen(step, policy, scope.view, checking.report)
        return
    if checking.damage.may_declare(step.text):
        return
    known = chain(names.fields[holder.record], names.derived[holder.record])
    near = checking.report.near(step.text, known)
    offer = series(near or (field.names.first for field in record.fields))
    people = series(near or (field.names.for_people() for field in record.fields))
    called = record.names.for_people()
    checking.report.error(
        "unknown-name",
        scope.at(step.span),
        Phrase(
            f"`{record.names.first}` has no field {quoted(step.text)}",
            f"`{called}` 没有字段 {quoted(step.text)}",
        ),
        label=Phrase(f"not a field of `{record.names.first}`", f"不是 `{called}` 的字段"),
        help=(Phrase(f"`{record.names.first}` has {offer.en}", f"`{called}` 有字段 {people.zh}"),),
        edits=respelt(scope.at(step.span), near),
    )


# --- reasons --------------------------------------------------------------------------------


def _unknown_word(checking: Checking, node: Path, scope: Scope, wanted: Type | None) -> bool:
    """`F = 不详`: the word is no value in a rule, so it was read as a name."""
    name = node.names[0]
    if len(node.names) > 1 or name.text not in _spelt_unknown():
        return False
    word = quoted(name.text)
    checking.report.error(
        "unknown-as-value" if wanted is None else "compare-with-unknown",
        scope.at(name.span),
        Phrase(f"{word} is not a value in a rule", f"规则中不能取值为 {word}")
        if wanted is None
        else Phrase(f"nothing can be compared with {word}", f"与 {word} 无从比较"),
        label=Phrase("not a value", "不是值"),
        help=(
            Phrase(
                "ask whether a fact is known: `plan is unknown`, `plan is known`",
                "请问是否已知：`计划 不详`、`计划 已知`",
            ),
        ),
    )
    return True


def _spelt_unknown() -> frozenset[str]:
    return frozenset(word for column in keywords().terminals["UNKNOWN"].values() for word in column)


def _not_used(checking: Checking, node: Path, scope: Scope) -> bool:
    name = node.names[0]
    declared = checking.names.declared.get(name.text)
    if declared is not None and not scope.view.sees(declared.policy):
        report_unseen(name, declared.policy, scope.view, checking.report)
        return True
    if scope.record is not None:
        derivation = checking.names.derived[scope.record.names.first].get(name.text)
        if derivation is not None and not scope.view.sees(derivation.view.policy):
            report_unseen(name, derivation.view.policy, scope.view, checking.report)
            return True
    return False


def _not_a_value(checking: Checking, node: Path, scope: Scope) -> bool:
    name = node.names[0]
    text = name.text
    declared = checking.names.declared.get(text)
    what: Phrase
    offer: Phrase
    if declared is not None and declared.kind == "record":
        what = Phrase(f"{quoted(text)} is a record, not one value", f"{quoted(text)} 是记录，不是一个值")
        asked = (
            condition_on(checking.names.records[declared.names.first], Phrase("v", "项"))
            if len(node.names) == 1
            else Phrase(f"v.{node.names[1].text} …", f"项.{node.names[1].text} …")
        )
        offer = Phrase(
            f"ask its entries: `some v in {text} where ({asked.en})`",
            f"请询问其中各条：`有 {text} 项 其中（{asked.zh}）`",
        )
    elif declared is not None and declared.kind == "enum":
        enum = checking.names.enums[declared.names.first].type
        what = Phrase(
            f"{quoted(text)} is an enum, not one of its members", f"{quoted(text)} 是枚举，不是其中的取值"
        )
        offer = Phrase(
            f"name a member: `{text}.{enum.members[0]}`" if enum.members else "name a member",
            f"请写出取值：`{text}.{enum.people[0]}`" if enum.people else "请写出取值",
        )
    elif text in checking.names.functions and len(node.names) == 1:
        what = Phrase(f"{quoted(text)} is a function", f"{quoted(text)} 是函数")
        offer = Phrase(f"give it what it works on: `{text}(…)`", f"请写明其参数：`{text}（…）`")
    elif text in checking.names.items.get(scope.view.policy, ()):
        what = Phrase(f"{quoted(text)} is an item, not a fact", f"{quoted(text)} 是条目，不是事实")
        offer = Phrase(f"ask whether it is broken: `broken({text})`", f"请问是否违反：`违反（{text}）`")
    elif text in checking.names.lists.get(scope.view.policy, ()):
        what = Phrase(f"{quoted(text)} is a list, not a fact", f"{quoted(text)} 是清单，不是事实")
        offer = _of_list(checking.names.lists[scope.view.policy][text], text, scope)
    else:
        return False
    checking.report.error(
        "not-a-value",
        scope.at(name.span),
        what,
        label=Phrase("a value is needed", "此处应为值"),
        help=(offer,),
    )
    return True


def _of_list(entry: ListEntry, text: str, scope: Scope) -> Phrase:
    """Return what can be asked of a list; of the list it stands in itself an item can only ask other items."""
    if not any(item.node is scope.around for item in entry.items):
        return Phrase(f"ask whether it is kept: `complies with {text}`", f"请问是否符合：`符合 {text}`")
    others = (item for item in entry.items if item.node is not scope.around)
    other = next((f"{item.names.first}" for item in others), "IN-01")
    return Phrase(
        f"an item cannot ask of the list it stands in; it can ask of another item: `broken({other})`",
        f"条目不能引用其所在的清单，但可以引用其他条目：`违反（{other}）`",
    )


def _no_period(checking: Checking, node: Path, scope: Scope) -> bool:
    builtin = builtin_names().get(node.names[0].text)
    if builtin not in ("period", "previous", "last_year"):
        return False
    name = node.names[0]
    checking.report.error(
        "no-period",
        scope.at(name.span),
        Phrase(
            f"{quoted(name.text)} is known only in a list or definition about each month, quarter, year …",
            f"{quoted(name.text)} 只能用于按月、季、年等定期适用的清单或定义",
        ),
        label=Phrase("no period is meant here", "此处没有期间"),
        help=(_with_period(scope),),
    )
    return True


def _with_period(scope: Scope) -> Phrase:
    """Return where a period is said, in the declaration that asks for it if it can have one."""
    match scope.around:
        case DefineDeclaration(names=names, record=record):
            name, of = names.first.text, record.text
            return Phrase(
                f"write `define {name} for {of} each month = …`, and ask it in a list for each month",
                f"请写 `定义 {name} 适用于 {of} 每月 = …`，并在每月适用的清单中使用",
            )
        case TableDeclaration():
            return Phrase(
                "a table has no period: ask it in a `list … for RECORD each month`",
                "判定表没有期间，请写入 `规定 … 适用于 记录 每月`",
            )
        case _ if scope.record is not None and scope.values == "rules":
            record_names = scope.record.names
            return Phrase(
                f"write `each month` (or `each year` …) after `for {record_names.first}` in the head of the list",
                f"请在清单开头的 `适用于 {record_names.for_people()}` 之后写 `每月`（或 `每年` 等）",
            )
        case _:
            return Phrase("write the day out, as `2026-03-01`", "请写明日期，例如 `2026-03-01`")


def _out_of_scope(checking: Checking, node: Path, scope: Scope) -> bool:
    name = node.names[0]
    bound = _binders(checking, scope.around).get(name.text)
    if bound is None:
        return False
    checking.report.error(
        "out-of-scope",
        scope.at(name.span),
        Phrase(
            f"{quoted(name.text)} is known only inside the brackets that follow it",
            f"{quoted(name.text)} 只在其后的括号内有效",
        ),
        label=Phrase("not known here", "此处无效"),
        labels=(Label(scope.at(bound), Phrase("it is named here", "在此处命名")),),
        help=(
            Phrase(
                "a reason, a remedy or an action can name it where its `some` stands by itself in `when`, "
                "joined to the rest only by `and`",
                "只有当该 `有 …` 在 `凡` 中单独成立（与其余部分仅以 `且` 相连）时，"
                "认定理由、整改要求和办理事项才能使用它",
            ),
        ),
    )
    return True


def _binders(checking: Checking, around: object) -> dict[str, Span]:
    """Return the variables bound anywhere in an item or declaration, with where."""
    if around is None:
        return {}
    found = checking.binders.get(id(around))
    if found is None:
        found = {}
        for node in walk(around):
            if isinstance(node, Binder):
                found.setdefault(node.variable.text, node.variable.span)
        checking.binders[id(around)] = found
    return found


def _no_such(scope: Scope, wanted: Type | None) -> Phrase:
    if isinstance(wanted, EnumType):
        return Phrase(f"not a member of `{wanted.name}`", f"不是 `{wanted.name}` 的取值")
    if scope.record is None:
        return Phrase("not known here", "此处无效")
    record = scope.record.names
    return Phrase(f"not a field of `{record.first}`", f"不是 `{record.for_people()}` 的字段")
