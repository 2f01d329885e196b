"""Are the printed packs in docs/packs what `policyrules docs` prints of them now?

`docs/packs/README.md` lists them: the title of each, in the language it is printed in. `make packs`, that
is `UPDATE_SNAPSHOTS=1`, prints them anew; read what changed.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

import pytest

from policyrules.surfaces.cli import main

ROOT: Final = Path(__file__).parents[2]
PAGES: Final = ROOT / "docs" / "packs"
UPDATE: Final = bool(os.environ.get("UPDATE_SNAPSHOTS"))
ROW: Final = re.compile(r"^\| \[(.+?)\]\((\w+)\.md\) \|", re.MULTILINE)
TITLES: Final = {
    pack: title for title, pack in ROW.findall((PAGES / "README.md").read_text(encoding="utf-8"))
}
HAN: Final = re.compile(r"[一-鿿]")


def test_the_index_lists_every_pack() -> None:
    packs = {folder.name for folder in (ROOT / "policies").iterdir() if folder.is_dir()}
    assert set(TITLES) == packs
    assert {page.stem for page in PAGES.glob("*.md")} - {"README"} == packs


@pytest.mark.parametrize("pack", sorted(TITLES))
def test_a_page_is_what_is_printed_now(
    pack: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    page = PAGES / f"{pack}.md"
    out = page if UPDATE else tmp_path / page.name
    language = "zh" if HAN.search(TITLES[pack]) else "en"
    typed = ["docs", f"policies/{pack}", "--language", language, "--title", TITLES[pack], "-o", str(out)]
    assert main(typed) == 0, capsys.readouterr().err
    assert out.read_bytes() == page.read_bytes(), "`make packs` prints the packs anew"
