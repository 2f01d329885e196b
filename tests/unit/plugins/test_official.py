"""Which line of an official document is which element? Judged from lines, without a Word file."""

from datetime import date
from typing import Any

import pytest

from policyrules.plugins.readers import marks
from policyrules.plugins.readers.lines import Line
from policyrules.plugins.readers.official import facts_of


def centred(text: str, size: float | None = None) -> Line:
    return Line(text, centred=True, size=size)


def right(text: str) -> Line:
    return Line(text, right=True)


def read(*lines: Line | str) -> dict[str, Any]:
    return facts_of([Line(line) if isinstance(line, str) else line for line in lines])


ISSUED = (
    Line("000012"),
    Line("机密★1年"),
    Line("特急"),
    centred("岚山省人民政府文件", 42),
    Line("岚政发〔2026〕3号 签发人：李 明"),
    centred("岚山省人民政府关于做好", 22),
    centred("防汛工作的通知", 22),
    Line("各市、县（市、区）人民政府，省人民政府各委、办、厅、局："),
    Line("现就有关事项通知如下。"),
    Line("一、压实责任"),
    Line("（一）落实到人。各级负责人要到岗到位。"),
    Line("1. 每处水库有人值守。"),
    Line("（1）夜间加派一人。"),
    Line("二、强化保障"),
    Line("特此通知。"),
    Line("附件：1. 防汛责任人名单"),
    Line("2. 2026年防汛物资储备表"),
    right("岚山省人民政府"),
    right("2026年3月2日"),
    Line("（此件公开发布）"),
    Line("附件1", starts_page=True),
    centred("防汛责任人名单"),
    Line("李明 2026年3月1日"),
    Line("附件2", starts_page=True),
    centred("2026年防汛物资储备表"),
    Line("抄送：省委各部门，省军区，"),
    Line("省人大常委会办公厅。"),
    Line("岚山省人民政府办公厅 2026年3月2日印发"),
)


def test_an_issued_document_with_everything() -> None:
    facts = read(*ISSUED)
    body = facts.pop("body")
    assert facts == {
        "copy_number": "000012",
        "secrecy": "机密",
        "secrecy_term": "1年",
        "urgency": "特急",
        "number": "岚政发〔2026〕3号",
        "number_code": "岚政发",
        "number_year": 2026,
        "number_serial": 3,
        "signer": "李明",
        "title": "岚山省人民政府关于做好防汛工作的通知",
        "kind": "通知",
        "addressees": ["各市", "县（市、区）人民政府", "省人民政府各委、办、厅、局"],
        "addressee_line": "各市、县（市、区）人民政府，省人民政府各委、办、厅、局：",
        "characters": 68,
        "headings": [
            "一、压实责任",
            "（一）落实到人",
            "1. 每处水库有人值守",
            "（1）夜间加派一人",
            "二、强化保障",
        ],
        "attachments": ["防汛责任人名单", "2026年防汛物资储备表"],
        "issuer": "岚山省人民政府",
        "co_issuers": [],
        "date": date(2026, 3, 2),
        "date_line": "2026年3月2日",
        "copies_to": ["省委各部门", "省军区", "省人大常委会办公厅"],
        "copies_line": "抄送：省委各部门，省军区，省人大常委会办公厅。",
        "printed_by": "岚山省人民政府办公厅",
    }
    assert body.startswith("现就有关事项通知如下。\n一、压实责任")
    assert body.endswith("特此通知。")


def test_a_bare_draft() -> None:
    facts = read(centred("关于开展检查的请示"), "市政府：", "妥否，请批示。")
    assert facts == {
        "number": None,
        "title": "关于开展检查的请示",
        "kind": "请示",
        "addressees": ["市政府"],
        "addressee_line": "市政府：",
        "body": "妥否，请批示。",
        "characters": 7,
        "headings": [],
        "attachments": [],
        "copies_to": [],
        "co_issuers": [],
    }


