"""Classes of values behave as those that attrs makes."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from threading import Barrier
from typing import Any, ClassVar, cast

import attrs
import pytest

import policyrules.frozen as light
from policyrules.frozen import define, field, frozen


@pytest.fixture(scope="module", params=[24, 0], autouse=True, ids=["gone through", "written"])
def few(request: pytest.FixtureRequest) -> Iterator[None]:
    """Methods that are hardly called go through the fields; then all are written."""
    with pytest.MonkeyPatch.context() as changing:
        changing.setattr(light, "_FEW", request.param)
        yield


@frozen
class Point:
    """Has a default of each kind."""

    KINDS: ClassVar[int] = 2
    x: int
    y: int = 3
    seen: list[int] = field(factory=list, eq=False)
    place: str | None = field(default=None, repr=False, eq=False, kw_only=True)
    _own: str = field(default="", kw_only=True)

    @cached_property
    def sum(self) -> int:
        """Worked out once."""
        self.seen.append(1)
        return self.x + self.y


@attrs.frozen
class Attrs:
    """The same, made by attrs."""

    KINDS: ClassVar[int] = 2
    x: int
    y: int = 3
    seen: list[int] = attrs.field(factory=list, eq=False)
    place: str | None = attrs.field(default=None, repr=False, eq=False, kw_only=True)
    _own: str = attrs.field(default="", kw_only=True)


@frozen(order=True)
class Ordered:
    """Is compared by its fields in order."""

    a: int
    b: int


@frozen(eq=False)
class Same:
    """Is equal to itself alone."""

    a: int


@frozen
class Typed:
    """Has annotations that are not text."""

    __annotations__ = {"a": int, "KINDS": ClassVar[int]}  # as Python makes them without the future import


@define
class Changing:
    """Can be changed."""

    a: int
    b: list[int] = field(factory=list)
    c: int = field(default=5, init=False)


@frozen
class Around:
    """Can hold itself."""

    inner: list[Any]


def shown(made: object) -> str:
    return repr(made).split("(", 1)[1]


def test_made_shown_and_matched_as_attrs_does() -> None:
    cases: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
        ((1,), {}),
        ((1, 2), {}),
        ((1,), {"y": 4, "place": "here", "own": "o"}),
    ]
    for given, named in cases:
        ours, theirs = Point(*given, **named), Attrs(*given, **named)
        assert shown(ours) == shown(theirs)
        assert attrs.asdict(ours) == attrs.asdict(theirs)
    assert Point.__match_args__ == Attrs.__match_args__ == ("x", "y", "seen")
    assert [each.name for each in attrs.fields(Point)] == [each.name for each in attrs.fields(Attrs)]
    assert light.names_of(Point) == light.names_of(Attrs) == ("x", "y", "seen", "place", "_own")
    assert light.names_of(int) is None
    assert Point.KINDS == 2
    assert Point.__doc__ == "Has a default of each kind."


@pytest.mark.parametrize("kind", [Point, Attrs])
@pytest.mark.parametrize(
    ("given", "named"), [((), {}), ((1, 2, [], "here"), {}), ((1,), {"x": 2}), ((1,), {"_own": ""})]
)
def test_what_cannot_be_made(kind: Any, given: tuple[Any, ...], named: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        kind(*given, **named)


def test_each_gets_a_list_of_its_own() -> None:
    assert Point(1).seen is not Point(1).seen


def test_equal_by_what_counts_and_of_one_class() -> None:
    assert Point(1, 2, [3], place="here") == Point(1, 2, [], place="there")
    assert hash(Point(1, 2, [3])) == hash(Point(1, 2, []))
    assert Point(1) != Point(2)
    assert Point(1) != Point(1, own="other")
    others: tuple[object, ...] = (Attrs(1, 3), "Point", None)
    assert all(Point(1, 3) != other for other in others)
    assert Same(1) != Same(1)
    assert len({Same(1), Same(1)}) == 2


def test_in_order() -> None:
    assert sorted([Ordered(2, 1), Ordered(1, 2), Ordered(1, 1)]) == [
        Ordered(1, 1),
        Ordered(1, 2),
        Ordered(2, 1),
    ]
    assert Ordered(1, 1) <= Ordered(1, 1) < Ordered(1, 2) > Ordered(1, 1) >= Ordered(1, 1)
    with pytest.raises(TypeError):
        assert Ordered(1, 1) < (2, 2)  # type: ignore[operator]  # that is the point


def test_frozen_is_frozen() -> None:
    point = Point(1)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        point.x = 2  # type: ignore[misc]  # that is the point
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        del point.x
    with pytest.raises(AttributeError):
        Same(1).more = 2  # type: ignore[attr-defined]  # as above


def test_what_is_defined_can_be_changed() -> None:
    made = Changing(1)
    made.a = 2
    assert made == light.evolve(Changing(1), a=2)
    assert made.c == 5
    with pytest.raises(TypeError):
        hash(made)
    with pytest.raises(TypeError):
        Changing(1, c=3)  # type: ignore[call-arg]  # as above


@pytest.mark.parametrize("kind", [Point, Attrs])
@pytest.mark.parametrize("evolve", [light.evolve, attrs.evolve])
def test_evolved(kind: Any, evolve: Any) -> None:
    before = kind(1, place="here", own="o")
    after = evolve(before, y=7)
    assert (after.x, after.y, after.place, after._own) == (1, 7, "here", "o")
    assert after.seen is before.seen


def test_kept_copied_and_sent_elsewhere() -> None:
    point = Point(1, 2, place="here")
    assert point.sum == point.sum == 3
    assert point.seen == [1]
    for other in (copy.copy(point), copy.deepcopy(point), pickle.loads(pickle.dumps(point))):
        assert other == point
        assert other.place == "here"
    changed = copy.copy(Changing(1))
    assert changed == Changing(1)


def _several(given: Iterable[int]) -> tuple[int, ...]:
    return tuple(given)


def test_what_is_given_is_converted_and_a_default_may_rest_on_the_rest() -> None:
    @frozen
    class Converted:
        a: tuple[int, ...] = field(converter=_several)
        b: int = field(kw_only=True)

        @b.default
        def _count(self) -> int:
            return len(self.a)

    assert Converted([1, 2]) == Converted((1, 2), b=2)
    assert Converted([1, 2], b=5).b == 5
    assert light.evolve(Converted([1]), a=[3, 4]) == Converted([3, 4], b=1)
    assert repr(attrs.fields(Converted)[0].default) == repr(attrs.NOTHING)


def test_annotations_may_be_types() -> None:
    assert light.names_of(Typed) == ("a",)


def test_what_holds_itself_is_shown() -> None:
    inner: list[Any] = []
    around = Around(inner)
    inner.append(around)
    assert repr(around) == "Around(inner=[...])"


def test_one_s_own_methods_stay() -> None:
    @frozen
    class Own:
        a: int

        def __repr__(self) -> str:
            return "own"

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 7

    assert repr(Own(1)) == "own"
    assert Own(1) == Own(2)
    assert hash(Own(1)) == 7


def test_a_hash_is_kept_where_asked_and_left_out_of_what_is_carried_over() -> None:
    asked: list[int] = []

    class Counted:
        def __hash__(self) -> int:
            asked.append(1)
            return 7

    @frozen(cache_hash=True)
    class Kept:
        what: Counted

    kept = Kept(Counted())
    assert hash(kept) == hash(kept)
    assert asked == [1]
    assert [*cast("dict[str, object]", kept.__getstate__())] == ["what"]


def test_many_threads_make_the_first_instance() -> None:
    for _ in range(30):

        @frozen
        class First:
            number: int

        begin = Barrier(4)

        def make(number: int, begin: Barrier = begin, kind: type[First] = First) -> bool:
            begin.wait()
            one = kind(number)
            return one == kind(number) and hash(one) == hash(kind(number))

        with ThreadPoolExecutor(4) as pool:
            assert all(pool.map(make, range(4)))


def test_gone_through_or_written_it_is_the_same() -> None:
    @frozen
    class Made:
        a: int
        b: list[int] = field(factory=list, eq=False)
        c: str = field(default="c", kw_only=True)

    made = [Made(1, c="d") for _ in range(light._FEW + 3)]
    assert Made.__init__ is not light._first_init, "it is written by now"
    assert len({id(each.b) for each in made}) == len(made)
    assert all(each == made[-1] for each in made)
    assert Made.__eq__ is not light._first_eq
    assert {hash(each) for each in made} == {hash(made[0])}
    assert Made.__hash__ is not light._first_hash
    assert hash(made[0]) == hash(made[-1])
