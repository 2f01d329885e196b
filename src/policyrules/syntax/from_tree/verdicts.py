"""Which word stands for which outcome, answer and status?"""

from __future__ import annotations

from typing import Final, Literal

from policyrules.syntax.ast.tests import BuiltinVerb, OutcomeWord

OUTCOMES: Final[dict[str, OutcomeWord]] = {
    "PERMIT": "permit",
    "ADVISE": "advise",
    "WARN_OUTCOME": "warn",
    "REFER": "refer",
    "RETURN": "return",
    "FORBID": "forbid",
    "UNDETERMINED": "undetermined",
}
ANSWERS: Final[dict[str, Literal["pass", "fail", "not applicable", "unknown"]]] = {
    "PASS": "pass",
    "FAIL": "fail",
    "NOT_APPLICABLE": "not applicable",
    "ANSWER_UNKNOWN": "unknown",
}
STATUSES: Final[dict[str, Literal["on time", "late", "pending", "due soon", "overdue"]]] = {
    "ON_TIME": "on time",
    "LATE": "late",
    "PENDING": "pending",
    "DUE_SOON": "due soon",
    "OVERDUE_STATUS": "overdue",
}
VERBS: Final[dict[str, BuiltinVerb]] = {
    "REFER": "refer",
    "RETURN": "return",
    "ROUTE": "route",
    "ORDER": "order",
}
