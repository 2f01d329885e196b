"""How is a record admitted into a ledger at hand in one piece, from what was given to the receipt?

As `deciding.py` decides one, and then, before anybody else may change the ledger, it is put on its shelf
(`ledgers/memory_shelves.py`) and counted. `self` is the desk the function belongs to (`engine/admission.py`), which
admits at length whatever is out of the ordinary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policyrules.backends.python.deciding import KEPT, SHELF
from policyrules.backends.python.reading import GIVEN, tidying
from policyrules.backends.python.unit import BLANK, FACTS, ON, SELF, TODAY_ASKED
from policyrules.backends.python.worst import OUTCOME
from policyrules.core.counters import is_plain, numbered_quotas
from policyrules.core.limits import quotas_of

if TYPE_CHECKING:
    import ast
    from collections.abc import Sequence

    from policyrules.backends.python.deciding import Deciding, How
    from policyrules.core import ir
    from policyrules.core.uses import PlainQuota

KEY, OVERRIDE, DRY_RUN = "_key", "_override", "_dry_run"
_AT, _LEDGER, _NUMBER, _BEFORE = "_at", "_ledger", "_number", "_before"
_ACCEPTED, _ENTRY, _RECEIPT, _STATUS = "_accepted", "_entry", "_receipt", "_status"

ACCEPTANCES, PERMITTED = "_acceptances", "_permitted"
"""A dict: how records are accepted, by the outcomes with which they are; and how those that are permitted."""
NAMES, SETTLED = "_names", "_settled"
"""Both names of the record, and what its entries add to quotas."""
ENTRY, RECEIPT, FRESH_KEY = "_Entry", "_Receipt", "_fresh_key"
"""The classes of entries and receipts, and what makes a key that nothing else has."""
TIDY, TIME = "_tidy", "_time"
"""What gives facts as they were read the form they are kept in, and what tells the time."""


def admitting(program: ir.Program, plain: Sequence[PlainQuota]) -> How:
    """Return what writes the function that admits; `plain` says which facts count in each quota, for every record."""
    return lambda deciding: _Admitting(deciding, program, plain).function()


class _Admitting:
    """The function that admits one kind of record, while it is put together."""

    def __init__(self, deciding: Deciding, program: ir.Program, plain: Sequence[PlainQuota]) -> None:
        self._deciding = deciding
        self._line = deciding.line
        self._rules = deciding.rules
        self._schema = deciding.schema
        self._plain = plain
        self._quotas = quotas_of(program, self._schema.names.first)
        self._numbers = numbered_quotas(program, self._schema.names.first)

    def function(self) -> ast.FunctionDef:
        """Return the function: `self`, what was given, its key, the day, an override, whether it is a dry run."""
        line, deciding = self._line, self._deciding
        # from the end to the beginning, which reads the facts that all the rest asks for
        under_lock = [*self._unless_known(), *self._decided(), *self._admitted()]
        key = line.name(KEY)
        asked = line.call(line.attribute(line.name(SELF), "key_asked"), [key])
        is_override = line.test(line.name(OVERRIDE), "is not", self._none)
        body = [
            *line.when(line.any(is_override, line.name(DRY_RUN)), self._at_length),
            *line.when(line.test(key, "is not", self._none), [line.set(KEY, asked)]),
            *deciding.first(),
            *deciding.taken(otherwise=self._at_length, partly=self._at_length, may_be_partial=False),
            line.set(_AT, line.any(key, *self._own_key, line.call(line.name(FRESH_KEY), []))),
            line.set(SHELF, line.attribute(line.name(SELF), "shelf")),
            line.holding(line.attribute(line.name(SHELF), "lock"), under_lock),
            *self._receipt(),
        ]
        arguments = [SELF, GIVEN, KEY, ON, OVERRIDE, DRY_RUN]
        return line.function(f"admit {deciding.called}", arguments, body)

    @property
    def _none(self) -> ast.expr:
        return self._line.constant(None)

    @property
    def _at_length(self) -> list[ast.stmt]:
        line = self._line
        given = [line.name(name) for name in (GIVEN, KEY, ON, OVERRIDE, DRY_RUN)]
        return [line.give(line.call(line.attribute(line.name(SELF), "at_length"), given))]

    @property
    def _own_key(self) -> list[ast.expr]:
        """What reads the record's own key, if it has one."""
        key = self._schema.key
        return [] if key is None else [self._fact(key)]

    def _fact(self, name: str) -> ast.expr:
        return self._line.name(self._rules.unit.fact(name))

    def _of_shelf(self, name: str) -> ast.expr:
        return self._line.attribute(self._line.name(SHELF), name)

    # --- decided ------------------------------------------------------------------------------------

    def _unless_known(self) -> list[ast.stmt]:
        """Return the statements that leave to others what the ledger knows by its key or its own key."""
        line = self._line
        known = [line.test(line.name(_AT), "in", self._of_shelf("last"))]
        for name in self._own_key:
            otherwise = line.test(name, "is not", line.name(_AT))
            known.append(line.both(otherwise, line.test(name, "in", self._of_shelf("last"))))
            known.append(line.test(name, "in", self._of_shelf("called_otherwise")))
        return line.when(line.any(*known), self._at_length)

    def _decided(self) -> list[ast.stmt]:
        line, looks = self._line, self._rules.unit.looks
        asked = self._deciding.asked(self._of_shelf("now"))
        # a rule may not get as far as to look
        blank = [line.set(look.place, line.name(BLANK)) for look in looks.values()]
        return [*blank, *asked, *self._rules.worst()]

    # --- put on its shelf ---------------------------------------------------------------------------

    def _admitted(self) -> list[ast.stmt]:
        """Return the statements that write the record, if it is accepted."""
        line = self._line
        accepted = line.name(_ACCEPTED)
        on_a_day = line.call(line.attribute(accepted, "_replace"), [], by_name=(ON,))
        facts = line.call(line.name(TIDY), [line.name(FACTS)])
        entry: dict[str, ast.expr] = {
            "_accepted": accepted,
            "values": line.name(FACTS),
            "key": line.name(_AT),
            "name": self._none if self._schema.key is None else self._fact(self._schema.key),
            "settled": line.name(SETTLED),
            "_at": line.call(line.name(TIME), []),
            "ended": self._none,
            "withdrawn": self._none,
            "_entry": self._none,
        }
        written = [
            *line.when(line.test(line.name(ON), "is not", self._none), [line.set(_ACCEPTED, on_a_day)]),
            *([line.set(FACTS, facts)] if tidying(self._schema) is not None else []),
            line.set(_ENTRY, line.call(line.name(ENTRY), [])),
            *(line.set_attribute(_ENTRY, name, value) for name, value in entry.items()),
            *self._put(),
            line.set(_STATUS, line.constant("admitted")),
        ]
        refused = [line.set(_NUMBER, self._none), line.set(_STATUS, line.constant("refused"))]
        permitted = line.test(line.name(OUTCOME), "is", line.name("_PERMIT"))
        otherwise = line.call(line.attribute(line.name(ACCEPTANCES), "get"), [line.name(OUTCOME)])
        return [
            line.set(_LEDGER, self._of_shelf("ledger")),
            line.set(_BEFORE, line.attribute(line.name(_LEDGER), "number")),
            # most are permitted, which is seen at a glance
            line.set(_ACCEPTED, line.either(permitted, line.name(PERMITTED), otherwise)),
            *line.when(line.test(accepted, "is not", self._none), written, refused),
        ]

    def _put(self) -> list[ast.stmt]:
        """Return the statements that put the entry on its shelf and count it, as `Shelf.append` does.

        They do so themselves where nothing more is to be kept than the entry and plain counters.
        """
        line = self._line
        append = line.call(self._of_shelf("append"), [line.name(_ENTRY)])
        by_the_shelf: list[ast.stmt] = [line.set(_NUMBER, append)]
        if not all(is_plain(self._quotas[rule]) for rule, *_ in self._plain):
            return by_the_shelf
        entry, number = line.name(_ENTRY), line.name(_NUMBER)

        def listed(name: str) -> ast.stmt:
            return line.do(line.call(line.attribute(self._of_shelf(name), "append"), [entry]))

        simply: list[ast.stmt] = [
            line.set(_NUMBER, line.plus(line.name(_BEFORE), 1)),
            # first of all: who decides without the lock sees by it that a change is under way
            line.set_attribute(_LEDGER, "number", number),
            line.set_attribute(_ENTRY, "number", number),
            listed("written"),
            listed("versions"),
            line.set_item(self._of_shelf("last"), line.name(_AT), entry),
            *(statement for quota in self._plain for statement in self._counted(quota)),
            line.set_attribute(_LEDGER, "settled", number),
        ]
        more = [self._of_shelf("keeps_more")]
        more += [line.test(own, "is not", line.name(_AT)) for own in self._own_key]
        return line.when(line.any(*more), by_the_shelf, simply)

    def _counted(self, plain: PlainQuota) -> list[ast.stmt]:
        """Return the statements that count the entry in one quota: where it was looked up, if it was."""
        line = self._line
        rule, keys, day_at, _ = plain
        number = self._numbers[rule]
        names = [field.names.first for field in self._schema.fields]
        key = line.tuple_of([self._fact(names[at]) for at in keys])
        day = self._none if day_at is None else self._fact(names[day_at])
        counter = line.item(self._of_shelf("numbered_counts"), number)
        count = line.do(line.call(line.attribute(counter, "add"), [key, day]))
        look = self._rules.unit.looks.get(number)
        if look is None:
            return [count]
        was_looked_up = line.test(line.name(look.place), "is not", line.name(BLANK))
        one_more = line.set_item(
            line.name(look.places), line.name(look.place), line.plus(line.name(look.others), 1)
        )
        return line.when(was_looked_up, [one_more], [count])

    # --- what is said of it -------------------------------------------------------------------------

    def _receipt(self) -> list[ast.stmt]:
        """Return the statements that make the receipt, of which the decision is made when it is read."""
        line = self._line
        left = [SELF, _BEFORE, KEPT, TODAY_ASKED, OUTCOME]
        receipt: dict[str, ast.expr] = {
            "status": line.name(_STATUS),
            "names": line.name(NAMES),
            "key": line.name(_AT),
            "number": line.name(_NUMBER),
            "_decision": line.tuple_of([*map(line.name, left), self._rules.answer()]),
            "override": self._none,
            "dry_run": line.constant(False),
            "standing": self._none,
        }
        return [
            line.set(_RECEIPT, line.call(line.name(RECEIPT), [])),
            *(line.set_attribute(_RECEIPT, name, value) for name, value in receipt.items()),
            line.give(line.name(_RECEIPT)),
        ]
