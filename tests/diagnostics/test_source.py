"""Which line and column is an offset in a text?"""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from policyrules.diagnostics.source import Source

texts = st.text(alphabet="a中\n\r\u2028\x0b", max_size=12)


@given(texts)
@example("")
@example("\n")
@example("a\nb")
@example("a\r\nb\n\r\n")
def test_lines_end_where_anybody_ends_them(text: str) -> None:
    source = Source("a.rules", text)
    ends = [found.end() for found in re.finditer(r"\r\n?|\n", text)]
    assert source.line_starts == (0, *ends)
    for offset in range(len(text) + 1):
        position = source.position(offset)
        assert position.line == 1 + sum(end <= offset for end in ends)
        assert source.line_starts[position.line - 1] + position.column - 1 == offset
        assert Source("a.rules", text).line_of(offset) == position.line


def test_a_line_far_on_is_looked_up() -> None:
    source = Source("a.rules", "one\ntwo\n" * 10_000)
    assert [source.line_of(offset) for offset in (0, 3, 4, 40_000, 79_999, 80_000)] == [
        1,
        1,
        2,
        10_001,
        20_000,
        20_001,
    ]
