"""How is each clause of an item written?"""

from __future__ import annotations

from typing import Final, assert_never

from policyrules.diagnostics.span import Span
from policyrules.syntax.ast.clauses import (
    AppliesWhen,
    Because,
    CalendarWindow,
    Cite,
    Clause,
    Deadline,
    Ensure,
    EverWindow,
    From,
    IfUnknown,
    Match,
    MatchCompare,
    MatchKey,
    Overrides,
    PeriodUnit,
    Quota,
    Remedy,
    SlidingWindow,
    Then,
    Unless,
    Until,
    Warn,
    When,
    Window,
    Without,
)
from policyrules.syntax.ast.expressions import (
    DurationLiteral,
    Expression,
    Index,
    Path,
    SpanOf,
)
from policyrules.syntax.format.actions import REFERRALS, inside, then
from policyrules.syntax.format.expressions import SUM, expression, path, template, who
from policyrules.syntax.format.layout import BREAK, Align, Doc, Group, Nest, join
from policyrules.syntax.format.literals import UNITS
from policyrules.syntax.format.words import Words

EACH: Final[dict[PeriodUnit, str]] = {
    "day": "EACH_DAY",
    "week": "EACH_WEEK",
    "half month": "EACH_HALF_MONTH",
    "month": "EACH_MONTH",
    "quarter": "EACH_QUARTER",
    "half year": "EACH_HALF_YEAR",
    "year": "EACH_YEAR",
}
_ANSWERS: Final = {"block": "BLOCK", "warn": "WARN_ONLY", "skip": "SKIP"}
_PREPOSITIONS: Final = {"approval": 0, "filing": 1, "explanation": 2}
"""Which spelling of WITHOUT_OF goes with which referral: approval of, filing with, explanation to."""


def clause(node: Clause, words: Words, column: int = 0) -> Doc:
    """Return a clause; what its first word introduces begins at a column, if that is given."""

    def lead(terminal: str) -> str:
        return words(terminal).ljust(column - 1) + " " if column else words(terminal) + " "

    match node:
        case When(condition=condition):
            written = expression(condition, words)
            return (lead("WHEN"), Align(written), f" {words('WHEN_CLOSE')}" if words.chinese else "")
        case AppliesWhen(condition=condition):
            return (f"{words('APPLIES_WHEN')} ", Align(expression(condition, words)))
        case Unless(condition=condition):
            written = expression(condition, words)
            return (lead("UNLESS"), Align(written), f" {words('EXCEPT_CLOSE')}" if words.chinese else "")
        case Without():
            return (lead("WITHOUT"), _without(node, words))
        case Ensure(condition=condition):
            return (lead("ENSURE"), Align(expression(condition, words)))
        case Quota():
            return _quota(node, words)
        case Warn():
            return warn(node, words)
        case Deadline():
            return _deadline(node, words)
        case Match():
            return _match(node, words)
        case Then():
            return then(node, words)
        case Because(text=text):
            return (lead("BECAUSE"), template(text, words))
        case Remedy(text=text):
            return (lead("REMEDY"), template(text, words))
        case Cite(norm=norm, article=article):
            parts = [] if norm is None else [f"《{norm}》"]
            return lead("CITE") + " ".join([*parts, *([words.text(article.value)] if article else [])])
        case From(date=date):
            return f"{words('FROM')} {date}" + (f" {words('FROM_CLOSE')}" if words.chinese else "")
        case Until(date=date):
            return f"{words('UNTIL')} {date}" + (f" {words('UNTIL_CLOSE')}" if words.chinese else "")
        case Overrides(items=items):
            return f"{words('OVERRIDES')} " + words.listing.join(map(words.item_ref, items))
        case IfUnknown(answer=answer):
            return f"{words('IF_UNKNOWN')} {words(_ANSWERS[answer])}"
        case _:
            assert_never(node)


def _without(node: Without, words: Words) -> Doc:
    fact = words.bracketed(Align(expression(node.fact, words)))
    kind = words(REFERRALS[node.kind])
    if words.chinese:
        return (who(node.who, words), f" {kind}", fact)
    addressee = who(node.who, words)
    if isinstance(node.who, Index):
        addressee = ("(", addressee, ")")
    return (f"{kind} {words('WITHOUT_OF', _PREPOSITIONS[node.kind])} ", addressee, " ", fact)


# --- quotas ---------------------------------------------------------------------------------


def _quota(node: Quota, words: Words) -> Doc:
    limit = expression(node.limit, words, SUM)
    measured: Doc | None = None
    if node.measured is not None:
        word = words("DIFFERENT" if node.measure == "different" else "TOTAL")
        measured = (f"{word} ", expression(node.measured, words, SUM))
    keys = join((words.listing,), [path(key, words) for key in node.keys])
    per: Doc = (f"{words('PER')} ", keys, " ") if node.keys else ""
    at_most = words("AT_MOST")
    if not words.chinese:
        what: Doc = "" if measured is None else (measured, " ")
        return (f"{at_most} ", limit, " ", what, per, _window(node.window, words))
    classifier = _classifier(node, words)
    bound = (at_most, " ", limit, classifier)
    window = _window(node.window, words)
    if measured is None:
        return (per, window, bound)
    if node.measure == "total":
        return (per, window, measured, " ", bound)
    return (per, window, bound, " ", measured)


