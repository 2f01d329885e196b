"""How are all functions of a record compiled: at once, or those that are awaited when they are needed?"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from policyrules.backends.python.asking import awaited, in_turn, in_turn_and_groups
from policyrules.backends.python.blank import BLANK
from policyrules.backends.python.deciding import Deciding
from policyrules.backends.python.from_core import Awaited, Translation
from policyrules.backends.python.generated import Namespaces
from policyrules.backends.python.load import Numbering
from policyrules.backends.python.rules import BLANKS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from policyrules.backends.python.asking import Asking
    from policyrules.backends.python.deciding import How
    from policyrules.backends.python.index.planned import Planned
    from policyrules.backends.python.reading import Reading
    from policyrules.core import ir
    from policyrules.core.dates import WorkingDay
    from policyrules.core.packed.alike import FactTest
    from policyrules.semantics.schema import RecordSchema


class Compiling:
    """Compiles the functions of one record: all there must be at once, and those that are awaited later, one by one."""

    def __init__(
        self,
        program: ir.Program,
        record: str,
        calendars: Mapping[str, WorkingDay],
        *,
        complete: bool,
        keeps_looks: bool = False,
        items_per_function: int,
        planned: Planned,
        counts_are_seen: bool = False,
    ) -> None:
        """With `counts_are_seen` the function that asks all rules is one that has asked a database for all counts."""
        self._translation = Translation(
            program,
            record,
            calendars,
            complete=complete,
            keeps_looks=keeps_looks,
            items_per_function=items_per_function,
            planned=planned,
            counts_are_seen=counts_are_seen,
        )
        self._namespaces = Namespaces()

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
        return answer, self.numbering

    @property
    def numbering(self) -> Numbering:
        """How the functions number rules."""
        it = self._translation
        return Numbering(it.alone, it.numbers, has_groups=it.has_groups, is_whole=it.is_whole)

    def deciding(
        self, schema: RecordSchema, reading: Reading, names: Mapping[str, object], how: How
    ) -> Callable[..., Any]:
        """Return the function that decides so in one piece, where all rules fit it.

        `names` are its global names of what is asked beside the rules.
        """
        translation = self._translation
        for computation in translation.computations():
            self._namespaces.add(computation)
        whole = translation.whole()
        assert whole is not None, "all rules fit one function"
        deciding = Deciding(schema, reading, whole, complete=translation.complete)
        function = deciding.compiled(self._namespaces, how)
        # last, since more constants are held while the function is written
        blanks = (BLANK,) * translation.kept
        self._namespaces.share({**translation.constants, **names, BLANKS: blanks})
        return function

    def awaited(self, number: int) -> Callable[..., Any]:
        """Return the function of a group that was awaited."""
        known = len(self._translation.constants)
        function, *_ = [self._namespaces.add(each) for each in self._translation.awaited(number)]
        self._namespaces.share(dict(islice(self._translation.constants.items(), known, None)))
        return function
