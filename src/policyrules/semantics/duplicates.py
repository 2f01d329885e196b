"""What is an author told about a name that is given twice?"""

from __future__ import annotations

from policyrules.diagnostics.diagnostic import Label
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place
from policyrules.semantics.report import Report
from policyrules.semantics.wording import quoted


def report_duplicate(
    report: Report,
    name: str,
    place: Place,
    first: Place,
    what: Phrase,
    *,
    help: Phrase | None = None,  # noqa: A002  # the diagnostic's own word
) -> None:
    """Report a second thing of the same name, showing both places."""
    where = ""
    if place.source is not first.source:
        where = first.source.name
    article = "an" if what.en[0] in "aeiou" else "a"
    report.error(
        "duplicate-name",
        place,
        Phrase(
            f"{quoted(name)} is already {article} {what.en}" + (f", in {quoted(where)}" if where else ""),
            f"{quoted(name)} 已声明为{what.zh}" + (f"（见 {quoted(where)}）" if where else ""),
        ),
        label=Phrase("declared again", "重复声明"),
        labels=(Label(first, Phrase("first declared here", "首次声明于此")),),
        help=(help or Phrase("give one of them another name", "请将其中一个改名"),),
    )
