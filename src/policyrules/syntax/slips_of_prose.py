"""Which words stand outside every declaration: a title alone on a line, or the sentences of a preamble?"""

from __future__ import annotations

import re
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.diagnostics.suggest import near
from policyrules.syntax.file_records import record_of
from policyrules.syntax.keywords import keywords
from policyrules.syntax.pieces import LISTS, first_words, leading
from policyrules.syntax.run import Run
from policyrules.syntax.tokens import Token

_LINE: Final = re.compile(r"[ \t]*(?P<words>[^\n\r]*?)[ \t]*(?P<end>\r\n?|\n|\Z)")
_OF_DECLARATIONS: Final = re.compile(r"[{}|@=:`]")
_SENTENCE: Final = re.compile(r"[。,;、.!?]")
_FIRST: Final = re.compile(r"[^\W\d]+")
_LONGEST_TITLE: Final = 30
_LONGEST_SHOWN: Final = 20


def words_of_no_declaration(run: Run, token: Token) -> bool:
    """`走访负面清单` on a line by itself, and the paragraphs under it."""
    if not run.takes("POLICY") or not run.takes("RECORD") or token.type in ("SEMICOLON", "$END"):
        return False
    lines = _prose(run, token.start)
    if not lines or (len(lines) == 1 and _is_nearly_a_declaration(run, lines[0])):
        return False
    text = run.reading.source.text
    first = text[lines[0].start : lines[0].stop]
    if len(first) <= _LONGEST_TITLE and not _SENTENCE.search(
        run.reading.folded, lines[0].start, lines[0].stop
    ):
        _title(run, lines[0], first)
        _sentences(run, lines[1:])
    else:
        _sentences(run, lines)
    run.meant = Token("SEMICOLON", ";", token.start, lines[-1].stop, run.reading)
    return True


def _prose(run: Run, start: int) -> list[Span]:
    """Return the lines from here on that have none of the marks of a declaration."""
    text = run.reading.folded
    if text[max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1 : start].strip():
        return []
    found: list[Span] = []
    at = start
    while at < run.reading.stop:
        line = _LINE.match(text, at, run.reading.stop)
        assert line is not None
        words = line["words"]
        if words and not words.startswith("#"):
            if _OF_DECLARATIONS.search(words.split("#")[0]) or leading(text, line.start("words")) is not None:
                if words.startswith("{") and found:
                    found.pop()  # the head of something, its brace on a line of its own
                break
            found.append(Span(line.start("words"), line.end("words")))
        if line.end() == at:
            break
        at = line.end()
    return found


def _is_nearly_a_declaration(run: Run, line: Span) -> bool:
    """`引甪 基础`: a misspelt keyword leads the line."""
    word = _FIRST.match(run.reading.folded, line.start)
    if word is None:
        return True
    return word.group() in first_words() or bool(near(word.group(), first_words(), limit=1))


def _title(run: Run, line: Span, words: str) -> None:
    record = record_of(run.reading)
    keyword = _keyword_in(words)
    name = _name_in(words, keyword)
    run.reading.report(
        "stray-text",
        line,
        Phrase("this line declares nothing", "这一行不是声明"),
        label=Phrase("a title?", "是标题？"),
        help_=(
            Phrase(
                f"to begin a list with it, write `{keyword.en} {name} for {record.en} {{ … }}`",
                f"要由此开始一份清单，请写 `{keyword.zh} {name} 适用于 {record.zh} {{ … }}`",
            ),
            Phrase(
                f"if it only explains, put `#` before it: `# {words}`",
                f"只作说明的，请在行首加 `#`：`# {words}`",
            ),
        ),
    )


def _name_in(words: str, keyword: Phrase) -> str:
    """Return a name for the list that a title names, in one word."""
    if not words.isascii():
        return re.sub(r"\W", "", words)
    telling = [
        word
        for word in re.findall(r"[a-z]\w*", words.lower().replace(keyword.en, " "))
        if word not in ("a", "an", "the", "for", "of", "on")
    ]
    return "_".join(telling) or "visits"


def _keyword_in(words: str) -> Phrase:
    """Return the kind of list that a title names; else the plain one."""
    folded = words.lower()
    for terminal in sorted(LISTS, key=lambda each: each == "LIST"):
        spelt = keywords().terminals[terminal]
        if any(spelling in folded for column in spelt.values() for spelling in column):
            return Phrase(spelt["en"][0], spelt["zh"][0])
    return Phrase("list", "规定")


def _sentences(run: Run, lines: list[Span]) -> None:
    if not lines:
        return
    words = run.reading.source.text[lines[0].start : lines[0].stop]
    shown = words if len(words) <= _LONGEST_SHOWN else words[:_LONGEST_SHOWN] + "…"
    run.reading.report(
        "stray-text",
        Span(lines[0].start, lines[0].stop),
        Phrase("these words belong to no declaration", "这段文字不属于任何声明")
        if len(lines) == 1
        else Phrase(
            f"{len(lines)} lines from here on belong to no declaration",
            f"从这里起有 {len(lines)} 行文字不属于任何声明",
        ),
        label=Phrase("an explanation?", "是说明文字？"),
        help_=(
            Phrase(f"put `#` before it: `# {shown}`", f"请在行首加 `#`：`# {shown}`")
            if len(lines) == 1
            else Phrase(
                f"put `#` before each line of an explanation: `# {shown}`",
                f"说明文字请逐行在行首加 `#`：`# {shown}`",
            ),
        ),
    )
