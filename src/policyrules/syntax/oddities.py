"""Which characters are no part of the language, and what was probably meant?

Each is told once and passed over, or read as what was meant, so that the rest can be read as well.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.syntax.reading import Reading
from policyrules.syntax.tokens import Token

_CLOSING: Final = {
    "“": "”",
    '"': '"',
    "”": "”",
    "'": "'",
    "‘": "’",
    "’": "’",
    "「": "」",
    "『": "』",
    "＂": "＂",
    "＇": "＇",
    "〝": "〞",
    "«": "»",
}
_TEMPLATE_QUOTES: Final = frozenset("'‘")
_TRAILING: Final = re.compile(r"[\s{}()\[\],;|]*\Z")
_ARTICLE: Final = re.compile(r"""[ \t]+(?:“[^“”]*”|"[^"]*")[\s{}();]*\Z""")
"""The article that follows a norm's title: `“第十条”`."""
_LINE_REST: Final = re.compile(r"[^\n\r]*")
_STRAY: Final = re.compile(r"""[^\w\s,;:.?@|()\[\]{}+\-*/=<>!&"“”'‘’「」『』＂＇`《》〈〉。%#]+""")

_OPERATORS: Final = {
    "==": ("EQ", "=", "="),
    "===": ("EQ", "=", "="),
    "&&": ("AND", "and", "且"),
    "&": ("AND", "and", "且"),
    "||": ("OR", "or", "或"),
    "!": ("NOT", "not", "非"),
    "<>": ("NE", "!=", "!="),
    "!==": ("NE", "!=", "!="),
    "=>": ("GE", ">=", ">="),
}


_SURELY: Final = frozenset({"==", "===", "<>", "!=="})
"""Those that every language that has them means by it, and that need no blanks around them."""


def slip(reading: Reading, mark: str, start: int) -> Token:
    """Return the operator that a mark of other languages stands for, after saying so."""
    terminal, en, zh = _OPERATORS.get(mark, ("EQ", "=", "="))
    token = Token(terminal, en, start, start + len(mark), reading)
    typed = reading.source.text[start : token.stop]
    reading.report(
        "foreign-operator",
        token.span,
        Phrase(f"`{typed}` is not a word of this language", f"规则中不使用 `{typed}`"),
        label=Phrase(f"written `{en}` here", f"此处写作 `{zh}`"),
        help_=(Phrase(f"write `{en}`", f"请写 `{zh}`"),),
        instead=en if mark in _SURELY else None,
    )
    return token


def odd(reading: Reading, start: int) -> Token | None:
    """Return what an odd character was meant for, or None when it is passed over; either way after saying so."""
    character = reading.folded[start]
    if character in _CLOSING:
        return _quoted(reading, start)
    if character == "《":
        return _citation(reading, start)
    if character == "`":
        return _backquoted(reading, start)
    if character in "。｡":
        full_stop(reading, start)
    elif character == "%":
        _percent(reading, start)
    elif (meant := _look_alike(reading, start)) is not None:
        return meant
    else:
        _stray(reading, start)
    return None


# --- quotes ---------------------------------------------------------------------------------


def _quoted(reading: Reading, start: int) -> Token:
    """Read a string whose quotes are wrong or missing."""
    text = reading.source.text
    opening = text[start]
    line = _LINE_REST.match(text, start, reading.stop)
    assert line is not None
    closing = text.find(_CLOSING[opening], start + 1, line.end())
    if opening in _TEMPLATE_QUOTES and reading.in_template and closing > 0:
        reading.at = closing + 1
        return Token("STRING", text[start + 1 : closing], start, closing + 1, reading)
    inner = text.find("“", start + 1, line.end()) if opening == "“" else -1
    if inner > 0:
        return _quotes_in_quotes(reading, start, inner, line.end())
    if closing > 0:
        reading.at = closing + 1
        _wrong_quotes(reading, start, closing + 1)
        return Token("STRING", text[start + 1 : closing], start, closing + 1, reading)
    trailing = _TRAILING.search(text, start + 1, line.end())
    assert trailing is not None
    stop = max(trailing.start(), start + 1)
    reading.at = stop
    reading.report(
        "unclosed-quote",
        Span(start, stop),
        Phrase("this text is not closed on its line", "这段文字缺少后引号"),
        label=Phrase("opens here", "由此开始"),
        help_=(
            Phrase(
                f"end it with `{_closing_for(opening)}`; a text stays on one line",
                f"请在文字末尾写 `{_closing_for(opening)}`；一段文字应写在同一行",
            ),
        ),
    )
    return Token("STRING", text[start + 1 : stop], start, stop, reading)


