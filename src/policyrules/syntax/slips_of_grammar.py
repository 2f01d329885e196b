"""Which keyword was read as a name, or a word of another language as one of this?"""

from __future__ import annotations

import re
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.syntax.ast.expressions import Path
from policyrules.syntax.ast.names import Name, Names
from policyrules.syntax.from_tree.expressions import joining_words
from policyrules.syntax.keywords import keywords
from policyrules.syntax.leading import CLAUSES, STEPS
from policyrules.syntax.learned import name_beside
from policyrules.syntax.other_words import compared_by
from policyrules.syntax.pieces import DECLARATIONS, MODALITIES
from policyrules.syntax.run import Run
from policyrules.syntax.slips_of_bounds import bound_in_other_words
from policyrules.syntax.slips_of_marks import PARTICLES, closing_sign
from policyrules.syntax.slips_of_spelling import culprit_of, is_quoted
from policyrules.syntax.tokens import Token
from policyrules.syntax.vocabulary import vocabulary
from policyrules.syntax.wording import shown


def foreign(run: Run, token: Token) -> bool:
    """Tell of words that compare or join elsewhere, where this language has others."""
    culprit, expected = culprit_of(run, token)
    if is_quoted(culprit) or expected.isdisjoint({"EQ", "AND", "ELSE"}):
        return False
    if culprit.type == "COMMA":
        return _comma(run, culprit)
    text = run.reading.folded
    for phrase, en, zh in compared_by():
        if en == ".." and "RANGE" not in expected:
            continue
        stop = culprit.start + len(phrase)
        ends = not text[stop : stop + 1].isalnum() or not phrase.isascii()
        if text[culprit.start : stop].lower() == phrase and ends and (stop >= culprit.stop or " " in phrase):
            where = Span(culprit.start, stop)
            if not bound_in_other_words(run, where, en):
                _tell_of_operator(run, where, en, _of_numbers(run, stop, zh))
            return True
    return False


_NUMBER_NEXT: Final = re.compile(r"[ \t]*[0-9]")


def _of_numbers(run: Run, at: int, zh: str) -> str:
    """Numbers are fewer, tiers are lower."""
    return "不少于" if zh == "不低于" and _NUMBER_NEXT.match(run.reading.folded, at) else zh


def _tell_of_operator(run: Run, where: Span, en: str, zh: str) -> None:
    words = run.reading.source.text[where.start : where.stop]
    run.reading.report(
        "foreign-operator",
        where,
        Phrase(f"`{words}` is not the word for it here", f"此处不用 `{words}` 一词"),
        label=Phrase(f"written `{en}` here", f"此处写作 `{zh}`"),
        help_=(Phrase(f"write `{en}`", f"请写 `{zh}`"),),
    )


def _comma(run: Run, comma: Token) -> bool:
    """`a > 5, not b`: whether one or both must hold is not said."""
    run.reading.report(
        "comma-in-condition",
        comma.span,
        Phrase(
            "a comma does not say whether both conditions must hold, or one of them",
            "逗号没有说明两个条件须同时成立，还是成立其一",
        ),
        label=Phrase("`and` or `or`?", "`且` 还是 `或`？"),
        help_=(Phrase("write `and`, or `or`, instead of the comma", "请将逗号改为 `且` 或 `或`"),),
    )
    return True


def clause_as_comparison(run: Run, token: Token) -> bool:
    """`凡 人数 达到 5 的`, `凡 人数 不得超过 5 的`: a word that begins a clause was to compare."""
    if token.type != "WHEN_CLOSE":
        return False
    for value in reversed(run.values):
        if type(value) is not Token:
            continue
        if value.type in ("WARN_AT", "AT_MOST"):
            en, zh = (">=", "不低于") if value.type == "WARN_AT" else ("<=", "不超过")
            _tell_of_operator(run, value.span, en, _of_numbers(run, value.stop, zh))
            return True
        if value.type == "LBRACE":
            return False
    return False


_VALUE: Final = re.compile(r"[:=][ \t]*([^\W\d]\w*[ \t]+)+\Z")


def value_without_quotes(run: Run, token: Token) -> bool:
    """`organiser: Bureau A,`: several words stand where one value belongs."""
    last = run.last
    given = any(type(value) is Token and value.type == "GIVEN" for value in run.values)
    if last is None or last.type != "NAME" or is_quoted(last) or not given or token.type == "COLON":
        return False
    text = run.reading.folded
    line = max(text.rfind("\n", 0, last.start), text.rfind("\r", 0, last.start), last.start - 200) + 1
    value = _VALUE.search(text, line, last.start)
    if value is None:
        return False
    start = value.start() + 1 + len(value.group()[1:]) - len(value.group()[1:].lstrip())
    words = text[start : last.stop]
    run.reading.report(
        "missing-quotes",
        Span(start, last.stop),
        Phrase("a text stands here without quotes", "这段文字没有写在引号内"),
        label=Phrase("several words", "多个词"),
        help_=(Phrase(f'write `"{words}"`', f"请写 `“{words}”`"),),
    )
    return True


