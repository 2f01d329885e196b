"""How do trees become functions that run?

Trees are compiled under the name of the policy file they stand in, so that tracebacks, debuggers and
line profilers show the policy's own lines. The functions see their constants and one another, and
nothing else: no builtins.
"""

from __future__ import annotations

import ast
from itertools import islice
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

from policyrules.backends.python.asking import awaited, in_turn, in_turn_and_groups
from policyrules.backends.python.from_core import Awaited, Generated, Translation
from policyrules.backends.python.lines import Lines, show_lines
from policyrules.backends.python.load import Numbering
from policyrules.backends.python.rules import BLANKS
from policyrules.backends.python.runtime import BLANK
from policyrules.core.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from policyrules.backends.python.asking import Asking
    from policyrules.backends.python.index.plan import Indexing
    from policyrules.core import ir
    from policyrules.core.dates import WorkingDay
    from policyrules.core.packed.alike import FactTest
    from policyrules.diagnostics.source import Source


class Compiling:
    """Compiles the functions of one record: all there must be at once, and those that are awaited later, one by one."""

    def __init__(
        self,
        program: ir.Program,
        record: str,
        calendars: Mapping[str, WorkingDay],
        *,
        complete: bool,
        items_per_function: int,
        indexing: Indexing,
    ) -> None:
        self._translation = Translation(
            program,
            record,
            calendars,
            complete=complete,
            items_per_function=items_per_function,
            indexing=indexing,
        )
        self._namespaces = _Namespaces()

    def all(self) -> tuple[Asking, Numbering]:
        """Return what asks the record, once all is compiled that is not awaited."""
        translation, namespaces = self._translation, self._namespaces
        parts = [(namespaces.add(part), count) for part, count in translation.parts()]
        tests: dict[int, Sequence[FactTest]] = {}
        made: dict[int, Callable[..., Any]] = {}
        for number, group in enumerate(translation.groups()):
            if isinstance(group, Awaited):
                tests[number] = group.tests
            else:
                made[number] = namespaces.add(group)
        for computation in translation.computations():
            namespaces.add(computation)
        blanks = (BLANK,) * translation.kept
        entry = translation.entry()
        answer: Any
        if entry is not None:
            answer = namespaces.add(entry)
        elif translation.has_groups:
            answer = in_turn_and_groups(parts, awaited(tests, self.awaited, made), blanks)
        else:
            answer = in_turn(parts, blanks)
        namespaces.share({**translation.constants, BLANKS: blanks})
        return answer, Numbering(translation.alone, translation.numbers, translation.has_groups)

    def awaited(self, number: int) -> Callable[..., Any]:
        """Return the function of a group that was awaited."""
        known = len(self._translation.constants)
        function, *_ = [self._namespaces.add(each) for each in self._translation.awaited(number)]
        self._namespaces.share(dict(islice(self._translation.constants.items(), known, None)))
        return function


class _Namespaces:
    """The global names of generated functions: a set for each policy file, with the same in all."""

    def __init__(self) -> None:
        self._functions: dict[str, object] = {}
        self._by_source: dict[Source | None, dict[str, object]] = {}
        self._shared: dict[str, object] = {}

    def add(self, generated: Generated) -> Callable[..., Any]:
        """Return a function compiled; others find it by its name once names are shared."""
        source = generated.source
        namespace = self._by_source.get(source)
        if namespace is None:
            own = {"__name__": "policyrules.generated", "__builtins__": {}}
            namespace = self._by_source[source] = {**self._shared, **own}
            if source is not None:
                namespace["__loader__"] = Lines(source)
                show_lines(source)
        function = self._functions[generated.name] = _function(generated, namespace)
        return function

    def share(self, constants: Mapping[str, object]) -> None:
        """Let all functions know the constants and one another."""
        self._shared |= constants
        for namespace in self._by_source.values():
            namespace.update(constants)
            namespace.update(self._functions)


def _function(generated: Generated, namespace: dict[str, object]) -> Callable[..., Any]:
    filename = "<policy>" if generated.source is None else generated.source.name
    module = compile(ast.Module([generated.tree], []), filename, "exec", dont_inherit=True)
    # the module's code would only make the function: its own code is made one without running it
    code = next(constant for constant in module.co_consts if isinstance(constant, CodeType))
    return FunctionType(code, namespace, generated.tree.name, (UNKNOWN, BLANK))
