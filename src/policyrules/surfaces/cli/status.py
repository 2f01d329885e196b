"""What does the exit status of a command say?"""

from typing import Final

FINE: Final = 0
"""Nothing to report."""
FINDINGS: Final = 1
"""The command did its work and found something."""
UNUSABLE: Final = 2
"""The input cannot be used."""
