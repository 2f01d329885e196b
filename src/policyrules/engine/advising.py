"""What do plugins' lints say of policies?

They are asked when policies are checked (`policyrules check`), not when an application loads them: advice costs a
decision nothing, and a lint that fails stops no engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.diagnostics.diagnostic import Diagnostic, in_source_order
from policyrules.frozen import evolve
from policyrules.plugins.lints import LintedPolicies, advice_on
from policyrules.semantics.lint.allowed import without_allowed

if TYPE_CHECKING:
    from policyrules.engine.assemble import Assembled
    from policyrules.engine.policy_set import PolicySet


def advice_of_plugins(policies: PolicySet) -> tuple[Diagnostic, ...]:
    """Return the warnings of all lints, without those that `@allow` takes back, in source order.

    Raises `PluginError` with every lint that fails.
    """
    lints = policies.plugins.lints
    if not lints:
        return ()
    said = advice_on(LintedPolicies(policies.program, policies.files), lints)
    return in_source_order(without_allowed(said, policies.files, {lint.code for lint in lints}))


def advised(found: Assembled) -> Assembled:
    """Return examined policies with the advice of plugins among their diagnostics.

    Policies with errors are not shown to lints: what seems odd may be what was misspelt.
    """
    if found.policies is None:
        return found
    said = advice_of_plugins(found.policies)
    return evolve(found, diagnostics=in_source_order((*found.diagnostics, *said))) if said else found
