"""Write the Word drafts of the demo: a clean one, a copied one, and what the second was copied from.

Run it from anywhere; the drafts are written beside this file. The same run always writes the same
bytes, so that a changed draft shows as a changed file. All places, offices, numbers and names are
invented.

    python docs/examples/make_drafts.py
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.text.paragraph import Paragraph

HERE = Path(__file__).parent

CHARACTERS_PER_PAGE = 22 * 28
"""A page of an official document: 22 lines of 28 characters (GB/T 9704)."""

Role = Literal[
    "number", "title", "addressees", "text", "first", "second", "third", "signature", "date", "attachment"
]


@dataclass(frozen=True)
class Line:
    """One paragraph of a draft, and what it is."""

    role: Role
    text: str


FONTS: dict[Role, str] = {"title": "方正小标宋简体", "first": "黑体", "second": "楷体"}
ALIGNMENTS: dict[Role, WD_ALIGN_PARAGRAPH] = {
    "number": WD_ALIGN_PARAGRAPH.CENTER,
    "title": WD_ALIGN_PARAGRAPH.CENTER,
    "signature": WD_ALIGN_PARAGRAPH.RIGHT,
    "date": WD_ALIGN_PARAGRAPH.RIGHT,
}
INDENTED: frozenset[Role] = frozenset({"text", "first", "second", "third", "attachment"})

CLEAN: Sequence[Line] = (
    Line("number", "岚办发〔2026〕8号"),
    Line("title", "中共岚川市委办公室关于延长党群服务中心开放时间的通知"),
    Line("addressees", "各县（市、区）委，市委各部委，市直各单位党组（党委）："),
    Line(
        "text",
        "去年入冬以来，市民服务热线先后收到群众来电一百四十余件，反映党群服务中心下班早、周末不开门，"
        "上班的人办事只能请假。经市委同意，从2026年4月1日起延长全市党群服务中心开放时间。现就有关事项通知如下。",
    ),
    Line("first", "一、调整开放时间"),
    Line(
        "text",
        "县（市、区）和乡镇（街道）党群服务中心，周一至周五开放到20时，周六、周日9时至17时开放。"
        "村（社区）党群服务中心由各村（社区）根据群众作息自行确定，农忙时节可以早晚开放、中午休息。"
        "法定节假日是否开放，由县（市、区）自行决定并提前在门口和网上告知群众。",
    ),
    Line("first", "二、统筹安排人手"),
    Line(
        "text",
        "延时开放所需人手，由县（市、区）从机关党员干部中统一排班，每班不少于2人，一人一个月不超过2班，"
        "次周安排补休。不得因延时开放增加村（社区）干部值守，不得从乡镇（街道）借调人员。"
        "排班有困难的，可以由相邻的两个中心合并值守。",
    ),
    Line("first", "三、把急办的事先放进来"),
    Line(
        "text",
        "晚间和周末优先办理社保查询、医保异地就医备案、居住证明、老年优待证等十二项群众上班时间不便办理的事项，"
        "具体事项由市行政审批服务管理局另行公布。能够网上办的，由值守人员手把手帮助老年人办理。"
        "不能当场办结的，收下材料、说清时间，由窗口单位第二个工作日接着办，群众不再跑第二趟。",
    ),
    Line("first", "四、经费和场所"),
    Line(
        "text",
        "延时开放的水电、补休等开支，从县（市、区）现有党建工作经费中解决，市级按照每个中心每年3000元给予补助。"
        "利用现有场所开放，不新建、不装修、不换牌子。",
    ),
    Line(
        "text",
        "本通知执行到2026年12月31日。执行中遇到问题，请直接与市委办公室联系，电话0000-8123456。"
        "年底由市委办公室到部分中心实地看一看、听一听群众的意见，各地不需要准备任何材料。",
    ),
    Line("signature", "中共岚川市委办公室"),
    Line("date", "2026年3月2日"),
)

SUPERIOR: Sequence[Line] = (
    Line("number", "云政办发〔2026〕6号"),
    Line("title", "云州省人民政府办公厅关于做好2026年农村供水保障工作的通知"),
    Line("addressees", "各市人民政府，省政府各部门："),
    Line(
        "text",
        "喝上放心水，是农民群众最朴素的愿望。近三年，全省新建、改造农村供水工程两千余处，自来水入户的村子越来越多，"
        "肩挑背扛找水吃的日子基本过去了。但是也要清醒看到，山区小型工程水源单一，遇到连旱就减量停供；"
        "部分管道埋设年头长，跑冒滴漏严重；有的工程建得起、管不好，水费收不上来，坏了没人修；"
        "汛期浑水、冬季冻管的问题年年都有群众反映。进入2026年，全省农村供水由有没有转向好不好、稳不稳，任务并不轻松。"
        "为做好今年农村供水保障工作，经省政府同意，现就有关事项通知如下。",
    ),
    Line("first", "一、总体要求"),
    Line("second", "（一）工作思路。"),
    Line(
        "text",
        "坚持人民至上，把农村供水作为全省民生工作的重要内容，按照能大则大、宜小则小、先急后缓、建管并重的思路，"
        "统筹水源、水厂、管网、入户四个环节，一手抓老旧工程改造，一手抓运行管护，先解决断水、浑水、冻管这些群众反映最集中的问题，"
        "再逐步提高供水标准和服务水平，努力让农村群众用水同城里人一样方便、一样放心。",
    ),
    Line("second", "（二）把握原则。"),
    Line(
        "text",
        "坚持因地制宜。平川地区依托县城和重点镇水厂向周边延伸，山区丘陵宜联则联、宜散则散，不脱离地形和人口条件硬上大工程。"
        "坚持水源为先。先看有没有稳定合格的水，再定建不建厂、怎么铺管，避免工程建成后无水可供。"
        "坚持建管同步。新建、改造工程在立项时就要明确谁来管、钱从哪里来、坏了找谁修，管护方案与建设方案一并审定。"
        "坚持群众参与。工程选址、水价标准、收费方式等与群众利益直接相关的事项，听取用水户意见，过程公开、账目公开。"
        "坚持量力而行。对照财力排项目，不举债铺摊子，不把压力转嫁给村集体和农户。",
    ),
    Line("second", "（三）年度目标。"),
    Line(
        "text",
        "到2026年底，全省农村自来水普及率达到92%，规模化供水工程覆盖农村人口比例达到60%；"
        "完成四百处老旧供水工程改造，更换破损管道三千公里；千人以上供水工程净化消毒设备全部配齐并正常运行；"
        "山区储备水源点覆盖易旱村组，全年因工程原因连续停水超过三天的事件明显减少，群众来电反映供水问题的数量比上年下降三成。",
    ),
    Line("first", "二、主要任务"),
    Line("second", "（一）夯实水源基础。"),
    Line(
        "text",
        "逐处核实水源。对全省现有农村供水工程的取水点逐处核实水量、水质和保证程度，分清稳定可靠、季节短缺、水质不达标三种情形，"
        "分别采取保留、补源、换源的办法处置，核实结果五年内滚动更新。增加备用水源。易旱山区以小流域为单元，"
        "利用塘坝、机井、山泉和雨水集蓄设施布设备用水源点，平时养护、旱时启用，确保主水源枯竭时能够接得上。"
        "连通骨干水网。有条件的县结合中型水库和引调水工程建设，把骨干输水线路就近接到乡镇水厂，以水库水、河道水置换零散的浅层地下水。"
        "守住水源安全。划定饮用水水源保护范围，设置界桩和警示牌，清理范围内的畜禽养殖、垃圾堆放和排污口，"
        "靠近公路、桥梁的水源地加装防撞和导流设施，防止翻车泄漏污染水源。",
    ),
    Line("second", "（二）推进水厂整合和管网延伸。"),
    Line(
        "text",
        "优先延伸城镇管网。县城、重点镇水厂有余量的，向周边十五公里以内的村庄延伸，水质、水压与镇区一个标准，实行同源同网同质。"
        "整合零散小厂。相距较近、水源相通的小型水厂，按照撤小并大的办法整合为乡镇水厂，关停的水厂改作加压站或者应急水源，设备能用尽用。"
        "改造老旧管道。使用年限超过二十年或者漏损率高于百分之二十的管道，优先列入改造，山区明管全部入土保温，穿沟跨路段加装套管。"
        "规范入户安装。入户工程统一管材、统一埋深、统一装表，表井设在便于查看和防冻的位置，杜绝先通水、后补装、再返工。"
        "改造期间提前三天告知停水时段，停水超过一天的，用水车定点送水，保证群众做饭饮用。",
    ),
    Line("second", "（三）提升水质保障水平。"),
    Line(
        "text",
        "配齐净化消毒设施。千人以上工程按照工艺要求配备过滤、消毒设备，百人以上小型集中工程推广操作简便的一体化装置，"
        "分散供水户发放缓释消毒片并教会使用方法。加密水质检测。水厂按日检测浑浊度和余氯，县级水质检测中心按计划巡测水源水、出厂水和末梢水，"
        "检测能力不足的县可以委托有资质的机构承担。公开水质结果。检测结果在水厂门口和村务公开栏张贴，群众有疑问的，由水厂当面解释、必要时现场复测。"
        "治理特殊水质。氟、砷、铁、锰超标和苦咸水地区，以换源为主、净化为辅，今年底前完成尚存三十七个村的换源工程；"
        "一时难以换源的，先行配置村级净水站点，由水厂派人定期更换滤芯。",
    ),
    Line("second", "（四）做好旱期汛期冬季供水。"),
    Line(
        "text",
        "抓早抗旱。每年二月、六月各开展一次旱情会商，预判可能缺水的村组，提前清淤蓄水、检修机泵、落实水车，缺水苗头一出现就启用备用水源。"
        "抓实防汛。汛前检查取水口、厂房边坡和跨河管道，低洼处的机电设备抬高安装，暴雨过后先排浑、再冲洗、后供水，浑浊度合格前不得入网。"
        "抓好防冻。入冬前对裸露管道、表井、水龙头包裹保温，海拔八百米以上地区改用自动回水阀，寒潮到来前提醒群众夜间适度放水。"
        "抓牢抢修。以县为单位组建抢修队伍，配备管件、发电机和应急水车，接到报修后平川地区四小时到场、山区八小时到场，"
        "一般故障当天修复，较大故障说明修复时间并安排临时供水。",
    ),
    Line("second", "（五）健全管护机制。"),
    Line(
        "text",
        "明确管护主体。规模化工程由县级供水公司统一管理，乡镇水厂可以由公司派驻厂长，小型工程由村集体管理或者委托公司代管，一处工程一个责任人，姓名电话上墙公示。"
        "合理确定水价。按照补偿成本、公平负担的原则核定水价，可以实行基本水费加计量水费，困难群众的基本用水由县级财政补贴，"
        "水费收支每半年公布一次。用好管护资金。省级水利发展资金安排一定比例用于维修养护，县级财政按照供水人口足额落实配套，"
        "优先补助收不抵支的山区小型工程，资金拨付到账后三个月内形成实物工作量。加强队伍建设。管水员从当地群众中选聘，优先吸纳熟悉管网的老师傅和返乡青年，"
        "上岗前集中培训净化消毒、机泵维修、安全用电等实用技能，报酬随工作量和服务评价浮动。",
    ),
    Line("second", "（六）改进服务方式。"),
    Line(
        "text",
        "畅通报修渠道。县级供水公司设立二十四小时报修电话，同市民服务热线对接，群众一个电话就能报停水、报漏点、问水质。"
        "方便交费查询。保留现金交费窗口和村级代收点，同步提供线上查询和交费，老年人、残疾人家庭由管水员上门抄表收费。"
        "推行明白告知。水价、停水、检修等信息通过广播、短信和公开栏提前告知，检修时间尽量避开做饭和农忙灌溉时段。"
        "注重结果回访。报修办结后由公司随机回访，回访情况作为维修班组评先的依据，群众反复报修的地段列入下一年度改造计划。",
    ),
    Line("second", "（七）补齐薄弱村组短板。"),
    Line(
        "text",
        "对尚未通自来水或者通水不稳的一百二十六个村组，逐村查明原因、逐村拿出办法。因地势高、水压不足停水的，增设加压泵站和高位水池；"
        "因管道末端流量小停水的，加大支管口径或者错时供水；因居住分散、铺管代价过高的，采用大口井、水窖加净水设备的办法单户解决；"
        "因搬迁撤并暂不宜新建的，用好现有设施，保障过渡期用水。学校、卫生院、敬老院、易地搬迁安置点优先解决，暑假期间集中施工，开学前通水。"
        "边远牧点、林场和季节性居住点，由所在县统筹配备储水罐和送水车辆，做到人在水在。",
    ),
    Line("second", "（八）推进节约用水。"),
    Line(
        "text",
        "全面装表到户，逐步取消包月、包年收费，以计量促节水。公共取水点加装自闭阀门，改掉长流水的习惯。水厂反冲洗水经沉淀后回用于绿化、洒扫，"
        "厂区和输水管网每年做一次水量平衡测算，漏损偏高的管段分区装表、夜间听漏、及时开挖修复。"
        "把庭院浇灌、牲畜饮用同生活饮水适当分开，有条件的村保留旧井旧塘专门用于浇灌，减轻自来水高峰时段的供水压力。"
        "利用赶集日、农闲时节，把节水小窍门、爱护管道设施的道理讲到田间地头，讲群众听得懂的话，引导大家自觉节水、护水。",
    ),
    Line("second", "（九）带动沿线产业和村容改善。"),
    Line(
        "text",
        "把供水工程同村庄建设结合起来。管道开挖尽量与道路、通信、燃气等工程同沟同期，一次开挖、一次恢复，避免马路反复开膛破肚。"
        "水厂、泵站、高位水池周边见缝插绿，闲置的旧水塔、老井台经过加固可以改作乡村小景，留住一代人的用水记忆。"
        "用水有保障的村，因地制宜发展食品加工、乡村旅游、设施农业，用水需求超出原设计能力的，由经营主体合理分担扩容费用，"
        "不挤占村民生活用水。施工占用的耕地、林地及时复垦复绿，损坏的田埂、水渠原样修复，补偿费用当面点清、当场签收，不留尾巴。",
    ),
    Line("first", "三、支持政策"),
    Line(
        "text",
        "统筹资金投入。省级财政统筹水利发展、乡村振兴等资金支持农村供水，向水源条件差、改造任务重的山区县倾斜，"
        "地方各级政府可以通过专项债券、政策性贷款和社会资本参与等多种方式筹措建设资金，防止新增隐性债务。保障用地用电。"
        "农村供水工程建设用地应保尽保，水厂、泵站生产用电执行农业生产电价，电力部门优先安排双回路供电或者配备发电机组。"
        "落实税费优惠。饮水工程运营管理单位依法享受增值税、企业所得税、房产税等优惠，有关部门主动告知、免申即享。"
        "强化技术支撑。省水利科学研究院组建技术服务组，为山区县提供水源勘查、工艺选型、防冻保温等方面的指导，"
        "帮助基层解决图纸看不懂、设备修不了的难题。鼓励创新。支持各地在供水工程数字化、小型水厂无人值守、管网漏损智能识别等方面先行先试，"
        "试点项目由县里自愿申报，省级财政给予适当奖补，成功的总结经验，不成功的及时调整，不层层下指标、不要求一律照搬。"
        "支持供水公司拓展管道维修、水质检测、净水设备安装等经营服务，以经营收入弥补公益供水的亏空，逐步实现良性运行。",
    ),
    Line("first", "四、组织实施"),
    Line(
        "text",
        "落实责任。农村供水实行省负总责、市县抓落实，县级人民政府承担主体责任，主要是把项目、资金、队伍安排到位。"
        "省级水利部门牵头抓总，发展改革、财政、自然资源、生态环境、卫生健康、电力等部门按照职责分工支持配合，"
        "能够在现有机制内协调的事项不另起炉灶。抓好项目。各地要把年度改造任务排到月、落到处，三月底前完成前期工作，四月全面开工，"
        "十一月底前完工通水，当年完不成的说明原因并调整到下一年度。规范建设管理。严格执行招标投标、质量监督和竣工验收制度，"
        "管材设备进场抽检，隐蔽工程影像可查，验收时请用水户代表到场试水。保障安全生产。有限空间作业、高处作业、临时用电严格落实操作规程，"
        "加氯间配备防护用品，坚决防止安全事故。总结经验。各地在实践中形成的好做法，由省级水利部门择优推介，供其他地方借鉴，"
        "不搞统一模式，不要求各地层层制定方案。",
    ),
    Line("signature", "云州省人民政府办公厅"),
    Line("date", "2026年1月20日"),
)

RENAMED: Sequence[tuple[str, str]] = (
    ("省负总责、市县抓落实", "市负总责、县抓落实"),
    ("云州省", "岚川市"),
    ("全省", "全市"),
    ("省级", "市级"),
    ("省政府", "市政府"),
    ("省水利", "市水利"),
)
"""What the copying office changed: tiers and place names, and one target."""

ADDED: Sequence[Line] = (
    Line("first", "五、工作要求"),
    Line(
        "third",
        "1、各县（市、区）党委、政府要于收到本通知3日内制定实施方案，成立工作专班，层层签订责任状，并上报我局备案。",
    ),
    Line(
        "third",
        "2、实行周报告、月排名。各县（市、区）每周五前报送工作进展周报和影像资料、工作台账等佐证材料；"
        "我局每月排名通报，连续两次末位的予以约谈。",
    ),
    Line(
        "third",
        "3、开展专项督查，结果纳入年度考核。自来水普及率未达到95%的，在评先评优中实行“一票否决”。",
    ),
    Line("attachment", "附件：农村供水保障工作进展情况周统计表"),
)


def copied() -> Sequence[Line]:
    """Return the superior document with tiers and places renamed, and demands of its own added."""
    lines = [
        Line("number", "岚水发[2026]第08号"),
        Line("title", "关于做好2026年农村供水保障工作的通知"),
        Line("addressees", "各县（市、区）人民政府："),
    ]
    lines.extend(
        Line(line.role, renamed(line.text)) for line in SUPERIOR if line.role in ("text", "first", "second")
    )
    lines.extend(ADDED)
    lines.append(Line("signature", "岚川市水利局"))
    lines.append(Line("date", "2026年3月5日"))
    return lines


def renamed(text: str) -> str:
    """Return the text as the copying office renamed it.

    >>> renamed("全省上下")
    '全市上下'
    """
    for old, new in RENAMED:
        text = text.replace(old, new)
    return text.replace("普及率达到92%", "普及率达到95%")


def body(lines: Sequence[Line]) -> str:
    """Return the body of a draft: headings and text, one paragraph a line."""
    return "\n".join(line.text for line in lines if line.role in ("text", "first", "second", "third"))


def pages(lines: Sequence[Line]) -> int:
    """Return how many pages of 22 lines by 28 characters the draft fills."""
    rows = sum(-(-(len(line.text) + (line.role in INDENTED) * 2) // 28) for line in lines)
    return -(-rows * 28 // CHARACTERS_PER_PAGE)


def write(lines: Sequence[Line], path: Path) -> None:
    """Write the draft as a Word file, set as an official document is."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    for line in lines:
        set_paragraph(document.add_paragraph(), line)
    title = next(line.text for line in lines if line.role == "title")
    document.core_properties.title = title
    document.core_properties.author = next(line.text for line in lines if line.role == "signature")
    buffer = io.BytesIO()
    document.save(buffer)
    path.write_bytes(settled(buffer.getvalue(), lines))


