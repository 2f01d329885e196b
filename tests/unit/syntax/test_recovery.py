"""What is sound survives beside what is broken, and each mistake is told once."""

from __future__ import annotations

import random
import re

import pytest

from policyrules.syntax.ast import declarations as d
from policyrules.syntax.pieces import pieces
from tests.unit.syntax.reading import codes, read, sample, sound

pytestmark = pytest.mark.no_cover  # long work on lines that other tests cover


def names_of(text: str) -> list[str]:
    (declared,) = [one for one in read(text)[0].declarations if isinstance(one, d.ListDeclaration)]
    return [item.names.first.text for item in declared.items]


def test_sound_items_survive_a_broken_one() -> None:
    text = (
        "list a for R {\n must x { when a }\n must y { when }\n must z { when c }\n otherwise must not “t”\n}"
    )
    assert names_of(text) == ["x", "z"]
    (declared,) = read(text)[0].declarations
    assert isinstance(declared, d.ListDeclaration)
    assert declared.otherwise is not None
    assert codes(text) == ["missing-condition"]


def test_sound_fields_survive_a_broken_one() -> None:
    file, found = read("record R {\n a: text\n b text\n c 丙: date\n `d`: list of\n e: text\n}\nuse x")
    record, use = file.declarations
    assert isinstance(record, d.RecordDeclaration)
    assert [field.names.first.text for field in record.fields] == ["a", "e"] or len(record.fields) >= 2
    assert isinstance(use, d.Use)
    assert len(found) == 2


def test_sound_rows_entries_and_steps_survive() -> None:
    file, found = read(
        "table t for R first {\n | a | -> b |\n | 1 | 2 |\n | 3 | | \n | 4 | 5 |\n}\ncalendar c {\n every monday\n every zday\n working days\n}"
    )
    table, calendar = file.declarations
    assert isinstance(table, d.TableDeclaration)
    assert isinstance(calendar, d.CalendarDeclaration)
    assert len(table.rows) == 2
    assert len(calendar.entries) == 2
    assert [one.code for one in found] == ["empty-cell", "misspelt-keyword"] or len(found) == 2


def test_a_broken_head_leaves_the_items_checked() -> None:
    assert codes("list a {\n must x { unlees a }\n must y { when b }\n}\nuse z") == [
        "missing-for",
        "misspelt-keyword",
    ]


def test_a_list_that_is_not_closed() -> None:
    text = "list a for R {\n    must x { when a }\n\nuse b"
    _, (found,) = read(text)
    assert (found.code, found.place.span.start) == ("unclosed-bracket", text.index("{"))
    inner = "list a for R {\n    must x {\n        when a\n}\nuse b"
    _, (found,) = read(inner)
    assert (found.code, found.place.span.start) == ("unclosed-bracket", inner.index("{", 20))


def test_a_brace_too_many_closes_nothing_for_the_others() -> None:
    text = "list a for R {\n must x { when a } }\n must y { when b }\n must z { when c }\n}"
    assert codes(text) == ["extra-bracket"]
    assert names_of(text) == ["x", "y", "z"]


def test_items_outside_any_list_are_told_once() -> None:
    assert codes("must x { when a }\nmust y { when b }\nuse z") == ["item-outside-list"]


def test_one_line_lists() -> None:
    assert names_of("list a for R { must x { when a } must y { vhen b } must z { when c } }") == ["x", "z"]
    assert codes("list a for R { must x { when a } } list b for R { must y { vhen b } }") == [
        "misspelt-keyword"
    ]


def test_pieces() -> None:
    text = "# c\n@a(“t(s)”)\n\n# d\nrecord R {\n test: text\n use 用: text\n}\nlist l for R {\n  @b\n  must x { }\n  otherwise must not y\n}\n"
    found = [(piece.kind, text[piece.start : piece.stop].split(maxsplit=1)[0]) for piece in pieces(text)]
    assert found == [
        ("head", "#"),
        ("declaration", "@a(“t(s)”)"),
        ("declaration", "list"),
        ("item", "@b"),
        ("otherwise", "otherwise"),
    ]


@pytest.mark.parametrize("name", ["english", "chinese"])
def test_every_line_of_a_sample_left_out(name: str) -> None:
    """Leaving out any one line raises nothing, and the rest is mostly kept."""
    lines = sample(name).splitlines()
    whole = len(sound(sample(name)).declarations)
    for left_out in range(len(lines)):
        file, found = read("\n".join(lines[:left_out] + lines[left_out + 1 :]))
        assert len(file.declarations) >= whole - 2
        assert len(found) <= 3


@pytest.mark.parametrize("seed", range(12))
def test_mutated_files_get_one_message_for_each_mistake(seed: int) -> None:
    """Five items of forty each get one token left out or doubled, swapped or misspelt."""
    chosen, text = mutated(seed)
    _, found = read(text)
    heads = range(1, 241, 6)
    told: dict[int, int] = {}
    for one in found:
        head = max(head for head in heads if head < one.place.line)
        told[head] = told.get(head, 0) + 1
    assert set(told) <= set(chosen), "a message on an item without a mistake"
    assert sum(count > 1 for count in told.values()) <= 1


MARK = re.compile(r'“[^”]*”|"[^"]*"|[^\W\d]\w*|\d[\d\-.]*%?|[^\s\w]')
ENGLISH = """    must not IN-{0} "Rule number {0}" {{
        when a > {0} and kind = x
        unless filed
        because "{{organiser}} is over"
        remedy "file it"
    }}"""
CHINESE = """    应当 IN-{0} “第{0}条” {{
        凡 类别 = x 且 a 超过 {0} 的
        除 已报备 外
        每个 单位 每年（按 开始）不得超过 {0} 次
        认定理由 “{{单位}}超过”
    }}"""


def mutated(seed: int) -> tuple[list[int], str]:
    """The lines of the items that were changed, and the whole text."""
    rng = random.Random(seed)
    body = [(CHINESE if seed % 2 else ENGLISH).format(number).splitlines() for number in range(40)]
    lines = ["list l for R {", *(line for item in body for line in item), "}"]
    chosen = []
    for item in rng.sample(range(40), 5):
        head = 1 + item * 6
        chosen.append(head)
        line = head + rng.randrange(6)
        mark = rng.choice(list(MARK.finditer(lines[line])))
        word = mark.group()
        new = rng.choice(["", f"{word} {word}", word[:1] + word[1:][::-1], f") {word}", f"zzz {word}"])
        lines[line] = lines[line][: mark.start()] + new + lines[line][mark.end() :]
    return chosen, "\n".join(lines)
