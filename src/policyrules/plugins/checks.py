"""What does a plugin's own check say about one record?

A check is Python: it looks at the facts of one record and returns findings. They join the decision as
an item's would: their modality fixes their effect, they cite their source, and a fact the check asks
for and was not told leaves it undetermined, naming the fact.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

from policyrules.core.effect import Effect
from policyrules.core.ir import Citation
from policyrules.core.values import UNKNOWN, CannotTell, Row
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.suggest import near
from policyrules.frozen import evolve, field, frozen
from policyrules.plugins.faults import faulty, raised
from policyrules.semantics.types import ListType, RecordType, required

if TYPE_CHECKING:
    from datetime import date

    from policyrules.core.evaluate.calling import Faulty
    from policyrules.core.facts import Facts
    from policyrules.semantics.schema import FieldSchema, RecordSchema

Modality = Literal["must not", "must", "should not", "should", "encourage", "may"]

EFFECT_OF: Final[Mapping[str, Effect]] = {
    "must not": Effect.FORBID,
    "must": Effect.FORBID,
    "should not": Effect.WARN,
    "should": Effect.WARN,
    "encourage": Effect.ADVISE,
    "may": Effect.PERMIT,
}
"""What a modality says when its item is broken (or, for `may`, matched)."""

_MOST_FINDINGS: Final = 1000
_NORM: Final = re.compile(r"《(?P<norm>[^《》]+)》\s*(?P<article>.*)", re.DOTALL)


def _several(written: Citation | str | Iterable[Citation | str]) -> tuple[Citation | str, ...]:
    return (written,) if isinstance(written, Citation | str) else tuple(written)


@frozen
class CheckFinding:
    """One thing a check found.

    `reason` says what, for people. What is left out is the check's own: `item` its name, `modality`,
    `title`, `remedy`, `citations` (one, or several: 《norm》 article). `refer_to` and `return_to` name whom to refer or return it to, where
    the norm does. `facts` are the (path, value) pairs it rests on; left out, all the check had read.
    """

    reason: str
    item: str | None = field(default=None, kw_only=True)
    modality: Modality | None = field(default=None, kw_only=True)
    title: str | None = field(default=None, kw_only=True)
    remedy: str | None = field(default=None, kw_only=True)
    citations: tuple[Citation | str, ...] = field(default=(), converter=_several, kw_only=True)
    refer_to: str | None = field(default=None, kw_only=True)
    refer_for: Literal["approval", "filing", "explanation"] = field(default="approval", kw_only=True)
    return_to: str | None = field(default=None, kw_only=True)
    facts: tuple[tuple[str, Any], ...] = field(default=(), kw_only=True)
    annotations: tuple[tuple[str, tuple[str, ...]], ...] = field(default=(), kw_only=True)

    @property
    def effect(self) -> Effect:
        """What the finding says: by its modality, unless it is referred or returned."""
        if self.return_to is not None:
            return Effect.RETURN
        if self.refer_to is not None:
            return Effect.REFER
        return EFFECT_OF[self.modality or "must"]


@frozen
class Check:
    """A plugin's check of one kind of record.

    `record` is the record's name (either), `name` the check's, as an item's. `call` gets the facts
    (`CheckFacts`) and returns a finding or several; None or no finding means nothing is wrong. `worst` is the worst
    effect it can have, which is what an undetermined check might say; left out, its modality's.
    """

    record: str
    call: Callable[[CheckFacts], CheckFinding | Iterable[CheckFinding] | None]
    name: str
    modality: Modality = field(default="must", kw_only=True)
    title: str | None = field(default=None, kw_only=True)
    remedy: str | None = field(default=None, kw_only=True)
    citations: tuple[Citation | str, ...] = field(default=(), converter=_several, kw_only=True)
    worst: str = field(kw_only=True)
    plugin: str = field(default="", kw_only=True)
    """Filled in when the plugin is registered."""

    @worst.default
    def _own_effect(self) -> str:
        return EFFECT_OF.get(self.modality, Effect.FORBID).value

    @property
    def source(self) -> tuple[str, int] | None:
        """The file and line the check is written at, where Python knows them."""
        code = getattr(self.call, "__code__", None)
        return None if code is None else (code.co_filename, code.co_firstlineno)


@frozen
class CheckAnswer:
    """What a check said of a record.

    Its findings are complete (nothing is left to the check), their citations `Citation`s. It is
    undetermined when facts are `missing` (paths in first names) or `trouble` says why it could not
    answer; what it had found by then stands.
    """

    check: Check
    findings: tuple[CheckFinding, ...]
    missing: tuple[str, ...] = ()
    trouble: CannotTell | None = None

    @property
    def undetermined(self) -> bool:
        """Whether the check could not answer."""
        return bool(self.missing) or self.trouble is not None


class NotTold(CannotTell):
    """A check asked for a fact we were not told; `path` leads to it."""

    def __init__(self, path: str) -> None:
        super().__init__(Phrase(f"`{path}` is not known", f"`{path}` 不详"))
        self.path = path


class CheckFacts:
    """The facts of a record, or of a nested one, as a check reads them.

    `facts["标题"]` gives a value by either name: nested records are CheckFacts again, lists tuples. A
    fact we were not told is never a value: asking for it ends the check as undetermined. `get` gives
    a default instead, and `told` says whether it is known, for checks that have another way.
    """

    __slots__ = ("_path", "_read", "_records", "_row", "_schema", "on")

    def __init__(
        self,
        row: Row,
        schema: RecordSchema,
        records: Mapping[str, RecordSchema],
        *,
        on: date | None = None,
        path: str = "",
        read: dict[str, Any] | None = None,
    ) -> None:
        self._row = row
        self._schema = schema
        self._records = records
        self._path = path
        self._read: dict[str, Any] = {} if read is None else read
        self.on = on
        """The decision's day, or None when none was given."""

    @property
    def record(self) -> str:
        """The record's first name."""
        return self._schema.names.first

    @property
    def read(self) -> tuple[tuple[str, Any], ...]:
        """The facts read so far, as (path in first names, value)."""
        return tuple(self._read.items())

    def __getitem__(self, name: str) -> Any:
        known = self._field(name)
        return self._shown(self._row[known.names.first], known, self._path + known.names.first)

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of a field, or the default when we were not told it."""
        return self[name] if self.told(name) else default

    def told(self, name: str) -> bool:
        """Return whether we were told the field's value (none counts as told)."""
        return self._row[self._field(name).names.first] is not UNKNOWN

    def __iter__(self) -> Iterator[str]:
        """Yield the fields' first names."""
        return (known.names.first for known in self._schema.fields)

    def __repr__(self) -> str:
        return f"<CheckFacts of {self.record}>"

    def _field(self, name: str) -> FieldSchema:
        known = self._schema.field_named(name)
        if known is None:
            spellings = [spelling for each in self._schema.fields for spelling in each.names.spellings]
            offered = near(name, spellings)
            meant = f"; did it mean {' or '.join(f'`{other}`' for other in offered)}?" if offered else ""
            raise KeyError(f"`{self.record}` has no field `{name}`{meant}")
        return known

    def _shown(self, value: Any, known: FieldSchema, path: str) -> Any:
        if value is UNKNOWN:
            raise NotTold(path)
        type_ = required(known.type)
        if isinstance(type_, ListType) and isinstance(value, tuple):
            return tuple(
                self._entry(entry, required(type_.element), f"{path}[{at}]") for at, entry in enumerate(value)
            )
        return self._entry(value, type_, path)

    def _entry(self, value: Any, type_: object, path: str) -> Any:
        if value is UNKNOWN:
            raise NotTold(path)
        if isinstance(value, Row) and isinstance(type_, RecordType):
            return CheckFacts(
                value,
                self._records[type_.record],
                self._records,
                on=self.on,
                path=path + ".",
                read=self._read,
            )
        self._read[path] = value
        return value