def answers(superior: Sequence[Line]) -> dict[str, object]:
    """Return what the office answers about the copied draft, and the text it was copied from."""
    return {
        "起草单位": "岚川市水利局",
        "发文单位性质": "部门",
        "层级": "市",
        "行文方向": "下行",
        "行文形式": "红头文件",
        "文件类别": "贯彻落实文件",
        "工作性质": "专项工作",
        "密级": None,
        "临时性发文": False,
        "应急处置": False,
        "发文计划号": None,
        "立项号": None,
        "评估意见": None,
        "规范性文件": False,
        "涉及其他部门职权": True,
        "已协商一致": False,
        "征求意见": [{"轮次": 1, "发出日期": "2026-02-27", "截止日期": "2026-03-02"}],
        "经本级批准并注明": False,
        "上位文件": next(line.text for line in superior if line.role == "title"),
        "上位文件正文": body(superior),
        "上位文件已公开": True,
        "上级明确要求制定": False,
        "本地措施数": 0,
        "含指令性要求": True,
        "交办任务": [
            {
                "名称": "自来水普及率（%）",
                "承担层级": "县",
                "清单类别": "基本履职",
                "目标值": 95,
                "上级目标值": 92,
            },
            {
                "名称": "净水站点更换滤芯",
                "承担层级": "村",
                "清单类别": "清单外",
                "目标值": None,
                "上级目标值": None,
            },
        ],
        "报送事项": [
            {
                "内容": "农村供水通知贯彻落实情况",
                "事项": "贯彻落实情况",
                "频次": "一次性",
                "反馈工作日": 3,
                "能够共享取得": False,
            },
            {
                "内容": "工作进展周报",
                "事项": "数据报表",
                "频次": "周报",
                "反馈工作日": 1,
                "能够共享取得": True,
            },
        ],
        "创建评比事项": [],
        "要求制定配套文件": True,
        "设定督检考事项": True,
        "督检考已报备": False,
        "设排名通报": True,
        "设一票否决": True,
        "要求签责任状": True,
        "一票否决有依据": False,
        "要求设机构或挂牌": True,
        "摊派指标": False,
        "强制推广应用": False,
        "以留痕评价": True,
        "一般性论述占比": 0.35,
        "可用简便形式": False,
        "可发可不发": False,
        "会议已部署": False,
        "同一事项已发文": True,
        "多文合一": False,
    }


