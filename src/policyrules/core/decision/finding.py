"""What does a decision consist of? Findings and what they ask to be done, and everything else it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, assert_never

from policyrules.core.evaluate.calling import Fault
from policyrules.core.ir import Citation, RuleId
from policyrules.core.words import duration_words
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.frozen import evolve, field, frozen
from policyrules.semantics.schema import Titled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from policyrules.core.decision.deadlines import DeadlineStanding
    from policyrules.core.decision.matches import MatchStanding
    from policyrules.core.decision.usage import QuotaUsage
    from policyrules.core.derivation import Derivation
    from policyrules.core.effect import Effect
    from policyrules.core.values import Duration

Annotations = tuple[tuple[str, tuple[str, ...]], ...]


@frozen
class Where:
    """The place of an item in its file: line and column counted from 1."""

    file: str
    line: int
    column: int


@frozen
class FactRead:
    """A fact that decided: its path by first names and by people's, its value, and that in words."""

    path: str
    names: Titled
    value: Any
    said: Phrase


@frozen
class ParameterRead:
    """A parameter that decided: its value for these keys, and from and until when that holds."""

    name: str
    names: Titled
    keys: tuple[Any, ...]
    value: Any
    said: Phrase
    from_: date | None = None
    until: date | None = None


@frozen
class Entry:
    """An entry of a list with its path in the record, or of a ledger with its record and key.

    `said` is what people call an entry of a ledger.
    """

    path: str | None
    value: Any
    record: str | None = None
    key: str | None = None
    said: Phrase | None = None


@frozen
class Witnesses:
    """The entries for which a `some` in `when` surely holds; the first is the one the reason names.

    Of a list all of them, of a ledger the first, and how many `more` there are.
    """

    variable: str
    entries: tuple[Entry, ...]
    more: int = 0


@frozen
class Part:
    """Which stage of an item speaks: `warning`, `used`, `missing`, `overdue 2` …, and that in words."""

    name: str
    said: Phrase


@frozen
class Action:
    """What is asked to be done: `kind` is refer, return, route, order or a verb of the office's own.

    `who` is the addressee; `about` the referral's kind (approval, filing, explanation), the order's
    words, or what the verb is about; `within` a length of time and `due` the last day of it, counted from
    the decision's day. `derivation` says why it is that day. `items` ask for it; none where a decision
    table does.
    """

    kind: str
    names: Titled
    who: str | None = None
    about: str | None = None
    within: Duration | None = None
    due: date | None = None
    items: tuple[RuleId, ...] = ()
    derivation: Derivation | None = field(default=None, eq=False, repr=False)

    @property
    def item(self) -> RuleId | None:
        """The first item that asks for it."""
        return self.items[0] if self.items else None

    def text(self, language: Language = "en") -> str:
        """Return the action as an instruction.

        >>> from datetime import date
        >>> Action("refer", Titled("refer"), "the General Office", "filing", due=date(2026, 3, 5)).text()
        'refer to the General Office for filing by 2026-03-05'
        """
        return self._chinese() if language == "zh" else self._english()

    def _english(self) -> str:
        who = [self.who] if self.who else []
        match self.kind:
            case "refer":
                said = ["refer", *(["to", *who] if who else [])] + (["for", self.about] if self.about else [])
            case "return" | "route":
                said = [self.kind, *(["to", *who] if who else [])]
            case "order":
                said = ["order", *who, *(["to", f"“{self.about}”"] if self.about else [])]
            case _:
                said = [self.names.first, *who, *([self.about] if self.about else [])]
        return " ".join([*said, *self._when("en")])

    def _chinese(self) -> str:
        who = self.who or ""
        when = "".join(self._when("zh"))
        match self.kind:
            case "refer":
                return f"{when}报{who}{_REFERRALS[self.about].zh if self.about in _REFERRALS else ''}"
            case "return":
                return f"{when}退回{who}"
            case "route":
                return f"{when}转{who}"
            case "order":
                return f"责令{who}{when}" + (f"“{self.about}”" if self.about else "")
            case _:
                return f"{when}{self.names.for_people()}{who}{self.about or ''}"

    def _when(self, language: Language) -> list[str]:
        if self.due is not None:
            return [f"于{self.due}前" if language == "zh" else f"by {self.due}"]
        if self.within is not None:
            length = duration_words(self.within, language)
            return [f"在{length}内" if language == "zh" else f"within {length}"]
        return []


def each_once(actions: Iterable[Action]) -> tuple[Action, ...]:
    """Return the actions in their order, those that ask for the same thing as one, with all their items."""
    found: dict[tuple[object, ...], Action] = {}
    for action in actions:
        term = action.within if action.due is None else action.due
        same = (action.kind, action.who, action.about, term)
        known = found.setdefault(same, action)
        if known is not action:
            found[same] = evolve(known, items=tuple(dict.fromkeys((*known.items, *action.items))))
    return tuple(found.values())


_REFERRALS: Mapping[str | None, Phrase] = {
    "approval": Phrase("approval", "批准"),
    "filing": Phrase("filing", "备案"),
    "explanation": Phrase("explanation", "说明"),
}


@frozen
class ExceptionConsidered:
    """An exception of an item: whether it holds (None: unknown), and what it takes otherwise."""

    kind: Literal["unless", "without"]
    text: str
    holds: bool | None
    referral: Action | None = None


