"""What do rules mean, in the fewest words?

The core is what every backend runs. Expressions carry their type and their place in the text;
logic is Kleene's (unknown is neither yes nor no); `none` is a value like any other, except that a
comparison with it is no, arithmetic with it is none, and a none condition is no.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from policyrules.core.calendars.days import Calendar
from policyrules.diagnostics.phrase import Language
from policyrules.diagnostics.span import Place
from policyrules.frozen import field, frozen
from policyrules.semantics.schema import (
    FunctionSchema,
    ParameterSchema,
    PolicySchema,
    RecordSchema,
    Titled,
)
from policyrules.semantics.types import BooleanType, EnumType, Type
from policyrules.semantics.values import Duration

if TYPE_CHECKING:
    from policyrules.syntax.ast.clauses import PeriodUnit


def _place() -> Place | None:
    return field(default=None, eq=False, repr=False, kw_only=True)  # type: ignore[no-any-return]  # attrs types field() as Any


BOOLEAN = BooleanType()
DEADLINE_STATUS = EnumType(
    "deadline status",
    ("on_time", "late", "pending", "due_soon", "overdue"),
    ("按时", "超时办结", "未到期", "即将到期", "逾期"),
)
MATCH_STATUS = EnumType(
    "match status",
    ("matched", "missing", "differs", "repeated", "pending"),
    ("相符", "缺失", "不符", "重复", "未到核对时间"),
)


# --- expressions ----------------------------------------------------------------------------


@frozen
class Const:
    """A value (core/values.py), which may be none."""

    value: Any
    type: Type
    place: Place | None = _place()


@frozen
class Field:
    """A value of a row.

    `row` is "this", a bound variable, or "before" (the record's earlier version); steps lead into nested
    records and, through a reference, into the entry it names.
    """

    row: str
    record: str
    steps: tuple[str, ...]
    type: Type
    place: Place | None = _place()


@frozen
class Variable:
    """A bound variable itself (an element of a list of plain values, or a whole entry)."""

    name: str
    type: Type
    place: Place | None = _place()


@frozen
class Derived:
    """A defined fact of a row: "this", a bound variable, "before", or "previous" and "last_year".

    The last two are this record's, worked out for the period before and for the same period a year earlier.
    """

    row: str
    record: str
    name: str
    type: Type
    place: Place | None = _place()


@frozen
class Parameter:
    """A parameter's value for keys, on the governing date."""

    name: str
    keys: tuple[Expr, ...]
    type: Type
    place: Place | None = _place()


@frozen
class Today:
    """The decision's `on`."""

    type: Type
    place: Place | None = _place()


@frozen
class Known:
    """Whether a value is known (none is known). Never itself unknown."""

    operand: Expr
    type: Type = BOOLEAN
    place: Place | None = _place()


@frozen
class Present:
    """Whether a value is there.

    No for none, yes for anything else known; for a `ref`, whether the entry exists in its ledger; for
    a list, whether it has an element.
    """

    operand: Expr
    type: Type = BOOLEAN
    place: Place | None = _place()


@frozen
class Not:
    """Kleene's not; of a none condition, yes."""

    operand: Expr
    type: Type = BOOLEAN
    place: Place | None = _place()


@frozen
class And:
    """Kleene's and, of any number."""

    operands: tuple[Expr, ...]
    type: Type = BOOLEAN
    place: Place | None = _place()


@frozen
class Or:
    """Kleene's or, of any number."""

    operands: tuple[Expr, ...]
    type: Type = BOOLEAN
    place: Place | None = _place()


@frozen
class AtLeast:
    """Whether at least `count` of the conditions hold."""

    count: Expr
    operands: tuple[Expr, ...]
    type: Type = BOOLEAN
    place: Place | None = _place()


@frozen
class Compare:
    """`=`, `!=`, `<` or `<=`; no when either side is none. `>` and `>=` are swapped.

    Numbers compare exactly across integer, number and ratio; enums by the order of their members;
    a date with a datetime by the policy zone's day.
    """

    operator: Literal["=", "!=", "<", "<="]
    left: Expr
    right: Expr
    type: Type = BOOLEAN
    place: Place | None = _place()


@frozen
class In:
    """Whether a value equals one of written constants; no when it is none."""

    operand: Expr
    members: tuple[Const, ...]
    type: Type = BOOLEAN
    place: Place | None = _place()


@frozen
class Case:
    """The value of the first (unique, …) branch whose condition holds, else `otherwise`.

    first: an unknown condition gives its value only if the rest agrees, else unknown.
    unique: a branch that holds, if no other can; `otherwise` if none can; the value of the only one
    that may hold, if `otherwise` agrees; else unknown (two may overlap, whatever they give).
    collect: the list of all values whose condition holds (none: empty; `otherwise` is not asked);
    unknown when any condition is. Values agree when they are the same, none with none.
    """

    hit: Literal["first", "unique", "collect"]
    branches: tuple[tuple[Expr, Expr], ...]
    otherwise: Expr
    type: Type
    place: Place | None = _place()


@frozen
class Arithmetic:
    """Exact `+`, `-`, `*` of numbers; `+` and `-` of durations; none with none."""

    operator: Literal["+", "-", "*"]
    left: Expr
    right: Expr
    type: Type
    place: Place | None = _place()


@frozen
class Divide:
    """An exact ratio; unknown when the divisor is zero."""

    left: Expr
    right: Expr
    type: Type
    place: Place | None = _place()


@frozen
class Round:
    """A number rounded half up to `places` (constant) after the point."""

    operand: Expr
    places: int
    type: Type
    place: Place | None = _place()


@frozen
class Shift:
    """A date or datetime moved by a duration (`sign` 1 or -1).

    Months clamp to the month's end; working days use `calendar` (a working-day calendar's name), and so does
    a period that `rolls`: its last day, if it is not a working day, moves on to the next one. Only a period of
    days or longer that runs forwards rolls.
    """

    moment: Expr
    sign: Literal[1, -1]
    duration: Expr
    calendar: str | None
    type: Type
    rolls: bool = False
    place: Place | None = _place()


@frozen
class Between:
    """The days from one date to another (`b - a`), negative when b is earlier."""

    start: Expr
    finish: Expr
    type: Type
    place: Place | None = _place()


@frozen
class MakePeriod:
    """`start..finish`; none when start is none, open when finish is none."""

    start: Expr
    finish: Expr
    type: Type
    place: Place | None = _place()


@frozen
class MakeDuration:
    """So many of a unit, where the amount is itself an expression."""

    amount: Expr
    unit: str
    type: Type
    place: Place | None = _place()


@frozen
class InPeriod:
    """Whether a date (or the day of a datetime) lies in a period."""

    operand: Expr
    period: Expr
    type: Type = BOOLEAN
    place: Place | None = _place()


@frozen
class InCalendar:
    """Whether a date (or the day of a datetime) lies in a declared calendar, by its first name."""

    operand: Expr
    calendar: str
    type: Type = BOOLEAN
    place: Place | None = _place()


@frozen
class Like:
    """Whether a text matches a regular expression (RE2) as a whole."""

    operand: Expr
    pattern: str
    type: Type = BOOLEAN
    place: Place | None = _place()


@frozen
class Contains:
    """`contains`, `starts with`, `ends with` of texts; `contains` also of a list and a value."""

    operator: Literal["contains", "starts with", "ends with"]
    operand: Expr
    other: Expr
    type: Type = BOOLEAN
    place: Place | None = _place()


@frozen
class Call:
    """A function of known values: unknown on unknown, none on none (see FunctionSchema)."""

    function: FunctionSchema
    arguments: tuple[Expr, ...]
    named: tuple[tuple[str, Expr], ...]
    type: Type
    place: Place | None = _place()


@frozen
class WordSet:
    """A written set of texts, as an argument: frozenset of str."""

    words: tuple[str, ...]
    type: Type
    place: Place | None = _place()


@frozen
class Rows:
    """The entries of a ledger, as what an aggregate ranges over; unknown without the ledger.

    A record never sees itself in its own ledger. `equal` says what an entry's field must be for the
    aggregate's `where` to hold at all: a ledger may leave out entries whose known field is another value.
    """

    record: str
    type: Type
    equal: tuple[tuple[str, Expr], ...] = ()
    place: Place | None = _place()


@frozen
class Before:
    """The record's earlier version in its ledger; none for a new one."""

    record: str
    type: Type
    place: Place | None = _place()


@frozen
class ThisPeriod:
    """The period a periodic list is asked about."""

    type: Type
    place: Place | None = _place()


@frozen
class Aggregate:
    """Over a list or ledger: `any`, `count`, `sum`, `min`, `max`, `mean`, `median`, `distinct`.

    Entries whose `where` is none do not count; a `value` that is none is left out. Unknown when an
    entry that may count is unknown (for `any`: unless one surely counts). Of nothing: any no, count, sum
    and distinct 0, the others none. `every` is lowered to not any not, `no` to not any.
    """

    kind: Literal["any", "count", "sum", "min", "max", "mean", "median", "distinct"]
    variable: str
    source: Expr
    where: Expr
    value: Expr | None
    type: Type
    place: Place | None = _place()


@frozen
class Broken:
    """Whether an item of the same record is broken (and not waived) in this decision."""

    rule: RuleId
    type: Type = BOOLEAN
    place: Place | None = _place()


# --- over time ------------------------------------------------------------------------------


@frozen
class Window:
    """How a quota cuts time: into calendar periods, into stretches of so long, or not at all.

    `length` is that of a sliding window: days or months.
    """

    kind: Literal["calendar", "sliding", "ever"]
    unit: PeriodUnit | None = None
    length: Duration | None = None


@frozen
class Quota:
    """What an item counts, and for whom and when; the item is its rule, whose condition says what counts.

    `value` is what is totalled or told apart. A key that is a list counts under each of its members.
    `first` and `last` are the days a record counts on: one day where `last` is none, and where `first` is a
    period all its days. `classifier` is the Chinese word the item counts in (次, 人, 件), if it writes one.
    """

    rule: RuleId
    record: str
    measure: Literal["count", "different", "total"]
    value: Expr | None
    keys: tuple[Expr, ...]
    window: Window
    first: Expr | None
    last: Expr | None
    classifier: str = field(default="", eq=False, repr=False, kw_only=True)
    place: Place | None = _place()


@frozen
class AtMost:
    """Whether what a quota counts, this record included, stays within the limit in every window it is in.

    No when surely more counts, yes when even what only may count stays within, else unknown.
    """

    quota: Quota
    limit: Expr
    type: Type = BOOLEAN
    place: Place | None = _place()


@frozen
class Used:
    """Whether of a quota's limit at least so large a share is used, this record included."""

    quota: Quota
    limit: Expr
    share: Expr
    type: Type = BOOLEAN
    place: Place | None = _place()


@frozen
class Deadline:
    """How a deadline stands: `on_time`, `late`, `pending`, `due_soon` or `overdue`.

    `done` is due within `length` after `start`, or, `ahead`, at least so long before it, or, without a
    `length`, by `start` itself; working days are those of `calendar`, and where it `rolls` a last day off moves
    to the next working day. `due_soon` begins `lead` before the last day. Unknown when `start` is none.
    """

    done: Expr
    start: Expr
    length: Expr | None
    lead: Expr | None
    ahead: bool
    calendar: str | None
    rolls: bool
    type: Type
    place: Place | None = _place()


@frozen
class Overdue:
    """Whether a deadline has passed, not done, by more than a length of time."""

    deadline: Deadline
    by: Expr
    type: Type = BOOLEAN
    place: Place | None = _place()


@frozen
class MatchKey:
    """A value of this record and the entry's that must agree: equal, within a tolerance, or alike.

    A tolerance of dates is a duration, of numbers a number; `relative` makes it a share of the entry's.
    """

    mine: Expr
    theirs: Expr
    within: Expr | None
    like: Expr | None
    relative: bool
    place: Place | None = _place()


@frozen
class Match:
    """How this record stands against another ledger: `matched`, `missing`, `differs`, `repeated` or `pending`.

    An entry is a candidate when all keys of one alternative agree; it agrees when all `comparing` do.
    `date` is the day from which a missing entry is waited for, so long as the tolerance `wait`; working days
    are those of `calendar`.
    """

    record: str
    variable: str
    source: Rows
    alternatives: tuple[tuple[MatchKey, ...], ...]
    comparing: tuple[MatchKey, ...]
    at_most: Expr | None
    date: Expr | None
    wait: Expr | None
    calendar: str | None
    type: Type
    place: Place | None = _place()


@frozen
class Text:
    """Words and values put together as text for people (reasons, remedies, who).

    Values are said in the `language` the words are in; one that is none or unknown as the word for it (无, 不详).
    """

    parts: tuple[str | Expr, ...]
    language: Language
    type: Type
    place: Place | None = _place()


Expr = (
    Const
    | Field
    | Variable
    | Derived
    | Parameter
    | Today
    | Known
    | Present
    | Not
    | And
    | Or
    | AtLeast
    | Compare
    | In
    | Case
    | Arithmetic
    | Divide
    | Round
    | Shift
    | Between
    | MakePeriod
    | MakeDuration
    | InPeriod
    | InCalendar
    | Like
    | Contains
    | Call
    | WordSet
    | Rows
    | Before
    | ThisPeriod
    | Aggregate
    | Broken
    | AtMost
    | Used
    | Deadline
    | Overdue
    | Match
    | Text
)


# --- rules ----------------------------------------------------------------------------------


@frozen(cache_hash=True)  # every count and every mark is found by it
class RuleId:
    """Which item of which policy, and which part of it; unique in a program.

    Most items are one rule. A `part` is a rule of its own for what the same item says at another stage: its
    early `warning`, or the stage (`missing`, `overdue`, …) that refers or returns.
    """

    policy: str
    item: str
    part: str = ""

    def __str__(self) -> str:
        return f"{self.policy}.{self.item}" + (f" ({self.part})" if self.part else "")

    @property
    def whole(self) -> RuleId:
        """The item, whatever its part."""
        return self if not self.part else RuleId(self.policy, self.item)


@frozen
class Validity:
    """The days something is in force: from a day (None: always) to a day that belongs (None: open)."""

    from_: date | None
    until: date | None

    @property
    def always(self) -> bool:
        """Whether every day belongs."""
        return self.from_ is None and self.until is None


@frozen
class Define:
    """A derived fact of a record; `each` for one that is another in each period."""

    record: str
    names: Titled
    type: Type
    value: Expr
    each: PeriodUnit | None = None
    place: Place | None = _place()


@frozen
class ActionPlan:
    """What a finding asks to be done. `kind` is refer, return, route, order or a declared verb.

    `effect` is the effect it gives the item (refer, return) or None; `about` is the referral's kind
    (approval, filing, explanation) or the order's words; `within` a duration from the decision's day.
    It follows only at its `stage`, where it has one.
    """

    kind: str
    names: Titled
    who: Expr | None
    about: Expr | Literal["approval", "filing", "explanation"] | None
    within: Expr | None
    effect: Literal["refer", "return"] | None
    stage: Expr | None = None
    place: Place | None = _place()


@frozen
class Exemption:
    """An exception of an item: `unless` or `without` (then `referral` says what it takes otherwise)."""

    kind: Literal["unless", "without"]
    condition: Expr
    referral: ActionPlan | None
    place: Place | None = _place()


@frozen
class Citation:
    """A norm and its article, as the policy cites them."""

    norm: str | None
    article: str | None


@frozen
class Witness:
    """A variable that `when` names for the explanation, and the `some` it comes from."""

    variable: str
    aggregate: Aggregate


@frozen
class Rule:
    """One item, ready to be asked of a record.

    In Kleene logic and in this order: in force, `applies`, not exempt (any exemption's condition),
    and failing: `when` for must not, should not and may (for `may` that is *matched*), `when` and not
    `test` for must, should and encourage. For the `otherwise` of a closed list `when` is "none of
    the list's items in force matched". `each` is the period of a periodic list.
    """

    id: RuleId
    names: Titled
    list: str
    list_kind: Literal["negative list", "positive list", "checklist", "list"]
    record: str
    modality: Literal["must not", "must", "should not", "should", "encourage", "may"]
    word: str
    title: str | None
    validity: Validity
    applies: Expr
    when: Expr
    exempt: tuple[Exemption, ...]
    test: Expr | None
    effect: Literal["permit", "advise", "warn", "refer", "return", "forbid"]
    if_unknown: Literal["undetermined", "block", "warn", "skip"]
    overrides: tuple[RuleId, ...]
    actions: tuple[ActionPlan, ...]
    because: Text | None
    remedy: Text | None
    citations: tuple[Citation, ...]
    annotations: tuple[tuple[str, tuple[str, ...]], ...]
    witnesses: tuple[Witness, ...]
    otherwise: bool = False
    each: PeriodUnit | None = None
    place: Place | None = _place()


@frozen
class TableAction:
    """An action column of a decision table: the first row that matches says what to do."""

    record: str
    table: Titled
    hit: Literal["first", "unique", "collect"]
    branches: tuple[tuple[Expr, ActionPlan], ...]
    policy: str
    place: Place | None = _place()


@frozen
class ListInfo:
    """A list's names, kind and items, for answer sheets and explanations.

    `each` is the period of a periodic list.
    """

    policy: str
    names: Titled
    title: str | None
    kind: Literal["negative list", "positive list", "checklist", "list"]
    record: str
    rules: tuple[RuleId, ...]
    annotations: tuple[tuple[str, tuple[str, ...]], ...]
    each: PeriodUnit | None = None
    place: Place | None = _place()


@frozen(eq=False)
class Program:
    """Everything a backend needs: nothing here refers to the syntax tree.

    `rules` stand in evaluation order per record: an item comes after those its conditions ask of
    (`Broken`) and after those that override it; those of periodic lists stand apart, by record and period,
    in `periodic`. `order` numbers them as written. `defines` are in dependency order. `calendars` are the
    declared ones; those of working days come from plugins. Many rules are kept as text (core/packed) and read when
    they are asked for: another object each time, the same rule.
    """

    policies: Mapping[str, PolicySchema]
    records: Mapping[str, RecordSchema]
    parameters: Mapping[str, ParameterSchema]
    calendars: Mapping[str, Calendar]
    defines: Mapping[tuple[str, str], Define]
    rules: Mapping[str, Sequence[Rule]]
    table_actions: Mapping[str, tuple[TableAction, ...]]
    lists: Sequence[ListInfo]
    order: Mapping[RuleId, int]
    periodic: Mapping[tuple[str, PeriodUnit], Sequence[Rule]] = field(factory=dict)
    derived_first: dict[tuple[str, str], tuple[str, ...]] = field(
        factory=dict, init=False, eq=False, repr=False
    )
    """What a derived fact is derived from, in order, kept by whoever has found it out."""
