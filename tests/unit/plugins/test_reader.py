"""A reader's facts go into the fields a record has for them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.unit.plugins.records import KIND, field, record

from policyrules.plugins.faults import ReaderError
from policyrules.plugins.readers.reader import Reader
from policyrules.plugins.readers.word_facts import ALIASES, WORD
from policyrules.semantics.types import (
    BooleanType,
    DateType,
    EnumType,
    IntegerType,
    ListType,
    NumberType,
    OptionalType,
    RecordType,
    TextType,
    Type,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


def reader(facts: Any, **options: Any) -> Reader:
    def read(_: Path) -> Any:
        if isinstance(facts, BaseException):
            raise facts
        return facts

    return Reader("plain", (".txt",), read, plugin="office", **options)


def fitted(value: Any, type_: Type) -> Any:
    found = reader({}).fit({"fact": value}, record("R", None, field("fact", "事实", type_)))
    return found.get("fact", "left out")


@pytest.mark.parametrize(
    ("value", "type_", "given"),
    [
        ("文", TextType(), "文"),
        ("通知", KIND, "通知"),
        ("通知", OptionalType(KIND), "通知"),
        (date(2026, 3, 2), DateType(), date(2026, 3, 2)),
        (date(2026, 3, 2), TextType(), "2026-03-02"),
        (date(2026, 3, 2), EnumType("E", (), ()), "left out"),
        (datetime(2026, 3, 2, tzinfo=UTC), DateType(), "left out"),
        (7, IntegerType(), 7),
        (7, NumberType(), 7),
        (Decimal("1.5"), NumberType(), Decimal("1.5")),
        (Decimal("1.5"), IntegerType(), "left out"),
        (True, IntegerType(), "left out"),
        (True, BooleanType(), True),
        (1, BooleanType(), "left out"),
        (["a"], ListType(TextType()), ["a"]),
        (("a",), ListType(TextType()), ["a"]),
        (["a"], TextType(), "left out"),
        ("a", ListType(TextType()), "left out"),
        (3, TextType(), "left out"),
        ({"a": 1}, RecordType("Task"), {"a": 1}),
        (None, OptionalType(TextType()), None),
        (None, TextType(), "left out"),
    ],
)
def test_a_fact_goes_only_where_it_fits(value: Any, type_: Type, given: Any) -> None:
    assert fitted(value, type_) == given


def test_any_spelling_finds_the_field() -> None:
    schema = record(
        "R",
        None,
        field("subject", "标题", TextType()),
        field("doc_no", None, TextType()),
        field("other", None, TextType()),
    )
    assert WORD.fit({"title": "甲", "number": "乙", "body": "丙"}, schema) == {
        "subject": "甲",
        "doc_no": "乙",
    }


def test_a_record_without_such_fields_gets_nothing() -> None:
    assert WORD.fit({"title": "甲"}, record("R", None, field("people", "人数", IntegerType()))) == {}


def test_facts_may_be_named_as_the_record_names_them() -> None:
    schema = record("R", None, field("people", "人数", IntegerType()))
    assert reader({"人数": 3}).facts(Path("a.txt"), schema) == {"people": 3}


def test_no_name_of_a_word_fact_means_two() -> None:
    names = [name for fact, others in ALIASES.items() for name in (fact, *others)]
    assert len(names) == len(set(names))


def test_suffixes() -> None:
    assert reader({}).reads(Path("A.TXT"))
    assert not reader({}).reads(Path("txt"))


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (
            FileNotFoundError(2, "No such file or directory"),
            "`a.txt` cannot be opened (No such file or directory)",
        ),
        (
            ValueError("line 3"),
            "`a.txt` cannot be read: the reader `plain` of plugin `office` failed (ValueError: line 3)",
        ),
    ],
)
def test_every_failure_is_one_clear_error(error: Exception, message: str) -> None:
    with pytest.raises(ReaderError) as caught:
        reader(error).facts_in(Path("folder/a.txt"))
    assert str(caught.value) == message
    assert caught.value.in_("zh") != message
    assert caught.value.name == "a.txt"


def test_a_mapping_is_what_a_reader_gives() -> None:
    found: Mapping[str, Any] = reader({"a": 1}).facts_in(Path("a.txt"))
    assert found == {"a": 1}
    with pytest.raises(ReaderError, match="gave list where facts by name are due"):
        reader(["a"]).facts_in(Path("a.txt"))
