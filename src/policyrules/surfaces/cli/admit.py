"""`policyrules admit`: may a record be accepted, and if so, write it into its ledger."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import evolve, frozen
from policyrules.surfaces.cli.decide import FACTS, ON, RECORD, SET, on_the_command_line
from policyrules.surfaces.cli.mistakes import UsageError
from policyrules.surfaces.cli.options import PATH, PATH_NAME, Options
from policyrules.surfaces.cli.status import FINDINGS, FINE, UNUSABLE
from policyrules.surfaces.output import Output, plain

if TYPE_CHECKING:
    from policyrules.core.facts import Facts
    from policyrules.engine import Engine
    from policyrules.engine.receipt import Receipt
    from policyrules.errors import PolicyRulesError
    from policyrules.surfaces.cli.given import Given, Supplied

HELP = Phrase(
    "decide a record and write it into its ledger, in one transaction\n\nIt is written when the outcome is permit, "
    "advise or warn, or with `--override`. The same key with the same facts is a repeat and writes nothing. If the facts of one "
    "record cannot be used, none is written. The exit status is 0 when all are accepted, 1 when some are refused, 2 when some "
    "cannot be used.",
    "对一条记录作出结论，并在同一事务中登记入台账\n\n结论为允许、建议、提醒，或者写明 `--override` 的，予以登记；编号与事实均相同的视为重复，"
    "不再登记。有一条记录的事实无法使用的，全部不予登记。全部登记的，退出状态为 0；有未予登记的为 1；有无法使用的为 2。",
)
USAGE = Phrase("PATH RECORD FACTS --ledger URL [options]", "路径 记录 事实 --ledger 网址 [选项]")
KEY: Final = Phrase(
    "what names the entry; without it, the record's key field", "登记编号；不写则用记录的主键"
)
OVERRIDE: Final = Phrase(
    "write it whatever the outcome, for this reason, which is kept", "不论结论如何均予登记，并留存此理由"
)
DRY_RUN: Final = Phrase("say what would happen, and write nothing", "只说明结果，不写入台账")
MIGRATE: Final = Phrase(
    "first bring the ledger's table up to the record as it is declared now",
    "先按现行记录定义更新台账表",
)
REVISE: Final = Phrase(
    "a new version of the entry that is there under the key", "作为该编号已有登记的新版本（变更登记）"
)


def command(output: Output) -> Callable[..., int]:
    """Return the command, its help in the language of the output."""
    options = Options(output.language)

    def admit(
        path: Annotated[str, options.argument(PATH_NAME, PATH)],
        record: Annotated[str, options.argument(Phrase("RECORD", "记录"), RECORD)],
        facts: Annotated[str, options.argument(Phrase("FACTS", "事实"), FACTS)],
        /,
        *,
        ledger: Annotated[tuple[str, ...], options.ledger] = (),
        key: Annotated[str | None, options.option("--key", KEY, Phrase("KEY", "编号"))] = None,
        override: Annotated[
            str | None, options.option("--override", OVERRIDE, Phrase("REASON", "理由"))
        ] = None,
        revise: Annotated[bool, options.flag("--revise", REVISE)] = False,
        dry_run: Annotated[bool, options.flag("--dry-run", DRY_RUN)] = False,
        migrate: Annotated[bool, options.flag("--migrate", MIGRATE)] = False,
        set: Annotated[tuple[str, ...], options.option("--set", SET, Phrase("NAME=VALUE", "名称=值"))] = (),  # noqa: A002  # the option's name
        on: Annotated[str | None, options.option("--on", ON, Phrase("DATE", "日期"))] = None,
        param: Annotated[tuple[str, ...], options.param] = (),
        params: Annotated[str | None, options.params] = None,
        format: Annotated[Literal["text", "json"], options.format] = "text",  # noqa: A002  # the option's name
        language: Annotated[Literal["en", "zh"] | None, options.speak] = None,
    ) -> int:
        del language  # heard before the command line was read
        asked = Asked(
            record, facts, ledger, key, override, set, on, revise=revise, dry_run=dry_run, migrate=migrate
        )
        return run(evolve(output, format=format), path, asked, param, params)

    return admit


@frozen
class Asked:
    """What was asked: the record, where its facts and its ledger are, and how to take it in."""

    record: str
    facts: str
    ledger: tuple[str, ...]
    key: str | None
    override: str | None
    set: tuple[str, ...]
    on: str | None
    revise: bool
    dry_run: bool
    migrate: bool


def run(output: Output, path: str, asked: Asked, param: Sequence[str], params: str | None) -> int:
    """Take in what was given, print the receipts, and return the exit status."""
    from policyrules.engine import Engine
    from policyrules.errors import DataError, ParameterError
    from policyrules.surfaces.cli.complaints import complain_of_file
    from policyrules.surfaces.cli.days import day_written, today_in
    from policyrules.surfaces.cli.given import given_facts, supplied
    from policyrules.surfaces.cli.ledgers import writable_ledger
    from policyrules.surfaces.cli.loading import loaded

    require_texts(asked)
    on = None if asked.on is None else day_written(asked.on)
    policies = loaded(output, [path], param, params)
    if policies is None:
        return UNUSABLE
    try:
        # without a ledger first, so that a misspelt record or a missing parameter is said before one is made
        schema = Engine(policies).decider(asked.record).schema
        ledger = writable_ledger(
            asked.ledger, policies, schema.names.first, dry_run=asked.dry_run, migrate=asked.migrate
        )
        engine = Engine(policies, ledger=ledger)
    except ParameterError as error:
        raise on_the_command_line(error, policies) from None
    extra = supplied(asked.set, schema)
    try:
        source = given_facts(asked.facts, schema, policies, told=extra.told)
    except DataError as error:
        complain_of_file(output, error)
        return UNUSABLE
    if source.many and asked.key is not None:
        raise UsageError(
            Phrase("`--key` names one entry, and many are given", "`--key` 只能用于一条，而给出了多条"),
            Phrase("leave it out: the records' own keys name them", "请删去，改用各条记录的主键"),
        )
    day = on or today_in(engine, schema.names.first)
    return _Admitting(output, engine, asked, day, extra).all(source.records, many=source.many)


def require_texts(asked: Asked) -> None:
    """Refuse options that say nothing. Raises `UsageError`."""
    if asked.override is not None and not asked.override.strip():
        raise UsageError(
            Phrase("`--override` needs the reason, in words", "`--override` 后须写明破例理由"),
            Phrase(
                '`--override "flood relief, as the deputy mayor asked on 2 March"`',
                '`--override "防汛应急，分管副市长 3 月 2 日同意"`',
            ),
        )
    if asked.key is not None and not asked.key.strip():
        raise UsageError(
            Phrase("`--key` needs what names the entry", "`--key` 后须写明登记编号"),
            Phrase("leave it out: the record's own key names it", "也可删去，改用记录的主键"),
        )


class _Admitting:
    """Takes records in one after the other and prints each receipt."""

    def __init__(self, output: Output, engine: "Engine", asked: Asked, on: date, extra: "Supplied") -> None:
        self.output = output
        self.engine = engine
        self.asked = asked
        self.on = on
        self.extra = extra
        self.decider = engine.decider(asked.record)
        self.told: Counter[str] = Counter()
        self.unusable = 0

    def all(self, records: "Iterable[Given]", *, many: bool) -> int:
        """Take every record in and return the exit status; none of them if one cannot be used."""
        usable = [each for given in records if (each := self.usable(given, many=many)) is not None]
        if self.unusable:
            self.say_nothing_was_written(many=many)
            return UNUSABLE
        for given, facts in usable:
            self.one(given, facts, many=many)
        if many and self.output.format == "text":
            self.summary()
        if self.unusable:
            return UNUSABLE
        return FINDINGS if self.told["refused"] else FINE

    def usable(self, given: "Given", *, many: bool) -> "tuple[Given, Facts] | None":
        """Return a record with its facts as they are taken in; None after saying why they cannot be used."""
        from policyrules.errors import PolicyRulesError

        try:
            if given.problem is not None:
                raise given.problem
            return given, self.decider.facts(self.extra.over({} if given.facts is None else given.facts))
        except PolicyRulesError as error:
            self.complain(given, error, many=many)
            return None

    def one(self, given: "Given", facts: "Facts", *, many: bool) -> None:
        """Take one record in and print the receipt, or why it cannot be taken in."""
        from policyrules.errors import PolicyRulesError

        try:
            receipt = self.taken_in(facts)
        except PolicyRulesError as error:
            self.complain(given, error, many=many)
            return
        self.told[receipt.status] += 1
        if self.output.format == "json":
            told: dict[str, Any] = {"line": given.line} if many else {}
            self.output.json(told | receipt.to_dict(), indent=None if many else 2)
        else:
            self.text(receipt)

    def complain(self, given: "Given", error: "PolicyRulesError", *, many: bool) -> None:
        """Say why a record cannot be used, or not be taken in."""
        from policyrules.surfaces.cli.complaints import complain

        self.unusable += 1
        complain(self.output, given, error, extra=self.extra, many=many)

    def say_nothing_was_written(self, *, many: bool) -> None:
        """Say that the records that could be used were not taken in either."""
        if many and self.output.format == "text":
            said = self.output.words(
                "nothing was written; correct these and run the command again",
                "均未登记；请改正后重新运行此命令",
            )
            self.output.complain([plain(said)])

    def taken_in(self, facts: "Facts") -> "Receipt":
        """Admit or revise, as was asked."""
        asked = self.asked
        if not asked.revise:
            return self.engine.admit(
                asked.record,
                facts,
                key=asked.key,
                on=self.on,
                override=asked.override,
                dry_run=asked.dry_run,
            )
        key = asked.key or self.own_key(facts)
        return self.engine.revise(
            asked.record, key, facts, on=self.on, override=asked.override, dry_run=asked.dry_run
        )

    def own_key(self, facts: "Facts") -> str:
        """Return what names the entry by its facts."""
        from policyrules.core.uses import key_of

        key = key_of(self.engine.policies.program, facts.row)
        if key is None:
            raise UsageError(
                Phrase("a new version of which entry?", "未写明变更哪一条登记"),
                Phrase("add `--key KEY`", "请加 `--key 编号`"),
            )
        return key

    def text(self, receipt: "Receipt") -> None:
        """Print a receipt, with what the decision says where it says anything."""
        from policyrules.surfaces.decision_text import decision_lines

        language = self.output.language
        self.output.lines([(("good" if receipt.accepted else "bad", receipt.text(language)),)])
        decision = receipt.decision
        if decision is not None and receipt.status != "repeated" and (decision.findings or decision.missing):
            self.output.lines(list(decision_lines(decision, receipt.key, language))[1:])

    def summary(self) -> None:
        """Print what became of how many."""
        parts = []
        for status, said in _COUNTED.items():
            if self.told[status]:
                parts.append(
                    self.output.words(f"{self.told[status]} {said.en}", f"{said.zh} {self.told[status]} 条")
                )
        if self.unusable:
            parts.append(self.output.words(f"{self.unusable} not usable", f"无法使用 {self.unusable} 条"))
        self.output.lines([(("heading", self.output.words(", ", "，").join(parts)),)])


_COUNTED: Final = {
    "admitted": Phrase("admitted", "登记"),
    "revised": Phrase("revised", "变更"),
    "repeated": Phrase("repeated", "重复"),
    "refused": Phrase("not admitted", "未予登记"),
}