@frozen
class Missing:
    """Something a decision lacks: a fact, a parameter, the decision's day (`on`) or a ledger.

    `fact` is what to supply it as (a fact's path in first names), `names` both its names, `question`
    and `asked_of` the field's own words, `items` the items that need it, `example` a value of its type as
    people would type it, where there is a short one.
    """

    fact: str
    names: Titled
    kind: Literal["fact", "parameter", "on", "ledger"] = "fact"
    question: str | None = None
    asked_of: str | None = None
    keys: tuple[Any, ...] = ()
    items: tuple[RuleId, ...] = ()
    order: int = field(default=0, repr=False)
    """Which of the record's fields it begins with."""
    example: Phrase | None = field(default=None, repr=False)

    @property
    def said(self) -> Phrase:
        """What is lacking, in words: the field's own question where it has one."""
        first, people = self.names.first, self.names.for_people()
        match self.kind:
            case "fact":
                return Phrase(self.question or first, self.question or people)
            case "parameter":
                keys = f"[{', '.join(map(str, self.keys))}]" if self.keys else ""
                return Phrase(f"the parameter {first}{keys}", f"参数{people}{keys}")
            case "on":
                return Phrase("the day of the decision", "作出结论的日期")
            case "ledger":
                return ledger_said(self.names)
            case _:
                assert_never(self.kind)


def ledger_said(names: Titled) -> Phrase:
    """Return what a record's ledger is called.

    >>> ledger_said(Titled("Visit", "走访"))
    Phrase(en='the ledger of Visit', zh='走访台账')
    """
    people = names.for_people()
    return Phrase(f"the ledger of {names.first}", people if people.endswith("台账") else f"{people}台账")


def no_ledger_said(names: Titled) -> Phrase:
    """Return what is said of a record's ledger that is not there.

    >>> no_ledger_said(Titled("Visit", "走访"))
    Phrase(en='no ledger of Visit', zh='没有走访台账')
    """
    people = names.for_people()
    return Phrase(
        f"no ledger of {names.first}", f"没有{people if people.endswith('台账') else f'{people}台账'}"
    )


@frozen
class Finding:
    """One item's say in a decision.

    `effect` is what it says; `reason` and `remedy` are filled in for this record: an item that measures and
    gives no reason is given one. `part` is the stage that speaks, none where it is the item itself. `facts`
    and `parameters` are those that decided, `exceptions` those considered, `overridden` the items it set
    aside. `usage` is how much of a quota is used where it is over (early on: where it is fullest),
    `deadline` how a deadline stands, `match` what was found in another ledger, `measured` that in words. `rows` are the entries of
    ledgers that are evidence; of very many the first, and how many `more_rows` there are. A finding that is not `settled` stands because too little is known (`if unknown block`,
    `warn`): its reason says so, it asks for no actions, `needing` is what it lacks and `obstacles` what
    else stands in the way.
    """

    item: str
    policy: str
    modality: str
    effect: Effect
    title: str | None = None
    reason: str | None = None
    remedy: str | None = None
    list: str | None = None
    word: str = ""
    names: Titled = field(default=Titled(""))
    citations: tuple[Citation, ...] = ()
    actions: tuple[Action, ...] = ()
    facts: tuple[FactRead, ...] = ()
    parameters: tuple[ParameterRead, ...] = ()
    part: Part | None = None
    usage: tuple[QuotaUsage, ...] = ()
    more_usage: int = 0
    deadline: DeadlineStanding | None = None
    match: MatchStanding | None = None
    measured: Phrase | None = None
    witnesses: tuple[Witnesses, ...] = ()
    rows: tuple[Entry, ...] = ()
    more_rows: int = 0
    exceptions: tuple[ExceptionConsidered, ...] = ()
    overridden: tuple[RuleId, ...] = ()
    settled: bool = True
    needing: tuple[Missing, ...] = ()
    obstacles: tuple[Phrase, ...] = ()
    span: Where | None = None
    annotations: Annotations = ()

    @property
    def id(self) -> RuleId:
        """The item, unique in the policy set."""
        return RuleId(self.policy, self.item)


@frozen
class Undetermined:
    """An item that cannot be decided yet.

    `effect` is the one it could have, `needing` what it lacks, `obstacles` what else stands in the way.
    """

    item: str
    policy: str
    effect: Effect
    title: str | None = None
    names: Titled = field(default=Titled(""))
    needing: tuple[Missing, ...] = ()
    obstacles: tuple[Phrase, ...] = ()

    @property
    def id(self) -> RuleId:
        """The item, unique in the policy set."""
        return RuleId(self.policy, self.item)


@frozen
class Waived:
    """An item that is broken and set aside by others that override it."""

    item: str
    policy: str
    by: tuple[RuleId, ...]
    title: str | None = None
    names: Titled = field(default=Titled(""))

    @property
    def id(self) -> RuleId:
        """The item, unique in the policy set."""
        return RuleId(self.policy, self.item)


@frozen
class Note:
    """Something worth knowing that has no effect, such as an item that was skipped for lack of facts."""

    text: Phrase
    item: RuleId | None = None
    needing: tuple[Missing, ...] = ()


__all__ = [
    "Action",
    "Entry",
    "ExceptionConsidered",
    "FactRead",
    "Fault",
    "Finding",
    "Missing",
    "Note",
    "ParameterRead",
    "Part",
    "Undetermined",
    "Waived",
    "Where",
    "Witnesses",
]