def set_paragraph(paragraph: Paragraph, line: Line) -> None:
    """Set one paragraph: alignment, indent and font by what it is."""
    if line.role in ALIGNMENTS:
        paragraph.alignment = ALIGNMENTS[line.role]
    size = Pt(22) if line.role == "title" else Pt(16)
    if line.role in INDENTED:
        paragraph.paragraph_format.first_line_indent = size * 2
    run = paragraph.add_run(line.text)
    run.font.size = size
    font = FONTS.get(line.role, "仿宋")
    run.font.name = font
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def settled(written: bytes, lines: Sequence[Line]) -> bytes:
    """Return the file with its true number of pages and characters, and no time of writing in it."""
    settled_file = io.BytesIO()
    counted = {"Pages": pages(lines), "Characters": len(body(lines).replace("\n", ""))}
    with zipfile.ZipFile(io.BytesIO(written)) as old, zipfile.ZipFile(settled_file, "w") as new:
        for name in sorted(old.namelist()):
            content = old.read(name)
            if name == "docProps/app.xml":
                content = counts_stated(content.decode(), counted).encode()
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2026-03-02T00:00:00Z", content)
            entry = zipfile.ZipInfo(name, date_time=(2026, 3, 2, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return settled_file.getvalue()


def counts_stated(properties: str, counted: dict[str, int]) -> str:
    """Return the file's properties with these counts in place of the template's.

    >>> counts_stated("<Properties><Pages>1</Pages></Properties>", {"Pages": 9})
    '<Properties><Pages>9</Pages></Properties>'
    """
    for name, number in counted.items():
        stated = f"<{name}>{number}</{name}>"
        properties, found = re.subn(f"<{name}>.*?</{name}>", stated, properties)
        if not found:
            properties = properties.replace("</Properties>", f"{stated}</Properties>")
    return properties


def main() -> None:
    """Write the three drafts, and the answers that come with the copied one."""
    write(CLEAN, HERE / "clean-draft.docx")
    write(SUPERIOR, HERE / "superior-notice.docx")
    write(copied(), HERE / "copied-draft.docx")
    answered = json.dumps(answers(SUPERIOR), ensure_ascii=False, indent=2)
    (HERE / "copied-draft.facts.json").write_text(answered + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
