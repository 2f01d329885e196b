"""Which facts does an official document state?

The layout is GB/T 9704: a head (copy number, secrecy, urgency, the issuing body's mark, the document
number, who signed), the title, the addressees, the body, what is attached, the signature and its date,
the attachments, and at the end who gets copies. Drafts leave much of it out, so every element is looked
for on its own, and only what stands in the document is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policyrules.plugins.readers import marks
from policyrules.plugins.readers.body import read_body
from policyrules.plugins.readers.head import read_head

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policyrules.plugins.readers.lines import Line


def facts_of(lines: Sequence[Line]) -> dict[str, Any]:
    """Return what a document's lines say, by the names of docs/plugins.md; empty lines are passed over."""
    written = [line for line in lines if line.text]
    head = read_head(written)
    facts = {**head.facts, **read_body(written, head.after, head.mark)}
    if "issuer" not in facts and (issuer := marks.issuer_in(facts.get("title") or "")) is not None:
        facts["issuer"] = issuer
    facts.setdefault("co_issuers", [])
    return facts
