"""How is a part of something worked out when it is first read, and only then?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import RLock

T = TypeVar("T")


class Working(Protocol):
    """What has parts to work out; the lock lets one thread work at a time."""

    @property
    def working(self) -> RLock:
        """The lock."""
        ...


class once(Generic[T]):  # noqa: N801  # a decorator, as `property` is
    """A property that is worked out when it is first read, by one thread, and kept."""

    def __init__(self, work: Callable[[Any], T]) -> None:
        self._work = work
        self.__doc__ = work.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, whole: Working, owner: type | None = None) -> T:
        kept: dict[str, T] = whole.__dict__
        with whole.working:
            if self._name not in kept:
                kept[self._name] = self._work(whole)
        return kept[self._name]
