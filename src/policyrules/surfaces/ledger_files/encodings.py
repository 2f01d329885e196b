"""In which encoding is a text file written: UTF-8, or GB 18030 as spreadsheets in China save it?

UTF-8 is tried first and strictly, since hardly any Chinese text in GB 18030 is UTF-8 by accident. The
file is read in pieces and never held.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Final

from policyrules.diagnostics.file_place import FilePlace
from policyrules.diagnostics.phrase import Phrase
from policyrules.surfaces.ledger_files.problems import Broken

LARGEST: Final = 1 << 30
"""So many bytes may a text file have; beyond that a database serves better."""

_PIECE: Final = 1 << 20
_WIDE: Final = "\u0800"
_CERTAIN: Final = 3
"""After so many characters of three bytes a text is UTF-8, and a byte that is not is a mistake."""
_SAVE: Final = Phrase("save the file as CSV UTF-8", "请将文件另存为 CSV UTF-8")


def encoding_of(path: Path, file: str) -> str:
    """Return the encoding for `open`; raises `Broken` for what is neither, or no text at all."""
    with path.open("rb") as stream:
        wrong = _first_wrong(stream, file, "utf-8")
        if wrong is None:
            return "utf-8-sig"
        line, is_utf8 = wrong
        if is_utf8:
            raise Broken(
                FilePlace(file, line),
                Phrase(
                    "this line is not UTF-8, and the text before it is; the file was cut or changed on its way",
                    "此行不是 UTF-8 编码，而前文是；文件可能在传送中被截断或改动",
                ),
                _SAVE,
                code="not-text",
            )
        stream.seek(0)
        wrong = _first_wrong(stream, file, "gb18030")
        if wrong is None:
            return "gb18030"
        raise Broken(
            FilePlace(file, min(line, wrong[0])),
            Phrase("this line is neither UTF-8 nor GB 18030", "此行既不是 UTF-8 也不是 GB 18030 编码"),
            _SAVE,
            code="not-text",
        )


def _first_wrong(stream: IO[bytes], file: str, encoding: str) -> tuple[int, bool] | None:
    """Return the first line with bytes of another encoding, and whether it is this one nonetheless."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line, wide = 1, 0
    for piece in _pieces(stream, file):
        if b"\0" in piece:
            raise Broken(
                FilePlace(file, line + piece.count(b"\n", 0, piece.index(b"\0"))),
                Phrase("this is no text, or it is UTF-16", "不是文本文件，或是 UTF-16 编码"),
                _SAVE,
                code="not-text",
            )
        try:
            text = decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            before = error.object[: error.start]
            wide += _wide_in(before.decode(encoding)) if wide < _CERTAIN else 0
            return line + before.count(b"\n"), wide >= _CERTAIN
        line += text.count("\n")
        wide += _wide_in(text) if wide < _CERTAIN else 0
    return None


def _wide_in(text: str) -> int:
    """Return how many characters of three bytes a text has, counted up to enough."""
    if text.isascii():
        return 0
    return sum(1 for _ in islice((character for character in text if character >= _WIDE), _CERTAIN))


def _pieces(stream: IO[bytes], file: str) -> Iterator[bytes]:
    """Yield the file's bytes, and an empty piece at its end."""
    size = 0
    while True:
        piece = stream.read(_PIECE)
        size += len(piece)
        if size > LARGEST:
            most = f"{LARGEST >> 20:,} MB"
            raise Broken(
                FilePlace(file),
                Phrase(f"is longer than {most}", f"超过 {most}"),
                Phrase("divide it, or keep the ledger in a database", "请拆分文件，或将台账存入数据库"),
                code="too-large",
            )
        yield piece
        if not piece:
            return
