"""How is said here what a spreadsheet has a function for?

Offices know `IF`, `AND`, `COUNTIF`, `TODAY`. What was given to the function stands in the advice, so
that it can be typed as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from policyrules.diagnostics.phrase import Phrase
from policyrules.semantics.checking import Checking
from policyrules.semantics.sample_conditions import condition_on
from policyrules.semantics.schema import FieldSchema, RecordSchema
from policyrules.semantics.scope import Scope
from policyrules.semantics.types import EnumType, IntegerType, ListType, NumberType, RecordType, required
from policyrules.syntax.ast.expressions import (
    And,
    Arithmetic,
    BooleanLiteral,
    Call,
    Compare,
    Expression,
    NumberLiteral,
    Or,
    Path,
    TextLiteral,
)
from policyrules.syntax.keywords import keywords

_LONGEST: Final = 200
"""Longer advice than this helps nobody."""


def in_our_words(checking: Checking, node: Call, scope: Scope) -> tuple[Phrase, ...]:
    """Return what to write in place of a spreadsheet's function; nothing where it is none we know."""
    if node.function.text.upper() in _LOOKING_UP:
        return _looked_up(node, scope)
    said = _SAID.get(node.function.text.upper())
    if said is None or node.function.text in keywords().canonical["aggregates"]:
        return ()
    instead = said(_Asked(checking, scope, node.function.text.upper(), [a.value for a in node.arguments]))
    if instead is None or len(instead.en) > _LONGEST or "`" in instead.en + instead.zh:
        return ()
    return (Phrase(f"write `{instead.en}`", f"请写 `{instead.zh}`"),)


_LOOKING_UP: Final = frozenset({"VLOOKUP", "XLOOKUP", "HLOOKUP", "LOOKUP"})


def _looked_up(node: Call, scope: Scope) -> tuple[Phrase, ...]:
    """`VLOOKUP(F, A1:B9, 2)`: the table is a file, and what is looked up in it a parameter."""
    first = node.arguments[0].value if node.arguments else None
    record = scope.record
    if record is None or not isinstance(first, Path) or len(first.names) != 1:
        return ()
    field = record.field_named(first.names[0].text)
    if field is None:
        return ()
    en, zh = field.names.first, field.names.for_people()
    of, of_zh = record.names.first, record.names.for_people()
    return (
        Phrase(
            f'declare the table as a parameter: `parameter limit: number by {of}.{en} from "limits.csv"`, '
            f"and write `limit[{en}]`",
            f"请将表声明为参数：`参数 上限: 数 按 {of_zh}.{zh} 取自 “上限.csv”`，再写 `上限[{zh}]`",
        ),
    )


class _Asked:
    """A call of a spreadsheet's function and what stands around it."""

    def __init__(
        self, checking: Checking, scope: Scope, name: str, values: Sequence[Expression | None]
    ) -> None:
        self.name = name
        self.values = [value for value in values if value is not None]
        self._checking = checking
        self._scope = scope

    def words(self, number: int) -> Phrase:
        """Return what was written as an argument; an ellipsis where there is none."""
        if number >= len(self.values):
            return Phrase.same("…")
        value = self.values[number]
        if isinstance(value, Path) and (meant := _TRUTH.get(value.names[0].text.upper())) is not None:
            return meant
        return Phrase.same(" ".join(self._scope.place(value).text.split()))

    def truth(self, number: int) -> bool | None:
        """Return whether an argument is yes or no as written; None where it is something else."""
        value = self.values[number] if number < len(self.values) else None
        if isinstance(value, BooleanLiteral):
            return value.value
        if isinstance(value, Path) and len(value.names) == 1:
            return {"TRUE": True, "FALSE": False}.get(value.names[0].text.upper())
        return None

    def part(self, number: int, *kinds: type) -> Phrase:
        """Return an argument in brackets where it is of one of these kinds."""
        words = self.words(number)
        if number < len(self.values) and isinstance(self.values[number], kinds):
            return Phrase(f"({words.en})", f"（{words.zh}）")
        return words

    def entries(self, number: int) -> tuple[Phrase, Phrase, FieldSchema | None]:
        """Return what an argument ranges over, what of each entry it takes, and the field that is.

        A field of the record is a column of its rows; a list is gone through entry by entry.
        """
        value = self.values[number] if number < len(self.values) else None
        names = [name.text for name in value.names] if isinstance(value, Path) else []
        record = self._scope.record
        held = record.field_named(names[0]) if names and record is not None else None
        if held is None and names and names[0] in self._checking.names.records:
            return self._rows(self._checking.names.records[names[0]], names[1:])
        if held is not None and isinstance(required(held.type), ListType):
            rest = f".{'.'.join(names[1:])}" if names[1:] else ""
            entries = required(held.type)
            assert isinstance(entries, ListType)
            inner = required(entries.element)
            inside = self._checking.names.records.get(inner.record) if isinstance(inner, RecordType) else None
            taken = inside.field_named(names[1]) if inside is not None and len(names) == 2 else None
            return Phrase.same(names[0]), Phrase(f"v{rest}", f"项{rest}"), taken
        if record is None:
            return Phrase("Visit", "走访"), Phrase("v.people", "项.人数"), None
        return self._rows(record, names)

    def _rows(self, record: RecordSchema, names: Sequence[str]) -> tuple[Phrase, Phrase, FieldSchema | None]:
        rows = Phrase(record.names.first, record.names.for_people())
        field = record.field_named(names[0]) if len(names) == 1 else None
        if field is None:
            field = next((f for f in record.fields if isinstance(f.type, IntegerType | NumberType)), None)
        if field is None:
            return rows, Phrase("v.…", "项.…"), None
        return rows, Phrase(f"v.{field.names.first}", f"项.{field.names.for_people()}"), field

    def row_condition(self, number: int, column: int) -> Phrase:
        """Return a spreadsheet's criterion (`">20"`) as a condition on an entry."""
        rows, taken, field = self.entries(column)
        value = self.values[number] if number < len(self.values) else None
        if isinstance(value, NumberLiteral):
            return Phrase(f"{taken.en} = {self.words(number).en}", f"{taken.zh} = {self.words(number).zh}")
        if not isinstance(value, TextLiteral) or field is None:
            record = self._checking.names.records.get(rows.en)
            return condition_on(record, Phrase("v", "项")) if record is not None else Phrase.same("…")
        found = _CRITERION.match(value.value)
        assert found is not None
        mark, wanted = found["mark"] or "=", found["value"].strip()
        plain = re.fullmatch(r"[0-9.]+|[0-9]{4}-[0-9]{2}-[0-9]{2}", wanted) is not None
        kind = required(field.type)
        if plain or (isinstance(kind, EnumType) and wanted in (*kind.members, *kind.people)):
            en = zh = wanted
        else:
            en, zh = f'"{wanted}"', f"“{wanted}”"
        operator = _OPERATORS[mark]
        return Phrase(f"{taken.en} {operator.en} {en}", f"{taken.zh} {operator.zh} {zh}")


