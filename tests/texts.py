"""Made-up reports in the genre's manner, about real and invented places; none is a real text."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kg.gazetteer import Gazetteer
from kg.model import Facts, Source
from kg.pipeline import extract

BRIEF = """首页 > 党建 > 正文
眉县：基层治理跑出“加速度”
——2022年眉县基层党建工作综述
来源：西部先锋网 发布时间：2023-02-03 09:15

今年以来，眉县县委组织部印发《眉县村级治理实施方案》，成立由县委书记任组长，县委副书记任副组长，12个部门负责人为成员的基层治理工作领导小组。
全县8个镇（街道）选派驻村工作队员326名，对村党组织书记、网格员等开展履职培训6期1800余人次，培训覆盖率达到98.5%。
首善街道岭北村投资120余万元，新建文化广场3处，人均增收不低于800元，村集体经济收入由5万元增加到12万元。
“支书讲堂”等做法被西部日报、渭水网专题报道。

（供稿：眉县县委组织部）
责任编辑：王小明
上一篇
"""

NEWS = """曲江镇修通致富路
2021-06-18
本报记者 李 红

“过去出门两脚泥，现在好了。”建水县曲江镇欧营村村民周大山说。2020年，该镇争取资金350万元，实施产业路硬化工程，硬化道路约12.5公里，惠及农户860余户。
截至今年5月底，全镇种植蔬菜2.3万亩，亩均产值5000元以上，同比增长12.3%。
建水县水务局副局长张明介绍，三分之二的村用上了自来水。
"""


def source(text: str, name: str = "report.txt") -> Source:
    """A source of a made-up text."""
    return Source(name, text, "utf-8", hashlib.sha256(text.encode("utf-8")).hexdigest())


def facts(text: str) -> Facts:
    """The facts of a made-up text."""
    with Gazetteer() as gazetteer:
        return extract(source(text), gazetteer)


def seeds_of_brief(folder: Path, name: str) -> Path:
    """A folder of seeds inside `folder`, with one dataset of the made-up brief."""
    dataset = folder / "seeds" / name
    dataset.mkdir(parents=True)
    (dataset / "brief.txt").write_text(BRIEF, encoding="utf-8")
    (dataset / "dataset.toml").write_text(
        'title = "眉县"\npublisher = "p"\nsource = "made up"\ndate = "2023-02-03"\nlicence = "none"\n'
        f'[files]\n"brief.txt" = "{source(BRIEF).sha256}"\n',
        encoding="utf-8",
    )
    return dataset.parent
