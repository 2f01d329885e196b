"""How is a record asked by code that is made when it is needed?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar

from policyrules.backends.python.answers import Worst, key_of, mask_of, rules_in
from policyrules.backends.python.asking import awaited, in_turn_and_groups
from policyrules.backends.python.deciding import Called, Deciding
from policyrules.backends.python.generated import Namespaces
from policyrules.backends.python.speaking import speaking
from policyrules.core.dates import NO_CALENDARS
from policyrules.core.decision.brief import Brief
from policyrules.core.history import NO_HISTORY, History
from policyrules.core.packed.many_rules import Rules, effects_of, ids_of
from policyrules.frozen import frozen
from policyrules.syntax.collector import collector_resting

if TYPE_CHECKING:
    from policyrules.backends.python.answers import Answer, Masks
    from policyrules.backends.python.asking import Asking, Day
    from policyrules.backends.python.compiling import Compiling
    from policyrules.backends.python.deciding import How
    from policyrules.backends.python.index.plan import Indexing
    from policyrules.backends.python.index.planned import Planned
    from policyrules.backends.python.reading import Reading
    from policyrules.core import ir
    from policyrules.core.dates import WorkingDay
    from policyrules.core.effect import Outcome
    from policyrules.core.packed.alike import Alike, FactTest
    from policyrules.core.parameters import ParameterValues
    from policyrules.semantics.schema import RecordSchema

ITEMS: Final = 200
"""So many items at most are decided by one function."""
_REMEMBERED: Final = 4096
"""So many pairs of masks keep their outcome; then they are forgotten together."""

NO_NAMES: Final[Mapping[str, object]] = MappingProxyType({})
T = TypeVar("T")


@frozen(eq=False)
class Numbering:
    """How functions number the rules of a record.

    `numbers` say which rule of the record each rule is, those that are asked one after the other first: `alone`. Only
    these ask of others, or set others aside.
    """

    alone: Sequence[int]
    numbers: Sequence[int]
    has_groups: bool
    is_whole: bool
    """Whether one function asks all."""


@frozen(eq=False)
class _Numbered:
    """How functions number the rules of a record, and what is kept of what they answered."""

    numbers: Sequence[int]
    """Which rule of the record each is."""
    alone: Sequence[int] | None
    """The rules that are asked one after the other, where others are looked up."""
    is_whole: bool
    """Whether one function asks them all."""
    effects: Sequence[tuple[str, str]]
    """Of the record's rules."""
    of_answers: Worst
    outcomes: dict[Any, Outcome]
    ids: dict[Any, tuple[ir.RuleId, ...]]
    briefs: dict[Any, Brief]

    @classmethod
    def of(cls, numbering: Numbering, rules: Sequence[ir.Rule]) -> _Numbered:
        """Return what is kept of rules that are numbered like this."""
        effects = effects_of(rules)
        numbers, is_whole = numbering.numbers, numbering.is_whole
        if not numbering.has_groups:
            return cls(numbers, None, is_whole, effects, Worst(effects), {}, {}, {})
        of_answers = Worst([effects[number] for number in numbers])
        nothing = KeepsNothing()
        return cls(numbers, numbering.alone, is_whole, effects, of_answers, nothing, nothing, nothing)

    @cached_property
    def worst(self) -> Worst:
        """What masks over the record's rules come to."""
        return self.of_answers if self.alone is None else Worst(self.effects)


