// The view of the network: which point of it stands in the middle of the canvas, and how large.

/** @typedef {{x: number, y: number, k: number}} Camera `x`, `y`: the point in the middle; `k`: pixels for each unit */
/** @typedef {{left: number, top: number, right: number, bottom: number}} Box */

export const NEAREST = 3;
export const FARTHEST = 0.004;

/** @param {Camera} camera @param {number} width @param {number} height @param {number} x @param {number} y */
export function toScreen(camera, width, height, x, y) {
  return { x: (x - camera.x) * camera.k + width / 2, y: (y - camera.y) * camera.k + height / 2 };
}

/** @param {Camera} camera @param {number} width @param {number} height @param {number} x @param {number} y */
export function toWorld(camera, width, height, x, y) {
  return { x: (x - width / 2) / camera.k + camera.x, y: (y - height / 2) / camera.k + camera.y };
}

/** @param {number} k */
export function clampScale(k) {
  return Math.min(NEAREST, Math.max(FARTHEST, k));
}

/**
 * A camera that shows a box whole, inside margins of so many pixels; never nearer than `most`.
 * @param {Box} box
 * @param {number} width
 * @param {number} height
 * @param {Box} margin
 * @param {number} [most]
 * @returns {Camera}
 */
export function fitted(box, width, height, margin, most = 1.15) {
  const [across, down] = [Math.max(1, box.right - box.left), Math.max(1, box.bottom - box.top)];
  const wide = Math.max(40, width - margin.left - margin.right);
  const high = Math.max(40, height - margin.top - margin.bottom);
  const k = Math.min(most, clampScale(Math.min(wide / across, high / down)));
  return {
    x: (box.left + box.right) / 2 + (margin.right - margin.left) / 2 / k,
    y: (box.top + box.bottom) / 2 + (margin.bottom - margin.top) / 2 / k,
    k,
  };
}

/**
 * The camera after zooming so that the point under the pointer stays there.
 * @param {Camera} camera @param {number} width @param {number} height @param {number} x @param {number} y
 * @param {number} factor
 * @returns {Camera}
 */
export function zoomed(camera, width, height, x, y, factor) {
  const k = clampScale(camera.k * factor);
  const under = toWorld(camera, width, height, x, y);
  return { x: under.x - (x - width / 2) / k, y: under.y - (y - height / 2) / k, k };
}

/**
 * The box around some points, null for none.
 * @param {Iterable<number>} ids @param {number[]} xs @param {number[]} ys
 * @returns {Box | null}
 */
export function boxAround(ids, xs, ys) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const n of ids) {
    const [x, y] = [xs[n] ?? 0, ys[n] ?? 0];
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  return left === Infinity ? null : { left, top, right, bottom };
}
