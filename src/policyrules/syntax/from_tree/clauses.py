"""What does an item say?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Span
from policyrules.frozen import frozen
from policyrules.syntax.ast.clauses import (
    AppliesWhen,
    Because,
    Cite,
    Clause,
    Deadline,
    Ensure,
    From,
    IfUnknown,
    Match,
    MatchCompare,
    MatchKey,
    Overrides,
    Remedy,
    Unless,
    Until,
    When,
    Without,
)
from policyrules.syntax.ast.expressions import Argument, BooleanLiteral, Expression, Path
from policyrules.syntax.from_tree.actions import REFERRALS
from policyrules.syntax.from_tree.literals import date_of, text_of
from policyrules.syntax.from_tree.names import name_of
from policyrules.syntax.from_tree.places import Parts, between, nodes, span_of
from policyrules.syntax.from_tree.quotas import gathered
from policyrules.syntax.from_tree.ranging import Ranging, called
from policyrules.syntax.from_tree.templates import template
from policyrules.syntax.reading import Reading
from policyrules.syntax.tokens import Token

_ANSWERS: Final[dict[str, Literal["block", "warn", "skip"]]] = {
    "BLOCK": "block",
    "WARN_ONLY": "warn",
    "SKIP": "skip",
}


# --- condition, exception, test -------------------------------------------------------------


def when(parts: Parts) -> When:
    """`when E`."""
    return When(parts[1], span_of(parts))


def applies_when(parts: Parts) -> AppliesWhen:
    """`applies when E`."""
    return AppliesWhen(parts[1], span_of(parts))


def unless(parts: Parts) -> Unless:
    """`unless E`."""
    return Unless(parts[1], span_of(parts))


def ensure(parts: Parts) -> Ensure:
    """`ensure E`."""
    return Ensure(parts[1], span_of(parts))


@frozen
class Bracket:
    """What stands in the brackets after WHO: arguments of a call, or the fact."""

    arguments: tuple[Argument | Ranging, ...]
    span: Span


def bracket(parts: Parts) -> Bracket:
    """`(FACT)`, or the arguments of a call."""
    return Bracket(parts[1] or (), span_of(parts))


def without(parts: Parts) -> Without:
    """`without filing with WHO (FACT)`; of two brackets the first is the call's."""
    word, kind, _, path_, first, second = parts
    who: Expression = path_
    if second is not None:
        function: Path = path_
        token = Token("NAME", function.names[-1].text, function.span.start, function.span.stop, word.reading)
        if len(function.names) > 1:
            _report_not_a_function(function, word.reading)
        who = called(token, first.arguments, between(function, first))
    return Without(REFERRALS[kind.type], who, _fact(second or first, word.reading), span_of(parts))


def _report_not_a_function(function: Path, reading: Reading) -> None:
    reading.report(
        "two-brackets",
        function.span,
        Phrase("a dotted name cannot be called", "带点的名称不能作为函数"),
        label=Phrase("two brackets follow this", "其后有两个括号"),
        help_=(Phrase("after WHO stands one bracket, with the fact", "名称之后只写一个括号，括号内写事实"),),
    )


def _fact(bracket_: Bracket, reading: Reading) -> Expression:
    arguments = bracket_.arguments
    if len(arguments) == 1 and isinstance(arguments[0], Argument) and arguments[0].name is None:
        return arguments[0].value
    reading.report(
        "without-fact",
        bracket_.span,
        Phrase(
            "one condition belongs in these brackets: what shows that it was done",
            "括号内应写一个条件，说明是否已经办理",
        ),
        label=Phrase("which fact says so?", "由哪项事实说明？"),
        help_=(
            Phrase("as in `without filing with “the office” (filed)`", "例如 `未经 “办公室” 备案（已报备）`"),
        ),
    )
    return BooleanLiteral(True, bracket_.span)


def without_text(parts: Parts) -> Without:
    """`without approval of "the office" (approved)`."""
    _, kind, _, who, _, fact, _ = parts
    return Without(REFERRALS[kind.type], who, fact, span_of(parts))


def without_before(parts: Parts) -> Without:
    """`未经 “办公室” 批准（已批准）`."""
    _, who, kind, _, fact, _ = parts
    return Without(REFERRALS[kind.type], who, fact, span_of(parts))


# --- deadlines and matches ------------------------------------------------------------------


def deadline_within(parts: Parts) -> Deadline:
    """`deadline F within D after G`."""
    _, done, _, length, _, start = parts
    return Deadline(done, length, "after", start, span_of(parts))


def deadline_after(parts: Parts) -> Deadline:
    """`时限 F 应在 G 后 D 内`."""
    _, done, _, start, _, length, _ = parts
    return Deadline(done, length, "after", start, span_of(parts))


def deadline_at_least(parts: Parts) -> Deadline:
    """`deadline F at least D before G`."""
    _, done, _, length, _, start = parts
    return Deadline(done, length, "before", start, span_of(parts))


def deadline_no_later(parts: Parts) -> Deadline:
    """`时限 F 不迟于 G 前 D`."""
    _, done, _, start, _, length = parts
    return Deadline(done, length, "before", start, span_of(parts))


def deadline_by(parts: Parts) -> Deadline:
    """`deadline F by G`, `时限 F 不迟于 G`."""
    _, done, _, start = parts
    return Deadline(done, None, "by", start, span_of(parts))


def match_key(parts: Parts) -> MatchKey:
    """`K`, `A = B`, `K within 3 days`, `K like 80%`."""
    mine, _, theirs, _, within, _, _, like = parts
    return MatchKey(mine, theirs, within, like, span_of(parts))


