"""How does a record answer a checklist, and where do two sheets of answers differ?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from policyrules.core import ir
from policyrules.core.evaluate.paths import names_of
from policyrules.core.parts import parts
from policyrules.core.rule_parts import is_silent
from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import field, frozen
from policyrules.semantics.schema import Titled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from policyrules.core.combine import Standing
    from policyrules.syntax.ast.clauses import PeriodUnit

AnswerWord = Literal["pass", "fail", "not applicable", "unknown"]

ANSWERS: Final[Mapping[str, Phrase]] = {
    "pass": Phrase("pass", "通过"),
    "fail": Phrase("fail", "不通过"),
    "not applicable": Phrase("not applicable", "不涉及"),
    "unknown": Phrase("unknown", "资料不足"),
}
_WITH_TEST: Final = ("must", "should", "encourage")


@frozen
class Answer:
    """The answer to one item of a checklist; `question` is the one its facts ask, in their own words."""

    item: str
    title: str | None
    question: str | None
    answer: AnswerWord
    names: Titled = field(default=Titled(""))

    @property
    def phrase(self) -> Phrase:
        """The answer in each language."""
        return ANSWERS[self.answer]


@frozen
class Difference:
    """An item two sheets answer differently; None where a sheet does not have it."""

    item: str
    title: str | None
    mine: AnswerWord | None
    theirs: AnswerWord | None


@frozen
class Sheet:
    """The answers of one record to one checklist, in the order written."""

    list: str
    policy: str
    title: str | None
    answers: tuple[Answer, ...]
    names: Titled = field(default=Titled(""))

    def __getitem__(self, item: str) -> AnswerWord:
        """Return the answer to an item, by either of its names; raises KeyError for others."""
        for answer in self.answers:
            if item in (answer.item, *answer.names.spellings):
                return answer.answer
        raise KeyError(item)

    def compare(self, other: Sheet) -> tuple[Difference, ...]:
        """Return where another sheet (a review of this self-assessment) answers differently.

        In the order of this sheet, then what only the other has.
        """
        mine = {answer.item: answer for answer in self.answers}
        theirs = {answer.item: answer for answer in other.answers}
        found: list[Difference] = []
        for item, either in {**mine, **{item: theirs[item] for item in theirs if item not in mine}}.items():
            here, there = mine.get(item), theirs.get(item)
            one = None if here is None else here.answer
            two = None if there is None else there.answer
            if one != two:
                found.append(Difference(item, either.title, one, two))
        return tuple(found)


def sheets_of(
    program: ir.Program, standings: Sequence[Standing], record: str, *, each: PeriodUnit | None = None
) -> tuple[Sheet, ...]:
    """Return the sheet of every checklist for a record; items not in force are left out.

    Of a periodic decision, the sheets of the checklists about `each` such period.
    """
    return tuple(
        Sheet(
            listed.names.first,
            listed.policy,
            listed.title,
            tuple(_answers(program, listed.rules, standings)),
            listed.names,
        )
        for listed in checklists_of(program, record, each)
    )


def checklists_of(program: ir.Program, record: str, each: PeriodUnit | None = None) -> list[ir.ListInfo]:
    """Return the checklists for a record; of a periodic decision, those about `each` such period."""
    return [
        listed
        for listed in program.lists
        if listed.kind == "checklist" and listed.record == record and listed.each == each
    ]


def _answers(
    program: ir.Program, items: Iterable[ir.RuleId], standings: Sequence[Standing]
) -> Iterator[Answer]:
    by_item: dict[ir.RuleId, list[Standing]] = {}
    for standing in standings:
        by_item.setdefault(standing.rule.id.whole, []).append(standing)
    for item in items:
        stages = by_item.get(item, [])
        answer = answer_to(item, stages)
        if answer is not None:
            rule = next(standing.rule for standing in stages if standing.rule.id == item)
            yield Answer(rule.names.first, rule.title, _question(program, rule), answer, rule.names)


def answer_to(item: ir.RuleId, standings: Iterable[Standing]) -> AnswerWord | None:
    """Return the answer to an item: the gravest of its stages; None for one not in force or not asked."""
    answers = [
        answer_of(standing)
        for standing in standings
        if standing.rule.id.whole == item and not is_silent(standing.rule.id.part)
    ]
    given = [answer for answer in answers if answer is not None]
    return max(given, key=_GRAVITY.index, default=None)


_GRAVITY: Final = ("not applicable", "pass", "unknown", "fail")


def answer_of(standing: Standing) -> AnswerWord | None:
    """Return the answer an item's standing gives; None for an item not in force.

    Not applicable where its list does not apply, an exception holds, another item sets it aside, or
    (for an item with a test) its condition does not hold; else pass or fail by whether it is broken.
    A broken item fails also where another may set it aside.
    """
    if standing.in_force is False:
        return None
    aside = standing.applies is False or standing.exempt is True or standing.beaten is True
    if aside or (standing.rule.modality in _WITH_TEST and standing.when is False):
        return "not applicable"
    if standing.broken is True:
        return "fail"
    return "pass" if standing.broken is False else "unknown"


def _question(program: ir.Program, rule: ir.Rule) -> str | None:
    """The question of the first fact its condition or test reads that has one."""
    waiting: list[Any] = [rule.when, *([] if rule.test is None else [rule.test])]
    seen: set[tuple[str, str]] = set()
    while waiting:
        expr = waiting.pop(0)
        if isinstance(expr, ir.Field) and expr.row == "this":
            schema = names_of(program, rule.record, ".".join(expr.steps)).schema
            if schema is not None and schema.question is not None:
                return schema.question
        if isinstance(expr, ir.Derived) and (expr.record, expr.name) not in seen:
            seen.add((expr.record, expr.name))
            waiting.insert(0, program.defines[expr.record, expr.name].value)
        waiting[:0] = parts(expr)
    return None
