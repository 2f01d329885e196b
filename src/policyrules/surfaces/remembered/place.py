"""In which folder is what was loaded kept?"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE: Final = "POLICYRULES_CACHE"
"""The variable of the environment that names another folder, or says `off`."""
_OFF: Final = frozenset({"off", "no", "false", "0"})
_NAME: Final = "policyrules"

Cache = bool | str | os.PathLike[str] | None
"""A folder; `False`: none; `True` and `None`: the usual one, `None` unless the environment says otherwise."""


def folder_of(cache: Cache, environment: Mapping[str, str] = os.environ) -> Path | None:
    """Return the folder to keep policies in; None where nothing is to be kept."""
    if cache is False:
        return None
    if cache is not None and cache is not True:
        return Path(cache)
    said = environment.get(VARIABLE, "").strip()
    if said.lower() in _OFF:
        return usual(environment) if cache is True else None
    return Path(said).expanduser() if said else usual(environment)


def usual(environment: Mapping[str, str], platform: str = sys.platform) -> Path | None:
    """Return the folder where a user's programs keep what they can make again; None where there is none."""
    own = environment.get("LOCALAPPDATA" if platform == "win32" else "XDG_CACHE_HOME", "")
    if platform != "darwin" and own and Path(own).is_absolute():
        return Path(own, _NAME, "Cache") if platform == "win32" else Path(own, _NAME)
    try:
        home = Path.home()
    except RuntimeError:  # nobody in particular
        return None
    below = {"win32": ("AppData", "Local", _NAME, "Cache"), "darwin": ("Library", "Caches", _NAME)}
    return home.joinpath(*below.get(platform, (".cache", _NAME)))
