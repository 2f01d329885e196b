"""Advice on policies: the house writes short titles, and asks a question for every yes or no."""

from collections.abc import Iterator

from policyrules.diagnostics.phrase import Phrase
from policyrules.plugins import Advice, Lint, LintedPolicies
from policyrules.semantics.types import BooleanType

_LONGEST = 16


def _long_titles(policies: LintedPolicies) -> Iterator[Advice]:
    for item in policies.items:
        if item.title is not None and len(item.title) > _LONGEST:
            yield Advice(
                policies.place_of(item.title, item.place),
                Phrase(
                    f"the title of `{item.id.item}` has {len(item.title)} characters, more than {_LONGEST}",
                    f"`{item.id.item}` 的标题有 {len(item.title)} 字，超过 {_LONGEST} 字",
                ),
                Phrase("say the rest in `because`", "其余的话请写入“认定理由”"),
            )


def _unasked(policies: LintedPolicies) -> Iterator[Advice]:
    for record in policies.records:
        for field in record.fields:
            if isinstance(field.type, BooleanType) and field.question is None:
                name = field.names.for_people()
                yield Advice(
                    field.place,
                    Phrase(f"nobody is asked whether `{name}`", f"`{name}` 没有写明问题"),
                    Phrase(f"add the question: `{name}: boolean “…”`", f"请写明问题：`{name}: 是否 “……”`"),
                )


LINTS = [
    Lint(
        "office/long-title",
        Phrase("a title that does not fit on a line", "标题过长"),
        _long_titles,
        about=Phrase(
            f"Titles stand in tables; the house keeps them to {_LONGEST} characters.",
            f"标题要列入表格，本机关限 {_LONGEST} 字以内。",
        ),
    ),
    Lint("office/unasked", Phrase("a yes or no that nobody is asked", "是否类字段没有写明问题"), _unasked),
]
