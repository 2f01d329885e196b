"""How are records read and decided of which not all is known? By code that is made once there is one."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from policyrules.backends.python.answers import Answer


class Partly:
    """What reads and decides records of which not all is known; made once there is one."""

    def __init__(
        self,
        reading: Callable[[], Callable[[Any], tuple[Any, ...]]],
        deciding: Callable[[], Callable[..., Answer]],
    ) -> None:
        self._reading = reading
        self._deciding = deciding

    @cached_property
    def read(self) -> Callable[[Any], tuple[Any, ...]]:
        """Reads facts of which some may be left out."""
        return self._reading()

    @cached_property
    def ask(self) -> Callable[..., Answer]:
        """Decides facts of which any may be unknown."""
        return self._deciding()
