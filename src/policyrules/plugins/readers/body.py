"""What stands below the title of an official document?

From the end inwards: who gets copies, the attachments themselves, the signature and its date, the note
of what is attached. What remains is the body.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from policyrules.plugins.readers import marks
from policyrules.plugins.standard.texts import characters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policyrules.plugins.readers.lines import Line

_IMPRINT_LINES: Final = 12
_SIGNATURES: Final = 12
_NOTES: Final = 4
_NOTE_LINES: Final = 60
_NOTE_LENGTH: Final = 100


def read_body(lines: Sequence[Line], start: int, mark: str | None) -> dict[str, Any]:
    """Return what the lines from `start` on say; `mark` is the issuing body by the head's mark."""
    facts: dict[str, Any] = {"addressees": []}
    if start < len(lines) and marks.is_addressees(lines[start]):
        facts["addressee_line"] = lines[start].tight
        facts["addressees"] = marks.several(lines[start].tight.rstrip(":："))
        start += 1
    stop = _read_imprint(lines, start, facts)
    stop, headed = _attachments_begin(lines, start, stop)
    stop, below = _read_signature(lines, start, stop, facts)
    stop = _read_attached(lines, start, stop, below, facts)
    facts.setdefault("attachments", headed)
    if "issuer" not in facts and mark is not None:
        facts["issuer"] = mark
    body = lines[start:stop]
    text = "\n".join(line.text for line in body)
    facts["body"] = text
    facts["characters"] = characters(text)
    facts["headings"] = [heading for line in body if (heading := marks.heading_of(line)) is not None]
    return facts


def _read_imprint(lines: Sequence[Line], start: int, facts: dict[str, Any]) -> int:
    """Read who gets copies and who printed it; return where these lines begin."""
    facts["copies_to"] = []
    stop = len(lines)
    for at in range(len(lines) - 1, max(start, len(lines) - _IMPRINT_LINES) - 1, -1):
        printed = marks.PRINTED.fullmatch(lines[at].tight)
        if printed is not None:
            facts["printed_by"] = printed[1]
            stop = min(stop, at)
        elif marks.COPIES.fullmatch(lines[at].tight):
            whole = "".join(line.tight for line in lines[at:stop])
            whole = whole[: whole.find("。") + 1] or whole
            facts["copies_line"] = whole
            facts["copies_to"] = marks.several(marks.COLON.split(whole, maxsplit=1)[1].rstrip("。."))
            return at
    return stop


def _attachments_begin(lines: Sequence[Line], start: int, stop: int) -> tuple[int, list[str]]:
    """Return where the attachments themselves begin, and what they are headed.

    They begin on a page of their own, or below the document's date.
    """
    begin, titles, dated = stop, [], False
    for at in range(start, stop):
        line = lines[at]
        dated = dated or marks.date_ending(line) is not None
        found = None if line.in_table else marks.ATTACHMENT_PAGE.fullmatch(line.tight)
        if found is None or not (line.starts_page or begin < stop or (dated and found["title"] is None)):
            continue
        begin = min(begin, at)
        if found["title"]:
            titles.append(marks.untypeset(marks.COLON.split(line.text, maxsplit=1)[1].strip()))
        elif at + 1 < stop:
            titles.append(marks.untypeset(lines[at + 1].text))
    return begin, [title for title in titles if title]


def _read_signature(
    lines: Sequence[Line], start: int, stop: int, facts: dict[str, Any]
) -> tuple[int, Sequence[Line]]:
    """Read the date below the body and the names above it; return where they begin, and what follows.

    Below the date stand only notes in brackets and, wrongly but often, what is attached: a date in
    the middle of the body signs nothing.
    """
    for at in range(stop - 1, max(start, stop - _NOTE_LINES) - 1, -1):
        found = marks.date_ending(lines[at])
        if found is None:
            continue
        below = lines[at + 1 : stop]
        if not _only_notes(below):
            return stop, ()
        day, facts["date_line"], before = found
        if day is not None:
            facts["date"] = day
        first, names = at, [before] if before else []
        while not before and first > start and len(names) < _SIGNATURES and _signs(lines[first - 1]):
            first -= 1
            names = [*_names(lines[first].text), *names]
        if names:
            facts["issuer"], facts["co_issuers"] = names[0], names[1:]
        return first, below
    return stop, ()


def _only_notes(lines: Sequence[Line]) -> bool:
    for at, line in enumerate(lines):
        if marks.ATTACHED.fullmatch(line.tight):
            return _is_note(lines[at + 1 :])
        if at >= _NOTES or not marks.BRACKETED.fullmatch(line.tight):
            return False
    return True


def _signs(line: Line) -> bool:
    tight = line.tight
    return (
        not line.in_table
        and line.heading is None
        and len(tight) <= marks.LONGEST_NAME
        and tight[-1:] not in f"{marks.ENDS}:："
        and marks.HEADING.match(tight) is None
        and marks.ATTACHED.fullmatch(tight) is None
        and (line.right or line.centred or all(marks.is_body_name(name) for name in _names(line.text)))
    )


def _names(text: str) -> list[str]:
    """Return the bodies signing on one line: full names side by side, or one name spread over it."""
    parts = text.split(" ")
    return parts if all(len(part) >= 4 for part in parts) else [marks.untypeset(text)]


def _read_attached(
    lines: Sequence[Line], start: int, stop: int, below: Sequence[Line], facts: dict[str, Any]
) -> int:
    """Read what the note of attachments lists; return where the note begins."""
    for at in range(max(start, stop - _NOTE_LINES), stop):
        if marks.ATTACHED.fullmatch(lines[at].tight) and _is_note(lines[at + 1 : stop]):
            _list_attached(lines[at:stop], facts)
            return at
    for at, line in enumerate(below):
        if marks.ATTACHED.fullmatch(line.tight):
            _list_attached(below[at:], facts)
            break
    return stop


def _is_note(lines: Sequence[Line]) -> bool:
    """Return whether lines can be the rest of a note of attachments: short, and no running text."""
    return all(
        len(line.text) <= _NOTE_LENGTH and not line.text.endswith("。") and not line.in_table
        for line in lines
    )


def _list_attached(note: Sequence[Line], facts: dict[str, Any]) -> None:
    first = marks.COLON.split(note[0].text, maxsplit=1)[1].strip()
    listed = marks.attachments_in([first, *(line.text for line in note[1:])])
    if listed:
        facts["attachments"] = listed
