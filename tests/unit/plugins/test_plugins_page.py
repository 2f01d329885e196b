"""docs/plugins.md says what is so: each hook by its signature, each table row, and every block runs."""

import inspect
import re
from pathlib import Path
from typing import Any

import policyrules
from policyrules import plugins
from policyrules.plugins import functions, hookspecs
from policyrules.plugins.functions import type_for
from policyrules.plugins.manager import build
from policyrules.plugins.readers.word_facts import ABOUT, ALIASES
from policyrules.plugins.registering import HOOKS
from policyrules.semantics.schema import ArgumentSchema, FunctionSchema
from policyrules.semantics.types import ListType, NumberType, OptionalType, Type, WordsType

PAGE = Path(__file__).parents[3] / "docs" / "plugins.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def test_every_hook_has_its_section_and_signature() -> None:
    said = re.findall(r"<!--hook:(\w+)-->\n```text\n(\w+)\(([^)]*)\).*\n```", TEXT)
    assert {name for name, _, _ in said} == set(HOOKS)
    for name, again, arguments in said:
        assert name == again
        expected = tuple(inspect.signature(getattr(hookspecs, name)).parameters)
        assert tuple(filter(None, arguments.split(", "))) == expected


def test_the_short_names_are_the_same() -> None:
    assert policyrules.hookimpl is plugins.hookimpl
    assert policyrules.function is plugins.function
    assert policyrules.CannotTell is plugins.CannotTell


def test_there_are_as_many_hooks_as_the_page_says() -> None:
    assert "There are eight hooks." in TEXT
    assert len(HOOKS) == 8
    for name in HOOKS:
        assert inspect.getdoc(getattr(hookspecs, name))


def test_the_blocks_run() -> None:
    assert len(BLOCKS) == 13
    names: dict[str, Any] = {}
    for code in BLOCKS:
        exec(compile(code, str(PAGE), "exec"), names)


def test_every_annotation_of_the_table_has_a_type() -> None:
    rows = [row for row in rows_after("| annotation | in rules") if row]
    names: dict[str, Any] = {**vars(functions), "T": str}
    annotations = [re.sub(r"\\", "", row[0].strip("`")) for row in rows]
    types = [type_for(eval(annotation, names)) for annotation in annotations]
    assert all(types)
    assert len(annotations) == 13
    kinds = {type(type_) for type_ in types}
    assert {ListType, OptionalType, WordsType} <= kinds


def rows_after(head: str) -> list[list[str]]:
    lines = TEXT.split("\n")
    start = next(number for number, line in enumerate(lines) if line.startswith(head))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
    return rows


def test_the_standard_functions_are_listed() -> None:
    rows = rows_after("| function | 函数 |")
    assert rows == [
        row_of(schema)
        for spelling, schema in build(entry_points=False).functions.items()
        if spelling == schema.names.first
    ]


def row_of(schema: FunctionSchema) -> list[str]:
    first, second = schema.names.spellings
    return [
        f"`{first}`",
        second,
        ", ".join(argument_words(argument) for argument in schema.arguments),
        type_words(schema.returns),
        f"{schema.about.en} {schema.about.zh}",
    ]


def argument_words(argument: ArgumentSchema) -> str:
    label = f"`{argument.names.first}` {argument.names.second}"
    kind = f"{label}: " if argument.named else f"{label} "
    return (
        kind
        + ("any" if argument.type is None else type_words(argument.type))
        + ("?" if argument.optional else "")
    )


def type_words(type_: Type) -> str:
    match type_:
        case ListType(element):
            return f"list of {type_words(element)}"
        case NumberType():
            return "number"
        case WordsType():
            return "words"
        case _:
            return type(type_).__name__.removesuffix("Type").lower()


def test_the_word_facts_are_listed() -> None:
    assert list(ABOUT) == list(ALIASES)
    rows = rows_after("| fact | fields it goes into |")
    assert rows == [
        [f"`{fact}`", "、".join(names), f"{ABOUT[fact].en} {ABOUT[fact].zh}"]
        for fact, names in ALIASES.items()
    ]


def test_paths_the_page_names_exist() -> None:
    for path in re.findall(r"`((?:tests|docs|src|policies)/[^`]*)`", TEXT):
        assert (PAGE.parents[1] / path).exists(), path
