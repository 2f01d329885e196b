"""How are records and enums written?"""

from __future__ import annotations

from policyrules.diagnostics.span import Span
from policyrules.diagnostics.width import width
from policyrules.frozen import evolve
from policyrules.syntax.ast.declarations import EnumDeclaration, FieldDeclaration, RecordDeclaration
from policyrules.syntax.ast.types import EnumBody
from policyrules.syntax.format import types
from policyrules.syntax.format.annotations import above
from policyrules.syntax.format.expressions import value
from policyrules.syntax.format.layout import INDENT, WIDEST, Doc, Fill, lay_out
from policyrules.syntax.format.lists import closing
from policyrules.syntax.format.weave import Label, Piece
from policyrules.syntax.format.words import Words


def enum(node: EnumDeclaration, words: Words) -> list[Piece]:
    """Return an enum: on one line if it fits, a member a line if the author wrote it so."""
    start = words.after(node.annotations[-1].span.stop) if node.annotations else node.span.start
    head = f"{words('ENUM')} {words.names(node.names)} "
    annotations = above(node.annotations, words, 0)
    text = head + types.type_(node.body, words)
    if not _is_listed(node.body, words) and width(text) <= WIDEST:
        return [*annotations, Piece(text, 0, start, node.span.stop)]
    return [*annotations, *_block(head, node.body, words, indent=0, start=start)]


def _is_listed(body: EnumBody, words: Words) -> bool:
    """Whether an enum has a member a line: as the author wrote it, or for annotations."""
    members = body.members
    return (
        any(member.annotations for member in members)
        or (len(members) > 1 and not words.on_one_line(Span(members[0].span.stop, members[1].span.start)))
        or "#" in words.source[members[0].span.start : members[-1].span.stop]
    )


def _block(
    head: str, body: EnumBody, words: Words, *, indent: int, start: int, tail: str = "", stop: int = 0
) -> list[Piece]:
    """Return an enum in lines of its own; `tail` follows its closing brace."""
    inner = indent + INDENT
    pieces = [Piece(f"{head}{{", indent, start, body.span.start + 1, opens=True)]
    filled = lay_out(Fill(tuple(types.members(body, words))), widest=WIDEST - inner)
    first_line = filled.split("\n", 1)[0]
    if _is_listed(body, words) or (filled != first_line and first_line == types.members(body, words)[0]):
        for member, line in zip(body.members, types.lines(body, words), strict=True):
            pieces.append(Piece(line, inner, member.span.start, member.span.stop))
    else:
        members = body.members
        pieces.append(Piece(filled, inner, members[0].span.start, members[-1].span.stop))
    end = max(body.span.stop - 1, body.span.start)
    pieces.append(Piece(f"}}{tail}", indent, end, max(stop, body.span.stop), closes=True))
    return pieces


# --- records --------------------------------------------------------------------------------


def record(node: RecordDeclaration, words: Words) -> list[Piece]:
    """Return a record, its fields in aligned columns."""
    start = words.after(node.annotations[-1].span.stop) if node.annotations else node.span.start
    head = [words("RECORD"), words.names(node.names)]
    if node.dated is not None:
        head.extend((words("DATED"), words.name(node.dated)))
        if words.chinese:
            head.append(words("DATED_CLOSE"))
    line = " ".join(head)
    annotations = above(node.annotations, words, 0)
    if words.on_one_line(Span(start, node.span.stop)) and not any(each.annotations for each in node.fields):
        listed = ", ".join(_plain(each, words) for each in node.fields)
        text = f"{line} {{ {listed} }}" if listed else f"{line} {{ }}"
        if width(text) <= WIDEST:
            return [*annotations, Piece(text, 0, start, node.span.stop)]
    stop = (node.dated or node.names.second or node.names.first).span.stop
    return [
        *annotations,
        Piece(f"{line} {{", 0, start, stop, opens=True),
        *(piece for field in node.fields for piece in _field(field, words)),
        closing(node.span, 0),
    ]


def _field(node: FieldDeclaration, words: Words) -> list[Piece]:
    first, second = words.name(node.names.first), node.names.second
    start = words.after(node.annotations[-1].span.stop) if node.annotations else node.span.start
    annotations = above(node.annotations, words, INDENT)
    parts = _parts(node, words)
    written = types.type_(node.type, words)
    label = Label(first, None if second is None else words.name(second), Fill((written, *parts)))
    body = types.body_in(node.type)
    if body is not None:
        too_wide = width(label.head()) + 1 + width(written) + INDENT > WIDEST
        if too_wide or _is_listed(body, words):
            before, _, after = written.partition("{")
            tail = after[after.rindex("}") + 1 :]
            rest = lay_out(Fill((f"}}{tail}", *parts)), widest=WIDEST - INDENT)[1:]
            opening, *others = _block(
                before, body, words, indent=INDENT, start=start, tail=rest, stop=node.span.stop
            )
            opening = evolve(opening, label=evolve(label, rest=opening.text))
            return [*annotations, opening, *others]
    return [*annotations, Piece("", INDENT, start, node.span.stop, label=label)]


def _parts(node: FieldDeclaration, words: Words) -> list[Doc]:
    """Return what follows a field's type, in the usual order."""
    parts: list[Doc] = []
    if node.key:
        parts.append(words("KEY"))
    if node.default is not None:
        parts.append(("= ", value(node.default, words)))
    if node.question is not None:
        parts.append(words.text(node.question.value))
    if node.asked_of is not None:
        close = f" {words('ASKED_CLOSE')}" if words.chinese else ""
        parts.append(f"{words('ASKED_OF')} {words.text(node.asked_of.value)}{close}")
    return parts


def _plain(node: FieldDeclaration, words: Words) -> str:
    label = f"{words.names(node.names)}: {types.type_(node.type, words)}"
    return lay_out(Fill((label, *_parts(node, words))), widest=10 * WIDEST)