class CompiledRecord:
    """The compiled items of one record, compiled when it is first asked. Safe to share between threads.

    `compiled(values, governing, on, parameters, history)` takes the facts in the order of the record's fields,
    the date whose law applies, the decision's day and the ledgers, and returns two masks over
    `program.rules[record]`, the first item being the lowest bit: the items that surely say something
    (broken or matched, and not set aside), and those that possibly do. `masks` is the bare function.

    `answer` is quicker where there are many rules: it gives an `Answer`, whose outcome is `outcome_of_answer` and
    whose rules are `numbers`.
    """

    def __init__(
        self,
        awaited: Callable[[], tuple[Asking, Numbering] | None],
        compiling: Callable[..., Compiling],
        rules: Sequence[ir.Rule],
        order: Mapping[ir.RuleId, int],
    ) -> None:
        """`awaited` gives what asks rules of which none is compiled yet, where that can be; `compiling` compiles."""
        self._awaited = awaited
        self._compiling = compiling
        self._rules = rules
        self._order = order

    @cached_property
    def _numbered(self) -> _Numbered:
        return _Numbered.of(self._compiling().numbering, self._rules)

    def _know(self, numbering: Numbering) -> None:
        """Keep how functions number rules: all that are compiled of these rules do so alike."""
        if "_numbered" not in self.__dict__:
            self._numbered = _Numbered.of(numbering, self._rules)

    @cached_property
    def answer(self) -> Callable[[tuple[Any, ...], Day, Day, ParameterValues, History], Answer]:
        """Gives an answer to facts."""
        with collector_resting():
            answer, numbering = self._awaited() or self._compiling().all()
            self._know(numbering)
            return answer

    @cached_property
    def masks(self) -> Callable[[tuple[Any, ...], Day, Day, ParameterValues, History], Masks]:
        """Gives masks over the record's rules."""
        answer: Any = self.answer
        return answer if self._numbered.alone is None else self._masks_of_answer

    @cached_property
    def ids(self) -> Mapping[Any, tuple[ir.RuleId, ...]]:
        """Of which items answers make findings, as far as they have been asked for lately."""
        return self._numbered.ids

    @cached_property
    def outcome_known(self) -> Callable[[Any], Outcome | None]:
        """From an answer to what it comes to; None where that is still to be worked out."""
        known = self._numbered
        return known.outcomes.get if known.alone is None else known.of_answers.of

    def deciding(
        self,
        schema: RecordSchema,
        reading: Reading,
        how: How,
        *,
        complete: bool,
        keeps_looks: bool = False,
        counts_are_seen: bool = False,
        names: Mapping[str, object] = NO_NAMES,
    ) -> Callable[..., Any]:
        """Return the function that decides these records so, in one piece; see `Deciding`.

        `names` are global names it reads beside those of the rules; for `keeps_looks` and `counts_are_seen` see
        `Computations`.
        """
        with collector_resting():
            names = {**names, "_comes_to": self.outcome_of_answer, "_brief": self.brief}
            if (
                compiling := self._whole(keeps_looks=keeps_looks, counts_are_seen=counts_are_seen)
            ) is not None:
                return compiling.deciding(schema, reading, {**names, "_briefs": self._numbered.briefs}, how)
            namespaces = Namespaces()
            namespaces.share({**names, "_ask": self.answer})
            called = Deciding(schema, reading, Called(schema), complete=complete)
            return called.compiled(namespaces, how)

    def _whole(self, **looks: bool) -> Compiling | None:
        """Return what compiles all rules into one function; None where they are asked by `answer`."""
        if "answer" in self.__dict__:
            return self._compiling(**looks) if self._numbered.is_whole else None
        if (awaited := self._awaited()) is not None:
            answer, numbering = awaited
            self._know(numbering)
            self.answer = answer
            return None
        compiling = self._compiling(**looks)
        self._know(compiling.numbering)
        if compiling.numbering.is_whole:
            return compiling
        self.answer, _ = compiling.all()
        return None

    def _masks_of_answer(self, *given: Any) -> Masks:
        sure, unsure = rules_in(self._numbered.numbers, self.answer(*given))
        return mask_of(sure), mask_of([*sure, *unsure])

    def __call__(
        self,
        values: tuple[Any, ...],
        governing: Day,
        on: Day,
        parameters: ParameterValues,
        history: History = NO_HISTORY,
    ) -> Masks:
        """Return the masks of the items that surely, and possibly, say something."""
        return self.masks(values, governing, on, parameters, history)

    def outcome(
        self,
        values: tuple[Any, ...],
        governing: Day,
        on: Day,
        parameters: ParameterValues,
        history: History = NO_HISTORY,
    ) -> Outcome:
        """Return what the items come to together."""
        return self.outcome_of_answer(self.answer(values, governing, on, parameters, history))

    def outcome_of(self, sure: int, possible: int) -> Outcome:
        """Return what two masks come to: the worst certain effect, unless a possible one is worse."""
        outcome = self._numbered.worst.outcome(sure, possible)
        _keep(self._numbered.outcomes, (sure, possible), outcome)
        return outcome

    def outcome_of_answer(self, answer: Answer) -> Outcome:
        """Return what an answer comes to."""
        if len(answer) == 2:
            return self._numbered.outcomes.get(answer) or self.outcome_of(*answer)
        return self._numbered.of_answers.outcome(*answer)

    def finding_ids(self, answer: Answer) -> tuple[ir.RuleId, ...]:
        """Return the items of which an answer makes findings, in the order written."""
        if len(answer) != 2:
            return self._speaking(answer)
        found = self.ids.get(answer)
        if found is None:
            found = self._speaking(answer)
            _keep(self._numbered.ids, answer, found)
        return found

    def _speaking(self, answer: Answer) -> tuple[ir.RuleId, ...]:
        sure, unsure = rules_in(self._numbered.numbers, answer)
        return speaking(sure, unsure, effects_of(self._rules), ids_of(self._rules), self._order)

    def brief(self, answer: Answer) -> Brief:
        """Return what an answer says in brief: the same object for the same masks."""
        found = Brief(self.outcome_of_answer(answer), self.finding_ids(answer))
        if len(answer) == 2:
            _keep(self._numbered.briefs, key_of(answer), found)
        return found

    def rules_needed(self, answer: Answer) -> Sequence[int] | None:
        """Return the rules that say something, and those that may be asked or set others aside, in their order.

        None where that is not known better than to say: all.
        """
        alone = self._numbered.alone
        if alone is None:
            return None
        sure, unsure = rules_in(self._numbered.numbers, answer)
        return sorted({*sure, *unsure, *alone})

    def numbers(self, answer: Answer) -> tuple[list[int], list[int]]:
        """Return the rules that surely say something, and those that only possibly do, in the order written.

        By their numbers in `program.rules[record]`.
        """
        sure, unsure = rules_in(self._numbered.numbers, answer)
        return sorted(sure, key=self._written), sorted(unsure, key=self._written)

    def _written(self, number: int) -> int:
        return self._order.get(ids_of(self._rules)[number], number)


