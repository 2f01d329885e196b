"""Which policies decide, with which parameters, and who is told?"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

from policyrules.core.facts.refused import did_you_mean
from policyrules.diagnostics.phrase import Phrase
from policyrules.engine.grounds import Grounds, day_asked
from policyrules.engine.record_decider import RecordDecider
from policyrules.errors import LedgerError, ParameterError, ParameterProblem, RequestError
from policyrules.frozen import evolve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from policyrules.core.decision import Decision
    from policyrules.core.decision.brief import Brief
    from policyrules.core.facts import Facts
    from policyrules.engine.admission import Desk
    from policyrules.engine.counting import Counts
    from policyrules.engine.policy_set import PolicySet
    from policyrules.engine.receipt import Receipt
    from policyrules.engine.review import Review
    from policyrules.engine.reviewing import Reviewer
    from policyrules.ledgers.books import Books, Kept, Ledger
    from policyrules.plugins.checks import Check
    from policyrules.plugins.manager import Plugins


class Engine:
    """Decides records by a policy set. Never changes; safe to share between threads and tasks.

    `plugins` come beside those the policies were loaded with; their checks and observers count here,
    their functions only where they were given to `load`. Raises `ParameterError` when a required
    parameter has no value, naming all of them, and `PluginError` when a check of a plugin given here or to
    `load` is for a record there is not.

    >>> import policyrules as pr
    >>> engine = pr.Engine(pr.load_text('''
    ... record Meeting 会议 { people 人数: integer }
    ... list size for Meeting { should not big "No big meetings" { when people > 50 } }
    ... '''))
    >>> engine.decide("会议", {"人数": 60}).outcome.value
    'warn'
    """

    __slots__ = ("_deciders", "_desks", "_extra", "_grounds", "_lock", "_names", "policies")

    def __init__(
        self, policies: PolicySet, *, ledger: Ledger | None = None, plugins: Iterable[object] = ()
    ) -> None:
        _require_parameters(policies)
        self.policies = policies
        self._extra = _extra(policies, plugins)
        _require_records(policies, self._extra)
        grounds = Grounds(policies.program, policies.parameters, policies.plugins.calendars)
        if ledger is not None:
            _require_ledger(ledger)
            grounds = evolve(grounds, books=ledger.open(policies.program, _counting(grounds)))
        self._grounds = grounds
        self._names = {
            spelling: schema for schema in policies.records.values() for spelling in schema.names.spellings
        }
        self._deciders: dict[str, RecordDecider] = {}
        self._desks: dict[str, Desk] = {}
        self._lock = Lock()

    def decide(
        self, record: str, facts: object, *, on: date | str | None = None, partial: bool = False
    ) -> Decision:
        """Return what the policies say of one record.

        `record` is either name of the record. `facts` are a mapping, a dataclass, an attrs or pydantic
        object, or `Facts` from `facts()`. `on` is the decision's day, what `today` means; without it,
        that of the record's `dated` field. With `partial` facts may be left out: what rests on them is
        undetermined, unless it makes no difference.

        Raises `FactError` with every problem of the facts, `RequestError` for a record there is not.
        """
        decider = self._deciders.get(record) or self.decider(record)
        return decider.decide(facts, on=on, partial=partial)

    def decide_many(
        self,
        record: str,
        facts: Iterable[object],
        *,
        on: date | str | None = None,
        partial: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> Iterator[Brief]:
        """Yield the outcome of each of many records of one kind, and which items speak, in their order.

        `facts` are records as `decide` takes them, read one thousand at a time; `progress` is told after each
        thousand, and at the end, how many are decided. What is yielded is a `Brief`, with `outcome` and
        `finding_ids`; for reasons ask `decide` of the one record.

        Raises `FactError` at the first record that does not fit: its problems say which one it is (counted
        from 1), and those before it have been yielded. `RequestError` for a record there is not, at once.

        >>> import policyrules as pr
        >>> engine = pr.Engine(pr.load_text('''
        ... record Meeting 会议 { people 人数: integer }
        ... list size for Meeting { should not big "No big meetings" { when people > 50 } }
        ... '''))
        >>> [brief.outcome.value for brief in engine.decide_many("Meeting", [{"people": 60}, {"人数": 5}])]
        ['warn', 'permit']
        """
        decider = self._deciders.get(record) or self.decider(record)
        return decider.many(facts, on=on, partial=partial, progress=progress)

    def decider(self, record: str) -> RecordDecider:
        """Return what decides one kind of record, for hot loops: call it with facts as `decide`."""
        decider = self._deciders.get(record)
        if decider is None:
            schema = self._names.get(record)
            if schema is None:
                raise self._no_such_record(record)
            with self._lock:
                decider = self._deciders.get(record)
                if decider is None:
                    decider = self._made(schema.names.first)
                    for spelling in schema.names.spellings:
                        self._deciders[spelling] = decider
        return decider

    def facts(self, record: str, given: object, *, partial: bool = False) -> Facts:
        """Return the facts of a record, checked once, for deciding any number of times.

        Raises `FactError` with every problem.
        """
        return self.decider(record).facts(given, partial=partial)

    # --- ledgers ----------------------------------------------------------------------------

    def admit(
        self,
        record: str,
        facts: object,
        *,
        key: str | None = None,
        on: date | str | None = None,
        override: str | None = None,
        dry_run: bool = False,
    ) -> Receipt:
        """Decide a record and, if the outcome is permit, advise or warn, write it into its ledger.

        Both in one transaction: under any number of processes no quota is exceeded and no key admitted twice.
        With `override`, a reason that is kept, it is written whatever the outcome. `key` names the entry; it
        defaults to the record's key field, else to a fresh one. The same key with the same facts is a repeat
        and writes nothing. A `dry_run` only says what would happen.

        Raises `FactError` for facts the record cannot take, or that leave out what a quota counts by,
        `LedgerError` for a key that is taken or was withdrawn, and where there is no ledger.
        """
        try:
            desk = self._desks[record]
        except KeyError:
            desk = self._desk(record)
        return desk.admit(facts, key, on, override, dry_run)

    def revise(
        self,
        record: str,
        key: str,
        facts: object,
        *,
        on: date | str | None = None,
        override: str | None = None,
        dry_run: bool = False,
    ) -> Receipt:
        """Decide a new version of an entry, of which `before` is the one that stands, and write it.

        `facts` are all of them, not only those that change. The earlier version is kept and no longer counts.
        Raises as `admit`, and `LedgerError` where nothing stands under the key.
        """
        desk = self._desk(record)
        return desk.revise(facts, key, on, override, dry_run=dry_run)

    def withdraw(self, record: str, key: str, *, reason: str = "") -> Receipt:
        """Mark an entry as withdrawn: it is kept, and no longer counts.

        Raises `LedgerError` where nothing stands under the key.
        """
        return self._desk(record).withdraw(key, reason)

    def entries(self, record: str) -> tuple[Kept, ...]:
        """Return the entries that stand in a record's ledger, in the order of their admission."""
        schema = self.decider(record).schema
        books = self._grounds.books
        return () if books is None else tuple(books.entries(schema.names.first))

    def review(
        self, record: str, period: object, *, on: date | str | None = None, unit: str | None = None
    ) -> Review:
        """Return what the periodic lists say of every row of a record's ledger in a period.

        `period` is a period by its name, in either language (`"2026"`, `"2026-H1"`, `"2026-Q1"`, `"2026-03"`,
        `"2026-03 first half"`, `"2026-W10"`, 2026年3月上半月), a day, which means the period that contains it, of
        each unit there are lists for, or a `Period` with its `unit`. `on` is the day the lists are asked on;
        without it, the period's last. The ledger is reviewed as it is now, and each row is left out of it
        while it is itself reviewed; nobody is told but the caller.

        Raises `RequestError` for a period no list is about, `LedgerError` where there is no ledger.
        """
        from policyrules.engine.periods_asked import periods_asked  # noqa: PLC0415  # who only decides needs none of it

        reviewer = self._reviewer(record)
        asked = periods_asked(self.policies.program, self.decider(record).schema, period, unit)
        return reviewer.review(asked, day_asked(on))

    def reviews(
        self, record: str, first: object, last: object = None, *, unit: str | None = None
    ) -> Iterator[Review]:
        """Yield a review of each period that ends from the first day of one period to the last of another.

        Both are given as in `review`; without `last`, of the one: `reviews("County", "2026")` are all months
        of the year, where there are lists for each month. They come in the order they end, each asked on its
        last day. Raises as `review`, at once.
        """
        from policyrules.engine.periods_asked import (  # noqa: PLC0415  # see above
            periods_ending_in,
            span_asked,
            units_asked,
        )

        reviewer = self._reviewer(record)
        units = units_asked(self.policies.program, self.decider(record).schema, unit)
        days = span_asked(first, last)
        return (reviewer.review((asked,), None) for asked in periods_ending_in(units, days))

    def _reviewer(self, record: str) -> Reviewer:
        from policyrules.engine.admission import require_ledger  # noqa: PLC0415  # see above
        from policyrules.engine.reviewing import Reviewer  # noqa: PLC0415  # see above

        schema, books = self.decider(record).schema, self._require_books()
        require_ledger(schema, books)
        return Reviewer(schema, self._grounds, books)

    def _desk(self, record: str) -> Desk:
        desk = self._desks.get(record)
        if desk is None:
            from policyrules.engine.admission import Desk  # noqa: PLC0415  # see above

            decider = self.decider(record)
            desk = self._desks[record] = Desk(decider, self._require_books())
        return desk

    def _require_books(self) -> Books:
        books = self._grounds.books
        if books is None:
            raise LedgerError(
                Phrase(
                    "this engine has no ledger; build it with `Engine(policies, ledger=MemoryLedger())`",
                    "此引擎没有台账，请以 `Engine(policies, ledger=MemoryLedger())` 创建",
                )
            )
        return books

    def _made(self, record: str) -> RecordDecider:
        schema = self.policies.records[record]
        sets = [self.policies.plugins, *([] if self._extra is None else [self._extra])]
        return RecordDecider(
            schema,
            self._grounds,
            checks=tuple(check for plugins in sets for check in plugins.checks_of(schema)),
            told=tuple(plugins.decided for plugins in sets if plugins.observers),
        )

    def _no_such_record(self, record: Any) -> RequestError:
        from policyrules.diagnostics.suggest import near  # noqa: PLC0415  # loads rapidfuzz, which only mistakes need

        name = record if isinstance(record, str) else ""
        meant = near(name, self._names)
        help_ = did_you_mean(meant)[0] if meant else _known_records(self.policies)
        return RequestError(
            Phrase(
                f"the policies have no record `{name[:100]}`; {help_.en}",
                f"政策文件中没有名为 `{name[:100]}` 的记录；{help_.zh}",
            )
        )

    def __repr__(self) -> str:
        return f"<Engine on {self.policies!r}>"


