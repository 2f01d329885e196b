"""Which words do people write where the language has another?

Offices say 应该, 不准, 禁止; the language says 应当, 不得. What is meant depends on where a word stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

_INSTEAD: Final = (
    # modalities
    ("不得", "不准 不能 不可 不可以 不应 不应当 不应该 不许 不允许 禁止"),
    ("应当", "应该 应 须 需 需要 要 务必 要求"),
    ("一般不得", "一般不 原则上不 不宜 不建议"),
    ("一般应", "一般应当 原则上应当 宜 尽量"),
    ("可以", "可 准许 准予 能够"),
    ("提倡", "倡导 支持 建议"),
    ("must not", "cannot never forbid forbidden prohibit prohibited shall_not may_not can_not"),
    ("must", "shall require required"),
    ("may", "can allow allowed permit permitted"),
    ("encourage", "recommend recommended"),
    # clauses
    ("凡", "若 如 如果 条件 情形 对于"),
    ("除", "例外 但 除了"),
    ("认定理由", "原因 因为 事由 说明"),
    ("整改要求", "整改 整改措施 措施"),
    ("依据", "出处 根据 参照 来源"),
    ("时限", "期限 截止"),
    ("when", "if where whenever"),
    ("unless", "except but"),
    ("because", "reason since message"),
    ("remedy", "fix correction advice"),
    ("cite", "source citation reference"),
    ("ensure", "check assert requires verify"),
    ("不得超过", "最多 不得多于 不得高于 最高"),
    ("每个", "每 各 每一"),
    ("每年", "一年 年度 全年 每一年 每年度"),
    ("每月", "一月 月度 当月 每个月"),
    ("每周", "一周 每星期"),
    ("自", "从"),
    ("则", "那么 就"),
    ("外", "以外 除外"),
    ("的", "时 的时候 的话 之时"),
    ("核对", "对账 比对"),
    ("at most", "no_more_than not_more_than up_to max maximum"),
    ("each year", "every_year yearly annually"),
    ("each month", "every_month monthly"),
    ("each week", "every_week weekly"),
    # whose leave, and what follows
    ("批准", "审批 同意 许可 审定 核准"),
    ("备案", "报备 登记"),
    ("approval", "permission consent"),
    ("filing", "registration notice"),
    ("报", "上报 呈报 提交"),
    ("转", "转办 转送 移送"),
    # declarations
    ("负面清单", "黑名单 禁止清单"),
    ("正面清单", "白名单"),
    ("评估清单", "检查清单 检查表 评估表"),
    ("规定", "清单 规则 条例"),
    ("枚举", "类型 选项"),
    ("记录", "表单"),
    ("引用", "导入 使用"),
    ("判定表", "决策表 决定表"),
    ("list", "rules rule ruleset"),
    ("negative list", "blacklist prohibitions"),
    ("positive list", "whitelist permissions"),
    ("enum", "type choices"),
    ("record", "form"),
    ("use", "import include"),
    # outcomes
    ("禁止", "不允许 不得 违规"),
    ("提醒", "警告 预警"),
    ("forbid", "forbidden deny reject"),
    ("permit", "allow allowed"),
)

_COMPARED = (
    # what is written in either language, and the phrases that are said instead
    (
        ">=",
        "不低于",
        "greater than or equal to, more than or equal to, at least, no less than, not less than",
    ),
    ("<=", "不超过", "less than or equal to, at most, no more than, not more than, up to"),
    (">", "超过", "greater than, more than, larger than, exceeds, over, above"),
    ("<", "低于", "less than, fewer than, smaller than, under, below"),
    ("!=", "不等于", "not equal to, does not equal, isnt, not"),
    ("in 3..5", "在 3..5", "between"),
    ("in", "属于", "one of, within, among"),
    ("contains", "包含", "includes, include, containing, mentions"),
    ("like", "形如", "matches, match"),
    ("has no …", "无 …", "empty, missing, blank, null"),
    ("=", "=", "equal to, equals, equal, is, are, was"),
    (">", "超过", "高出, 超出, 多出, 晚于, 迟于"),
    ("<", "低于", "未满, 不足, 不到, 未达到, 未达, 早于"),
    (">=", "不低于", "满, 达, 大于等于, 大于或等于, 等于或大于, 等于大于, 至少, 达到, 不早于"),
    ("<=", "不超过", "小于等于, 小于或等于, 等于或小于, 等于小于, 至多, 最多, 不得超过, 不晚于, 不迟于"),
    ("!=", "不等于", "不是, 并非, 不同于"),
    ("in 3..5", "在 3..5", "介于, 处于"),
    ("in", "属于", "在于, 属于其中"),
    ("contains", "包含", "含有, 包括, 含, 载有"),
    ("has no …", "无 …", "为空, 是空, 空缺, 缺失, 未填"),
    ("=", "=", "是, 系, 均为, 都是, 即为, 等同于"),
    ("..", "..", "到, 至, to, through"),
    ("else if", "否则 如果", "elif, elseif, elsif"),
    ("and", "且", "和, 及, 与, 以及, 并, 同时, 而且, 又, plus, also"),
    ("or", "或", "或是, 或者是, 抑或, 还是"),
)


@cache
def compared_by() -> tuple[tuple[str, str, str], ...]:
    """Return (phrase, English, Chinese) of what is said for a comparison or a joining word, longest first."""
    found = []
    for en, zh, phrases in _COMPARED:
        for phrase in phrases.split(", "):
            if phrase != "not":
                found.append((phrase, en, zh))
            if (
                phrase.isascii()
                and phrase not in ("is", "are", "was")
                and en not in ("and", "or", "else if", "..")
            ):
                found.append((f"is {phrase}", en, zh))
    return tuple(sorted(found, key=lambda entry: -len(entry[0])))


_TRADITIONAL: Final = str.maketrans(
    "當應須規記錄舉參數適於認過負單時內後備報轉責設屬沒無與測試義類層級縣鄉鎮務請總計實際開結尾繫個條項組場門請說達預警優從據違資料類導見檢評",
    "当应须规记录举参数适于认过负单时内后备报转责设属没无与测试义类层级县乡镇务请总计实际开结尾系个条项组场门请说达预警优从据违资料类导见检评",
)
"""Traditional characters of the language's words, and the simplified ones."""


def meanings(word: str) -> tuple[str, ...]:
    """Return the spellings of the language that a word may be meant for: 不准 is 不得, 應當 is 应当.

    >>> meanings("應當")
    ('应当',)
    """
    simplified = word.translate(_TRADITIONAL)
    return (*meant_by().get(word, ()), *((simplified,) if simplified != word else ()))


@cache
def meant_by() -> Mapping[str, tuple[str, ...]]:
    """Return for each such word the spellings of the language that may be meant.

    >>> meant_by()["不准"]
    ('不得',)
    """
    found: dict[str, tuple[str, ...]] = {}
    for meant, words in _INSTEAD:
        for written in words.split():
            word = written.replace("_", " ")
            found[word] = (*found.get(word, ()), meant)
    return MappingProxyType(found)
