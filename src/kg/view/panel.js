// The page's own script: draws the network that pyvis wrote and tells in the panel what the graph says.
// All text from the graph enters the page through textContent, so that no markup in it can take effect.
"use strict";
(() => {
  const read = (name) => JSON.parse(document.getElementById(`data-${name}`).textContent);
  const facts = read("facts");
  const { legend, entities, relations, quotes } = facts;
  const at = (id) => document.getElementById(id);
  const off = new Set(); // the classes switched off in the legend

  function make(tag, properties = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in made) made[name] = value;
      else made.setAttribute(name, value);
    }
    made.append(...children.filter((child) => child !== null));
    return made;
  }

  // --- The network ---

  const nodes = new vis.DataSet(read("nodes"));
  const edges = new vis.DataSet(read("edges"));
  const stage = at("network");
  const network = new vis.Network(stage, { nodes, edges }, read("options"));
  const frame = stage.querySelector(".vis-network");
  if (frame) frame.tabIndex = -1; // the element around it takes the keys and has the name
  const drawn = edges.length;
  stage.setAttribute("aria-label", `知识图谱网络图：${entities.length} 个实体，${drawn} 条连线`);
  at("count").textContent = `${entities.length} 个实体 · ${relations.length} 条关系`;

  const [left, top_, right, bottom] = facts.extent;
  let moved = false; // once the reader has moved the network, a new window size leaves it in place

  function fit() {
    const { clientWidth: width, clientHeight: height } = stage;
    const scale = Math.min(width / (right - left + 24), height / (bottom - top_ + 24), 1.5);
    network.moveTo({ position: { x: (left + right) / 2, y: (top_ + bottom) / 2 }, scale });
  }

  function open() {
    fit();
    // On a narrow screen the whole would show no readable name: begin at the best-connected entity.
    if (stage.clientWidth < 700 && network.getScale() < 0.5 && facts.hub !== null) show(facts.hub, 0.72);
  }

  function show(id, scale) {
    network.moveTo({ position: network.getPosition(id), scale });
  }

  function zoom(factor) {
    moved = true;
    network.moveTo({ position: network.getViewPosition(), scale: Math.min(4, Math.max(0.08, network.getScale() * factor)) });
  }

  network.on("beforeDrawing", (context) => {
    for (const [x, y, width, height, group] of facts.boxes) {
      if (off.has(group)) continue;
      context.fillStyle = "#eef1f4";
      context.beginPath();
      context.roundRect(x, y, width, height, 10);
      context.fill();
      context.fillStyle = "#52606d";
      context.font = `12px ${getComputedStyle(document.body).fontFamily}`;
      context.textAlign = "left";
      context.textBaseline = "top";
      context.fillText(`${legend[group].label}（无连线）`, x + 10, y + 8, width - 16);
    }
  });

  new ResizeObserver(() => moved || open()).observe(stage);
  network.on("dragStart", () => (moved = true));
  network.on("zoom", () => (moved = true));
  for (const button of document.querySelectorAll("[data-zoom]")) {
    const factor = Number(button.dataset.zoom);
    button.onclick = () => (factor ? zoom(factor) : fit());
  }
  stage.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-80, 0], ArrowRight: [80, 0], ArrowUp: [0, -80], ArrowDown: [0, 80] }[event.key];
    if (step) {
      moved = true;
      const { x, y } = network.getViewPosition();
      const scale = network.getScale();
      network.moveTo({ position: { x: x + step[0] / scale, y: y + step[1] / scale }, scale });
    } else if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(0.77);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
  });

  // --- The legend ---

  const SHAPES = {
    dot: "M8 2a6 6 0 1 0 .01 0z",
    square: "M3 3h10v10h-10z",
    diamond: "M8 1l7 7-7 7-7-7z",
    triangle: "M8 2l7 12h-14z",
    triangleDown: "M8 14l7-12h-14z",
    star: "M8 1l2 5h5l-4 3.500 1.500 5-4.500-3-4.500 3 1.500-5-4-3.500h5z",
    hexagon: "M4.500 2h7l3.500 6-3.500 6h-7l-3.500-6z",
    box: "M1 4h14v8h-14z",
    ellipse: "M1 8a7 4.500 0 1 1 14 0a7 4.500 0 1 1-14 0z",
  };

  function symbol({ colour, shape }) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("class", "symbol");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", SHAPES[shape] || SHAPES.dot);
    path.setAttribute("fill", colour);
    svg.append(path);
    return svg;
  }

  function toggle(group, button) {
    if (!off.delete(group)) off.add(group);
    button.setAttribute("aria-pressed", String(!off.has(group)));
    nodes.update(entities.map((entity, id) => ({ id, hidden: off.has(entity.group) })));
    const hides = (id) => off.has(entities[id].group);
    edges.update(edges.map((edge) => ({ id: edge.id, hidden: hides(edge.from) || hides(edge.to) })));
    for (const section of at("list").children) section.hidden = off.has(Number(section.dataset.group));
    filter();
  }

  legend.forEach((entry, group) => {
    const button = make("button", { type: "button", "aria-pressed": "true", title: "点击显示或隐藏" },
      symbol(entry), make("span", { textContent: entry.label }), make("span", { className: "number", textContent: entry.count }));
    button.onclick = () => toggle(group, button);
    at("legend").append(button);
  });

  // --- The list of entities, and the search in it ---

  const items = entities.map((entity, id) => {
    const button = make("button", { type: "button", textContent: entity.name });
    button.onclick = () => choose(id, true);
    const others = entity.about.map(([, text]) => text).join("\n");
    return { entity, item: make("li", {}, button), text: `${entity.name}\n${others}`.toLowerCase() };
  });
  legend.forEach((entry, group) => {
    const members = items.filter(({ entity }) => entity.group === group).map(({ item }) => item);
    const heading = make("h2", {}, symbol(entry), `${entry.label} `, make("span", { className: "number", textContent: entry.count }));
    at("list").append(make("section", { "data-group": group }, heading, make("ul", {}, ...members)));
  });

  function filter() {
    const wanted = at("search").value.trim().toLowerCase();
    let found = 0;
    for (const { entity, item, text } of items) {
      item.hidden = !text.includes(wanted);
      found += !item.hidden && !off.has(entity.group);
    }
    for (const section of at("list").children) {
      const empty = !section.querySelector("li:not([hidden])");
      section.hidden = empty || off.has(Number(section.dataset.group));
    }
    at("found").textContent = wanted ? `找到 ${found} 个实体` : "";
    at("list").dataset.empty = found ? "" : "没有符合的实体";
  }

  at("search").oninput = () => {
    close();
    filter();
  };
  at("search").onkeydown = (event) => {
    if (event.key !== "Enter") return;
    const wanted = event.target.value.trim().toLowerCase();
    const shown = [...items.keys()].filter((id) => !items[id].item.hidden && !off.has(entities[id].group));
    const exact = shown.find((id) => entities[id].name.toLowerCase() === wanted);
    if (shown.length) choose(exact ?? shown[0], true);
  };

  // --- Details of an entity or a relation ---

  const link = (id) => {
    const button = make("button", { type: "button", className: "link", textContent: entities[id].name });
    button.onclick = () => choose(id, true);
    return button;
  };

  const several = new Set(quotes.map(([, , , report]) => report)).size > 1; // else its name says nothing new

  function quoted(ids) {
    if (!ids.length) return null;
    return make("ul", { className: "quotes" }, ...ids.map((id) => {
      const [words, start, end, report] = quotes[id];
      const where = [several ? report : "", start < 0 ? "" : `${start}–${end}`].filter(Boolean).join("，");
      return make("li", {}, make("q", { textContent: words }), " ", make("small", { textContent: where }));
    }));
  }

  function part(title, children) {
    if (!children.length) return null;
    return make("section", {}, make("h3", {}, `${title} `, make("span", { className: "number", textContent: children.length })),
      make("ul", { className: "rows" }, ...children));
  }

  function lines(id) {
    const rows = entities[id].about.map(([name, text]) => [make("dt", { textContent: name }), make("dd", { textContent: text })]);
    return rows.length ? make("dl", {}, ...rows.flat()) : null;
  }

  const related = entities.map(() => []);
  relations.forEach(([from, to], number) => {
    related[from].push(number);
    if (to !== from) related[to].push(number);
  });

  function row(number, id) {
    const [from, to, name, ids] = relations[number];
    const label = make("span", { className: "predicate", textContent: name });
    const text = from === id ? [label, " → ", link(to)] : [link(from), " → ", label];
    return make("li", {}, make("p", {}, ...text), quoted(ids));
  }

  // A figure has few words of its own; under what it tells of, it stands with all it says.
  function figure(number) {
    const [id, , name, ids] = relations[number];
    const ends = related[id].filter((other) => other !== number && relations[other][0] === id);
    const also = ends.map((other) => make("p", { className: "also" }, `${relations[other][2]} → `, link(relations[other][1])));
    return make("li", {}, make("p", {}, link(id), make("span", { className: "predicate", textContent: `（${name}）` })),
      lines(id), ...also, quoted(ids));
  }

  function details(title, kind, ...children) {
    const back = make("button", { type: "button", className: "back", textContent: "← 返回列表" });
    back.onclick = () => {
      close();
      at("search").focus();
    };
    const heading = make("h2", { textContent: title, tabIndex: -1 });
    at("details").replaceChildren(back, heading, kind, ...children.filter(Boolean));
    at("details").hidden = false;
    at("list").hidden = true;
    at("panel").scrollTop = 0;
    return heading;
  }

  function close() {
    at("details").hidden = true;
    at("list").hidden = false;
    network.unselectAll();
    name([]);
  }

  // Edges bear their label only while chosen. vis-network keeps the old label when the new one is empty.
  let named = [];
  function name(ids) {
    edges.update(named.map((id) => ({ id, label: " " })));
    named = ids.length <= 12 ? ids : [];
    edges.update(named.map((id) => ({ id, label: relations[id][2] })));
  }

  function choose(id, move) {
    const entity = entities[id];
    const kind = legend[entity.group];
    const numbers = related[id].filter((n) => relations[n][1] === id && entities[relations[n][0]].figure);
    const others = related[id].filter((n) => !numbers.includes(n));
    const heading = details(entity.name,
      make("p", { className: "kind" }, symbol(kind), kind.label === entity.kind ? entity.kind : `${kind.label} · ${entity.kind}`),
      lines(id),
      part("关系", others.map((number) => row(number, id))),
      part("数字", numbers.map(figure)),
      part("原文", entity.quotes.map((quote) => make("li", {}, quoted([quote])))),
      make("p", { className: "iri", textContent: entity.iri }));
    network.selectNodes([id]);
    name(network.getConnectedEdges(id));
    if (!move) return;
    moved = true;
    if (!off.has(entity.group)) show(id, Math.max(network.getScale(), 0.9));
    heading.focus({ preventScroll: true });
  }

  function relate(number) {
    const [from, to, label, ids] = relations[number];
    details(label, make("p", { className: "kind", textContent: "关系" }),
      make("p", {}, link(from), ` → ${label} → `, link(to)),
      part("原文", ids.map((quote) => make("li", {}, quoted([quote])))));
    name([number]);
  }

  network.on("click", ({ nodes: [node], edges: [edge] }) => {
    if (node !== undefined) choose(node, false);
    else if (edge !== undefined) relate(edge);
    else close();
  });
  open();
  window.page = { network, nodes, edges }; // for the console and the tests
})();
