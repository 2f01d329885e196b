"""What has the policy under construction declared so far, and how are its names and numbers written?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from attrs import define, field, frozen
from hypothesis import strategies as st

from policyrules.diagnostics.span import Span
from policyrules.syntax.ast import expressions as e
from policyrules.syntax.ast.names import Name, Names

AT = Span(0, 0)
Draw = Callable[[st.SearchStrategy[Any]], Any]

FIRST_DAY, LAST_DAY = date(2024, 1, 1), date(2026, 12, 31)
BOUNDARY_DAYS = (date(2024, 2, 29), date(2025, 1, 31), date(2025, 6, 30), date(2026, 3, 1))
# names that look like keywords must come back quoted; others are ordinary, in both scripts
FIELD_NAMES = (
    *("amount", "数量", "score", "when", "名称", "kind", "层级", "start", "当", "finish", "备注", "key"),
    *(
        "filed",
        "已报备",
        "parts",
        "标签",
        "until",
        "比例",
        "owner",
        "次数",
        "urgent",
        "不得",
        "ratio",
        "天数",
    ),
)
WORDS = ("", "a", "ab", "市", "全市通知", "b a", "“引”".replace("“", "‘").replace("”", "’"), "50%", "{}", "é")


@frozen
class Slot:
    """A field or derived fact an expression may read: how to name it and what it holds."""

    path: tuple[str, ...]
    kind: str
    optional: bool = False
    enum: str | None = None

    def under(self, *steps: str) -> Slot:
        """The same of another row: none where there is no such row."""
        return Slot((*steps, *self.path), self.kind, True, self.enum)


@define
class World:
    """What the policy under construction has declared so far."""

    enums: dict[str, tuple[tuple[str, ...], bool]] = field(factory=dict)
    slots: list[Slot] = field(factory=list)
    rows: dict[str, list[Slot]] = field(factory=dict)
    """What is in a row of each record: of a nested one, or of an entry of a ledger."""
    looking_back: list[Slot] = field(factory=list)
    """What is read of another entry: the one a reference names, the record's earlier version."""
    lists: list[tuple[tuple[str, ...], str]] = field(factory=list)
    """What can be gone through: its path, and the kind of its elements or the record of its rows."""
    parameters: list[Slot] = field(factory=list)
    calendars: list[str] = field(factory=list)
    items: list[str] = field(factory=list)
    breakable: list[str] = field(factory=list)
    """The items that can be broken: all but permissions."""
    deadlines: list[str] = field(factory=list)
    """The items that can be overdue."""
    ask_items: bool = False
    """Whether conditions may ask `broken(…)`: not those of an item that overrides, which would go round."""
    list_names: list[str] = field(factory=list)
    working_days: bool = False
    ask_unknowns: bool = True
    """Whether conditions may ask what is known, and items say what they give where they are not."""
    over_time: bool = False
    """Whether most items are to measure."""
    variables: int = 0


def name(text: str) -> Name:
    return Name(text, AT)


def names(first: str, second: str | None = None) -> Names:
    return Names(name(first), name(second) if second else None)


def path(*steps: str) -> e.Path:
    return e.Path(tuple(name(step) for step in steps), AT)


def number(value: Decimal | int) -> e.Expression:
    value = Decimal(value)
    literal = e.NumberLiteral(abs(value), AT, written=format(abs(value), "f"))
    return e.Negative(literal, AT) if value < 0 else literal


def percent(value: int) -> e.Expression:
    return e.NumberLiteral(Decimal(value) / 100, AT, written=f"{value}%")


days = st.one_of(st.sampled_from(BOUNDARY_DAYS), st.dates(FIRST_DAY, LAST_DAY))
small = st.integers(-3, 6)
decimals = st.sampled_from(
    [Decimal(x) for x in ("0", "0.1", "0.3", "0.30", "1", "2.5", "3.1415", "100", "0.0001")]
)
words = st.sampled_from(WORDS)
