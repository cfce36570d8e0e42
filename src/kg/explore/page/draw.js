// Draws the network: territories, relations, shapes, labels and chips with figures. All in pixels, no transforms,
// so that the same code draws on a canvas and into an SVG file.

import { toScreen } from "./camera.js";
import { courseOf } from "./course.js";
import { trace } from "./shapes.js";

/** @typedef {import("./camera.js").Camera} Camera */
/** @typedef {import("./labels.js").Label} Label */
/**
 * @typedef {{app: import("./app.js").App, camera: Camera, width: number, height: number, hover: number,
 *   focus: Set<number>, near: Set<number>, lit: Set<number>, labels: Label[], shift: {x: number, y: number},
 *   visible: number[], edges: number[]}} Picture
 */

export const FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", system-ui, sans-serif';
const INK = "#1d2733";
const FAINT = 0.22;
const ACCENT = "#b3261e";

/**
 * The radius in pixels of an entity's shape.
 * @param {import("./graph.js").Graph} graph @param {number} n @param {number} k
 */
export function radiusOf(graph, n, k) {
  const base = 6.5 + Math.min(9, 1.5 * Math.sqrt(graph.degree[n] ?? 0)) + (graph.holds[n] ? 2 : 0);
  return Math.max(2, base * Math.min(1.25, k ** 0.6));
}

/** @param {CanvasRenderingContext2D} pen @param {Picture} picture */
export function draw(pen, picture) {
  const { width, height } = picture;
  pen.globalAlpha = 1;
  pen.fillStyle = "#fcfcfa";
  pen.fillRect(0, 0, width, height);
  drawTerritories(pen, picture);
  drawRelations(pen, picture);
  drawShapes(pen, picture);
  drawLabels(pen, picture);
  pen.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} pen @param {Picture} picture */
