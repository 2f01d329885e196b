"""What do the periodic lists say of a ledger's rows?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from policyrules.core.decision.together import worst_outcome
from policyrules.core.decision.unsettled import not_enough_known
from policyrules.core.effect import Outcome
from policyrules.core.period_names import period_name
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.frozen import field, frozen
from policyrules.semantics.schema import Titled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from policyrules.core.decision import Decision
    from policyrules.core.decision.finding import Finding
    from policyrules.core.values import Period
    from policyrules.syntax.ast.clauses import PeriodUnit


@frozen
class PeriodReviewed:
    """A period that rows were reviewed for, and the day its lists and parameters were asked on."""

    unit: PeriodUnit
    period: Period
    on: date

    @property
    def name(self) -> Phrase:
        """What the period is called: 2026-Q1, 2026年第一季度."""
        return period_name(self.unit, self.period)

    def to_dict(self) -> dict[str, Any]:
        """Return the period ready for JSON."""
        finish = self.period.finish
        return {
            "unit": self.unit,
            "name": self.name.en,
            "start": self.period.start.isoformat(),
            "finish": None if finish is None else finish.isoformat(),
            "on": self.on.isoformat(),
        }


@frozen
class RowReviewed:
    """What the periodic lists say of one row in one period.

    `key` names the row in its ledger; `called` is the row in words: its own key or, where its record has
    none, what it says.
    """

    key: str
    called: Phrase
    period: PeriodReviewed
    decision: Decision = field(repr=False)

    @property
    def outcome(self) -> Outcome:
        """What the lists say of the row."""
        return self.decision.outcome

    @property
    def has_something_to_say(self) -> bool:
        """Whether there is more to tell than that the row is in order."""
        return self.outcome != "permit" or bool(self.decision.findings)


@frozen
class Review:
    """What the periodic lists about a record say of every row of its ledger.

    `periods` are those asked about, the shortest first: one, unless a day was asked about and there are lists
    for several kinds of period. `rows` stand in the ledger's order, once for each period.
    """

    record: str
    names: Titled
    periods: tuple[PeriodReviewed, ...]
    rows: tuple[RowReviewed, ...] = field(repr=False)

    @property
    def unit(self) -> PeriodUnit | None:
        """The kind of period asked about; none where there are several."""
        return self.periods[0].unit if len(self.periods) == 1 else None

    @property
    def period(self) -> Period | None:
        """The period asked about; none where there are several."""
        return self.periods[0].period if len(self.periods) == 1 else None

    @property
    def on(self) -> date | None:
        """The day the lists were asked on; none where there are several periods."""
        return self.periods[0].on if len(self.periods) == 1 else None

    @property
    def outcome(self) -> Outcome:
        """The worst outcome of all rows: undetermined where some row may be worse than any surely is."""
        return worst_outcome(row.decision for row in self.rows)

    @property
    def findings(self) -> tuple[tuple[str, Finding], ...]:
        """Every finding with the key of its row, in the order of the rows."""
        return tuple((row.key, finding) for row in self.rows for finding in row.decision.findings)

    def __getitem__(self, key: str) -> Decision:
        """Return the decision on a row by its key, the first of several periods; raises KeyError."""
        for row in self.rows:
            if row.key == key:
                return row.decision
        raise KeyError(key)

    def text(self, language: Language = "en") -> str:
        """Return the review as lines: rows in order are counted, all others told."""
        return "\n".join(_lines(self, language))

    def to_dict(self) -> dict[str, Any]:
        """Return the review ready for JSON, as docs/review.schema.json describes it."""
        return {
            "record": self.record,
            "outcome": self.outcome.value,
            "periods": [period.to_dict() for period in self.periods],
            "rows": [
                {
                    "key": row.key,
                    "unit": row.period.unit,
                    "period": row.period.name.en,
                    "decision": row.decision.to_dict(),
                }
                for row in self.rows
            ],
        }

    def __str__(self) -> str:
        return self.text("en")


# --- in words -------------------------------------------------------------------------------


def _lines(review: Review, language: Language) -> Iterator[str]:
    several = len(review.periods) > 1
    names = [period.name.in_(language) for period in review.periods]
    days = sorted({period.on for period in review.periods})
    outcome = review.outcome.phrase.in_(language)
    if language == "zh":
        on = f"（{days[0]}）" if len(days) == 1 else ""
        yield f"{review.names.for_people()}  {'、'.join(names)}{on}：{outcome}"
    else:
        on = f" (on {days[0]})" if len(days) == 1 else ""
        yield f"{review.record}, {', '.join(names)}{on}: {outcome}"
    told = [row for row in review.rows if row.has_something_to_say]
    for row in told:
        yield from _row(row, language, several=several)
    notes = _notes(review, language)
    fine = len(review.rows) - len(told)
    if not review.rows:
        yield "  台账中没有记录" if language == "zh" else "  the ledger has no rows"
    elif fine and language == "zh":
        others = "未发现其他问题" if notes else "无问题"
        yield (
            f"  另有 {fine} 件{others}"
            if told
            else f"  共 {fine} 件，{'未发现问题' if notes else '均无问题'}"
        )
    elif fine:
        rows = f"{fine} {'row' if fine == 1 else 'rows'}"
        yield f"  {rows} more with nothing to say" if told else f"  {rows}, with nothing to say of any"
    yield from notes


def _notes(review: Review, language: Language) -> list[str]:
    """Return what was left out of how many decisions, each said once."""
    counts = Counter(note.text.in_(language) for row in review.rows for note in row.decision.notes)
    if language == "zh":
        return [
            f"  说明：{text}" + (f"（{count} 件）" if count > 1 else "") for text, count in counts.items()
        ]
    return [f"  note: {text}" + (f" ({count} rows)" if count > 1 else "") for text, count in counts.items()]


def _row(row: RowReviewed, language: Language, *, several: bool) -> Iterator[str]:
    outcome = row.outcome.phrase.in_(language)
    called = row.called.in_(language)
    period = row.period.name.in_(language)
    if language == "zh":
        yield f"  {called}{f'（{period}）' if several else ''}：{outcome}"
    else:
        yield f"  {called}{f' ({period})' if several else ''}: {outcome}"
    colon = "：" if language == "zh" else ": "
    findings = sorted(row.decision.findings, key=lambda finding: -finding.effect.rank)
    for finding in findings:
        title = f" {finding.title}" if finding.title else ""
        reason = f"{colon}{finding.reason}" if finding.reason else ""
        yield f"    {finding.effect.phrase.in_(language)}  {finding.item}{title}{reason}"
        for action in finding.actions:
            yield f"      → {action.text(language)}"
    if row.outcome == "undetermined":
        for item in row.decision.undetermined:
            said = not_enough_known("must", item.needing, item.obstacles).in_(language)
            title = f" {item.title}" if item.title else ""
            yield f"    {Outcome.UNDETERMINED.phrase.in_(language)}  {item.item}{title}{colon}{said}"
