"""Bytes that are kept compressed are read as they were, and what is no such block is refused."""

from __future__ import annotations

import json
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyrules.core.packed.cold import BLOCK, Cold, cold_in, compressed, sizes_of
from policyrules.core.packed.malformed import Malformed

TEXT = b"".join(b"%d," % number for number in range(BLOCK // 2))
"""Over two blocks, the last of them not full."""


@given(st.integers(0, len(TEXT)), st.integers(0, 2 * BLOCK))
def test_any_part_is_read_as_it_was(start: int, length: int) -> None:
    kept = cold_in(json.loads(json.dumps(sizes_of(compressed([TEXT])))), b"".join(compressed([TEXT]).blocks))
    stop = min(start + length, len(TEXT))
    assert kept.part(start, stop) == TEXT[start:stop]


@pytest.mark.parametrize("text", [b"", b"x", TEXT[:BLOCK], TEXT[: BLOCK + 1]])
def test_bytes_that_end_anywhere(text: bytes) -> None:
    kept = compressed([text[:7], text[7:]])
    assert len(kept) == len(text)
    assert kept.part(0, len(text)) == text


def test_they_take_less_room() -> None:
    kept = compressed([b'["const",true,1,[0,4]]\n' * 10_000])
    assert sum(map(len, kept.blocks)) < len(kept) / 10


@pytest.mark.parametrize(
    "block",
    [
        b"no block",
        zlib.compress(b"x" * (BLOCK - 1)),
        zlib.compress(b"x" * (BLOCK + 1)),
        zlib.compress(b"x" * (100 * BLOCK)),
        zlib.compress(b"x" * BLOCK)[:-1],
    ],
)
def test_what_is_no_such_block_is_refused_when_it_is_read(block: bytes) -> None:
    with pytest.raises(Malformed):
        Cold(BLOCK, [block]).part(3, 4)


@pytest.mark.parametrize(
    "plain", [None, [], [3], [3, [1, 2]], [3, ["3"]], [-3, []], [BLOCK + 1, [3]], [3, [4]], [3, [-3, 6]]]
)
def test_sizes_that_nobody_wrote_are_refused(plain: Any) -> None:
    with pytest.raises(Malformed):
        cold_in(plain, b"abc")
