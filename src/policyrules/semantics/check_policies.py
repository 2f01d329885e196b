"""What does each file's header say, and which other files does it use?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import PurePath

from policyrules.diagnostics.diagnostic import Label
from policyrules.diagnostics.phrase import Phrase
from policyrules.diagnostics.span import Place, Span
from policyrules.semantics.check_validity import check_dates
from policyrules.semantics.cycles import cycles_in
from policyrules.semantics.duplicates import report_duplicate
from policyrules.semantics.names import Names, View, titled
from policyrules.semantics.report import Report
from policyrules.semantics.respelling import respelt, without_line
from policyrules.semantics.schema import PolicySchema, Titled
from policyrules.semantics.wording import chain, did_you_mean, quoted
from policyrules.semantics.zones import zone_named, zone_names
from policyrules.syntax.ast.declarations import File, PolicyHeader, Use
from policyrules.syntax.ast.expressions import TextLiteral
from policyrules.syntax.ast.names import ALLOW, Annotation

Annotations = tuple[tuple[str, tuple[str, ...]], ...]


def annotations_of(written: Iterable[Annotation]) -> Annotations:
    """Return the annotations that say something of the policy, as pairs of name and arguments."""
    return tuple((note.name.text, note.arguments) for note in written if note.name.text not in ALLOW)


def read_policies(
    files: Sequence[File], names: Names, report: Report, *, calendars: Collection[str] | None = None
) -> None:
    """Give every file its policy, and note which others it uses.

    `calendars` are the names of calendars of working days; without them any name will do.
    """
    for file in files:
        view = View(file, _schema(file, report, calendars))
        names.views.append(view)
        for spelling in view.schema.names.spellings:
            first = names.policies.setdefault(spelling, view)
            if first is not view:
                report_duplicate(
                    report,
                    spelling,
                    view.schema.place,
                    first.schema.place,
                    Phrase("policy", "政策"),
                    help=Phrase(
                        "give one of the files another name after `policy`",
                        "请在其中一个文件的 `政策` 之后另取名称",
                    ),
                )
    for view in names.views:
        names.items.setdefault(view.policy, {})
        names.lists.setdefault(view.policy, {})
        _read_uses(view, names, report)
    _refuse_cycles(names, report)


# --- headers --------------------------------------------------------------------------------


def _schema(file: File, report: Report, calendars: Collection[str] | None) -> PolicySchema:
    header: PolicyHeader | None = None
    for node in file.declarations:
        if not isinstance(node, PolicyHeader):
            continue
        if header is None:
            header = node
            continue
        report.error(
            "duplicate-clause",
            Place(file.source, node.names.first.span),
            Phrase(
                "a file is one policy, and this one begins another",
                "一个文件只能是一项政策，此处又声明了一项",
            ),
            label=Phrase("a second policy", "第二项政策"),
            labels=(Label(Place(file.source, header.names.first.span), Phrase("the first", "第一项")),),
            help=(Phrase("put it in a file of its own", "请另存为一个文件"),),
        )
    if header is None:
        stem = PurePath(file.source.name).stem or "policy"
        return PolicySchema(
            Titled(stem), None, None, None, None, None, None, False, (), Place(file.source, Span(0, 0))
        )
    _check_header(file, header, report)
    if header.working_days is not None and calendars is not None:
        _check_working_days(file, header.working_days, calendars, report)
    return PolicySchema(
        titled(header.names),
        None if header.title is None else header.title.value,
        None if header.issued_by is None else header.issued_by.value,
        header.from_,
        header.until,
        None if header.working_days is None else header.working_days.value.strip() or None,
        None if header.zone is None or zone_named(header.zone.value) is None else header.zone.value,
        header.rolls,
        annotations_of(header.annotations),
        Place(file.source, header.names.first.span),
    )


def _check_header(file: File, header: PolicyHeader, report: Report) -> None:
    check_dates(report, Place(file.source, header.span), header.from_, header.until)
    if header.zone is not None and zone_named(header.zone.value) is None:
        near = report.near(header.zone.value, sorted(zone_names()))
        report.error(
            "unknown-zone",
            Place(file.source, header.zone.span),
            Phrase(
                f"there is no time zone {quoted(header.zone.value)}", f"没有时区 {quoted(header.zone.value)}"
            ),
            label=Phrase("not a time zone", "不是时区"),
            help=did_you_mean(near)
            or (Phrase('for example `zone "Asia/Shanghai"`', "例如 `时区 “Asia/Shanghai”`"),),
        )
    if header.working_days is not None and not header.working_days.value.strip():
        report.error(
            "no-working-days",
            Place(file.source, header.working_days.span),
            Phrase("a calendar of working days needs a name", "工作日历须有名称"),
            label=Phrase("nothing is named", "未写名称"),
            help=(Phrase('for example `working days of "CN"`', "例如 `工作日历 “CN”`"),),
        )
    if header.rolls and header.working_days is None:
        report.error(
            "no-working-days",
            Place(file.source, header.names.first.span),
            Phrase(
                "last days roll to a working day, and it is not said which days are working days",
                "期限顺延至工作日，但未写明按哪个日历计工作日",
            ),
            label=Phrase("rolls to a working day", "顺延至工作日"),
            help=(Phrase('add `working days of "CN"`', "请加上 `工作日历 “CN”`"),),
        )


def _check_working_days(file: File, written: TextLiteral, calendars: Collection[str], report: Report) -> None:
    name = written.value.strip()
    if not name or name in calendars:
        return
    report.error(
        "unknown-calendar",
        Place(file.source, written.span),
        Phrase(f"there is no calendar of working days {quoted(name)}", f"没有工作日历 {quoted(name)}"),
        label=Phrase("not a calendar of working days", "不是工作日历"),
        help=did_you_mean(report.near(name, calendars))
        or (
            Phrase(
                'a country goes by its two letters, such as `"CN"` or `"DE"`',
                "国家和地区请写两个字母的代码，如 `“CN”`、`“DE”`",
            ),
        ),
    )


# --- uses -----------------------------------------------------------------------------------


def _read_uses(view: View, names: Names, report: Report) -> None:
    for node in view.file.declarations:
        if not isinstance(node, Use):
            continue
        used = names.policies.get(node.name.text)
        if used is None:
            view.unresolved = True
            if report.damage.may_declare(node.name.text):
                continue
            near = report.near(node.name.text, names.policies)
            report.error(
                "unknown-policy",
                view.place(node.name.span),
                Phrase(
                    f"no policy is called {quoted(node.name.text)}",
                    f"没有名为 {quoted(node.name.text)} 的政策",
                ),
                label=Phrase("not one of the files loaded", "不在已载入的文件中"),
                help=did_you_mean(near)
                or (
                    Phrase(
                        f"it is looked for in `{node.name.text}.rules` beside this file",
                        f"应为同一文件夹中的 `{node.name.text}.rules`",
                    ),
                ),
                edits=respelt(view.place(node.name.span), near),
            )
            continue
        first = view.uses.setdefault(used.policy, node.name.span)
        if first is not node.name.span:
            report.warning(
                "duplicate-use",
                view.place(node.name.span),
                Phrase(f"{quoted(node.name.text)} is used already", f"已引用过 {quoted(node.name.text)}"),
                label=Phrase("used again", "重复引用"),
                labels=(Label(view.place(first), Phrase("used here", "首次引用")),),
                help=(Phrase("leave this line out", "请删去此行"),),
                edits=without_line(view.place(node.name.span)),
            )


def _refuse_cycles(names: Names, report: Report) -> None:
    graph = {view.policy: list(view.uses) for view in names.views}
    views = {view.policy: view for view in names.views}
    for cycle in cycles_in(graph):
        view = views[cycle[0]]
        onward = cycle[1] if len(cycle) > 1 else cycle[0]
        if len(cycle) == 1:
            report.error(
                "use-cycle",
                view.place(view.uses[onward]),
                Phrase(
                    "a policy sees its own names; it does not use itself",
                    "本政策的名称本来就可用，不必引用自身",
                ),
                label=Phrase("this policy", "本政策"),
                help=(Phrase("leave this line out", "请删去此行"),),
            )
            continue
        report.error(
            "use-cycle",
            view.place(view.uses[onward]),
            Phrase(
                f"these policies use each other in a circle: {chain((*cycle, cycle[0]))}",
                f"这些政策互相循环引用：{chain((*cycle, cycle[0]))}",
            ),
            label=Phrase("part of the circle", "循环的一环"),
            labels=tuple(
                Label(views[a].place(views[a].uses[b]), Phrase("and here", "另一环"))
                for a, b in list(zip(cycle, (*cycle[1:], cycle[0]), strict=True))[1:]
            )[:8],
            help=(
                Phrase(
                    "put what both need in a file of its own that both use",
                    "请将双方都需要的内容另立一个文件，由双方引用",
                ),
            ),
        )
