// The search field: a list of what matches, opened while typing, walked with the arrow keys.

import { at, make } from "./dom.js";
import { say } from "./words.js";
import { symbol } from "./shapes.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./find.js").Found} Found */

/** @param {App} app */
export function mountSearch(app) {
  const input = /** @type {HTMLInputElement} */ (at("search"));
  const list = at("hits");
  /** @type {Found[]} */
  let found = [];
  let chosen = 0;

  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (/** @type {number} */ next) => {
    chosen = found.length ? (next + found.length) % found.length : 0;
    list.querySelectorAll("[role=option]").forEach((option, i) => {
      option.setAttribute("aria-selected", String(i === chosen));
      if (i === chosen) option.scrollIntoView({ block: "nearest" });
    });
    if (found.length) input.setAttribute("aria-activedescendant", `hit-${chosen}`);
    else input.removeAttribute("aria-activedescendant");
  };
  const show = () => {
    const query = input.value;
    if (!query.trim()) return close();
    found = app.finder.all(query);
    list.replaceChildren(...options(app, found, take, query));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    at("status").textContent = found.length ? say("hitsCount", found.length) : say("hitsNone", query);
    mark(0);
  };
  const take = (/** @type {Found | undefined} */ hit) => {
    if (!hit) return;
    close();
    if (matchMedia("(pointer: coarse)").matches) input.blur(); // puts a phone's keyboard away
    if (hit.kind === "entity") {
      app.openTab("network");
      app.selectEntity(hit.id, { look: true });
    } else if (hit.kind === "figure") {
      app.select({ kind: "figure", ids: [hit.id] }, { look: true });
      app.openTab("facts");
    } else {
      app.reading = { report: hit.id, mark: -1, place: hit.place ?? 0, length: hit.length };
      app.openTab("report");
      app.tell("reading");
    }
  };
  input.addEventListener("input", show);
  input.addEventListener("focus", () => input.value.trim() && show());
  // Later, so that a click on a hit comes first; and not where the field was entered again meanwhile.
  input.addEventListener("blur", () => setTimeout(() => document.activeElement !== input && close(), 150));
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) show();
      else mark(chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") take(list.hidden ? undefined : found[chosen]);
    else if (event.key === "Escape") {
      if (list.hidden) input.value = "";
      close();
    } else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
  });
}

/** @param {App} app @param {Found[]} found @param {(hit: Found) => void} take @param {string} query @returns {Node[]} */
function options(app, found, take, query) {
  if (!found.length) return [make("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false", text: say("hitsNone", query) })];
  const titles = { entity: "hitsEntities", figure: "hitsFigures", text: "hitsText" };
  /** @type {Node[]} */
  const rows = [];
  let last = "";
  found.forEach((hit, i) => {
    if (hit.kind !== last) rows.push(make("li", { class: "title", role: "presentation", text: say(titles[hit.kind]) }));
    last = hit.kind;
    rows.push(option(app, hit, i, take));
  });
  return rows;
}

/** @param {App} app @param {Found} hit @param {number} i @param {(hit: Found) => void} take */
function option(app, hit, i, take) {
  const end = hit.at + hit.length;
  const text = make("span", { class: "match" });
  if (hit.at >= 0) text.append(hit.text.slice(0, hit.at), make("b", { text: hit.text.slice(hit.at, end) }), hit.text.slice(end));
  else text.append(hit.text);
  const row = make("li", { role: "option", id: `hit-${i}`, "aria-selected": "false", onmousedown: (event) => (event.preventDefault(), take(hit)) });
  if (hit.kind === "entity") {
    const [, colour = "", shape = ""] = app.data.groups[app.data.entities.group[hit.id] ?? 0] ?? [];
    row.append(symbol(colour, shape));
  }
  row.append(text, make("span", { class: "note", text: hit.note }));
  return row;
}
