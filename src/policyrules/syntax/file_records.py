"""Which record is a text about, for the examples in its messages?"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.syntax.keywords import keywords
from policyrules.syntax.reading import Reading

_SOME_RECORD: Final = Phrase("Visit", "走访")


def record_of(reading: Reading) -> Phrase:
    """Return the record a text declares, by either name, if it is the only one; else one to stand for any."""
    found = _declared().findall(reading.folded)
    if len(found) != 1:
        return _SOME_RECORD
    first, second = found[0]
    return Phrase(first, second or first)


def record_around(reading: Reading, at: int) -> Phrase:
    """Return the record that the list or definition around a place is for."""
    found = None
    for found in _heads().finditer(reading.folded, 0, at):  # noqa: B007  # the last one counts
        pass
    return Phrase.same(found.group(1)) if found is not None else record_of(reading)


@cache
def _heads() -> re.Pattern[str]:
    spellings = [word for column in keywords().terminals["FOR"].values() for word in column]
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, spellings))})[ \t]+(\w+)[^\n\r]*[{{=]")


@cache
def _declared() -> re.Pattern[str]:
    spellings = [word for column in keywords().terminals["RECORD"].values() for word in column]
    words = "|".join(map(re.escape, spellings))
    return re.compile(
        rf"^[ \t]*(?:{words})[ \t]+(\w+)(?:[ \t]+(\w+))?[ \t]*(?={{|dated\b|以\b)", re.MULTILINE
    )


def fields_of_entries(reading: Reading, source: str) -> frozenset[str]:
    """Return the fields that the entries of a record, or of a list of records, have in this text.

    Nothing where the record stands in another file.
    """
    text = reading.folded
    named = {name: name for found in _records().finditer(text) for name in found.group(1, 2) if name}
    record = source if source in named else None
    if record is None:
        held = re.search(
            rf"(?<!\w){re.escape(source)}[ \t]*(?:\w+[ \t]*)?:[ \t]*(?:列表|list of)[ \t]+(\w+)", text
        )
        record = held.group(1) if held is not None else None
    for found in _records().finditer(text):
        if record is not None and record in found.group(1, 2):
            body = _ENUM.sub("", text[found.end() : _closes(text, found.end())])
            return frozenset(name for field in _FIELDS.findall(body) for name in field if name)
    return frozenset()


_ENUM: Final = re.compile(r"\{[^{}]*\}")
_FIELDS: Final = re.compile(r"([^\W\d]\w*)(?:[ \t]+([^\W\d]\w*))?[ \t]*:")


def _closes(text: str, at: int) -> int:
    """Return where the brace closes that was opened before a place."""
    depth = 1
    for mark in re.finditer(r"[{}]", text[at:]):
        depth += 1 if mark.group() == "{" else -1
        if not depth:
            return at + mark.start()
    return len(text)


@cache
def _records() -> re.Pattern[str]:
    spellings = [word for column in keywords().terminals["RECORD"].values() for word in column]
    words = "|".join(map(re.escape, spellings))
    return re.compile(
        rf"^[ \t]*(?:{words})[ \t]+(\w+)(?:[ \t]+(?!dated\b|以\b)(\w+))?[^{{\n\r]*{{", re.MULTILINE
    )
