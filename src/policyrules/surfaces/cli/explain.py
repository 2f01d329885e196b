"""`policyrules explain`: what does a rule say, in plain words, and where does it come from?"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Final, Literal

from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import evolve
from policyrules.surfaces.cli.days import day_written
from policyrules.surfaces.cli.mistakes import UsageError
from policyrules.surfaces.cli.options import PATH, PATH_NAME, Options
from policyrules.surfaces.cli.status import FINE, UNUSABLE
from policyrules.surfaces.output import Output, plain

if TYPE_CHECKING:
    from datetime import date

    from policyrules.core import ir
    from policyrules.engine import PolicySet
    from policyrules.semantics.checked import CheckedItem

HELP = Phrase(
    "print a rule in plain words, with its sources",
    "用通俗文字说明一条规则及其依据",
)
USAGE = Phrase("PATH [RULE]", "路径 [条目]")
ON: Final = Phrase(
    "the day whose parameter values are shown; without it, today", "以哪一日的参数取值为准；不写则为当日"
)
ON_NAME: Final = Phrase("DATE", "日期")
RULE: Final = Phrase(
    "an item, by either name or as policy.ITEM; with --plan a record, without it all",
    "条目的任一名称，或 政策.条目；与 --plan 同用时为记录名称，不写则为全部记录",
)
PLAN: Final = Phrase(
    "say how the items of a record are looked up, and which are asked one by one",
    "说明记录的各条目按哪些事实查找，哪些逐条判断",
)


def command(output: Output) -> Callable[..., int]:
    """Return the command, its help in the language of the output."""
    options = Options(output.language)

    def explain(
        path: Annotated[str, options.argument(PATH_NAME, PATH)],
        rule: Annotated[str | None, options.argument(Phrase("RULE", "条目"), RULE)] = None,
        /,
        *,
        plan: Annotated[bool, options.flag("--plan", PLAN)] = False,
        param: Annotated[tuple[str, ...], options.param] = (),
        params: Annotated[str | None, options.params] = None,
        on: Annotated[str | None, options.option("--on", ON, ON_NAME)] = None,
        format: Annotated[Literal["text", "json"], options.format] = "text",  # noqa: A002  # the option's name
        language: Annotated[Literal["en", "zh"] | None, options.speak] = None,
    ) -> int:
        del language  # heard before the command line was read
        shown = evolve(output, format=format)
        if plan:
            return run_plan(shown, path, rule, param, params)
        if rule is None:
            raise UsageError(
                Phrase("`explain` needs an item", "`explain` 须给出条目"),
                Phrase("write it after the path, or `--plan`", "请在路径后写明条目，或写 `--plan`"),
            )
        return run(shown, path, rule, param, params, on=on)

    return explain


def run(
    output: Output,
    path: str,
    wanted: str,
    param: Sequence[str],
    params: str | None,
    *,
    on: str | None,
) -> int:
    """Print the rules so called and return the exit status."""
    from policyrules.core.ir import RuleId
    from policyrules.surfaces.cli.loading import whole
    from policyrules.surfaces.rule_text import rule_text

    day = None if on is None else day_written(on)
    policies = whole(output, [path], param, params)
    if policies is None:
        return UNUSABLE
    program = policies.program
    listed = [*program.rules.values(), *program.periodic.values()]
    rules = {rule.id: rule for rules in listed for rule in rules}
    asked = [(item, RuleId(item.policy, item.names.first)) for item in items_called(wanted, policies)]
    found = [
        rule_text(rules[id_], item, policies, output.language, on=day or today_of(rules[id_], policies))
        for item, id_ in asked
        if id_ in rules
    ]
    if output.format == "json":
        output.json({"rules": [text.to_dict() for text in found]})
        return FINE
    for number, text in enumerate(found):
        heading, *lines = text.lines()
        output.lines([*([()] if number else []), (("heading", heading),), *map(plain, lines)])
    return FINE


def run_plan(output: Output, path: str, record: str | None, param: Sequence[str], params: str | None) -> int:
    """Print how the items of a record, or of all, are asked, and return the exit status."""
    from policyrules.surfaces.cli.loading import loaded
    from policyrules.surfaces.plan_text import PlanInWords

    policies = loaded(output, [path], param, params)
    if policies is None:
        return UNUSABLE
    program = policies.program
    if record is None:
        wanted = [name for name in program.records if program.rules.get(name)]
    else:
        wanted = [name for name, schema in program.records.items() if record in schema.names.spellings]
        if not wanted:
            raise UsageError(Phrase(f"there is no record `{record}`", f"没有名为 `{record}` 的记录"))
    texts = [PlanInWords(program, name) for name in wanted]
    if output.format == "json":
        output.json({"plans": [text.to_dict() for text in texts]})
        return FINE
    for text in texts:
        heading, *lines = text.lines(output.language)
        output.lines([(("heading", heading),), *map(plain, lines)])
    return FINE


def today_of(rule: "ir.Rule", policies: "PolicySet") -> "date":
    """Return the day it is in the zone of the rule's record."""
    from datetime import datetime

    from policyrules.core.dates import zone_of

    return datetime.now(zone_of(policies.program, rule.record)).date()


def items_called(wanted: str, policies: "PolicySet") -> list["CheckedItem"]:
    """Return the items of any policy that a name may mean; raises `UsageError` when there is none."""
    from policyrules.diagnostics.suggest import near

    items = [item for listed in policies.checked.lists for item in listed.items]
    found = [
        item
        for item in items
        if wanted in item.names.spellings
        or wanted in {f"{item.policy}.{name}" for name in item.names.spellings}
    ]
    if found:
        return found
    names = near(wanted, [name for item in items for name in item.names.spellings])
    meant = Phrase(
        f"did you mean {' or '.join(f'`{name}`' for name in names)}?",
        f"是否想写 {'、'.join(f'`{name}`' for name in names)}？",
    )
    raise UsageError(
        Phrase(f"there is no item `{wanted}`", f"没有名为 `{wanted}` 的条目"), *([meant] if names else [])
    )