function drawTerritories(pen, { app, camera, width, height }) {
  const { territories, groups, entities } = app.data;
  pen.lineWidth = 1;
  for (const [n, x, y, rx, ry] of territories) {
    if (!app.shown[n]) continue;
    const middle = toScreen(camera, width, height, x, y);
    const [wide, high] = [rx * camera.k, ry * camera.k];
    if (wide < 12 || middle.x + wide < 0 || middle.x - wide > width || middle.y + high < 0 || middle.y - high > height) continue;
    pen.beginPath();
    pen.ellipse(middle.x, middle.y, wide, high, 0, 0, 2 * Math.PI);
    pen.fillStyle = pen.strokeStyle = groups[entities.group[n] ?? 0]?.[1] ?? "#999999";
    pen.globalAlpha = 0.035;
    pen.fill();
    pen.globalAlpha = 0.16;
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} pen @param {Picture} picture */
function drawRelations(pen, picture) {
  const { app, camera, lit, focus, edges } = picture;
  const faded = focus.size > 0;
  pen.lineWidth = Math.max(0.6, Math.min(1.2, camera.k * 1.6));
  pen.strokeStyle = "#9aa5b1";
  // Many lines together are a grey cloud: the more there are, the fainter each.
  pen.globalAlpha = (faded ? FAINT + 0.1 : 0.85) * Math.min(1, Math.sqrt(350 / (edges.length + 1)));
  pen.beginPath();
  for (const r of edges) if (!lit.has(r)) line(pen, picture, r);
  pen.stroke();
  pen.globalAlpha = 1;
  if (lit.size) {
    pen.beginPath();
    pen.strokeStyle = app.path?.way ? ACCENT : "#3f4d5c";
    pen.lineWidth = app.path?.way ? 2.4 : 1.6;
    for (const r of lit) line(pen, picture, r);
    pen.stroke();
  }
  const arrows = camera.k > 0.5 && edges.length < 600 ? edges : [];
  pen.fillStyle = "#8793a0";
  pen.globalAlpha = faded ? FAINT + 0.1 : 1;
  for (const r of arrows) if (!lit.has(r)) arrow(pen, picture, r);
  pen.globalAlpha = 1;
  pen.fillStyle = app.path?.way ? ACCENT : "#3f4d5c";
  for (const r of lit) arrow(pen, picture, r);
}

/** @param {CanvasRenderingContext2D} pen @param {Picture} picture @param {number} r */
function line(pen, picture, r) {
  const { s, o, from, to, bend, middle } = courseOf(picture, r);
  if (s === o) {
    const size = 9 + 5 * Math.abs(bend);
    pen.moveTo(from.x + size, from.y - size);
    pen.arc(from.x, from.y - size, size, 0, 2 * Math.PI);
    return;
  }
  pen.moveTo(from.x, from.y);
  if (bend) pen.quadraticCurveTo(middle.x, middle.y, to.x, to.y);
  else pen.lineTo(to.x, to.y);
}

/** @param {CanvasRenderingContext2D} pen @param {Picture} picture @param {number} r */
function arrow(pen, picture, r) {
  const { s, o, from, to, bend, length, middle } = courseOf(picture, r);
  const rim = radiusOf(picture.app.graph, o, picture.camera.k) + 1;
  if (s === o || length < rim + 14) return;
  const [x, y] = bend ? [to.x - middle.x, to.y - middle.y] : [to.x - from.x, to.y - from.y];
  const size = Math.hypot(x, y) || 1;
  const [a, b] = [x / size, y / size];
  const [tipX, tipY] = [to.x - a * rim, to.y - b * rim];
  pen.beginPath();
  pen.moveTo(tipX, tipY);
  pen.lineTo(tipX - a * 7 - b * 3, tipY - b * 7 + a * 3);
  pen.lineTo(tipX - a * 7 + b * 3, tipY - b * 7 - a * 3);
  pen.closePath();
  pen.fill();
}

/** @param {CanvasRenderingContext2D} pen @param {Picture} picture */
function drawShapes(pen, { app, camera, width, height, focus, near, hover, visible }) {
  const { groups, entities } = app.data;
  const faded = focus.size > 0;
  /** @type {Map<number, number[]>} */
  const byGroup = new Map();
  for (const n of visible) {
    const key = (entities.group[n] ?? 0) * 2 + (faded && !focus.has(n) && !near.has(n) ? 1 : 0);
    const list = byGroup.get(key);
    if (list) list.push(n);
    else byGroup.set(key, [n]);
  }
  pen.lineWidth = camera.k < 0.12 ? 0.5 : 1;
  // Faded ones first, so that they never cover what is selected.
  for (const [key, list] of [...byGroup].sort(([a], [b]) => (b % 2) - (a % 2) || a - b)) {
    const [, colour = "#999999", shape = "dot"] = groups[key >> 1] ?? [];
    pen.beginPath();
    for (const n of list) {
      const { x, y } = toScreen(camera, width, height, entities.x[n] ?? 0, entities.y[n] ?? 0);
      trace(pen, shape, x, y, radiusOf(app.graph, n, camera.k));
    }
    pen.globalAlpha = key % 2 ? FAINT : 1;
    pen.fillStyle = colour;
    pen.fill();
    pen.strokeStyle = "#ffffff";
    pen.stroke();
  }
  pen.globalAlpha = 1;
  for (const n of new Set([...focus, hover])) {
    if (n < 0 || !app.shown[n]) continue;
    const { x, y } = toScreen(camera, width, height, entities.x[n] ?? 0, entities.y[n] ?? 0);
    pen.beginPath();
    pen.arc(x, y, radiusOf(app.graph, n, camera.k) + 4.5, 0, 2 * Math.PI);
    pen.strokeStyle = focus.has(n) ? ACCENT : "#52606d";
    pen.lineWidth = focus.has(n) ? 2.2 : 1.4;
    pen.stroke();
  }
}

/** @param {CanvasRenderingContext2D} pen @param {Picture} picture */
function drawLabels(pen, { app, labels, shift, focus, near }) {
  const faded = focus.size > 0;
  const { size } = app.graph;
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  for (const label of labels) {
    const [x, y] = [label.left + shift.x + (label.id >= size ? 5 : 2), (label.top + label.bottom) / 2 + shift.y];
    const isChip = label.id >= size;
    const n = label.id;
    pen.globalAlpha = faded && !isChip && n >= 0 && !focus.has(n) && !near.has(n) ? FAINT + 0.13 : 1;
    const strong = n >= 0 && !isChip && (focus.has(n) || app.graph.holds[n]);
    pen.font = `${strong ? "600 " : n < 0 ? "italic " : ""}${label.size}px ${FONT}`;
    if (isChip) {
      pen.beginPath();
      pen.roundRect(label.left + shift.x, label.top + shift.y, label.right - label.left, label.bottom - label.top, 7);
      pen.fillStyle = "#fff7e0";
      pen.fill();
      pen.strokeStyle = "#d8b455";
      pen.lineWidth = 1;
      pen.stroke();
      pen.fillStyle = "#5c4300";
    } else {
      pen.strokeStyle = "#fcfcfa";
      pen.lineWidth = 3;
      pen.strokeText(label.text, x, y);
      pen.fillStyle = n < 0 ? "#4a5866" : INK;
    }
    pen.fillText(label.text, x, y);
  }
}