class KeepsNothing(dict[Any, Any]):
    """Stands where answers of one kind are known by what they are, for those that are not worth keeping."""

    def get(self, _key: object, default: Any = None) -> Any:
        """Return that nothing is known, even of what cannot be looked up."""
        return default

    def __setitem__(self, _key: object, _value: object) -> None:
        pass


def _keep(known: dict[Any, T], masks: int | Masks, what: T) -> None:
    if len(known) >= _REMEMBERED:
        known.clear()
    known[masks] = what


def compile_record(
    program: ir.Program,
    record: str,
    *,
    calendars: Mapping[str, WorkingDay] = NO_CALENDARS,
    complete: bool = False,
    items_per_function: int = ITEMS,
    indexing: Indexing = "auto",
    planned: Callable[[], Planned] | None = None,
) -> CompiledRecord:
    """Return the compiled items of a record (by its first name).

    If facts are always `complete`, that is, every field that takes no none is known, nothing asks whether it is.
    `calendars` say of each working-day calendar's name whether a day is one. With one item per
    function a profiler tells items apart, at the cost of a call for each. With `indexing` rules of one shape are
    looked up by their constants (see `plan`); `planned` gives how, for all code of these rules together.
    """
    rules = program.rules.get(record, ())

    def compiling(*, keeps_looks: bool = False, counts_are_seen: bool = False) -> Compiling:
        from policyrules.backends.python.compiling import Compiling  # noqa: PLC0415  # for groups that are awaited
        from policyrules.backends.python.index.planned import Planned  # noqa: PLC0415  # as above

        return Compiling(
            program,
            record,
            calendars,
            complete=complete,
            keeps_looks=keeps_looks,
            items_per_function=items_per_function,
            planned=Planned(program, record, indexing=indexing) if planned is None else planned(),
            counts_are_seen=counts_are_seen,
        )

    def awaited() -> tuple[Asking, Numbering] | None:
        known = rules.alike if indexing == "auto" and isinstance(rules, Rules) else None
        tests = None if known is None else _tests_of_all(known)
        return None if known is None or tests is None else _when_needed(known, tests, compiling)

    return CompiledRecord(awaited, compiling, rules, program.order)


def _tests_of_all(known: Alike) -> Sequence[Sequence[FactTest]] | None:
    """Return the tests of each group where all rules are in groups that are awaited; else None."""
    tests = [group.tests for group in known.groups if group.tests is not None]
    return tests if tests and not known.apart and len(tests) == len(known.groups) else None


def _when_needed(
    known: Alike, tests: Sequence[Sequence[FactTest]], compiling: Callable[[], Compiling]
) -> tuple[Asking, Numbering]:
    """Return what asks groups of which none is compiled yet: what compiles is itself imported for the first."""
    made: list[Compiling] = []

    def compile_(number: int) -> Callable[..., Any]:
        if not made:
            made.append(compiling())
        return made[0].awaited(number)

    groups = awaited(dict(enumerate(tests)), compile_)
    numbers = [number for group in known.groups for number in group.numbers]
    return in_turn_and_groups((), groups, ()), Numbering((), numbers, has_groups=True, is_whole=False)
