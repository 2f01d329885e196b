"""What stands above the body of an official document?"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final

from policyrules.frozen import define, field
from policyrules.plugins.readers import marks
from policyrules.plugins.readers.lines import Line, joined

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEAD_LINES: Final = 40
_TITLE_LINES: Final = 8
_LARGE: Final = 18.0
"""Points; a title is set in 22, the body in 16."""
_LONGEST_TITLE: Final = 300


@define
class Head:
    """What was read above the body: `after` is the index of the first line below it."""

    facts: dict[str, Any] = field(factory=dict)
    after: int = 0
    mark: str | None = None
    """The issuing body as its mark has it (岚山省人民政府文件)."""


def read_head(lines: Sequence[Line]) -> Head:
    """Return what stands above the body of a document; its lines are not empty."""
    head = Head()
    number_at = _number_at(lines)
    head.facts["number"] = None
    if number_at is None:
        marked = list(takewhile(_is_mark, lines[:_HEAD_LINES]))
        head.after = len(marked)
    else:
        marked = list(lines[:number_at])
        head.after = number_at + 1
        _read_number(lines[number_at], head)
        signers = list(takewhile(_is_signer, lines[head.after : head.after + _TITLE_LINES]))
        marked += signers
        head.after += len(signers)
    for line in marked:
        _read_mark(line, head, numbered=number_at is not None)
    if number_at is not None:
        head.facts.setdefault("signer", None)
    _read_title(lines, head)
    return head


def _number_at(lines: Sequence[Line]) -> int | None:
    for at, line in enumerate(lines[:_HEAD_LINES]):
        if marks.NUMBER.fullmatch(line.tight):
            return at
        if marks.is_addressees(line) or (line.heading or 0) > 0:
            return None
    return None


def _read_number(line: Line, head: Head) -> None:
    found = marks.NUMBER.fullmatch(line.tight)
    assert found is not None, "the line was found by it"
    head.facts["number"] = found["number"]
    head.facts["number_code"] = found["code"]
    head.facts["number_year"] = int(found["year"])
    head.facts["number_serial"] = int(found["serial"])
    if found["signer"]:
        head.facts["signer"] = _name_after(line)


def _is_mark(line: Line) -> bool:
    return any(
        pattern.fullmatch(line.tight)
        for pattern in (marks.COPY_NUMBER, marks.SECRECY, marks.URGENCY, marks.SIGNER)
    )


def _is_signer(line: Line) -> bool:
    return marks.SIGNER.fullmatch(line.tight) is not None


def _read_mark(line: Line, head: Head, *, numbered: bool) -> None:
    tight, facts = line.tight, head.facts
    if (found := marks.COPY_NUMBER.fullmatch(tight)) is not None:
        facts.setdefault("copy_number", found[1])
    elif (found := marks.SECRECY.fullmatch(tight)) is not None:
        facts.setdefault("secrecy", found[1])
        if found[2]:
            facts.setdefault("secrecy_term", found[2])
    elif (found := marks.URGENCY.fullmatch(tight)) is not None:
        facts.setdefault("urgency", found[1])
    elif _is_signer(line):
        facts.setdefault("signer", _name_after(line))
    elif numbered and (found := marks.MARK.fullmatch(tight)) is not None:
        head.mark = found[1]


def _name_after(line: Line) -> str:
    """Return the name after 签发人; a name of two characters is spread with a space."""
    return marks.untypeset(line.text.partition("人")[2].strip(" :：")) or line.tight


# --- the title --------------------------------------------------------------------------------


def _read_title(lines: Sequence[Line], head: Head) -> None:
    start = head.after
    limit = min(len(lines), start + _TITLE_LINES)
    stop = next((at for at in range(start, limit) if _begins_body(lines[at], at > start)), limit)
    chosen = _title_lines(lines, start, stop)
    if chosen is None:
        return
    first, last = chosen
    texts = [line.text for line in lines[first:last]]
    while len(texts) > 1 and marks.BRACKETED.fullmatch("".join(texts[-1].split())):
        _read_note(texts.pop(), head)
    if len(texts) > 1 and (found := marks.MARK.fullmatch("".join(texts[0].split()))) is not None:
        rest = joined([marks.untypeset(text) for text in texts[1:]])
        if "关于" not in found[1] and ("关于" in rest or marks.kind_of_title(rest) is not None):
            head.mark = head.mark or found[1]
            texts = texts[1:]
    title = joined([marks.untypeset(text) for text in texts])
    if len(title) > _LONGEST_TITLE:
        return
    head.facts["title"] = title
    head.facts["kind"] = marks.kind_of_title(title)
    head.after = last
    while head.after < stop and marks.BRACKETED.fullmatch(lines[head.after].tight):
        _read_note(lines[head.after].text, head)
        head.after += 1


def _title_lines(lines: Sequence[Line], start: int, stop: int) -> tuple[int, int] | None:
    """Return where the title's lines begin and end: those that stand out, else the first line."""
    first = next((at for at in range(start, stop) if _stands_out(lines[at])), None)
    if first is not None:
        last = first + 1
        while last < stop and _stands_out(lines[last]):
            last += 1
        return first, last
    if start < stop and lines[start].tight[-1:] not in marks.ENDS:
        return start, start + 1
    return None


def _stands_out(line: Line) -> bool:
    return not line.in_table and (line.heading == 0 or line.centred or (line.size or 0) >= _LARGE)


def _begins_body(line: Line, below_a_line: bool) -> bool:  # noqa: FBT001  # one question of two parts
    if _stands_out(line):
        return False
    tight = line.tight
    return (
        marks.HEADING.match(tight) is not None
        or (line.heading or 0) > 0
        or line.in_table
        or marks.ATTACHED.fullmatch(tight) is not None
        or marks.is_addressees(line)
        or (below_a_line and tight[-1:] in marks.ENDS)
    )


def _read_note(text: str, head: Head) -> None:
    """Read the date of a note under the title: （2026年3月1日省政府常务会议通过）."""
    found = marks.date_in("".join(text.split()))
    if found is not None and found[0] is not None:
        head.facts.setdefault("date", found[0])
        head.facts.setdefault("date_line", found[1])
