"""What does a plugin's own advice on policies say?

A lint is Python that looks at policies which are free of errors and says what is probably not meant, or not
the house's style. What it says are warnings beside the built-in ones (semantics/lint), under a code of its
own: one with a `/` in it, so that it is never one of ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

from policyrules.core.ir import ListInfo, Program, Rule
from policyrules.diagnostics.diagnostic import Diagnostic, Edit, Label, Severity
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place, Span
from policyrules.frozen import field, frozen
from policyrules.plugins.faults import PluginError, PluginProblem, raised
from policyrules.semantics.schema import RecordSchema
from policyrules.syntax.ast.declarations import File

_CODE: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*/[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_MOST_ADVICE: Final = 1000


def _phrase(written: Phrase | str) -> Phrase:
    return Phrase(written, written) if isinstance(written, str) else written


def _phrases(written: Phrase | str | Iterable[Phrase | str]) -> tuple[Phrase, ...]:
    return (_phrase(written),) if isinstance(written, Phrase | str) else tuple(map(_phrase, written))


def _labels(written: Iterable[Label]) -> tuple[Label, ...]:
    return tuple(written)


def _edits(written: Iterable[Edit]) -> tuple[Edit, ...]:
    return tuple(written)


@frozen
class Advice:
    """One piece of advice: at which place, what is to be said, and what to write instead.

    `label` is a few words on the place itself, `labels` on other places; `edits` put it right, for
    `policyrules check --fix`, where there is one way to. A plain text is the same in both languages.
    """

    place: Place
    message: Phrase = field(converter=_phrase)
    help: tuple[Phrase, ...] = field(default=(), converter=_phrases)
    label: Phrase = field(default=Phrase("", ""), converter=_phrase, kw_only=True)
    labels: tuple[Label, ...] = field(default=(), converter=_labels, kw_only=True)
    edits: tuple[Edit, ...] = field(default=(), converter=_edits, kw_only=True)


@frozen(eq=False)
class LintedPolicies:
    """Policies that were loaded together, as a lint reads them. Nothing here changes.

    `program` is all of it as backends know it: records, parameters, rules and the expressions in them, each with
    the place it is written at. `files` are the syntax trees, for what only the writing shows.
    """

    program: Program
    files: tuple[File, ...]

    @property
    def records(self) -> tuple[RecordSchema, ...]:
        """The records; their fields have places too."""
        return tuple(self.program.records.values())

    @property
    def lists(self) -> tuple[ListInfo, ...]:
        """The lists, in the order written."""
        return tuple(self.program.lists)

    @property
    def items(self) -> tuple[Rule, ...]:
        """Every item of every list once, in the order written, periodic ones too."""
        program = self.program
        rules = chain(*program.rules.values(), *program.periodic.values())
        return tuple(
            sorted((rule for rule in rules if not rule.id.part), key=lambda rule: program.order[rule.id])
        )

    def place_of(self, words: str, within: Place | None) -> Place:
        """Return where words first stand within the place of an item, a list, a field; that place where they do not."""
        assert within is not None, "whatever was read from a file has its place"
        return next(self.places_of(words, within), within)

    def places_of(self, words: str, within: Place | None) -> Iterator[Place]:
        """Yield everywhere that words stand within a place, as written."""
        assert within is not None, "whatever was read from a file has its place"
        text, stop = within.source.text, within.span.stop
        at = text.find(words, within.span.start, stop) if words else -1
        while at >= 0:
            yield Place(within.source, Span(at, at + len(words)))
            at = text.find(words, at + len(words), stop)


@frozen
class Lint:
    """What gives one kind of advice: its code, a few words on it, and the function that looks.

    The `code` is `house/what-it-is`, in small letters: it stands in brackets after every warning, and
    `@allow("house/what-it-is", "reason")` takes one back. `call` gets the policies (`LintedPolicies`) and returns,
    or yields, advice. `about` is what `policyrules help` says of the code besides its title.
    """

    code: str
    title: Phrase = field(converter=_phrase)
    call: Callable[[LintedPolicies], Iterable[Advice] | Advice | None]
    about: Phrase = field(default=Phrase("", ""), converter=_phrase, kw_only=True)
    plugin: str = field(default="", kw_only=True)
    """Filled in when the plugin is registered."""


def problems_of(lint: Lint) -> Sequence[tuple[Phrase, Phrase | None]]:
    """Return what is wrong with a lint as declared, each with what to write where there is something."""
    problems: list[tuple[Phrase, Phrase | None]] = []
    code: object = lint.code
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        problems.append(
            (
                Phrase(
                    f"the lint `{code}` has a code of another form than `house/what-it-is`",
                    f"自定提示 `{code}` 的代码不是 `机构/名称` 的形式",
                ),
                Phrase(
                    "write small letters, digits and hyphens, with one `/`: `office/long-title`",
                    "请用小写字母、数字和连字符，中间一个 `/`，如 `office/long-title`",
                ),
            )
        )
    if not callable(lint.call):
        problems.append(
            (Phrase(f"the lint `{code}` has nothing to call", f"自定提示 `{code}` 没有可调用的函数"), None)
        )
    return problems


def advice_on(policies: LintedPolicies, lints: Iterable[Lint]) -> tuple[Diagnostic, ...]:
    """Return what the lints say of policies, as warnings.

    Raises `PluginError` with every lint that fails, or gives something else than advice on these policies.
    """
    sources = {id(file.source) for file in policies.files}
    said: list[Diagnostic] = []
    problems: list[PluginProblem] = []
    for lint in lints:
        try:
            for number, given in enumerate(_each(lint.call(policies))):
                wrong = _too_many() if number == _MOST_ADVICE else _misfit(given, sources)
                if wrong is not None:
                    problems.append(_problem(lint, wrong))
                    break
                said.append(_diagnostic(lint, given))
        except Exception as error:  # noqa: BLE001  # whatever a plugin raises is its own fault
            problems.append(_problem(lint, raised(error)))
    if problems:
        raise PluginError(problems)
    return tuple(said)


def _each(answer: object) -> Iterable[Any]:
    if answer is None:
        return ()
    return answer if isinstance(answer, Iterable) and not isinstance(answer, str) else (answer,)


def _misfit(given: object, sources: set[int]) -> Phrase | None:
    """Return what is wrong with something that should be advice on these sources."""
    if not isinstance(given, Advice):
        kind = type(given).__name__
        return Phrase(f"gave {kind} where Advice is due", f"应返回 Advice，实际返回 {kind}")
    marked: tuple[Label | Edit, ...] = (*given.labels, *given.edits)
    places: list[object] = [given.place, *(part.place for part in marked)]
    for each in places:
        if not isinstance(each, Place) or id(each.source) not in sources:
            return Phrase(
                "gave advice on a place that is in none of the policy files",
                "所提示的位置不在任何政策文件之中",
            )
    if not all(isinstance(words, Phrase) for words in (given.message, *given.help, given.label)):
        return Phrase("gave advice in something other than words", "提示的内容不是文字")
    if not given.message.en or not given.message.zh:
        return Phrase("gave advice without a message", "给出的提示没有内容")
    return None


def _too_many() -> Phrase:
    return Phrase(f"gave more than {_MOST_ADVICE} pieces of advice", f"给出的提示超过 {_MOST_ADVICE} 条")


def _problem(lint: Lint, did: Phrase) -> PluginProblem:
    return PluginProblem(
        lint.plugin, Phrase(f"the lint `{lint.code}` {did.en}", f"自定提示 `{lint.code}` {did.zh}")
    )


def _diagnostic(lint: Lint, advice: Advice) -> Diagnostic:
    return Diagnostic(
        lint.code,
        advice.place,
        advice.message,
        advice.label,
        advice.labels,
        advice.help,
        Severity.WARNING,
        advice.edits,
        title=lint.title,
    )
