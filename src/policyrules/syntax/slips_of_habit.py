"""Which habit of letters, spreadsheets or programs was followed where the language has its own way?"""

from __future__ import annotations

import re
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.syntax.leading import CLAUSES
from policyrules.syntax.odd_numerals import day_not_in_figures, year_last
from policyrules.syntax.run import Run
from policyrules.syntax.tokens import Token
from policyrules.syntax.vocabulary import vocabulary
from policyrules.syntax.wording import shown
from policyrules.syntax.written_days import DayInWords, day_in_words, day_with_month, days_with_slashes

_COMMENT: Final = re.compile(
    r"(?P<mark>//|--|/\*|<!--|※|REM\b|(?:注|备注|说明|note|remark)[ \t]*:)[ \t]*(?P<words>[^\n\r]*)",
    re.IGNORECASE,
)
_COMMENT_ENDS: Final = re.compile(r"[ \t]*(?:\*/|-->)[ \t]*\Z")


def foreign_comment(run: Run, token: Token) -> bool:
    """`// too many`, `-- too many`, `注：人数过多`: a remark is led by a mark of elsewhere."""
    text = run.reading.folded
    found = None
    for start in (token.start, token.start - 1):
        found = found or (_COMMENT.match(text, start, run.reading.stop) if start >= 0 else None)
    if found is None or (found["mark"][-1] == ":" and not _begins_line(text, found.start())):
        return False
    mark = run.reading.source.text[found.start() : found.end("mark")]
    words = _COMMENT_ENDS.sub("", run.reading.source.text[found.start("words") : found.end()]).strip()
    run.reading.report(
        "foreign-comment",
        Span(found.start(), found.end("mark")),
        Phrase(f"a remark is not led by `{mark}`", f"说明文字之前不写 `{mark}`"),
        label=Phrase("a remark?", "这是说明文字？"),
        help_=(Phrase(f"write `# {_short(words)}`", f"请写 `# {_short(words)}`"),),
    )
    return True


def _begins_line(text: str, at: int) -> bool:
    return not text[max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1 : at].strip()


def _short(words: str) -> str:
    plain = words.replace("`", "")
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"


_LONGEST: Final = 30


_HEAD: Final = re.compile(r"(?P<head>[^\n\r{}:=#]*?)[ \t]*\{")


def item_without_modality(run: Run, token: Token) -> bool:
    """`V-01 {`, `“人数过多” {`: an item does not say whether something must, must not or may be."""
    head = _HEAD.match(run.reading.folded, token.start, run.reading.stop)
    if head is None or not head["head"] or not _begins_line(run.reading.folded, token.start):
        return False
    if "MUST" not in run.expected() or "ITEM_CODE" in run.expected():
        return False
    written = run.reading.source.text[token.start : head.end("head")]
    run.reading.report(
        "missing-modality",
        Span(token.start, head.end("head")),
        Phrase(
            "this item does not say `must not`, `must` or `may`",
            "条目没有写明是 `不得`、`应当` 还是 `可以`",
        ),
        label=Phrase("`must not`, `must` or the like belongs before this", "此前缺 `不得`、`应当` 等用语"),
        help_=(Phrase(f"write `must not {written} {{`, for example", f"例如写 `不得 {written} {{`"),),
    )
    return True


def equals_as_colon(run: Run, token: Token) -> bool:
    """`people := 20`, `层级：县`: a colon stands where `=` belongs."""
    if token.type != "COLON" or "EQ" not in run.expected():
        return False
    if any(type(value) is Token and value.type == "RECORD" for value in run.values):
        return False  # what stands before it is the name of a field
    stop = token.stop + (run.reading.folded[token.stop : token.stop + 1] == "=")
    mark = run.reading.source.text[token.start : stop]
    run.reading.report(
        "foreign-operator",
        Span(token.start, stop),
        Phrase(f"`{mark}` is not the mark for it here", f"此处不用 `{mark}`"),
        label=Phrase("written `=` here", "此处写作 `=`"),
        help_=(Phrase("write `=`", "请写 `=`"),),
    )
    run.meant = Token("EQ", "=", token.start, stop, run.reading)
    return True


