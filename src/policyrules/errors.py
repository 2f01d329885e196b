"""What is worth catching?

Mistakes in policy text are diagnostics; a caller sees them as one `PolicyError`. Everything a
caller of the library may want to catch is a `PolicyRulesError`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from policyrules.diagnostics.phrase import Language, Phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from policyrules.diagnostics.diagnostic import Diagnostic
    from policyrules.diagnostics.file_place import FilePlace

__all__ = [
    "DataError",
    "DataProblem",
    "FactError",
    "FactProblem",
    "InputError",
    "LedgerError",
    "ParameterError",
    "ParameterProblem",
    "PolicyError",
    "PolicyRulesError",
    "RequestError",
    "RowProblem",
]

_SHOWN = 100
"""So many problems are written out; the rest are counted."""


class PolicyRulesError(Exception):
    """Anything this library raises on purpose.

    `message` is in both languages; `str()` is English and `in_(language)` either.
    """

    def __init__(self, message: Phrase) -> None:
        super().__init__(message)
        self.message = message

    def in_(self, language: Language) -> str:
        """Return everything there is to say, in one language."""
        return self.message.in_(language)

    def __str__(self) -> str:
        return self.in_("en")


class PolicyError(PolicyRulesError):
    """A policy set that cannot be used: `diagnostics` says why, all of it, in source order."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(diagnostics)
        count = len(self.diagnostics)
        super().__init__(
            Phrase(
                f"the policies cannot be used ({count} {'diagnostic' if count == 1 else 'diagnostics'})",
                f"政策文件无法使用（共 {count} 条诊断）",
            )
        )

    def in_(self, language: Language) -> str:
        """Return every diagnostic as text, with the lines it points at."""
        from policyrules.diagnostics.render import render  # noqa: PLC0415  # only when it is read

        shown = [render(diagnostic, language) for diagnostic in self.diagnostics[:_SHOWN]]
        return "\n\n".join([self.message.in_(language), *shown, *_rest(self.diagnostics, language)])


class FactProblem:
    """One thing about the facts that a record cannot take.

    `path` leads to it in the names it was given by (`任务[2].角色`, entries counted from 0), `steps`
    are the same one by one, with whole names, `names` are the field's two names (the second none when
    it has none, both none for an unknown name), `code` is the kind of problem, `message` says what was
    given and what is expected, `help` what to give instead.
    """

    __slots__ = ("code", "help", "message", "names", "path", "steps")

    def __init__(
        self,
        path: str,
        message: Phrase,
        *,
        code: str,
        names: tuple[str | None, str | None] = (None, None),
        helps: tuple[Phrase, ...] = (),
        steps: tuple[str | int, ...] | None = None,
    ) -> None:
        self.path = path
        self.steps = steps if steps is not None else (path,) if path else ()
        self.message = message
        self.code = code
        self.names = names
        self.help = helps

    @property
    def name_used(self) -> str | None:
        """The name the field was given by; none where there is no name."""
        return next((step for step in reversed(self.steps) if isinstance(step, str)), None)

    def in_(self, language: Language) -> str:
        """Return the problem on one line, its helps after it."""
        colon, lead = ("：", "；") if language == "zh" else (": ", "; ")
        said = self.message.in_(language) + "".join(
            lead + words for phrase in self.help if (words := phrase.in_(language))
        )
        if not self.path:
            return said
        used = self.name_used
        other = next((name for name in reversed(self.names) if name and name != used), None)
        if other is None or None in self.names:
            return f"{self.path}{colon}{said}"
        return (
            f"{self.path}（{other}）{colon}{said}"
            if language == "zh"
            else f"{self.path} ({other}){colon}{said}"
        )

    def __repr__(self) -> str:
        return f"FactProblem({self.in_('en')!r})"


class RowProblem(FactProblem):
    """One thing in a row given to a ledger that its record cannot take; `row` is its number, from 1."""

    __slots__ = ("row",)

    def __init__(self, row: int, problem: FactProblem) -> None:
        super().__init__(
            problem.path, problem.message, code=problem.code, names=problem.names, helps=problem.help
        )
        self.row = row

    def in_(self, language: Language) -> str:
        """Return the problem on one line: which row, what, and its helps after it."""
        said = super().in_(language)
        return (
            f"台账第 {self.row} 条：{said}" if language == "zh" else f"row {self.row} of the ledger: {said}"
        )


class RecordProblem(FactProblem):
    """One thing in one of many records to decide that it cannot be; `number` is the record's, from 1."""

    __slots__ = ("number",)

    def __init__(self, number: int, problem: FactProblem) -> None:
        super().__init__(
            problem.path, problem.message, code=problem.code, names=problem.names, helps=problem.help
        )
        self.number = number

    def in_(self, language: Language) -> str:
        """Return the problem on one line: which record, what, and its helps after it."""
        said = super().in_(language)
        return f"第 {self.number} 条记录：{said}" if language == "zh" else f"record {self.number}: {said}"


class FactError(PolicyRulesError):
    """Facts a record cannot take: `problems` lists all of them, in the record's order.

    `omitted` counts those left out when there are more than anyone would read.
    """

    def __init__(
        self, record: str, problems: Sequence[FactProblem], *, omitted: int = 0, name: str | None = None
    ) -> None:
        self.record = record
        self.problems = tuple(problems)
        self.omitted = omitted
        count = len(self.problems) + omitted
        super().__init__(
            Phrase(
                f"the facts do not fit `{record}` ({count} {'problem' if count == 1 else 'problems'})",
                f"所给事实与 `{name or record}` 不符（共 {count} 处）",
            )
        )

    def in_(self, language: Language) -> str:
        """Return every problem, one a line."""
        return _all_of(self.message, self.problems, language, omitted=self.omitted)


