"""The network page: a graph as one HTML file that needs nothing beside it.

pyvis's `Network` holds the nodes, edges and options and `generate_html()` writes them, but into a template of
our own, through pyvis's `set_template_dir`. Its bundled template fetches bootstrap from outside on every
opening, prints headings and ids unescaped and has no doctype, legend or panel; to edit its text afterwards
would break with the next pyvis. From the bundle only the vis-network library is taken, at run time.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import astuple
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import networkx as nx
from rdflib import Graph

from kg.view.layout import Arrangement, arrange, blocked
from kg.view.scene import Scene, lines, plain, read

__all__ = ["view"]

HERE = Path(__file__).parent
# Shapes of vis-network that hold their label, and how many characters wide it may be to stay in its cell.
INSIDE = {"box": 6.0, "ellipse": 4.5, "circle": 3.5, "database": 6.0, "text": 7.0}
FONT: dict[str, Any] = {
    "face": "Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif",
    "color": "#1f2933",
    "strokeWidth": 2,
    "strokeColor": "#ffffff",
}
OPTIONS: dict[str, Any] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "interaction": {"hover": True, "tooltipDelay": 150, "keyboard": False, "hoverConnectedEdges": False},
    "nodes": {
        "borderWidth": 1,
        "borderWidthSelected": 3,
        "font": {**FONT, "size": 14, "vadjust": -3},
        "margin": {"top": 5, "right": 5, "bottom": 5, "left": 5},
        "scaling": {"label": {"drawThreshold": 6, "maxVisible": 26}},
    },
    "edges": {
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.4}},
        "arrowStrikethrough": False,
        "color": {"color": "#8f99a5", "highlight": "#1f2933", "hover": "#52606d"},
        "font": {**FONT, "size": 11},
        "smooth": {"enabled": False},
        "width": 1,
        "selectionWidth": 1.5,
    },
}


def view(graph: Graph, *, title: str) -> str:
    """Draw `graph` as a network and return the text of one HTML page, to be written as UTF-8.

    The page makes no request, works from a file and is the same text for the same triples. `graph` stays as
    it is.
    """
    from pyvis.network import Network

    scene = read(graph)
    places = arrange(scene.graph)
    net = Network(directed=True, cdn_resources="in_line", heading=plain(title) or "知识图谱")
    net.nodes, net.edges = _nodes(scene, places), _edges(scene.graph, places)
    # Not `set_options`: it removes every space, those in font names too.
    net.options = {**OPTIONS, "groups": {str(i): _style(entry) for i, entry in enumerate(scene.legend)}}
    net.set_template_dir(str(HERE), "page.html")
    script, style = (_text(HERE / name) for name in ("panel.js", "panel.css"))
    net.templateEnv.autoescape = True
    net.templateEnv.filters |= {"json": lambda data: _inert(_json(data)), "inert": _inert}
    net.templateEnv.globals |= {
        "library": _library(),
        "script": script,
        "style": style,
        "policy": _policy([_library(), script], [style]),
        "facts": {
            "legend": scene.legend,
            "entities": scene.entities,
            "relations": scene.relations,
            "quotes": scene.quotes,
            "boxes": [astuple(box) for box in places.boxes],
            "extent": places.extent,
            "hub": places.hub,
        },
    }
    # A literal can hold half a surrogate pair, which no encoding can write.
    return str(net.generate_html()).encode("utf-8", "replace").decode("utf-8")


def _nodes(scene: Scene, places: Arrangement) -> list[dict[str, Any]]:
    """The records that pyvis's `add_node` makes; the method itself looks through all nodes each time."""
    from pyvis.node import Node

    found = []
    for n, data in scene.graph.nodes(data=True):
        shape = scene.legend[data["group"]]["shape"]
        text, (x, y) = "\n".join(lines(data["text"], INSIDE.get(shape, 7.0))), places.places[n]
        size = 6 if data["small"] else round(9 + min(7.0, 1.4 * scene.graph.degree(n) ** 0.5), 1)
        more = {} if data["name"] == text else {"title": data["name"]}
        # An empty label would make vis-network write the id.
        group = str(data["group"])
        found.append(Node(n, shape, text or " ", x=x, y=y, size=size, group=group, **more).options)
    return found


def _edges(graph: nx.MultiDiGraph[int], places: Arrangement) -> list[dict[str, Any]]:
    """The records that pyvis's `add_edge` makes, parallel and reverse edges bent apart; none is dropped."""
    from pyvis.edge import Edge

    pairs: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    for a, b, key in sorted(graph.edges(keys=True), key=lambda edge: edge[2]):
        pairs.setdefault((min(a, b), max(a, b)), []).append((a, b, key))
    found, through = [], blocked(places.places, pairs)
    for (low, high), edges in pairs.items():
        for turn, (a, b, key) in zip(count(1 - len(edges), 2), edges, strict=False):
            more: dict[str, Any] = {}
            if low == high:
                more["selfReference"] = {"size": 10 + 4 * (turn + len(edges)), "angle": 0.8}
            elif turn or (low, high) in through:
                # Alone and in the way of a shape, an edge bends upward, where no label hangs.
                clockwise = (turn > 0) == (a == low) if turn else places.places[a] < places.places[b]
                more["smooth"] = {
                    "enabled": True,
                    "type": "curvedCW" if clockwise else "curvedCCW",
                    "roundness": round(0.15 * abs(turn) or 0.18, 2),
                }
            found.append(Edge(a, b, directed=True, id=key, **more).options)
    return found


def _style(entry: dict[str, Any]) -> dict[str, Any]:
    colour, border = entry["colour"], _darker(entry["colour"])
    state = {"background": colour, "border": "#111111"}
    style = {"color": {"background": colour, "border": border, "highlight": state, "hover": state}}
    if entry["shape"] in INSIDE:
        dark = sum(int(colour[i : i + 2], 16) * w for i, w in ((1, 0.299), (3, 0.587), (5, 0.114))) < 140
        style["font"] = {"color": "#ffffff" if dark else "#1f2933", "strokeWidth": 0, "vadjust": 0}
    return style


def _darker(colour: str) -> str:
    return "#" + "".join(f"{int(colour[i : i + 2], 16) * 7 // 10:02x}" for i in (1, 3, 5))


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _inert(text: str) -> Any:
    """JSON that may stand inside a script element: nothing in it can end the element or a line of it."""
    from markupsafe import Markup

    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _library() -> str:
    """The newest vis-network in the installed pyvis, without the comment that names a source map to fetch."""
    import pyvis.network

    bundle = Path(pyvis.network.__file__).parent / "templates" / "lib"
    newest = max(bundle.glob("vis-*/vis-network.min.js"))
    rows = _text(newest).split("\n")
    return "\n".join(row for row in rows if not row.startswith("//# sourceMappingURL"))


def _policy(scripts: list[str], styles: list[str]) -> str:
    """A content security policy that lets exactly these scripts and styles run and nothing be fetched."""
    hashes = [" ".join(f"'sha256-{_sha256(text)}'" for text in texts) for texts in (scripts, styles)]
    return (
        f"default-src 'none'; script-src {hashes[0]}; style-src {hashes[1]}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
