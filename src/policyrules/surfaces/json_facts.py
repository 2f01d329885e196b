"""Which records does a JSON text hold?

Numbers are read exactly, a name given twice is an error rather than a surprise, and every mistake
is said with its line and column in both languages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import IO, Any, Final

from policyrules.core.facts.given import excerpt
from policyrules.diagnostics.file_place import FilePlace
from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import FactProblem, InputError
from policyrules.frozen import evolve, field, frozen
from policyrules.surfaces.json_places import (
    Places,
    Steps,
    TextLines,
    places_in,
    repeated_names,
    words_for_no_number,
)

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
    "No end": Phrase("`]` is missing at the end of the list", "列表末尾缺少 `]`"),
    "Extra data": Phrase("there is more after the end of the record", "一条记录之后还有内容"),
    "Illegal trailing comma before end of object": Phrase("a `,` too many before `}`", "`}` 前多写了逗号"),
    "Illegal trailing comma before end of array": Phrase("a `,` too many before `]`", "`]` 前多写了逗号"),
}
_NOT_JSON: Final = Phrase("this is not JSON", "此处不是 JSON")
_NESTED: Final = Phrase("values are nested too deeply", "嵌套层次过深")
_NOT_UTF_8: Final = Phrase(
    "this is not UTF-8; save the file as UTF-8", "不是 UTF-8 编码，请将文件另存为 UTF-8"
)
_SPACE: Final = re.compile(r"[ \t\r\n]*")


class JsonError(InputError):
    """A text that holds no record: `said` is what is wrong there, `line` and `column` where."""

    def __init__(self, name: str, said: Phrase, line: int, column: int | None = None) -> None:
        place = f"{name}:{line}" + (f":{column}" if column else "")
        super().__init__(Phrase(f"{place}: {said.en}", f"{place}：{said.zh}"))
        self.said = said
        self.line = line
        self.column = column


@frozen
class Written:
    """The text a record is written in: where in it the record begins, and the file's line of its own first."""

    text: str
    start: int = 0
    first_line: int = 1

    def places_of(self, problems: Sequence[FactProblem]) -> list[tuple[int, int]]:
        """Return the line and column of what each problem is about; of what is lacking, of what should hold it."""
        asked = {spelt for problem in problems for spelt in _spellings(problem)}
        places = places_in(self.text, asked, self.start)
        lines = TextLines(self.text, self.first_line)
        return [lines.at(self._at(problem, places)) for problem in problems]

    def _at(self, problem: FactProblem, places: Places) -> int:
        spellings = _spellings(problem)
        steps = next((each for each in spellings if each in places.found), spellings[0])
        at = places.of(steps, name=problem.code in _ABOUT_NAMES)
        return self.start if at is None else at


def _spellings(problem: FactProblem) -> list[Steps]:
    """Return the steps to what a problem is about, under the name it goes by and the field's other one."""
    *before, last = problem.steps or ("",)
    return [problem.steps, *((*before, name) for name in problem.names if name not in {None, last})]


_ANYTHING: Final = Phrase.same("")
_ABOUT_NAMES: Final = frozenset({"unknown-name", "given-twice"})
"""What is wrong with the name of a value, not with the value."""


@frozen
class Given:
    """One record as it was given: its line where lines count, and its facts or why there are none."""

    line: int | None
    facts: Mapping[str, Any] | None
    problem: JsonError | None = None
    written: Written | None = field(default=None, eq=False, repr=False)

    def place_in(self, file: str, *steps: str | int) -> FilePlace:
        """Return where a value of the record stands in the file; of one not given, where the record does."""
        (place,) = self.places_of([FactProblem("", _ANYTHING, code="", steps=steps)], file)
        return place

    def places_of(self, problems: Sequence[FactProblem], file: str) -> list[FilePlace]:
        """Return where what each problem is about stands in the file."""
        if self.written is None:
            return [FilePlace(file, self.line)] * len(problems)
        return [FilePlace(file, line, None, column - 1) for line, column in self.written.places_of(problems)]


def records_in(text: str, name: str) -> Iterator[Given]:
    """Yield the records of a JSON text that holds one record or a list of them, each with its first line.

    A value that is no record is a problem of its own; after a text that is not JSON there is no more.
    """
    at = _after_space(text, 0)
    if not text.startswith("[", at):
        given = one_record(text, name)
        yield evolve(given, line=text.count("\n", 0, at) + 1)
        return
    try:
        yield from _listed(text, at, name)
    except JsonError as error:
        yield Given(error.line, None, error)