def extra_colon(run: Run, token: Token) -> bool:
    """`认定理由：“…”`, `不得 IN-01：“…”`: a colon stands where none belongs."""
    last = run.last
    if token.type != "COLON" or last is None:
        return False
    leads = last.type in CLAUSES or last.type in STEPS or last.type in MODALITIES
    if not (leads or (last.type in ("NAME", "ITEM_CODE") and "STRING" in run.expected())):
        return False
    words = shown(last)
    run.reading.report(
        "extra-colon",
        token.span,
        Phrase(f"no colon stands after {words.en}", f"{words.zh} 之后不写冒号"),
        label=Phrase("nothing is needed here", "此处不需要标点"),
        help_=(Phrase("leave the colon out", "请删去冒号"),),
    )
    return True


def if_without_brackets(run: Run, token: Token) -> bool:
    """`ensure if a then b else c`: `if` is a name there, because it stands in no bracket."""
    spellings = {word for column in keywords().terminals["IF"].values() for word in column}
    candidates = [token, *reversed(run.values[-3:])]
    for value in candidates:
        name = value.names[0] if isinstance(value, Path) and len(value.names) == 1 else value
        if isinstance(name, Token) and (name.type not in ("NAME", "IF") or is_quoted(name)):
            continue
        if value is token and not run.takes("LPAR"):
            continue
        if value is not token and isinstance(value, Token) and value.type == "IF":
            return False  # it stands in brackets
        if getattr(name, "text", None) in spellings and token.start - name.span.stop < 200:
            run.reading.report(
                "if-needs-brackets",
                name.span,
                Phrase(f"`{name.text}` stands without brackets", f"`{name.text}` 没有写在括号内"),
                label=Phrase("a choice stands in brackets", "选择的写法须加括号"),
                help_=(Phrase("write `(if urgent then 3 else 5)`", "请写 `（如果 应急 则 3 否则 5）`"),),
            )
            return True
    return False


def misread_name(run: Run, token: Token) -> bool:
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
                label=Phrase("`{` belongs before this", "此前缺 `{`"),
                help_=(
                    Phrase(
                        f"put `{{` before `{word.text}` and `}}` after the last clause",
                        f"请在 `{word.text}` 之前写 `{{`，在最后一个条款之后写 `}}`",
                    ),
                ),
            )
        return True
    return False


def title_without_quotes(run: Run, token: Token) -> bool:
    """`不得 人数过多 每次 检查 不超过五人 {`: after a name or two the words of a title follow, without quotes."""
    lead, words = _header(run, token)
    if lead is None or lead.type not in MODALITIES or len(words) < _NAMES_AND_TITLE or token.type != "NAME":
        return False
    text = run.reading.folded
    brace = text.find("{", token.stop, run.reading.stop)
    begin = words[1].span.start
    if brace < 0 or any(mark in text[begin:brace] for mark in '\n\r:“”"`'):
        return False
    title = run.reading.source.text[begin:brace].strip()
    blank = "" if not title.isascii() else " "
    title = blank.join(title.split())
    head = f"{lead.text} {words[0].text}"
    run.reading.report(
        "title-needs-quotes",
        Span(begin, begin + len(text[begin:brace].rstrip())),
        Phrase("a title stands in quotes", "标题应写在引号内"),
        label=Phrase("several words without quotes", "几个词没有加引号"),
        help_=(
            Phrase(f'put the title into quotes: `{head} "{title}"`', f"请把标题放进引号：`{head} “{title}”`"),
        ),
    )
    run.meant = Token("STRING", title, token.start, begin + len(text[begin:brace].rstrip()), run.reading)
    return True


_NAMES_AND_TITLE: Final = 3
"""Two names may stand before a title; three words are a name and a title."""


def head_without_brace(run: Run, token: Token) -> bool:
    """`record R ⏎ a: text`: the name of the first field was read as the second name of the record."""
    lead, words = _header(run, token)
    if token.type != "COLON" or lead is None or lead.type != "RECORD" or len(words) != 2:
        return False
    name = words[0].text
    if "\n" not in run.reading.folded[words[0].span.stop : words[1].span.start]:
        return False
    run.reading.report(
        "missing-brace",
        words[0].span,
        Phrase("the fields of this record are not opened by `{`", "记录的字段之前没有写 `{`"),
        label=Phrase("`{` belongs after this", "其后应有 `{`"),
        help_=(
            Phrase(
                f"put `{{` after `{name}` and `}}` at the end",
                f"请在 `{name}` 之后写 `{{`，在末尾写 `}}`",
            ),
        ),
    )
    return True


def default_without_equals(run: Run, token: Token) -> bool:
    """`filed: boolean no }`: the default was read as the name of the next field."""
    last = run.last
    if (
        last is None
        or last.type != "NAME"
        or is_quoted(last)
        or token.type not in ("RBRACE", "COLON", "NAME")
    ):
        return False
    if _DEFAULTS.isdisjoint(vocabulary().words.get(last.text, ())):
        return False
    construct = next(
        (v.type for v in reversed(run.values) if type(v) is Token and v.type in DECLARATIONS), ""
    )
    if construct not in ("RECORD", "PARAMETER"):
        return False
    run.reading.report(
        "default-after-equals",
        last.span,
        Phrase("a value stands here without `=`", "这里的值之前没有 `=`"),
        label=Phrase("the value of what?", "这是什么的值？"),
        help_=(Phrase(f"write `= {last.text}`", f"请写 `= {last.text}`"),),
    )
    return True


