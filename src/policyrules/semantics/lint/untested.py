"""Which item does no test speak of, where tests speak of its list?"""

from __future__ import annotations

from collections.abc import Sequence

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.checked import CheckedTest
from policyrules.semantics.checking import Checking
from policyrules.semantics.items_named import items_named
from policyrules.semantics.names import ItemEntry, ListEntry
from policyrules.semantics.wording import quoted
from policyrules.syntax.ast.declarations import Otherwise


def warn_of_untested(checking: Checking, lists: Sequence[ListEntry], tests: Sequence[CheckedTest]) -> None:
    """Warn of each item that no test expects anything of, in lists of which another item is tested.

    What a closed list permits shows in its `otherwise`, and is tested through it.
    """
    tested = _tested(checking, tests)
    if not tested:
        return
    for entry in lists:
        if not any(item.key in tested for item in entry.items):
            continue
        closing_is_tested = any(
            item.key in tested and isinstance(item.node, Otherwise) for item in entry.items
        )
        for item in entry.items:
            if item.key in tested or (item.node.modality == "may" and closing_is_tested):
                continue
            first, people = item.names.first, item.names.for_people()
            checking.report.warning(
                "untested-item",
                item.place,
                Phrase(f"no test speaks of {quoted(first)}", f"没有测试涉及条目 {quoted(people)}"),
                label=Phrase("untested", "未经测试"),
                help=(_to_add(item),),
            )


def _to_add(item: ItemEntry) -> Phrase:
    first, people = item.names.first, item.names.for_people()
    if item.node.modality == "may":
        return Phrase(
            f"add a test with a case it permits: `expect permit by {first}`",
            f"请加上测试，给出其所允许的情形：`期望 允许 依 {people}`",
        )
    return Phrase(
        f"add one test that breaks it, `expect … by {first}`, and one that does not, `expect not {first}`",
        f"请加上两个测试：违反的写 `期望 … 依 {people}`，不违反的写 `期望 未违反 {people}`",
    )


def _tested(checking: Checking, tests: Sequence[CheckedTest]) -> set[tuple[str, str]]:
    meanings = checking.tables.meanings
    return {(found.policy, found.item) for test in tests for found in items_named(test.declaration, meanings)}
