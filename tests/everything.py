"""Is everything tried, or what CI has the time for? `make check-all` tries everything."""

from __future__ import annotations

import os
from typing import Final

EVERYTHING: Final = bool(os.environ.get("POLICYRULES_EVERYTHING"))
