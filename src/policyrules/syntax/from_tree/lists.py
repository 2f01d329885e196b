"""Which items does a list have?"""

from __future__ import annotations

from typing import Any, Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.syntax.ast.clauses import AppliesWhen, Cite, From, IfUnknown, Until
from policyrules.syntax.ast.declarations import Item, ListDeclaration, ListKind, Modality, Otherwise
from policyrules.syntax.ast.names import Name
from policyrules.syntax.from_tree.clauses import clauses_of
from policyrules.syntax.from_tree.literals import text_of
from policyrules.syntax.from_tree.names import name_of
from policyrules.syntax.from_tree.places import Parts, nodes, reading_of, span_of
from policyrules.syntax.from_tree.quotas import PERIODS
from policyrules.syntax.keywords import keywords
from policyrules.syntax.reading import Reading
from policyrules.syntax.tokens import Token

_KINDS: Final[dict[str, ListKind]] = {
    "NEGATIVE_LIST": "negative list",
    "POSITIVE_LIST": "positive list",
    "CHECKLIST": "checklist",
    "LIST": "list",
}
_MODALITIES: Final[dict[str, Modality]] = {
    "MUST_NOT": "must not",
    "MUST": "must",
    "SHOULD_NOT": "should not",
    "SHOULD": "should",
    "ENCOURAGE": "encourage",
    "MAY": "may",
}


def item(parts: Parts) -> Item:
    """`must not IN-01 "title" { clauses }`."""
    annotations, word, names, title, body = parts
    if names.second is not None:
        _check_not(word, names.first)
    return Item(
        modality=_MODALITIES[word.type],
        names=names,
        title=text_of(title) if title is not None else None,
        clauses=body.clauses,
        annotations=annotations,
        span=span_of(parts),
        word=word.text,
    )


def _check_not(word: Token, name: Name) -> None:
    """`must nto IN-36` would be the opposite of what is meant."""
    table = keywords()
    written = f"{word.text} {name.text}"
    for terminal in _MODALITIES:
        for column in table.terminals[terminal].values():
            for spelling in column:
                if " " in spelling and sorted(spelling) == sorted(written) and spelling != written:
                    word.reading.report(
                        "misspelt-keyword",
                        Span(word.start, name.span.stop),
                        Phrase(f"`{written}` is not a word of the language", f"`{written}` 不是规则用语"),
                        label=Phrase(f"`{spelling}`?", f"是否指 `{spelling}`？"),
                        help_=(
                            Phrase(
                                f"write `{spelling}`; an item called so needs backquotes",
                                f"请写 `{spelling}`；如果是条目名称，请加反引号",
                            ),
                        ),
                    )


def otherwise(parts: Parts) -> Otherwise:
    """`otherwise must not "title"`."""
    annotations, _, word, names, title, body = parts
    return Otherwise(
        modality=_MODALITIES[word.type],
        names=names,
        title=text_of(title) if title is not None else None,
        clauses=body.clauses if body is not None else (),
        annotations=annotations,
        span=span_of(parts),
        word=word.text,
    )


def list_declaration(parts: Parts) -> ListDeclaration:
    """`negative list NAME "title" for R { … }`."""
    annotations, kind, names, title, _, record, each, _, *rest = parts
    reading = reading_of(parts)
    entries = nodes(rest)
    items = tuple(entry for entry in entries if isinstance(entry, Item))
    clauses = [entry for entry in entries if not isinstance(entry, (Item, Otherwise))]
    for before, clause in zip((None, *entries), entries, strict=False):
        if _is_misplaced(clause) and not _is_misplaced(before):  # several in a row: one lost item
            _report_misplaced(clause, reading)
    return ListDeclaration(
        kind=_KINDS[kind.type],
        names=names,
        title=text_of(title) if title is not None else None,
        record=name_of(record),
        each=PERIODS[each.type] if each is not None else None,
        clauses=clauses_of([clause for clause in clauses if isinstance(clause, _OF_LISTS)], reading),
        items=items,
        otherwise=closing([entry for entry in entries if isinstance(entry, (Item, Otherwise))], reading),
        annotations=annotations,
        span=span_of(parts),
    )


def closing(entries: list[Any], reading: Reading) -> Otherwise | None:
    """Return what a list says of everything else; it stands once, after all items."""
    found: Otherwise | None = None
    for position, entry in enumerate(entries):
        if not isinstance(entry, Otherwise):
            continue
        if found is None:
            found = entry
            if position + 1 < len(entries) and not isinstance(entries[position + 1], Otherwise):
                _report_early(entry, reading)
        else:
            _report_second(found, entry, reading)
    return found


def _report_early(entry: Otherwise, reading: Reading) -> None:
    reading.report(
        "otherwise-place",
        entry.span,
        Phrase("`otherwise` stands before further items", "`除上列外` 之后还有条目"),
        label=Phrase("says what holds of everything else", "说明其余情形如何处理"),
        help_=(Phrase("move it to the end of the list", "请移到清单末尾"),),
    )


def _report_second(first: Otherwise, entry: Otherwise, reading: Reading) -> None:
    reading.report(
        "otherwise-place",
        entry.span,
        Phrase("`otherwise` stands here a second time", "`除上列外` 在此重复出现"),
        label=Phrase("the second one", "第二处"),
        labels=((first.span, Phrase("the first one", "第一处")),),
        help_=(Phrase("keep one of them, at the end of the list", "请只保留一处，写在清单末尾"),),
    )


_OF_LISTS: Final = (Cite, AppliesWhen, From, Until, IfUnknown)


def _is_misplaced(entry: Any) -> bool:
    return entry is not None and not isinstance(entry, (Item, Otherwise, *_OF_LISTS))


def _report_misplaced(clause: Any, reading: Reading) -> None:
    word = reading.source.text[clause.span.start : clause.span.stop].split(maxsplit=1)[0][:20]
    reading.report(
        "clause-of-list",
        clause.span,
        Phrase(
            f"`{word}` belongs to an item, not to the whole list",
            f"`{word}` 应写在条目之内，不能写在清单之下",
        ),
        label=Phrase("stands outside every item", "不在任何条目之内"),
        help_=(
            Phrase(
                "for a whole list there are `applies when`, `cite`, `from`, `until` and `if unknown`",
                "整个清单只能写 `适用条件`、`依据`、`自`、`至` 和 `资料不足时`",
            ),
        ),
    )


CALLBACKS: Final = {
    "item": item,
    "otherwise": otherwise,
    "list": list_declaration,
}
