"""`policyrules review`: what do the periodic lists say of every row of a ledger in a period?"""

from collections.abc import Callable, Sequence
from typing import Annotated, Final, Literal

from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import evolve, frozen
from policyrules.surfaces.cli.decide import ON, RECORD, on_the_command_line
from policyrules.surfaces.cli.mistakes import UsageError
from policyrules.surfaces.cli.options import PATH, PATH_NAME, Options
from policyrules.surfaces.cli.status import FINDINGS, FINE, UNUSABLE
from policyrules.surfaces.output import Output, plain

HELP = Phrase(
    "ask the periodic lists (`list … for RECORD each month`) of every row of a ledger\n\nThe exit status is 0 when "
    "every outcome is permit or advise, 1 for any other, 2 when the input cannot be used.",
    "对台账中的每一条记录，逐项判断定期适用的清单（如 `规定 … 适用于 记录 每月`）\n\n结论均为允许或建议的，退出状态为 0；有其他结论的为 1；"
    "输入无法使用的为 2。",
)
USAGE = Phrase(
    "PATH RECORD PERIOD --ledger RECORD=FILE|URL … [options]",
    "路径 记录 期间 --ledger 记录=文件或网址 … [选项]",
)
PERIOD: Final = Phrase(
    "the period, such as 2026, 2026-H1, 2026-Q1, 2026-03, 2026-W10, or a day in it",
    "期间，如 2026年、2026年上半年、2026年第一季度、2026年3月、2026-W10，或其中的一日",
)
_MILD: Final = frozenset({"permit", "advise"})


def command(output: Output) -> Callable[..., int]:
    """Return the command, its help in the language of the output."""
    options = Options(output.language)

    def review(
        path: Annotated[str, options.argument(PATH_NAME, PATH)],
        record: Annotated[str, options.argument(Phrase("RECORD", "记录"), RECORD)],
        period: Annotated[str, options.argument(Phrase("PERIOD", "期间"), PERIOD)],
        /,
        *,
        ledger: Annotated[tuple[str, ...], options.ledger] = (),
        on: Annotated[str | None, options.option("--on", ON, Phrase("DATE", "日期"))] = None,
        param: Annotated[tuple[str, ...], options.param] = (),
        params: Annotated[str | None, options.params] = None,
        format: Annotated[Literal["text", "json"], options.format] = "text",  # noqa: A002  # the option's name
        language: Annotated[Literal["en", "zh"] | None, options.speak] = None,
    ) -> int:
        del language  # heard before the command line was read
        asked = Asked(record, period, ledger, on)
        return run(evolve(output, format=format), path, asked, param, params)

    return review


@frozen
class Asked:
    """What was asked: whose ledger, which period, where the ledgers are, and on which day."""

    record: str
    period: str
    ledger: tuple[str, ...]
    on: str | None


def run(output: Output, path: str, asked: Asked, param: Sequence[str], params: str | None) -> int:
    """Review the ledger, print what is found, and return the exit status."""
    from policyrules.engine import Engine
    from policyrules.errors import ParameterError
    from policyrules.surfaces.cli.days import day_written
    from policyrules.surfaces.cli.ledgers import opened_ledger
    from policyrules.surfaces.cli.loading import loaded

    on = None if asked.on is None else day_written(asked.on)
    policies = loaded(output, [path], param, params)
    if policies is None:
        return UNUSABLE
    try:
        schema = Engine(policies).decider(asked.record).schema
        ledger = opened_ledger(asked.ledger, policies)
        if ledger is None:
            raise UsageError(
                Phrase("a review needs a ledger", "定期检查须给出台账"),
                Phrase(
                    f"--ledger {schema.names.first}=FILE.xlsx",
                    f"--ledger {schema.names.for_people()}=文件.xlsx",
                ),
            )
        engine = Engine(policies, ledger=ledger)
    except ParameterError as error:
        raise on_the_command_line(error, policies) from None
    found = engine.review(asked.record, asked.period, on=on)
    if output.format == "json":
        output.json(found.to_dict(), indent=2)
    else:
        output.lines([plain(line) for line in found.text(output.language).split("\n")])
    return FINE if found.outcome.value in _MILD else FINDINGS
