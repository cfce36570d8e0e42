// Keeps the address in step with the view, and the view with an address that was shared.

import { at } from "./dom.js";
import { language, say } from "./words.js";
import { decodeState, encodeState } from "./state.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./network.js").Network} Network */
/** @typedef {import("./state.js").Saved} Saved */

/** @param {App} app @param {Network} network @returns {Saved} */
export function stateOf(app, network) {
  const { filter, choice, path, data } = app;
  const iri = (/** @type {number} */ n) => data.entities.iri[n] ?? "";
  const sel = choice?.kind === "figure" ? choice.ids.map((f) => `f:${data.figures.iri[f] ?? ""}`) : choice?.kind === "relation" ? choice.ids.map((r) => `r:${iri(data.relations.s[r] ?? 0)}>${data.relations.p[r]}>${iri(data.relations.o[r] ?? 0)}`) : (choice?.ids ?? []).slice(0, 30).map(iri);
  const { x, y, k } = network.camera;
  return {
    lang: language() === "zh" ? "" : "en",
    sel: sel.join(","),
    ego: filter.steps > 0 ? `${filter.steps},${iri(filter.centre)}` : "",
    path: path && path.to >= 0 ? `${iri(path.from)},${iri(path.to)}` : "",
    off: [...filter.off].join(","),
    noedge: [...filter.predicatesOff].join(","),
    area: filter.area >= 0 ? iri(filter.area) : "",
    report: filter.report >= 0 ? (data.reports[filter.report]?.iri ?? "") : "",
    period: filter.period,
    view: network.moved ? `${Math.round(x)},${Math.round(y)},${k.toPrecision(3)}` : "",
    tab: app.tab === "network" ? "" : app.tab,
    read: data.reports.length > 1 && app.reading.report >= 0 ? (data.reports[app.reading.report]?.iri ?? "") : "",
    all: filter.all ? "1" : "",
  };
}

/** @param {App} app @param {Network} network @param {Saved} saved what the page was opened with */
export function linkState(app, network, saved) {
  let last = encodeState(saved);
  let waiting = 0;
  app.listen(() => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const now = encodeState(stateOf(app, network));
      if (now === last) return;
      // A new entry of the history only for a new selection, so that "back" goes to the one before.
      const turned = decodeState(now).sel !== decodeState(last).sel;
      last = now;
      history[turned ? "pushState" : "replaceState"](null, "", now ? `#${now}` : location.pathname + location.search);
    }, 120);
  });
  window.addEventListener("hashchange", () => {
    const now = decodeState(location.hash);
    last = encodeState(now);
    restore(app, network, now, true);
  });
  at("share").onclick = async () => {
    const now = encodeState(stateOf(app, network));
    history.replaceState(null, "", now ? `#${now}` : location.pathname + location.search);
    const copied = await navigator.clipboard?.writeText(location.href).then(() => true, () => false);
    at("toast").textContent = say(copied ? "shared" : "shareFailed");
    setTimeout(() => (at("toast").textContent = ""), 2600);
  };
}

/**
 * @param {App} app @param {Network} network @param {Saved} saved
 * @param {boolean} [wholly] whether what the address leaves out is to be undone
 */
export function restore(app, network, saved, wholly = false) {
  const { data } = app;
  const ids = new Map(data.entities.iri.map((iri, n) => [iri, n]));
  const entity = (/** @type {string | undefined} */ iri) => ids.get(iri ?? "") ?? -1;
  const numbers = (/** @type {string | undefined} */ text) => new Set((text ?? "").split(",").filter(Boolean).map(Number));
  const [steps = "", centre] = (saved.ego ?? "").split(",");
  if (wholly || Object.keys(saved).some((key) => key !== "lang")) {
    app.filter.kept = new Set();
    const near = entity(centre);
    app.setFilter({
      off: numbers(saved.off),
      predicatesOff: numbers(saved.noedge),
      area: entity(saved.area),
      report: data.reports.findIndex((report) => report.iri === saved.report),
      period: saved.period ?? "",
      centre: near,
      steps: near >= 0 ? Math.max(0, Math.min(6, Number(steps) || 0)) : 0,
      all: saved.all === "1",
    });
    const read = data.reports.findIndex((report) => report.iri === saved.read);
    if (read >= 0) app.reading = { report: read, mark: -1, place: -1, length: 0 };
    const [from, to] = (saved.path ?? "").split(",").map(entity);
    if (from !== undefined && to !== undefined && from >= 0 && to >= 0) app.findPath(from, to);
    else restoreChoice(app, saved.sel ?? "", entity);
    const [x, y, k] = (saved.view ?? "").split(",").map(Number);
    if (x !== undefined && y !== undefined && k !== undefined && [x, y, k].every(Number.isFinite) && k > 0) network.set({ x, y, k: Math.min(3, k) }, true);
    if (wholly && !saved.tab) app.openTab("network");
    if (saved.tab && document.getElementById(`pane-${saved.tab}`)) app.openTab(saved.tab);
  }
  app.tell("reading");
}

/** @param {App} app @param {string} text @param {(iri: string | undefined) => number} entity */
function restoreChoice(app, text, entity) {
  const { data } = app;
  const parts = text.split(",").filter(Boolean);
  const figures = parts.filter((part) => part.startsWith("f:")).map((part) => data.figures.iri.indexOf(part.slice(2)));
  const relations = parts.filter((part) => part.startsWith("r:")).map((part) => {
    const [s, p, o] = part.slice(2).split(">");
    const [subject, object] = [entity(s), entity(o)];
    return data.relations.s.findIndex((n, r) => n === subject && data.relations.o[r] === object && data.relations.p[r] === Number(p));
  });
  const entities = parts.filter((part) => !/^[fr]:/.test(part)).map(entity);
  const [kind, ids] = figures.length ? /** @type {const} */ (["figure", figures]) : relations.length ? /** @type {const} */ (["relation", relations]) : /** @type {const} */ (["entity", entities]);
  const known = ids.filter((id) => id >= 0);
  app.select(known.length ? { kind, ids: known } : null, { look: true });
}
