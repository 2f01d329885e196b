"""In which order are the functions of a record asked, and which before they are made?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, Any

from policyrules.backends.python.index.fact_tests import may_fit
from policyrules.core.history import History
from policyrules.core.values import UNKNOWN, Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from policyrules.backends.python.answers import Answer, Masks, Places, Stretches
    from policyrules.core.packed.alike import FactTest
    from policyrules.core.parameters import ParameterValues

Day = date | Unknown | None
"""A day, or (UNKNOWN, None) that it is not known."""
Asking = Callable[[tuple[Any, ...], Day, Day, "ParameterValues", History], Any]
"""What gives the answer to the facts of a record, in the order of its fields, from the date whose law applies, the
decision's day, parameters and ledgers."""
Parts = Sequence[tuple[Callable[..., tuple[int, int, int]], int]]


def in_turn(parts: Parts, blanks: tuple[object, ...]) -> Asking:
    """Return the function that asks stretches of items one after the other."""

    def masks(
        values: tuple[Any, ...], governing: Day, on: Day, parameters: ParameterValues, history: History
    ) -> Masks:
        sure, possible, _ = _asked(parts, values, _context(governing, on, parameters, history, blanks))
        return sure, possible

    return masks


def in_turn_and_groups(
    parts: Parts, groups: Sequence[Callable[..., Any]], blanks: tuple[object, ...]
) -> Asking:
    """Return the function that asks stretches of items, and then groups of one shape."""

    def answer(
        values: tuple[Any, ...], governing: Day, on: Day, parameters: ParameterValues, history: History
    ) -> Answer:
        context = _context(governing, on, parameters, history, blanks)
        sure, possible, marks = _asked(parts, values, context)
        said: Stretches = ()
        beside: Places = ()
        unsaid: Stretches = ()
        for group in groups:
            said, beside, unsaid = group(values, context, marks, said, beside, unsaid)
        return sure, possible, said, beside, unsaid

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


# --- groups whose functions are not made yet ----------------------------------------------------


def awaited(
    tests: Mapping[int, Sequence[FactTest]],
    compile_: Callable[[int], Callable[..., Any]],
    made: Mapping[int, Callable[..., Any]] | None = None,
) -> list[Callable[..., Any]]:
    """Return what asks groups: some by functions that are `made`, the others by tests of single facts at first.

    From when these let a record pass, by the function that is then compiled, one at a time.
    """
    groups: list[Callable[..., Any]] = []
    writing = Lock()
    for number in range(len(tests) + len(made or ())):
        if made is not None and number in made:
            groups.append(made[number])
        else:
            groups.append(_awaited(tests[number], number, groups, compile_, writing))
    return groups


def _awaited(
    tests: Sequence[FactTest],
    number: int,
    groups: list[Callable[..., Any]],
    compile_: Callable[[int], Callable[..., Any]],
    writing: Lock,
) -> Callable[..., Any]:
    passed = [(test.place, may_fit(test)) for test in tests]

    def ask(
        values: tuple[Any, ...], context: list[Any], marks: int, *found: Any
    ) -> tuple[Stretches, Places, Stretches]:
        for place, may_speak in passed:
            if not may_speak(values[place]):
                return found
        with writing:
            if groups[number] is ask:  # no other thread has compiled it meanwhile
                groups[number] = compile_(number)
        more: tuple[Stretches, Places, Stretches] = groups[number](values, context, marks, *found)
        return more

    return ask
