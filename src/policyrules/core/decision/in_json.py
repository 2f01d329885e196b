"""How does a decision look in JSON? As docs/decision.schema.json says; keys always in this order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policyrules.core.plain import plain

if TYPE_CHECKING:
    from policyrules.core.decision import Decision
    from policyrules.core.decision.deadlines import DeadlineStanding
    from policyrules.core.decision.finding import (
        Action,
        Entry,
        ExceptionConsidered,
        Finding,
        Missing,
        Note,
        ParameterRead,
        Undetermined,
        Waived,
    )
    from policyrules.core.decision.matches import Candidate, Compared, MatchStanding
    from policyrules.core.decision.sheets import Sheet
    from policyrules.core.decision.usage import QuotaUsage
    from policyrules.semantics.schema import Titled


def decision_json(decision: Decision) -> dict[str, Any]:
    """Return the whole decision."""
    return {
        "outcome": decision.outcome.value,
        "record": decision.record,
        "on": plain(decision.on),
        "findings": [_finding(finding) for finding in decision.findings],
        "undetermined": [_undetermined(item) for item in decision.undetermined],
        "waived": [_waived(item) for item in decision.waived],
        "notes": [_note(note) for note in decision.notes],
        "missing": [_missing(missing) for missing in decision.missing],
        "actions": [_action(action) for action in decision.actions],
        "values": {name: plain(value) for name, value in decision.values.items()},
        "deadlines": [_deadline(deadline) for deadline in decision.deadlines],
        "light": decision.light,
        "sheets": [_sheet(sheet) for sheet in decision.sheets],
        "faults": [
            {"function": fault.function, "plugin": fault.plugin, "message": plain(fault.message)}
            for fault in decision.faults
        ],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "policy": finding.policy,
        "list": finding.list,
        "item": finding.item,
        "names": _names(finding.names),
        "modality": finding.modality,
        "word": finding.word,
        "effect": finding.effect.value,
        "title": finding.title,
        "part": None
        if finding.part is None
        else {"name": finding.part.name, "said": plain(finding.part.said)},
        "reason": finding.reason,
        "remedy": finding.remedy,
        "citations": [{"norm": cited.norm, "article": cited.article} for cited in finding.citations],
        "actions": [_action(action) for action in finding.actions],
        "facts": [
            {
                "path": fact.path,
                "names": _names(fact.names),
                "value": plain(fact.value),
                "said": plain(fact.said),
            }
            for fact in finding.facts
        ],
        "parameters": [_parameter(parameter) for parameter in finding.parameters],
        "usage": [_usage(usage) for usage in finding.usage],
        "more_usage": finding.more_usage,
        "deadline": None if finding.deadline is None else _deadline(finding.deadline),
        "match": None if finding.match is None else _match(finding.match),
        "measured": None if finding.measured is None else plain(finding.measured),
        "witnesses": [
            {
                "variable": witnesses.variable,
                "entries": [_entry(entry) for entry in witnesses.entries],
                "more": witnesses.more,
            }
            for witnesses in finding.witnesses
        ],
        "rows": [_entry(entry) for entry in finding.rows],
        "more_rows": finding.more_rows,
        "exceptions": [_exception(considered) for considered in finding.exceptions],
        "overridden": [str(item) for item in finding.overridden],
        "settled": finding.settled,
        "needing": [_missing(missing) for missing in finding.needing],
        "obstacles": [plain(obstacle) for obstacle in finding.obstacles],
        "span": None
        if finding.span is None
        else {"file": finding.span.file, "line": finding.span.line, "column": finding.span.column},
        "annotations": [{"name": name, "values": list(values)} for name, values in finding.annotations],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "path": entry.path,
        "record": entry.record,
        "key": entry.key,
        "said": None if entry.said is None else plain(entry.said),
        "value": plain(entry.value),
    }


def _usage(usage: QuotaUsage) -> dict[str, Any]:
    return {
        "keys": [
            {"names": _names(key.names), "value": plain(key.value), "said": plain(key.said)}
            for key in usage.keys
        ],
        "window": plain(usage.days),
        "low": plain(usage.low),
        "high": plain(usage.high),
        "limit": plain(usage.limit),
        "entries": [{"key": each.entry.key, "sure": each.sure} for each in usage.entries],
        "more": usage.more,
        "said": plain(usage.said),
    }


def _deadline(deadline: DeadlineStanding) -> dict[str, Any]:
    return {
        "policy": deadline.item.policy,
        "item": deadline.item.item,
        "names": _names(deadline.names),
        "title": deadline.title,
        "status": deadline.status,
        "light": deadline.light,
        "start": plain(deadline.start),
        "length": plain(deadline.length),
        "due": plain(deadline.due),
        "done": plain(deadline.done),
        "left": deadline.left,
        "said": plain(deadline.said),
        "derivation": None if deadline.derivation is None else deadline.derivation.to_dict(),
    }


def _match(match: MatchStanding) -> dict[str, Any]:
    return {
        "record": match.record,
        "names": _names(match.names),
        "status": match.status,
        "candidates": [_candidate(candidate) for candidate in match.candidates],
        "more": match.more,
        "nearest": None if match.nearest is None else _candidate(match.nearest),
        "said": plain(match.said),
    }


def _candidate(candidate: Candidate) -> dict[str, Any]:
    return {
        "key": candidate.entry.key,
        "said": plain(candidate.entry.said),
        "keys": [_compared(each) for each in candidate.keys],
        "compared": [_compared(each) for each in candidate.compared],
    }


def _compared(compared: Compared) -> dict[str, Any]:
    return {
        "names": _names(compared.names),
        "their_names": _names(compared.their_names),
        "mine": plain(compared.mine),
        "theirs": plain(compared.theirs),
        "mine_said": plain(compared.mine_said),
        "theirs_said": plain(compared.theirs_said),
        "agrees": compared.agrees,
    }


def _names(names: Titled) -> list[str]:
    return list(names.spellings)


def _parameter(read: ParameterRead) -> dict[str, Any]:
    return {
        "name": read.name,
        "names": _names(read.names),
        "keys": plain(read.keys),
        "value": plain(read.value),
        "said": plain(read.said),
        "from": plain(read.from_),
        "until": plain(read.until),
    }


def _exception(considered: ExceptionConsidered) -> dict[str, Any]:
    return {
        "kind": considered.kind,
        "text": considered.text,
        "holds": considered.holds,
        "referral": None if considered.referral is None else _action(considered.referral),
    }


def _action(action: Action) -> dict[str, Any]:
    return {
        "kind": action.kind,
        "names": _names(action.names),
        "who": action.who,
        "about": action.about,
        "within": plain(action.within),
        "due": plain(action.due),
        "derivation": None if action.derivation is None else action.derivation.to_dict(),
        "items": [str(item) for item in action.items],
        "text": {"en": action.text("en"), "zh": action.text("zh")},
    }


def _missing(missing: Missing) -> dict[str, Any]:
    return {
        "kind": missing.kind,
        "fact": missing.fact,
        "names": _names(missing.names),
        "keys": plain(missing.keys),
        "question": missing.question,
        "asked_of": missing.asked_of,
        "said": plain(missing.said),
        "items": [str(item) for item in missing.items],
    }


def _undetermined(item: Undetermined) -> dict[str, Any]:
    return {
        "policy": item.policy,
        "item": item.item,
        "names": _names(item.names),
        "title": item.title,
        "effect": item.effect.value,
        "needing": [_missing(missing) for missing in item.needing],
        "obstacles": [plain(obstacle) for obstacle in item.obstacles],
    }


def _waived(item: Waived) -> dict[str, Any]:
    return {
        "policy": item.policy,
        "item": item.item,
        "names": _names(item.names),
        "title": item.title,
        "by": [str(other) for other in item.by],
    }


def _note(note: Note) -> dict[str, Any]:
    return {
        "item": None if note.item is None else str(note.item),
        "text": plain(note.text),
        "needing": [_missing(missing) for missing in note.needing],
    }


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "policy": sheet.policy,
        "list": sheet.list,
        "names": _names(sheet.names),
        "title": sheet.title,
        "answers": [
            {
                "item": answer.item,
                "names": _names(answer.names),
                "title": answer.title,
                "question": answer.question,
                "answer": answer.answer,
            }
            for answer in sheet.answers
        ],
    }