def _counting(grounds: Grounds) -> Callable[[str], Counts]:
    """Return what says of each record what it adds to quotas."""
    from policyrules.engine.counting import Counts  # noqa: PLC0415  # see above

    return lambda record: Counts(grounds, record)


def _require_ledger(ledger: object) -> None:
    """Raise `RequestError` for what is no ledger, such as the rows of one."""
    if not hasattr(ledger, "open"):
        given = type(ledger).__name__
        raise RequestError(
            Phrase(
                f"`ledger` is a `MemoryLedger` or a `SqlLedger`, not {given}; rows are given as `MemoryLedger({{record: rows}})`",
                f"`ledger` 应为 `MemoryLedger` 或 `SqlLedger`，而非 {given}；已有各条请写作 `MemoryLedger({{记录: 各条}})`",
            )
        )


def _require_parameters(policies: PolicySet) -> None:
    problems = []
    for name in policies.parameters.missing:
        schema = policies.program.parameters[name]
        other = f" ({schema.names.second})" if schema.names.second else ""
        given = f"{{{name!r}: …}}"
        problems.append(
            ParameterProblem(
                name,
                Phrase(f"`{name}`{other} has no value", f"`{schema.names.for_people()}` 没有取值"),
                helps=(
                    Phrase(
                        f"load the policies with `parameters={given}`", f"加载时给出 `parameters={given}`"
                    ),
                ),
            )
        )
    if problems:
        raise ParameterError(problems)


