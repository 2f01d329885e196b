"""Why does a quota, a deadline or a match stand as it does? Beside the words of the policy: what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from policyrules.core import ir
from policyrules.core.days_said import moment_said
from policyrules.core.decision.deadline_said import standing_said
from policyrules.core.decision.matches import match_of
from policyrules.core.decision.names import said_in_both
from policyrules.core.decision.usage import fullest, shown, windows_of
from policyrules.core.decision.usage_said import limit_said
from policyrules.core.evaluate.deadlines import derivation_of_due, due_of
from policyrules.core.explain.origins import not_there
from policyrules.core.explain.tree import Proof
from policyrules.core.values import UNKNOWN, CannotTell
from policyrules.core.words import period_words, words
from policyrules.diagnostics.phrase import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policyrules.core.decision.matches import Candidate, Compared, MatchStanding
    from policyrules.core.decision.usage import Counted, QuotaUsage
    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.evaluate.scope import Scope

Shown = tuple[Phrase | None, tuple[Proof, ...]]
"""A note on the whole, and what was found."""

_ENTRIES: Final = 3
"""So many entries, and keys, are shown; the rest are counted."""
_SURE: Final = Phrase("counts", "计入")
_UNSURE: Final = Phrase("may count", "是否计入尚不能确定")
_LENGTH: Final = Phrase("length", "期限")
_DUE: Final = Phrase("due", "到期")
_TODAY: Final = Phrase("today", "今日")


# --- quotas ---------------------------------------------------------------------------------


def quota_shown(evaluation: Evaluation, node: ir.AtMost | ir.Used, scope: Scope) -> Shown:
    """Return under each key the fullest window, how much counts there, and the first entries that do."""
    quota = node.quota
    if not evaluation.history.has(quota.record):
        return not_there(evaluation, quota.record), ()
    try:
        limit = evaluation.value(node.limit, scope)
        full = [fullest(quota, windows) for windows in windows_of(evaluation, quota, scope)]
        found = [shown(evaluation, quota, 0 if limit is None else limit, filled) for filled in full]
    except CannotTell:
        return None, ()
    note = None
    if len(found) > _ENTRIES:
        note = Phrase(f"{_ENTRIES} of {len(found)} keys shown", f"共 {len(found)} 项，列出 {_ENTRIES} 项")
    return note, tuple(_usage(evaluation, quota, usage, limit) for usage in found[:_ENTRIES])


def _usage(evaluation: Evaluation, quota: ir.Quota, usage: QuotaUsage, limit: Any) -> Proof:
    most = limit_said(quota, usage.limit)
    bound = (
        Phrase("no limit", "不设上限") if limit is None else Phrase(f"at most {most.en}", f"上限 {most.zh}")
    )
    said = Phrase(
        f"{usage.amount.en} with this one, {bound.en}", f"{usage.amount.zh}（连同本件），{bound.zh}"
    )
    count = len(usage.entries) + usage.more
    note = None
    if count > _ENTRIES:
        note = Phrase(f"{count} entries, {_ENTRIES} shown", f"台账中 {count} 条，列出 {_ENTRIES} 条")
    return Proof(
        usage.where.en,
        usage.low,
        said,
        "value",
        note,
        tuple(_counted(evaluation, quota, each) for each in usage.entries[:_ENTRIES]),
        called=usage.where,
    )


def _counted(evaluation: Evaluation, quota: ir.Quota, counted: Counted) -> Proof:
    said = _SURE if counted.sure else _UNSURE
    entry = counted.entry.said
    assert entry is not None, "an entry of a ledger has a name"
    return Proof(entry.en, counted.sure, said, "value", _added(evaluation, quota, counted), called=entry)


def _added(evaluation: Evaluation, quota: ir.Quota, counted: Counted) -> Phrase | None:
    """On which days an entry counts, and with what value."""
    en, zh = [], []
    days = counted.days
    if days is not None:
        one = days.finish == days.start
        en.append(days.start.isoformat() if one else period_words(days, "en"))
        zh.append(days.start.isoformat() if one else period_words(days, "zh"))
    if quota.value is not None:
        value = said_in_both(evaluation, counted.value, quota.value.type)
        en.append(value.en)
        zh.append(value.zh)
    return Phrase(", ".join(en), "，".join(zh)) if en else None


# --- deadlines ------------------------------------------------------------------------------


def deadline_shown(evaluation: Evaluation, node: ir.Deadline, scope: Scope) -> Shown:
    """Return how a deadline stands; its length, its last day and the day it is."""
    status = evaluation.value(node, scope)
    start, done = evaluation.value(node.start, scope), evaluation.value(node.done, scope)
    try:
        due = due_of(evaluation, node, scope)
    except CannotTell as reason:
        return reason.message, ()
    today, zone = evaluation.today, evaluation.zone
    told = None if status is UNKNOWN else status
    moments = tuple(None if moment is UNKNOWN else moment for moment in (done, start, due))
    note = standing_said((moments[0], moments[1], moments[2]), told, today, zone, ahead=node.ahead)
    if told is not None:
        word = _status(evaluation, told, node)
        note = Phrase(f"{word.en}: {note.en}", f"{word.zh}：{note.zh}")
    proofs = []
    if node.length is not None:
        length = evaluation.value(node.length, scope)
        proofs.append(_named(_LENGTH, length, said_in_both(evaluation, length, node.length.type)))
    if node.length is not None and due is not None and due is not UNKNOWN:
        derived = derivation_of_due(evaluation, node, scope)
        note_on_due = None if derived is None else derived.note()
        proofs.append(_named(_DUE, due, Phrase.same(moment_said(due, zone).en), note_on_due))
    if done is None and today is not UNKNOWN:
        proofs.append(_named(_TODAY, today, Phrase.same(today.isoformat())))
    return note, tuple(proofs)


def _status(evaluation: Evaluation, status: str, node: ir.Deadline | ir.Match) -> Phrase:
    program, zone = evaluation.program, evaluation.zone
    return Phrase(
        words(status, node.type, "en", program, zone), words(status, node.type, "zh", program, zone)
    )


def _named(called: Phrase, value: Any, said: Phrase, note: Phrase | None = None) -> Proof:
    return Proof(called.en, value, said, "value", note, called=called)


# --- matches --------------------------------------------------------------------------------


def match_shown(evaluation: Evaluation, node: ir.Match, scope: Scope) -> Shown:
    """Return how a match stands; the entries whose keys agree, else the nearest, field by field."""
    if not evaluation.history.has(node.record):
        return not_there(evaluation, node.record), ()
    standing = match_of(evaluation, node, scope)
    found = tuple(_candidates(standing))
    if standing.status is None:
        return standing.said, found
    word, said = _status(evaluation, standing.status, node), standing.said
    if found and standing.status in ("matched", "differs", "missing"):
        return word, found  # the entries below say the rest
    return Phrase(f"{word.en}: {said.en}", f"{word.zh}：{said.zh}"), found


def _candidates(standing: MatchStanding) -> Iterable[Proof]:
    for candidate in standing.candidates[:_ENTRIES]:
        agrees = all(each.agrees is True for each in candidate.compared)
        yield _candidate(candidate, Phrase("agrees", "相符") if agrees else Phrase("differs", "不符"))
    if standing.nearest is not None:
        yield _candidate(standing.nearest, Phrase("comes nearest", "最接近"))


def _candidate(candidate: Candidate, said: Phrase) -> Proof:
    entry = candidate.entry.said
    assert entry is not None, "an entry of a ledger has a name"
    held = tuple(_compared(each) for each in (*candidate.keys, *candidate.compared))
    return Proof(entry.en, candidate.entry.key, said, "value", None, held, called=entry)


def _compared(compared: Compared) -> Proof:
    mine, theirs = compared.mine_said, compared.theirs_said
    names = Phrase(compared.names.first, compared.names.for_people())
    note = {
        True: Phrase("agrees", "相符"),
        False: Phrase("differs", "不符"),
        None: Phrase("cannot be told", "尚不能确定"),
    }[compared.agrees]
    both = Phrase(f"{mine.en} here, {theirs.en} there", f"本件 {mine.zh}，台账 {theirs.zh}")
    return Proof(names.en, compared.agrees, both, "value", note, called=names)
