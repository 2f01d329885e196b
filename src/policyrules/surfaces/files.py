"""From the files of policies to everything there is to say of them, and the policy set if they can be used."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from policyrules.diagnostics.diagnostic import Diagnostic, Severity
from policyrules.diagnostics.source import Source
from policyrules.engine.assemble import Assembled, assemble
from policyrules.engine.policy_set import NOTHING, PolicySet
from policyrules.errors import PolicyError
from policyrules.frozen import evolve
from policyrules.plugins.manager import Plugins
from policyrules.plugins.manager import build as build_plugins
from policyrules.semantics.lint.allowed import SET_DEPENDS
from policyrules.semantics.schema import ParameterSchema, Version
from policyrules.semantics.zones import zone_in_common
from policyrules.surfaces.digests import digest_of_text
from policyrules.surfaces.lookup_files import read_lookup
from policyrules.surfaces.policy_files import PolicyFile, candidates, of_text, policy_paths, read_policy
from policyrules.syntax.ast.declarations import File, PolicyHeader, Use
from policyrules.syntax.collector import collector_resting
from policyrules.syntax.parse import parse_file

if TYPE_CHECKING:
    from policyrules.core.parameters import Versions
    from policyrules.semantics.checked import Checked

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]

TEXT: Final = "<text>"
_AS_THEY_ARE: Final[Mapping[Path, str]] = MappingProxyType({})


@collector_resting()  # until the trees are let go of, too: else it would walk all of them once more
def load_text(
    text: str,
    *,
    name: str = TEXT,
    parameters: Mapping[str, Any] | None = None,
    plugins: Iterable[object] | Plugins = (),
) -> PolicySet:
    """Return the policies of a text; `name` is what diagnostics call it. Raises as `load` (surfaces/loading.py) does.

    A text lies in no folder: it uses no other files and reads no lookup tables, so a parameter with
    keys gets its values from `parameters`.
    """
    return usable(examine_text(text, name=name, parameters=parameters, plugins=plugins)).at_rest()


@collector_resting()
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
    reading = Reading(texts)
    return reading.examined(
        [reading.policy(path) for path in policy_paths(given)], *_built(plugins), parameters=parameters
    )


@collector_resting()
def examine_text(
    text: str,
    *,
    name: str = TEXT,
    parameters: Mapping[str, Any] | None = None,
    plugins: Iterable[object] | Plugins = (),
) -> Assembled:
    """Return everything there is to say of a policy text, as `examine` does of files."""
    reading = Reading()
    reading.add(of_text(text, name))
    return reading.assembled(*_built(plugins), parameters=parameters)


def _built(plugins: Iterable[object] | Plugins) -> tuple[Plugins, tuple[object, ...]]:
    """Return what plugins give together, and those that were given one by one."""
    given = () if isinstance(plugins, Plugins) else tuple(plugins)
    return (plugins if isinstance(plugins, Plugins) else build_plugins(given)), given


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


def usable(assembled: Assembled) -> PolicySet:
    """Return the policy set. Raises `PolicyError` where there is none."""
    if assembled.policies is None:
        raise PolicyError(assembled.diagnostics)
    return assembled.policies


class Reading:
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
        self.looked_for: dict[str, str | None] = {}
        """The digest of the text of each file that another uses, by its path; None where no file was."""
        self.tables: dict[str, str] = {}
        """The digest of each lookup table, by its path."""

    def examined(
        self,
        policies: Iterable[PolicyFile],
        plugins: Plugins,
        given_plugins: tuple[object, ...] = (),
        *,
        parameters: Mapping[str, Any] | None = None,
    ) -> Assembled:
        """Return everything there is to say of files that were read, and those they use."""
        for policy in policies:
            self.add(policy)
        asked = {file.source.name for file in self.files}
        self.add_used()
        return _about(asked, self.assembled(plugins, given_plugins, parameters=parameters))

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
                policy = self._used(use.name.text, folder)
                if policy is None or policy.path is None or policy.path.resolve() in self.there:
                    continue
                self.add(policy)
                named.update(policy_names(self.files[-1]))
                waiting.append(self.files[-1])

    def _used(self, name: str, folder: Path) -> PolicyFile | None:
        """Return the file that `use NAME` means, where it is there."""
        for path in candidates(name, folder):
            if path.is_file():
                policy = self.policy(path)
                self.looked_for[path.as_posix()] = digest_of_text(policy.source.text)
                return policy
            self.looked_for[path.as_posix()] = None
        return None

    def assembled(
        self,
        plugins: Plugins,
        given_plugins: tuple[object, ...] = (),
        *,
        parameters: Mapping[str, Any] | None = None,
    ) -> Assembled:
        """Return everything there is to say of what was read."""
        self.supplied = frozenset(parameters or ())
        return assemble(
            self.files,
            self.diagnostics,
            plugins=plugins,
            given_plugins=given_plugins,
            supplied=NOTHING if parameters is None else parameters,
            read_lookup=self.lookup,
        )

    def lookup(self, parameter: ParameterSchema, checked: Checked) -> tuple[Versions, tuple[Diagnostic, ...]]:
        """Return what a parameter's file says."""
        folder = self.folders.get(id(parameter.place.source))
        if folder is None and not self.supplied.isdisjoint(parameter.names.spellings):
            return {}, ()
        rows, diagnostics = read_lookup(
            parameter, checked.records, folder, zone_in_common(checked.policies.values()), self.tables
        )
        versions: dict[tuple[Any, ...], tuple[Version, ...]] = {}
        for row in rows:
            version = Version(row.value, row.from_, row.until)
            versions[row.keys] = (*versions.get(row.keys, ()), version)
        return versions, diagnostics
