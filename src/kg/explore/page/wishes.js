// What asks for a label in the network, the most important first: the selection, its relations and neighbours, what
// matters most of the rest, and figures as chips beside what they describe.

import { termLabel } from "./words.js";
import { toScreen } from "./camera.js";
import { cut } from "./labels.js";
import { courseOf } from "./course.js";
import { radiusOf } from "./draw.js";

/** @typedef {import("./network.js").Network} Network */
/** @typedef {import("./draw.js").Picture} Picture */
/** @typedef {import("./labels.js").Wish} Wish */

export const MOST_LABELS = 420;
export const BEYOND = 0.3; // labels are placed for so much more than the canvas shows, so that a drag needs no new ones
const RING = 5;
const CROWD = 400; // more shapes than this leave no room between them for a label
const KEPT_FREE = 150;

/**
 * The wish of an entity, which begins with where its shape stands.
 * @param {Network} pane @param {number} n @param {string} text @param {number} size
 * @returns {Wish}
 */
export function wishFor(pane, n, text, size) {
  const { x, y } = pane.app.data.entities;
  const spot = toScreen(pane.camera, pane.width, pane.height, x[n] ?? 0, y[n] ?? 0);
  return { id: n, ...spot, r: radiusOf(pane.app.graph, n, pane.camera.k), text, size };
}

/** The entities that labels reach: of more than the canvas shows. @param {Network} pane */
function reached(pane) {
  return pane.grid.inside(pane.view((Math.max(pane.width, pane.height) * BEYOND) / pane.camera.k));
}

/** The shapes that labels leave free: all, or in a crowd those that matter most. @param {Network} pane */
export function bodiesFor(pane) {
  const inside = reached(pane);
  if (inside.length <= CROWD) return inside.map((n) => wishFor(pane, n, "", 0));
  const crowd = new Set(inside);
  const first = [];
  for (const n of pane.app.graph.rank) {
    if (first.length >= KEPT_FREE) break;
    if (crowd.has(n)) first.push(wishFor(pane, n, "", 0));
  }
  return first;
}

/** @param {Network} pane @param {Picture} picture */
export function wishesFor(pane, picture) {
  const { app, camera, hover } = pane;
  const { name } = app.data.entities;
  const { focus, near, lit } = picture;
  /** @type {Wish[]} */
  const found = [];
  for (const n of focus) {
    if (!app.shown[n]) continue;
    const wish = wishFor(pane, n, cut(name[n] ?? "", 26), 14);
    found.push({ ...wish, r: wish.r + RING, must: true });
  }
  found.push(...chipsFor(pane, [...focus].slice(0, 12), 4));
  if (hover >= 0 && !focus.has(hover)) found.push({ ...wishFor(pane, hover, cut(name[hover] ?? "", 26), 13), must: true });
  for (const n of near) if (!focus.has(n)) found.push({ ...wishFor(pane, n, cut(name[n] ?? "", 16), 12.5), shorter: cut(name[n] ?? "", 6) });
  if (lit.size <= 40) for (const r of lit) found.push(relationWish(picture, r));
  const inside = new Set(reached(pane));
  const most = camera.k > 0.75 ? 16 : camera.k > 0.4 ? 11 : 8;
  let asked = 0;
  for (const n of app.graph.rank) {
    if (asked > 3 * MOST_LABELS || asked >= inside.size) break;
    if (!inside.has(n) || focus.has(n) || near.has(n)) continue;
    const wish = wishFor(pane, n, cut(name[n] ?? "", most), app.graph.holds[n] ? 13.5 : 12);
    found.push({ ...wish, shorter: cut(name[n] ?? "", 5), must: app.graph.holds[n] === 1 && camera.k > 0.2 });
    asked++;
  }
  if (camera.k > 0.45 && !focus.size) found.push(...chipsFor(pane, [...inside].slice(0, 150), 1));
  return found;
}

/** The figures of some entities as chips beside them. @param {Network} pane @param {number[]} ids @param {number} most */
function chipsFor(pane, ids, most) {
  const { app } = pane;
  const chosen = new Set(app.choice?.kind === "figure" ? app.choice.ids : []);
  return ids.flatMap((n) => {
    const figures = (app.graph.figures[n] ?? []).filter((f) => app.shown[n] && (!chosen.size || chosen.has(f)));
    return figures.slice(0, most).map((f) => {
      const wish = wishFor(pane, n, cut(app.data.figures.words[f] ?? "", 10), 11.5);
      return { ...wish, id: app.graph.size + f, beside: n };
    });
  });
}

/** The name of a relation in the middle of its line. @param {Picture} picture @param {number} r @returns {Wish} */
function relationWish(picture, r) {
  const { app } = picture;
  const { from, to, bend, middle } = courseOf(picture, r);
  const text = termLabel(app.data.terms[app.data.relations.p[r] ?? -1]);
  const [x, y] = bend ? [(from.x + 2 * middle.x + to.x) / 4, (from.y + 2 * middle.y + to.y) / 4] : [(from.x + to.x) / 2, (from.y + to.y) / 2];
  // A radius below zero puts the label on the spot itself.
  return { id: -1 - r, x, y, r: -9, text, size: 11 };
}
