"""Which day is meant on the command line?"""

from datetime import date
from typing import TYPE_CHECKING

from policyrules.diagnostics.phrase import Phrase
from policyrules.surfaces.cli.mistakes import UsageError

if TYPE_CHECKING:
    from policyrules.engine import Engine


def day_written(written: str) -> date:
    """Return the day that `--on` names; raises `UsageError` for what is no day."""
    from policyrules.core.facts.written import date_in

    found = date_in(written)
    if found is None:
        raise UsageError(
            Phrase(f"`--on {written}` is not a day", f"`--on {written}` 不是日期"),
            Phrase.same("--on 2026-03-02"),
        )
    return found


def today_in(engine: "Engine", record: str) -> date:
    """Return the day it is in the zone of the record's policy."""
    from datetime import datetime

    from policyrules.core.dates import zone_of

    return datetime.now(zone_of(engine.policies.program, record)).date()