def ask(
    checks: Iterable[Check], facts: Facts, *, records: Mapping[str, RecordSchema], on: date | None
) -> tuple[CheckAnswer, ...]:
    """Return what each check says of the facts, in order. `records` has the nested records' schemas."""
    return tuple(_answer(check, facts, records, on) for check in checks)


def _answer(check: Check, facts: Facts, records: Mapping[str, RecordSchema], on: date | None) -> CheckAnswer:
    view = CheckFacts(facts.row, facts.schema, records, on=on)
    found: list[CheckFinding] = []
    try:
        for finding in _few(check, _each(check.call(view))):
            found.append(_completed(finding, check, view))  # noqa: PERF401  # what is found before it fails stands
    except NotTold as lacking:
        return CheckAnswer(check, tuple(found), missing=(lacking.path,))
    except CannotTell as trouble:
        return CheckAnswer(check, tuple(found), trouble=trouble)
    except Exception as error:  # noqa: BLE001  # whatever a plugin raises is its own fault
        return CheckAnswer(check, tuple(found), trouble=_fault(check, raised(error)))
    return CheckAnswer(check, tuple(found))


def _few(check: Check, findings: Iterable[object]) -> Iterator[object]:
    for count, finding in enumerate(findings):
        if count == _MOST_FINDINGS:
            raise _fault(
                check,
                Phrase(f"gave more than {_MOST_FINDINGS} findings", f"给出的认定超过 {_MOST_FINDINGS} 条"),
            )
        yield finding


