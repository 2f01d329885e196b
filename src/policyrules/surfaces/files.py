"""From paths to a policy set: `policyrules.load`."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve

from policyrules.diagnostics.diagnostic import Diagnostic, Severity
from policyrules.diagnostics.source import Source
from policyrules.engine.assemble import Assembled, assemble
from policyrules.engine.policy_set import NOTHING, PolicySet, zone_of_policies
from policyrules.errors import PolicyError
from policyrules.plugins.manager import Plugins
from policyrules.plugins.manager import build as build_plugins
from policyrules.semantics.lint.allowed import SET_DEPENDS
from policyrules.semantics.schema import ParameterSchema, Version
from policyrules.surfaces.lookup_files import read_lookup
from policyrules.surfaces.policy_files import PolicyFile, of_text, policy_paths, read_policy, used_file
from policyrules.syntax.ast.declarations import File, PolicyHeader, Use
from policyrules.syntax.parse import parse_file

if TYPE_CHECKING:
    from policyrules.core.parameters import Versions
    from policyrules.semantics.checked import Checked

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]

TEXT: Final = "<text>"
_AS_THEY_ARE: Final[Mapping[Path, str]] = MappingProxyType({})


def load(
    paths: Paths,
    *,
    parameters: Mapping[str, Any] | None = None,
    plugins: Iterable[object] | Plugins = (),
) -> PolicySet:
    """Return the policies of a folder, a file, or several, checked and ready to decide by.

    A folder stands for every `.rules` file in it and below; a file brings in what it uses, from beside
    it or from the folder above. `parameters` are the values of required parameters, or others than
    the policies', by either name; a lookup table keeps what it says of other keys. `plugins` come beside those installed.

    Raises `PolicyError` with every diagnostic, in source order, if any of them is an error;
    `ParameterError` for parameters that do not fit; `InputError` where there is nothing to read.
    """
    return _usable(examine(paths, parameters=parameters, plugins=plugins))


def load_text(
    text: str,
    *,
    name: str = TEXT,
    parameters: Mapping[str, Any] | None = None,
    plugins: Iterable[object] | Plugins = (),
) -> PolicySet:
    """Return the policies of a text; `name` is what diagnostics call it. Raises as `load` does.

    A text lies in no folder: it uses no other files and reads no lookup tables, so a parameter with
    keys gets its values from `parameters`.
    """
    return _usable(examine_text(text, name=name, parameters=parameters, plugins=plugins))


def examine(
    paths: Paths,
    *,
    parameters: Mapping[str, Any] | None = None,
    plugins: Iterable[object] | Plugins = (),
    texts: Mapping[Path, str] = _AS_THEY_ARE,
) -> Assembled:
    """Return everything there is to say of some policies, and the policy set if they can be used.

    As `load`, but mistakes in the files are values, not exceptions: for tools that show them. `texts`
    (by resolved path) are read in place of what files hold.
    """
    given = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    read = _Reading(texts)
    for path in policy_paths(given):
        read.add(read.policy(path))
    asked = {file.source.name for file in read.files}
    read.add_used()
    return _about(asked, read.assembled(parameters, plugins))


def examine_text(
    text: str,
    *,
    name: str = TEXT,
    parameters: Mapping[str, Any] | None = None,
    plugins: Iterable[object] | Plugins = (),
) -> Assembled:
    """Return everything there is to say of a policy text, as `examine` does of files."""
    read = _Reading()
    read.add(of_text(text, name))
    return read.assembled(parameters, plugins)


def policy_names(file: File) -> tuple[str, ...]:
    """Return what a file's policy is called: as its header says, else after the file."""
    for declaration in file.declarations:
        if isinstance(declaration, PolicyHeader):
            return declaration.names.spellings
    return (PurePath(file.source.name).stem,)


def _about(asked: set[str], assembled: Assembled) -> Assembled:
    """Return what is said without what is of no use in files that were only brought in.

    A vocabulary is shared: what this set does not need of it, another does.
    """
    said = tuple(
        each
        for each in assembled.diagnostics
        if each.place.source.name in asked or not each.code.startswith(SET_DEPENDS)
    )
    return evolve(assembled, diagnostics=said)


def _usable(assembled: Assembled) -> PolicySet:
    if assembled.policies is None:
        raise PolicyError(assembled.diagnostics)
    return assembled.policies.at_rest()


class _Reading:
    """Some files as they are read and parsed."""

    def __init__(self, texts: Mapping[Path, str] = _AS_THEY_ARE) -> None:
        self.texts = texts
        """What to read in place of what a file (by resolved path) holds."""
        self.files: list[File] = []
        self.diagnostics: list[Diagnostic] = []
        self.folders: dict[int, Path] = {}
        """Where the file of a source (by identity) lies."""
        self.there: set[Path] = set()
        self.supplied: frozenset[str] = frozenset()

    def policy(self, path: Path) -> PolicyFile:
        """Return a file as it is to be read."""
        text = self.texts.get(path.resolve()) if self.texts else None
        return read_policy(path) if text is None else PolicyFile(Source(path.as_posix(), text), path)

    def add(self, policy: PolicyFile) -> None:
        """Parse a file that was read; of one that is no text, only say so."""
        self.diagnostics += policy.diagnostics
        if policy.path is not None:
            self.folders[id(policy.source)] = policy.path.parent
            self.there.add(policy.path.resolve())
        if any(each.severity is Severity.ERROR for each in policy.diagnostics):
            file = File(policy.source, (), ())
        else:
            file, said = parse_file(policy.source)
            self.diagnostics += said
        self.files.append(file)

    def add_used(self) -> None:
        """Read the files that these use, and those use, where they lie near and are not there yet."""
        waiting = deque(self.files)
        named = {name for file in self.files for name in policy_names(file)}
        while waiting:
            file = waiting.popleft()
            folder = self.folders[id(file.source)]
            for use in file.declarations:
                if not isinstance(use, Use) or use.name.text in named:
                    continue
                path = used_file(use.name.text, folder)
                if path is None or path.resolve() in self.there:
                    continue
                self.add(self.policy(path))
                named.update(policy_names(self.files[-1]))
                waiting.append(self.files[-1])

    def assembled(
        self, parameters: Mapping[str, Any] | None, plugins: Iterable[object] | Plugins
    ) -> Assembled:
        self.supplied = frozenset(parameters or ())
        given = () if isinstance(plugins, Plugins) else tuple(plugins)
        return assemble(
            self.files,
            self.diagnostics,
            plugins=plugins if isinstance(plugins, Plugins) else build_plugins(given),
            given_plugins=given,
            supplied=NOTHING if parameters is None else parameters,
            read_lookup=self.lookup,
        )

    def lookup(self, parameter: ParameterSchema, checked: Checked) -> tuple[Versions, tuple[Diagnostic, ...]]:
        """Return what a parameter's file says."""
        folder = self.folders.get(id(parameter.place.source))
        if folder is None and not self.supplied.isdisjoint(parameter.names.spellings):
            return {}, ()
        rows, diagnostics = read_lookup(
            parameter, checked.records, folder, zone_of_policies(checked.policies)
        )
        versions: dict[tuple[Any, ...], tuple[Version, ...]] = {}
        for row in rows:
            version = Version(row.value, row.from_, row.until)
            versions[row.keys] = (*versions.get(row.keys, ()), version)
        return versions, diagnostics
