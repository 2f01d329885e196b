"""How were the policies of a set written, for who asks after the decisions are made?

Deciding needs no syntax tree. A set that was loaded keeps the texts of its files, and reads them again when somebody
asks for their trees (to test, print or explain them); what was read then stays.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from policyrules.diagnostics.source import Source
    from policyrules.plugins.manager import Plugins
    from policyrules.semantics.checked import Checked


class Written:
    """The files of a policy set, which are free of errors, and what they mean to the checker. Safe to share.

    `supplied` are the names of the parameters that were given a value when they were checked.
    """

    __slots__ = ("_checked", "_plugins", "_reading", "_supplied", "sources")

    def __init__(
        self,
        sources: tuple[Source, ...],
        plugins: Plugins,
        supplied: Collection[str],
        checked: Checked | None = None,
    ) -> None:
        self.sources = sources
        self._plugins = plugins
        self._supplied = frozenset(supplied)
        self._checked = checked
        self._reading = Lock()

    def checked(self) -> Checked:
        """Return the set as the checker knows it."""
        with self._reading:
            if self._checked is None:
                self._checked = self._again()
            return self._checked

    def forgotten(self) -> Written:
        """Return the same without the trees, which are made again if anybody asks."""
        return Written(self.sources, self._plugins, self._supplied)

    def _again(self) -> Checked:
        from policyrules.semantics.check import check  # noqa: PLC0415  # who only decides never needs it
        from policyrules.syntax.parse import parse_file  # noqa: PLC0415  # as above

        parsed = [parse_file(source) for source in self.sources]
        checked, _ = check(
            [file for file, _ in parsed],
            self._plugins.functions,
            found=[each for _, said in parsed for each in said],
            supplied=self._supplied,
            calendars=self._plugins.calendars,
        )
        return checked