def test_nothing_at_all() -> None:
    assert read()["body"] == ""
    assert "title" not in read()
    assert read()["characters"] == 0


def test_text_alone_has_no_title() -> None:
    facts = read("今天天气很好。", "明天也是。")
    assert "title" not in facts
    assert facts["body"] == "今天天气很好。\n明天也是。"


# --- title and kind ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        Line("关于检查的通知", centred=True),
        Line("关于检查的通知", size=22),
        Line("关于检查的通知", heading=0),
        Line("关于检查的通知"),
    ],
)
def test_how_a_title_stands_out(line: Line) -> None:
    facts = read(line, "各县：", "正文。")
    assert (facts["title"], facts["body"]) == ("关于检查的通知", "正文。")


def test_a_title_spread_over_lines_and_spaces() -> None:
    assert read(centred("关 于 检 查"), centred("的 通 知"), "正文。")["title"] == "关于检查的通知"
    assert read(centred("Notice on"), centred("AI Safety"), "Text.")["title"] == "Notice on AI Safety"


def test_the_letterhead_is_not_the_title() -> None:
    facts = read(
        centred("岚川市水利局文件"), centred("岚水发〔2026〕1号"), centred("关于检查的通知"), "正文。"
    )
    assert (facts["title"], facts["issuer"]) == ("关于检查的通知", "岚川市水利局")
    facts = read(centred("岚川市水利局文件"), centred("关于检查的通知"), "正文。")
    assert (facts["title"], facts["issuer"]) == ("关于检查的通知", "岚川市水利局")
    assert read(centred("关于清理文件"), centred("的通知"), "正文。")["title"] == "关于清理文件的通知"


def test_a_note_under_the_title_dates_it() -> None:
    facts = read(centred("岚川市人民政府公告"), centred("（2026年3月5日）"), "现公告如下。")
    assert (facts["title"], facts["kind"], facts["date"]) == ("岚川市人民政府公告", "公告", date(2026, 3, 5))
    assert facts["body"] == "现公告如下。"


def test_a_heading_of_the_body_is_not_the_title() -> None:
    facts = read("一、总体要求", "正文。")
    assert "title" not in facts
    assert facts["headings"] == ["一、总体要求"]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("关于印发《工作规则》的通知", "通知"),
        ("关于印发《工作规则》的通知（征求意见稿）", "通知"),
        ("关于加强管理的实施意见（试行）（草案）", "意见"),
        ("岚山省人民政府令", "命令"),
        ("关于同意设立的批复", "批复"),
        ("关于商请支持的函", "函"),
        ("第3次常务会议纪要", "纪要"),
        ("关于表彰先进的通报", "通报"),
        ("关于征收的通告", "通告"),
        ("2026年工作方案", None),
        ("工作要点", None),
        ("", None),
    ],
)
def test_the_kind_is_the_titles_last_word(title: str, kind: str | None) -> None:
    assert marks.kind_of_title(title) == kind


def test_all_fifteen_kinds() -> None:
    assert len(set(marks.KINDS)) == 15
    for kind in marks.KINDS:
        assert marks.kind_of_title(f"关于某事的{kind}") == kind


# --- numbers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "number", "serial"),
    [
        ("岚办发〔2026〕3号", "岚办发〔2026〕3号", 3),
        ("岚 办 发 〔 2026 〕 12 号", "岚办发〔2026〕12号", 12),
        ("岚水发[2026]第08号", "岚水发[2026]第08号", 8),
        ("岚政办函（2026）101号", "岚政办函（2026）101号", 101),
    ],
)
def test_document_numbers_as_written(line: str, number: str, serial: int) -> None:
    facts = read(centred(line), centred("关于检查的函"), "正文。")
    assert (facts["number"], facts["number_serial"], facts["number_year"]) == (number, serial, 2026)


def test_a_number_cited_in_the_body_is_not_the_documents() -> None:
    facts = read(centred("关于检查的通知"), "各县：", "岚办发〔2026〕3号", "请照此办理。")
    assert facts["number"] is None