def colon_as_equals(run: Run, token: Token) -> bool:
    """`设 走访 { 人数 = 30 }`: an equals sign stands where a fact has a colon."""
    if token.type != "EQ" or not run.takes("COLON") or not is_in_a_record(run):
        return False
    last, mark = run.last, run.reading.source.text[token.start : token.stop]
    assert last is not None
    run.reading.report(
        "missing-colon",
        token.span,
        Phrase("a fact is written `name: value`", "事实应写作 `名称: 值`"),
        label=Phrase(f"`:` belongs here, not `{mark}`", f"此处应为冒号，不写 `{mark}`"),
        help_=(Phrase(f"write `{last.text}:`", f"请写 `{last.text}:`"),),
    )
    run.meant = Token("COLON", ":", token.start, token.stop, run.reading)
    return True


_CONDITIONS: Final = frozenset({"WHEN", "UNLESS", "ENSURE", "APPLIES_WHEN"})


def equals_before_condition(run: Run, token: Token) -> bool:
    """`when =people > 20`: a formula is led by `=`, as in a cell of a spreadsheet."""
    last = run.last
    if token.type != "EQ" or last is None or last.type not in _CONDITIONS or token.text != "=":
        return False
    run.reading.report(
        "unexpected-word",
        token.span,
        Phrase("a condition is not led by `=`", "条件前面不写 `=`"),
        label=Phrase("nothing is needed here", "此处不需要等号"),
        help_=(Phrase("leave the `=` out", "请删去 `=`"),),
        instead="" if run.reading.folded[token.start - 1 : token.start].isspace() else " ",
    )
    return True


def is_in_a_record(run: Run) -> bool:
    """Tell whether the innermost bracket is that of a record given in a test."""
    brackets = {"LBRACE", "LBRACK", "LPAR"}
    for position in range(len(run.values) - 1, 0, -1):
        value = run.values[position]
        if type(value) is Token and value.type in brackets:
            return (
                value.type == "LBRACE"
                and any(
                    type(before) is Token and before.type in ("GIVEN", "LEDGER")
                    for before in run.values[:position]
                )
                and not run.takes_after(position + 1, "WHEN")
                and not run.takes_after(position + 1, "EXPECT")
            )
    return False


def mark_after_clause(run: Run, token: Token) -> bool:
    """`凡 人数 超过 20 的，`, `because "t".`: a clause ends with a comma or a full stop, as in a letter."""
    if token.type not in ("COMMA", "DOT", "QUESTION"):
        return False
    if is_in_a_record(run) and run.takes("SEMICOLON"):
        return _after_a_fact(run, token)
    if CLAUSES.isdisjoint(run.expected()):
        return False
    word = _NEXT.match(run.reading.folded, token.stop)
    assert word is not None
    follows = word["word"]
    if follows and CLAUSES.isdisjoint(vocabulary().begun_by(follows)):
        return False
    if word["other"] or (follows and not run.takes("SEMICOLON")):
        return False
    run.reading.report(
        "full-stop",
        token.span,
        Phrase(f"a clause does not end with {shown(token).en}", f"条款之后不写 {shown(token).zh}"),
        label=Phrase("nothing is needed here", "此处不需要标点"),
        help_=(
            Phrase("leave it out", "请删去")
            if not follows
            else Phrase(
                f"leave it out and begin a new line with `{follows}`", f"请删去，另起一行写 `{follows}`"
            ),
        ),
    )
    run.meant = Token("SEMICOLON", ";", token.start, token.stop, run.reading)
    return True


def _after_a_fact(run: Run, token: Token) -> bool:
    run.reading.report(
        "full-stop",
        token.span,
        Phrase(
            f"a fact in braces does not end with {shown(token).en}",
            f"花括号里的一项之后不写 {shown(token).zh}",
        ),
        label=Phrase("a comma, or nothing, is needed here", "此处写逗号，或者不写"),
        help_=(Phrase("leave it out", "请删去"),),
    )
    run.meant = Token("SEMICOLON", ";", token.start, token.stop, run.reading)
    return True


_LIMIT: Final = re.compile(
    r"(?P<mark>[,、])\s*(?:且|and\b)?\s*"
    r"(?P<word>至多|最多|不超过|不得超过|不多于|不得多于|(?P<just>仅|只)|(?:at most|no more than|not more than|(?P<only>only))\b)\s*"
    r"(?P<number>[0-9]{1,9})",
    re.IGNORECASE,
)


