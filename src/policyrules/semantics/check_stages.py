"""Is there a test that this stage is a stage of?"""

from __future__ import annotations

from collections.abc import Sequence

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.check_quotas import check_share
from policyrules.semantics.checking import Checking
from policyrules.semantics.scope import Scope
from policyrules.semantics.types import DurationType
from policyrules.syntax.ast.clauses import Clause, Deadline, Match, Quota, Stage

_NEEDS: dict[str, tuple[type, Phrase]] = {
    "missing": (Match, Phrase("a match, `reconciles with`", "核对")),
    "differs": (Match, Phrase("a match, `reconciles with`", "核对")),
    "repeated": (Match, Phrase("a match, `reconciles with`", "核对")),
    "overdue": (Deadline, Phrase("a deadline", "时限")),
    "used": (Quota, Phrase("a quota, `at most`", "限额")),
}


def check_stage(checking: Checking, stage: Stage, clauses: Sequence[Clause], scope: Scope) -> None:
    """Check `if missing`, `if overdue by D`, `if used P%` after an action."""
    kind, called = _NEEDS[stage.kind]
    if not any(isinstance(clause, kind) for clause in clauses):
        checking.report.error(
            "stage-without-test",
            scope.place(stage),
            Phrase(
                f"`{stage.kind}` is a stage of {called.en}, and this item has none",
                f"此前提只用于{called.zh}，而本条没有{called.zh}",
            ),
            label=Phrase("a stage of what?", "什么的前提？"),
            help=(Phrase("leave it out, and the action always follows", "删去它，则一律办理"),),
        )
    if stage.amount is None:
        return
    if stage.kind == "used":
        check_share(checking, stage.amount, scope)
    else:
        checking.value_of(stage.amount, scope, DurationType())
