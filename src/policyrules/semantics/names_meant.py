"""Which name, word or place may have been meant by a name that means nothing where it stands?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import chain
from typing import Final

from policyrules.diagnostics.diagnostic import Edit
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.suggest import akin
from policyrules.semantics.checking import Checking
from policyrules.semantics.respelling import respelt
from policyrules.semantics.schema import RecordSchema
from policyrules.semantics.scope import Scope
from policyrules.semantics.spellings import builtin_names
from policyrules.semantics.types import EnumType, RecordType, RefType, TextType, Type, is_numeric, required
from policyrules.semantics.wording import did_you_mean, listed, quoted, series
from policyrules.syntax.ast.names import Name
from policyrules.syntax.numerals import number_in_words
from policyrules.syntax.spacing import apart


def said_otherwise(word: str, wanted: Type | None) -> tuple[Phrase, ...]:
    """`true`, `null`: what other languages call yes and none; `seven` where a number is due."""
    if wanted is not None and is_numeric(wanted) and (value := number_in_words(word)) is not None:
        return (Phrase(f"write the number in figures: `{value}`", f"请用阿拉伯数字书写：`{value}`"),)
    meant = _OTHER_WORDS.get(word.lower())
    return () if meant is None else (Phrase(f"write `{meant.en}`", f"请写 `{meant.zh}`"),)


_NOTHING: Final = Phrase("has no …", "无 …")
_OTHER_WORDS: Final = {
    **dict.fromkeys(("true", "真", "对", "有效", "√"), Phrase("yes", "是")),
    **dict.fromkeys(("false", "假", "错", "无效"), Phrase("no", "否")),
    **dict.fromkeys(("null", "nil", "empty", "空", "空白"), _NOTHING),
}


def near_names(checking: Checking, name: str, scope: Scope, wanted: Type | None) -> tuple[Phrase, ...]:
    """Return advice from names that are spelt alike: members of the enum that is due, fields, then others."""
    names = checking.names
    if isinstance(wanted, EnumType):
        near = checking.report.near(name, chain(wanted.members, wanted.people))
        if near:
            return did_you_mean(near)
    if scope.record is not None:
        record = scope.record.names
        known = names.fields[record.first].keys()
        parts = apart(name, known) or _prefixed(name, known)
        if parts:
            line = " ".join(parts)
            return (Phrase(f"put blanks between the words: `{line}`", f"请在词与词之间加空格：`{line}`"),)
        fields = checking.report.near(name, names.fields[record.first])
        if fields:
            offer = listed(fields)
            return (
                Phrase(
                    f"`{record.first}` has a field {offer.en}", f"`{record.for_people()}` 有字段 {offer.zh}"
                ),
            )
    others = checking.report.near(name, _others(checking, scope))
    return did_you_mean(others)


def respelt_as_known(checking: Checking, name: Name, scope: Scope, wanted: Type | None) -> tuple[Edit, ...]:
    """Return the edit that spells a name as the one of all names known here that it surely is a slip of."""
    members = chain(wanted.members, wanted.people) if isinstance(wanted, EnumType) else ()
    fields = () if scope.record is None else checking.names.fields[scope.record.names.first]
    known = chain(members, fields, _others(checking, scope))
    return respelt(scope.at(name.span), checking.report.near(name.text, known))


def _prefixed(name: str, known: Collection[str]) -> tuple[str, ...]:
    """`非已报备`: a word of one character written together with a field."""
    found = next((known_ for known_ in known if known_ and name.endswith(known_)), None)
    if found is None or name[: -len(found)] not in ("非", "未", "不", "无", "有"):
        return ()
    return name[: -len(found)], found


def _others(checking: Checking, scope: Scope) -> Iterator[str]:
    yield from scope.variables
    if scope.record is not None:
        yield from checking.names.derived[scope.record.names.first]
    yield from checking.names.spellings("parameter", scope.view)
    yield from checking.names.spellings("enum", scope.view)
    yield from builtin_names()
    yield from checking.names.spellings("calendar", scope.view)


def elsewhere(checking: Checking, name: str, scope: Scope, wanted: Type | None) -> tuple[Phrase, ...]:
    """Return advice where nothing is spelt alike: where there is such a name, or where to declare one."""
    if isinstance(wanted, EnumType):
        members, people = series(wanted.members), series(wanted.people)
        known = Phrase(f"`{wanted.name}` has {members.en}", f"`{wanted.name}` 的取值有 {people.zh}")
        if wanted.name not in checking.names.enums:
            return (known,)
        return (
            known,
            Phrase(
                f"or add {quoted(name)} to the enum `{wanted.name}`{', in its place in the order' if wanted.ordered else ''}",
                f"也可以在枚举 `{wanted.name}` 中{'按高低次序' if wanted.ordered else ''}加上 {quoted(name)}",
            ),
        )
    members_elsewhere = _member_elsewhere(checking, name)
    if members_elsewhere:
        return members_elsewhere
    entry = next((v for v in scope.variables.values() if _has_fact(checking, v.type, name)), None)
    if entry is not None:
        return (
            Phrase(
                f"it is a field of the entries: write `{entry.name}.{name}`",
                f"它是各项的字段：请写 `{entry.name}.{name}`",
            ),
        )
    owners = checking.field_owners().get(name, ())
    if owners:
        offer = listed(owners)
        return (Phrase(f"it is a field of {offer.en}", f"它是 {offer.zh} 的字段"),)
    if isinstance(wanted, TextType):
        return (Phrase(f'text stands in quotes: `"{name}"`', f"文本须加引号：`“{name}”`"),)
    if scope.record is not None:
        record = scope.record.names
        if _CELL.fullmatch(name):
            return _of_cell(scope.record)
        return (
            *_fields(scope.record, akin(name, _spelt(scope.record))),
            Phrase(
                f"declare it as a field of `{record.first}`, or define it: `define {name} for {record.first} = …`",
                f"请在 `{record.for_people()}` 中声明该字段，或另行定义：`定义 {name} 适用于 {record.for_people()} = …`",
            ),
        )
    return ()


_CELL: Final = re.compile(r"[A-Z]{1,3}[0-9]{1,5}")


def _of_cell(record: RecordSchema) -> tuple[Phrase, ...]:
    """`A1`: a cell of a spreadsheet is a fact here, which has a name."""
    return (
        Phrase("facts have names here, not cells", "这里用字段名称，不用单元格编号"),
        *_fields(record, ()),
    )


def _spelt(record: RecordSchema) -> Iterator[str]:
    return (spelling for field in record.fields for spelling in field.names.spellings)


def _fields(record: RecordSchema, like: Collection[str]) -> tuple[Phrase, ...]:
    """Return which fields a record has: those like a name, or all of them."""
    if not record.fields:
        return ()
    offer = series(like or (field.names.first for field in record.fields))
    people = series(like or (field.names.for_people() for field in record.fields))
    many = "a field" if len(like) == 1 or len(record.fields) == 1 else "the fields"
    names = record.names
    return (Phrase(f"`{names.first}` has {many} {offer.en}", f"`{names.for_people()}` 有字段 {people.zh}"),)


def _has_fact(checking: Checking, type_: Type, name: str) -> bool:
    kind = required(type_)
    return isinstance(kind, RecordType | RefType) and name in checking.names.fields.get(kind.record, ())


def _member_elsewhere(checking: Checking, name: str) -> tuple[Phrase, ...]:
    enums = checking.member_owners().get(name, ())
    if not enums:
        return ()
    offer = listed([f"{enum}.{name}" for enum in enums])
    of = listed(enums)
    return (Phrase(f"it is a member of {of.en}: write {offer.en}", f"它是 {of.zh} 的取值：请写 {offer.zh}"),)