def _fault(check: Check, did: Phrase) -> Faulty:
    return faulty(check.plugin, check.name, Phrase(f"the check `{check.name}`", f"检查 `{check.name}`"), did)


def _each(answer: object) -> Iterable[object]:
    if answer is None:
        return ()
    if isinstance(answer, CheckFinding | str) or not isinstance(answer, Iterable):
        return (answer,)
    return answer


def _completed(finding: object, check: Check, view: CheckFacts) -> CheckFinding:
    if not isinstance(finding, CheckFinding):
        kind = type(finding).__name__
        raise _fault(
            check, Phrase(f"gave {kind} where a CheckFinding is due", f"应返回 CheckFinding，实际返回 {kind}")
        )
    whole = evolve(
        finding,
        item=finding.item or check.name,
        modality=finding.modality or check.modality,
        title=finding.title or check.title,
        remedy=finding.remedy or check.remedy,
        citations=tuple(cited(each) for each in finding.citations or check.citations),
        facts=tuple(finding.facts) or view.read,
    )
    reason: object = whole.reason
    if not isinstance(reason, str) or not reason:
        raise _fault(check, Phrase("gave a finding without a reason", "给出的认定没有理由"))
    if whole.modality not in EFFECT_OF:
        raise _fault(
            check,
            Phrase(
                f"uses the modality `{whole.modality}`; there is no such",
                f"使用了不存在的情态词 `{whole.modality}`",
            ),
        )
    if whole.effect > Effect(check.worst):
        raise _fault(
            check,
            Phrase(
                f"says at worst `{check.worst}`, but a finding of it says `{whole.effect}`",
                f"声明的最重结论为 `{check.worst}`，其认定却为 `{whole.effect}`",
            ),
        )
    return whole


def cited(written: Citation | str) -> Citation:
    """Return a citation from how people write one.

    >>> cited("《Several Provisions》 art. 7")
    Citation(norm='Several Provisions', article='art. 7')
    """
    if isinstance(written, Citation):
        return written
    found = _NORM.fullmatch(written.strip())
    if found is None:
        return Citation(written.strip(), None)
    return Citation(found["norm"], found["article"].strip() or None)


def problems_of(check: Check) -> Sequence[Phrase]:
    """Return what is wrong with a check as declared."""
    problems: list[Phrase] = []
    what = Phrase(f"the check `{check.name}`", f"检查 `{check.name}`")
    if not callable(check.call):
        problems.append(Phrase(f"{what.en} has nothing to call", f"{what.zh}没有可调用的函数"))
    if check.modality not in EFFECT_OF:
        problems.append(
            Phrase(
                f"{what.en} uses the modality `{check.modality}`; write one of {', '.join(EFFECT_OF)}",
                f"{what.zh}使用了不存在的情态词 `{check.modality}`；可用：{'、'.join(EFFECT_OF)}",
            )
        )
    if check.worst not in list(Effect):
        problems.append(
            Phrase(
                f"{what.en} has `{check.worst}` as its worst effect; write one of {', '.join(Effect)}",
                f"{what.zh}的最重结论 `{check.worst}` 不存在；可用：{'、'.join(Effect)}",
            )
        )
    return problems
