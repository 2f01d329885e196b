"""Which number or bracket is not as it should be?"""

from __future__ import annotations

import re
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.diagnostics.suggest import near
from policyrules.syntax.keywords import keywords
from policyrules.syntax.leading import CLAUSES, LEADING
from policyrules.syntax.odd_numerals import day_not_in_figures
from policyrules.syntax.pieces import NUMBERING
from policyrules.syntax.run import Run
from policyrules.syntax.slips_of_spelling import is_quoted, whole_word
from policyrules.syntax.tokens import Token
from policyrules.syntax.vocabulary import UNITS, vocabulary
from policyrules.syntax.wording import shown, spaced
from policyrules.syntax.written_days import day_in_words

CLOSING: Final = frozenset({"RPAR", "RBRACK", "RBRACE", "ROW_END", "$END"})
PARTICLES: Final = frozenset({"WHEN_CLOSE", "EXCEPT_CLOSE"})
"""的, 外: what they close began before the bracket."""
_THOUSANDS: Final = re.compile(r"(?<![0-9])[0-9]{1,3}(?:[, ][0-9]{3})+(?![0-9])")


def thousands(run: Run, token: Token) -> bool:
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
                instead=whole if _stands_alone(text, found) else None,
            )
            return True
    return False


def _stands_alone(text: str, number: re.Match[str]) -> bool:
    """Return whether a number with separators is surely one: not among others that commas divide."""
    before, after = (
        text[max(0, number.start() - 100) : number.start()].rstrip()[-1:],
        text[number.end() : number.end() + 100].lstrip()[:1],
    )
    return "," in number.group() and before not in "([{,|" and after != ","


_WORD: Final = re.compile(r"[^\W\d]+")


def numbered(run: Run, token: Token) -> bool:
    """`1. 不得 IN-01`, `（一）凡 …`: a line is numbered as an office numbers its clauses."""
    text = run.reading.folded
    begin = max(text.rfind("\n", 0, token.start), text.rfind("\r", 0, token.start)) + 1
    if text[begin : token.start].strip():
        return False
    number = NUMBERING.match(text, token.start, run.reading.stop)
    word = _WORD.match(text, number.end()) if number is not None else None
    if number is None or word is None or LEADING.isdisjoint(vocabulary().begun_by(word.group())):
        return False
    written = run.reading.source.text[number.start() : number.end()].strip()
    run.reading.report(
        "item-number",
        Span(token.start, token.start + len(written)),
        Phrase(f"`{written}` numbers this line", f"此处写了序号 `{written}`"),
        label=Phrase("a number before the words", "序号"),
        help_=(
            Phrase(
                "leave it out; an item has its code after `must not` and the like, as `must not IN-01`",
                "请删去序号；条目的编号写在 `不得` 等用语之后，例如 `不得 IN-01`",
            ),
        ),
    )
    return True


_OPERATOR_NEXT: Final = re.compile(r"[ \t]*[=<>!+*/.(\[]")


def unknown_unit(run: Run, token: Token) -> bool:
    """Tell of a word after a number that is no unit."""
    last = run.last
    if last is None or last.type != "NUMBER" or token.type != "NAME" or is_quoted(token):
        return False
    day = day_in_words(run.reading.folded[last.start : token.start + 20])
    if day is not None and last.start + day.length > token.start:
        day_not_in_figures(run.reading, day, Span(last.start, last.start + day.length))
        return True
    expected = run.expected()
    if expected.isdisjoint(UNITS) or "\n" in run.reading.folded[last.stop : token.start]:
        return False
    table = keywords()
    spellings = [word for unit in UNITS for column in table.terminals[unit].values() for word in column]
    written, stop = whole_word(token)
    if written != written.lower() and not expected.isdisjoint(vocabulary().begun_by(written.lower())):
        return False  # a keyword in capitals
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
            else Phrase(f"write `{last.text}%`", f"请写 `{last.text}%`")
            if written.lower() in ("percent", "pct")
            else Phrase(
                f"write `{last.text}` alone if the field is counted so; "
                "units are `minutes`, `hours`, `days`, `working days`, `weeks`, `months`, `quarters`, `years`; "
                "what is counted goes into the name of the field",
                f"如果字段本身以此计量，请只写 `{last.text}`；"
                "单位有 `分钟`、`小时`、`日`、`个工作日`、`周`、`个月`、`个季度`、`年`，以及 次、件、人、项 等；"
                "其他计量单位请写在字段名称中",
            ),
        ),
    )
    return True


_PAIRS: Final = {"RPAR": ("LPAR", "("), "RBRACK": ("LBRACK", "["), "RBRACE": ("LBRACE", "{")}


def extra_bracket(run: Run, token: Token) -> bool:
    """Tell of a bracket that closes nothing."""
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


def unclosed(run: Run, token: Token) -> bool:
    """Something new begins, or another bracket closes, while a bracket stands open."""
    if token.type not in LEADING and token.type not in CLOSING and token.type not in PARTICLES:
        return False
    expected = run.expected()
    for closing, (opening, sign) in _PAIRS.items():
        if closing == token.type or closing not in expected:
            continue
        bracket = _open_bracket(run, opening)
        if bracket is None or (closing == "RBRACE" and token.type in CLAUSES):
            continue
        found = spaced(shown(token))
        run.reading.report(
            "unclosed-bracket",
            bracket.span,
            Phrase(f"this `{sign}` is not closed", f"这个 `{sign}` 没有闭合"),
            label=Phrase("opened here", "由此开始"),
            labels=((token.span, Phrase("here it is still open", "到此处仍未闭合")),) if token.text else (),
            help_=(
                Phrase(
                    f"put `{closing_sign(sign)}` before {found.en}",
                    f"请在{found.zh}之前补上 `{closing_sign(sign)}`",
                ),
            ),
        )
        return True
    return False


def closing_sign(sign: str) -> str:
    """Return what closes an opening bracket."""
    return {"(": ")", "[": "]", "{": "}"}[sign]
