"""What stands where a value has not been worked out yet?"""

from __future__ import annotations

from typing import Final

BLANK: Final = object()
