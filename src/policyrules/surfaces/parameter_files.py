"""What does a file of parameters say, and on which line?

It is TOML. The library's reader tells no places, so the file is also read statement by statement where
something is to be said of a value.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from policyrules.diagnostics.file_place import FilePlace
from policyrules.diagnostics.phrase import Phrase
from policyrules.errors import InputError
from policyrules.frozen import frozen
from policyrules.surfaces.json_facts import decoded
from policyrules.surfaces.json_places import Steps
from policyrules.surfaces.unreadable import unreadable

_PLACE: Final = re.compile(r"\(at line ([0-9]+), column ([0-9]+)\)")
_BARE_NAME: Final = re.compile(r"\s*[“”]?(\w+)[“”]?\s*[=＝]\s*(.*)")
"""A name as people write it before `=`, without quotes or in those of a Chinese text."""
_LONGEST: Final = 500
"""So many lines may one value have before the places of what follows are given up."""

_SAID: Final = (
    ("Invalid date or datetime", Phrase("there is no such day or time", "没有这一天或这一时刻")),
    ("Cannot overwrite a value", Phrase("this parameter is given twice; keep one of them", "此参数重复给出，请只保留一处")),
    ("Cannot declare", Phrase("this table is given twice; keep one of them", "此表重复给出，请只保留一处")),
    ("Duplicate inline table key", Phrase("this name is given twice; keep one of them", "此名称重复给出，请只保留一处")),
    ("Unclosed array", Phrase("`]` is missing at the end of the list", "列表末尾缺少 `]`")),
    ("Unclosed inline table", Phrase("`}` is missing on this line", "本行缺少 `}`")),
    ("Unterminated string", Phrase("a text never ends; close its quotes", "文本没有结束，请补上右引号")),
    (
        "Invalid value",
        Phrase(
            'a value is missing or not written so; text stands in quotes: `name = "…"`',
            '缺少取值或写法有误；文本应放在引号内：`名称 = "…"`',
        ),
    ),
    ("Expected '='", Phrase("`=` is missing after the name", "名称后缺少 `=`")),
    ("Expected newline", Phrase("there is more after the value; write one value a line", "取值之后还有内容；请每行写一项")),
)  # fmt: skip
_NOT_TOML: Final = Phrase("this is not TOML; write `name = value`", "不是 TOML 格式，应写作 `名称 = 值`")


@frozen
class ParameterFile:
    """A file's values by name, and where they stand."""

    name: str
    values: Mapping[str, Any]
    text: str

    def place_of(self, steps: Steps) -> FilePlace:
        """Return the line of a value, or of what should hold it; `steps` are its name, keys and number."""
        lines = _lines(self.text)
        while steps and steps not in lines:
            steps = steps[:-1]
        return FilePlace(self.name, lines.get(steps))


def read_parameters(name: str) -> ParameterFile:
    """Return the parameters of a file. Raises `InputError` where it cannot be read."""
    try:
        text = decoded(Path(name).read_bytes(), name)
    except OSError as error:
        raise unreadable(name, error) from None
    try:
        return ParameterFile(name, tomllib.loads(text, parse_float=Decimal), text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(name, text, str(error)) from None
    except RecursionError:
        raise InputError(Phrase(f"{name}: values are nested too deeply", f"{name}：嵌套层次过深")) from None


def _not_toml(name: str, text: str, error: str) -> InputError:
    found = _PLACE.search(error)
    if found is None:  # at the end of the file
        line, column = text.rstrip("\n").count("\n") + 1, None
    else:
        line, column = int(found[1]), int(found[2]) - 1
    said = next((said for begins, said in _SAID if error.startswith(begins)), _NOT_TOML)
    bare = _BARE_NAME.fullmatch(_line(text, line).rstrip())
    if said is _NOT_TOML and bare is not None and not bare[1].isascii():
        written = f'"{bare[1]}" = {bare[2]}'
        said = Phrase(
            f"in TOML a Chinese name stands in quotes; write `{written}`",
            f"TOML 文件中的中文名称要加英文引号，应写作 `{written}`",
        )
    place = FilePlace(name, line, None, column)
    return InputError(Phrase(f"{place}: {said.en}", f"{place}：{said.zh}"))


def _line(text: str, number: int) -> str:
    lines = text.split("\n", number)
    return lines[number - 1] if number <= len(lines) else ""


# --- where values stand ----------------------------------------------------------------------


def _lines(text: str) -> dict[Steps, int]:
    """Return the line of each value, by the steps to it."""
    found: dict[Steps, int] = {}
    table: Steps = ()
    for line, statement, values in _statements(text):
        if statement.lstrip().startswith("["):
            table = _table(values, found)
            found.setdefault(table, line)
            continue
        for steps, value in _values(values):
            found[(*table, *steps)] = line
            if isinstance(value, list):
                for number, at in enumerate(_entries(statement, line)):
                    found[(*table, *steps, number)] = at
    return found


def _statements(text: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Yield each statement with the line it begins on and what it says by itself."""
    begun: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        begun.append(line)
        if len(begun) > _LONGEST:
            return
        statement = "\n".join(begun)
        try:
            values = tomllib.loads(statement)
        except (tomllib.TOMLDecodeError, RecursionError):
            continue
        if values:
            yield number - len(begun) + 1, statement, values
        begun = []


def _table(values: Mapping[str, Any], found: Mapping[Steps, int]) -> Steps:
    """Return the steps to the table a heading opens: `[a.b]`, or `[[a]]` for one more entry of a list."""
    steps: Steps = ()
    inner: Any = values
    while isinstance(inner, Mapping) and inner:
        name, inner = next(iter(inner.items()))
        steps = (*steps, name)
    if isinstance(inner, list):
        number = 0
        while (*steps, number) in found:
            number += 1
        steps = (*steps, number)
    return steps


def _values(values: Mapping[str, Any]) -> Iterator[tuple[Steps, Any]]:
    """Yield every value inside some, with the steps to it."""
    for name, value in values.items():
        yield (name,), value
        if isinstance(value, Mapping):
            for steps, inner in _values(value):
                yield (name, *steps), inner


def _entries(statement: str, line: int) -> Iterator[int]:
    """Yield the lines on which the entries of a statement's list end, in their order."""
    lines = statement.split("\n")
    told = 0
    for count in range(1, len(lines) + 1):
        closed = "\n".join(lines[:count]) + ("\n]" if count < len(lines) else "")
        try:
            value: Any = tomllib.loads(closed)
        except (tomllib.TOMLDecodeError, RecursionError):
            continue
        while isinstance(value, Mapping):
            value = next(iter(value.values()))
        for _ in range(len(value) - told):
            yield line + count - 1
        told = max(told, len(value))