_DEFAULTS: Final = frozenset({"YES", "NO", "NONE"})


def _header(run: Run, token: Token) -> tuple[Token | None, list[Token | Name]]:
    """Return the keyword whose head is being written and the names after it so far."""
    words: list[Token | Name] = [token] if token.type == "NAME" else []
    for value in reversed(run.values):
        if isinstance(value, Names):
            words[:0] = [value.first] if value.second is None else [value.first, value.second]
        elif type(value) is not Token or value.type in ("FOR", "STRING"):
            continue
        elif value.type in ("NAME", "ITEM_CODE"):
            words.insert(0, value)
        elif value.type in MODALITIES or value.type in DECLARATIONS:
            return value, words
        else:
            return None, []
    return None, []


def told_already(run: Run, token: Token) -> bool:
    """`a and and b`: that a value is missing before `and` has been said when the name was read."""
    beside = run.values[-2] if culprit_of(run, token)[0] is not token else None
    if not isinstance(beside, Path) or len(beside.names) != 1 or beside.names[0].text not in joining_words():
        return False
    return any(told.place.span == beside.names[0].span for told in run.reading.diagnostics)


def _clause_word(run: Run, token: Token) -> Token | None:
    """Return the last name taken if it is spelt like the keyword of a clause."""
    last = name_beside(run) or run.last
    if last is None or last.type != "NAME" or is_quoted(last) or token.type == "COLON":
        return None
    if CLAUSES.isdisjoint(vocabulary().words.get(last.text, ())) or last.text in joining_words():
        return None
    return last


def _particle(run: Run) -> Token | None:
    """Return the last name taken if it is a particle that closes a clause: 的, 外."""
    last = name_beside(run)
    if last is None or is_quoted(last):
        return None
    closes = vocabulary().words.get(last.text, ())
    return None if PARTICLES.isdisjoint(closes) else last


def clause_in_brackets(run: Run, token: Token) -> bool:
    """`when (a ⏎ because "t"`: the bracket stayed open, so the clause that follows was read as a name."""
    last = _clause_word(run, token) or _particle(run)
    bracket = innermost_bracket(run)
    if last is None or bracket is None or run.takes_after(bracket + 1, "WHEN"):
        return False
    opening: Token = run.values[bracket]
    closing = closing_sign(opening.text)
    run.reading.report(
        "unclosed-bracket",
        opening.span,
        Phrase(f"this `{opening.text}` is not closed", f"这个 `{opening.text}` 没有闭合"),
        label=Phrase("opened here", "由此开始"),
        labels=((last.span, Phrase("here it is still open", "到此处仍未闭合")),),
        help_=(Phrase(f"put `{closing}` before `{last.text}`", f"请在 `{last.text}` 之前补上 `{closing}`"),),
    )
    return True


def innermost_bracket(run: Run) -> int | None:
    """Return where the innermost bracket stands on the stack; what is closed is no longer there."""
    for position in range(len(run.values) - 1, -1, -1):
        value = run.values[position]
        if type(value) is Token and value.type in ("LPAR", "LBRACK", "LBRACE"):
            return position
    return None


def clause_as_value(run: Run, token: Token) -> bool:
    """`when a = ⏎ because "t"`: the clause that follows was read as the name of a value."""
    last = _clause_word(run, token)
    if last is None:
        return _phrase_as_value(run)
    run.reading.report(
        "missing-value",
        last.span,
        Phrase(f"`{last.text}` stands where a value belongs", f"`{last.text}` 之前没有写条件或值"),
        label=Phrase("something is missing before this", "此前缺少内容"),
        help_=(
            Phrase(
                f"write a value before it; a field called so needs backquotes: `` `{last.text}` ``",
                f"请在其前写值；如果是字段名称，请加反引号：`` `{last.text}` ``",
            ),
        ),
    )
    return True


def _phrase_as_value(run: Run) -> bool:
    """`at most each month of start`: the first word of what follows was read as the name of a value."""
    last = run.last
    if last is None or last.type != "NAME" or is_quoted(last):
        return False
    for rest, spelling, terminals in vocabulary().phrases.get(last.text, ()):
        further = rest.match(run.reading.folded, last.stop)
        if further is not None and not CLAUSES.isdisjoint(terminals):
            run.reading.report(
                "missing-value",
                Span(last.start, further.end()),
                Phrase(f"`{spelling}` stands where a value belongs", f"`{spelling}` 之前没有写条件或值"),
                label=Phrase("something is missing before this", "此前缺少内容"),
                help_=(Phrase("write a value before it", "请在其前写值"),),
            )
            return True
    return False
