"""What became of a record that was put to a ledger?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.semantics.schema import Titled

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from policyrules.core.decision import Decision
    from policyrules.core.effect import Outcome

Status = Literal["admitted", "repeated", "revised", "refused", "withdrawn"]

_SAID: Final[Mapping[str, Phrase]] = {
    "admitted": Phrase("admitted", "已登记"),
    "repeated": Phrase("admitted before, with the same facts", "此前已登记，事实相同"),
    "revised": Phrase("revised", "已变更"),
    "refused": Phrase("not admitted", "未予登记"),
    "withdrawn": Phrase("withdrawn", "已撤销"),
}
_WOULD_BE: Final[Mapping[str, Phrase]] = {
    "admitted": Phrase("would be admitted", "可予登记"),
    "revised": Phrase("would be revised", "可予变更"),
    "refused": Phrase("would not be admitted", "不予登记"),
}
"""The same of a dry run."""


class Decides(Protocol):
    """What makes the decision of an admission once somebody asks for it."""

    def decided_then(
        self, before: int, facts: Any, on: date | None, outcome: Outcome, answer: Any, /
    ) -> Decision:
        """Return the decision that was made from the ledger as it was after the change `before`."""
        ...


Left = tuple[Decides, int, Any, "date | None", "Outcome", Any]
"""What is left of an admission for its decision: what makes that, and from what."""


class Receipt:
    """What happened to a record in its ledger.

    `status` is admitted, repeated (the same key with the same facts was there), revised, refused or
    withdrawn. `number` is that of the change in the ledger, none where nothing was written; `decision`
    what it rests on, none for a withdrawal. `override` is the reason it was accepted in spite of the outcome.
    After a `dry_run` nothing was written, and the status is what would have happened.
    """

    __slots__ = (
        "_decision",
        "dry_run",
        "key",
        "names",
        "number",
        "override",
        "standing",
        "status",
    )

    # no `__init__`, and few slots: generated code (`backends/python/admitting.py`) makes its own, as `made` does
    status: Status
    names: Titled
    """Both names of the record."""
    key: str
    number: int | None
    override: str | None
    dry_run: bool
    standing: int | None
    """Of a repeat: the number of the version that stands by now, where it is a later one."""
    _decision: Decision | Left | None

    @classmethod
    def made(
        cls,
        status: Status,
        names: Titled,
        key: str,
        number: int | None,
        decision: Decision | None,
        *,
        override: str | None = None,
        dry_run: bool = False,
        standing: int | None = None,
    ) -> Receipt:
        """Return a receipt of what there is."""
        receipt = cls()
        receipt.status = status
        receipt.names = names
        receipt.key = key
        receipt.number = number
        receipt._decision = decision
        receipt.override = override
        receipt.dry_run = dry_run
        receipt.standing = standing
        return receipt

    @property
    def record(self) -> str:
        """The record's first name."""
        return self.names.first

    @property
    def decision(self) -> Decision | None:
        """The decision it rests on; none for a withdrawal."""
        decision = self._decision
        if type(decision) is tuple:
            desk, *left = decision
            decision = self._decision = desk.decided_then(*left)
        return decision  # type: ignore[return-value]  # it is what was left no more

    @property
    def outcome(self) -> Outcome | None:
        """The decision's outcome."""
        return None if self.decision is None else self.decision.outcome

    @property
    def accepted(self) -> bool:
        """Whether the ledger holds the record as given (after a dry run: whether it would)."""
        return self.status in ("admitted", "repeated", "revised")

    def text(self, language: Language = "en") -> str:
        """Return one line that says what happened.

        >>> Receipt.made("admitted", Titled("Visit"), "2026-7", 12, None).text()
        'Visit 2026-7: admitted as number 12'
        """
        said = (_WOULD_BE if self.dry_run else _SAID).get(self.status, _SAID[self.status])
        people = self.names.for_people()
        en, zh = f"{self.record} {self.key}: {said.en}", f"{people} {self.key}：{said.zh}"
        if self.number is not None:
            en += f" as number {self.number}"
            zh += f"，序号 {self.number}"
        if self.outcome is not None:
            en += f" ({self.outcome.phrase.en})"
            zh += f"（{self.outcome.phrase.zh}）"
        if self.standing is not None:
            en += f"; it was revised since, and stands as number {self.standing}"
            zh += f"；此后已变更，现行为序号 {self.standing}"
        if self.override is not None:
            en += f", in spite of it because: {self.override}"
            zh += f"；破例理由：{self.override}"
        if self.dry_run:
            en += "; this is a dry run, nothing was written"
            zh += "；本次为试办，未写入台账"
        return zh if language == "zh" else en

    def __repr__(self) -> str:
        return f"<Receipt: {self.text()}>"

    def to_dict(self) -> dict[str, Any]:
        """Return the receipt ready for JSON, as docs/receipt.schema.json describes it."""
        return {
            "status": self.status,
            "record": self.record,
            "key": self.key,
            "number": self.number,
            "standing": self.standing,
            "override": self.override,
            "dry_run": self.dry_run,
            "decision": None if self.decision is None else self.decision.to_dict(),
        }


def fresh_key() -> str:
    """Return a key nothing else has, for records that have none of their own."""
    from uuid import uuid4  # noqa: PLC0415  # who only decides pays nothing for it

    return uuid4().hex
