// Downloads: what is visible as tables, Turtle and pictures.

import { at, button } from "./dom.js";
import { say } from "./words.js";
import { csv, save, turtle } from "./files.js";
import { draw } from "./draw.js";
import { SvgPen } from "./pen.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./network.js").Network} Network */

/** @param {App} app @param {Network} network @param {() => number[]} figures the figures that the table shows */
export function mountDownloads(app, network, figures) {
  const menu = /** @type {HTMLDetailsElement} */ (at("downloads"));
  const show = () => {
    const rows = /** @type {[string, () => void][]} */ ([
      ["csvEntities", () => saveText("entities.csv", "text/csv", csv(entityRows(app)))],
      ["csvRelations", () => saveText("relations.csv", "text/csv", csv(relationRows(app, network)))],
      ["csvFigures", () => saveText("figures.csv", "text/csv", csv(figureRows(app, figures())))],
      ["turtle", () => saveText("visible.ttl", "text/turtle", visibleTurtle(app, network))],
      ["png", () => network.canvas.toBlob((blob) => blob && save("network.png", blob), "image/png")],
      ["svg", () => saveText("network.svg", "image/svg+xml", svgOf(network))],
    ]);
    const list = at("download-list");
    list.replaceChildren(
      ...rows.map(([key, act]) =>
        button(say(key), () => {
          act();
          menu.open = false;
        }),
      ),
    );
  };
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
  app.listen((topics) => topics.has("language") && show());
  show();
}

/** @param {string} name @param {string} type @param {string} text */
function saveText(name, type, text) {
  save(name, new Blob([text], { type: `${type};charset=utf-8` }));
}

/** @param {App} app */
function visibleEntities(app) {
  return [...app.shown].flatMap((one, n) => (one ? [n] : []));
}

/** @param {App} app @returns {(string | number | null)[][]} */
export function entityRows(app) {
  const { name, kind, alias } = app.data.entities;
  const head = ["iri", say("name"), say("kind"), say("aliases"), say("degree"), say("figureCount")];
  const rows = visibleEntities(app).map((n) => [app.iriOf(n), name[n] ?? "", app.data.terms[kind[n] ?? 0]?.[0] ?? "", (alias[n] ?? []).join("、"), app.graph.degree[n] ?? 0, (app.graph.figures[n] ?? []).length]);
  return [head, ...rows];
}

/** @param {App} app @param {Network} network @returns {(string | number | null)[][]} */
export function relationRows(app, network) {
  const { s, p, o } = app.data.relations;
  const { name } = app.data.entities;
  const rows = network.live.map((r) => [app.iriOf(s[r] ?? 0), name[s[r] ?? 0] ?? "", app.data.terms[p[r] ?? 0]?.[0] ?? "", app.iriOf(o[r] ?? 0), name[o[r] ?? 0] ?? ""]);
  return [["subject", say("name"), say("relations"), "object", say("name")], ...rows];
}

/** @param {App} app @param {number[]} ids @returns {(string | number | null)[][]} */
export function figureRows(app, ids) {
  const { figures: f, measures, entities, terms } = app.data;
  const head = [say("measure"), say("value"), "upper", "unit", say("words"), say("about"), say("area"), say("period"), say("qualifier")];
  const name = (/** @type {number | undefined} */ n) => entities.name[n ?? -1] ?? "";
  const rows = ids.map((i) => [measures[f.measure[i] ?? 0]?.[0] ?? "", f.value[i] ?? null, f.upper[i] ?? null, f.unit[i] ?? "", f.words[i] ?? "", name(f.about[i]), name(f.area[i]), f.period[i] ?? "", terms[f.qualifier[i] ?? -1]?.[0] ?? ""]);
  return [head, ...rows];
}

/** @param {App} app @param {Network} network */
export function visibleTurtle(app, network) {
  const entities = visibleEntities(app);
  const figures = entities.flatMap((n) => app.graph.figures[n] ?? []);
  return turtle(app.data, entities, network.live, figures);
}

/** The drawing as it stands, as SVG. @param {Network} network */
export function svgOf(network) {
  const pen = new SvgPen(network.width, network.height);
  draw(/** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (pen)), network.picture());
  return pen.file();
}
