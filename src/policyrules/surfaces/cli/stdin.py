"""What is `-` called, which the parser of commands takes for an option?"""

from __future__ import annotations

from typing import Final

STDIN: Final = "<stdin>"
