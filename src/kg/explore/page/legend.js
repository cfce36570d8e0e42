// Over the network: the legend that filters, the filters' own panel, zoom, messages, and the way back.

import { at, button, choices, make } from "./dom.js";
import { say, termLabel } from "./words.js";
import { symbol } from "./shapes.js";

/** @typedef {import("./app.js").App} App */

/**
 * @param {App} app
 * @param {import("./network.js").Network} network
 */
export function mountLegend(app, network) {
  const counts = app.data.groups.map(() => 0);
  for (const g of app.data.entities.group) counts[g] = (counts[g] ?? 0) + 1;
  at("zoom-in").onclick = () => network.zoom(1.3);
  at("zoom-out").onclick = () => network.zoom(1 / 1.3);
  at("zoom-fit").onclick = () => network.fit();
  const filters = /** @type {HTMLButtonElement} */ (at("filters-open"));
  const panel = at("filters");
  filters.onclick = () => {
    panel.hidden = !panel.hidden;
    filters.setAttribute("aria-expanded", String(!panel.hidden));
    if (!panel.hidden) panel.querySelector("select")?.focus();
  };
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    filters.click();
    filters.focus();
  });
  /** @param {Set<string>} topics */
  const show = (topics) => {
    if (topics.has("language") || !at("legend").childElementCount) showLegend(app, counts);
    if (topics.has("language") || topics.has("shown")) {
      updateLegend(app);
      if (!panel.contains(document.activeElement) || topics.has("language")) showFilters(app, panel);
      filters.classList.toggle("on", app.filtered);
    }
    showNotice(app, network);
  };
  app.listen(show);
  show(new Set(["language", "shown"]));
}

/** @param {App} app @param {number[]} counts */
function showLegend(app, counts) {
  at("legend").replaceChildren(
    ...app.data.groups.map(([term, colour, shape], g) =>
      make(
        "button",
        { type: "button", class: "entry", "data-group": g, "aria-pressed": "true", onclick: () => toggle(app, g) },
        symbol(colour, shape),
        make("span", { text: termLabel(app.data.terms[term]) }),
        make("span", { class: "count", text: counts[g] ?? 0 }),
      ),
    ),
  );
}

/** @param {App} app */
function updateLegend(app) {
  for (const entry of at("legend").children) entry.setAttribute("aria-pressed", String(!app.filter.off.has(Number(entry.getAttribute("data-group")))));
}

/** @param {App} app @param {number} group */
function toggle(app, group) {
  const off = new Set(app.filter.off);
  if (!off.delete(group)) off.add(group);
  app.setFilter({ off, kept: new Set() });
}

/** The areas that hold others, each under what it stands in. @param {App} app @returns {[string, string][]} */
export function areaChoices(app) {
  const { parent, name, first } = app.data.entities;
  const { holds, size } = app.graph;
  const areas = new Set(app.data.reports.map((report) => report.area).filter((n) => n >= 0));
  for (let n = 0; n < size; n++) if (holds[n] && first[n]) areas.add(n);
  /** @type {Map<number, number[]>} */
  const under = new Map();
  for (const n of areas) {
    let over = parent[n] ?? -1;
    while (over >= 0 && !areas.has(over)) over = parent[over] ?? -1;
    under.set(over, [...(under.get(over) ?? []), n]);
  }
  /** @type {[string, string][]} */
  const rows = [];
  const visit = (/** @type {number} */ over, /** @type {number} */ depth) => {
    for (const n of under.get(over) ?? []) {
      rows.push([String(n), "　".repeat(Math.min(depth, 6)) + (name[n] ?? "")]);
      visit(n, depth + 1);
    }
  };
  visit(-1, 0);
  return rows;
}

/** @param {App} app @returns {[string, string][]} */
export function periodChoices(app) {
  const periods = new Set([...app.data.reports.map((report) => report.period), ...app.data.figures.period]);
  return [...periods].filter(Boolean).sort().map((period) => [period, period]);
}

/** @param {App} app @param {HTMLElement} panel */
function showFilters(app, panel) {
  const { filter, data } = app;
  /** @type {[string, string][]} */
  const reports = data.reports.map((report, i) => [String(i), report.title]);
  panel.replaceChildren(
    labelled(say("area"), choices(say("area"), [["-1", say("anyArea")], ...areaChoices(app)], String(filter.area), (v) => app.setFilter({ area: Number(v) }))),
    labelled(say("reportTitle"), choices(say("reportTitle"), [["-1", say("anyReport")], ...reports], String(filter.report), (v) => app.setFilter({ report: Number(v) }))),
    labelled(say("period"), choices(say("period"), [["", say("anyPeriod")], ...periodChoices(app)], filter.period, (v) => app.setFilter({ period: v }))),
    make("fieldset", {}, make("legend", { text: say("predicates") }), ...app.graph.predicates.map((p) => predicateBox(app, p))),
    button(say("clear"), () => {
      app.clearFilter();
      showFilters(app, panel);
    }),
  );
}

/** @param {string} name @param {HTMLElement} field */
function labelled(name, field) {
  return make("label", {}, make("span", { text: name }), field);
}

/** @param {App} app @param {number} p */
function predicateBox(app, p) {
  const box = make("input", { type: "checkbox", checked: !app.filter.predicatesOff.has(p) });
  box.addEventListener("change", () => {
    const predicatesOff = new Set(app.filter.predicatesOff);
    if (box.checked) predicatesOff.delete(p);
    else predicatesOff.add(p);
    app.setFilter({ predicatesOff });
  });
  return make("label", { class: "check" }, box, make("span", { text: termLabel(app.data.terms[p]) }));
}

/** One line over the network: what to do, or what is left out. @param {App} app @param {import("./network.js").Network} network */
function showNotice(app, network) {
  const { filter, path, data } = app;
  const name = (/** @type {number} */ n) => data.entities.name[n] ?? "";
  const shown = app.shown.reduce((sum, one) => sum + one, 0);
  /** @type {[string, string, () => void] | null} */
  let row = null;
  if (path && path.to < 0) row = [say("pathPick", name(path.from)), say("cancel"), () => app.endPath()];
  else if (path?.way) row = [say("pathFound", name(path.from), name(path.to), path.way.length), say("close"), () => app.endPath()];
  else if (path) row = [say("pathNone", name(path.from), name(path.to)), say("close"), () => app.endPath()];
  else if (filter.steps > 0) row = [say("egoOf", name(filter.centre), filter.steps), say("nearOff"), () => app.setFilter({ steps: 0, centre: -1 })];
  else if (app.filtered) {
    const text = shown ? say("filtered", shown, app.graph.size) : say("nothingShown");
    row = [text, say("clear"), () => app.clearFilter()];
  } else if (app.summarized) row = [say("summary", shown, app.graph.size), say("unfoldAll"), () => app.setFilter({ all: true })];
  else if (filter.all) row = [say("filtered", shown, app.graph.size), say("foldAll"), () => app.setFilter({ all: false })];
  else if (!app.choice && app.graph.size) row = [say("start"), "", () => {}];
  const notice = at("notice");
  notice.hidden = row === null;
  if (!row || notice.getAttribute("data-text") === row[0] + row[1]) return;
  const [text, label, act] = row;
  notice.setAttribute("data-text", text + label);
  notice.replaceChildren(make("span", { text }));
  if (label) notice.append(button(label, () => (act(), network.settle())));
}
