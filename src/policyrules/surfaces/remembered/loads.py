"""What is kept of a load, and is it still what a load would come to?"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from policyrules.core.packed.cold import cold_in, sizes_of
from policyrules.core.packed.declarations import VERSIONS
from policyrules.core.packed.diagnostics import DIAGNOSTIC
from policyrules.core.packed.forms import TEXT, Each, InTurn, Maybe
from policyrules.core.packed.lines import read_whole
from policyrules.core.packed.malformed import Malformed
from policyrules.core.packed.program import plain_tables, tables_in, unpacked
from policyrules.core.packed.tables import Tables, Writing
from policyrules.core.packed.values import VALUE
from policyrules.engine.policy_set import NOTHING, PolicySet, parameter_values
from policyrules.engine.written import Written
from policyrules.errors import InputError
from policyrules.frozen import frozen
from policyrules.surfaces.digests import digest_of, digest_of_text
from policyrules.surfaces.policy_files import read_policy
from policyrules.surfaces.remembered.entries import forget_entry, read_entry, write_entry
from policyrules.surfaces.remembered.key import key_of
from policyrules.syntax.collector import collector_resting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from policyrules.core.packed.program import Packed
    from policyrules.diagnostics.source import Source
    from policyrules.plugins.manager import Plugins
    from policyrules.surfaces.files import Reading
    from policyrules.surfaces.policy_files import PolicyFile

_NO_TABLES: Final = Tables((), (), ())
_ROWS: Final = Each(InTurn(TEXT, Each(InTurn(Each(VALUE), VERSIONS))))
_LOOKED_FOR: Final = Each(InTurn(TEXT, Maybe(TEXT)))
_TABLE_FILES: Final = Each(InTurn(TEXT, TEXT))
_USED: Final = Each(TEXT)
_SAID: Final = Each(DIAGNOSTIC)


@frozen(eq=False)
class Asked:
    """One load: the files that were asked for, as read, with which plugins and parameters."""

    files: tuple[PolicyFile, ...]
    plugins: Plugins
    given_plugins: tuple[object, ...]
    supplied: Mapping[str, Any]

    def key(self) -> str:
        """Return what is the same for loads that come to the same."""
        files = [(file.source.name, (file.path or Path()).resolve(), file.source.text) for file in self.files]
        return key_of(files, self.plugins, self.supplied.keys())


def recalled(folder: Path, key: str, asked: Asked) -> PolicySet | None:
    """Return the policies a load came to before, if everything it rests on is still the same; else None.

    Raises `ParameterError` for supplied values that do not fit.
    """
    if any(file.diagnostics for file in asked.files):
        return None
    kept = read_entry(folder, key)
    if kept is None:
        return None
    try:
        with collector_resting():
            found = _restored(*kept, asked)
    except (Malformed, InputError):
        forget_entry(folder, key)
        return None
    return found.with_parameters(asked.supplied) if found is not None and asked.supplied else found


def _restored(plain: Any, blocks: bytes, asked: Asked) -> PolicySet | None:
    if type(plain) is not list or len(plain) != 8:
        raise Malformed("what a load came to", plain)
    looked_for, table_files, used, hot, cold, tables, said, rows = plain
    there = _still_there(read_whole(_LOOKED_FOR, looked_for, _NO_TABLES))
    names = read_whole(_USED, used, _NO_TABLES)
    if there is None or any(name not in there for name in names):
        return None
    if any(_digest_at(name) != digest for name, digest in read_whole(_TABLE_FILES, table_files, _NO_TABLES)):
        return None
    sources = (*(file.source for file in asked.files), *(there[name] for name in names))
    meant = tables_in(tables, sources, lambda: asked.plugins.functions)
    program = unpacked(hot, cold_in(cold, blocks), meant)
    days = [policy.working_days for policy in program.policies.values()]
    if any(name is not None and name not in asked.plugins.calendars for name in days):
        return None
    try:
        of_files = {name: dict(each) for name, each in read_whole(_ROWS, rows, meant)}
    except TypeError:
        raise Malformed("keys of a lookup table", rows) from None
    if not of_files.keys() <= program.parameters.keys():
        raise Malformed("rows of parameters there are", [*of_files])
    frozen_rows = MappingProxyType(of_files)
    return PolicySet(
        written=Written(sources, asked.plugins, asked.supplied.keys()),
        program=program,
        plugins=asked.plugins,
        diagnostics=read_whole(_SAID, said, meant),
        parameters=parameter_values(program, NOTHING, frozen_rows),
        supplied=NOTHING,
        rows=frozen_rows,
        given_plugins=asked.given_plugins,
    )


def keep(folder: Path, key: str, policies: PolicySet, *, asked: Asked, reading: Reading) -> Packed:
    """Keep what a load came to; return its program as text. `reading` knows which other files it looked for."""
    from policyrules.engine.packing import packed_to_decide  # noqa: PLC0415  # what is recalled needs none of it

    sources = policies.written.sources
    text = packed_to_decide(policies.program, sources)
    writing = Writing(sources)
    said = _SAID.write(policies.diagnostics, writing)
    rows = [(name, [*versions.items()]) for name, versions in policies.rows.items()]
    plain = [
        [[*each] for each in reading.looked_for.items()],
        [[*each] for each in reading.tables.items()],
        [source.name for source in sources[len(asked.files) :]],
        text.hot,
        sizes_of(text.cold),
        plain_tables(text.tables),
        said,
        _ROWS.write(rows, writing),
    ]
    if len(text.tables.sources) == len(writing.tables.sources) == len(sources):
        write_entry(folder, key, plain, b"".join(text.cold.blocks))
    return text


def _still_there(looked_for: Iterable[tuple[str, str | None]]) -> dict[str, Source] | None:
    """Return the texts of the files that others use; None where one has changed, has gone or has come."""
    found: dict[str, Source] = {}
    for name, digest in looked_for:
        path = Path(name)
        if digest is None:
            if path.is_file():
                return None
            continue
        if not path.is_file():
            return None
        policy = read_policy(path)
        if policy.diagnostics or digest_of_text(policy.source.text) != digest:
            return None
        found[name] = policy.source
    return found


def _digest_at(name: str) -> str | None:
    """Return the digest of a lookup table; None where there is none."""
    path = Path(name)
    try:
        return digest_of(path.read_bytes()) if path.is_file() else None
    except (OSError, ValueError):
        return None
