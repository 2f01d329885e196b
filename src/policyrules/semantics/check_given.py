"""Is the parameter there that a test gives a value, and how are its values read?"""

from __future__ import annotations

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.semantics.check_lookups import report_no_keys
from policyrules.semantics.check_types import report_unseen
from policyrules.semantics.checking import Checking
from policyrules.semantics.constants import check_constant
from policyrules.semantics.fit import comparable
from policyrules.semantics.names import View
from policyrules.semantics.schema import ParameterSchema, RecordSchema
from policyrules.semantics.scope import Reads, Scope
from policyrules.semantics.types import required
from policyrules.semantics.wording import did_you_mean, quoted, series
from policyrules.syntax.ast.expressions import Expression
from policyrules.syntax.ast.names import Name


def scope_of_test(view: View, record: RecordSchema | None, *, silent: bool = False) -> Scope:
    """Return the scope of what stands in a test about a record."""
    return Scope(view, record, Reads(), values="tests", silent=silent or record is None)


def parameter_given(
    checking: Checking, named: Name, keys: tuple[Expression, ...], span: Span, view: View
) -> ParameterSchema | None:
    """Check the name and keys of a parameter that is given a value; return it where there is one."""
    scope = scope_of_test(view, None)
    name = named.text
    declared = checking.names.of_kind(name, "parameter")
    if declared is None:
        if not (view.unresolved or checking.damage.may_declare(name)):
            near = checking.report.near(name, checking.names.spellings("parameter", view))
            checking.report.error(
                "unknown-name",
                view.place(named.span),
                Phrase(f"there is no parameter {quoted(name)}", f"没有参数 {quoted(name)}"),
                label=Phrase("not a parameter", "不是参数"),
                help=did_you_mean(near),
            )
        return None
    if not view.sees(declared.policy):
        report_unseen(named, declared.policy, view, checking.report)
        return None
    schema = checking.names.parameters[declared.names.first]
    if keys and not schema.keys:
        report_no_keys(checking, view.place(span), name)
    elif len(keys) != len(schema.keys):
        listed = series(f"{record}.{key}" for record, key in schema.keys)
        checking.report.error(
            "key-count",
            view.place(span),
            Phrase(
                f"{quoted(name)} has {len(schema.keys)} key{'' if len(schema.keys) == 1 else 's'}, "
                f"and here {len(keys)} are given",
                f"参数 {quoted(name)} 有 {len(schema.keys)} 个主键，此处给了 {len(keys)} 个",
            ),
            label=Phrase(f"its keys: {listed.en}", f"主键为 {listed.zh}"),
            help=(Phrase(f'for example `{name}["…"] = …`', f"例如 `{name}[“…”] = …`"),),
        )
    else:
        for key, type_ in zip(keys, schema.key_types, strict=True):
            given = checking.type_of(key, scope, required(type_))
            if not comparable(given, type_):
                checking.mismatch(key, scope, given, type_)
            else:
                check_constant(checking, key, type_, scope)
    return schema
