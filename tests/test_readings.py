"""What whole sentences are read as: names, doers and what figures are about. Made-up sentences of the genre."""

from __future__ import annotations

from functools import cache

import pytest

from kg.assemble import assemble
from kg.model import Facts
from kg.validate import validate
from texts import facts

HEAD = "清涧县2022年工作综述\n\n"


@cache
def read(sentence: str) -> Facts:
    return facts(HEAD + sentence + "\n")


def names(sentence: str) -> dict[str, str]:
    return {e.name: e.cls for e in read(sentence).entities}


def relations(sentence: str) -> set[str]:
    found = read(sentence)
    called = {e.id: e.name for e in found.entities}
    return {f"{called[r.subject]} {r.predicate} {called[r.object]}" for r in found.relations}


NAMED = [
    ("县审计局、考核办、统计局等部门参加。", {"清涧县审计局", "清涧县考核办", "清涧县统计局"}),
    ("县里抽调人员组成督查组。", {"督查组"}),
    ("组建“清河哨兵”队伍，“清河哨兵”应急救援队随时出动。", {"“清河哨兵”应急救援队"}),
    ("推行“一窗办”“一网管”。", {"一窗办", "一网管"}),
    ("通过“以工代训”“先试后补”等激励机制引人。", {"以工代训", "先试后补"}),
    ("会同县水利局对河道进行巡查。", {"清涧县水利局"}),
    ("兴隆现代农机专业合作社作业到户。", {"兴隆现代农机专业合作社"}),
    ("编制履职清单，群众照单办事。", {"履职清单"}),
    ("以“春耕先锋”为抓手，推动复垦。", {"春耕先锋"}),
    ("沿着清涧河、石头溪巡查。", {"清涧河", "石头溪"}),
    ("果农谢小根一边摘果，一边算账。", {"谢小根"}),
    ("全县深入打好蓝天、碧水、净土保卫战。", {"蓝天、碧水、净土保卫战"}),
    ("实施龙头壮大、园区扩容、链条延伸三大行动。", {"龙头壮大", "园区扩容", "链条延伸"}),
    ("县人社局举办手工制作培训班3期。", {"手工制作培训班"}),
    ("合作社与县供销社签订购销协议。", {"购销协议"}),
    ("成立黑茶产业发展领导小组。", {"黑茶产业发展领导小组"}),
    ("县民政局、县卫生健康局等21个部门参加。", {"清涧县卫生健康局"}),
    ("第六届清涧红枣采摘节在村口举行。", {"清涧红枣采摘节"}),
    ("居民张哲刚刚办完业务。", {"张哲"}),
    ("村民王彩霞突发疾病。", {"王彩霞"}),
    ("服务群众3400人次。", {"群众"}),
    ("为70岁以上老人、80至89周岁老人免费体检。", {"70岁以上老人", "80至89周岁老人"}),
    ("县水利局实施人畜饮水安全巩固提升工程。", {"人畜饮水安全巩固提升工程"}),
    ("推进矿山专项整治三年行动。", {"矿山专项整治三年行动"}),
    ("推行“爱心银行”、志愿服务积分制等做法。", {"爱心银行", "志愿服务积分制"}),
    ("县里实施红柳河、石头溪等河道综合治理。", {"红柳河、石头溪等河道综合治理"}),
    ("成立清涧县人居环境“百日会战”行动指挥部。", {"清涧县人居环境“百日会战”行动指挥部"}),
    ("县医院与西北大学第二附属医院签约。", {"西北大学第二附属医院"}),
    ("爱心企业清涧兴农集团捐款。", {"清涧兴农集团"}),
    ("产品销往长三角。", {"长三角"}),
    ("县教育局党组书记、局长王海涛说。", {"局长", "王海涛"}),
    ("村支书李拴牛跑了三趟。党员李拴牛、张改花带头入股。", {"李拴牛", "张改花"}),
]


@pytest.mark.parametrize(("sentence", "expected"), NAMED)
def test_named(sentence: str, expected: set[str]) -> None:
    assert expected <= set(names(sentence))


UNNAMED = [
    ("建成39处农村饮水工程。", "农村饮水工程"),
    ("全县有生态景区20余个。", "生态景区"),
    ("建成休闲农业示范园13个。", "休闲农业示范园"),
    ("打造了一批滨水休闲项目。", "滨水休闲项目"),
    ("走访招商引资项目企业。", "招商引资项目"),
    ("把“最后一公里”走好，成为群众的“主心骨”。", "主心骨"),
    ("向指挥中心报告指挥中心值守情况。", "报告指挥中心"),
    ("现场签约项目14个。", "现场签约项目"),
    ("在全县项目管理单位、项目建设单位推行代办。", "全县项目管理单位、项目"),
    ("夜里联系镇卫生院的救护车。", "联系镇卫生院"),
    ("服务群众3400人次。", "服务群众"),
    ("清涧水务工程咨询有限公司负责监理。", "清涧水务工程"),
    ("县医院与西北大学第二附属医院签约。", "西北大学"),
    ("在石咀驿镇试点“红色小站”建设。", "石咀驿镇试点"),
    ("听取乡镇党委书记汇报。", "听取乡镇党委"),
]