def _listed(text: str, at: int, name: str) -> Iterator[Given]:
    """Yield the records of the list that begins at a place; raises `JsonError` where it is none."""
    line, counted = 1, 0
    at = _after_space(text, at + 1)
    closed = text.startswith("]", at)
    while not closed:
        line += text.count("\n", counted, at)
        counted = start = at
        try:
            value, at = _DECODER.raw_decode(text, at)
        except json.JSONDecodeError as error:
            raise JsonError(name, _SAID.get(error.msg, _NOT_JSON), error.lineno, error.colno) from None
        except RecursionError:
            raise JsonError(name, _NESTED, line) from None
        except _Unfit as unfit:
            raise unfit.in_text(name, Written(text, start)) from None
        if isinstance(value, dict):
            yield Given(line, value, written=Written(text, start))
        else:
            yield Given(line, None, JsonError(name, _NO_RECORD, line))
        at = _after_space(text, at)
        closed = text.startswith("]", at)
        if closed:
            break
        if not text.startswith(",", at):
            raise _unexpected(text, name, at, "Expecting ',' delimiter" if at < len(text) else "No end")
        at = _after_space(text, at + 1)
        if text.startswith("]", at):
            raise _unexpected(text, name, at, "Illegal trailing comma before end of array")
    at = _after_space(text, at + 1)
    if at < len(text):
        raise _unexpected(text, name, at, "Extra data")


def one_record(text: str, name: str) -> Given:
    """Return the one record of a JSON text."""
    try:
        return Given(None, _record(text, name, first_line=1), written=Written(text))
    except JsonError as error:
        return Given(None, None, error)


def value_in(text: str) -> Any:
    """Return the value a JSON text writes, whatever it is; raises `JsonError`."""
    return _value(text, "", first_line=1)


def each_line(lines: Iterable[bytes], name: str) -> Iterator[Given]:
    """Yield the record of each line of JSON Lines; empty lines are left out.

    A line that is not UTF-8, not JSON or not a record is a problem of its own; the others are read.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip(_BLANK):
            continue
        try:
            text = decoded(line.rstrip(b"\r\n"), name, first_line=number)
            facts = _record(text, name, first_line=number)
            yield Given(number, facts, written=Written(text, first_line=number))
        except JsonError as error:
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
    except JsonError as error:
        yield Given(None, None, error)
        return
    yield one_record(text, name)


def decoded(raw: bytes, name: str, *, first_line: int = 1) -> str:
    """Return text given as UTF-8, with or without a byte order mark."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + first_line
        raise JsonError(name, _NOT_UTF_8, line) from None


def _is_record(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line.removeprefix(_MARK), parse_int=str), dict)
    except (ValueError, RecursionError):
        return False


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return at if match is None else match.end()


def _unexpected(text: str, name: str, at: int, what: str) -> JsonError:
    line = text.count("\n", 0, at) + 1
    return JsonError(name, _SAID[what], line, at - text.rfind("\n", 0, at))


_A_LIST: Final = Phrase(
    "this is a list; give one record, or one a line in a .jsonl file",
    "这是列表；请只给一条记录，或在 .jsonl 文件中每行一条",
)
_NO_RECORD: Final = Phrase(
    'this is no record; write `{"field": value, …}`', '这不是记录，应写作 `{"字段": 值, …}`'
)


def _record(text: str, name: str, *, first_line: int) -> Mapping[str, Any]:
    value = _value(text, name, first_line=first_line)
    if isinstance(value, dict):
        return value
    raise JsonError(name, _A_LIST if isinstance(value, list) else _NO_RECORD, first_line)


def _value(text: str, name: str, *, first_line: int) -> Any:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        line = first_line + error.lineno - 1
        raise JsonError(name, _SAID.get(error.msg, _NOT_JSON), line, error.colno) from None
    except RecursionError:
        raise JsonError(name, _NESTED, first_line) from None
    except _Unfit as unfit:
        raise unfit.in_text(name, Written(text, first_line=first_line)) from None


class _Unfit(Exception):  # noqa: N818  # a note on the way to a JsonError
    """What the library's reader takes and a record does not: a name given twice, a number that is none."""

    def __init__(self, word: str | None = None) -> None:
        super().__init__(word)
        self.word = word

    def in_text(self, name: str, written: Written) -> JsonError:
        """Return what to say of the first of its kind in a text."""
        lines = TextLines(written.text, written.first_line)
        if self.word is not None:
            found = next(words_for_no_number(written.text, written.start), None)
            place = lines.at(written.start if found is None else found.at)
            said = Phrase(f"`{self.word}` is not a number", f"`{self.word}` 不是数")
            return JsonError(name, said, *place)
        twice = next(repeated_names(written.text, written.start))
        assert twice.name_at is not None, "it has a name"
        assert twice.before is not None, "and had it before"
        called = excerpt(str(twice.step))
        line, column = lines.at(twice.name_at)
        first_line, first_column = lines.at(twice.before)
        first = (
            Phrase(f"in column {first_column}", f"本行第 {first_column} 列")
            if first_line == line
            else Phrase(f"on line {first_line}", f"第 {first_line} 行")
        )
        said = Phrase(
            f"`{called}` is given twice, first {first.en}; keep one of them",
            f"`{called}` 重复给出，首次在{first.zh}；请只保留一处",
        )
        return JsonError(name, said, line, column)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Unfit
    return found


def _no_number(word: str) -> Any:
    raise _Unfit(word)


def _whole(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= _DIGITS else Decimal(digits)


_DECODER: Final = json.JSONDecoder(
    parse_float=Decimal, parse_int=_whole, parse_constant=_no_number, object_pairs_hook=_once
)
"""Reads numbers exactly, and each name once."""