def _quotes_in_quotes(reading: Reading, start: int, inner: int, line_end: int) -> Token:
    """`“…“` closes with the opening quote; `“…“…”…”` has quotes inside quotes."""
    text = reading.source.text
    depth, at = 1, start + 1
    while depth and at < line_end:
        depth += (text[at] == "“") - (text[at] == "”")
        at += 1
    if depth:
        stop = inner + 1
        message = Phrase("this text ends with an opening quote", "这段文字的末尾写成了前引号")
        help_ = Phrase("end it with `”`", "请将末尾改为后引号 `”`")
        label = Phrase("`“` opens, `”` closes", "`“` 为前引号，`”` 为后引号")
        where = Span(inner, inner + 1)
    else:
        stop = at
        message = Phrase("a quoted text stands inside another", "引号之内又用了同样的引号")
        help_ = Phrase("write the inner quotes as `‘` and `’`", "请将里层引号写作 `‘` 和 `’`")
        label = Phrase("these quotes stand inside others", "此处的引号在另一对引号之内")
        where = Span(inner, text.find("”", inner) + 1)
    reading.at = stop
    reading.report("wrong-quotes", where, message, label=label, help_=(help_,))
    return Token("STRING", text[start + 1 : stop - 1], start, stop, reading)


def _wrong_quotes(reading: Reading, start: int, stop: int) -> None:
    inner = reading.source.text[start + 1 : stop - 1]
    shown = inner if len(inner) <= 30 else inner[:29] + "…"
    reading.report(
        "wrong-quotes",
        Span(start, stop),
        Phrase("texts stand between other quotes than these", "文字应写在双引号内"),
        label=Phrase("not the quotes of a text", "不是双引号"),
        help_=(Phrase(f'write `"{shown}"` or `“{shown}”`', f"请写 `“{shown}”`"),),
        instead=_in_quotes(inner, reading),
    )


def _in_quotes(inner: str, reading: Reading) -> str | None:
    """Return words in the quotes of a text; None where they hold quotes themselves."""
    if any(mark in inner for mark in '“”"') or reading.in_template:
        return None
    return f'"{inner}"' if inner.isascii() else f"“{inner}”"


def _closing_for(opening: str) -> str:
    return '"' if opening == '"' else "”"


def _citation(reading: Reading, start: int) -> Token:
    text = reading.source.text
    line = _LINE_REST.match(text, start, reading.stop)
    assert line is not None
    closing = text.rfind("》", start, line.end())
    if closing > 0:
        reading.at = closing + 1
        inner = text.find("《", start + 1, closing)
        reading.report(
            "wrong-quotes",
            Span(inner, text.find("》", inner) + 1) if inner > 0 else Span(start, closing + 1),
            Phrase("a title stands inside another", "书名号之内又用了书名号"),
            label=Phrase("the inner title has the same marks", "里层应用单书名号"),
            help_=(Phrase("write the inner marks as `〈` and `〉`", "请将里层书名号改为 `〈` 和 `〉`"),),
        )
        return Token("CITATION", text[start + 1 : closing], start, closing + 1, reading)
    trailing = _ARTICLE.search(text, start + 1, line.end()) or _TRAILING.search(text, start + 1, line.end())
    assert trailing is not None
    stop = max(trailing.start(), start + 1)
    reading.at = stop
    reading.report(
        "unclosed-quote",
        Span(start, stop),
        Phrase("this title is not closed on its line", "这个名称缺少后书名号"),
        label=Phrase("opens here", "由此开始"),
        help_=(Phrase("put `》` at its end", "请在名称末尾写 `》`"),),
    )
    return Token("CITATION", text[start + 1 : stop], start, stop, reading)


def _backquoted(reading: Reading, start: int) -> Token | None:
    word = re.compile(r"\w*").match(reading.folded, start + 1, reading.stop)
    assert word is not None
    reading.at = word.end()
    reading.report(
        "unclosed-quote",
        Span(start, max(word.end(), start + 1)),
        Phrase("a quoted name is not closed on its line", "这个名称缺少后一个反引号"),
        label=Phrase("opens here", "由此开始"),
        help_=(Phrase("put a second `` ` `` after the name", "请在名称之后再写一个反引号"),),
    )
    return Token("NAME", word.group(), start, word.end(), reading) if word.group() else None


# --- single characters ----------------------------------------------------------------------


def full_stop(reading: Reading, start: int) -> None:
    """Say that nothing ends here as a full stop or an exclamation mark ends a sentence."""
    typed = reading.source.text[start]
    reading.report(
        "full-stop",
        Span(start, start + 1),
        Phrase(f"nothing ends with `{typed}` here", f"末尾不写 `{typed}`"),
        label=Phrase("nothing is needed here", "此处不需要标点"),
        help_=(Phrase("leave it out", "请删去"),),
        instead=" " if reading.folded[start + 1 : start + 2].strip() else "",
    )