class ParameterProblem:
    """One thing about a parameter's value: `name` says whose, `message` what, `place` where it stands.

    `steps` lead to the value: the name it was given by, the keys, the number of a dated version.
    """

    __slots__ = ("help", "message", "name", "place", "steps")

    def __init__(
        self,
        name: str,
        message: Phrase,
        *,
        helps: tuple[Phrase, ...] = (),
        steps: tuple[str | int, ...] | None = None,
        place: FilePlace | None = None,
    ) -> None:
        self.name = name
        self.message = message
        self.help = helps
        self.steps = (name,) if steps is None else steps
        self.place = place

    def in_(self, language: Language) -> str:
        """Return the problem on one line: where it stands in a file, what, and its helps after it."""
        colon, lead = ("：", "；") if language == "zh" else (": ", "; ")
        where = "" if self.place is None else self.place.in_(language) + colon
        return (
            where
            + self.message.in_(language)
            + "".join(lead + words for phrase in self.help if (words := phrase.in_(language)))
        )

    def __repr__(self) -> str:
        return f"ParameterProblem({self.in_('en')!r})"


class ParameterError(PolicyRulesError):
    """Parameters without a value, unknown ones, or values that do not fit: `problems` lists all."""

    def __init__(self, problems: Sequence[ParameterProblem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        super().__init__(
            Phrase(
                f"the parameters are not complete ({count} {'problem' if count == 1 else 'problems'})",
                f"参数不全或不符（共 {count} 处）",
            )
        )

    def in_(self, language: Language) -> str:
        """Return every problem, one a line."""
        return _all_of(self.message, self.problems, language)


class InputError(PolicyRulesError):
    """A file or text that cannot be read as what it should be (a folder of policies, JSON facts)."""


class DataProblem(FactProblem):
    """One thing in a file that the records read from it cannot take; `place` is its line or cell.

    For a table `path` is the column's heading, as written; the rest is a `FactProblem`'s.
    """

    __slots__ = ("place",)

    def __init__(
        self,
        place: FilePlace,
        path: str,
        message: Phrase,
        *,
        code: str,
        names: tuple[str | None, str | None] = (None, None),
        helps: tuple[Phrase, ...] = (),
        steps: tuple[str | int, ...] | None = None,
    ) -> None:
        super().__init__(path, message, code=code, names=names, helps=helps, steps=steps)
        self.place = place

    def in_(self, language: Language) -> str:
        """Return the problem on one line: where, what, and its helps after it."""
        return f"{self.place.in_(language)}{'：' if language == 'zh' else ': '}{super().in_(language)}"


class DataError(InputError):
    """A file whose records cannot be used: `problems` lists what is wrong, in the file's order.

    `file` is its path as given, `record` the first name of the record its rows should be, `use` what
    they are for: `ledger` or `facts`. `omitted` counts the problems left out when there are more than
    anyone would read, and `help` is what else may be done about the file as a whole.
    """

    def __init__(
        self,
        file: str,
        record: str,
        problems: Sequence[DataProblem],
        *,
        omitted: int = 0,
        name: str | None = None,
        use: Literal["ledger", "facts"] = "ledger",
        helps: Sequence[Phrase] = (),
    ) -> None:
        self.file = file
        self.help = tuple(helps)
        self.use = use
        self.record = record
        self.problems = tuple(problems)
        self.omitted = omitted
        count = len(self.problems) + omitted
        said = (
            Phrase(f"as a ledger of `{record}`", f"`{name or record}` 的台账")
            if use == "ledger"
            else Phrase(f"as facts of `{record}`", f"`{name or record}` 的事实")
        )
        super().__init__(
            Phrase(
                f"`{file}` cannot be used {said.en} ({count:,} {'problem' if count == 1 else 'problems'})",
                f"`{file}` 不能用作 {said.zh}（共 {count:,} 处问题）",
            )
        )

    def in_(self, language: Language) -> str:
        """Return every problem, one a line, and what else may help."""
        told = _all_of(self.message, self.problems, language, omitted=self.omitted)
        return "\n".join([told, *(each.in_(language) for each in self.help)])


class RequestError(PolicyRulesError, ValueError):
    """A question nobody can answer: an unknown record, a date that is none, another set's facts."""


class LedgerError(PolicyRulesError):
    """A ledger that cannot do what is asked of it: a key taken or not there, a table that no longer fits."""


def _all_of(
    head: Phrase, problems: Sequence[FactProblem | ParameterProblem], language: Language, *, omitted: int = 0
) -> str:
    """Return problems under what they are about, one a line."""
    lines = [f"- {problem.in_(language)}" for problem in problems[:_SHOWN]]
    colon = "：" if language == "zh" else ":"
    return "\n".join([head.in_(language) + colon, *lines, *_rest(problems, language, omitted)])


def _rest(things: Sequence[object], language: Language, omitted: int = 0) -> tuple[str, ...]:
    more = max(len(things) - _SHOWN, 0) + omitted
    if not more:
        return ()
    return (f"（另有 {more} 处）" if language == "zh" else f"(and {more} more)",)
