"""Which `.rules` files does a load read, and are they text?

A folder is read with all its subfolders, in sorted order; what begins with a dot is skipped, and
links to folders are not followed. A file brings in what it uses. A file that is no text is a
diagnostic with the byte where that shows.
"""

from __future__ import annotations

import codecs
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from policyrules.diagnostics.diagnostic import Diagnostic
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.source import Source
from policyrules.diagnostics.span import Place, Span
from policyrules.diagnostics.suggest import near
from policyrules.errors import InputError
from policyrules.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SUFFIX: Final = ".rules"
BYTES: Final = 4 * 1024 * 1024
"""A policy file may be so long; ten thousand items are about half of it."""


@frozen(eq=False)
class PolicyFile:
    """A policy file that was read: its text, where it is, and what is wrong with it as a file."""

    source: Source
    path: Path | None
    """None for a text that lies nowhere."""
    diagnostics: tuple[Diagnostic, ...] = ()


def policy_paths(paths: Iterable[str | os.PathLike[str]]) -> tuple[Path, ...]:
    """Return the files that the paths name, each once; a folder stands for every `.rules` file in it.

    Raises `InputError` for a path where nothing is, and for a folder without such files.
    """
    found: dict[Path, Path] = {}
    for given in paths:
        path = Path(given)
        try:
            exists, folder = path.exists(), path.is_dir()
        except (OSError, ValueError):
            exists = folder = False
        if not exists:
            raise _nothing_at(path)
        files = _in_folder(path) if folder else [path]
        if not files:
            raise InputError(
                Phrase(
                    f"the folder `{path}` holds no `{SUFFIX}` files",
                    f"文件夹 `{path}` 中没有 `{SUFFIX}` 文件",
                )
            )
        for file in files:
            found.setdefault(file.resolve(), file)
    if not found:
        raise InputError(Phrase("no policy files were named", "没有指定政策文件"))
    return tuple(found.values())


def _nothing_at(path: Path) -> InputError:
    """Return the error for a path where nothing is; it names what is probably meant."""
    meant = [f"`{each.as_posix()}`" for each in _probably_meant(path)]
    perhaps = Phrase("", "")
    if meant:
        perhaps = Phrase(f"; did you mean {' or '.join(meant)}?", f"；是否指 {'、'.join(meant)}？")
    return InputError(Phrase(f"there is nothing at `{path}`{perhaps.en}", f"`{path}` 不存在{perhaps.zh}"))


def _probably_meant(path: Path) -> list[Path]:
    """Return policies near a path where nothing is: in the folder of its name, or spelt nearly so."""
    try:
        file = path.with_name(f"{path.name}{SUFFIX}")
        within = path.parent / path.stem / path.name
        if path.suffix == SUFFIX and within.is_file():
            return [within]
        if file.is_file():
            return [file]
        there = sorted(path.parent.iterdir())
        known = [each.name for each in there if each.suffix == SUFFIX or any(each.glob(f"*{SUFFIX}"))]
    except (OSError, ValueError):
        return []
    return [path.parent / name for name in near(path.name, known)]


def _in_folder(folder: Path) -> list[Path]:
    found: list[Path] = []
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = Path(place)
        found += [here / name for name in files if name.endswith(SUFFIX) and not name.startswith(".")]
    return sorted(found, key=lambda path: path.relative_to(folder).parts)


def candidates(name: str, folder: Path) -> tuple[Path, ...]:
    """Return where the file that `use NAME` in a file of a folder means may lie, the first that is there counting.

    It is `NAME.rules` in the folder, in its parent, or in a folder `NAME` in either.
    """
    if not name.replace("-", "_").replace("_", "a").isalnum():
        return ()
    return tuple(
        candidate
        for place in (folder, folder.parent)
        for candidate in (place / f"{name}{SUFFIX}", place / name / f"{name}{SUFFIX}")
    )


def used_file(name: str, folder: Path) -> Path | None:
    """Return the file that `use NAME` in a file of a folder means by its place, or None."""
    return next((path for path in candidates(name, folder) if path.is_file()), None)


