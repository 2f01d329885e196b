"""What can still be told when only some of what is known may be used?

The same evaluation, with every other fact, parameter and ledger withheld. What is withheld is not known to be
unknown: a question whether it is known has no answer either, so that knowing more never takes an answer back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from policyrules.core import ir
from policyrules.core.evaluate.evaluation import Evaluation
from policyrules.core.evaluate.paths import joined, path_of
from policyrules.core.ledgers_read import reads_before, rows_in
from policyrules.core.parameters import ParameterValues
from policyrules.core.parts import parts
from policyrules.core.rests_on import everything
from policyrules.core.values import UNKNOWN, Row, Unknown
from policyrules.frozen import frozen

if TYPE_CHECKING:
    from datetime import date

    from policyrules.core.evaluate.scope import Scope
    from policyrules.core.history import Days, Entry, History, Use
    from policyrules.core.parameters import Keys


@frozen
class FactGround:
    """A fact by its path; of a list, how many entries it has (each is a ground of its own)."""

    path: str


@frozen
class ParameterGround:
    """What a parameter is worth, by its first name."""

    name: str


@frozen
class OnGround:
    """The decision's day."""


@frozen
class LedgerGround:
    """A record's ledger."""

    record: str


@frozen
class BeforeGround:
    """The record's earlier version."""


Ground = FactGround | ParameterGround | OnGround | LedgerGround | BeforeGround


def facts_of(row: Row, path: str = "") -> Iterator[str]:
    """Yield the path of every fact of a record, of lists and nested records before those of what is in them.

    A fact that is not known is one too: that it is not known may be what something rests on.
    """
    for name, value in row.values.items():
        yield from _facts_in(value, joined(path, name))


def _facts_in(value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, Row):
        yield path
    if isinstance(value, Row):
        yield from facts_of(value, path)
    elif isinstance(value, tuple):
        for index, entry in enumerate(value):
            yield from _facts_in(entry, f"{path}[{index}]")


def kept_row(row: Row, kept: frozenset[str], path: str = "") -> Row:
    """Return a record with only the facts at some paths; a nested one is there when something of it is."""
    return Row(
        row.record, {name: _kept(value, joined(path, name), kept) for name, value in row.values.items()}
    )


def _kept(value: Any, path: str, kept: frozenset[str]) -> Any:
    match value:
        case Row():
            if not any(other.startswith(f"{path}.") for other in kept) and not path.endswith("]"):
                return UNKNOWN
            return kept_row(value, kept, path)
        case tuple() if path in kept:
            return tuple(_kept(entry, f"{path}[{index}]", kept) for index, entry in enumerate(value))
        case _:
            return value if path in kept else UNKNOWN


class WithheldParameters(ParameterValues):
    """Parameters of which only some may be used."""

    __slots__ = ("_kept", "_whole")

    def __init__(self, whole: ParameterValues, kept: frozenset[Ground]) -> None:
        super().__init__({}, {})
        self._whole = whole
        self._kept = kept

    def value(self, name: str, keys: Keys, on: date | None) -> Any:
        """Return the value; unknown where it is withheld."""
        return self._whole.value(name, keys, on) if ParameterGround(name) in self._kept else UNKNOWN


class WithheldHistory:
    """Ledgers of which only some may be used."""

    counters: Final = None

    def __init__(self, whole: History, kept: frozenset[Ground]) -> None:
        self._whole = whole
        self._kept = kept
        self.before: Row | Unknown | None = whole.before if BeforeGround() in kept else UNKNOWN

    def has(self, record: str) -> bool:
        """Return whether a ledger is there, and may be used."""
        return LedgerGround(record) in self._kept and self._whole.has(record)

    def entries(self, record: str, equal: Mapping[str, Any]) -> Sequence[Entry]:
        """Return the entries of a ledger."""
        return self._whole.entries(record, equal)

    def entry(self, record: str, key: str) -> Entry | None:
        """Return the entry that a reference names."""
        return self._whole.entry(record, key)

    def uses(self, quota: ir.Quota, key: tuple[Any, ...]) -> Iterable[tuple[Entry, Use]]:
        """Return what entries add to a quota."""
        return self._whole.uses(quota, key)

    def used(self, quota: ir.Quota, key: tuple[Any, ...], day: date | None) -> int | None:
        """Return how many count, where that is quickly told."""
        return self._whole.used(quota, key, day) if self.has(quota.record) else None

    def fullest(self, quota: ir.Quota, key: tuple[Any, ...], days: Days, value: Any) -> tuple[Any, Any]:
        """Return the fullest usage."""
        return self._whole.fullest(quota, key, days, value)


class WithheldEvaluation(Evaluation):
    """An evaluation that may use only some grounds of another."""

    def __init__(self, whole: Evaluation, kept: frozenset[Ground]) -> None:
        self.kept = kept
        self._whole = whole
        self._facts = frozenset(ground.path for ground in kept if isinstance(ground, FactGround))
        super().__init__(
            whole.program,
            whole.record,
            kept_row(whole.row, self._facts),
            on=whole.on,
            parameters=WithheldParameters(whole.parameters, kept),
            calendars=whole.calendars,
            history=WithheldHistory(whole.history, kept),
            period=whole.period,
        )
        if OnGround() not in kept and whole.on is not None:
            dated = whole.program.records[whole.record].dated
            day = None if dated is None or whole.period is not None else self.row.values.get(dated)
            self.today = UNKNOWN
            self.governing = self.governing if day is not None else UNKNOWN

    def told(self, expr: ir.Expr, scope: Scope) -> Any:
        """Return the value of an expression; whether something withheld is known cannot be told."""
        if isinstance(expr, ir.Known):
            if self.value(expr.operand, scope) is not UNKNOWN:
                return True
            return False if self._may_be_used(expr.operand, scope) else UNKNOWN
        return super().told(expr, scope)

    def _may_be_used(self, expr: ir.Expr, scope: Scope) -> bool:
        """Return whether nothing that an expression reads is withheld: then it is unknown by itself."""
        if reads_before(expr):
            return BeforeGround() in self.kept
        match expr:
            case ir.Field() | ir.Variable():
                path = path_of(self, expr, scope)
                return path is not None and self._is_kept(path)
            case ir.Parameter(name=name):
                return ParameterGround(name) in self.kept
            case ir.Const() | ir.Arithmetic() | ir.Divide() | ir.Round() | ir.Compare():
                pass
            case ir.And() | ir.Or() | ir.Not():
                pass
            case _:
                return self._lacks_its_ledgers(expr)
        return all(self._may_be_used(part, scope) for part in parts(expr))

    def _lacks_its_ledgers(self, expr: ir.Expr) -> bool:
        """Return whether an expression looks at ledgers that are not there, and this may be used."""
        records = {record for node in everything(expr) for record in rows_in(self.program, node)}
        return bool(records) and all(
            LedgerGround(record) in self.kept and not self._whole.history.has(record) for record in records
        )

    def _is_kept(self, path: str) -> bool:
        """Whether a fact may be used; a step beyond one that is not known is not known for that reason."""
        return any(path == fact or path.startswith((f"{fact}.", f"{fact}[")) for fact in self._facts)
