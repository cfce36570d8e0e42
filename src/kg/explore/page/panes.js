// The panes: sizes changed by dragging or with the arrow keys, collapsing, the dock, and the tabs of a phone.

import { at, button, make } from "./dom.js";
import { say } from "./words.js";

/** @typedef {import("./app.js").App} App */

/** What each separator changes: a property of the page, its bounds in pixels, and which way grows it. */
const SPLITS = /** @type {const} */ ([
  ["split-side", "--side", 280, 900, "x"],
  ["split-report", "--facts", 90, 900, "y-down"],
  ["split-dock", "--dock", 120, 700, "y-up"],
]);

/** @param {App} app */
export function mountPanes(app) {
  for (const [id, property, least, most, way] of SPLITS) splitter(at(id), property, least, most, way);
  for (const id of ["facts", "report"]) {
    const pane = at(`pane-${id}`);
    const fold = at(`fold-${id}`);
    fold.onclick = () => {
      pane.classList.toggle("folded");
      name();
    };
  }
  const name = () => {
    for (const id of ["facts", "report"]) {
      const folded = at(`pane-${id}`).classList.contains("folded");
      at(`fold-${id}`).setAttribute("aria-expanded", String(!folded));
      at(`fold-${id}`).setAttribute("aria-label", say(folded ? "expand" : "collapse", say(id)));
    }
    for (const [id, , , , way] of SPLITS) at(id).setAttribute("aria-label", say("resize", say(way === "x" ? "facts" : id === "split-dock" ? "figures" : "report")));
  };
  const show = () => {
    document.body.dataset["tab"] = app.tab;
    document.body.dataset["dock"] = app.dock;
    showTabs(app, at("tabs"), ["network", "facts", "report", ...dockTabs()], app.tab, (tab) => app.openTab(tab));
    showTabs(app, at("dock-tabs"), dockTabs(), app.dock, (tab) => {
      app.dock = app.dock === tab ? "" : tab;
      app.tell("tab");
    });
    at("split-dock").hidden = !app.dock;
  };
  app.listen((topics) => {
    if (topics.has("tab") || topics.has("language")) show();
    if (topics.has("language")) name();
  });
  name();
  show();
}

/** The panes in the dock: figures, and the query pane where one is registered. */
function dockTabs() {
  return ["figures", "query"].filter((id) => document.getElementById(`pane-${id}`));
}

/** @param {App} app @param {HTMLElement} bar @param {string[]} tabs @param {string} chosen @param {(tab: string) => void} act */
function showTabs(app, bar, tabs, chosen, act) {
  const count = app.data.figures.name.length;
  const focused = document.activeElement?.getAttribute("data-tab");
  const held = bar.contains(document.activeElement);
  bar.replaceChildren(
    ...tabs.map((tab) => {
      const made = button(say(tab), () => act(tab), { role: "tab", "data-tab": tab, "aria-selected": String(tab === chosen), "aria-controls": `pane-${tab}`, tabindex: tab === chosen || (!tabs.includes(chosen) && tab === tabs[0]) ? "0" : "-1" });
      if (tab === "figures") made.append(make("span", { class: "count", text: count }));
      return made;
    }),
  );
  if (held) /** @type {HTMLElement | null} */ (bar.querySelector(`[data-tab="${focused}"]`))?.focus();
  bar.onkeydown = (event) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!step) return;
    const all = [.../** @type {NodeListOf<HTMLElement>} */ (bar.querySelectorAll("[role=tab]"))];
    const next = all[(all.indexOf(/** @type {HTMLElement} */ (document.activeElement)) + step + all.length) % all.length];
    next?.focus();
    event.preventDefault();
  };
}

/** @param {HTMLElement} bar @param {string} property @param {number} least @param {number} most @param {"x" | "y-down" | "y-up"} way */
function splitter(bar, property, least, most, way) {
  const pane = () => (way === "x" ? at("side") : way === "y-up" ? at("dock") : at("pane-facts"));
  const size = () => (way === "x" ? pane().offsetWidth : pane().offsetHeight);
  const set = (/** @type {number} */ value) => {
    const room = way === "x" ? window.innerWidth - 320 : window.innerHeight - 220;
    const now = Math.max(least, Math.min(most, room, value));
    document.documentElement.style.setProperty(property, `${Math.round(now)}px`);
    bar.setAttribute("aria-valuenow", String(Math.round(now)));
  };
  bar.setAttribute("aria-valuemin", String(least));
  bar.setAttribute("aria-valuemax", String(most));
  bar.setAttribute("aria-valuenow", String(Math.max(least, size())));
  const sign = way === "y-down" ? 1 : -1;
  bar.addEventListener("pointerdown", (event) => {
    const [from, start] = [way === "x" ? event.clientX : event.clientY, size()];
    bar.setPointerCapture(event.pointerId);
    const move = (/** @type {PointerEvent} */ e) => set(start + sign * ((way === "x" ? e.clientX : e.clientY) - from));
    const end = () => {
      bar.removeEventListener("pointermove", move);
      bar.removeEventListener("pointerup", end);
    };
    bar.addEventListener("pointermove", move);
    bar.addEventListener("pointerup", end);
    event.preventDefault();
  });
  bar.addEventListener("keydown", (event) => {
    const keys = way === "x" ? ["ArrowRight", "ArrowLeft"] : ["ArrowUp", "ArrowDown"];
    const step = event.key === keys[0] ? -24 : event.key === keys[1] ? 24 : 0;
    if (!step) return;
    set(size() + step * (way === "y-up" ? -1 : 1));
    event.preventDefault();
  });
}
