"""How is each word, name and mark written in the language printed?"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Final, Literal

from policyrules.diagnostics.span import Span
from policyrules.frozen import evolve, field, frozen
from policyrules.syntax.ast.names import ItemRef, Name, Names
from policyrules.syntax.folding import fold
from policyrules.syntax.format.layout import Doc
from policyrules.syntax.keywords import Keywords, keywords
from policyrules.syntax.vocabulary import vocabulary

Language = Literal["en", "zh"]

_PLAIN: Final = re.compile(r"[^\W\d](?:[^\W\d]+|(?<=[\x00-\u2e7f])[0-9]+)*")
"""Words the lexer surely reads as one: digits never after a character of a far script."""

_BLANK: Final = re.compile(r"(?:[\s\ufeff;；]|[#＃][^\n\r]*)*")
_CURLY: Final = frozenset("“”")
_CODE: Final = re.compile(_PLAIN.pattern + r"(?:-[0-9A-Za-z_]+)+")


@frozen
class Words:
    """The words of one language, and the text whose author's own words are kept."""

    language: Language
    source: str = field(default="", repr=False)
    in_text: bool = False
    """Whether what is printed stands in the braces of a text."""
    quotes_keywords: bool = False
    """Whether every name spelt like a keyword is quoted, not only those the author quoted."""

    def inside_text(self) -> Words:
        """Return the same words for what stands in the braces of a text."""
        return evolve(self, in_text=True)

    @cached_property
    def table(self) -> Keywords:
        """The keyword table."""
        return keywords()

    def __call__(self, terminal: str, nth: int = 0) -> str:
        """Return a keyword as it is printed; `nth` picks a later spelling where there is one."""
        spellings = self.table.terminals[terminal].get(self.language, ())
        if not spellings:
            return next(iter(self.table.terminals[terminal].values()))[0]
        return spellings[min(nth, len(spellings) - 1)]

    def kept(self, terminal: str, word: str) -> str:
        """Return the author's word where it is one of this language's for the keyword, else the usual one."""
        spellings = self.table.terminals[terminal].get(self.language, ())
        return word if word in spellings else self(terminal)

    def named(self, group: str, canonical: str) -> str:
        """Return a built-in name (of a type, an aggregate) in this language."""
        return self.table.names[group][canonical][self.language][0]

    def wrote(self, terminal: str, between: Span) -> str | None:
        """Return which of this language's spellings of a keyword stands in a stretch of the source."""
        written = fold(self.source[between.start : between.stop])
        found = [s for s in self.table.terminals[terminal].get(self.language, ()) if s in written]
        return max(found, key=len, default=None)

    def on_one_line(self, span: Span) -> bool:
        """Whether the author wrote something on one line."""
        written = self.source[span.start : span.stop]
        return "\n" not in written and "\r" not in written

    def after(self, offset: int) -> int:
        """Return where in the source the next thing begins, comments passed over."""
        found = _BLANK.match(self.source, offset)
        assert found is not None
        return found.end()

    def place(self, terminal: str, within: Span, following: str = "") -> int:
        """Return where in a stretch of the source a keyword stands, before a pattern; else its start."""
        spellings = [s for column in self.table.terminals[terminal].values() for s in column]
        pattern = f"(?:{'|'.join(map(re.escape, spellings))}){following}"
        found = re.compile(pattern).search(fold(self.source), within.start, within.stop)
        return within.start if found is None else found.start()

    @property
    def chinese(self) -> bool:
        """Whether sentences follow Chinese word order."""
        return self.language == "zh"

    def bracketed(self, body: Doc) -> Doc:
        """Return something in the brackets of a sentence: full-width in Chinese."""
        return ("（", body, "）") if self.chinese else ("(", body, ")")

    @property
    def listing(self) -> str:
        """What stands between the words of a list in a sentence."""
        return "、" if self.chinese else ", "

    @property
    def comma(self) -> str:
        """What stands between parts of a sentence, before a line may end."""
        return "，" if self.chinese else ","

    def name(self, name: Name) -> str:
        """Return a name, in backquotes where it would be read as something else.

        A name spelt like a keyword keeps the quotes it has; it needs none where it could be read.
        """
        return name.text if self._is_plain(name) else f"`{name.text}`"

    def item(self, name: Name) -> str:
        """Return an item's name; codes such as `IN-01` need no quotes."""
        return name.text if _CODE.fullmatch(name.text) else self.name(name)

    def names(self, names: Names) -> str:
        """Return the one or two names of a declaration."""
        return " ".join(map(self.name, _both(names)))

    def item_names(self, names: Names) -> str:
        """Return the one or two names of an item."""
        return " ".join(map(self.item, _both(names)))

    def item_ref(self, ref: ItemRef) -> str:
        """Return an item named elsewhere."""
        item = self.item(ref.item)
        return item if ref.policy is None else f"{self.name(ref.policy)}.{item}"

    def _is_plain(self, name: Name) -> bool:
        text = name.text
        return (
            _PLAIN.fullmatch(text) is not None
            and fold(text) == text
            and not text.endswith(vocabulary().tier_particles)
            and not (self.table.is_keyword(text) and self._quotes(name))
        )

    def _quotes(self, name: Name) -> bool:
        return self.quotes_keywords or name.span.stop - name.span.start != len(name.text)

    def text(self, value: str) -> str:
        """Return a text in quotes: this language's where the text itself has none of them."""
        if '"' in value or (self.chinese and not _CURLY & set(value)):
            return f"“{value}”"
        return f'"{value}"'

    def inner_text(self, value: str) -> str:
        """Return a text in the quotes that stand inside those of another text."""
        if self.chinese and not {"‘", "’"} & set(value):
            return f"‘{value}’"
        if "'" not in value:
            return f"'{value}'"
        if not {"‘", "’"} & set(value):
            return f"‘{value}’"
        return self.text(value)


def _both(names: Names) -> tuple[Name, ...]:
    return (names.first,) if names.second is None else (names.first, names.second)
