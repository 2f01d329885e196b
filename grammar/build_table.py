"""Writes the parser's table when the package is built or set up, so that it starts quickly.

Hatchling runs this for wheels and for editable installs (see pyproject.toml). A wheel also takes the
grammar, the packs and the page of diagnostics along; an editable install reads them where they lie.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ParserTable(BuildHookInterface):  # type: ignore[type-arg]  # hatchling leaves the parameter open
    """Builds `parser_table.json` from rules.lark and keywords.toml, and takes pages along."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the table into the source tree; the wheel takes it from there."""
        if version != "editable":
            for folder in ("grammar", "policies"):
                build_data["force_include"][str(Path(self.root) / folder)] = f"policyrules/_{folder}"
            for page in ("diagnostics.md", "diagnostics.zh.md"):
                build_data["force_include"][str(Path(self.root) / "docs" / page)] = (
                    f"policyrules/_docs/{page}"
                )
        sys.path.insert(0, str(Path(self.root) / "src"))
        try:
            from policyrules.syntax import grammar  # noqa: PLC0415  # only importable from here on

            grammar.write_table()
        finally:
            sys.path.pop(0)