_NAME_BEFORE: Final = re.compile(r"[^\W\d]\w*\Z")


def _percent(reading: Reading, start: int) -> None:
    text = reading.folded
    name = _NAME_BEFORE.search(text, max(0, start - 100), start)
    reading.report(
        "percent-alone",
        Span(start, start + 1),
        Phrase("`%` has no number before it", "`%` 之前没有数字"),
        label=Phrase("how many per cent?", "百分之几？"),
        help_=(
            Phrase("write the number and the sign together, as `80%`", "请将数字与百分号连写，例如 `80%`")
            if name is None
            else Phrase(
                f"write `{name.group()}` alone; the sign stands where its value is written, as `30%`",
                f"请删去 `%`，只写 `{name.group()}`；百分号写在它的取值上，例如 `30%`",
            ),
        ),
    )


def _look_alike(reading: Reading, start: int) -> Token | None:
    """Return the mark that a character is meant for which looks like it, after saying so."""
    character = reading.source.text[start]
    found = _LOOK_ALIKES.get(character)
    text = reading.folded
    if found is None and character in _RANGES and reading.previous in ("NUMBER", "DATE"):
        found = ("RANGE", "..")
    if found is None and character in "【〔［[":
        ends = not text[start + 1 : text.find("\n", start) if "\n" in text[start:] else None].strip()
        found = ("LBRACE", "{") if ends else ("LPAR", "(")
    if found is None and character in "】〕":
        begins = not text[text.rfind("\n", 0, start) + 1 : start].strip()
        found = ("RBRACE", "}") if begins else ("RPAR", ")")
    if found is None:
        return None
    terminal, mark = found
    token = Token(terminal, mark, start, start + 1, reading)
    reading.at = start + 1
    reading.report(
        "foreign-operator",
        token.span,
        Phrase(f"`{character}` looks like `{mark}` and is another mark", f"`{character}` 不是 `{mark}`"),
        label=Phrase(f"written `{mark}` here", f"此处写作 `{mark}`"),
        help_=(Phrase(f"write `{mark}`", f"请写 `{mark}`"),),
    )
    return token


_LOOK_ALIKES: Final = {
    **dict.fromkeys("﹥〉›≻", ("GT", ">")),
    **dict.fromkeys("﹤〈‹≺", ("LT", "<")),
    **dict.fromkeys("≧⩾", ("GE", ">=")),
    **dict.fromkeys("≦⩽", ("LE", "<=")),
    **dict.fromkeys("﹦═", ("EQ", "=")),
}
_RANGES: Final = frozenset("~～〜∼—–―…")
"""Between two numbers or dates they say from where to where."""


_SHOWN: Final = 8


def _stray(reading: Reading, start: int) -> None:
    run = _STRAY.match(reading.folded, start, min(reading.stop, start + 1000))
    stop = run.end() if run is not None else start + 1
    reading.at = stop
    shown = shown_character(reading.source.text[start])
    written = reading.source.text[start:stop]
    if stop - start <= _SHOWN and written.isprintable() and "`" not in written:
        what = Phrase(f"`{written}` means", f"`{written}` 在规则中")
    else:
        what = Phrase(f"{shown} and what follows it mean", f"{shown} 及其后的字符在规则中")
        if stop - start == 1:
            what = Phrase(f"{shown} means", f"{shown} 在规则中")
    reading.report(
        "odd-character",
        Span(start, stop),
        Phrase(f"{what.en} nothing here", f"{what.zh}没有含义"),
        label=Phrase("not a character of the language", "规则中不使用的字符"),
        help_=(
            Phrase(
                "leave it out; inside quotes any character may stand",
                "请删去；引号之内可以使用任何字符",
            ),
        ),
        instead=_plain_form(reading.source.text[start:stop]),
    )


def _plain_form(written: str) -> str | None:
    """Return the marks of the language that odd characters are other forms of; None if they are not.

    What cannot be seen stands for nothing.
    """
    visible = "".join(each for each in written if unicodedata.category(each) != "Cf")
    meant = unicodedata.normalize("NFKC", visible)
    if meant == written or not set(meant) <= _MARKS:
        return None
    return meant


_MARKS: Final = frozenset("(){}[],:;=<>|*+-/.@%")


def shown_character(character: str) -> str:
    """Return a character in backquotes, by its number when it cannot be seen."""
    if unicodedata.category(character)[0] in "CZ":
        return f"`U+{ord(character):04X}`"
    return f"`{character}`" if character != "`" else "`` ` ``"
