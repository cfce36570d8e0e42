// The facts of what is selected, each with its sentence and the exact words marked.

import { at, button, make } from "./dom.js";
import { say, termLabel } from "./words.js";
import { sentenceOf } from "./data.js";
import { symbol } from "./shapes.js";

/** @typedef {import("./app.js").App} App */

const FIRST = 6; // passages shown before the reader asks for more
const MANY = 40;

/** @param {App} app */
export function mountFacts(app) {
  const pane = at("facts");
  /** @param {Set<string>} topics */
  const show = (topics) => {
    if (!topics.has("selection") && !topics.has("language")) return;
    pane.replaceChildren(...content(app));
    pane.scrollTop = 0;
    const name = app.choice?.kind === "entity" ? app.data.entities.name[app.entity] : undefined;
    at("status").textContent = name ?? "";
    showPeek(app);
  };
  app.listen(show);
  show(new Set(["language"]));
}

/** @param {App} app @returns {Node[]} */
function content(app) {
  if (app.path?.way) return pathFacts(app);
  const { choice } = app;
  if (!choice || !choice.ids.length) return start(app);
  const [id = 0] = choice.ids;
  if (choice.kind === "relation") return choice.ids.flatMap((r) => [make("article", {}, ...relationFacts(app, r))]);
  if (choice.ids.length > 1) return many(app);
  return choice.kind === "figure" ? figureFacts(app, id) : entityFacts(app, id);
}

/** What a first reader sees. @param {App} app @returns {Node[]} */
function start(app) {
  const hubs = [...app.graph.rank].filter((n) => app.data.reports.every((report) => report.entity !== n)).slice(0, 8);
  return [
    make("div", { class: "start" }, make("p", { class: "lead", text: say("start") }), make("p", { text: say("startMore") })),
    make("h3", { text: say("beginWith") }),
    make("ul", { class: "plain" }, ...hubs.map((n) => make("li", {}, entityLink(app, n)))),
  ];
}

/** An entity's symbol and name, to be selected. @param {App} app @param {number} n */
export function entityLink(app, n) {
  const { name, group } = app.data.entities;
  const [, colour = "", shape = ""] = app.data.groups[group[n] ?? 0] ?? [];
  const act = () => app.selectEntity(n, { look: true });
  return make("button", { type: "button", class: "entity", onclick: act }, symbol(colour, shape), make("span", { text: name[n] ?? "" }));
}

/** @param {App} app @param {number} n @returns {Node[]} */
function entityFacts(app, n) {
  const { entities, groups, terms } = app.data;
  const [, colour = "", shape = ""] = groups[entities.group[n] ?? 0] ?? [];
  const alias = entities.alias[n] ?? [];
  /** @type {Node[]} */
  const found = [
    make("div", { class: "headline" }, symbol(colour, shape), make("h2", { tabindex: "-1", text: entities.name[n] ?? "" })),
    make("p", { class: "sub" }, make("span", { class: "kind", text: termLabel(terms[entities.kind[n] ?? 0]) }), alias.length ? ` · ${say("aliases")} ${alias.join("、")}` : null),
    actions(app, n),
  ];
  /** @type {Map<string, string[]>} */
  const rows = new Map();
  for (const [p, value] of entities.about[n] ?? []) {
    const label = termLabel(terms[p]);
    rows.set(label, [...(rows.get(label) ?? []), typeof value === "number" ? termLabel(terms[value]) : value]);
  }
  if (rows.size) {
    const list = make("dl");
    for (const [label, values] of rows) list.append(make("dt", { text: label }), make("dd", { text: values.join("、") }));
    found.push(list);
  }
  const figures = app.graph.figures[n] ?? [];
  if (figures.length) found.push(make("h3", { text: say("figuresOf") }), limited(figures.map((f) => () => figureRow(app, f)), 12));
  found.push(...relationGroups(app, n));
  const marks = entities.marks[n] ?? [];
  if (marks.length) found.push(make("h3", { text: say("mentions", marks.length) }), limited(marks.map((m) => () => passage(app, m)), FIRST));
  return found;
}

