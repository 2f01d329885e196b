"""Which policies decide, with which parameters, and who is told?"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

from policyrules.core.facts.refused import did_you_mean
from policyrules.diagnostics.phrase import Phrase
from policyrules.engine.record_decider import Grounds, RecordDecider
from policyrules.errors import NotYetError, ParameterError, ParameterProblem, RequestError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from policyrules.core.decision import Decision
    from policyrules.core.facts import Facts
    from policyrules.engine.policy_set import PolicySet
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

    __slots__ = ("_deciders", "_extra", "_grounds", "_lock", "_names", "policies")

    def __init__(self, policies: PolicySet, *, ledger: object = None, plugins: Iterable[object] = ()) -> None:
        if ledger is not None:
            raise NotYetError(
                Phrase(
                    "ledgers cannot be read yet; build the engine without one",
                    "尚不支持台账，请不带台账创建引擎",
                )
            )
        _require_parameters(policies)
        self.policies = policies
        self._extra = _extra(policies, plugins)
        _require_records(policies, self._extra)
        self._grounds = Grounds(policies.program, policies.parameters, policies.plugins.calendars)
        self._names = {
            spelling: schema for schema in policies.records.values() for spelling in schema.names.spellings
        }
        self._deciders: dict[str, RecordDecider] = {}
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
        return decider(facts, on=on, partial=partial)

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
                f"政策文件中没有名为`{name[:100]}`的记录；{help_.zh}",
            )
        )

    def __repr__(self) -> str:
        return f"<Engine on {self.policies!r}>"


def _require_parameters(policies: PolicySet) -> None:
    problems = []
    for name in policies.parameters.missing:
        schema = policies.program.parameters[name]
        other = f" ({schema.names.second})" if schema.names.second else ""
        given = f"{{{name!r}: …}}"
        problems.append(
            ParameterProblem(
                name,
                Phrase(f"`{name}`{other} has no value", f"`{schema.names.for_people()}`没有取值"),
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
                f"检查`{check.name}`针对`{check.record}`，而政策文件中没有此记录",
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
