"""How does a paragraph of a Word document stand on the page?

Works on the XML elements python-docx holds. Text that is not on the page is left out: deleted and
moved text, hidden text, field codes, text boxes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from policyrules.frozen import define, evolve, frozen
from policyrules.plugins.readers.lines import Line, spaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policyrules.plugins.readers.numbering import Numbering

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED: Final = frozenset(
    {
        f"{W}del",
        f"{W}moveFrom",
        f"{W}txbxContent",
        f"{W}instrText",
        f"{W}delText",
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)
_OFF: Final = frozenset({"0", "false", "off", "none"})
_CENTRED: Final = "center"
_RIGHT: Final = frozenset({"right", "end"})
_LONGEST_CHAIN: Final = 20


@frozen
class Style:
    """What a paragraph style says, its ancestors included."""

    alignment: str | None = None
    size: float | None = None
    heading: int | None = None
    number: str | None = None
    level: int = 0


class Styles:
    """The paragraph styles of a document, by id."""

    def __init__(self, element: Any) -> None:
        self._elements = {style.get(f"{W}styleId"): style for style in element.iterchildren(f"{W}style")}
        self._default = next(
            (
                name
                for name, style in self._elements.items()
                if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true")
            ),
            None,
        )
        self._known: dict[str | None, Style] = {}

    def of(self, name: str | None) -> Style:
        """Return the style of an id; the default one for None or an id that is not there."""
        name = name if name in self._elements else self._default
        if name not in self._known:
            self._known[name] = self._read(name)
        return self._known[name]

    def _read(self, name: str | None) -> Style:
        style = Style()
        for _ in range(_LONGEST_CHAIN):
            element = self._elements.get(name)
            if element is None:
                break
            own = element.find(f"{W}pPr")
            level, number = _number_of(own)
            style = Style(
                style.alignment or _value(own, "jc"),
                style.size or _points(element.find(f"{W}rPr")),
                _heading_of(element, own) if style.heading is None else style.heading,
                style.number or number,
                style.level if style.number else level,
            )
            name = _value(element, "basedOn")
        return style


def lines_of(body: Any, styles: Styles, numbering: Numbering) -> list[Line]:
    """Return the paragraphs of a document's body in order, those of tables and controls included."""
    lines: list[Line] = []
    new_page = False
    for paragraph, in_table in _paragraphs(body):
        words = _words(paragraph)
        own = paragraph.find(f"{W}pPr")
        style = styles.of(_value(own, "pStyle"))
        level, number = _number_of(own)
        label = numbering.label(number or style.number, level if number else style.level)
        text = spaced(label + words.text)
        breaks = new_page or words.breaks_before or _is_on(own, "pageBreakBefore")
        if not text:
            new_page = breaks or words.breaks_after or _ends_section(own)
            continue
        alignment = _value(own, "jc") or style.alignment
        outline = _level(own, "outlineLvl")
        lines.append(
            Line(
                text,
                centred=alignment == _CENTRED,
                right=alignment in _RIGHT,
                size=words.size or style.size,
                heading=outline if outline is not None else style.heading,
                starts_page=breaks,
                in_table=in_table,
            )
        )
        new_page = words.breaks_after or _ends_section(own)
    return lines


def _paragraphs(body: Any) -> Iterator[tuple[Any, bool]]:
    """Yield every paragraph in the order of the page, and whether it stands in a table."""
    inside: list[tuple[Iterator[Any], bool]] = [(iter(body), False)]
    while inside:
        elements, in_table = inside[-1]
        element = next(elements, None)
        if element is None:
            inside.pop()
        elif element.tag == f"{W}p":
            yield element, in_table
        elif isinstance(element.tag, str) and element.tag not in _SKIPPED:
            inside.append((iter(element), in_table or element.tag == f"{W}tbl"))


@define
class _Words:
    """The words of one paragraph while they are read."""

    text: str = ""
    size: float | None = None
    breaks_before: bool = False
    breaks_after: bool = False


def _words(paragraph: Any) -> _Words:
    words = _Words()
    parts: list[str] = []
    waiting: list[Any] = [paragraph]
    while waiting:
        element = waiting.pop()
        tag = element.tag
        if tag == f"{W}t":
            parts.append(element.text or "")
        elif tag in (f"{W}tab", f"{W}cr"):
            parts.append(" ")
        elif tag == f"{W}noBreakHyphen":
            parts.append("-")
        elif tag == f"{W}br":
            if element.get(f"{W}type") == "page":
                if any(part.strip() for part in parts):
                    words.breaks_after = True
                else:
                    words.breaks_before = True
            parts.append(" ")
        elif tag == f"{W}r" and _is_on(element.find(f"{W}rPr"), "vanish"):
            continue
        elif tag not in _SKIPPED and tag not in (f"{W}pPr", f"{W}rPr"):
            if tag == f"{W}r" and words.size is None and element.find(f"{W}t") is not None:
                words.size = _points(element.find(f"{W}rPr"))
            waiting += (child for child in reversed(element) if isinstance(child.tag, str))
    return evolve(words, text="".join(parts))


def _value(element: Any, name: str) -> str | None:
    found = None if element is None else element.find(f"{W}{name}")
    return None if found is None else found.get(f"{W}val")


def _is_on(element: Any, name: str) -> bool:
    found = None if element is None else element.find(f"{W}{name}")
    return found is not None and found.get(f"{W}val", "1") not in _OFF


def _whole(written: str | None) -> int | None:
    if written is None or not written.isascii() or not written.isdigit() or len(written) > 6:
        return None
    return int(written)


def _points(properties: Any) -> float | None:
    half_points = _whole(_value(properties, "sz"))
    return None if half_points is None else half_points / 2


def _level(properties: Any, name: str) -> int | None:
    """Return an outline level as a heading's: 1 is the highest; None for running text."""
    level = _whole(_value(properties, name))
    return level + 1 if level is not None and level < 9 else None


def _heading_of(style: Any, properties: Any) -> int | None:
    name = (_value(style, "name") or "").casefold()
    if name in ("title", "标题"):
        return 0
    if name.startswith(("heading ", "标题 ")) and name[-1:].isdigit():
        return int(name[-1])
    return _level(properties, "outlineLvl")


def _number_of(properties: Any) -> tuple[int, str | None]:
    numbered = None if properties is None else properties.find(f"{W}numPr")
    if numbered is None:
        return 0, None
    return min(_whole(_value(numbered, "ilvl")) or 0, 8), _value(numbered, "numId")


def _ends_section(properties: Any) -> bool:
    section = None if properties is None else properties.find(f"{W}sectPr")
    return section is not None and _value(section, "type") != "continuous"