_CRITERION: Final = re.compile(r"\s*(?P<mark>>=|<=|<>|>|<|=)?(?P<value>.*)", re.DOTALL)
_OPERATORS: Final = {
    ">": Phrase(">", "超过"),
    ">=": Phrase(">=", "不低于"),
    "<": Phrase("<", "低于"),
    "<=": Phrase("<=", "不超过"),
    "<>": Phrase("!=", "不等于"),
    "=": Phrase("=", "="),
}
_TRUTH: Final = {"TRUE": Phrase("yes", "是"), "FALSE": Phrase("no", "否")}


def _chosen(asked: _Asked) -> Phrase | None:
    """`IF(C, A, B)`: a condition by itself where it only chooses between yes and no."""
    if asked.truth(1) is True and asked.truth(2) is not True:
        return asked.words(0)
    if asked.truth(1) is False and asked.truth(2) is not False:
        return _denied(asked)
    condition, then, otherwise = asked.words(0), asked.words(1), asked.words(2)
    return Phrase(
        f"(if {condition.en} then {then.en} else {otherwise.en})",
        f"（如果 {condition.zh} 则 {then.zh} 否则 {otherwise.zh}）",
    )


def _denied(asked: _Asked) -> Phrase:
    words = asked.words(0)
    if asked.values and isinstance(asked.values[0], Path | Call):
        return Phrase(f"not {words.en}", f"非 {words.zh}")
    return Phrase(f"not ({words.en})", f"非（{words.zh}）")


def _joined(en: str, zh: str, *bracketed: type) -> Callable[[_Asked], Phrase | None]:
    def said(asked: _Asked) -> Phrase | None:
        parts = [asked.part(number, *bracketed) for number in range(max(2, len(asked.values)))]
        return Phrase(en.join(part.en for part in parts), zh.join(part.zh for part in parts))

    return said


def _gone_through(en: str, zh: str) -> Callable[[_Asked], Phrase | None]:
    """`SUM(F)` over the column of a field; of several values it is something else."""

    def said(asked: _Asked) -> Phrase | None:
        if len(asked.values) > 1:
            return _several(asked, en)
        rows, taken, _ = asked.entries(0)
        return Phrase(f"{en}({taken.en} for v in {rows.en})", f"{zh}（{taken.zh} 取自 {rows.zh} 项）")

    return said


def _several(asked: _Asked, aggregate: str) -> Phrase | None:
    if aggregate == "sum":
        return _joined(" + ", " + ", And, Or, Compare)(asked)
    if aggregate in ("max", "min") and len(asked.values) == 2:
        one, other = asked.part(0, Arithmetic), asked.part(1, Arithmetic)
        mark, mark_zh = (">", "超过") if aggregate == "max" else ("<", "低于")
        return Phrase(
            f"(if {one.en} {mark} {other.en} then {one.en} else {other.en})",
            f"（如果 {one.zh} {mark_zh} {other.zh} 则 {one.zh} 否则 {other.zh}）",
        )
    if aggregate == "mean":
        total = _joined(" + ", " + ")(asked)
        number = len(asked.values)
        return Phrase(f"({total.en}) / {number}", f"（{total.zh}）/ {number}") if total is not None else None
    return None


