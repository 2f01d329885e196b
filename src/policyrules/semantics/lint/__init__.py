"""What is legal, and probably not meant?

Nothing here is wrong, and every answer is a warning. A set without rules is not looked at, nor one with
errors: what seems useless may be what was misspelt. An author who means it says so with `@allow`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policyrules.semantics.check_derived import Derived
from policyrules.semantics.checked import CheckedTest
from policyrules.semantics.checking import Checking
from policyrules.semantics.lint.bands import warn_of_bands
from policyrules.semantics.lint.beaten_permits import warn_of_beaten_permits
from policyrules.semantics.lint.boundary_words import warn_of_boundary_words
from policyrules.semantics.lint.citations import warn_of_missing_citations
from policyrules.semantics.lint.misleading_names import warn_of_hidden_names, warn_of_same_names
from policyrules.semantics.lint.near_terms import warn_of_near_terms
from policyrules.semantics.lint.reasons import warn_of_fixed_reasons
from policyrules.semantics.lint.unread import warn_of_unread
from policyrules.semantics.lint.untested import warn_of_untested
from policyrules.semantics.lint.versions import warn_of_versions
from policyrules.semantics.names import Declared, ListEntry
from policyrules.semantics.scope import Reads

__all__ = ["lint"]


def lint(
    checking: Checking,
    declared: Iterable[Declared],
    derived: Derived,
    lists: Sequence[ListEntry],
    *,
    tests: Sequence[CheckedTest],
    reads: Reads,
    expected: Reads,
) -> bool:
    """Warn of what is probably not meant; return whether all of it was looked for.

    `reads` is what everything but tests reads, `expected` what tests expect values of.
    """
    warn_of_same_names(checking, lists)
    declared = list(declared)
    warn_of_hidden_names(checking, declared)
    if checking.damage or checking.report.has_errors or not any(entry.items for entry in lists):
        return False
    warn_of_unread(checking, declared, derived, lists, reads, expected=expected)
    warn_of_boundary_words(checking, lists)
    warn_of_bands(checking, lists)
    warn_of_missing_citations(checking, lists)
    warn_of_untested(checking, lists, tests)
    warn_of_fixed_reasons(checking, lists)
    warn_of_beaten_permits(checking, lists)
    warn_of_versions(checking, lists)
    warn_of_near_terms(checking, lists)
    return True
