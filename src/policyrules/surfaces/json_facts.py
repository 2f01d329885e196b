"""Which records does a JSON text hold?

Numbers are read exactly, a name given twice is an error rather than a surprise, and every mistake
is said with its line and column in both languages.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import chain
from typing import IO, Any, Final

from attrs import frozen

from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import InputError

_MARK: Final = b"\xef\xbb\xbf"
_BLANK: Final = b" \t\r\n" + _MARK
_DIGITS: Final = 100
"""Longer whole numbers are read as decimals: no record takes them, and Python refuses 4,300 digits."""

_SAID: Final[Mapping[str, Phrase]] = {
    "Expecting value": Phrase("a value is missing", "此处缺少取值"),
    "Expecting property name enclosed in double quotes": Phrase(
        "a field name in double quotes is missing (a `,` too many before `}` looks like this)",
        "此处缺少双引号括起的字段名（`}` 前多写逗号也会如此）",
    ),
    "Expecting ':' delimiter": Phrase("`:` is missing after the field name", "字段名后缺少 `:`"),
    "Expecting ',' delimiter": Phrase("`,` is missing between two values", "两项之间缺少 `,`"),
    "Unterminated string starting at": Phrase(
        "the text that begins here never ends", "此处开始的文本没有结束引号"
    ),
    "Invalid control character at": Phrase(
        "a text cannot go over a line end; write `\\n`", "文本不能跨行，换行写作 `\\n`"
    ),
    "Invalid \\escape": Phrase("a `\\` stands alone; write `\\\\`", "单独的 `\\` 应写作 `\\\\`"),
    "Invalid \\uXXXX escape": Phrase("`\\u` needs four hexadecimal digits", "`\\u` 后应为四位十六进制数字"),
    "Extra data": Phrase("there is more after the end of the record", "一条记录之后还有内容"),
    "Illegal trailing comma before end of object": Phrase("a `,` too many before `}`", "`}` 前多写了逗号"),
    "Illegal trailing comma before end of array": Phrase("a `,` too many before `]`", "`]` 前多写了逗号"),
}
_NOT_JSON: Final = Phrase("this is not JSON", "此处不是 JSON")


@frozen
class Given:
    """One record as it was given: its line where lines count, and its facts or why there are none."""

    line: int | None
    facts: Mapping[str, Any] | None
    problem: InputError | None = None


def one_record(text: str, name: str) -> Given:
    """Return the one record of a JSON text."""
    try:
        return Given(None, _record(text, name, first_line=1))
    except InputError as error:
        return Given(None, None, error)


def each_line(lines: Iterable[bytes], name: str) -> Iterator[Given]:
    """Yield the record of each line of JSON Lines; empty lines are left out.

    A line that is not UTF-8, not JSON or not a record is a problem of its own; the others are read.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip(_BLANK):
            continue
        try:
            text = decoded(line.rstrip(b"\r\n"), name, first_line=number)
            yield Given(number, _record(text, name, first_line=number))
        except InputError as error:
            yield Given(number, None, error)


def records_of(stream: IO[bytes], name: str) -> Iterator[Given]:
    """Yield the records of a stream that holds either one JSON record or JSON Lines.

    It is one record when neither of its first two lines with anything on them is a record of its own.
    """
    head: list[bytes] = []
    for line in stream:
        head.append(line)
        if _is_record(line):
            yield from each_line(chain(head, stream), name)
            return
        if sum(bool(each.strip(_BLANK)) for each in head) > 1:
            break
    try:
        text = decoded(b"".join(head) + stream.read(), name)
    except InputError as error:
        yield Given(None, None, error)
        return
    yield one_record(text, name)


def decoded(raw: bytes, name: str, *, first_line: int = 1) -> str:
    """Return text given as UTF-8, with or without a byte order mark."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + first_line
        raise InputError(
            Phrase(
                f"{name}:{line}: this is not UTF-8; save the file as UTF-8",
                f"{name}:{line}：不是 UTF-8 编码，请将文件另存为 UTF-8",
            )
        ) from None


def _is_record(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line.removeprefix(_MARK), parse_int=str), dict)
    except (ValueError, RecursionError):
        return False


def _record(text: str, name: str, *, first_line: int) -> Mapping[str, Any]:
    def fail(said: Phrase, line: int, column: int | None) -> InputError:
        place = f"{name}:{first_line + line - 1}" + (f":{column}" if column else "")
        return InputError(Phrase(f"{place}: {said.en}", f"{place}：{said.zh}"))

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [key for key, _ in pairs]
            twice = next(key for key in names if names.count(key) > 1)
            raise fail(Phrase(f"`{twice}` is given twice", f"`{twice}` 重复给出"), 1, None)
        return found

    def no_number(word: str) -> Any:
        raise fail(Phrase(f"`{word}` is not a number", f"`{word}` 不是数"), 1, None)

    try:
        value = json.loads(
            text, parse_float=Decimal, parse_int=_whole, parse_constant=no_number, object_pairs_hook=once
        )
    except json.JSONDecodeError as error:
        raise fail(_SAID.get(error.msg, _NOT_JSON), error.lineno, error.colno) from None
    except RecursionError:
        raise fail(Phrase("values are nested too deeply", "嵌套层次过深"), 1, None) from None
    if isinstance(value, dict):
        return value
    if isinstance(value, list):
        raise fail(
            Phrase(
                "this is a list; give one record, or one a line in a .jsonl file",
                "这是列表；请只给一条记录，或在 .jsonl 文件中每行一条",
            ),
            1,
            None,
        )
    raise fail(
        Phrase('this is no record; write `{"field": value, …}`', '这不是记录，应写作 `{"字段": 值, …}`'),
        1,
        None,
    )


def _whole(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= _DIGITS else Decimal(digits)