def _extra(policies: PolicySet, plugins: Iterable[object]) -> Plugins | None:
    """Return what plugins give that the policies were not loaded with; None when there is none."""
    new = [plugin for plugin in plugins if not any(plugin is given for given in policies.given_plugins)]
    if not new:
        return None
    from policyrules.plugins.manager import build  # noqa: PLC0415  # only who brings plugins pays for it

    return build(new, entry_points=False)


def _require_records(policies: PolicySet, extra: Plugins | None) -> None:
    """Refuse checks of records these policies do not have: they would never be asked.

    An installed plugin may be there for other policies; its checks are refused only where their record
    is nearly one of these.
    """
    beside: list[tuple[Check, bool]] = []
    for plugins in (policies.plugins, extra):
        if plugins is not None:
            checks = plugins.checks_beside(policies.records.values())
            beside += [(check, check.plugin not in plugins.installed) for check in checks]
    if not beside:
        return
    from policyrules.diagnostics.suggest import near  # noqa: PLC0415  # loads rapidfuzz, which only mistakes need
    from policyrules.plugins.faults import PluginError, PluginProblem  # noqa: PLC0415  # only mistakes need them

    spellings = [name for schema in policies.records.values() for name in schema.names.spellings]
    problems = []
    for check, chosen in beside:
        meant = near(check.record, spellings)
        if chosen or meant:
            message = Phrase(
                f"the check `{check.name}` is for `{check.record}`, which the policies do not have",
                f"检查 `{check.name}` 针对 `{check.record}`，而政策文件中没有此记录",
            )
            help_ = did_you_mean(meant) or (_known_records(policies),)
            problems.append(PluginProblem(check.plugin, message, help=help_))
    if problems:
        raise PluginError(problems)


def _known_records(policies: PolicySet) -> Phrase:
    schemas = policies.records.values()
    known = ", ".join(f"`{schema.names.first}`" for schema in schemas) or "none"
    known_zh = "、".join(f"`{schema.names.for_people()}`" for schema in schemas) or "无"
    return Phrase(f"there are: {known}", f"现有记录：{known_zh}")