def test_a_signer_on_a_line_of_its_own() -> None:
    facts = read(
        centred("岚办报〔2026〕3号"), right("签发人：王 小 明"), centred("关于情况的报告"), "省委：", "正文。"
    )
    assert facts["signer"] == "王小明"
    assert read(centred("岚办发〔2026〕3号"), centred("关于检查的通知"), "正文。")["signer"] is None
    assert "signer" not in read(centred("关于检查的通知"), "正文。"), "without a head nothing is known of it"


# --- below the title --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line", ["一、各县要做到：", "附件：", "（一）工作目标：", "1. 责任单位：", "请做到。具体如下："]
)
def test_what_ends_in_a_colon_but_addresses_nobody(line: str) -> None:
    assert read(centred("关于检查的通知"), line, "正文。")["addressees"] == []


def test_half_width_colons_are_kept_for_judging() -> None:
    assert read(centred("关于检查的通知"), "各县:", "正文。")["addressee_line"] == "各县:"


def test_joint_signatures() -> None:
    tail = (right("岚川市水利局"), right("岚川市财政局"), right("2026年3月2日"))
    facts = read(centred("关于检查的通知"), "各县：", "正文。", *tail)
    assert (facts["issuer"], facts["co_issuers"], facts["body"]) == (
        "岚川市水利局",
        ["岚川市财政局"],
        "正文。",
    )
    facts = read(
        centred("关于检查的通知"),
        "各县：",
        "正文。",
        right("岚川市水利局 岚川市财政局"),
        right("2026年3月2日"),
    )
    assert (facts["issuer"], facts["co_issuers"]) == ("岚川市水利局", ["岚川市财政局"])
    facts = read(
        centred("关于检查的通知"), "各县：", "正文。", right("岚 川 市 水 利 局"), right("2026年3月2日")
    )
    assert (facts["issuer"], facts["co_issuers"]) == ("岚川市水利局", [])


def test_a_signature_and_date_on_one_line() -> None:
    facts = read(centred("关于检查的通知"), "各县：", "正文。", "岚川市水利局 2026年3月2日")
    assert (facts["issuer"], facts["date"], facts["body"]) == ("岚川市水利局", date(2026, 3, 2), "正文。")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026年3月2日", date(2026, 3, 2)),
        ("2026 年 03 月 02 日", date(2026, 3, 2)),
        ("二〇二六年三月二日", date(2026, 3, 2)),
        ("二○二六年十二月三十一日", date(2026, 12, 31)),
        ("二〇二六年十月二十日", date(2026, 10, 20)),
    ],
)
def test_dates(written: str, day: date) -> None:
    facts = read(centred("关于检查的通知"), "正文。", "岚川市水利局", written)
    assert facts["date"] == day
    assert facts["date_line"] == written.replace(" ", "")


def test_a_date_no_calendar_has_is_kept_as_written() -> None:
    facts = read(centred("关于检查的通知"), "正文。", "岚川市水利局", "2026年2月30日")
    assert facts["date_line"] == "2026年2月30日"
    assert "date" not in facts


def test_a_date_within_the_body_signs_nothing() -> None:
    lines = (
        centred("关于检查的通知"),
        "各县：",
        "时间安排如下：",
        "2026年3月2日",
        "动员部署。",
        "请认真落实。",
    )
    facts = read(*lines)
    assert "date" not in facts
    assert facts["body"].endswith("请认真落实。")
    table = read(centred("关于检查的通知"), "各县：", "正文。", Line("2026年3月2日", in_table=True))
    assert "date" not in table
    assert table["body"] == "正文。\n2026年3月2日"


