"""What does the first name of a path mean here?"""

from __future__ import annotations

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.checked import (
    BuiltinMeaning,
    CalendarMeaning,
    DerivedMeaning,
    Found,
    ParameterMeaning,
    VariableMeaning,
)
from policyrules.semantics.checking import ERROR, Checking, NeedsFirst
from policyrules.semantics.names import Derivation
from policyrules.semantics.scope import Scope
from policyrules.semantics.spellings import builtin_names
from policyrules.semantics.types import (
    CalendarType,
    DateType,
    PeriodType,
    RecordType,
    Type,
    optional,
)
from policyrules.syntax.ast.expressions import Expression, Path
from policyrules.syntax.keywords import keywords


def peek(checking: Checking, node: Expression, scope: Scope) -> Type | None:
    """Return the type of a name that is a fact, variable or parameter; None for anything else."""
    if not isinstance(node, Path):
        return None
    head = head_of(checking, node.names[0].text, scope)
    return None if head is None else head.type


def is_bare(node: Expression) -> bool:
    """Return whether an expression is a single name, which may be a member of an enum."""
    return isinstance(node, Path) and len(node.names) == 1


def head_of(checking: Checking, name: str, scope: Scope) -> Found | None:
    """Return what a single name means here: variable, fact, parameter, built-in name or calendar."""
    variable = scope.variables.get(name)
    if variable is not None:
        variable.read = True
        return Found(VariableMeaning(variable.name), variable.type)
    names = checking.names
    if scope.record is not None:
        record = scope.record.names.first
        fact = names.fields[record].get(name)
        if fact is not None:
            return checking.fact(record, fact)
        derivation = names.derived[record].get(name)
        if derivation is not None and scope.view.sees(derivation.view.policy):
            return Found(DerivedMeaning("this", record, derivation.names.first), derived_type(derivation))
    declared = names.declared.get(name)
    if declared is not None and declared.kind == "parameter" and scope.view.sees(declared.policy):
        first = declared.names.first
        schema = names.parameters.get(first)
        return Found(ParameterMeaning(first), ERROR if schema is None else schema.type)
    builtin = builtin_names().get(name)
    if builtin is not None:
        return _builtin(builtin, scope)
    if declared is not None and declared.kind == "calendar" and scope.view.sees(declared.policy):
        return Found(CalendarMeaning(declared.names.first), CalendarType(declared.names.first))
    return None


def _builtin(name: str, scope: Scope) -> Found | None:
    if name == "today":
        return Found(BuiltinMeaning(name), DateType())
    if name == "period":
        return Found(BuiltinMeaning(name), PeriodType()) if scope.each is not None else None
    if scope.record is None or (name in ("previous", "last_year") and scope.each is None):
        return None
    whole = RecordType(scope.record.names.first)
    return Found(BuiltinMeaning(name), optional(whole) if name == "before" else whole)


def derived_type(derivation: Derivation) -> Type:
    """Return the type of a derived fact. Raises `NeedsFirst` while it is not known."""
    if derivation.type is None:
        raise NeedsFirst(derivation)
    return derivation.type


def periods_agree(checking: Checking, node: Path, derivation: Derivation, scope: Scope) -> bool:
    """Return whether a fact derived for each month (and so on) is asked for in such a period."""
    if derivation.each is None or derivation.each == scope.each:
        return True
    each_zh = keywords().spelling(f"EACH_{derivation.each.upper().replace(' ', '_')}", "zh")
    checking.report.error(
        "no-period",
        scope.place(node),
        Phrase(
            f"`{node.names[-1].text}` is derived for each {derivation.each}, and here no {derivation.each} is meant",
            f"`{node.names[-1].text}` 按期得出，此处没有相应的期间",
        ),
        label=Phrase(f"of which {derivation.each}?", "哪一期？"),
        help=(
            Phrase(
                f"ask it in a list `for {derivation.record} each {derivation.each}`",
                f"请在按期适用的清单中使用：`适用于 {derivation.record} {each_zh}`",
            ),
        ),
    )
    return False
