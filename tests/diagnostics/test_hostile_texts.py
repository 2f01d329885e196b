"""No text raises anything but what it should, nor costs more than two seconds and 500 MB."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from policyrules.surfaces.files import load_text
from tests.diagnostics.hostile_texts import LONG, NAMES, SOUND
from tests.everything import EVERYTHING
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]

TRIED = [name for name in NAMES if EVERYTHING or name not in LONG]

SECONDS = 2 * PATIENCE
"""Of processor time: two, on a machine with nothing else to do."""
MEGABYTES = 500


@pytest.fixture(scope="module")
def costs() -> dict[str, dict[str, Any]]:
    """Return what each text costs, all measured by one process that forks for each."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.diagnostics.hostile_texts", *TRIED],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert not ran.stderr
    return {cost["name"]: cost for cost in map(json.loads, ran.stdout.splitlines())}


@pytest.mark.skipif(sys.platform == "win32", reason="measured by forking")
@pytest.mark.parametrize("name", TRIED)
def test_what_it_costs(costs: dict[str, dict[str, Any]], name: str) -> None:
    cost = costs[name]
    assert "raised" not in cost, cost
    assert cost["seconds"] < SECONDS
    assert cost["megabytes"] < MEGABYTES
    assert bool(cost["codes"]) == (name not in SOUND)


def test_a_sound_text_is_not_called_hostile() -> None:
    assert load_text("record R { a: text }").diagnostics == ()