def read_policy(path: Path, name: str | None = None) -> PolicyFile:
    """Return a policy file as read; `name` is what people know it by, else its path.

    Raises `InputError` when it cannot be opened. Text that is not UTF-8, and a file of more than
    `BYTES` bytes, is a diagnostic, and its text is empty or has marks where it could not be read.
    """
    shown = path.as_posix() if name is None else name
    return policy_in_bytes(_bytes(path, shown), path, shown)


def policy_in_bytes(raw: bytes, path: Path, name: str) -> PolicyFile:
    """Return what a policy file of these bytes is, as `read_policy` does."""
    if len(raw) > BYTES:
        source = Source(name, "")
        return PolicyFile(source, path, (_too_long(source),))
    return decoded(raw, path, name)


def decoded(raw: bytes, path: Path, name: str) -> PolicyFile:
    """Return the text of bytes that should be UTF-8, with or without a byte order mark."""
    mark = len(codecs.BOM_UTF8) if raw.startswith(codecs.BOM_UTF8) else 0
    text = raw[mark:]
    try:
        return PolicyFile(Source(name, text.decode("utf-8")), path)
    except UnicodeDecodeError as error:
        source = Source(name, _legible(raw, text))
        before = len(text[: error.start].decode("utf-8"))
        return PolicyFile(source, path, (_not_utf8(source, before, mark + error.start, raw),))


def _legible(raw: bytes, text: bytes) -> str:
    """Return the text as it was probably meant, so that its author knows it again."""
    for encoding in ("utf-16",) if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ("gb18030",):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            pass
    return text.decode("utf-8", errors="replace")


def of_text(text: str, name: str) -> PolicyFile:
    """Return a text as a policy file that lies nowhere; half a surrogate pair in it is a diagnostic."""
    source = Source(name, text)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        return PolicyFile(source, None, (_half_a_pair(source, error.start),))
    return PolicyFile(source, None)


def _bytes(path: Path, shown: str) -> bytes:
    try:
        if not path.is_file():  # a pipe, say, which might never end
            raise InputError(Phrase(f"`{shown}` is not a file of text", f"`{shown}` 不是文本文件"))
        with path.open("rb") as file:
            return file.read(BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(
            Phrase(f"`{shown}` cannot be read: {reason}", f"无法读取 `{shown}`：{reason}")
        ) from None


def _too_long(source: Source) -> Diagnostic:
    most = f"{BYTES // (1024 * 1024)} MB"
    return Diagnostic(
        "file-too-large",
        Place(source, Span(0, 0)),
        Phrase(
            f"a policy file has at most {most}, and this one is longer", f"政策文件最大 {most}，此文件超出"
        ),
        help=(Phrase("divide it into several files in one folder", "请拆分为同一文件夹内的多个文件"),),
    )


def _half_a_pair(source: Source, at: int) -> Diagnostic:
    return Diagnostic(
        "odd-character",
        Place(source, Span(at, at + 1)),
        Phrase("half a surrogate pair is no character", "半个代理项不是字符"),
        label=Phrase("no character", "不是字符"),
        help=(
            Phrase("the text was cut or decoded wrongly on its way here", "文本在传递中可能被截断或解码有误"),
        ),
    )


_KNOWN_MARKS: Final[Sequence[tuple[bytes, str]]] = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))


def _not_utf8(source: Source, at: int, byte: int, raw: bytes) -> Diagnostic:
    kind = next((name for mark, name in _KNOWN_MARKS if raw.startswith(mark)), None)
    if kind is None:
        try:
            raw.decode("gb18030")
        except UnicodeDecodeError:
            pass
        else:
            kind = "GBK (GB 18030)"
    looks = Phrase(f"; it looks like {kind}", f"，可能是 {kind}") if kind else Phrase("", "")
    return Diagnostic(
        "not-utf-8",
        Place(source, Span(at, min(at + 1, len(source.text)))),
        Phrase(
            f"the file is not UTF-8{looks.en}: byte {byte + 1} cannot be read",
            f"文件不是 UTF-8 编码{looks.zh}：第 {byte + 1} 个字节无法识别",
        ),
        help=(Phrase("save the file as UTF-8", "请将文件另存为 UTF-8 编码"),),
    )