def _counted(asked: _Asked) -> Phrase:
    rows, _, _ = asked.entries(0)
    return Phrase(f"count(v in {rows.en})", f"计数（{rows.zh} 项）")


def _counted_where(asked: _Asked) -> Phrase:
    rows, _, _ = asked.entries(0)
    where = asked.row_condition(1, 0)
    return Phrase(f"count(v in {rows.en} where {where.en})", f"计数（{rows.zh} 项 其中 {where.zh}）")


def _gone_through_where(en: str, zh: str) -> Callable[[_Asked], Phrase]:
    """`SUMIF(F, ">20", G)`: the third column, or else the first, of the rows that are meant."""

    def said(asked: _Asked) -> Phrase:
        rows, taken, _ = asked.entries(2 if len(asked.values) > 2 else 0)
        where = asked.row_condition(1, 0)
        return Phrase(
            f"{en}({taken.en} for v in {rows.en} where {where.en})",
            f"{zh}（{taken.zh} 取自 {rows.zh} 项 其中 {where.zh}）",
        )

    return said


def _filled(en: str, zh: str) -> Callable[[_Asked], Phrase]:
    """Return what says a form with the arguments in its holes `{0}`, `{1}`."""

    def said(asked: _Asked) -> Phrase:
        words = [asked.words(number) for number in range(3)]
        return Phrase(en.format(*(w.en for w in words)), zh.format(*(w.zh for w in words)))

    return said


def _between(asked: _Asked) -> Phrase:
    """`DATEDIF(A, B, "m")`: in months where the last argument says so."""
    unit = asked.words(2).en.strip('"“”').lower()
    en, zh = ("months_between", "相隔月数") if unit in ("m", "ym") else ("days_between", "相隔天数")
    return _filled(f"{en}({{0}}, {{1}})", f"{zh}（{{0}}，{{1}}）")(asked)


def _written_day(asked: _Asked) -> Phrase | None:
    """`DATE(2026, 3, 1)`."""
    parts = [int(v.value) for v in asked.values if isinstance(v, NumberLiteral) and v.value == int(v.value)]
    if len(parts) != 3 or len(asked.values) != 3:
        return None
    return Phrase.same(f"{parts[0]:04}-{parts[1]:02}-{parts[2]:02}")


def _found(asked: _Asked) -> Phrase:
    """`SEARCH("x", T)`: whether a text holds another."""
    part, text = asked.words(0), asked.words(1)
    return Phrase(f"{text.en} contains {part.en}", f"{text.zh} 包含 {part.zh}")


def _of(*names: str, said: Callable[[_Asked], Phrase | None]) -> dict[str, Callable[[_Asked], Phrase | None]]:
    return dict.fromkeys(names, said)


_SAID: Final[Mapping[str, Callable[[_Asked], Phrase | None]]] = MappingProxyType(
    {
        **_of("IF", "IFS", "如果", "若", said=_chosen),
        **_of("AND", "且", "并且", said=_joined(" and ", " 且 ", Or)),
        **_of("OR", "或", "或者", said=_joined(" or ", " 或 ", And)),
        **_of("NOT", "非", said=_denied),
        **_of("COUNT", "COUNTA", "ROWS", said=_counted),
        **_of("COUNTIF", "COUNTIFS", said=_counted_where),
        **_of("SUM", "求和", "总和", said=_gone_through("sum", "合计")),
        **_of("AVERAGE", "AVG", "平均值", said=_gone_through("mean", "平均")),
        **_of("MEDIAN", "中位数", said=_gone_through("median", "中位")),
        **_of("MAX", "最大值", said=_gone_through("max", "最大")),
        **_of("MIN", "最小值", said=_gone_through("min", "最小")),
        **_of("SUMIF", said=_gone_through_where("sum", "合计")),
        **_of("AVERAGEIF", said=_gone_through_where("mean", "平均")),
        **_of("TODAY", "NOW", "今天", "当前日期", said=_filled("today", "今日")),
        **_of("TRUE", said=_filled("yes", "是")),
        **_of("FALSE", said=_filled("no", "否")),
        **_of("ISBLANK", said=_filled("has no {0}", "无 {0}")),
        **_of("LEN", "LENB", said=_filled("characters({0})", "字数（{0}）")),
        **_of("EXACT", said=_filled("{0} = {1}", "{0} = {1}")),
        **_of("SEARCH", "FIND", said=_found),
        **_of("DATEDIF", said=_between),
        **_of("DAYS", said=_filled("days_between({1}, {0})", "相隔天数（{1}，{0}）")),
        **_of("NETWORKDAYS", said=_filled("working_days({0}, {1})", "工作日数（{0}，{1}）")),
        **_of("EOMONTH", said=_filled("end_of_month({0})", "月末（{0}）")),
        **_of("DATE", said=_written_day),
    }
)
