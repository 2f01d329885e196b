"""From paths to a policy set: `policyrules.load`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from policyrules.engine.policy_set import NOTHING, PolicySet
from policyrules.plugins.manager import Plugins
from policyrules.plugins.manager import build as build_plugins
from policyrules.surfaces.policy_files import policy_paths, read_policy
from policyrules.surfaces.remembered.place import Cache, folder_of
from policyrules.syntax.collector import collector_resting

if TYPE_CHECKING:
    from pathlib import Path

    from policyrules.surfaces.files import Paths
    from policyrules.surfaces.remembered.loads import Asked


@collector_resting()  # nothing that is made here is let go of but trees, which have no cycles
def load(
    paths: Paths,
    *,
    parameters: Mapping[str, Any] | None = None,
    plugins: Iterable[object] | Plugins = (),
    cache: Cache = None,
) -> PolicySet:
    """Return the policies of a folder, a file, or several, checked and ready to decide by.

    A folder stands for every `.rules` file in it and below; a file brings in what it uses, from beside
    it or from the folder above. `parameters` are the values of required parameters, or others than
    the policies', by either name; a lookup table keeps what it says of other keys. `plugins` come beside those installed.

    What a load comes to is kept, as data, in the user's folder for caches, so that unchanged policies load at once
    the next time: `cache` is another folder, or `False`; so says the variable `POLICYRULES_CACHE`, which may be `off`.

    Raises `PolicyError` with every diagnostic, in source order, if any of them is an error;
    `ParameterError` for parameters that do not fit; `InputError` where there is nothing to read.
    """
    from policyrules.surfaces.remembered.loads import Asked  # noqa: PLC0415  # see below

    named = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    given = () if isinstance(plugins, Plugins) else tuple(plugins)
    asked = Asked(
        tuple([read_policy(path) for path in policy_paths(named)]),
        plugins if isinstance(plugins, Plugins) else build_plugins(given),
        given,
        NOTHING if parameters is None else parameters,
    )
    folder = folder_of(cache)
    return _anew(asked) if folder is None else _remembered(folder, asked)


def _remembered(folder: Path, asked: Asked) -> PolicySet:
    from policyrules.surfaces.remembered.loads import recalled  # noqa: PLC0415  # only with a cache

    key = asked.key()
    return recalled(folder, key, asked) or _anew(asked, folder, key)


@collector_resting()  # until the trees are let go of, too: else it would walk all of them once more
def _anew(asked: Asked, folder: Path | None = None, key: str = "") -> PolicySet:
    """Return the policies as their files say, and keep what they come to in a folder, under a key."""
    from policyrules.surfaces.files import Reading, usable  # noqa: PLC0415  # what is remembered needs no parser

    reading = Reading()
    found = usable(
        reading.examined(asked.files, asked.plugins, asked.given_plugins, parameters=asked.supplied)
    )
    if folder is None:
        return found.at_rest()
    from policyrules.surfaces.remembered.loads import keep  # noqa: PLC0415  # only with a cache

    return found.at_rest(keep(folder, key, found, asked=asked, reading=reading))
