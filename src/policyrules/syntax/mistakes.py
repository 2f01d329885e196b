"""What is wrong here, in words an author understands?

The parser stops at a word that cannot follow. What was meant is tried in turn: words written
together, a word misspelt, the slips people make with numbers and brackets, a known mistake of this
place (`learned`), and at last what could stand here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.diagnostics.suggest import near
from policyrules.syntax.ast.expressions import Path
from policyrules.syntax.ast.names import Name, Names
from policyrules.syntax.expected import CLAUSES, LEADING, expected_kinds, listed
from policyrules.syntax.from_tree.expressions import joining_words
from policyrules.syntax.keywords import keywords
from policyrules.syntax.learned import Learned, betrayed, name_beside
from policyrules.syntax.oddities import shown_character
from policyrules.syntax.pieces import DECLARATIONS, MODALITIES
from policyrules.syntax.run import Run
from policyrules.syntax.spacing import apart, known_names
from policyrules.syntax.tokens import Token
from policyrules.syntax.vocabulary import UNITS, vocabulary

CLOSING: Final = frozenset({"RPAR", "RBRACK", "RBRACE", "ROW_END", "$END"})
_LONGEST_SHOWN: Final = 30


def explain(run: Run, token: Token, learned: Learned) -> None:
    """Report what is wrong at a token that cannot come next."""
    for attempt in _ATTEMPTS:
        if attempt(run, token):
            return
    mistake = betrayed(run, token, learned)
    if mistake is not None:
        beside = name_beside(run)
        before = run.last if beside is None else None
        token = beside or token
        words = {
            "found": shown(token),
            "before": shown(before) if before is not None else Phrase("", ""),
            "found_text": Phrase.same(_text(token)),
            "before_text": Phrase.same(_text(before)) if before is not None else Phrase("", ""),
        }
        run.reading.report(
            mistake.code,
            before.span if mistake.at == "before" and before is not None else _place(run, token),
            _filled(mistake.message, words),
            label=_filled(mistake.label, words),
            help_=(_filled(mistake.help, words),),
        )
        return
    if not (_clause_as_value(run, token) or _unclosed(run, token) or _unfinished(run, token)):
        _unexpected(run, token)


# --- words in messages ----------------------------------------------------------------------


def shown(token: Token) -> Phrase:
    """Return a token in backquotes, as written, shortened; the end of the text in words."""
    if token.type == "$END":
        if token.reading.in_template:
            return Phrase("the end of the braces", "花括号的末尾")
        whole = token.reading.stop >= len(token.reading.source.text)
        return (
            Phrase("the end of the file", "文件末尾")
            if whole
            else Phrase("the next item or declaration", "下一个条目或声明")
        )
    written = _text(token)
    if any(not character.isprintable() for character in written):
        return Phrase.same(shown_character(next(c for c in written if not c.isprintable())))
    return Phrase.same(f"`{written}`" if "`" not in written else f"`` {written} ``")


def _text(token: Token) -> str:
    """Return a token as written, shortened."""
    if token.stop - token.start > _LONGEST_SHOWN:
        return token.reading.source.text[token.start : token.start + _LONGEST_SHOWN - 1] + "…"
    return token.reading.source.text[token.start : token.stop]


def _filled(phrase: Phrase, words: dict[str, Phrase]) -> Phrase:
    en, zh = phrase.en, phrase.zh
    for name, word in words.items():
        en = en.replace("{" + name + "}", word.en)
        zh = zh.replace("{" + name + "}", word.zh)
    return Phrase(en, zh)


def _place(run: Run, token: Token) -> Span:
    """Return where to mark: the end of a text has no characters, so what stands before it is marked."""
    if token.start < token.stop:
        return token.span
    return run.last.span if run.last is not None else Span(token.start, token.stop)


# --- words written together, words misspelt -------------------------------------------------


def _culprit(run: Run, token: Token) -> tuple[Token, frozenset[str]]:
    """Return the word that is probably wrong, and what could stand in its place."""
    beside = name_beside(run)
    if beside is not None:
        return beside, run.expected(without_last=True)
    return token, run.expected()


def _written_together(run: Run, token: Token) -> bool:
    culprit, _ = _culprit(run, token)
    last = run.last
    if token.type == "NUMBER" and last is not None and last.stop == token.start:
        culprit = last  # 甲超过1: the name ends where the digit begins
    if culprit.type != "NAME" or _is_quoted(culprit):
        return False
    written, stop = _whole_word(culprit)
    parts = apart(written, known_names(run.reading.folded, written))
    if not parts:
        return False
    text = run.reading.folded
    rest = re.compile(r"[0-9]+%?[^\W\d]*").match(text, stop)
    line = " ".join(parts)
    if rest is not None:
        stop = rest.end()
        line += " " + " ".join(re.findall(r"[0-9]+%?|[^\W\d]+", rest.group()))
    run.reading.report(
        "missing-space",
        Span(culprit.start, stop),
        Phrase("words are written together here", "这里的词连写在一起了"),
        label=Phrase("read as one name", "被读作一个名称"),
        help_=(Phrase(f"put blanks between the words: `{line}`", f"请在词与词之间加空格：`{line}`"),),
    )
    return True


def _whole_word(token: Token) -> tuple[str, int]:
    """The lexer splits some words (县及以下); the author wrote one."""
    found = re.compile(r"[^\W\d]+").match(token.reading.folded, token.start)
    return (found.group(), found.end()) if found is not None else (token.text, token.stop)


def _misspelt(run: Run, token: Token) -> bool:
    culprit, expected = _culprit(run, token)
    if culprit.type not in ("NAME", "ITEM_CODE") or _is_quoted(culprit):
        return False
    if culprit is token and "NAME" in expected:
        return False
    if run.reading.folded[culprit.stop : culprit.stop + 1] == "-":
        return False  # a code
    words = _words_from(culprit)
    table = keywords()
    best: tuple[int, str] | None = None
    for count in range(1, len(words) + 1):
        written = " ".join(words[:count])
        candidates = [
            spelling
            for terminal in sorted(expected & table.terminals.keys())
            for column in table.terminals[terminal].values()
            for spelling in column
            if spelling.count(" ") == count - 1 and spelling[0].isalpha() and _may_be_near(spelling, written)
        ]
        found = near(written, candidates, limit=1)
        if found and (best is None or count > best[0]):
            best = (count, found[0])
    if best is None:
        return False
    count, meant = best
    stop = _end_of_words(culprit, count)
    written = run.reading.source.text[culprit.start : stop]
    run.reading.report(
        "misspelt-keyword",
        Span(culprit.start, stop),
        Phrase(f"`{written}` is not a word of the language", f"`{written}` 不是规则用语"),
        label=Phrase(f"`{meant}`?", f"是否指 `{meant}`？"),
        help_=(Phrase(f"write `{meant}`", f"请写 `{meant}`"),),
    )
    return True


def _may_be_near(spelling: str, written: str) -> bool:
    """Words of two characters are near too many others by one slip alone."""
    if spelling.isascii() != written.isascii():
        return False
    return len(spelling) > 2 or sorted(spelling) == sorted(written.lower())


_NEXT_WORD: Final = re.compile(r"[ \t]+([^\W\d]\w*)")


def _words_from(token: Token, most: int = 4) -> list[str]:
    words, at = [token.text], token.stop
    while len(words) < most:
        found = _NEXT_WORD.match(token.reading.folded, at)
        if found is None:
            break
        words.append(found.group(1))
        at = found.end()
    return words


def _end_of_words(token: Token, count: int) -> int:
    at = token.stop
    for _ in range(count - 1):
        found = _NEXT_WORD.match(token.reading.folded, at)
        if found is not None:
            at = found.end()
    return at


def _is_quoted(token: Token) -> bool:
    return token.stop - token.start > len(token.text)


# --- words of other languages ---------------------------------------------------------------

_FOREIGN: Final = {
    "is": ("=", "="),
    "are": ("=", "="),
    "equals": ("=", "="),
    "equal": ("=", "="),
    "isnt": ("!=", "!="),
    "xor": ("and, or and brackets", "且、或 与括号"),
    "elif": ("else if", "否则 如果"),
    "elseif": ("else if", "否则 如果"),
    "between": ("in 10..20", "在 10..20"),
    "matches": ("like", "形如"),
    "below": ("<", "低于"),
    "above": (">", "高于"),
    "exceeds": (">", "超过"),
    "over": (">", "超过"),
    "under": ("<", "低于"),
    "within": ("in", "在"),
}


def _foreign(run: Run, token: Token) -> bool:
    culprit, expected = _culprit(run, token)
    known = _FOREIGN.get(culprit.text.lower()) if culprit.type == "NAME" else None
    if known is None or expected.isdisjoint({"EQ", "AND", "ELSE"}):
        return False
    en, zh = known
    run.reading.report(
        "foreign-operator",
        culprit.span,
        Phrase(f"`{culprit.text}` is not a word of the language", f"`{culprit.text}` 不是规则用语"),
        label=Phrase(f"written `{en}` here", f"此处写作 `{zh}`"),
        help_=(Phrase(f"write `{en}`", f"请写 `{zh}`"),),
    )
    return True


def _if_without_brackets(run: Run, token: Token) -> bool:
    """`ensure if a then b else c`: `if` is a name there, because it stands in no bracket."""
    spellings = {word for column in keywords().terminals["IF"].values() for word in column}
    candidates = [token, *reversed(run.values[-3:])]
    for value in candidates:
        name = value.names[0] if isinstance(value, Path) and len(value.names) == 1 else value
        if isinstance(name, Token) and (name.type not in ("NAME", "IF") or _is_quoted(name)):
            continue
        if value is token and not run.takes("LPAR"):
            continue
        if getattr(name, "text", None) in spellings and token.start - name.span.stop < 200:
            run.reading.report(
                "if-needs-brackets",
                name.span,
                Phrase(f"`{name.text}` stands without brackets", f"`{name.text}` 没有写在括号内"),
                label=Phrase("a choice stands in brackets", "选择的写法须加括号"),
                help_=(Phrase("write `(if C then A else B)`", "请写 `（如果 C 则 A 否则 B）`"),),
            )
            return True
    return False


def _misread_name(run: Run, token: Token) -> bool:
    """`must x when y`, `list for R {`: a keyword was read as a name, because a name was due there."""
    lead, words = _header(run, token)
    if lead is None:
        return False
    wanted = CLAUSES if lead.type in MODALITIES else frozenset({"FOR"})
    table = vocabulary().words
    for position, word in enumerate(words):
        if wanted.isdisjoint(table.get(word.text, ())) or word.span.stop - word.span.start > len(word.text):
            continue
        if position == 0:
            run.reading.report(
                "missing-name",
                lead.span,
                Phrase(f"`{lead.text}` has no name after it", f"`{lead.text}` 之后没有写名称"),
                label=Phrase("a name belongs after this", "其后应写名称"),
                labels=((word.span, Phrase("a word of the language, not a name", "这是规则用语，不是名称")),),
                help_=(
                    Phrase(
                        f"write a name between `{lead.text}` and `{word.text}`",
                        f"请在 `{lead.text}` 与 `{word.text}` 之间写名称",
                    ),
                ),
            )
        else:
            run.reading.report(
                "missing-brace",
                word.span,
                Phrase("the clauses of this item are not opened by `{`", "条目的内容没有以 `{` 开始"),
                label=Phrase("`{` belongs before this", "此前应有 `{`"),
                help_=(
                    Phrase(
                        f"put `{{` before `{word.text}` and `}}` after the last clause",
                        f"请在 `{word.text}` 之前写 `{{`，在最后一个条款之后写 `}}`",
                    ),
                ),
            )
        return True
    return False


def _header(run: Run, token: Token) -> tuple[Token | None, list[Token | Name]]:
    """Return the keyword whose head is being written and the names after it so far."""
    words: list[Token | Name] = [token] if token.type == "NAME" else []
    for value in reversed(run.values):
        if isinstance(value, Names):
            words[:0] = [value.first] if value.second is None else [value.first, value.second]
        elif type(value) is not Token or value.type in ("FOR", "STRING"):
            continue
        elif value.type == "NAME":
            words.insert(0, value)
        elif value.type in MODALITIES or value.type in DECLARATIONS:
            return value, words
        else:
            return None, []
    return None, []


# --- numbers --------------------------------------------------------------------------------


_THOUSANDS: Final = re.compile(r"(?<![0-9])[0-9]{1,3}(?:[, ][0-9]{3})+(?![0-9])")


def _thousands(run: Run, token: Token) -> bool:
    """`5,000`, `5 000`."""
    if token.type not in ("NUMBER", "COMMA") or run.last is None:
        return False
    text = run.reading.folded
    for found in _THOUSANDS.finditer(text, max(0, token.start - 60), token.stop + 60):
        if found.start() < token.start < found.end():
            whole = re.sub(r"[, ]", "", found.group())
            run.reading.report(
                "thousands-separator",
                Span(found.start(), found.end()),
                Phrase("a number is written without separators", "数字中间不用分隔符"),
                label=Phrase("read as several numbers", "被读作几个数字"),
                help_=(Phrase(f"write `{whole}`", f"请写 `{whole}`"),),
            )
            return True
    return False


_OPERATOR_NEXT: Final = re.compile(r"[ \t]*[=<>!+*/.(\[]")


def _unknown_unit(run: Run, token: Token) -> bool:
    last = run.last
    if last is None or last.type != "NUMBER" or token.type != "NAME" or _is_quoted(token):
        return False
    expected = run.expected()
    if expected.isdisjoint(UNITS):
        return False
    table = keywords()
    spellings = [word for unit in UNITS for column in table.terminals[unit].values() for word in column]
    written, stop = _whole_word(token)
    close = near(written, spellings, limit=1)
    if not close and _OPERATOR_NEXT.match(run.reading.folded, stop):
        return False
    run.reading.report(
        "unknown-unit",
        Span(token.start, stop),
        Phrase(f"`{written}` is not a unit", f"`{written}` 不是计量单位"),
        label=Phrase("stands after a number", "写在数字之后"),
        help_=(
            Phrase(f"did you mean `{close[0]}`?", f"是否指 `{close[0]}`？")
            if close
            else Phrase(
                "units are `minutes`, `hours`, `days`, `working days`, `weeks`, `months`, `quarters`, `years`; "
                "what is counted goes into the name of the field",
                "单位有 `分钟`、`小时`、`日`、`个工作日`、`周`、`个月`、`个季度`、`年`，以及 次、件、人、项 等；"
                "其他计量单位请写在字段名称中",
            ),
        ),
    )
    return True


# --- brackets -------------------------------------------------------------------------------

_PAIRS: Final = {"RPAR": ("LPAR", "("), "RBRACK": ("LBRACK", "["), "RBRACE": ("LBRACE", "{")}


def _extra_bracket(run: Run, token: Token) -> bool:
    pair = _PAIRS.get(token.type)
    if pair is None or _open_bracket(run, pair[0]) is not None:
        return False
    run.reading.report(
        "extra-bracket",
        token.span,
        Phrase(f"`{token.text}` closes nothing", f"`{token.text}` 没有对应的左括号"),
        label=Phrase(f"no `{pair[1]}` stands open here", f"此处没有未闭合的 `{pair[1]}`"),
        help_=(Phrase("leave it out, or open the bracket where it begins", "请删去，或在开头处补上左括号"),),
    )
    return True


def _open_bracket(run: Run, terminal: str) -> Token | None:
    for value in reversed(run.values):
        if type(value) is Token and value.type == terminal:
            return value
    return None


def _unclosed(run: Run, token: Token) -> bool:
    """Something new begins, or another bracket closes, while a bracket stands open."""
    if token.type not in LEADING and token.type not in CLOSING:
        return False
    expected = run.expected()
    for closing, (opening, sign) in _PAIRS.items():
        if closing == token.type or closing not in expected:
            continue
        bracket = _open_bracket(run, opening)
        if bracket is None or (closing == "RBRACE" and token.type in CLAUSES):
            continue
        found = shown(token)
        run.reading.report(
            "unclosed-bracket",
            bracket.span,
            Phrase(f"this `{sign}` is not closed", f"这个 `{sign}` 没有闭合"),
            label=Phrase("opened here", "由此开始"),
            labels=((token.span, Phrase("here it is still open", "到此处仍未闭合")),) if token.text else (),
            help_=(
                Phrase(
                    f"put `{_closing_sign(sign)}` before {found.en}",
                    f"请在 {found.zh} 之前补上 `{_closing_sign(sign)}`",
                ),
            ),
        )
        return True
    return False


def _closing_sign(sign: str) -> str:
    return {"(": ")", "[": "]", "{": "}"}[sign]


# --- what could stand here ------------------------------------------------------------------


def _unfinished(run: Run, token: Token) -> bool:
    """What stands before is not finished: the mark goes there, not on the innocent word after it."""
    last = run.last
    if last is None or (token.type not in LEADING and token.type not in CLOSING):
        return False
    kinds = listed(expected_kinds(run.expected()))
    if kinds is None:
        return False
    before = shown(last)
    run.reading.report(
        "unfinished",
        last.span,
        Phrase(f"something is missing after {before.en}", f"{before.zh} 之后缺少内容"),
        label=Phrase("what comes after this?", "其后应写什么？"),
        help_=(Phrase(f"here could stand {kinds.en}", f"此处可以写{kinds.zh}"),),
    )
    return True


def _unexpected(run: Run, token: Token) -> None:
    culprit, expected = _culprit(run, token)
    found = shown(culprit)
    before = run.last if culprit is token else None
    kinds = listed(expected_kinds(expected))
    after = shown(before) if before is not None else None
    run.reading.report(
        "unexpected-word",
        _place(run, culprit),
        Phrase(f"{found.en} cannot stand here", f"此处不能写 {found.zh}"),
        label=Phrase("does not fit here", "与此处不符")
        if after is None
        else Phrase(f"cannot follow {after.en}", f"不能接在 {after.zh} 之后"),
        help_=(Phrase(f"here could stand {kinds.en}", f"此处可以写{kinds.zh}"),) if kinds is not None else (),
    )


def _told_already(run: Run, token: Token) -> bool:
    """`a and and b`: that a value is missing before `and` has been said when the name was read."""
    beside = run.values[-2] if _culprit(run, token)[0] is not token else None
    return isinstance(beside, Path) and len(beside.names) == 1 and beside.names[0].text in joining_words()


def _clause_word(run: Run, token: Token) -> Token | None:
    """Return the last name taken if it is spelt like the keyword of a clause."""
    last = name_beside(run) or run.last
    if last is None or last.type != "NAME" or _is_quoted(last) or token.type == "COLON":
        return None
    if CLAUSES.isdisjoint(vocabulary().words.get(last.text, ())) or last.text in joining_words():
        return None
    return last


def _clause_in_brackets(run: Run, token: Token) -> bool:
    """`when (a ⏎ because "t"`: the bracket stayed open, so the clause that follows was read as a name."""
    last = _clause_word(run, token)
    bracket = _innermost_bracket(run)
    if last is None or bracket is None or run.takes_after(bracket + 1, "WHEN"):
        return False
    opening: Token = run.values[bracket]
    closing = _closing_sign(opening.text)
    run.reading.report(
        "unclosed-bracket",
        opening.span,
        Phrase(f"this `{opening.text}` is not closed", f"这个 `{opening.text}` 没有闭合"),
        label=Phrase("opened here", "由此开始"),
        labels=((last.span, Phrase("here it is still open", "到此处仍未闭合")),),
        help_=(Phrase(f"put `{closing}` before `{last.text}`", f"请在 `{last.text}` 之前补上 `{closing}`"),),
    )
    return True


def _innermost_bracket(run: Run) -> int | None:
    """Return where the innermost bracket stands on the stack; what is closed is no longer there."""
    for position in range(len(run.values) - 1, -1, -1):
        value = run.values[position]
        if type(value) is Token and value.type in ("LPAR", "LBRACK", "LBRACE"):
            return position
    return None


def _clause_as_value(run: Run, token: Token) -> bool:
    """`when a = ⏎ because "t"`: the clause that follows was read as the name of a value."""
    last = _clause_word(run, token)
    if last is None:
        return False
    run.reading.report(
        "missing-value",
        last.span,
        Phrase(f"`{last.text}` stands where a value belongs", f"应写值之处写了 `{last.text}`"),
        label=Phrase("something is missing before this", "此前缺少内容"),
        help_=(
            Phrase(
                f"write a value before it; a field called so needs backquotes: `` `{last.text}` ``",
                f"请在其前写值；如果是字段名称，请加反引号：`` `{last.text}` ``",
            ),
        ),
    )
    return True


_ATTEMPTS: Final[tuple[Callable[[Run, Token], bool], ...]] = (
    _told_already,
    _thousands,
    _unknown_unit,
    _if_without_brackets,
    _misread_name,
    _foreign,
    _written_together,
    _misspelt,
    _extra_bracket,
    _clause_in_brackets,
)
