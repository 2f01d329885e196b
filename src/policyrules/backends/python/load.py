"""How does a record's generated code come to run?

Trees are compiled under the name of the policy file they stand in, so that tracebacks, debuggers and
line profilers show the policy's own lines. The functions see their constants and one another, and
nothing else: no builtins.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from itertools import islice
from threading import Lock
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, Final, TypeVar

from policyrules.backends.python.answers import Worst, mask_of, rules_in
from policyrules.backends.python.from_core import ITEMS, Awaited, Generated, Translation
from policyrules.backends.python.lines import Lines, show_lines
from policyrules.backends.python.rules import BLANKS
from policyrules.backends.python.runtime import BLANK
from policyrules.backends.python.speaking import speaking
from policyrules.core.dates import NO_CALENDARS
from policyrules.core.decision.brief import Brief
from policyrules.core.history import NO_HISTORY, History
from policyrules.core.packed.many_rules import effects_of, ids_of
from policyrules.core.values import UNKNOWN, Unknown
from policyrules.syntax.collector import collector_resting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policyrules.backends.python.answers import Answer, Masks, Stretches
    from policyrules.backends.python.index.plan import Indexing
    from policyrules.core import ir
    from policyrules.core.dates import WorkingDay
    from policyrules.core.effect import Outcome
    from policyrules.core.parameters import ParameterValues
    from policyrules.diagnostics.source import Source

Day = date | Unknown | None
"""A day, or (UNKNOWN, None) that it is not known."""

_REMEMBERED: Final = 4096
"""So many pairs of masks keep their outcome; then they are forgotten together."""

T = TypeVar("T")

Asking = Callable[[tuple[Any, ...], Day, Day, "ParameterValues", History], Any]


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
        compile_: Callable[[], tuple[Asking, Translation]],
        rules: Sequence[ir.Rule],
        order: Mapping[ir.RuleId, int],
    ) -> None:
        self._compile: Callable[[], tuple[Asking, Translation]] | None = compile_
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

    def _set(self, answer: Asking, translation: Translation) -> None:
        numbers = translation.numbers
        effects = effects_of(self._rules)
        self._worst = self._of_answers = Worst(effects)
        self._numbers = numbers
        self.masks = answer
        self.outcome_known = self.outcomes.get
        self._alone = None
        if translation.has_groups:
            self._alone = translation.alone
            self._of_answers = Worst([effects[number] for number in numbers])
            self.masks = self._masks_of_answer
            self.outcome_known = self._of_answers.of
            self.outcomes, self.ids, self.briefs = KeepsNothing(), KeepsNothing(), KeepsNothing()
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


# --- from trees to functions ----------------------------------------------------------------


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

    def compiled() -> tuple[Asking, Translation]:
        translation = Translation(
            program,
            record,
            calendars,
            complete=complete,
            items_per_function=items_per_function,
            indexing=indexing,
        )
        return _compiled(translation)

    return CompiledRecord(compiled, program.rules.get(record, ()), program.order)


def _compiled(translation: Translation) -> tuple[Asking, Translation]:
    namespaces = _Namespaces()
    parts = [(namespaces.add(part), count) for part, count in translation.parts()]
    groups = _groups(translation, namespaces)
    for computation in translation.computations():
        namespaces.add(computation)
    blanks = (BLANK,) * translation.kept
    entry = translation.entry()
    answer: Any
    if entry is not None:
        answer = namespaces.add(entry)
    elif translation.has_groups:
        answer = _in_turn_and_groups(parts, groups, blanks)
    else:
        answer = _in_turn(parts, blanks)
    namespaces.share({**translation.constants, BLANKS: blanks})
    return answer, translation


def _groups(translation: Translation, namespaces: _Namespaces) -> list[Callable[..., Any]]:
    """Return the functions of groups; what is awaited is compiled, in its place, when it first need be asked."""
    groups: list[Callable[..., Any]] = []
    writing = Lock()
    for group in translation.groups():
        if isinstance(group, Awaited):
            groups.append(
                _awaited(group, len(groups), groups, partial(_written, translation, namespaces), writing)
            )
        else:
            groups.append(namespaces.add(group))
    return groups


def _awaited(
    group: Awaited,
    number: int,
    groups: list[Callable[..., Any]],
    compile_: Callable[[Awaited], Callable[..., Any]],
    writing: Lock,
) -> Callable[..., Any]:
    """Return what asks a group: single facts at first, and from when they let a record pass the compiled function."""
    refusals = group.refusals

    def ask(
        values: tuple[Any, ...], context: list[Any], marks: int, said: Stretches, unsaid: Stretches
    ) -> tuple[Stretches, Stretches]:
        for place, may_fit in refusals:
            if not may_fit(values[place]):
                return said, unsaid
        with writing:
            if groups[number] is ask:  # no other thread has compiled it meanwhile
                groups[number] = compile_(group)
        found: tuple[Stretches, Stretches] = groups[number](values, context, marks, said, unsaid)
        return found

    return ask


def _written(translation: Translation, namespaces: _Namespaces, group: Awaited) -> Callable[..., Any]:
    known = len(translation.constants)
    function, *_ = [namespaces.add(each) for each in group.write()]
    namespaces.share(dict(islice(translation.constants.items(), known, None)))
    return function


class _Namespaces:
    """The global names of generated functions: a set for each policy file, with the same in all."""

    def __init__(self) -> None:
        self._functions: dict[str, object] = {}
        self._by_source: dict[Source | None, dict[str, object]] = {}

    def add(self, generated: Generated) -> Callable[..., Any]:
        """Return a function compiled; others find it by its name once names are shared."""
        source = generated.source
        namespace = self._by_source.get(source)
        if namespace is None:
            namespace = self._by_source[source] = {"__name__": "policyrules.generated", "__builtins__": {}}
            if source is not None:
                namespace["__loader__"] = Lines(source)
                show_lines(source)
        function = self._functions[generated.name] = _function(generated, namespace)
        return function

    def share(self, constants: Mapping[str, object]) -> None:
        """Let all functions know the constants and one another."""
        for namespace in self._by_source.values():
            namespace.update(constants)
            namespace.update(self._functions)


def _function(generated: Generated, namespace: dict[str, object]) -> Callable[..., Any]:
    filename = "<policy>" if generated.source is None else generated.source.name
    module = compile(ast.Module([generated.tree], []), filename, "exec", dont_inherit=True)
    # the module's code would only make the function: its own code is made one without running it
    code = next(constant for constant in module.co_consts if isinstance(constant, CodeType))
    return FunctionType(code, namespace, generated.tree.name, (UNKNOWN, BLANK))


Parts = Sequence[tuple[Callable[..., tuple[int, int, int]], int]]


def _in_turn(parts: Parts, blanks: tuple[object, ...]) -> Asking:
    """Return the function that asks stretches of items one after the other."""

    def masks(
        values: tuple[Any, ...], governing: Day, on: Day, parameters: ParameterValues, history: History
    ) -> Masks:
        sure, possible, _ = _asked(parts, values, _context(governing, on, parameters, history, blanks))
        return sure, possible

    return masks


def _in_turn_and_groups(
    parts: Parts, groups: Sequence[Callable[..., Any]], blanks: tuple[object, ...]
) -> Asking:
    """Return the function that asks stretches of items, and then groups of one shape."""

    def answer(
        values: tuple[Any, ...], governing: Day, on: Day, parameters: ParameterValues, history: History
    ) -> Answer:
        context = _context(governing, on, parameters, history, blanks)
        sure, possible, marks = _asked(parts, values, context)
        said: Stretches = ()
        unsaid: Stretches = ()
        for group in groups:
            said, unsaid = group(values, context, marks, said, unsaid)
        return sure, possible, said, unsaid

    return answer


def _context(
    governing: Day, on: Day, parameters: ParameterValues, history: History, blanks: tuple[object, ...]
) -> list[Any]:
    today = UNKNOWN if on is None else on
    return [today, None if governing is UNKNOWN else governing, parameters, history, *blanks]


def _asked(parts: Parts, values: tuple[Any, ...], context: list[Any]) -> tuple[int, int, int]:
    """Return the masks of stretches of items, and what they tell those that ask of them."""
    sure = possible = marks = shift = 0
    for part, count in parts:
        surely, possibly, marks = part(values, context, marks)
        sure |= surely << shift
        possible |= possibly << shift
        shift += count
    return sure, possible, marks
