"""Which diagnostics are there, in a few words each?

A code is stable: it is never renamed, and what it says never changes its kind. Each has a section
in docs/diagnostics.md. Messages are not here: they stand beside the check that needs them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from policyrules.diagnostics.phrase import Language, Phrase

PAGES: Final = Phrase("docs/diagnostics.md", "docs/diagnostics.zh.md")
"""Where every code has its section; the headings are the same in both."""

_NOT_IN_ANCHORS: Final = re.compile(r"[^\w\- ]")

TITLES: Final[Mapping[str, Phrase]] = MappingProxyType(
    {
        "aggregate-value": Phrase(
            "what an aggregate takes of each entry is missing or too much", "聚合所取的值缺失或多余"
        ),
        "allow-form": Phrase("an `@allow` that is not complete", "“不提示”注解不完整"),
        "ambiguous-name": Phrase("a name is both a field and a member", "名称既是字段又是枚举值"),
        "annotation-alone": Phrase("an annotation stands before nothing", "注解之后没有内容"),
        "annotation-place": Phrase("an annotation where none belongs", "注解的位置不对"),
        "annotation-text": Phrase("an annotation's value without quotes", "注解的内容缺少引号"),
        "argument-count": Phrase(
            "a function called with too few or too many arguments", "函数的参数个数不符"
        ),
        "argument-type": Phrase("an argument of another type than the function takes", "函数的参数类型不符"),
        "at-least-count": Phrase(
            "more conditions asked for than there are, or none", "“至少”的数目超出条件个数或为零"
        ),
        "band-boundary": Phrase(
            "a value that two bands both take, or neither", "相邻两档对本数的取舍重复或遗漏"
        ),
        "bare-tier-word": Phrase("以上 or 以下 on an enum", "枚举上单用“以上”“以下”"),
        "beaten-permit": Phrase("a permit that a prohibition always beats", "允许事项一律被禁止"),
        "before-in-period": Phrase("an earlier version in a periodic list", "按期清单中问了变更前的版本"),
        "bound-words": Phrase("a bound said twice or by halves", "界限用语重复或不全"),
        "boundary-word": Phrase(
            "words and a comparison that differ on the number itself", "文字与条件对本数的取舍不一"
        ),
        "calendar-cycle": Phrase("calendars made of each other", "日历相互引用成环"),
        "cell-action": Phrase("an action in a column of values", "取值的栏中写了办理方式"),
        "cell-no-action": Phrase("a value in a column of actions", "办理方式的栏中写了值"),
        "chained-comparison": Phrase("comparisons one after the other", "比较连写"),
        "chinese-numeral": Phrase("a number not written in digits", "数字未用阿拉伯数字"),
        "clause-of-list": Phrase("a clause outside every item", "条款写在条目之外"),
        "column-type": Phrase(
            "a table's column that does not ask of one value", "判定表的一栏所问不是单个值"
        ),
        "comma-in-condition": Phrase("a comma between conditions", "条件之间用了逗号"),
        "compare-like": Phrase("a likeness where values are compared", "比较项中写了相似度"),
        "compare-with-none": Phrase("a comparison with `none`", "与“无”比较"),
        "compare-with-unknown": Phrase("a comparison with `unknown`", "与“不详”比较"),
        "date-arithmetic": Phrase("arithmetic that dates do not have", "日期不能这样运算"),
        "date-form": Phrase("a date written with other marks", "日期用了其他符号"),
        "dated-type": Phrase("a record dated by something other than a date", "“为准”的字段不是日期"),
        "dates-not-ascending": Phrase("dated values out of order", "参数取值的日期未按先后排列"),
        "deadline-form": Phrase("a deadline that is not complete", "时限写法不完整"),
        "default-after-equals": Phrase("a default without `=`", "默认值之前缺少等号"),
        "define-cycle": Phrase("derived facts that rest on each other", "定义相互引用成环"),
        "derived-through-path": Phrase(
            "a derived fact read through another record", "经由其他记录读取推算事实"
        ),
        "division-by-zero": Phrase("a division by zero", "除数为零"),
        "duplicate-clause": Phrase("a clause said twice", "条款重复"),
        "duplicate-date": Phrase("two values from the same day", "两个取值自同一日起"),
        "duplicate-fact": Phrase("a fact given twice", "事实重复给出"),
        "duplicate-key": Phrase("a record with two keys", "记录有两个主键"),
        "duplicate-name": Phrase("a name declared twice", "名称重复声明"),
        "duplicate-override": Phrase("an item overridden twice by the same", "对同一条目重复优先"),
        "duplicate-use": Phrase("a policy used twice", "重复引用"),
        "duplicate-variable": Phrase("a variable bound twice", "变量重复"),
        "duration-not-whole": Phrase(
            "a duration that is no whole number of its unit", "时长不是单位的整数倍"
        ),
        "duration-too-long": Phrase("a duration longer than any calendar", "时长过长"),
        "early-warning": Phrase("a warning at the first or only at the last use", "预警在首次或末次才触发"),
        "empty-braces": Phrase("braces of a text with nothing in them", "文字中的花括号内没有内容"),
        "empty-calendar": Phrase("a calendar without days", "日历没有日期"),
        "empty-cell": Phrase("a table's cell without anything in it", "判定表中有空格"),
        "empty-enum": Phrase("an enum without members", "枚举没有枚举值"),
        "empty-file": Phrase("a file with nothing in it", "文件没有内容"),
        "empty-list": Phrase("a list without items", "清单没有条目"),
        "empty-range": Phrase("a range that ends before it begins", "范围的终点先于起点"),
        "empty-record": Phrase("a record without fields", "记录没有字段"),
        "empty-set": Phrase("a set without members", "集合没有成员"),
        "empty-values": Phrase("a parameter's values are missing", "参数没有写取值"),
        "enum-order": Phrase("`,` among members in order", "有序的枚举值之间出现逗号"),
        "example-cell": Phrase("a cell of examples that does not fit its column", "示例的格与所在栏不符"),
        "examples-not-last": Phrase("a step after the examples of a test", "示例之后又写了步骤"),
        "expect-what": Phrase("what a test expects is missing", "测试没有写明期望"),
        "extra-bracket": Phrase("a bracket that closes nothing", "多余的括号"),
        "extra-colon": Phrase("a colon where none belongs", "多余的冒号"),
        "file-too-large": Phrase("a file with more than can be read", "文件过大"),
        "fixed-reason": Phrase("a reason that shows no value", "认定理由没有写出数值"),
        "foreign-comment": Phrase("a remark led by another mark than `#`", "说明文字没有以 `#` 开头"),
        "foreign-operator": Phrase(
            "another sign or word for a comparison, `and` or `or`", "比较、“且”“或”用了其他符号或词语"
        ),
        "format-unsafe": Phrase("a file that cannot be formatted safely", "文件无法安全整理"),
        "full-stop": Phrase("a full stop or comma after a clause", "条款之后的标点"),
        "gap-in-dates": Phrase("days for which a parameter has no value", "参数的取值在日期上有空档"),
        "hours-on-a-date": Phrase("hours added to a day", "在日期上加减小时"),
        "if-needs-brackets": Phrase("`if` without brackets", "“如果”缺少括号"),
        "if-unknown-answer": Phrase(
            "what to do when facts are lacking is missing", "资料不足时如何处理没有写明"
        ),
        "impossible-dates": Phrase("an end before its beginning", "截止日期早于起始日期"),
        "item-cycle": Phrase("an item that rests on its own answer", "条目的结论依赖自身"),
        "item-in-brackets": Phrase(
            "an item or list named in a form that asks for another", "条目、清单的写法不对"
        ),
        "item-number": Phrase("a number before an item or a clause", "条目或条款之前写了序号"),
        "item-outside-list": Phrase("an item outside every list", "条目不在清单之内"),
        "key-count": Phrase("a lookup with too few or too many keys", "查表的键数不符"),
        "key-type": Phrase("a key that is no plain value", "主键的类型不符"),
        "keys-after-comparing": Phrase("keys after what is compared", "比较项之后又写了核对键"),
        "late-first-value": Phrase(
            "a policy in force before its parameter has a value", "参数最早的取值晚于政策施行"
        ),
        "list-as-value": Phrase("a list where one value belongs", "应为单个值之处写了列表"),
        "lone-weekday": Phrase("a weekday without `every`", "单独的星期几"),
        "lookup-column": Phrase("a lookup file without a column it needs", "对照表缺少栏目"),
        "lookup-file": Phrase("a lookup file that cannot be read", "对照表无法读取"),
        "lookup-key": Phrase("a lookup by something that is no field", "对照表的键不是字段"),
        "lookup-row-repeated": Phrase("a lookup file with two rows for one key", "对照表中同一键有两行"),
        "lookup-value": Phrase("a lookup file's cell that does not fit", "对照表中的值不符"),
        "match-form": Phrase("a match that is not complete", "核对写法不完整"),
        "missing-action": Phrase("what follows is missing", "没有写明如何办理"),
        "missing-arrow": Phrase("a table without `->`", "判定表缺少 `->`"),
        "missing-brace": Phrase("a brace is missing", "缺少花括号"),
        "missing-by": Phrase("`by` and the item are missing", "缺少“依”及条目"),
        "missing-citation": Phrase("a duty or prohibition without a source", "条目没有写依据"),
        "missing-colon": Phrase("`:` is missing", "缺少冒号"),
        "missing-comma": Phrase("`,` is missing", "缺少逗号"),
        "missing-condition": Phrase("a condition is missing", "缺少条件"),
        "missing-date": Phrase("a date is missing", "缺少日期"),
        "missing-else": Phrase("`else` is missing", "缺少“否则”"),
        "missing-equals": Phrase("`=` is missing", "缺少等号"),
        "missing-file": Phrase("a lookup table without its file", "没有写明对照表的文件"),
        "missing-for": Phrase("the record is not said", "缺少“适用于”"),
        "missing-hit": Phrase("how a table's rows are chosen is missing", "判定表没有写明如何取行"),
        "missing-limit": Phrase("how many is missing", "没有写明数量"),
        "missing-modality": Phrase("an item without a modal word", "条目缺少“不得”“应当”等用语"),
        "missing-name": Phrase("a name is missing", "缺少名称"),
        "missing-quotes": Phrase("a text without quotes", "文字缺少引号"),
        "missing-record": Phrase("a record's name is missing", "缺少记录名称"),
        "missing-space": Phrase("words written together", "词语之间缺少空格"),
        "missing-test": Phrase("a duty without a test", "义务没有写明要求"),
        "missing-then": Phrase("`then` is missing", "缺少“则”"),
        "missing-title": Phrase("a title is missing", "缺少标题"),
        "missing-type": Phrase("a type is missing", "缺少类型"),
        "missing-unit": Phrase("a date moved by a number without a unit", "日期加减的数没有单位"),
        "missing-use": Phrase("a policy that is not brought in", "缺少“引用”"),
        "missing-value": Phrase("a value is missing", "缺少值"),
        "missing-week-reading": Phrase("how weeks are counted is missing", "没有写明周的算法"),
        "missing-who": Phrase("whom is missing", "没有写明对象"),
        "missing-window": Phrase("in which period is missing", "没有写明期间"),
        "missing-window-field": Phrase("by which date a period counts is missing", "没有写明期间按哪个日期"),
        "misspelt-keyword": Phrase("a word of the language misspelt", "规则用语写错"),
        "mixed-and-or": Phrase("`and` and `or` without brackets", "“且”“或”混用而未加括号"),
        "modality-in-list": Phrase(
            "an item that this kind of list does not hold", "清单中不能有这种性质的条目"
        ),
        "name-too-long": Phrase("a name of more than 100 characters", "名称过长"),
        "near-term": Phrase("a quoted term that is nearly a name", "引用的名称写法不一"),
        "never-none": Phrase("`none` where nothing is ever none", "对不会为无的内容问有无"),
        "no-deadline": Phrase("an item without a deadline", "条目没有时限"),
        "no-keys": Phrase("a lookup in a parameter that has one value", "对单值参数按键取值"),
        "no-order": Phrase("an order that there is not", "没有高低先后可比"),
        "no-parts": Phrase("a value without parts", "值没有下级内容"),
        "no-period": Phrase("a period outside a periodic list", "不在按期清单之内"),
        "no-such-date": Phrase("a day that is not in the calendar", "没有这一天"),
        "no-such-time": Phrase("a time that no day has", "没有这一时刻"),
        "no-such-week": Phrase("a week that no month has", "没有这一周"),
        "no-warning": Phrase("an item without an early warning", "条目没有预警"),
        "no-working-days": Phrase("working days without their calendar", "没有指明工作日历"),
        "none-not-allowed": Phrase("`none` where there is always a value", "此处不能为“无”"),
        "not-a-collection": Phrase("something that has no entries", "不是列表或台账"),
        "not-a-condition": Phrase("something that is neither yes nor no", "不是条件"),
        "not-a-list": Phrase("something that is no list", "不是列表"),
        "not-a-value": Phrase("a name or definition that gives no value", "名称或定义不是值"),
        "not-breakable": Phrase("a permission asked whether it is broken", "允许事项谈不上违反"),
        "not-constant": Phrase("something that is not written out", "应写出确定的值"),
        "not-utf-8": Phrase("a file that is not UTF-8", "文件不是 UTF-8 编码"),
        "not-yet": Phrase("something that cannot be decided yet", "尚不能判定的内容"),
        "number-scale": Phrase("too many decimals for a type", "类型的小数位数过多"),
        "number-too-long": Phrase("a number with too many digits", "数字位数过多"),
        "number-too-wide": Phrase("a result with too many digits", "运算结果位数过多"),
        "odd-character": Phrase("a character that is no part of the language", "规则中不使用的字符"),
        "order-what": Phrase("what is ordered is missing", "没有写明责令的内容"),
        "other-record": Phrase("an item about another record", "条目针对另一种记录"),
        "otherwise-form": Phrase("`otherwise` that is not complete", "“除上列外”写法不完整"),
        "otherwise-in-list": Phrase("`otherwise` in a list that is not positive", "“除上列外”只用于正面清单"),
        "otherwise-place": Phrase("`otherwise` before the end", "“除上列外”不在末尾"),
        "out-of-scope": Phrase("a variable outside where it is bound", "变量超出范围"),
        "outside-validity": Phrase("an item never in force with its policy", "条目的施行期与政策不重合"),
        "overlapping-dates": Phrase("two values for the same day", "两个取值的日期重叠"),
        "overlapping-versions": Phrase(
            "days on which two versions of an item hold", "条目的两个版本同时生效"
        ),
        "override-cycle": Phrase("items that override each other", "条目互相优先"),
        "parameter-needs-key": Phrase("a lookup table without its key", "对照表缺少键"),
        "parameter-required": Phrase("a parameter to be given", "须另行给出的参数"),
        "parameter-type": Phrase("a parameter of a type there is not", "参数不能是这种类型"),
        "pattern-form": Phrase("a pattern that cannot be read", "匹配式无法识别"),
        "pattern-not-written": Phrase("a pattern that is not written out", "匹配式应直接写出"),
        "percent-alone": Phrase("`%` without a number", "单独的百分号"),
        "percent-without-sign": Phrase("a share written as a whole number", "百分比缺少百分号"),
        "quota-in-period": Phrase("a quota in a periodic list", "按期清单中写了限额"),
        "quota-key": Phrase("a quota per something that is no field", "限额的键不符"),
        "quote-name": Phrase("a name spelt like a word of the language", "名称与规则用语相同"),
        "ranging-argument": Phrase("a range of entries where none belongs", "不能逐条取值"),
        "ranging-form": Phrase("a range of entries that is not complete", "逐条取值的写法不完整"),
        "ratio-misuse": Phrase("a ratio that is neither compared nor rounded", "比值只能比较或四舍五入"),
        "record-as-value": Phrase("a record where one value belongs", "应为单个值之处写了记录"),
        "record-cycle": Phrase("records nested in each other", "记录相互嵌套成环"),
        "refer-for-what": Phrase("what is referred for is missing", "没有写明报请何事"),
        "refer-in-table": Phrase("a referral in a decision table", "判定表中写了报请或退回"),
        "refer-on-may": Phrase("a referral on a permission", "允许事项写了报请或退回"),
        "reference-without-key": Phrase("a reference to a record without a key", "所引用的记录没有主键"),
        "reserved-name": Phrase("a name that the language keeps", "名称为规则所保留"),
        "reserved-variable": Phrase("a variable called by a word of the language", "变量名另有所指"),
        "result-cell": Phrase("a result that is a condition or several values", "判定表的结果应为单个值"),
        "round-places": Phrase("decimals to round to that are not written out", "四舍五入的位数应直接写出"),
        "row-end": Phrase("a row that does not end on its line", "行没有在本行结束"),
        "row-length": Phrase("a row of another length than its table", "行的格数与表头不符"),
        "rows-overlap": Phrase("two rows for one case", "两行同时相符"),
        "same-name": Phrase("an item spelt like something else", "条目与其他名称相同"),
        "set-as-value": Phrase("a set where one value belongs", "应为单个值之处写了集合"),
        "several-tests": Phrase("two tests in one item", "一个条目写了两项要求"),
        "shadowed-name": Phrase("a name hidden by another", "名称被遮蔽"),
        "stage-without-test": Phrase("a stage that its item cannot reach", "条目没有这一阶段"),
        "stray-text": Phrase("words outside every declaration", "声明之外的文字"),
        "table-can-miss": Phrase("a case that no row has", "有情形不在表中"),
        "template-brace": Phrase("a brace of a text without its other half", "文字中的花括号不成对"),
        "test-not-allowed": Phrase("a test where the condition is the test", "此类条目不写要求"),
        "test-without-expectation": Phrase("a test that expects nothing", "测试没有期望"),
        "test-without-facts": Phrase("a test without facts", "测试没有事实"),
        "thousands-separator": Phrase("a comma in a number", "数字中有千分位逗号"),
        "title-needs-quotes": Phrase("a title without quotes", "标题缺少引号"),
        "too-deep": Phrase("something nested too deeply", "嵌套过深"),
        "too-many-decimals": Phrase("more decimals than a type carries", "小数位数超出类型"),
        "too-many-mistakes": Phrase("more mistakes than are listed", "错误过多"),
        "two-bounds": Phrase("two words for one bound", "范围用语重复"),
        "two-brackets": Phrase("a call where none can be", "带点的名称后有两个括号"),
        "two-due-times": Phrase("two times for one action", "一项办理写了两个时限"),
        "two-stages": Phrase("two stages for one action", "一项办理写了两个前提"),
        "type-mismatch": Phrase("a value of another type than is needed", "类型不符"),
        "unclosed-bracket": Phrase("a bracket that is not closed", "括号没有收尾"),
        "unclosed-quote": Phrase("a text that is not closed", "引号没有收尾"),
        "unconditional-item": Phrase("a prohibition of everything", "条目没有条件"),
        "uncovered-day": Phrase("days on which no version of an item holds", "条目的两个版本之间有空档"),
        "unexpected-word": Phrase("a word that cannot stand there", "此处不能写的词语"),
        "unfinished-clause": Phrase("something that is not finished", "内容没有写完"),
        "unknown-action": Phrase("a verb nobody declared", "没有声明的办理方式"),
        "unknown-argument": Phrase("an argument the function does not have", "函数没有这个参数"),
        "unknown-as-value": Phrase("`unknown` outside a test", "“不详”只用于测试"),
        "unknown-calendar": Phrase("a calendar nobody declared", "没有声明的日历"),
        "unknown-function": Phrase("a function there is not", "没有这个函数"),
        "unknown-item": Phrase("an item there is not", "没有这个条目"),
        "unknown-list": Phrase("a list there is not", "没有这个清单"),
        "unknown-name": Phrase("a name there is not", "没有这个名称"),
        "unknown-policy": Phrase("a policy there is not", "没有这个政策"),
        "unknown-record": Phrase("a record there is not", "没有这种记录"),
        "unknown-type": Phrase("a type there is not", "没有这种类型"),
        "unknown-unit": Phrase("a unit there is not", "没有这个单位"),
        "unknown-zone": Phrase("a time zone there is not", "没有这个时区"),
        "unreachable-row": Phrase("a row that others take the place of", "行不会被取到"),
        "untested-item": Phrase("an item that no test speaks of", "条目没有测试"),
        "unused-action": Phrase("a verb that is never used", "没有用到的办理方式"),
        "unused-allow": Phrase("an `@allow` that allows nothing", "“不提示”注解不起作用"),
        "unused-calendar": Phrase("a calendar that is never used", "没有用到的日历"),
        "unused-definition": Phrase("a derived fact that is never used", "没有用到的定义"),
        "unused-field": Phrase("a field that no rule reads", "没有用到的字段"),
        "unused-parameter": Phrase("a parameter that is never used", "没有用到的参数"),
        "unused-use": Phrase("a policy brought in and never used", "没有用到的引用"),
        "unused-variable": Phrase("a variable that is never used", "没有用到的变量"),
        "use-cycle": Phrase("policies that use each other", "政策相互引用成环"),
        "warn-form": Phrase("an early warning that is not complete", "预警写法不完整"),
        "warn-without-test": Phrase("an early warning of nothing", "预警没有对应的限额或时限"),
        "week-form": Phrase("weeks of a month that are not complete", "每月第几周写法不完整"),
        "where-needs-brackets": Phrase("`where` without brackets", "“其中”缺少括号"),
        "whole-number-percent": Phrase("a whole number held against a percentage", "整数与百分数比较"),
        "window-length": Phrase("a window that is not whole days", "限额的期间不是整日"),
        "without-fact": Phrase("the fact that shows it was done is missing", "没有写明以何事实为准"),
        "without-form": Phrase("`without` that is not complete", "“未经”写法不完整"),
        "wrong-quotes": Phrase("a text in other quotes", "引号用错"),
        "zone-missing": Phrase("a time without its zone", "时间没有时区"),
    }
)
"""Code → what it is about, in both languages; sorted by code."""


def title_of(code: str) -> Phrase | None:
    """Return what a code is about; None for a plugin's own code."""
    return TITLES.get(code)


def link_of(code: str, language: Language = "en") -> str | None:
    """Return the section about a code as a link from the root of the repository; None for a plugin's own.

    The part after `#` is what GitHub and most readers of Markdown make of the section's heading.

    >>> link_of("division-by-zero")
    'docs/diagnostics.md#division-by-zero-除数为零'
    """
    title = title_of(code)
    if title is None:
        return None
    heading = f"{code} {title.zh}".lower()
    return f"{PAGES.in_(language)}#{_NOT_IN_ANCHORS.sub('', heading).replace(' ', '-')}"
