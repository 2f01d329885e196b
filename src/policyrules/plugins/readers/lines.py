"""What does a reader know of one line of a document?"""

from __future__ import annotations

import re
from typing import Final

from policyrules.frozen import frozen

_SPACE: Final = re.compile(r"\s+")


@frozen
class Line:
    """One paragraph: its words (runs of white space are one space) and how it stands on the page.

    `size` is in points, None where the file leaves it to a default; `heading` is the level of a
    heading style (0 is the title's own), None for other styles; `starts_page` says that a page break
    comes before it.
    """

    text: str
    centred: bool = False
    right: bool = False
    size: float | None = None
    heading: int | None = None
    starts_page: bool = False
    in_table: bool = False

    @property
    def tight(self) -> str:
        """The words without any white space: how marks and numbers are recognised."""
        return _SPACE.sub("", self.text)


def spaced(text: str) -> str:
    """Return a text with every run of white space, of any kind, as one space.

    >>> spaced("　各市人民政府  办公室： ")
    '各市人民政府 办公室：'
    """
    return _SPACE.sub(" ", text).strip()


def joined(parts: list[str]) -> str:
    """Return lines as one: with a space between letters of words written with spaces, else with none.

    >>> joined(["关于开展安全", "检查的通知"]), joined(["Notice on", "Inspections"])
    ('关于开展安全检查的通知', 'Notice on Inspections')
    """
    text = ""
    for part in parts:
        between = " " if text and part and text[-1].isascii() and part[0].isascii() else ""
        text += between + part
    return text
