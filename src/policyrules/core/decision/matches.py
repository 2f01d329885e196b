"""What was found in the other ledger, entry by entry and field by field?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from policyrules.core import ir, numbers
from policyrules.core.dates import day_of
from policyrules.core.decision.entries import SHOWN, entry_of
from policyrules.core.decision.match_said import match_said
from policyrules.core.decision.names import names_read, said_in_both
from policyrules.core.decision.nearest import nearest
from policyrules.core.evaluate.dates import moved
from policyrules.core.evaluate.matches import Candidate as Held
from policyrules.core.evaluate.matches import Status, agrees, candidates
from policyrules.core.evaluate.scope import Binding
from policyrules.core.values import UNKNOWN, CannotTell
from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import evolve, field, frozen
from policyrules.semantics.schema import Titled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from policyrules.core.decision.finding import Entry
    from policyrules.core.evaluate.evaluation import Evaluation
    from policyrules.core.evaluate.scope import Scope
    from policyrules.core.logic import Kleene
    from policyrules.core.values import Row

_NOTHING: Final = Phrase("", "")


@frozen
class Compared:
    """A value of the record held against an entry's: what each is called, both, and whether they agree.

    `agrees` is none where that cannot be told.
    """

    names: Titled
    their_names: Titled
    mine: Any
    theirs: Any
    mine_said: Phrase
    theirs_said: Phrase
    agrees: bool | None


@frozen
class Candidate:
    """An entry held against the record: by the keys it comes nearest in, and by all that is compared."""

    entry: Entry
    keys: tuple[Compared, ...]
    compared: tuple[Compared, ...]

    @property
    def apart(self) -> tuple[Compared, ...]:
        """What surely does not agree."""
        return tuple(each for each in (*self.keys, *self.compared) if each.agrees is False)


@frozen
class MatchStanding:
    """How a record stands against another ledger, and by which entries.

    `status` is matched, missing, differs, repeated or pending, none where it cannot be told. `candidates` are
    the entries whose keys agree; of very many the first, and how many `more` there are. `nearest` is the entry
    that comes nearest where none has the keys. `said` is all this in words; `rows` are all the entries that
    show it.
    """

    record: str
    names: Titled
    status: Status | None
    candidates: tuple[Candidate, ...]
    more: int
    nearest: Candidate | None
    said: Phrase
    rows: tuple[Row, ...] = field(default=(), eq=False, repr=False)


def match_of(evaluation: Evaluation, node: ir.Match, scope: Scope) -> MatchStanding:
    """Return how a record stands against another ledger, with all that shows it."""
    status = evaluation.value(node, scope)
    try:
        found = candidates(evaluation, node, scope)
    except CannotTell:
        found = []
    rows = [] if found is UNKNOWN else [one.row for one in found if _shows(one, status)]
    near = nearest(evaluation, node, scope) if status in ("missing", "pending") else None
    schema = evaluation.program.records.get(node.record)
    standing = MatchStanding(
        node.record,
        Titled(node.record) if schema is None else schema.names,
        None if status is UNKNOWN else status,
        tuple(_held(evaluation, node, row, scope) for row in rows[:SHOWN]),
        max(len(rows) - SHOWN, 0),
        None if near is None else _held(evaluation, node, near, scope),
        _NOTHING,
        tuple(rows) if near is None else (near,),
    )
    most = None if node.at_most is None else evaluation.value(node.at_most, scope)
    limit = "" if most is None or most is UNKNOWN else numbers.written(most)
    last = _waited_until(evaluation, node, scope) if status == "pending" else None
    return evolve(standing, said=match_said(standing, limit=limit, last=last))


def _waited_until(evaluation: Evaluation, node: ir.Match, scope: Scope) -> date:
    """The last day on which a missing entry may still come."""
    assert node.date is not None, "only what is waited for is pending"
    assert node.wait is not None, "only what is waited for is pending"
    start, wait = evaluation.value(node.date, scope), evaluation.value(node.wait, scope)
    zone = evaluation.zone
    return day_of(moved(evaluation, day_of(start, zone), wait, node.calendar), zone)


def _shows(found: Held, status: Any) -> bool:
    """Whether an entry shows that the record stands so."""
    if status is UNKNOWN:
        return True
    return found.keys is True and (status != "matched" or found.compared is True)


def _held(evaluation: Evaluation, node: ir.Match, row: Row, scope: Scope) -> Candidate:
    inner = scope.bind(node.variable, Binding(row, None))
    tried = [_compared(evaluation, node, keys, inner) for keys in node.alternatives]
    best = max(
        tried, key=lambda keys: (all(each.agrees is True for each in keys), _agreeing(keys)), default=()
    )
    return Candidate(entry_of(evaluation, row), best, _compared(evaluation, node, node.comparing, inner))


def _agreeing(keys: Iterable[Compared]) -> int:
    return sum(each.agrees is True for each in keys)


def _compared(
    evaluation: Evaluation, node: ir.Match, keys: Sequence[ir.MatchKey], inner: Scope
) -> tuple[Compared, ...]:
    return tuple(_one(evaluation, node, key, inner) for key in keys)


def _one(evaluation: Evaluation, node: ir.Match, key: ir.MatchKey, inner: Scope) -> Compared:
    mine, theirs = evaluation.value(key.mine, inner), evaluation.value(key.theirs, inner)
    try:
        agreed: Kleene = agrees(evaluation, node, key, inner)
    except CannotTell:
        agreed = UNKNOWN
    return Compared(
        names_read(evaluation.program, key.mine),
        names_read(evaluation.program, key.theirs),
        mine,
        theirs,
        said_in_both(evaluation, mine, key.mine.type),
        said_in_both(evaluation, theirs, key.theirs.type),
        None if agreed is UNKNOWN else bool(agreed),
    )
