"""Which warnings does the author say do not apply?

`@allow("code", "reason")`, in Chinese `@不提示("code", "理由")`, stands before what the warning is about, or
before anything around it: an item, a list, a field, the policy. It takes back warnings only. A code with a `/`
is a plugin's: those are seen to where plugins have been asked (engine/advising.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from policyrules.diagnostics.codes import TITLES
from policyrules.diagnostics.diagnostic import Diagnostic, Edit, Severity
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place, Span
from policyrules.frozen import define
from policyrules.semantics.names import View
from policyrules.semantics.report import Report
from policyrules.semantics.wording import did_you_mean, quoted
from policyrules.syntax.ast.declarations import File, PolicyHeader
from policyrules.syntax.ast.names import ALLOW, Annotation
from policyrules.syntax.walk import walk

SET_DEPENDS: Final = ("unused-", "untested-", "missing-citation")
"""Beginnings of codes that are said or not according to which other files are loaded."""

_OF_OTHER_FILES: Final = (*SET_DEPENDS, "beaten-permit", "uncovered-day", "overlapping-versions")
"""What may be said of an item only when other files are loaded too, so that an `@allow` of it is never idle."""

_APART: Final = "/"
"""Stands in the code of a plugin's advice, after the house it is of, and in none of ours."""


@define(eq=False)
class _Allow:
    """One annotation: where it stands, what it is about, and whether it took anything back."""

    file: File
    note: Annotation
    over: Span
    used: bool = False

    @property
    def code(self) -> str:
        return self.note.arguments[0] if self.note.arguments else ""

    @property
    def of_plugin(self) -> bool:
        """Whether it is about the advice of a plugin."""
        return _APART in self.code

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.file.source, self.note.span)

    def covers(self, diagnostic: Diagnostic) -> bool:
        """Return whether a diagnostic is one that this takes back."""
        place = diagnostic.place
        return (
            diagnostic.code == self.code
            and place.source is self.file.source
            and self.over.start <= place.span.start
            and place.span.stop <= self.over.stop
        )


def take_back_allowed(report: Report, views: Iterable[View], *, whole: bool) -> None:
    """Leave out the warnings that annotations allow, and warn of annotations that allow nothing.

    `whole` says that everything was looked for; otherwise an annotation may be about what was not.
    """
    allows = [allow for view in views for allow in _allows(view.file) if not allow.of_plugin]
    _take_back(report, allows)
    for allow in allows:
        if not _well_formed(report, allow, TITLES) or allow.used or not whole:
            continue
        if allow.code.startswith(_OF_OTHER_FILES):
            continue
        _allows_nothing(report, allow)


def without_allowed(
    said: Iterable[Diagnostic], files: Iterable[File], codes: Collection[str]
) -> tuple[Diagnostic, ...]:
    """Return what plugins said without what annotations allow, and warnings of annotations that allow nothing.

    `codes` are those of all lints that were asked. A code of a house that none of them is from may be a plugin's
    that is not installed here, and is left alone.
    """
    report = Report(diagnostics=list(said))
    houses = {code.partition(_APART)[0] for code in codes}
    allows = [
        allow
        for file in files
        for allow in _allows(file)
        if allow.of_plugin and allow.code.partition(_APART)[0] in houses
    ]
    _take_back(report, allows)
    for allow in allows:
        if _well_formed(report, allow, codes) and not allow.used:
            _allows_nothing(report, allow)
    return tuple(report.diagnostics)


def _take_back(report: Report, allows: Sequence[_Allow]) -> None:
    if allows:
        report.diagnostics[:] = [each for each in report.diagnostics if not _is_allowed(each, allows)]


def _allows(file: File) -> Iterator[_Allow]:
    text = file.source.text
    if not any(name in text for name in ALLOW):
        return
    for declaration in file.declarations:
        for node in walk(declaration):
            for note in getattr(node, "annotations", ()):
                if note.name.text in ALLOW:
                    over = Span(0, len(text)) if isinstance(node, PolicyHeader) else node.span
                    yield _Allow(file, note, over)


def _is_allowed(diagnostic: Diagnostic, allows: Sequence[_Allow]) -> bool:
    if diagnostic.severity is not Severity.WARNING:
        return False
    covering = [allow for allow in allows if allow.covers(diagnostic)]
    if not covering:
        return False
    min(covering, key=lambda allow: allow.over.stop - allow.over.start).used = True
    return True


def _well_formed(report: Report, allow: _Allow, codes: Collection[str]) -> bool:
    place = allow.place
    arguments = allow.note.arguments
    if allow.code not in codes:
        near = report.near(allow.code, codes)
        report.warning(
            "allow-form",
            place,
            Phrase(
                f"there is no advice called {quoted(allow.code)}",
                f"没有名为 {quoted(allow.code)} 的提示",
            )
            if allow.code
            else Phrase("it is not said which advice does not apply", "没有写明不适用的是哪一项提示"),
            label=Phrase("takes nothing back", "不起作用"),
            help=did_you_mean(near)
            or (
                Phrase(
                    'write the code of the message, and why: `@allow("unused-field", "…")`',
                    '请写消息方括号中的代码和理由：`@不提示("unused-field", "…")`',
                ),
            ),
        )
        return False
    if len(arguments) != 2 or not arguments[1].strip():  # the code and the reason
        name = allow.note.name.text
        report.warning(
            "allow-form",
            place,
            Phrase(
                f"it is not said why {quoted(allow.code)} does not apply",
                f"没有写明 {quoted(allow.code)} 为何不适用",
            ),
            label=Phrase("for what reason?", "理由是什么？"),
            help=(
                Phrase(
                    f'add the reason: `@{name}("{allow.code}", "…")`',
                    f'请写明理由：`@{name}("{allow.code}", "…")`',
                ),
            ),
        )
        return False
    return True


def _allows_nothing(report: Report, allow: _Allow) -> None:
    place = allow.place
    report.warning(
        "unused-allow",
        place,
        Phrase(f"{quoted(allow.code)} is said of nothing here", f"此处没有 {quoted(allow.code)} 这项提示"),
        label=Phrase("allows nothing", "没有可略去的提示"),
        help=(Phrase("leave it out", "请删去此注解"),),
        edits=(Edit(_with_blanks(place), ""),),
    )


def _with_blanks(place: Place) -> Place:
    """Return a place with the blanks after it, and the line end where it fills the line."""
    text = place.source.text
    start, stop = place.span.start, place.span.stop
    while stop < len(text) and text[stop] in " \t":
        stop += 1
    begin = start
    while begin > 0 and text[begin - 1] in " \t":
        begin -= 1
    if (begin == 0 or text[begin - 1] in "\r\n") and text[stop : stop + 1] in ("\r", "\n"):
        stop += 2 if text[stop : stop + 2] == "\r\n" else 1
        return Place(place.source, Span(begin, stop))
    return Place(place.source, Span(start, stop))
