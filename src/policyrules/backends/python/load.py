"""How does a record's generated code come to run?

Trees are compiled under the name of the policy file they stand in, so that tracebacks, debuggers and
line profilers show the policy's own lines. The functions see their constants and one another, and
nothing else: no builtins.
"""

from __future__ import annotations

import ast
from datetime import date
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, Final

from policyrules.backends.python.from_core import ITEMS, Generated, Translation
from policyrules.backends.python.lines import Lines, show_lines
from policyrules.backends.python.rules import BLANKS
from policyrules.backends.python.runtime import BLANK
from policyrules.core.effect import Effect, Outcome
from policyrules.core.evaluate import NO_CALENDARS
from policyrules.core.history import NO_HISTORY, History
from policyrules.core.values import UNKNOWN, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from policyrules.core import ir
    from policyrules.core.dates import WorkingDay
    from policyrules.core.parameters import ParameterValues
    from policyrules.diagnostics.source import Source

Masks = tuple[int, int]
Day = date | Unknown | None
"""A day, or (UNKNOWN, None) that it is not known."""

_REMEMBERED: Final = 4096
"""So many pairs of masks keep their outcome; then they are forgotten together."""


_RETURN, _WARN = Effect.RETURN.rank, Effect.WARN.rank


class CompiledRecord:
    """The compiled items of one record. Safe to share between threads.

    `compiled(values, governing, on, parameters, history)` takes the facts in the order of the record's fields,
    the date whose law applies, the decision's day and the ledgers, and returns two masks over
    `program.rules[record]`, the first item being the lowest bit: the items that surely say something
    (broken or matched, and not set aside), and those that possibly do. `masks` is the bare function.
    """

    __slots__ = ("_effects", "_outcomes", "_unknown", "_unsettled", "masks")

    masks: Callable[[tuple[Any, ...], Day, Day, ParameterValues, History], Masks]

    def __init__(
        self,
        masks: Callable[[tuple[Any, ...], Day, Day, ParameterValues, History], Masks],
        rules: Sequence[ir.Rule],
    ) -> None:
        self.masks = masks
        ranks = [Effect(rule.effect).rank for rule in rules]
        kept = {"block": _RETURN, "warn": _WARN}
        self._effects = _by_rank(enumerate(ranks))
        """From the worst effect down: its rank, and the items that have it."""
        self._unknown = _by_rank(
            (number, kept[rule.if_unknown]) for number, rule in enumerate(rules) if rule.if_unknown in kept
        )
        """The same of the items that have another effect for want of facts (`if unknown block`, `warn`)."""
        self._unsettled = _by_rank(
            (number, ranks[number]) for number, rule in enumerate(rules) if rule.if_unknown == "undetermined"
        )
        """The same of the items that leave the outcome open for want of facts."""
        self._outcomes: dict[Masks, Outcome] = {}

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
        masks = self.masks(values, governing, on, parameters, history)
        return self._outcomes.get(masks) or self.outcome_of(*masks)

    def outcome_of(self, sure: int, possible: int) -> Outcome:
        """Return what two masks come to: the worst certain effect, unless a possible one is worse."""
        unsure = possible & ~sure
        low = max(_worst(self._effects, sure), _worst(self._unknown, unsure))
        high = _worst(self._unsettled, unsure)
        outcome = _OUTCOMES[low] if high <= low else Outcome.UNDETERMINED
        if len(self._outcomes) >= _REMEMBERED:
            self._outcomes.clear()
        self._outcomes[sure, possible] = outcome
        return outcome


_OUTCOMES: Final = tuple(Outcome(effect.value) for effect in Effect)


def _by_rank(ranked: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return, from the worst rank down to the last that matters, the mask of the items that have it."""
    masks = [0] * len(Effect)
    for number, rank in ranked:
        masks[rank] |= 1 << number
    return tuple((rank, masks[rank]) for rank in range(len(masks) - 1, 0, -1) if masks[rank])


def _worst(masks: tuple[tuple[int, int], ...], items: int) -> int:
    for rank, mask in masks:
        if mask & items:
            return rank
    return 0


# --- from trees to functions ----------------------------------------------------------------


def compile_record(
    program: ir.Program,
    record: str,
    *,
    calendars: Mapping[str, WorkingDay] = NO_CALENDARS,
    items_per_function: int = ITEMS,
) -> CompiledRecord:
    """Return the compiled items of a record (by its first name).

    `calendars` say of each working-day calendar's name whether a day is one. With one item per
    function a profiler tells items apart, at the cost of a call for each.
    """
    translation = Translation(program, record, calendars, items_per_function=items_per_function)
    namespaces = _Namespaces()
    parts = [(namespaces.add(part), count) for part, count in translation.parts()]
    for computation in translation.computations():
        namespaces.add(computation)
    blanks = (BLANK,) * translation.kept
    entry = translation.entry()
    masks: Any = _in_turn(parts, blanks) if entry is None else namespaces.add(entry)
    namespaces.share({**translation.constants, BLANKS: blanks})
    return CompiledRecord(masks, program.rules.get(record, ()))


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


def _in_turn(
    parts: Sequence[tuple[Callable[..., tuple[int, int, int]], int]], blanks: tuple[object, ...]
) -> Callable[[tuple[Any, ...], Day, Day, ParameterValues, History], Masks]:
    """Return the function that asks stretches of items one after the other."""

    def masks(
        values: tuple[Any, ...], governing: Day, on: Day, parameters: ParameterValues, history: History
    ) -> Masks:
        context = [
            UNKNOWN if on is None else on,
            None if governing is UNKNOWN else governing,
            parameters,
            history,
            *blanks,
        ]
        sure = possible = marks = shift = 0
        for part, count in parts:
            surely, possibly, marks = part(values, context, marks)
            sure |= surely << shift
            possible |= possibly << shift
            shift += count
        return sure, possible

    return masks
