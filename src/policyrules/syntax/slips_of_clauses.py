"""Which word of a clause was left out, or stands in another place than it should?"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.syntax.keywords import keywords
from policyrules.syntax.run import Run
from policyrules.syntax.slips_of_spelling import culprit_of, is_quoted
from policyrules.syntax.tokens import Token
from policyrules.syntax.vocabulary import UNITS, vocabulary

_ACTIONS: Final = ("REFER_TO", "RETURN_TO", "ROUTE_TO", "ORDER")
_LINE_REST: Final = re.compile(r"[^\n\r#}]*")
_LONGEST: Final = 40


def then_left_out(run: Run, token: Token) -> bool:
    """`凡 人数 超过 20 的 ⏎ 报 “办公室” 批准`: what follows is written without `then`."""
    token, expected = culprit_of(run, token)
    if "THEN" not in expected or is_quoted(token):
        return False
    text = run.reading.folded
    begins = not text[
        max(text.rfind("\n", 0, token.start), text.rfind("\r", 0, token.start)) + 1 : token.start
    ].strip()
    if token.text == "return" or (
        not _begins_action(text, token) and not (begins and _is_declared(text, token))
    ):
        return False
    rest = _LINE_REST.match(text, token.start, run.reading.stop)
    assert rest is not None
    words = run.reading.source.text[token.start : rest.end()].strip()
    shown = words if len(words) <= _LONGEST and "`" not in words else f"{token.text} …"
    run.reading.report(
        "missing-then",
        token.span,
        Phrase(f"`then` is missing before `{token.text}`", f"`{token.text}` 之前没有写 `则`"),
        label=Phrase("an action begins here", "办理方式由此开始"),
        help_=(Phrase(f"write `then {shown}`", f"请写 `则 {shown}`"),),
    )
    if run.takes("THEN"):
        run.meant = Token("THEN", "then", token.start, token.start, run.reading)
    return True


def given_left_out(run: Run, token: Token) -> bool:
    """`测试 “一” { 走访 { 人数: 30 } …`: the record of a test stands there without `given`."""
    if (
        token.type != "NAME"
        or "GIVEN" not in run.expected()
        or not _OPENS.match(run.reading.folded, token.stop)
    ):
        return False
    run.reading.report(
        "unexpected-word",
        token.span,
        Phrase(f"`given` is missing before `{token.text}`", f"`{token.text}` 之前没有写 `设`"),
        label=Phrase("the facts of the test begin here", "测试的事实由此开始"),
        help_=(Phrase(f"write `given {token.text} {{ … }}`", f"请写 `设 {token.text} {{ … }}`"),),
    )
    run.meant = Token("GIVEN", "given", token.start, token.start, run.reading)
    return True


def return_to_whom(run: Run, token: Token) -> bool:
    """`资料不足时 退回 “办公室”`: what happens when facts are missing names nobody; the action 退回 does."""
    last = run.last
    if last is None or last.type != "BLOCK" or token.type not in ("STRING", "NAME"):
        return False
    if token.type == "NAME" and "\n" in run.reading.folded[last.stop : token.start]:
        return False
    lead = next((v for v in reversed(run.values) if type(v) is Token and v.type == "IF_UNKNOWN"), None)
    if lead is None:
        return False
    whom = run.reading.source.text[token.start : token.stop]
    run.reading.report(
        "if-unknown-answer",
        token.span,
        Phrase(f"`{lead.text} {last.text}` names nobody", f"`{lead.text} {last.text}` 之后不写对象"),
        label=Phrase("to whom does not belong here", "此处不写退给谁"),
        help_=(
            Phrase(f"leave it out: `{lead.text} {last.text}`", f"请只写 `{lead.text} {last.text}`"),
            Phrase(
                f"to send it back to them when the item is broken: `then return to {whom}`",
                f"违反条目时要退回给谁的，另写 `则 退回 {whom}`",
            ),
        ),
    )
    return True


def unit_after_a_name(run: Run, token: Token) -> bool:
    """`不得超过 上限 天`: a unit stands after the name of what holds the number."""
    culprit, expected = culprit_of(run, token)
    spoken = vocabulary().words.get(culprit.text, ())
    units = [terminal for terminal in spoken if terminal in (*UNITS, "CLASSIFIER")]
    before = _name_before(run, culprit)
    if not units or is_quoted(culprit) or before is None or not expected.isdisjoint(units):
        return False
    run.reading.report(
        "unknown-unit",
        culprit.span,
        Phrase(
            f"no unit stands after a name: `{before}` holds its own", f"名称之后不写单位：`{before}` 自带单位"
        ),
        label=Phrase("a unit stands only after a number", "单位只写在数字之后"),
        help_=(Phrase(f"write `{before}` alone", f"请只写 `{before}`"),),
    )
    return True


def _name_before(run: Run, culprit: Token) -> str | None:
    """Return the name right before a word, on its line."""
    text = run.reading.folded
    found = _NAME_AND_BLANK.search(text, max(0, culprit.start - 100), culprit.start)
    if found is None or found.group(1) in _words_of_keywords():
        return None
    return found.group(1)


@cache
def _words_of_keywords() -> frozenset[str]:
    """Return every word of every keyword: `each` and `any` are no names."""
    return frozenset(word for spelling in keywords().by_spelling for word in spelling.split())


_NAME_AND_BLANK: Final = re.compile(r"([^\W\d]\w*)[ \t]+\Z")
_OPENS: Final = re.compile(r"[ \t]*\{")


def _begins_action(text: str, token: Token) -> bool:
    """Tell whether a word is, or begins, the keyword of an action, though a name may stand where it does."""
    phrases = vocabulary().phrases.get(token.text, ())
    return token.type in _ACTIONS or any(
        rest.match(text, token.stop) and not terminals.isdisjoint(_ACTIONS)
        for rest, _, found in phrases
        for terminals in (frozenset(found),)
    )


def _is_declared(text: str, token: Token) -> bool:
    """Tell whether a name is a verb that the file declares."""
    return (
        token.type == "NAME"
        and re.search(rf"{_declaring()}\s+(?:\w+[ \t]+)?{re.escape(token.text)}\b", text) is not None
    )


@cache
def _declaring() -> str:
    spellings = [word for column in keywords().terminals["ACTION"].values() for word in column]
    return rf"(?<!\w)(?:{'|'.join(map(re.escape, spellings))})"


def action_in_quotes(run: Run, token: Token) -> bool:
    """`则 “催办”`: the verb stands in quotes."""
    if token.type != "STRING" or run.last is None or run.last.type != "THEN":
        return False
    named = Token("NAME", token.text, token.start, token.stop, run.reading)
    if not token.text.isidentifier() or not _is_declared(run.reading.folded, named):
        return False
    run.reading.report(
        "missing-action",
        token.span,
        Phrase(f"`{token.text}` is an action and takes no quotes", f"`{token.text}` 是办理方式，不加引号"),
        label=Phrase("in quotes", "加了引号"),
        help_=(Phrase(f"write `{token.text}`", f"请写 `{token.text}`"),),
        instead=token.text,
    )
    run.meant = named
    return True


_BRACKETS_FIRST: Final = re.compile(r"[ \t]*((?:\([^()\n\r]*\)[ \t]*)+)(批准|备案|说明)")
_BRACKET: Final = re.compile(r"\(([^()\n\r]*)\)")


def fact_before_referral(run: Run, token: Token) -> bool:
    """`未经 “办公室”（已报备）批准`: the bracket stands before the word it belongs behind."""
    last = run.last
    if token.type != "LPAR" or last is None or "APPROVAL" not in run.expected():
        return False
    found = _BRACKETS_FIRST.match(run.reading.folded, token.start, run.reading.stop)
    lead = next(
        (value for value in reversed(run.values) if type(value) is Token and value.type == "WITHOUT"), None
    )
    if found is None or lead is None:
        return False
    written = run.reading.source.text
    brackets = _BRACKET.findall(run.reading.folded[found.start(1) : found.end(1)])
    who, referral, fact = written[lead.stop : token.start].strip(), found[2], brackets[-1].strip()
    run.reading.report(
        "without-form",
        Span(token.start, found.end(1)),
        Phrase(
            f"one fact stands in brackets, and after `{referral}`",
            f"括号内只写一项事实，且应写在 `{referral}` 之后",
        ),
        label=Phrase(f"belongs after `{referral}`", f"应在 `{referral}` 之后"),
        help_=(
            Phrase(
                f"write `{lead.text} {who} {referral}（{fact}）`",
                f"请写 `{lead.text} {who} {referral}（{fact}）`",
            ),
        ),
    )
    return True