/** @param {App} app @param {number} n */
function actions(app, n) {
  const bar = make("div", { class: "actions" }, button(say("centre"), () => (app.openTab("network"), app.lookAt([n]))));
  const near = make("span", { class: "steps", role: "group", "aria-label": say("near") }, make("span", { text: say("near") }));
  for (const steps of [1, 2, 3]) {
    const on = app.filter.centre === n && app.filter.steps === steps;
    const act = () => {
      app.setFilter(on ? { centre: -1, steps: 0 } : { centre: n, steps });
      app.openTab("network");
      app.lookAt(app.graph.around(n, on ? 1 : steps), false);
      app.tell("selection");
    };
    near.append(button(String(steps), act, { "aria-pressed": String(on), "aria-label": say("nearSteps", steps), title: say("nearSteps", steps) }));
  }
  bar.append(near, button(say("pathFrom"), () => (app.startPath(n), app.openTab("network"))));
  return bar;
}

/** The relations of an entity, those of one kind and direction together. @param {App} app @param {number} n */
function relationGroups(app, n) {
  const { relations, terms } = app.data;
  /** @type {Map<string, number[]>} */
  const groups = new Map();
  for (const r of app.graph.linksOf(n)) {
    const key = `${relations.s[r] === n ? "→" : "←"} ${termLabel(terms[relations.p[r] ?? -1])}`;
    groups.set(key, [...(groups.get(key) ?? []), r]);
  }
  /** @type {Node[]} */
  const found = [];
  if (groups.size) found.push(make("h3", { text: say("relations") }));
  for (const [key, list] of groups) {
    const rows = list.map((r) => () => make("div", { class: "fact" }, entityLink(app, app.graph.other(r, n)), evidence(app, relations.marks[r] ?? [], 1)));
    found.push(make("h4", { text: key }), limited(rows, FIRST));
  }
  return found;
}

/** @param {App} app @param {number} r @returns {Node[]} */
function relationFacts(app, r) {
  const { relations, terms } = app.data;
  const [s, p, o] = [relations.s[r] ?? 0, relations.p[r] ?? 0, relations.o[r] ?? 0];
  return [
    make("div", { class: "triple" }, entityLink(app, s), make("h2", { tabindex: "-1", text: termLabel(terms[p]) }), entityLink(app, o)),
    make("h3", { text: say("evidence") }),
    evidence(app, relations.marks[r] ?? [], FIRST),
  ];
}

/** @param {App} app @param {number} f @returns {Node[]} */
function figureFacts(app, f) {
  const { figures, terms, measures } = app.data;
  const term = (/** @type {number | undefined} */ t) => termLabel(terms[t ?? -1]);
  const basis = figures.basis[f] ?? "";
  /** @type {[string, string | Node][]} */
  const rows = [
    [say("measure"), [measures[figures.measure[f] ?? 0]?.[0], term(measures[figures.measure[f] ?? 0]?.[1])].filter((t, i, all) => t && all.indexOf(t) === i).join(" · ")],
    [say("value"), valueText(app, f)],
    [say("qualifier"), term(figures.qualifier[f])],
    [say("statistic"), term(figures.statistic[f])],
    [say("per"), figures.per[f] ?? ""],
    [say("base"), figures.base[f] ?? ""],
    [say("about"), (figures.about[f] ?? -1) >= 0 ? entityLink(app, figures.about[f] ?? 0) : ""],
    [say("area"), (figures.area[f] ?? -1) >= 0 ? entityLink(app, figures.area[f] ?? 0) : ""],
    [say("period"), [figures.period[f], basis && say(`basis_${basis}`).replace(/^basis_/, "")].filter(Boolean).join(" · ")],
  ];
  const list = make("dl");
  for (const [label, value] of rows) if (value) list.append(make("dt", { text: label }), make("dd", {}, value));
  return [
    make("div", { class: "headline" }, make("h2", { tabindex: "-1", text: figures.name[f] ?? "" })),
    list,
    make("h3", { text: say("evidence") }),
    evidence(app, figures.marks[f] ?? [], FIRST),
  ];
}

/** A figure's value in its base unit, with its upper value where it has one. @param {App} app @param {number} f */
export function valueText(app, f) {
  const { value, upper, unit } = app.data.figures;
  if (value[f] === null || value[f] === undefined) return "";
  const number = (/** @type {number} */ v) => v.toLocaleString("en-US", { maximumFractionDigits: 6 });
  const high = upper[f];
  return `${number(value[f] ?? 0)}${typeof high === "number" ? `–${number(high)}` : ""} ${unit[f] ?? ""}`.trim();
}