@pytest.mark.parametrize(("sentence", "name"), UNNAMED)
def test_not_named(sentence: str, name: str) -> None:
    assert name not in names(sentence)


RELATED = [
    ("由县水利局统一开展“净水行动”。", "清涧县水利局 implements 净水行动"),
    ("石咀驿镇、高杰村镇推行“支部领办”模式。", "石咀驿镇 implements “支部领办”模式"),
    ("石咀驿镇、高杰村镇推行“支部领办”模式。", "高杰村镇 implements “支部领办”模式"),
    ("在石咀驿镇、高杰村镇等6个镇试点“支部领办”模式。", "高杰村镇 implements “支部领办”模式"),
    ("县水利局联合县公安局开展“净水行动”。", "清涧县公安局 implements 净水行动"),
    ("县审计局、考核办等部门组成督查组。", "清涧县考核办 memberOf 督查组"),
    ("县委组织部举办网格员培训12期。", "网格员培训 hostedBy 清涧县委组织部"),
    ("县委组织部举办网格员培训12期。", "网格员培训 targets 网格员"),
    ("2022年，清涧县石咀驿镇召开会议。", "石咀驿镇 locatedIn 清涧县"),
    ("县总工会、县妇联在石咀驿镇联合举办手工制作培训班3期，培训妇女145人。", "手工制作培训班 targets 妇女"),
    ("县水利局、县妇联联合举办手工制作培训班。", "清涧县水利局 cooperatesWith 清涧县妇联"),
    ("石咀驿镇柳沟村第一书记王海涛返岗。", "柳沟村 locatedIn 石咀驿镇"),
    ("石咀驿镇兴农种植专业合作社分红。", "石咀驿镇兴农种植专业合作社 locatedIn 石咀驿镇"),
    ("成立兴农合作社，采取“合作社+农户”模式。", "兴农合作社 implements “合作社+农户”模式"),
    ("县审计局选派的驻石咀驿镇第一书记王海涛返岗。", "王海涛 worksFor 清涧县审计局"),
    ("推行“二个一”改革，通过推进治理“一网清”、数据“一表通”，破解难题。", "一网清 partOf “二个一”改革"),
]


@pytest.mark.parametrize(("sentence", "expected"), RELATED)
def test_related(sentence: str, expected: str) -> None:
    assert expected in relations(sentence)


def test_a_new_point_has_its_own_doer() -> None:
    paragraph = "一是抓培训。石咀驿镇选派干部跟班学习。二是搭平台。实施“净水行动”。"
    assert "石咀驿镇 implements 净水行动" not in relations(paragraph)
    assert "清涧县 implements 净水行动" in relations(paragraph)


def test_whom_a_later_sentence_names_is_an_example() -> None:
    paragraph = "县里办好实事，解决群众难题一批，赢得好评不断。石咀驿镇提供营养套餐。推行“净水行动”。"
    assert "石咀驿镇 implements 净水行动" not in relations(paragraph)
    assert "石咀驿镇 implements 净水行动" in relations("石咀驿镇提供营养套餐。推行“净水行动”。")


def test_who_acts_stands_before_the_verb() -> None:
    found = relations("成立县民政局、县财政局等部门为成员的养老服务领导小组。")
    assert "清涧县财政局 memberOf 养老服务领导小组" in found
    assert "清涧县财政局 establishes 养老服务领导小组" not in found


TOLD = [
    ("县第一中学综合楼投入使用，新增学位1200个。", "县第一中学"),
    ("全县识别监测对象1024户，其中已消除风险873户。", "监测对象"),
    ("脱贫人口务工就业9127人。", "脱贫人口"),
    ("开展“净水行动”4次，清理垃圾12吨。", "净水行动"),
    ("推行“三变改革”模式，95个村集体经济收入超过10万元。", None),
    ("52岁的果农谢小根种了果树。", "谢小根"),
    ("对90岁以上老人发放津贴。", "90岁以上老人"),
    ("清涧县地处黄土高原，山区占92%。", "清涧县"),
    ("为独居老人安装手环230个。", "独居老人"),
]


@pytest.mark.parametrize(("sentence", "expected"), TOLD)
def test_told_of(sentence: str, expected: str | None) -> None:
    """Whom or what the last figure of a sentence is about."""
    found = read(sentence)
    called = {e.id: e.name for e in found.entities}
    assert called.get(found.figures[-1][2]) == expected


def test_a_town_that_writes_is_the_area() -> None:
    bulletin = "工作简报\n第17期\n清涧县石咀驿镇党委办公室    2022年9月26日\n\n聚力攻坚建设和美乡村\n\n全镇开展“净水行动”，投入资金260万元。\n"
    found = facts(bulletin)
    called = {e.id: e.name for e in found.entities}
    assert called[found.area] == "石咀驿镇"
    told = {f"{called[r.subject]} {r.predicate} {called[r.object]}" for r in found.relations}
    assert "石咀驿镇 implements 净水行动" in told


