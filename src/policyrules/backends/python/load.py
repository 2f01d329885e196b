"""How is a record asked by code that is made when it is needed?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeVar

from policyrules.backends.python.answers import Worst, mask_of, rules_in
from policyrules.backends.python.asking import awaited, in_turn_and_groups
from policyrules.backends.python.speaking import speaking
from policyrules.core.dates import NO_CALENDARS
from policyrules.core.decision.brief import Brief
from policyrules.core.history import NO_HISTORY, History
from policyrules.core.packed.many_rules import Rules, effects_of, ids_of
from policyrules.frozen import frozen
from policyrules.syntax.collector import collector_resting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policyrules.backends.python.answers import Answer, Masks
    from policyrules.backends.python.asking import Asking, Day
    from policyrules.backends.python.compiling import Compiling
    from policyrules.backends.python.index.plan import Indexing
    from policyrules.core import ir
    from policyrules.core.dates import WorkingDay
    from policyrules.core.effect import Outcome
    from policyrules.core.packed.alike import Alike, FactTest
    from policyrules.core.parameters import ParameterValues

ITEMS: Final = 200
"""So many items at most are decided by one function."""
_REMEMBERED: Final = 4096
"""So many pairs of masks keep their outcome; then they are forgotten together."""

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


class CompiledRecord:
    """The compiled items of one record, compiled when it is first asked. Safe to share between threads.

    `compiled(values, governing, on, parameters, history)` takes the facts in the order of the record's fields,
    the date whose law applies, the decision's day and the ledgers, and returns two masks over
    `program.rules[record]`, the first item being the lowest bit: the items that surely say something
    (broken or matched, and not set aside), and those that possibly do. `masks` is the bare function.

    `answer` is quicker where there are many rules: it gives an `Answer`, whose outcome is `outcome_of_answer` and
    whose rules are `numbers`.
    """

    __slots__ = (
        "_alone",
        "_compile",
        "_compiling",
        "_numbers",
        "_of_answers",
        "_order",
        "_rules",
        "_worst",
        "answer",
        "briefs",
        "ids",
        "masks",
        "outcome_known",
        "outcomes",
    )

    masks: Callable[[tuple[Any, ...], Day, Day, ParameterValues, History], Masks]
    answer: Callable[[tuple[Any, ...], Day, Day, ParameterValues, History], Answer]
    _alone: Sequence[int] | None
    outcome_known: Callable[[Any], Outcome | None]
    """From an answer to what it comes to; None where that is still to be worked out."""
    _numbers: Sequence[int]
    _of_answers: Worst
    _worst: Worst

    def __init__(
        self,
        compile_: Callable[[], tuple[Asking, Numbering]],
        rules: Sequence[ir.Rule],
        order: Mapping[ir.RuleId, int],
    ) -> None:
        self._compile: Callable[[], tuple[Asking, Numbering]] | None = compile_
        self._compiling = Lock()
        self._rules = rules
        self._order = order
        self.outcomes: dict[Any, Outcome] = {}
        """What masks come to, as far as they have been asked for lately."""
        self.ids: dict[Any, tuple[ir.RuleId, ...]] = {}
        """Of which items masks make findings, as far as they have been asked for lately."""
        self.briefs: dict[Any, Brief] = {}
        """The same together: one for all records decided alike."""

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            """Compile, when something that takes it is first asked for."""
            if name not in self.__slots__:
                raise AttributeError(name)
            with self._compiling:
                if self._compile is not None:
                    with collector_resting():
                        self._set(*self._compile())
                    self._compile = None
            return object.__getattribute__(self, name)

    def _set(self, answer: Asking, numbering: Numbering) -> None:
        """Take what was compiled; last what others ask by, since they ask without the lock once it is there."""
        numbers = numbering.numbers
        effects = effects_of(self._rules)
        self._worst = self._of_answers = Worst(effects)
        self._numbers = numbers
        self._alone = None
        outcome_known: Callable[[Any], Outcome | None] = self.outcomes.get
        masks = answer
        if numbering.has_groups:
            self._alone = numbering.alone
            self._of_answers = Worst([effects[number] for number in numbers])
            self.outcomes, self.ids, self.briefs = KeepsNothing(), KeepsNothing(), KeepsNothing()
            outcome_known, masks = self._of_answers.of, self._masks_of_answer
        self.outcome_known = outcome_known
        self.masks = masks
        self.answer = answer

    def _masks_of_answer(self, *given: Any) -> Masks:
        sure, unsure = rules_in(self._numbers, self.answer(*given))
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
        answer = self.answer(values, governing, on, parameters, history)
        if len(answer) == 2:
            return self.outcomes.get(answer) or self.outcome_of(*answer)
        return self._of_answers.outcome(*answer)

    def outcome_of(self, sure: int, possible: int) -> Outcome:
        """Return what two masks come to: the worst certain effect, unless a possible one is worse."""
        outcome = self._worst.outcome(sure, possible)
        _keep(self.outcomes, (sure, possible), outcome)
        return outcome

    def outcome_of_answer(self, answer: Answer) -> Outcome:
        """Return what an answer comes to."""
        if len(answer) == 2:
            return self.outcomes.get(answer) or self.outcome_of(*answer)
        return self._of_answers.outcome(*answer)

    def finding_ids(self, answer: Answer) -> tuple[ir.RuleId, ...]:
        """Return the items of which an answer makes findings, in the order written."""
        if len(answer) != 2:
            return self._speaking(answer)
        found = self.ids.get(answer)
        if found is None:
            found = self._speaking(answer)
            _keep(self.ids, answer, found)
        return found

    def _speaking(self, answer: Answer) -> tuple[ir.RuleId, ...]:
        sure, unsure = rules_in(self._numbers, answer)
        return speaking(sure, unsure, effects_of(self._rules), ids_of(self._rules), self._order)

    def brief(self, answer: Answer) -> Brief:
        """Return what an answer says in brief: the same object for the same masks."""
        found = Brief(self.outcome_of_answer(answer), self.finding_ids(answer))
        if len(answer) == 2:
            _keep(self.briefs, answer, found)
        return found

    def rules_needed(self, answer: Answer) -> Sequence[int] | None:
        """Return the rules that say something, and those that may be asked or set others aside, in their order.

        None where that is not known better than to say: all.
        """
        if self._alone is None:
            return None
        sure, unsure = rules_in(self._numbers, answer)
        return sorted({*sure, *unsure, *self._alone})

    def numbers(self, answer: Answer) -> tuple[list[int], list[int]]:
        """Return the rules that surely say something, and those that only possibly do, in the order written.

        By their numbers in `program.rules[record]`.
        """
        sure, unsure = rules_in(self._numbers, answer)
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


def _keep(known: dict[Masks, T], masks: Masks, what: T) -> None:
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
) -> CompiledRecord:
    """Return the compiled items of a record (by its first name).

    If facts are always `complete`, that is, every field that takes no none is known, nothing asks whether it is.
    `calendars` say of each working-day calendar's name whether a day is one. With one item per
    function a profiler tells items apart, at the cost of a call for each. With `indexing` rules of one shape are
    looked up by their constants (see `plan`).
    """
    rules = program.rules.get(record, ())

    def compiling() -> Compiling:
        from policyrules.backends.python.compiling import Compiling  # noqa: PLC0415  # for groups that are awaited

        return Compiling(
            program,
            record,
            calendars,
            complete=complete,
            items_per_function=items_per_function,
            indexing=indexing,
        )

    def compiled() -> tuple[Asking, Numbering]:
        known = rules.alike if indexing == "auto" and isinstance(rules, Rules) else None
        tests = None if known is None else _tests_of_all(known)
        if known is None or tests is None:
            return compiling().all()
        return _when_needed(known, tests, compiling)

    return CompiledRecord(compiled, rules, program.order)


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
    return in_turn_and_groups((), groups, ()), Numbering((), numbers, has_groups=True)