/** A figure as one line. @param {App} app @param {number} f */
export function figureRow(app, f) {
  const { figures, measures } = app.data;
  const act = () => app.select({ kind: "figure", ids: [f] });
  return make(
    "button",
    { type: "button", class: "figure", onclick: act },
    make("span", { class: "chip", text: figures.words[f] ?? "" }),
    make("span", { text: measures[figures.measure[f] ?? 0]?.[0] ?? "" }),
    make("span", { class: "when", text: figures.period[f] ?? "" }),
  );
}

/** @param {App} app @returns {Node[]} */
function many(app) {
  const { kind = "entity", ids = [] } = app.choice ?? {};
  const row = (/** @type {number} */ i) => () => (kind === "figure" ? figureRow(app, i) : entityLink(app, i));
  return [make("h2", { tabindex: "-1", text: say("selectedMany", ids.length) }), limited(ids.map(row), MANY)];
}

/** @param {App} app @returns {Node[]} */
function pathFacts(app) {
  const way = app.path?.way ?? [];
  const list = make("ol", { class: "way" });
  const stops = app.wayEntities();
  stops.forEach((n, i) => {
    const item = make("li", {}, entityLink(app, n));
    const r = way[i];
    if (r !== undefined) {
      const arrow = app.data.relations.s[r] === n ? "↓" : "↑";
      item.append(make("p", { class: "step", text: `${arrow} ${termLabel(app.data.terms[app.data.relations.p[r] ?? -1])}` }), evidence(app, app.data.relations.marks[r] ?? [], 1));
    }
    list.append(item);
  });
  const [from, to] = [app.path?.from ?? 0, app.path?.to ?? 0];
  const { name } = app.data.entities;
  return [make("h2", { tabindex: "-1", text: say("pathFound", name[from] ?? "", name[to] ?? "", way.length) }), list];
}

/** @param {App} app @param {number[]} marks @param {number} most */
function evidence(app, marks, most) {
  if (!marks.length) return make("p", { class: "none", text: say("noEvidence") });
  return limited(marks.map((m) => () => passage(app, m)), most);
}

/** A sentence with the exact words marked; it leads to its place in the report. @param {App} app @param {number} m */
function passage(app, m) {
  const { before, words, behind } = sentenceOf(app.data, m);
  const { reports, marks } = app.data;
  const report = marks.report[m] ?? -1;
  const source = reports.length > 1 ? `${reports[report]?.title ?? ""} · ` : "";
  const place = `${source}${say("characters", (marks.start[m] ?? 0) + 1, marks.end[m] ?? 0)}`;
  const act = () => {
    app.reading = { report, mark: m, place: -1, length: 0 };
    app.openTab("report");
    app.tell("reading");
  };
  return make(
    "button",
    { type: "button", class: "passage", title: say("openReport"), onclick: act },
    make("q", {}, before, make("mark", { text: words }), behind),
    make("span", { class: "place", text: place }),
  );
}

/** A list that grows when asked. @param {(() => Node)[]} rows @param {number} most */
export function limited(rows, most) {
  const list = make("ul", { class: "plain" }, ...rows.slice(0, most).map((row) => make("li", {}, row())));
  if (rows.length > most) {
    const more = button(say("more", rows.length - most), () => {
      item.remove();
      list.append(...rows.slice(most, most + 200).map((row) => make("li", {}, row())));
      if (rows.length > most + 200) list.append(...limited(rows.slice(most + 200), 0).children);
    }, { class: "more" });
    const item = make("li", {}, more);
    list.append(item);
  }
  return list;
}

/** On a phone, what is selected shows as a card over the network. @param {App} app */
function showPeek(app) {
  const card = at("peek");
  const name = app.choice?.kind === "figure" ? app.data.figures.name[app.choice.ids[0] ?? 0] : app.entity >= 0 ? app.data.entities.name[app.entity] : undefined;
  card.hidden = name === undefined;
  if (name === undefined) return;
  card.replaceChildren(make("strong", { text: name }), button(say("facts"), () => app.openTab("facts")), button(say("openReport"), () => app.openTab("report")));
}
