"""What does the whole document hold, and in which order?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from policyrules.core.ir import Citation
from policyrules.diagnostics.phrase import Language, Phrase
from policyrules.plugins.renderers.document import Block, Document, Link, Pair, Pairs, Section, Words
from policyrules.surfaces.documents import noted
from policyrules.surfaces.documents.anchors import anchor
from policyrules.surfaces.documents.asked import Asked
from policyrules.surfaces.documents.calendars import calendars_printed
from policyrules.surfaces.documents.facts import defined_printed
from policyrules.surfaces.documents.index import index
from policyrules.surfaces.documents.items import CITED, IN_FORCE, citations_in
from policyrules.surfaces.documents.links import sound
from policyrules.surfaces.documents.lists import items_in_force, list_printed
from policyrules.surfaces.documents.parameters import lookup_printed, parameters_printed
from policyrules.surfaces.documents.records import enum_printed, record_printed
from policyrules.surfaces.documents.tables import table_printed
from policyrules.surfaces.documents.verbs import verbs_printed
from policyrules.surfaces.finding_text import citation_words
from policyrules.surfaces.prose.speech import alone
from policyrules.syntax.ast.declarations import (
    ActionDeclaration,
    CalendarDeclaration,
    DefineDeclaration,
    EnumDeclaration,
    File,
    TableDeclaration,
    Use,
)

if TYPE_CHECKING:
    from policyrules.engine import PolicySet
    from policyrules.semantics.schema import PolicySchema

_SEVERAL: Final = Phrase("Policies", "政策规定汇编")
_DEFINED: Final = Phrase("Definitions", "定义")
_TABLES: Final = Phrase("Decision tables", "判定表")
_PARAMETERS: Final = Phrase("Parameters", "参数")
_RECORDS: Final = Phrase("What is to be filled in", "填报内容")
_WORDS: Final = Phrase("Words with a fixed meaning", "固定用语")
_CALENDARS: Final = Phrase("Calendars", "日历")
_VERBS: Final = Phrase("Ways of dealing with it", "办理方式")


def document(
    policies: PolicySet, language: Language, *, on: date | None = None, title: str | None = None
) -> Document:
    """Return what an office publishes of its policies, in a language.

    With a day, only what is in force on it: items, policies, the one value of each parameter. Policies
    that hold nothing but tests are left out.
    """
    asked = Asked(policies, language, on)
    chapters = [
        (policy, chapter)
        for name, policy in policies.policies.items()
        if asked.holds(policy.from_, policy.until) and (chapter := _chapter(asked, name, policy)) is not None
    ]
    about: list[Pair] = []
    if on is not None:
        words = f"现行文本，截至{asked.day(on)}" if asked.chinese else f"as in force on {on}"
        about.append(Pair(asked.label(Phrase("text", "文本")), ((words,),)))
    if len(chapters) == 1:
        policy, chapter = chapters[0]
        front = [block for block in chapter.blocks if isinstance(block, Pairs)]
        about.extend(pair for block in front for pair in block.pairs)
        made = Document(
            title or chapter.heading,
            language,
            (*chapter.sections, index(asked)),
            policy.issued_by,
            tuple(about),
        )
    else:
        issuers = {policy.issued_by for policy, _ in chapters}
        made = Document(
            title or asked.say(_SEVERAL),
            language,
            (*(chapter for _, chapter in chapters), index(asked)),
            issuers.pop() if len(issuers) == 1 else None,
            tuple(about),
        )
    return sound(made)


def _chapter(asked: Asked, name: str, policy: PolicySchema) -> Section | None:
    """Return the chapter of a policy, or None if there is nothing in it to print."""
    file = next(each for each in asked.policies.files if each.source is policy.place.source)
    sections = tuple(_sections(asked, name, file))
    if not sections:
        return None
    heading = asked.called(policy.names) if policy.title is None else alone(policy.title)
    pairs = tuple(_about(asked, name, policy, file))
    blocks: tuple[Block, ...] = (Pairs(pairs),) if pairs else ()
    return Section(anchor("policy", name), heading, blocks, sections)


def _about(asked: Asked, name: str, policy: PolicySchema, file: File) -> Iterator[Pair]:
    """Yield what is said of a whole policy: its name, who issued it, since when, on what basis."""
    yield Pair(asked.label(Phrase("name", "名称")), ((asked.both(policy.names),),))
    if policy.issued_by is not None:
        yield Pair(asked.label(Phrase("issued by", "发布机关")), ((policy.issued_by,),))
    if dates := asked.dates(policy.from_, policy.until):
        yield Pair(asked.label(IN_FORCE), ((dates,),))
    if lines := _cited(asked, name):
        yield Pair(asked.label(CITED), lines)
    if policy.working_days is not None:
        said = Phrase(
            f"as in the calendar {policy.working_days}" + (", periods roll to one" if policy.rolls else ""),
            f"按 {policy.working_days} 日历" + ("，期限末日不是工作日的顺延" if policy.rolls else ""),
        )
        yield Pair(asked.label(Phrase("working days", "工作日")), ((asked.say(said),),))
    if policy.zone is not None:
        yield Pair(asked.label(Phrase("time zone", "时区")), ((policy.zone,),))
    yield from noted.pairs(asked, policy.annotations)
    if used := _used(asked, file):
        yield Pair(asked.label(Phrase("uses", "引用")), (used,))


def _cited(asked: Asked, name: str) -> tuple[Words, ...]:
    """Return what the lists and items of a policy cite: each norm once, with all its articles."""
    norms: dict[str | None, dict[str, None]] = {}
    for citation in _citations(asked, name):
        articles = norms.setdefault(citation.norm, {})
        if citation.article:
            articles[citation.article] = None
    return tuple(
        (citation_words(Citation(norm, asked.comma.join(articles) or None), asked.language),)
        for norm, articles in norms.items()
    )


def _citations(asked: Asked, name: str) -> Iterator[Citation]:
    """Yield what the lists and items of a policy cite, article by article."""
    for listed in asked.policies.checked.lists:
        if listed.policy == name:
            yield from citations_in(listed.declaration.clauses)
            for item in items_in_force(asked, listed):
                yield from citations_in(item.declaration.clauses)


def _used(asked: Asked, file: File) -> tuple[str | Link, ...]:
    runs: list[str | Link] = []
    for node in file.declarations:
        if not isinstance(node, Use):
            continue
        for name, policy in asked.policies.policies.items():
            if node.name.text in policy.names.spellings:
                if runs:
                    runs.append(asked.comma)
                runs.append(
                    Link(
                        asked.called(policy.names) if policy.title is None else alone(policy.title),
                        anchor("policy", name),
                    )
                )
    return tuple(runs)


# --- sections of a policy -------------------------------------------------------------------


def _sections(asked: Asked, name: str, file: File) -> Iterator[Section]:
    checked = asked.policies.checked
    for listed in checked.lists:
        if listed.policy == name and (section := list_printed(asked, listed)) is not None:
            yield section
    tables = [node for node in file.declarations if isinstance(node, TableDeclaration)]
    if tables:
        printed = [table_printed(asked, table, _record(asked, table)) for table in tables]
        yield _part(asked, name, "tables", _TABLES, *printed)
    defined = [
        fact
        for fact in checked.derived.values()
        if fact.policy == name and isinstance(fact.declaration, DefineDeclaration)
    ]
    if defined:
        defined.sort(key=lambda fact: fact.declaration.span.start)
        yield Section(
            anchor("facts", name), asked.say(_DEFINED), (defined_printed(asked, defined),), supporting=True
        )
    parameters = [each for each in checked.parameters.values() if each.policy == name]
    if parameters:
        looked_up = [
            Section(anchor("lookup", each.names.first), asked.both(each.names), (grid,))
            for each in parameters
            if (grid := lookup_printed(asked, each)) is not None and each.keys
        ]
        yield Section(
            anchor("parameters", name),
            asked.say(_PARAMETERS),
            (parameters_printed(asked, parameters),),
            tuple(looked_up),
            supporting=True,
        )
    records = [each for each in checked.records.values() if each.policy == name]
    if records:
        yield _part(asked, name, "records", _RECORDS, *(record_printed(asked, each) for each in records))
    enums = [node for node in file.declarations if isinstance(node, EnumDeclaration)]
    if enums:
        schemas = asked.policies.checked.enums
        printed = [enum_printed(asked, schemas[node.names.first.text], node) for node in enums]
        yield _part(asked, name, "enums", _WORDS, *printed)
    calendars = [node for node in file.declarations if isinstance(node, CalendarDeclaration)]
    if calendars:
        grid = calendars_printed(asked, calendars)
        yield Section(anchor("calendars", name), asked.say(_CALENDARS), (grid,), supporting=True)
    actions = [node for node in file.declarations if isinstance(node, ActionDeclaration)]
    if actions:
        yield Section(
            anchor("verbs", name), asked.say(_VERBS), verbs_printed(asked, actions), supporting=True
        )


def _record(asked: Asked, table: TableDeclaration) -> str:
    """Return the first name of the record a table is about."""
    found = asked.policies.record_named(table.record.text)
    assert found is not None
    return found.names.first


def _part(asked: Asked, policy: str, kind: str, heading: Phrase, *sections: Section) -> Section:
    return Section(anchor(kind, policy), asked.say(heading), (), sections, supporting=True)
