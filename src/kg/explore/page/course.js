// Where a relation runs between two shapes, and which one runs under the pointer.

import { toScreen } from "./camera.js";

/** @typedef {import("./draw.js").Picture} Picture */

const REACH = 6; // pixels beside a line that still point at it
const PARTS = 12;

/**
 * The ends of a relation in pixels, the point it bends round, and its length; `s` and `o` are its entities.
 * @param {Picture} picture @param {number} r
 */
export function courseOf({ app, camera, width, height }, r) {
  const { relations, entities } = app.data;
  const [s, o] = [relations.s[r] ?? 0, relations.o[r] ?? 0];
  const from = toScreen(camera, width, height, entities.x[s] ?? 0, entities.y[s] ?? 0);
  const to = toScreen(camera, width, height, entities.x[o] ?? 0, entities.y[o] ?? 0);
  const bend = app.graph.bends.get(r) ?? 0;
  const [across, down] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(across, down) || 1;
  const side = (bend * Math.min(length * 0.24, 46) * 2) / length;
  const middle = { x: (from.x + to.x) / 2 - down * side, y: (from.y + to.y) / 2 + across * side };
  return { s, o, from, to, bend, length, middle };
}

/** The relation under a place of the canvas, -1 for none. @param {Picture} picture @param {number} x @param {number} y */
export function relationAt(picture, x, y) {
  let best = -1;
  let least = REACH;
  for (const r of picture.edges) {
    const { s, o, from, to, middle, bend } = courseOf(picture, r);
    const size = 9 + 5 * Math.abs(bend);
    const distance = s === o ? Math.abs(Math.hypot(from.x - x, from.y - size - y) - size) : alongCurve(from, bend ? middle : null, to, x, y);
    if (distance < least) [best, least] = [r, distance];
  }
  return best;
}

/** @typedef {{x: number, y: number}} Point */

/** @param {Point} from @param {Point | null} middle @param {Point} to @param {number} x @param {number} y */
function alongCurve(from, middle, to, x, y) {
  if (!middle) return besideLine(from, to, x, y);
  let least = Infinity;
  let last = from;
  for (let i = 1; i <= PARTS; i++) {
    const t = i / PARTS;
    const [a, b, c] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t];
    const next = { x: a * from.x + b * middle.x + c * to.x, y: a * from.y + b * middle.y + c * to.y };
    least = Math.min(least, besideLine(last, next, x, y));
    last = next;
  }
  return least;
}

/** @param {Point} from @param {Point} to @param {number} x @param {number} y */
function besideLine(from, to, x, y) {
  const [across, down] = [to.x - from.x, to.y - from.y];
  const size = across * across + down * down || 1;
  const t = Math.max(0, Math.min(1, ((x - from.x) * across + (y - from.y) * down) / size));
  return Math.hypot(from.x + t * across - x, from.y + t * down - y);
}
