"""How is a long text kept small, of which a line is read now and then?

What is packed says much again and again: compressed it takes a tenth of the room, on the disk and in memory, and a
process that starts need neither read nor digest the rest. A block is unpacked when something in it is asked for.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from policyrules.core.packed.malformed import Malformed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from policyrules.core.packed.forms import Plain

BLOCK: Final = 32 * 1024
"""So many bytes are compressed together: longer blocks take hardly less room, and longer to read a line from."""
_KEPT: Final = 4
"""So many blocks stay unpacked: whoever goes through all lines unpacks each once."""


class Cold:
    """Bytes that are compressed block by block. Never changes; safe to share.

    `length` is that of the bytes, `blocks` are compressed. Raises `Malformed` for other than so many blocks, and, when
    something in it is asked for, for a block that is none.
    """

    __slots__ = ("_block", "_length", "blocks")

    def __init__(self, length: int, blocks: Sequence[bytes]) -> None:
        if length < 0 or len(blocks) != -(-length // BLOCK):
            raise Malformed(f"blocks of {length} bytes", len(blocks))

        def block(number: int) -> bytes:
            wanted = min(BLOCK, length - number * BLOCK)
            unpacking = zlib.decompressobj()
            try:
                # whatever it claims to be, no more is unpacked than can be in it
                found = unpacking.decompress(blocks[number], wanted + 1)
            except zlib.error:
                raise Malformed("a compressed block", blocks[number]) from None
            if len(found) != wanted or not unpacking.eof:
                raise Malformed(f"a block of {wanted} bytes", len(found))
            return found

        self.blocks = blocks
        self._length = length
        self._block = lru_cache(maxsize=_KEPT)(block)

    def __len__(self) -> int:
        return self._length

    def part(self, start: int, stop: int) -> bytes:
        """Return the bytes from one place to another."""
        if stop <= start:
            return b""
        first, last = start // BLOCK, (stop - 1) // BLOCK
        found = [self._block(number) for number in range(first, last + 1)]
        whole = found[0] if len(found) == 1 else b"".join(found)
        return whole[start - first * BLOCK : stop - first * BLOCK]


def compressed(parts: Iterable[bytes]) -> Cold:
    """Return bytes compressed."""
    text = b"".join(parts)
    return Cold(len(text), [zlib.compress(text[at : at + BLOCK]) for at in range(0, len(text), BLOCK)])


def cold_in(plain: Plain, raw: bytes) -> Cold:
    """Return the bytes of which `sizes_of` told, one compressed block after the other. Raises `Malformed`."""
    match plain:
        case [int(length), [*sizes]] if {*map(type, sizes)} <= {int} and min(sizes, default=0) >= 0:
            blocks = []
            at = 0
            for size in sizes:
                blocks.append(raw[at : at + size])
                at += size
            if at == len(raw):
                return Cold(length, blocks)
    raise Malformed("the sizes of blocks", plain)


def sizes_of(cold: Cold) -> Plain:
    """Return as plain JSON what tells compressed blocks apart that stand one after the other."""
    return [len(cold), [*map(len, cold.blocks)]]
