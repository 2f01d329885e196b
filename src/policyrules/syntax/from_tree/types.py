"""What kind of value does a field hold?"""

from __future__ import annotations

from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.syntax.ast.names import Annotation, Names
from policyrules.syntax.ast.types import EnumBody, EnumMember, ListType, NamedType, OptionalType, RefType
from policyrules.syntax.from_tree.names import declared, name_of
from policyrules.syntax.from_tree.places import Parts, between, nested, span_of
from policyrules.syntax.tokens import Token

_HIGHEST_SCALE: Final = 10


def named_type(parts: Parts) -> NamedType:
    """`text`, `number(2)`."""
    name, _, scale, _ = parts
    return NamedType(name_of(name), _scale(scale) if scale is not None else None, span=span_of(parts))


def _scale(token: Token) -> int | None:
    if token.text.isdigit() and len(token.text) <= 2 and int(token.text) <= _HIGHEST_SCALE:
        return int(token.text)
    token.reading.report(
        "number-scale",
        token.span,
        Phrase(
            f"a number carries 0 to {_HIGHEST_SCALE} decimals, not `{token.text[:20]}`",
            f"数的小数位数为 0 至 {_HIGHEST_SCALE}，不能是 `{token.text[:20]}`",
        ),
        label=Phrase("how many decimals", "小数位数"),
        help_=(Phrase("as in `number(2)`", "例如 `数（2）`"),),
    )
    return None


def ref_type(parts: Parts) -> RefType:
    """`ref PlanItem`."""
    return RefType(name_of(parts[1]), span=span_of(parts))


def optional_type(parts: Parts) -> OptionalType:
    """`T?`."""
    element, mark = parts
    return nested(mark, OptionalType(element, span_of(parts)), element)


def list_type(parts: Parts) -> ListType:
    """`list of T`."""
    word, element = parts
    return nested(word, ListType(element, span_of(parts)), element)


def enum_word(parts: Parts) -> tuple[tuple[Annotation, ...], Token]:
    """One word of an enum, with the annotations before it."""
    annotations, word = parts
    return annotations, word


def enum_body(parts: Parts) -> EnumBody:
    """`{ village 村 < township 乡镇 }`, `{ a, b }`."""
    marks = [part for part in parts[1:-1] if type(part) is Token]
    groups = _groups(parts[1:-1])
    if not groups and not parts[0].reading.is_mended:
        _report_empty(parts)
    members = tuple(_member(group) for group in groups)
    ordered = any(mark.type == "LT" for mark in marks)
    if ordered:
        _check_order(parts[1:-1], marks)
    return EnumBody(members, ordered, span_of(parts))


_Word = tuple[tuple[Annotation, ...], Token]


def _groups(parts: Parts) -> list[list[_Word]]:
    """Return the words of each member: one or two, parted by marks, line ends, or the change of script."""
    apart = any(type(part) is Token for part in parts)
    runs: list[list[_Word]] = [[]]
    for part in parts:
        if type(part) is Token:
            runs.append([])
            continue
        annotations, word = part
        if annotations or (runs[-1] and _line_between(runs[-1][-1][1], word)):
            runs.append([])
        runs[-1].append(part)
    return [group for run in runs if run for group in _members_of(run, apart=apart)]


def _members_of(run: list[_Word], *, apart: bool) -> list[list[_Word]]:
    if len(run) == 1 or (len(run) == 2 and (apart or _differ(run[0], run[1]))):
        return [run]
    groups: list[list[_Word]] = []
    for word in run:
        if groups and len(groups[-1]) == 1 and _differ(groups[-1][0], word):
            groups[-1].append(word)
        else:
            groups.append([word])
    return groups


def _differ(first: _Word, second: _Word) -> bool:
    return first[1].text.isascii() != second[1].text.isascii()


def _line_between(first: Token, second: Token) -> bool:
    text = first.reading.folded
    return text.find("\n", first.stop, second.start) >= 0 or text.find("\r", first.stop, second.start) >= 0


def _member(group: list[_Word]) -> EnumMember:
    annotations, first = group[0]
    second = group[1][1] if len(group) > 1 else None
    names = Names(declared(first), declared(second) if second is not None else None)
    start = annotations[0].span.start if annotations else first.start
    return EnumMember(names, annotations, Span(start, (second or first).stop))


def _check_order(parts: Parts, marks: list[Token]) -> None:
    """`a < b, c`: where does c stand?"""
    words = [part for part in parts if type(part) is not Token]
    comma = next((mark for mark in marks if mark.type != "LT"), None)
    if comma is None or comma.start > words[-1][1].start or comma.start < words[0][1].start:
        return
    comma.reading.report(
        "enum-order",
        comma.span,
        Phrase("`,` stands among members that `<` puts in order", "以 `<` 排序的枚举值之间出现了逗号"),
        label=Phrase("which of the two is lower?", "两者哪个较低？"),
        help_=(
            Phrase(
                "write `<` between all members, or `,` between all", "请全部用 `<` 排序，或全部用逗号分隔"
            ),
        ),
    )


def _report_empty(parts: Parts) -> None:
    parts[0].reading.report(
        "empty-enum",
        between(parts[0], parts[-1]),
        Phrase("this enum has no members", "这个枚举没有任何枚举值"),
        label=Phrase("its members belong here", "此处应写枚举值"),
        help_=(Phrase("write at least one, as `{ minor, major }`", "请至少写一个，例如 `{ 一般, 重大 }`"),),
    )


CALLBACKS: Final = {
    "named_type": named_type,
    "ref_type": ref_type,
    "optional_type": optional_type,
    "list_type": list_type,
    "enum_word": enum_word,
    "enum_body": enum_body,
}
