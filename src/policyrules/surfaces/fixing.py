"""What do policies become when everything that can safely be put right is?

Edits are made in memory, and the policies are examined again after each round, since what was misspelt
may have hidden other mistakes. Only if the result has no errors may it be written.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from policyrules.diagnostics.diagnostic import Diagnostic, Severity
from policyrules.diagnostics.editing import edited, together
from policyrules.diagnostics.phrase import Phrase
from policyrules.engine.advising import advised
from policyrules.errors import InputError
from policyrules.frozen import frozen
from policyrules.surfaces.files import examine
from policyrules.surfaces.policy_files import policy_paths
from policyrules.surfaces.replacing import Replacement, replace_all

if TYPE_CHECKING:
    from policyrules.engine.assemble import Assembled

_ROUNDS: Final = 20
"""More are never needed: a round takes away at least one mistake, and few hide another."""


@frozen
class Change:
    """One edit that was made: of which diagnostic, on which line, and what stood there before and after."""

    code: str
    file: str
    line: int
    before: str
    after: str


@frozen(eq=False)
class FixedFile:
    """A file whose text is another now; `mark` says whether it begins with a byte order mark."""

    path: Path
    name: str
    before: str
    after: str
    mark: bool


@frozen(eq=False)
class Fixing:
    """What became of policies: every change, the files that changed, and what is said of them before and after."""

    changes: tuple[Change, ...]
    files: tuple[FixedFile, ...]
    first: Assembled
    last: Assembled

    @property
    def is_sound(self) -> bool:
        """Whether the policies can be used as they are now."""
        return self.last.policies is not None and not has_errors(self.last.diagnostics)

    def write(self) -> None:
        """Write the changed files, all or none; raises `InputError` where that cannot be done."""
        for file in self.files:
            if _text_of(file.path, file.name)[0] != file.before:
                raise InputError(
                    Phrase(
                        f"`{file.name}` was changed meanwhile; nothing was written",
                        f"`{file.name}` 在此期间已被改动，未写入任何文件",
                    )
                )
        replace_all([Replacement(file.path, file.name, _content(file)) for file in self.files])


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Return whether a diagnostic among them refuses the policies."""
    return any(each.severity is Severity.ERROR for each in diagnostics)


def fix(paths: Sequence[str]) -> Fixing:
    """Return what the policies at some paths become; only files that the paths name are changed."""
    named = {path.as_posix(): path for path in policy_paths(paths)}
    first = last = advised(examine(paths))
    texts: dict[Path, str] = {}
    changes: list[Change] = []
    seen: set[tuple[tuple[Path, str], ...]] = {()}
    for _ in range(_ROUNDS):
        ours = (each for each in last.diagnostics if _is_in(each, named))
        chosen = together(ours)
        if not chosen:
            break
        after = {**texts, **_edited(chosen, named)}
        state = tuple(sorted(after.items()))
        if state in seen:
            break
        seen.add(state)
        changes.extend(_changes(chosen))
        texts = after
        last = advised(examine(paths, texts=texts))
    return Fixing(tuple(changes), tuple(_files(texts, named)), first, last)


def _is_in(diagnostic: Diagnostic, named: dict[str, Path]) -> bool:
    return all(edit.place.source.name in named for edit in diagnostic.edits)


def _edited(diagnostics: Sequence[Diagnostic], named: dict[str, Path]) -> dict[Path, str]:
    edits = [edit for each in diagnostics for edit in each.edits]
    sources = {edit.place.source for edit in edits}
    return {
        named[source.name].resolve(): edited(
            source.text, [edit for edit in edits if edit.place.source is source]
        )
        for source in sources
    }


def _changes(diagnostics: Sequence[Diagnostic]) -> Iterator[Change]:
    for each in diagnostics:
        for edit in each.edits:
            place = edit.place
            yield Change(each.code, place.source.name, place.line, place.text, edit.text)


def _files(texts: dict[Path, str], named: dict[str, Path]) -> Iterator[FixedFile]:
    for name, path in named.items():
        after = texts.get(path.resolve())
        if after is None:
            continue
        before, mark = _text_of(path, name)
        if before != after:
            yield FixedFile(path, name, before, after, mark)


def _text_of(path: Path, name: str) -> tuple[str, bool]:
    """Return what a file holds, line ends and all, and whether a byte order mark comes first."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(
            Phrase(f"`{name}` cannot be read: {reason}", f"无法读取 `{name}`：{reason}")
        ) from None
    mark = raw.startswith(codecs.BOM_UTF8)
    return raw[len(codecs.BOM_UTF8) if mark else 0 :].decode("utf-8", errors="replace"), mark


def _content(file: FixedFile) -> bytes:
    return (codecs.BOM_UTF8 if file.mark else b"") + file.after.encode()
