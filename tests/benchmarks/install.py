"""Which of the extra `bench` can be had on this Python and this machine? All of it at once, else what there is.

A peer that has no package for this Python or platform does not keep the others away: the table says that it is not here.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"


def main() -> None:
    """Install the extra; say what could not be."""
    wanted = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["optional-dependencies"]["bench"]
    if _installed(*wanted):
        return
    for requirement in wanted:
        if not _installed(requirement):
            print(f"{requirement} cannot be installed here")


def _installed(*requirements: str) -> bool:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements]
    return subprocess.run(pip, check=False, capture_output=True).returncode == 0


if __name__ == "__main__":
    main()