def _classifier(node: Quota, words: Words) -> str:
    for terminal in ("CLASSIFIER", *(UNITS.values() if node.measure == "total" else ())):
        if words.kept(terminal, node.classifier) == node.classifier:
            return f" {node.classifier}"
    return ""


def _window(node: Window, words: Words) -> Doc:
    """Return a window; in Chinese with what stands between it and the next word."""
    match node:
        case CalendarWindow(unit=unit, of=of):
            return (words(EACH[unit]), _window_field(of, words))
        case SlidingWindow(length=length, of=of):
            return (f"{words('IN_ANY')} ", inside(length, words), _window_field(of, words))
        case EverWindow():
            return words("EVER") + (" " if words.chinese else "")
        case _:
            assert_never(node)


def _window_field(of: Path | SpanOf, words: Words) -> Doc:
    word = f"{words('WINDOW_OF')} "
    if not words.chinese:
        return (f" {word}", expression(of, words))
    match of:
        case Path():
            return words.bracketed((word, path(of, words)))
        case SpanOf(start=start, finish=finish):
            to = f" {words('WINDOW_TO')} "
            return words.bracketed((word, expression(start, words, SUM), to, expression(finish, words, SUM)))


def warn(node: Warn, words: Words) -> Doc:
    """Return the early warning of a quota or deadline."""
    if node.share is not None:
        close = f" {words('WARN_AT_CLOSE')}" if words.chinese else ""
        return (f"{words('WARN_AT')} ", expression(node.share, words, SUM), close)
    assert node.lead is not None
    return (f"{words('WARN')} ", expression(node.lead, words, SUM), f" {words('WARN_CLOSE')}")


# --- deadlines and matches ------------------------------------------------------------------


def _deadline(node: Deadline, words: Words) -> Doc:
    done, start = path(node.done, words), path(node.start, words)
    lead = f"{words('DEADLINE')} {done} "
    if node.duration is None:
        return f"{lead}{words('NO_LATER' if words.chinese else 'DUE_BY')} {start}"
    length = expression(node.duration, words, SUM)
    if words.chinese:
        if node.direction == "after":
            return (f"{lead}{words('DUE_AFTER')} {start} {words('AFTER')} ", inside(node.duration, words))
        return (f"{lead}{words('NO_LATER')} {start} {words('BEFORE')} ", length)
    if node.direction == "after":
        return (f"{lead}{words('WITHIN')} ", length, f" {words('AFTER')} {start}")
    return (f"{lead}{words('DUE_BEFORE')} ", length, f" {words('BEFORE')} {start}")


def _match(node: Match, words: Words) -> Doc:
    first, *others = (_keys(keys, words) for keys in node.alternatives)
    body: list[Doc] = [f"{words('RECONCILES')} {words.name(node.record)} {words('ON')} ", first]
    for keys in others:
        body.extend((BREAK, f"{words('OR_ON')} ", keys))
    if node.comparing:
        compared = join((words.listing,), [_compared(each, words) for each in node.comparing])
        body.extend((BREAK, f"{words('COMPARING')} ", compared))
    if node.at_most is not None:
        tail = words.wrote("CLASSIFIER", Span(node.at_most.span.stop, node.span.stop))
        limit = expression(node.at_most, words, SUM)
        body.extend((BREAK, f"{words('AT_MOST')} ", limit, f" {tail}" if tail else ""))
    return Group(Nest(tuple(body)))


def _keys(keys: tuple[MatchKey, ...], words: Words) -> Doc:
    return join((words.listing,), [_key(key, words) for key in keys])


def _key(key: MatchKey, words: Words) -> Doc:
    like: Doc = ""
    if key.like is not None:
        like = (f" {words('KEY_LIKE')} ", expression(key.like, words, SUM))
    return (_pair(key.mine, key.theirs, words), _tolerance(key.within, words), like)


def _compared(node: MatchCompare, words: Words) -> Doc:
    return (_pair(node.mine, node.theirs, words), _tolerance(node.within, words))


def _pair(mine: Path, theirs: Path | None, words: Words) -> str:
    if theirs is None:
        return path(mine, words)
    return f"{path(mine, words)} {words('KEY_IS')} {path(theirs, words)}"


def _tolerance(within: Expression | None, words: Words) -> Doc:
    if within is None:
        return ""
    written = inside(within, words) if isinstance(within, DurationLiteral) else expression(within, words, SUM)
    return (f" {words('KEY_WITHIN')} ", written)
