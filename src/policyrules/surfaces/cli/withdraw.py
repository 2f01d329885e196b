"""`policyrules withdraw`: mark an entry of a ledger as withdrawn."""

from collections.abc import Callable
from typing import Annotated, Final, Literal

from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import evolve
from policyrules.surfaces.cli.decide import RECORD, on_the_command_line
from policyrules.surfaces.cli.options import PATH, PATH_NAME, Options
from policyrules.surfaces.cli.status import FINE, UNUSABLE
from policyrules.surfaces.output import Output

HELP = Phrase(
    "mark an entry of a ledger as withdrawn: it is kept, and no longer counts",
    "撤销台账中的一条登记：予以留存，不再计数",
)
USAGE = Phrase("PATH RECORD KEY --ledger URL [options]", "路径 记录 编号 --ledger 网址 [选项]")
KEY: Final = Phrase("what names the entry", "登记编号")
REASON: Final = Phrase("why, which is kept", "撤销理由，一并留存")


def command(output: Output) -> Callable[..., int]:
    """Return the command, its help in the language of the output."""
    options = Options(output.language)

    def withdraw(
        path: Annotated[str, options.argument(PATH_NAME, PATH)],
        record: Annotated[str, options.argument(Phrase("RECORD", "记录"), RECORD)],
        key: Annotated[str, options.argument(Phrase("KEY", "编号"), KEY)],
        /,
        *,
        ledger: Annotated[tuple[str, ...], options.ledger] = (),
        reason: Annotated[str, options.option("--reason", REASON, Phrase("REASON", "理由"))] = "",
        param: Annotated[tuple[str, ...], options.param] = (),
        params: Annotated[str | None, options.params] = None,
        format: Annotated[Literal["text", "json"], options.format] = "text",  # noqa: A002  # the option's name
        language: Annotated[Literal["en", "zh"] | None, options.speak] = None,
    ) -> int:
        del language  # heard before the command line was read
        from policyrules.engine import Engine
        from policyrules.errors import ParameterError
        from policyrules.surfaces.cli.ledgers import writable_ledger
        from policyrules.surfaces.cli.loading import loaded

        told = evolve(output, format=format)
        policies = loaded(told, [path], param, params)
        if policies is None:
            return UNUSABLE
        try:
            schema = Engine(policies).decider(record).schema
            engine = Engine(policies, ledger=writable_ledger(ledger, policies, schema.names.first))
        except ParameterError as error:
            raise on_the_command_line(error, policies) from None
        receipt = engine.withdraw(record, key, reason=reason)
        if told.format == "json":
            told.json(receipt.to_dict(), indent=2)
        else:
            told.lines([(("good", receipt.text(told.language)),)])
        return FINE

    return withdraw