def test_people_without_a_unit_read_as_a_figure_again() -> None:
    """The number alone is the figure's words, and the check of its evidence reads them as the reader did."""
    found = read("建成后将惠及21万农村人口。")
    ((_, figure, _, _),) = found.figures
    text = found.document.source.text
    assert (figure.quantity.span.cut(text), figure.quantity.value, figure.quantity.unit) == (
        "21万",
        210000,
        "人",
    )
    assert validate(assemble([found]), {found.document.source.sha256: text}).conforms


BOUNDS = [
    ("力争参保率达到95%以上。", "atLeast"),
    ("参保率达到95%以上。", "over"),
    ("二、2023年工作安排\n\n参保率达到95%以上。", "atLeast"),
    ("一、2022年工作回顾\n\n参保率达到95%以上。", "over"),
    ("力争参保率超过95%。", "over"),
]


@pytest.mark.parametrize(("sentence", "qualifier"), BOUNDS)
def test_at_least_in_plans(sentence: str, qualifier: str) -> None:
    (figure,) = [f for _, f, _, _ in read(sentence).figures]
    assert figure.quantity.qualifier == qualifier


ABOUT = [
    ("清河食品有限公司投资3200万元建成生产线2条。", "3200万元", "清河食品有限公司"),
    ("清河食品有限公司投资3200万元建成生产线2条。", "2条", "清河食品有限公司"),
    ("县里印发《清涧县护河十条措施》，随后修建步道5公里。", "5公里", ""),
    ("县里印发《清涧县护河办法》，从五大方面制定46条措施。", "46条", "清涧县护河办法"),
    ("举办红枣文化节，吸引游客5万人次。", "5万人次", "红枣文化节"),
]


@pytest.mark.parametrize(("sentence", "words", "about"), ABOUT)
def test_about(sentence: str, words: str, about: str) -> None:
    found = read(sentence)
    called = {e.id: e.name for e in found.entities} | {"": ""}
    told = {f.quantity.span.cut(found.document.text): called[id_] for _, f, id_, _ in found.figures}
    assert told[words] == about


MEASURED = [
    ("新建6公里村级道路。", "6公里", "村级道路"),
    ("建成示范园13个、生态景区20余个。", "20余个", "生态景区"),
    ("培训党员14班次2800余人次。", "14班次", "培训党员"),
    ("50万元以上的村34个。", "34个", "50万元以上的村"),
    ("全县66个村集体经济收入全部超过10万元。", "66个", "村"),
    ("清河食品有限公司投入2800万元。", "2800万元", "投入"),
    ("落实护林津贴制度，每人每月发放50元。", "50元", "护林津贴"),
    ("组建不少于5人的执法队。", "不少于5人", "执法队"),
    ("产值由3亿元提高到4亿元，增幅达33%。", "33%", "产值增幅"),
    ("新培育“专精特新”企业6家。", "6家", "“专精特新”企业"),
]


@pytest.mark.parametrize(("sentence", "words", "measure"), MEASURED)
def test_measured(sentence: str, words: str, measure: str) -> None:
    found = read(sentence)
    assert {f.quantity.span.cut(found.document.text): f.measure for _, f, _, _ in found.figures}[
        words
    ] == measure


MEMBERS = [
    ("建立村级考核、公示和备案制度。", "村级考核、公示和备案制度"),
    ("健全考核及责任追究制度。", "考核及责任追究制度"),
    ("建立网格化管理制度和议事协商制度。", "议事协商制度"),
]


@pytest.mark.parametrize(("sentence", "name"), MEMBERS)
def test_members_of_one_name(sentence: str, name: str) -> None:
    assert name in names(sentence)


STORY = "枣乡新事\n本报记者 李红\n\n在清涧县石咀驿镇，枣农忙着收枣。\n今年合作社卖出红枣80吨。\n"


@pytest.mark.parametrize(
    ("text", "area"), [(STORY, "石咀驿镇"), (STORY.replace("本报记者 李红\n", ""), "清涧县")]
)
def test_a_story_stays_at_its_place(text: str, area: str) -> None:
    found = facts(text)
    called = {e.id: e.name for e in found.entities}
    assert [called[id_] for _, f, _, id_ in found.figures if f.quantity.unit == "吨"] == [area]
    assert validate(assemble([found]), {found.document.source.sha256: text}).conforms


def test_a_name_found_once_is_found_again() -> None:
    found = read(
        "县里抽调人员组成督查组。督查组及时开展“净水行动”。群众说，一网清不清，看“一网清”。推行“一网清”。"
    )
    spans = {e.name: [s.cut(found.document.text) for s in e.mentions] for e in found.entities}
    assert spans["督查组"] == ["督查组", "督查组"]
    assert len(spans["一网清"]) == 3
    assert "督查组 implements 净水行动" in relations(found.document.text.removeprefix(HEAD).strip())
