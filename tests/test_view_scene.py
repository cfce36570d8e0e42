"""What the network page is made from: the scene read by the display hints, and the lines of labels."""

import pytest
from rdflib import Graph, Literal

from kg.ontology import KG, vocabulary
from kg.view import view
from kg.view.scene import lines, read
from view_county import County


def test_scene_takes_classes_and_edges_from_the_vocabulary():
    made = County()
    place, group = made.entity("p", KG.Village, "东青村"), made.entity("g", KG.PeopleGroup, "干部")
    made.figure("f1", "905名", place, group)
    made.figure("f2", "12户", place)
    scene = read(made.graph)
    kinds = {e["name"]: (e["kind"], scene.legend[e["group"]]["label"]) for e in scene.entities}
    assert kinds["东青村"] == ("村", "地点")
    names = {(scene.entities[a]["name"], scene.entities[b]["name"]) for a, b in scene.graph.edges()}
    assert names == {("总数：905名", "干部"), ("总数：12户", "东青村")}
    assert {scene.legend[-1]["label"]} == {"数字"}
    assert len(scene.relations) == 3  # the area of the first figure is told, not drawn


def test_every_hint_has_what_the_page_needs():
    for cls in vocabulary().subjects(KG.drawn, Literal("node")):
        assert vocabulary().value(cls, KG.colour) and vocabulary().value(cls, KG.shape)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", [""]),
        ("太白县", ["太白县"]),
        ("太白县人民政府", ["太白县人民政府"]),
        ("中共太白县委组织部", ["中共太白县", "委组织部"]),
        ("太白县绿蕾农业发展有限责任公司", ["太白县绿蕾农业", "发展有限责任…"]),
        ("“一村一品”示范工程", ["“一村一", "品”示范工程"]),
    ],
)
def test_lines(text, wanted):
    assert list(lines(text)) == wanted


def test_an_empty_graph_and_an_empty_title_give_a_page():
    assert "<title>知识图谱</title>" in view(Graph(), title=" ")
