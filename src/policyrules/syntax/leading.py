"""Which keywords begin something new?"""

from __future__ import annotations

from typing import Final

from policyrules.syntax.pieces import DECLARATIONS, MODALITIES

CLAUSES: Final = frozenset(
    {"WHEN", "APPLIES_WHEN", "UNLESS", "WITHOUT", "ENSURE", "AT_MOST", "PER", "DEADLINE", "RECONCILES"}
    | {"THEN", "BECAUSE", "REMEDY", "CITE", "FROM", "UNTIL", "OVERRIDES", "IF_UNKNOWN", "WARN_AT", "WARN"}
    | {"DIFFERENT", "TOTAL", "IN_ANY", "EVER", "EACH_DAY", "EACH_WEEK", "EACH_HALF_MONTH", "EACH_MONTH"}
    | {"EACH_QUARTER", "EACH_HALF_YEAR", "EACH_YEAR"}
)
"""Keywords that lead a clause."""

STEPS: Final = frozenset({"GIVEN", "ON_DATE", "EXPECT"})
"""Keywords that lead a step of a test."""

LEADING: Final = CLAUSES | STEPS | DECLARATIONS | MODALITIES | {"OTHERWISE"}
"""Keywords that begin something new: what stands before them was meant to be finished."""
