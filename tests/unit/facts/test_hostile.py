"""Facts made to do harm: a problem, or a slow but sure reading; never anything else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from tests.everything import EVERYTHING
from tests.patience import PATIENCE
from tests.unit.facts.schemas import GIVEN, RECORDS, given

from policyrules.core.facts import Facts, read_facts
from policyrules.core.facts import thorough as fact_reading
from policyrules.errors import FactError

pytestmark = pytest.mark.no_cover  # long work on lines that other tests cover


def read(value: Any, *, record: str = "Inspection", partial: bool = False) -> Facts:
    return read_facts(RECORDS, record, value, partial=partial)


def codes(value: Any, *, record: str = "Inspection") -> list[str]:
    with pytest.raises(FactError) as caught:
        read(value, record=record)
    assert len(str(caught.value)) < 100_000
    assert len(caught.value.in_("zh")) < 100_000
    return [problem.code for problem in caught.value.problems]


def within(seconds: float, ask: Callable[[], Any]) -> Any:
    begin = time.process_time()
    answer = ask()
    assert time.process_time() - begin < seconds * PATIENCE
    return answer


MEGA = 10_000_000 if EVERYTHING else 2_000_000


@pytest.mark.parametrize(
    "text",
    ["a" * MEGA, "县" * MEGA, "e\u0301" * (MEGA // 2), "\u1e0b\u0323" * (MEGA // 2), "\U0001f600" * MEGA],
    ids=["ascii", "han", "decomposed", "reordered", "astral"],
)
def test_millions_of_characters_are_read(text: str) -> None:
    facts = within(8, lambda: read(given(id=text)))
    assert len(facts["id"]) >= MEGA // 2


def test_millions_of_combining_marks_are_refused_at_once() -> None:
    text = "a" + "\u0301\u0316" * (MEGA // 2)
    assert within(4, lambda: codes(given(id=text))) == ["unreadable-text"]


@pytest.mark.parametrize(
    "field", ["people", "cost", "filed", "start", "at", "length", "span", "tier", "lead"]
)
def test_megabytes_where_something_short_belongs(field: str) -> None:
    assert within(4, lambda: codes(given(**{field: "1" * MEGA})))
    assert within(4, lambda: codes(given(**{field: "1\ud800" * (MEGA // 2)})))


def test_a_million_entries_are_read() -> None:
    assert len(within(4, lambda: read(given(targets=["甲县"] * 1_000_000)))["targets"]) == 1_000_000
    assert len(within(4, lambda: read(given(tiers=["县"] * 1_000_000)))["tiers"]) == 1_000_000


def test_a_great_many_wrong_entries_are_counted() -> None:
    assert len(within(10, lambda: codes(given(targets=[["x"]] * (MEGA // 10))))) == 1000


def test_more_values_than_a_record_may_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes(given(tasks=[None] * 2_000_001)) == ["too-much"]
    monkeypatch.setattr(fact_reading, "VALUES", 20_000)
    inner: dict[str, Any] = {"name": "x", "children": []}
    for _ in range(28):
        inner = {"name": "x", "children": [inner] * 4}
    assert codes(inner, record="Node")[-1] == "too-much"


def test_a_million_names() -> None:
    assert within(4, lambda: codes({f"n{i}": i for i in range(1_000_000)})) == ["too-much"]
    assert len(within(4, lambda: codes({f"n{i}": i for i in range(50_000)}))) == 1000


def test_endless_names() -> None:
    class Endless(Mapping[str, int]):
        def __iter__(self) -> Iterator[str]:
            count = 0
            while True:
                yield f"n{count}"
                count += 1

        def __getitem__(self, name: str) -> int:
            return 1

        def __len__(self) -> int:
            return 5

    assert codes(Endless()) == ["too-much"]


def test_names_of_ten_megabytes() -> None:
    assert within(2, lambda: codes({**GIVEN, "县" * MEGA: 1})) == ["unknown-name"]
    assert within(2, lambda: codes({**GIVEN, "a" + "\u0301\u0316" * (MEGA // 2): 1})) == ["unknown-name"]
    assert codes({**GIVEN, "\ud800": 1}) == ["unknown-name"]


def test_what_stands_inside_itself() -> None:
    node: dict[str, Any] = {"name": "a", "children": []}
    node["children"].append(node)
    assert codes(node, record="Node") == ["contains-itself"]
    around: dict[str, Any] = {"name": "a"}
    around["parent"] = {"name": "b", "parent": around}
    assert codes(around, record="Node") == ["contains-itself"]
    tasks: list[Any] = []
    tasks.append(tasks)
    assert codes(given(tasks=tasks)) == ["wrong-kind"]
    assert codes(given(targets=tasks)) == ["wrong-kind"]


def test_the_same_object_twice_is_no_cycle() -> None:
    leaf = {"name": "leaf"}
    assert len(read({"name": "a", "children": [leaf, leaf], "parent": leaf}, record="Node")["children"]) == 2


def test_deep_nesting() -> None:
    node: dict[str, Any] = {"name": "a"}
    for _ in range(100_000):
        node = {"name": "a", "parent": node}
    assert codes(node, record="Node") == ["too-deep"]
    while "parent" in node:  # an own end, so that freeing it is not deep either
        node = node["parent"]


def test_objects_that_fight_back() -> None:
    class Fights:
        @property  # type: ignore[misc]  # that is what it is here for
        def __class__(self) -> type:
            raise RuntimeError("no")

        def __getattr__(self, name: str) -> Any:
            raise RuntimeError("no")

        def __eq__(self, other: object) -> bool:
            raise RuntimeError("no")

        def __hash__(self) -> int:
            raise RuntimeError("no")

        def __str__(self) -> str:
            raise RuntimeError("no")

        __repr__ = __str__

    fights = Fights()
    assert codes(fights) == ["wrong-kind"]
    for field in GIVEN:
        assert len(codes(given(**{field: fights}))) == 1
    assert codes(given(targets=[fights], tasks=[fights], lead=fights, span=fights)) == ["wrong-kind"] * 4


def test_attributes_that_raise() -> None:
    class Broken(Mapping[str, Any]):
        def __iter__(self) -> Iterator[str]:
            return iter(GIVEN)

        def __len__(self) -> int:
            return len(GIVEN)

        def __getitem__(self, name: str) -> Any:
            raise OSError("the disk is gone")

    with pytest.raises(FactError, match="reading it failed with `OSError`"):
        read(Broken())


def test_indexes_that_lie() -> None:
    class Liar:
        def __index__(self) -> Any:
            return "five"  # noqa: PLE0305  # that is the lie

    class Raises:
        def __index__(self) -> int:
            raise ValueError("no")

    assert codes(given(people=Liar())) == ["wrong-kind"]
    assert codes(given(people=Raises())) == ["cannot-be-read"]
    assert codes(given(cost=Raises())) == ["cannot-be-read"]


def test_a_caller_may_stop_it() -> None:
    class Stops:
        def __index__(self) -> int:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read(given(people=Stops()))


def test_a_zone_that_raises() -> None:
    from datetime import datetime, timedelta, tzinfo

    class Nowhere(tzinfo):
        def utcoffset(self, _moment: datetime | None) -> timedelta:
            raise RuntimeError("nowhere")

        dst = utcoffset

        def tzname(self, _moment: datetime | None) -> str:
            raise RuntimeError("nowhere")

    assert codes(given(at=datetime(2026, 3, 2, tzinfo=Nowhere()))) == ["cannot-be-read"]
