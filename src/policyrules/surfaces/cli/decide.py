"""`policyrules decide`: what do the policies say of one record, or of many?"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from policyrules.diagnostics.phrase import Phrase
from policyrules.frozen import evolve, frozen
from policyrules.surfaces.cli.options import PATH, PATH_NAME, Options
from policyrules.surfaces.cli.status import FINDINGS, FINE, UNUSABLE
from policyrules.surfaces.output import Output, plain

if TYPE_CHECKING:
    from policyrules.core.decision import Decision
    from policyrules.core.facts import Facts
    from policyrules.engine import Engine, PolicySet
    from policyrules.errors import ParameterError
    from policyrules.surfaces.cli.given import Given, Supplied

HELP = Phrase(
    "decide a record, or one per line of a .jsonl file or row of a table\n\nThe exit status is 0 when every outcome is permit or "
    "advise, 1 for any other, 2 when some facts cannot be used.",
    "对一条记录作出结论，或对 .jsonl 文件、表格逐行作出\n\n结论均为允许或建议的，退出状态为 0；有其他结论的为 1；"
    "有事实无法使用的为 2。",
)
USAGE = Phrase("PATH RECORD FACTS [options]", "路径 记录 事实 [选项]")
RECORD: Final = Phrase("either name of the record to decide", "记录的任一名称")
FACTS: Final = Phrase(
    "a .json file, a .jsonl file (one record a line), a table (.xlsx, .csv: one a row), another file a reader knows "
    "(.docx), or - for stdin",
    ".json 文件、.jsonl 文件（每行一条）、表格（.xlsx、.csv，每行一条）、有读取器的其他文件（如 .docx），或用 - 表示标准输入",
)
SET: Final = Phrase(
    "a fact, NAME=VALUE, or @FILE.json with several; adds to the facts or replaces them; may be repeated",
    "补充或替换事实，写作 名称=值 或 @文件.json，可重复",
)
ON: Final = Phrase("the day of the decision; without it, today", "作出结论的日期；不写则为今日")
PARTIAL: Final = Phrase(
    "facts may be left out; what rests on them is undetermined", "事实可以不全；取决于所缺事实的条目待定"
)
EXPLAIN: Final = Phrase("show the proof: why each item says what it says", "列出逐条的依据和推导")
_MILD: Final = frozenset({"permit", "advise"})


def command(output: Output) -> Callable[..., int]:
    """Return the command, its help in the language of the output."""
    options = Options(output.language)

    def decide(
        path: Annotated[str, options.argument(PATH_NAME, PATH)],
        record: Annotated[str, options.argument(Phrase("RECORD", "记录"), RECORD)],
        facts: Annotated[str, options.argument(Phrase("FACTS", "事实"), FACTS)],
        /,
        *,
        set: Annotated[tuple[str, ...], options.option("--set", SET, Phrase("NAME=VALUE", "名称=值"))] = (),  # noqa: A002  # the option's name
        on: Annotated[str | None, options.option("--on", ON, Phrase("DATE", "日期"))] = None,
        partial: Annotated[bool, options.flag("--partial", PARTIAL)] = False,
        explain: Annotated[bool, options.flag("--explain", EXPLAIN)] = False,
        ledger: Annotated[tuple[str, ...], options.ledger] = (),
        param: Annotated[tuple[str, ...], options.param] = (),
        params: Annotated[str | None, options.params] = None,
        format: Annotated[Literal["text", "json"], options.format] = "text",  # noqa: A002  # the option's name
        language: Annotated[Literal["en", "zh"] | None, options.speak] = None,
    ) -> int:
        del language  # heard before the command line was read
        asked = Asked(record, facts, set, on, ledger, partial=partial, explained=explain)
        return run(evolve(output, format=format), path, asked, param, params)

    return decide


@frozen
class Asked:
    """What was asked: the record, where its facts are, and how to decide."""

    record: str
    facts: str
    set: tuple[str, ...]
    on: str | None
    ledger: tuple[str, ...]
    partial: bool
    explained: bool


def run(output: Output, path: str, asked: Asked, param: Sequence[str], params: str | None) -> int:
    """Decide what was asked, print it, and return the exit status."""
    from policyrules.engine import Engine
    from policyrules.errors import DataError, ParameterError
    from policyrules.surfaces.cli.complaints import complain_of_file
    from policyrules.surfaces.cli.days import day_written, today_in
    from policyrules.surfaces.cli.given import given_facts, supplied
    from policyrules.surfaces.cli.ledgers import opened_ledger
    from policyrules.surfaces.cli.loading import loaded

    on = None if asked.on is None else day_written(asked.on)
    policies = loaded(output, [path], param, params)
    if policies is None:
        return UNUSABLE
    try:
        engine = Engine(policies, ledger=opened_ledger(asked.ledger, policies))
    except ParameterError as error:
        raise on_the_command_line(error, policies) from None
    schema = engine.decider(asked.record).schema
    extra = supplied(asked.set, schema, partial=asked.partial)
    try:
        source = given_facts(asked.facts, schema, policies, told=extra.told, partial=asked.partial)
    except DataError as error:
        complain_of_file(output, error, partial=asked.partial)
        return UNUSABLE
    deciding = _Deciding(output, engine, asked, on or today_in(engine, schema.names.first), extra)
    return deciding.all(source.records, many=source.many)


class _Deciding:
    """Decides records one after the other and prints each."""

    def __init__(self, output: Output, engine: "Engine", asked: Asked, on: date, extra: "Supplied") -> None:
        self.output = output
        self.engine = engine
        self.asked = asked
        self.on = on
        self.extra = extra
        self.decider = engine.decider(asked.record)
        self.outcomes: Counter[str] = Counter()
        self.unusable = 0
        self.printed = self.was_long = False

    def all(self, records: "Iterable[Given]", *, many: bool) -> int:
        """Decide every record and return the exit status."""
        for given in records:
            self.one(given, many=many)
        if many and self.output.format == "text":
            self.summary()
        if self.unusable:
            return UNUSABLE
        return FINE if self.outcomes.keys() <= _MILD else FINDINGS

    def one(self, given: "Given", *, many: bool) -> None:
        """Decide one record and print the decision, or why its facts cannot be used."""
        from policyrules.errors import PolicyRulesError
        from policyrules.surfaces.cli.complaints import complain

        try:
            if given.problem is not None:
                raise given.problem
            facts = self.decider.facts(
                self.extra.over({} if given.facts is None else given.facts), partial=self.asked.partial
            )
            decision = self.decider(facts, on=self.on)
        except PolicyRulesError as error:
            self.unusable += 1
            complain(self.output, given, error, extra=self.extra, many=many, partial=self.asked.partial)
            return
        self.outcomes[decision.outcome.value] += 1
        if self.output.format == "json":
            self.json(given, decision, many=many)
        else:
            self.text(given, decision, facts, many=many)

    def text(self, given: "Given", decision: "Decision", facts: "Facts", *, many: bool) -> None:
        """Print a decision for people."""
        from policyrules.surfaces.decision_text import decision_lines

        lines = list(decision_lines(decision, self.subject(given, facts), self.output.language))
        is_long = many and (len(lines) > 1 or self.asked.explained)
        if self.printed and (is_long or self.was_long):
            self.output.lines([()])
        self.printed, self.was_long = True, is_long
        self.output.lines(lines)
        if self.asked.explained:
            told = decision.explain().text(self.output.language)
            self.output.lines([(), *(plain(f"  {line}") for line in told.split("\n"))])

    def json(self, given: "Given", decision: "Decision", *, many: bool) -> None:
        """Print a decision as JSON: many of them one a line, each with its line number."""
        told: dict[str, Any] = {"line": given.line} if many else {}
        told |= decision.to_dict()
        if self.asked.explained:
            told["explanation"] = decision.explain().to_dict()
        self.output.json(told, indent=None if many else 2)

    def subject(self, given: "Given", facts: "Facts") -> str:
        """Return what a decision is about: the record's name and key, or the line it stands on."""
        schema = self.decider.schema
        name = schema.names.for_people() if self.output.language == "zh" else schema.names.first
        key = (
            None
            if schema.key is None
            else facts.values[[f.names.first for f in schema.fields].index(schema.key)]
        )
        if isinstance(key, str | int):
            return f"{name} {key}"
        if given.line is not None:
            return f"{name} " + self.output.words(f"line {given.line}", f"第 {given.line} 行")
        return name

    def summary(self) -> None:
        """Print how many decisions came to what."""
        from policyrules.surfaces.decision_text import outcomes_counted

        total = sum(self.outcomes.values())
        said = outcomes_counted(self.outcomes, self.output.language)
        head = self.output.words(f"{total} decided", f"共作出结论 {total} 件")
        colon = self.output.words(": ", "：")
        line = f"{head}{colon}{said}" if said else head
        if self.printed:
            self.output.lines([()])
        if self.unusable:
            line += self.output.words(f"; {self.unusable} could not be read", f"；{self.unusable} 件无法使用")
        self.output.lines([(("heading", line),)])


def on_the_command_line(error: "ParameterError", policies: "PolicySet") -> "ParameterError":
    """Return the error with helps that can be typed as options."""
    from policyrules.errors import ParameterError, ParameterProblem

    problems = []
    for problem in error.problems:
        schema = policies.parameter_named(problem.name)
        keys = "[…]" if schema is not None and schema.keys else ""
        people = problem.name if schema is None else schema.names.for_people()
        help_ = Phrase(f"add `--param {problem.name}{keys}=…`", f"请加 `--param {people}{keys}=…`")
        problems.append(ParameterProblem(problem.name, problem.message, helps=(help_,)))
    return ParameterError(problems)
