// The shapes that the ontology's hints name, as outlines round (0, 0) with radius 1, for canvas and legend alike.

import { makeSvg } from "./dom.js";

/** @param {number} count @param {number} turn @param {number} [inner] */
function corners(count, turn, inner) {
  /** @type {[number, number][]} */
  const found = [];
  const points = inner ? count * 2 : count;
  for (let i = 0; i < points; i++) {
    const angle = turn + (i * 2 * Math.PI) / points;
    const r = inner && i % 2 ? inner : 1;
    found.push([Math.cos(angle) * r, Math.sin(angle) * r]);
  }
  return found;
}

const UP = -Math.PI / 2;
/** @type {Record<string, [number, number][]>} */
const OUTLINES = {
  square: [[-0.85, -0.85], [0.85, -0.85], [0.85, 0.85], [-0.85, 0.85]],
  diamond: corners(4, UP).map(([x, y]) => [x * 1.12, y * 1.12]),
  triangle: corners(3, UP).map(([x, y]) => [x * 1.15, y * 1.15 + 0.15]),
  triangleDown: corners(3, -UP).map(([x, y]) => [x * 1.15, y * 1.15 - 0.15]),
  star: corners(5, UP, 0.5).map(([x, y]) => [x * 1.2, y * 1.2]),
  hexagon: corners(6, 0),
  box: [[-1.1, -0.75], [1.1, -0.75], [1.1, 0.75], [-1.1, 0.75]],
};

/**
 * Adds a shape to a canvas's path.
 * @param {{moveTo(x: number, y: number): void, lineTo(x: number, y: number): void, closePath(): void,
 *   arc(x: number, y: number, r: number, from: number, to: number): void,
 *   ellipse(x: number, y: number, rx: number, ry: number, turn: number, from: number, to: number): void}} context
 * @param {string} shape @param {number} x @param {number} y @param {number} r
 */
export function trace(context, shape, x, y, r) {
  const outline = OUTLINES[shape];
  if (outline) {
    outline.forEach(([a, b], i) => (i ? context.lineTo(x + a * r, y + b * r) : context.moveTo(x + a * r, y + b * r)));
    context.closePath();
  } else if (shape === "ellipse") {
    context.moveTo(x + r * 1.25, y);
    context.ellipse(x, y, r * 1.25, r * 0.8, 0, 0, 2 * Math.PI);
  } else {
    context.moveTo(x + r, y);
    context.arc(x, y, r, 0, 2 * Math.PI);
  }
}

/**
 * A shape as a small picture beside text.
 * @param {string} colour @param {string} shape
 */
export function symbol(colour, shape) {
  const outline = OUTLINES[shape];
  const fill = /^#[0-9a-f]{3,8}$/i.test(colour) ? colour : "#999999";
  const inside = outline
    ? makeSvg("polygon", { points: outline.map(([x, y]) => `${(x * 6).toFixed(1)},${(y * 6).toFixed(1)}`).join(" ") })
    : makeSvg("ellipse", { rx: shape === "ellipse" ? 7 : 6, ry: shape === "ellipse" ? 4.6 : 6 });
  inside.setAttribute("fill", fill);
  inside.setAttribute("stroke", "rgba(0,0,0,.35)");
  return makeSvg("svg", { viewBox: "-8 -8 16 16", width: 14, height: 14, class: "symbol", "aria-hidden": "true" }, inside);
}
