"""What value does `name=value` on the command line mean?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from policyrules.core.facts.written import number_in
from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import frozen
from policyrules.semantics.types import (
    BooleanType,
    IntegerType,
    ListType,
    NumberType,
    OptionalType,
    RecordType,
    TextType,
    Type,
    required,
)
from policyrules.surfaces.cli.mistakes import UsageError

_WRITTEN: Final = re.compile(r"\s*([^=\[\]]+?)\s*(?:\[(.*?)\])?\s*[=＝](.*)", re.DOTALL)
_SEPARATORS: Final = re.compile(r"\s*[,，、]\s*")
_NONE: Final = frozenset({"none", "无", "null"})
_TRUTH: Final = {"true": True, "false": False}


@frozen
class Assignment:
    """A name, the keys in brackets after it, and what stands after the `=`."""

    name: str
    keys: tuple[str, ...]
    value: str


def assignments(written: Iterable[str], option: str) -> list[Assignment]:
    """Return what `NAME=VALUE` or `NAME[KEY, KEY]=VALUE` say."""
    found = []
    for text in written:
        match = _WRITTEN.fullmatch(text)
        if match is None:
            raise UsageError(
                Phrase(f"`{option} {text}` gives no value", f"`{option} {text}` 没有给出取值"),
                Phrase.same(f"{option} {text.strip() or 'name'}=…"),
            )
        name, keys, value = match.groups()
        listed = tuple(_SEPARATORS.split(keys.strip())) if keys else ()
        found.append(Assignment(name, listed, value.strip()))
    return found


def typed(text: str, type_: Type) -> Any:
    """Return written text as a value of a type, ready for the reader of facts to judge.

    Text stays text; `none` and 无 are none where there may be none; lists are separated by commas or
    written in JSON, as nested records are. What cannot be made out stays text, for the reader to say why.
    """
    if isinstance(type_, OptionalType) and text.lower() in _NONE:
        return None
    match required(type_):
        case IntegerType() | NumberType() as number:
            found = number_in(text.replace("_", ""))
            if found is None:
                return text
            whole = isinstance(number, IntegerType) and found == found.to_integral_value()
            return int(found) if whole else found
        case BooleanType():
            return _TRUTH.get(text.lower(), text)
        case ListType(element=element):
            return _listed(text, element)
        case RecordType():
            return _from_json(text)
        case TextType():
            return text
        case _:
            return text


def _listed(text: str, element: Type) -> Any:
    if text.startswith(("[", "{")):
        return _from_json(text)
    if not text:
        return []
    return [typed(part, element) for part in _SEPARATORS.split(text)]


def _from_json(text: str) -> Any:
    import json

    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        return text