def match(parts: Parts) -> Match:
    """`reconciles with R on K, … or on … comparing F within T, …`."""
    word, record, _, *rest = parts
    alternatives: list[list[MatchKey]] = [[]]
    comparing: list[MatchCompare] = []
    compares = False
    for part in rest:
        if type(part) is Token:
            if part.type == "OR_ON" and not compares:
                alternatives.append([])
            elif part.type == "OR_ON":
                _report_late_keys(part)
            elif part.type == "COMPARING":
                compares = True
        elif compares:
            comparing.append(_compare(part, word.reading))
        else:
            alternatives[-1].append(part)
    return Match(
        record=name_of(record),
        alternatives=tuple(tuple(keys) for keys in alternatives),
        comparing=tuple(comparing),
        at_most=None,
        span=span_of(parts),
    )


def _compare(key: MatchKey, reading: Reading) -> MatchCompare:
    if key.like is not None:
        reading.report(
            "compare-like",
            key.like.span,
            Phrase(
                "compared values are equal or within so much, not alike",
                "比较的值只看相等或相差多少，不看相似度",
            ),
            label=Phrase("likeness is for keys", "相似度只用于核对的键"),
            help_=(
                Phrase(
                    "write `within …`, or name the field as a key", "请写 `相差 …`，或把该字段写作核对的键"
                ),
            ),
        )
    return MatchCompare(key.mine, key.theirs, key.within, key.span)


def _report_late_keys(token: Token) -> None:
    token.reading.report(
        "keys-after-comparing",
        token.span,
        Phrase("further keys stand after what is compared", "核对的键写在了比较的内容之后"),
        label=Phrase("keys come first", "应先写键"),
        help_=(Phrase("write all keys before `comparing`", "请将全部核对的键写在 `比较` 之前"),),
    )


# --- explanation and validity ---------------------------------------------------------------


def because(parts: Parts) -> Because:
    """`because "…{expr}…"`."""
    return Because(template(parts[1]), span_of(parts))


def remedy(parts: Parts) -> Remedy:
    """`remedy "…"`."""
    return Remedy(template(parts[1]), span_of(parts))


def cite(parts: Parts) -> Cite:
    """`cite 《norm》 "article"`."""
    _, norm, article = parts
    return Cite(norm.text, text_of(article) if article is not None else None, span_of(parts))


def cite_article(parts: Parts) -> Cite:
    """`cite "article"`."""
    return Cite(None, text_of(parts[1]), span_of(parts))


def from_date(parts: Parts) -> From:
    """`from DATE`."""
    return From(date_of(parts[1]), span_of(parts))


def until_date(parts: Parts) -> Until:
    """`until DATE`."""
    return Until(date_of(parts[1]), span_of(parts))


def overrides(parts: Parts) -> Overrides:
    """`overrides IN-01, IN-02`."""
    return Overrides(nodes(parts), span_of(parts))


def if_unknown(parts: Parts) -> IfUnknown:
    """`if unknown block`."""
    return IfUnknown(_ANSWERS[parts[1].type], span_of(parts))


# --- all of an item's -----------------------------------------------------------------------


@frozen
class Body:
    """The clauses between the braces of an item."""

    clauses: tuple[Clause, ...]
    span: Span


def body(parts: Parts) -> Body:
    """`{ clauses }`."""
    return Body(clauses_of(parts[1:-1], parts[0].reading), span_of(parts))


_ONCE: Final = (When, AppliesWhen, Because, Remedy, From, Until, IfUnknown)


def clauses_of(parts: Sequence[Any], reading: Reading) -> tuple[Clause, ...]:
    """Return the clauses among the parts, quotas whole; what may stand once and stands twice is told."""
    clauses = gathered(nodes(parts), reading)
    first: dict[type, Any] = {}
    for clause in clauses:
        if not isinstance(clause, _ONCE):
            continue
        before = first.setdefault(type(clause), clause)
        if before is not clause:
            _report_duplicate(before, clause, reading)
    return tuple(clauses)


def _report_duplicate(before: Any, clause: Any, reading: Reading) -> None:
    word = reading.source.text[clause.span.start : clause.span.stop].split(maxsplit=1)[0][:20]
    joined = isinstance(clause, (When, AppliesWhen))
    reading.report(
        "duplicate-clause",
        clause.span,
        Phrase(f"`{word}` stands here a second time", f"`{word}` 在此重复出现"),
        label=Phrase("the second one", "第二处"),
        labels=((before.span, Phrase("the first one", "第一处")),),
        help_=(
            Phrase("join both with `and` or `or`", "请用 `且` 或 `或` 合为一条")
            if joined
            else Phrase("keep one of them", "请只保留一处"),
        ),
    )


CALLBACKS: Final = {
    "when": when,
    "applies_when": applies_when,
    "unless": unless,
    "ensure": ensure,
    "bracket": bracket,
    "without": without,
    "without_text": without_text,
    "without_before": without_before,
    "deadline_within": deadline_within,
    "deadline_after": deadline_after,
    "deadline_at_least": deadline_at_least,
    "deadline_no_later": deadline_no_later,
    "deadline_by": deadline_by,
    "match_key": match_key,
    "match": match,
    "because": because,
    "remedy": remedy,
    "cite": cite,
    "cite_article": cite_article,
    "from_date": from_date,
    "until_date": until_date,
    "overrides": overrides,
    "if_unknown": if_unknown,
    "body": body,
}
