"""Is a lookup table asked with the keys it has?"""

from __future__ import annotations

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place
from policyrules.semantics.check_heads import head_of
from policyrules.semantics.checked import ParameterMeaning
from policyrules.semantics.checking import ERROR, Checking
from policyrules.semantics.fit import comparable
from policyrules.semantics.schema import ParameterSchema
from policyrules.semantics.scope import Scope
from policyrules.semantics.types import ErrorType, OptionalType, Type, optional, required
from policyrules.semantics.unknown_names import report_unknown
from policyrules.semantics.wording import kind_of, quoted, series, written
from policyrules.syntax.ast.expressions import Index


def index_type(checking: Checking, node: Index, scope: Scope) -> Type:
    """Return the type of `annual_limit[issuer]`."""
    schema = _parameter(checking, node, scope)
    if schema is None:
        for key in node.keys:
            checking.type_of(key, scope)
        return ERROR
    scope.reads.parameters.add(schema.names.first)
    meaning = ParameterMeaning(schema.names.first)
    checking.meaning(node, meaning)
    checking.meaning(node.target, meaning)
    checking.tables.types[id(node.target)] = schema.type
    if len(node.keys) != len(schema.key_types):
        _wrong_count(checking, node, schema, scope)
        for key in node.keys:
            checking.type_of(key, scope)
        return schema.type
    maybe_none = False
    for key, wanted in zip(node.keys, schema.key_types, strict=True):
        type_ = checking.type_of(key, scope, required(wanted))
        maybe_none = maybe_none or isinstance(type_, OptionalType)
        if not comparable(type_, wanted):
            checking.mismatch(key, scope, type_, wanted)
    return optional(schema.type) if maybe_none else schema.type


def _parameter(checking: Checking, node: Index, scope: Scope) -> ParameterSchema | None:
    target = node.target
    head = head_of(checking, target.names[0].text, scope)
    if head is None:
        report_unknown(checking, target, scope, None)
        return None
    if len(target.names) == 1 and isinstance(head.meaning, ParameterMeaning):
        schema = checking.names.parameters.get(head.meaning.name)
        if schema is None or schema.keys:
            return schema
        report_no_keys(checking, scope.place(node), target.names[0].text)
        return None
    type_ = checking.type_of(target, scope)
    if not isinstance(type_, ErrorType):
        is_ = kind_of(type_)
        words = written(scope.place(target))
        checking.report.error(
            "no-keys",
            scope.place(node),
            Phrase(f"{words} is {is_.en}, not a lookup table", f"{words} 是{is_.zh}，不是对照表"),
            label=Phrase("no keys here", "没有主键"),
            help=(
                Phrase(
                    'square brackets stand after a parameter declared `by Issuer.name from "…"`',
                    "方括号只用于以 `按 单位.名称 取自 “…”` 声明的参数",
                ),
            ),
        )
    return None


def report_no_keys(checking: Checking, place: Place, name: str) -> None:
    """Report keys given to a parameter that has one value."""
    checking.report.error(
        "no-keys",
        place,
        Phrase(
            f"{quoted(name)} has one value, not one for each key",
            f"参数 {quoted(name)} 只有一个值，不按主键取值",
        ),
        label=Phrase("no keys here", "没有主键"),
        help=(Phrase(f"leave the brackets off: {quoted(name)}", f"去掉方括号：{quoted(name)}"),),
    )


def _wrong_count(checking: Checking, node: Index, schema: ParameterSchema, scope: Scope) -> None:
    count = len(schema.keys)
    keys = series(f"{record}.{key}" for record, key in schema.keys)
    asked = ", ".join(key for _, key in schema.keys)
    checking.report.error(
        "key-count",
        scope.place(node),
        Phrase(
            f"`{schema.names.first}` has {count} key{'' if count == 1 else 's'}, and here {len(node.keys)} are given",
            f"`{schema.names.for_people()}` 有 {count} 个主键，此处给了 {len(node.keys)} 个",
        ),
        label=Phrase(f"its keys: {keys.en}", f"主键为 {keys.zh}"),
        help=(
            Phrase(f"write `{schema.names.first}[{asked}]`", f"请写 `{schema.names.for_people()}[{asked}]`"),
        ),
    )
