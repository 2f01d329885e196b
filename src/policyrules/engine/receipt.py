"""What became of a record that was put to a ledger?"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal

from policyrules.diagnostics.phrase import Language, Phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policyrules.core.decision import Decision
    from policyrules.core.effect import Outcome
    from policyrules.semantics.schema import Titled

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
        "record",
        "standing",
        "status",
    )

    def __init__(  # noqa: PLR0917  # by position it is quicker
        self,
        status: Status,
        record: str,
        key: str,
        number: int | None,
        decision: Decision | partial[Decision] | None,
        override: str | None = None,
        dry_run: bool = False,  # noqa: FBT001, FBT002  # by position it is quicker
        names: Titled | None = None,
        standing: int | None = None,
    ) -> None:
        self.status = status
        self.record = record
        self.key = key
        self.number = number
        self._decision = decision
        self.override = override
        self.dry_run = dry_run
        self.names = names
        """Both names of the record."""
        self.standing = standing
        """Of a repeat: the number of the version that stands by now, where it is a later one."""

    @property
    def decision(self) -> Decision | None:
        """The decision it rests on; none for a withdrawal."""
        decision = self._decision
        if isinstance(decision, partial):  # what makes it, when it is first asked for
            decision = self._decision = decision()
        return decision

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

        >>> Receipt("admitted", "Visit", "2026-7", 12, None).text()
        'Visit 2026-7: admitted as number 12'
        """
        said = (_WOULD_BE if self.dry_run else _SAID).get(self.status, _SAID[self.status])
        people = self.record if self.names is None else self.names.for_people()
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
