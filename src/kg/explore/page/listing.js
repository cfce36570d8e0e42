// The network as a table: the same entities for those who do not see the drawing or prefer to read.

import { at, button, make } from "./dom.js";
import { say, termLabel } from "./words.js";
import { entityLink } from "./facts.js";

/** @typedef {import("./app.js").App} App */

const PAGE_OF_LIST = 200;

/** @param {App} app */
export function mountListing(app) {
  const pane = at("listing");
  const toggle = at("list-open");
  const show = () => {
    toggle.textContent = say(pane.hidden ? "list" : "drawing");
    toggle.setAttribute("aria-pressed", String(!pane.hidden));
    if (!pane.hidden) pane.replaceChildren(table(app));
  };
  toggle.onclick = () => {
    pane.hidden = !pane.hidden;
    show();
  };
  app.listen((topics) => {
    if (topics.has("language") || topics.has("shown")) show();
  });
  show();
}

/** @param {App} app */
function table(app) {
  const ids = [...app.graph.rank].filter((n) => app.shown[n]);
  const body = make("tbody");
  const add = (/** @type {number} */ from) => {
    body.append(...ids.slice(from, from + PAGE_OF_LIST).map((n) => row(app, n)));
    if (ids.length <= from + PAGE_OF_LIST) return;
    const more = make("tr", {}, make("td", { colspan: 4 }, button(say("more", ids.length - from - PAGE_OF_LIST), () => (more.remove(), add(from + PAGE_OF_LIST)))));
    body.append(more);
  };
  add(0);
  const names = [say("name"), say("kind"), say("degree"), say("figureCount")];
  return make("table", {}, make("caption", { text: say("listLabel") }), make("thead", {}, make("tr", {}, ...names.map((text) => make("th", { scope: "col", text })))), body);
}

/** @param {App} app @param {number} n */
function row(app, n) {
  return make(
    "tr",
    {},
    make("th", { scope: "row" }, entityLink(app, n)),
    make("td", { text: termLabel(app.data.terms[app.data.entities.kind[n] ?? 0]) }),
    make("td", { text: app.graph.degree[n] ?? 0 }),
    make("td", { text: (app.graph.figures[n] ?? []).length }),
  );
}
