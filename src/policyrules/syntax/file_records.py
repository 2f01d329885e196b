"""Which record is a text about, for the examples in its messages?"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.syntax.keywords import keywords
from policyrules.syntax.reading import Reading

_SOME_RECORD: Final = Phrase("Visit", "走访")


def record_of(reading: Reading) -> Phrase:
    """Return the record a text declares, by either name, if it is the only one; else one to stand for any."""
    found = _declared().findall(reading.folded)
    if len(found) != 1:
        return _SOME_RECORD
    first, second = found[0]
    return Phrase(first, second or first)


@cache
def _declared() -> re.Pattern[str]:
    spellings = [word for column in keywords().terminals["RECORD"].values() for word in column]
    words = "|".join(map(re.escape, spellings))
    return re.compile(
        rf"^[ \t]*(?:{words})[ \t]+(\w+)(?:[ \t]+(\w+))?[ \t]*(?={{|dated\b|以\b)", re.MULTILINE
    )