def test_the_last_words_of_the_body_are_no_signature() -> None:
    facts = read(
        centred("关于检查的通知"),
        "各县：",
        "请各县按时召开动员会",
        right("岚川市水利局"),
        right("2026年3月2日"),
    )
    assert facts["issuer"] == "请各县按时召开动员会", "without a full stop it reads as a body's name"
    facts = read(
        centred("关于检查的通知"),
        "各县：",
        "请各县按时召开动员会。",
        right("岚川市水利局"),
        right("2026年3月2日"),
    )
    assert (facts["issuer"], facts["body"]) == ("岚川市水利局", "请各县按时召开动员会。")


def test_the_issuer_by_its_title() -> None:
    assert read(centred("岚川市水利局关于检查的通知"), "正文。")["issuer"] == "岚川市水利局"
    assert "issuer" not in read(centred("关于检查的通知"), "正文。")


# --- attachments ------------------------------------------------------------------------------


def test_one_attachment() -> None:
    facts = read(
        centred("关于检查的通知"),
        "各县：",
        "正文。",
        "附件：检查任务表",
        right("岚川市水利局"),
        right("2026年3月2日"),
    )
    assert (facts["attachments"], facts["body"]) == (["检查任务表"], "正文。")


def test_attachments_noted_below_the_date() -> None:
    facts = read(
        centred("关于检查的通知"), "正文。", "岚川市水利局", "2026年3月2日", "附件：1. 任务表", "2. 联系表"
    )
    assert facts["attachments"] == ["任务表", "联系表"]
    assert (facts["date"], facts["body"]) == (date(2026, 3, 2), "正文。")


def test_attachments_that_are_only_there() -> None:
    tail = (
        Line("附件1", starts_page=True),
        centred("任务表"),
        "内容。",
        Line("附件2", starts_page=True),
        centred("联系表"),
    )
    facts = read(centred("关于检查的通知"), "各县：", "正文。", "岚川市水利局", "2026年3月2日", *tail)
    assert (facts["attachments"], facts["body"], facts["characters"]) == (["任务表", "联系表"], "正文。", 3)


def test_an_attachment_on_the_same_page_begins_below_the_date() -> None:
    facts = read(
        centred("关于检查的通知"),
        "各县：",
        "正文。",
        "岚川市水利局",
        "2026年3月2日",
        "附件",
        centred("任务表"),
        "很长的内容。",
    )
    assert (facts["attachments"], facts["body"]) == (["任务表"], "正文。")
    within = read(centred("关于检查的通知"), "各县：", "填写", "附件", "并于月底前交回。")
    assert within["body"] == "填写\n附件\n并于月底前交回。", "nothing is cut from a body without need"


def test_a_note_in_the_middle_is_no_note_of_attachments() -> None:
    facts = read(centred("关于检查的通知"), "各县：", "附件：见后", "请认真落实，按时完成。")
    assert facts["attachments"] == []
    assert facts["body"] == "附件：见后\n请认真落实，按时完成。"


def test_headings_by_style_and_by_number() -> None:
    lines = (
        Line("总体要求", heading=1),
        Line("(一)半角括号"),
        Line("1、顿号。后面的话"),
        Line("2026年3月起执行。"),
        Line("3.5万元以上的项目。"),
        Line("一、" + "长" * 80),
        Line("一、表内", in_table=True),
    )
    assert read(centred("关于检查的通知"), "各县：", *lines)["headings"] == [
        "总体要求",
        "(一)半角括号",
        "1、顿号",
        "一、" + "长" * 58 + "…",
    ]


def test_hostile_lines_take_no_time() -> None:
    long = [
        "（" * 100_000,
        "一" * 300_000,
        "附件：" * 50_000,
        "2026年3月2日" * 30_000,
        "。" * 300_000,
        "，" * 300_000 + "：",
    ]
    for text in long:
        facts = read(centred(text), text, text, right(text), right("2026年3月2日"))
        assert isinstance(facts["body"], str)
    many = read(centred("关于检查的通知"), *["2026年3月2日"] * 50_000, *["附件1"] * 1000)
    assert isinstance(many["attachments"], list)
