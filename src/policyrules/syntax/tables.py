"""What can the parser take next?

LALR tables merge lookaheads, so a state often lists terminals that it could not shift after all.
These functions walk the reductions on a copy of the stack and so answer exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lark.parsers.lalr_analysis import Shift

States = Mapping[int, Mapping[str, tuple[Any, Any]]]
"""State → symbol → (shift, next state) or (reduce, rule)."""


def shift_depth(states: States, stack: Sequence[int], terminal: str) -> int:
    """Return how much of the stack is left when the terminal is shifted; -1 if it cannot be."""
    kept = len(stack)
    pushed: list[int] = []
    state = stack[-1]
    while True:
        found = states[state].get(terminal)
        if found is None:
            return -1
        action, argument = found
        if action is Shift:
            return kept
        size = len(argument.expansion)
        if size <= len(pushed):
            if size:
                del pushed[-size:]
        else:
            kept -= size - len(pushed)
            pushed.clear()
        state = states[pushed[-1] if pushed else stack[kept - 1]][argument.origin.name][1]
        pushed.append(state)


def can_end(states: States, stack: Sequence[int], end_state: int) -> bool:
    """Tell whether the text may end here."""
    kept = list(stack)
    while True:
        found = states[kept[-1]].get("$END")
        if found is None or found[0] is Shift:
            return False
        rule = found[1]
        if rule.expansion:
            del kept[-len(rule.expansion) :]
        state = states[kept[-1]][rule.origin.name][1]
        kept.append(state)
        if state == end_state:
            return True


def stuck_state(states: States, stack: Sequence[int], terminal: str) -> int:
    """Return the state in which the table has no more action for a terminal that cannot be shifted."""
    kept = list(stack)
    while True:
        found = states[kept[-1]].get(terminal)
        if found is None or found[0] is Shift:
            return kept[-1]
        rule = found[1]
        if rule.expansion:
            del kept[-len(rule.expansion) :]
        kept.append(states[kept[-1]][rule.origin.name][1])