def limit_after_a_comma(run: Run, token: Token) -> bool:
    """`核对 收文 按 编号，至多 1`, `reconciles with S on id, at most 1`: the limit is no further field."""
    if not _is_in_a_match(run):
        return False
    begin = max(0, token.start - 40)
    for found in _LIMIT.finditer(run.reading.folded, begin, run.reading.stop):
        if found.start() < token.start < found.end():
            mark = run.reading.source.text[found.start()]
            form = f"{'at most' if found['word'].isascii() else '至多'} {found['number']}"
            at_least = (
                (
                    Phrase(
                        "that one must match is asked by the match itself", "至少核对上一条，是核对本来的要求"
                    ),
                )
                if found["just"] or found["only"]
                else ()
            )
            run.reading.report(
                "match-form",
                Span(found.start(), found.end()),
                Phrase(
                    f"how many entries may match is not joined to the fields by `{mark}`",
                    f"至多核对上几条，前面不加 `{mark}`",
                ),
                label=Phrase("a clause of its own", "应单独写"),
                help_=(
                    Phrase(
                        f"write `{form}` without `{mark}`, here or on a line of its own",
                        f"请删去 `{mark}`，写 `{form}`，也可另起一行",
                    ),
                    *at_least,
                ),
            )
            return True
        if found.start() >= token.start:
            break
    return False


def _is_in_a_match(run: Run) -> bool:
    for value in reversed(run.values):
        if type(value) is Token and value.type in ("RECONCILES", "LBRACE"):
            return value.type == "RECONCILES"
    return False


_NEXT: Final = re.compile(r"[ \t]*(?:(?P<word>[^\W\d]+)|(?P<other>[^\s#}]))?")

_MOMENT: Final = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})[ \t]+(?P<hour>[0-9]{1,2}):(?P<rest>[0-9]{2}(?::[0-9]{2})?)(?![0-9])"
)
_LONGEST_DATE: Final = 40


def moment_with_a_gap(run: Run, token: Token) -> bool:
    """`2026-03-02 10:00`: the time of day stands beside the date, as a clock shows it."""
    if token.type != "NUMBER":
        return False
    for found in _MOMENT.finditer(run.reading.folded, max(0, token.start - _LONGEST_DATE), run.reading.stop):
        if found.start("hour") == token.start:
            year, month, day = (int(part) for part in found["date"].split("-"))
            plain = f"{year:04}-{month:02}-{day:02}T{int(found['hour']):02}:{found['rest']}"
            run.reading.report(
                "date-form",
                Span(found.start(), found.end()),
                Phrase("a date and its time of day are one word", "日期与钟点须连写"),
                label=Phrase("a `T` stands between the two", "两者之间写 `T`"),
                help_=(Phrase(f"write `{plain}`", f"请写 `{plain}`"),),
            )
            return True
        if found.start() > token.start:
            return False
    return False


_DATES: Final = re.compile(
    r"""(?<![0-9])(?:
      [0-9]{4}年[0-9]{1,2}月(?![0-9]) | (?<!年)[0-9]{1,2}月[0-9]{1,2}日
    | [0-9]{1,2}/[0-9]{1,2}/[0-9]{4}
    | [0-9]{1,2}[ ](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:[ ][0-9]{4})?
    ) | \b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[ ][0-9]{1,2}(?:,?[ ][0-9]{4})?""",
    re.VERBOSE | re.IGNORECASE,
)


def date_in_parts(run: Run, token: Token) -> bool:
    """`2026年2月`, `3 March 2026`: a date without its day or year, or in words."""
    text = run.reading.folded
    for found in _DATES.finditer(text, max(0, token.start - 20), min(token.stop + 20, run.reading.stop)):
        if found.start() <= token.start < found.end():
            span = Span(found.start(), found.end())
            days = days_with_slashes(found.group())
            if days:
                message, label, help_ = year_last(days)
                run.reading.report("date-form", span, message, label=label, help_=(help_,))
                return True
            day = day_in_words(found.group()) or day_with_month(found.group())
            day_not_in_figures(run.reading, day or DayInWords(0, None, None, None), span)
            return True
    return False
